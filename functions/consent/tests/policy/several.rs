//! Several signals at once, and the operator's cookie.

use crate::strings::Consenting;
use crate::strings::gpp::{string, us};
use crate::{ALL, DAY, NONE, NOW, case, viewer};

#[case]
fn a_preference_is_a_consent_under_every_regime() {
    for place in ["FR", "US-CA", "AU"] {
        let outcome = viewer(place).prefers("purposes=1.6&features=1").decided();
        assert_eq!(
            (outcome.purposes.as_slice(), outcome.special.as_slice()),
            (&[1, 6][..], &[1][..])
        );
        assert_eq!((outcome.by().as_str(), outcome.valid_for), ("preference", 3600), "{place}");
        assert_eq!(viewer(place).prefers("none").decided().purposes, NONE);
        assert_eq!(viewer(place).prefers("all").decided().purposes, ALL);
        let refused = viewer(place).prefers("everything").decided();
        assert_eq!(
            (refused.purposes.as_slice(), refused.by().as_str()),
            (&NONE[..], "!preference")
        );
    }
}

#[case]
fn the_strictest_of_several_wins() {
    let tc = Consenting { special_features: vec![1], ..Consenting::to(&[1, 2, 8]) }.text();
    let gpp = string(&[(2, Consenting::to(&[1, 8, 9]).text())]);
    for place in ["FR", "US-CA", "AU"] {
        let all = viewer(place).sends(&tc).sends_gpp(&gpp).prefers("purposes=1.2.9&features=1");
        let outcome = all.decided();
        assert_eq!(
            (outcome.purposes.as_slice(), outcome.special.as_slice()),
            (&[1][..], &NONE[..])
        );
        assert_eq!(outcome.by(), "tc-string gpp-string preference");
        let two = viewer(place).sends(&tc).prefers("purposes=2.8").with_gpc().decided();
        assert_eq!(
            (two.purposes.as_slice(), two.by().as_str()),
            (&[8][..], "tc-string preference gpc")
        );
        let one_refused = viewer(place).sends(&tc).prefers("?").decided();
        assert_eq!(one_refused.purposes, NONE);
        assert_eq!(one_refused.by(), "tc-string !preference");
    }
}

#[case]
fn a_configured_order_lets_the_first_count_alone() {
    let document = r#"{"precedence":["preference","tc-string"],"default":"opt-out"}"#;
    let tc = Consenting::to(&[1, 2, 8]).text();
    let outcome = viewer("FR").sends(&tc).prefers("purposes=5.6").under(document);
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&[5, 6][..], "preference"));
    let outcome = viewer("FR").sends(&tc).under(document);
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&[1, 2, 8][..], "tc-string"));
    let passed_over = viewer("FR").sends(&tc).prefers("?").under(document);
    assert_eq!(passed_over.purposes, [1, 2, 8]);
    assert_eq!(passed_over.by(), "tc-string !preference");
    let all_refused = viewer("FR").sends("?").prefers("?").under(document);
    assert_eq!(
        (all_refused.purposes.as_slice(), all_refused.by().as_str()),
        (&NONE[..], "!tc-string !preference")
    );
    let gpp = string(&[(2, Consenting::to(&[1]).text())]);
    let not_listed = viewer("FR").sends_gpp(&gpp).under(document);
    assert_eq!((not_listed.purposes.as_slice(), not_listed.by().as_str()), (&ALL[..], ""));
    let outcome = viewer("FR").prefers("all").with_gpc().under(document);
    assert_eq!(outcome.purposes, [1, 8, 9, 10, 11]);
}

/// Without a consent of its own a GPP string lets the next signal speak, and its objections
/// count all the same.
#[case]
fn a_string_that_only_objects_does_not_end_the_order() {
    let document = r#"{"precedence":["gpp-string","tc-string"]}"#;
    let mut values = [0; 20];
    (values[3], values[17]) = (1, 1);
    let gpp = string(&[(8, us(1, &values))]);
    let tc = Consenting::to(&[1, 2, 8]).text();
    let outcome = viewer("FR").sends_gpp(&gpp).sends(&tc).under(document);
    assert_eq!(
        (outcome.purposes.as_slice(), outcome.by().as_str()),
        (&[1, 8][..], "tc-string gpp-string")
    );
}

#[case]
fn an_answer_holds_as_long_as_all_signals() {
    let until = |days: u64| Consenting {
        updated: NOW - (395 - days) * DAY,
        created: NOW - (395 - days) * DAY,
        policy: 4,
        ..Consenting::to(&[1])
    };
    let long = r#"{"valid-for":4294967295,"tc-string":{"disclosed-vendors":"never"}}"#;
    let gpp = string(&[(2, until(3).text())]);
    let outcome = viewer("FR").sends(&until(5).text()).sends_gpp(&gpp).under(long);
    assert_eq!(u64::from(outcome.valid_for), 3 * DAY);
}
