//! TC strings.

use tidegate_sdk::consent::Regime;

use crate::strings::{Consenting, Listed, MADE};
use crate::{ALL, DAY, NONE, NOW, case, viewer};

#[case]
fn a_string_grants_what_it_consents_to() {
    let string = Consenting { special_features: vec![2], ..Consenting::to(&[1, 8, 9, 24]) };
    let outcome = viewer("FR").sends(&string.text()).decided();
    assert_eq!(outcome.purposes, [1, 8, 9]);
    assert_eq!(outcome.special, [2]);
    assert_eq!(outcome.by(), "tc-string");
}

#[case]
fn a_string_under_opt_out_narrows() {
    let outcome = viewer("US-CA").sends(&Consenting::to(&[1, 2]).text()).decided();
    assert_eq!(outcome.purposes, [1, 2]);
    assert_eq!(outcome.special, NONE);
    assert_eq!((outcome.regime, outcome.by().as_str()), (Regime::OptOut, "tc-string"));
}

#[case]
fn gpc_takes_away_under_both_regimes() {
    let outcome = viewer("US-CA").with_gpc().decided();
    assert_eq!(outcome.purposes, [1, 8, 9, 10, 11]);
    assert_eq!(outcome.by(), "gpc");

    let string = Consenting::to(&[1, 2, 3, 8]).text();
    let outcome = viewer("FR").sends(&string).with_gpc().decided();
    assert_eq!(outcome.purposes, [1, 8]);
    assert_eq!(outcome.by(), "tc-string gpc");

    let document = r#"{
        "objections":{"gpc":{"purposes":[1],"special-features":[1]}},
        "default":"opt-out",
        "opt-out-grants":{"purposes":[1,2,3,4,5,6,7,8,9,10,11],"special-features":[1,2]}
    }"#;
    let outcome = viewer("JP").with_gpc().under(document);
    assert_eq!(outcome.purposes, ALL[1..]);
    assert_eq!(outcome.special, [2]);
}

#[case]
fn a_malformed_string_grants_and_leaves_nothing() {
    for place in ["FR", "US-CA"] {
        for text in ["", "null", "AAAA", "BONciguONcjGKADACHENAOLS1rAAAA"] {
            let outcome = viewer(place).sends(text).with_gpc().decided();
            assert_eq!(outcome.purposes, NONE);
            assert_eq!(outcome.special, NONE);
            assert_eq!(outcome.by(), "gpc !tc-string");
        }
    }
}

#[case]
fn a_string_expires() {
    let string = Consenting::to(&[1]).text();
    let end = MADE + 395 * DAY;
    let last = viewer("FR").sends(&string).at(Some(end - 1)).decided();
    assert_eq!((last.purposes.as_slice(), last.valid_for), (&[1_u16][..], 1));
    let over = viewer("FR").sends(&string).at(Some(end)).decided();
    assert_eq!((over.purposes.as_slice(), over.by().as_str()), (&NONE[..], "!tc-string"));
    assert_eq!(over.valid_for, 3600);
    let document = r#"{"tc-string":{"max-age-days":9}}"#;
    assert_eq!(viewer("FR").sends(&string).under(document).by(), "!tc-string");
}

#[case]
fn a_string_dated_ahead_waits_for_its_time() {
    for string in [
        Consenting { updated: NOW + 100, ..Consenting::to(&[1]) },
        Consenting { created: NOW + 100, ..Consenting::to(&[1]) },
    ] {
        let early = viewer("FR").sends(&string.text()).decided();
        assert_eq!((early.by().as_str(), early.valid_for), ("!tc-string", 40));
        let within_skew = viewer("FR").sends(&string.text()).at(Some(NOW + 40)).decided();
        assert_eq!(within_skew.by(), "tc-string");
    }
}

#[case]
fn without_a_clock_no_string_is_believed() {
    let outcome = viewer("FR").sends(&Consenting::to(&[1]).text()).at(None).decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&NONE[..], "!tc-string"));
}

