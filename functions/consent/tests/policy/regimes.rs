//! Regimes by place, and what they grant by themselves.

use tidegate_sdk::consent::Regime;

use crate::{ALL, NONE, case, viewer};

#[case]
fn opt_in_without_a_signal_grants_nothing() {
    for place in ["FR", "US-WA", "JP", ""] {
        let outcome = viewer(place).decided();
        assert_eq!(outcome.purposes, NONE, "{place}");
        assert_eq!(outcome.special, NONE);
        assert_eq!((outcome.regime, outcome.by().as_str()), (Regime::OptIn, ""));
        assert_eq!(outcome.valid_for, 3600);
    }
}

#[case]
fn opt_out_without_a_signal_grants_everything() {
    for place in ["US-CA", "NZ"] {
        let outcome = viewer(place).decided();
        assert_eq!(outcome.purposes, ALL, "{place}");
        assert_eq!(outcome.special, NONE);
        assert_eq!((outcome.regime, outcome.by().as_str()), (Regime::OptOut, ""));
    }
}

#[case]
fn a_split_country_without_a_subdivision_is_opt_in() {
    assert_eq!(viewer("US").decided().regime, Regime::OptIn);
}

#[case]
fn gpc_that_is_false_says_nothing() {
    let mut viewer = viewer("US-CA");
    viewer.0.gpc = Some(false);
    let outcome = viewer.decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&ALL[..], ""));
}

#[case]
fn notice_without_a_signal_grants_what_is_configured() {
    let outcome = viewer("AU").decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&[1, 8, 9, 10, 11][..], ""));
    assert_eq!((outcome.special.as_slice(), outcome.regime), (&NONE[..], Regime::Notice));
    let document = r#"{"notice":["AU"],"notice-grants":{"purposes":[1,2],"special-features":[2]}}"#;
    let outcome = viewer("AU").under(document);
    assert_eq!((outcome.purposes.as_slice(), outcome.special.as_slice()), (&[1, 2][..], &[2][..]));
}

#[case]
fn the_default_is_for_known_places() {
    for (default, known) in
        [("opt-in", Regime::OptIn), ("opt-out", Regime::OptOut), ("notice", Regime::Notice)]
    {
        let document = format!(r#"{{"default":"{default}"}}"#);
        assert_eq!(viewer("JP").under(&document).regime, known);
        assert_eq!(viewer("").under(&document).regime, Regime::OptIn);
    }
}