#[case]
fn faulty_strings_are_refused_unless_tolerated() {
    let old = MADE.min(1_700_000_000);
    let long = r#""max-age-days":3650"#;
    for (fault, string) in [
        ("global-scope", Consenting { service_specific: false, ..Consenting::to(&[1]) }),
        ("old-policy", Consenting { policy: 3, updated: old, ..Consenting::to(&[1]) }),
    ] {
        let text = string.text();
        let strict = format!(r#"{{"tc-string":{{{long}}}}}"#);
        assert_eq!(viewer("FR").sends(&text).under(&strict).by(), "!tc-string", "{fault}");
        let mild = format!(r#"{{"tc-string":{{{long},"tolerate":["{fault}"]}}}}"#);
        assert_eq!(viewer("FR").sends(&text).under(&mild).by(), "tc-string", "{fault}");
    }
    let before = |updated, policy| Consenting {
        policy,
        disclosed: None,
        updated,
        created: updated,
        ..Consenting::to(&[1])
    };
    for (string, basis) in [
        (before(1_696_118_399, 3), "tc-string"),
        (before(1_696_118_400, 3), "!tc-string"),
        (before(1_772_323_199, 4), "tc-string"),
        (before(1_772_323_200, 4), "!tc-string"),
    ] {
        let document = format!(r#"{{"tc-string":{{{long}}}}}"#);
        assert_eq!(viewer("FR").sends(&string.text()).under(&document).by(), basis);
    }
}

#[case]
fn purpose_one_must_have_been_shown() {
    let string = Consenting { purpose_one_treatment: true, ..Consenting::to(&[1, 8]) };
    assert_eq!(viewer("FR").sends(&string.text()).decided().purposes, [8]);
}

#[case]
fn a_legitimate_interest_does_where_configured() {
    let string = Consenting { interests: vec![1, 3, 7, 8, 9], ..Consenting::to(&[2]) };
    let text = string.text();
    assert_eq!(viewer("FR").sends(&text).decided().purposes, [2]);
    let document = r#"{"tc-string":{"legitimate-interest":[7,8,10]}}"#;
    assert_eq!(viewer("FR").sends(&text).under(document).purposes, [2, 7, 8]);
}

const VENDOR: &str = r#"{"tc-string":{"vendors":[1234],"legitimate-interest":[7,8]}}"#;

#[case]
fn a_configured_vendor_needs_its_own_consent() {
    let without = Consenting { interests: vec![7], ..Consenting::to(&[1]) };
    let outcome =
        viewer("FR").sends(&Consenting { special_features: vec![1], ..without.clone() }.text());
    let outcome = outcome.under(VENDOR);
    assert_eq!((outcome.purposes.as_slice(), outcome.special.as_slice()), (&NONE[..], &NONE[..]));
    for vendors in [Listed::Field(vec![2, 1234]), Listed::Ranges(2000, vec![(7, 7), (1000, 1234)])]
    {
        let consents = Consenting { vendors: vendors.clone(), ..without.clone() };
        assert_eq!(viewer("FR").sends(&consents.text()).under(VENDOR).purposes, [1]);
        let interests = Consenting { interest_vendors: vendors, ..without.clone() };
        assert_eq!(viewer("FR").sends(&interests.text()).under(VENDOR).purposes, [7]);
    }
    let undisclosed = Consenting {
        vendors: Listed::Field(vec![1234]),
        disclosed: Some(Listed::Field(vec![1, 1235])),
        ..without
    };
    assert_eq!(viewer("FR").sends(&undisclosed.text()).under(VENDOR).purposes, NONE);
}

#[case]
fn publisher_restrictions_bind_the_configured_vendor() {
    let string = |restrictions| Consenting {
        interests: vec![7, 8],
        vendors: Listed::Field(vec![1234]),
        interest_vendors: Listed::Ranges(1234, vec![(1234, 1234)]),
        restrictions,
        ..Consenting::to(&[1, 7])
    };
    let us = vec![(3, 3), (1200, 1300)];
    for (restrictions, expected) in [
        (vec![], &[1, 7, 8][..]),
        (vec![(7, 0, us.clone())], &[1, 8]),
        (vec![(7, 3, us.clone())], &[1, 8]),
        (vec![(7, 1, us.clone()), (8, 1, us.clone())], &[1, 7]),
        (vec![(1, 2, us.clone()), (7, 2, us.clone())], &[7, 8]),
        (vec![(7, 1, us.clone()), (7, 2, us.clone())], &[1, 8]),
        (vec![(0, 0, us.clone()), (63, 0, us.clone()), (1, 0, vec![])], &[1, 7, 8]),
        (vec![(1, 0, vec![(1, 1233), (1235, 65535)])], &[1, 7, 8]),
    ] {
        let text = string(restrictions).text();
        assert_eq!(viewer("FR").sends(&text).under(VENDOR).purposes, expected);
    }
    let text = string(vec![(7, 0, us)]).text();
    let without_vendor = viewer("FR").sends(&text).decided();
    assert_eq!(without_vendor.purposes, [1, 7], "restrictions are for vendors");
}

#[case]
fn a_decision_holds_as_long_as_configured() {
    assert_eq!(viewer("FR").under(r#"{"valid-for":0}"#).valid_for, 0);
    assert_eq!(viewer("FR").under(r#"{"valid-for":86400}"#).valid_for, 86_400);
    let week =
        Consenting { updated: MADE - 380 * DAY, created: MADE - 380 * DAY, ..Consenting::to(&[1]) };
    let outcome = viewer("FR").sends(&week.text()).under(r#"{"valid-for":4294967295}"#);
    assert_eq!(u64::from(outcome.valid_for), 5 * DAY);
}

#[case]
fn the_segment_of_disclosed_vendors_is_demanded_as_configured() {
    let string =
        |updated| Consenting { disclosed: None, updated, created: updated, ..Consenting::to(&[1]) };
    let (before, since) = (string(1_772_323_199).text(), string(1_772_323_200).text());
    for (demanded, by_before, by_since) in [
        ("dated", "tc-string", "!tc-string"),
        ("always", "!tc-string", "!tc-string"),
        ("never", "tc-string", "tc-string"),
    ] {
        let document = format!(r#"{{"tc-string":{{"disclosed-vendors":"{demanded}"}}}}"#);
        assert_eq!(viewer("FR").sends(&before).under(&document).by(), by_before, "{demanded}");
        assert_eq!(viewer("FR").sends(&since).under(&document).by(), by_since, "{demanded}");
    }
}

#[case]
fn all_configured_vendors_are_needed() {
    let document = r#"{"tc-string":{"vendors":[2,1234],"legitimate-interest":[7]}}"#;
    let string = |consents: &[u16], interests: &[u16]| Consenting {
        interests: vec![7],
        vendors: Listed::Field(consents.to_vec()),
        interest_vendors: Listed::Field(interests.to_vec()),
        ..Consenting::to(&[1, 8])
    };
    for (consents, interests, expected) in [
        (&[2, 1234][..], &[2, 1234][..], &[1, 7, 8][..]),
        (&[2, 1234], &[2], &[1, 8]),
        (&[2], &[2, 1234], &[7]),
        (&[1234], &[], &[]),
    ] {
        let text = string(consents, interests).text();
        assert_eq!(viewer("FR").sends(&text).under(document).purposes, expected);
    }
    let restricted = Consenting {
        restrictions: vec![(8, 0, vec![(2, 2)]), (1, 0, vec![(3, 3)])],
        ..string(&[2, 1234], &[])
    };
    assert_eq!(viewer("FR").sends(&restricted.text()).under(document).purposes, [1]);
}

#[case]
fn a_publisher_has_consents_of_its_own() {
    let document = r#"{"tc-string":{"consents-of":"publisher","legitimate-interest":[8]}}"#;
    let string = Consenting {
        special_features: vec![1],
        publisher: Some((vec![1, 5, 24], vec![3, 8])),
        ..Consenting::to(&[1, 2, 3])
    };
    let outcome = viewer("FR").sends(&string.text()).under(document);
    assert_eq!(
        (outcome.purposes.as_slice(), outcome.special.as_slice()),
        (&[1, 5, 8][..], &[1][..])
    );
    let unshown = Consenting { purpose_one_treatment: true, ..string.clone() };
    assert_eq!(viewer("FR").sends(&unshown.text()).under(document).purposes, [5, 8]);
    let without = Consenting { publisher: None, ..string };
    assert_eq!(viewer("FR").sends(&without.text()).under(document).purposes, NONE);
}
