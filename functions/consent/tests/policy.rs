//! What the consent function decides, natively and in wasm hosts
//! (`cargo test --target wasm32-unknown-unknown` with the wasm-bindgen test runner).
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod strings;

use strings::{Consenting, Listed, MADE};
use tidegate_consent::Policy;
use tidegate_sdk::consent::{Consent, Decision, Regime, Signals};
use tidegate_sdk::types::Facts;

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as case;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as case;

const DAY: u64 = 86_400;
/// Ten days after the strings were made.
const NOW: u64 = MADE + 10 * DAY;

const PLACES: &str = r#"{"opt-in":["FR","US-WA"],"opt-out":["US","NZ"]}"#;

struct Viewer(Facts);

/// A viewer in a place such as `FR` or `US-CA`, ten days after the strings were made.
fn viewer(place: &str) -> Viewer {
    Viewer(Facts {
        now: Some(NOW),
        country: place.split('-').next().filter(|country| !country.is_empty()).map(str::to_owned),
        subdivision: place.contains('-').then(|| place.to_owned()),
        ..Facts::NOTHING
    })
}

impl Viewer {
    fn sends(mut self, text: &str) -> Self {
        self.0.tc_string = Some(text.to_owned());
        self
    }
    fn with_gpc(mut self) -> Self {
        self.0.gpc = Some(true);
        self
    }
    fn at(mut self, now: Option<u64>) -> Self {
        self.0.now = now;
        self
    }
    fn under(self, document: &str) -> Outcome {
        let Decision { grants, regime, used, refused, valid_for } =
            Policy::configure(document).unwrap().decide(&self.0);
        let set = |bits: u16| (1..=16).filter(|number| bits >> (number - 1) & 1 == 1).collect();
        Outcome {
            purposes: set(grants.purposes.bits()),
            special: set(grants.special_features.bits().into()),
            regime,
            used,
            refused,
            valid_for,
        }
    }
    fn decided(self) -> Outcome {
        self.under(PLACES)
    }
}

#[derive(Debug)]
struct Outcome {
    purposes: Vec<u16>,
    special: Vec<u16>,
    regime: Regime,
    used: Signals,
    refused: Signals,
    valid_for: u32,
}

impl Outcome {
    /// The signals used, and with `!` those refused.
    fn by(&self) -> String {
        let names = [
            (Signals::TC_STRING, "tc-string"),
            (Signals::GPP_STRING, "gpp-string"),
            (Signals::PREFERENCE, "preference"),
            (Signals::GPC, "gpc"),
        ];
        let used = names.iter().filter(|(signal, _)| self.used.contains(*signal));
        let refused = names.iter().filter(|(signal, _)| self.refused.contains(*signal));
        let used = used.map(|(_, name)| (*name).to_owned());
        used.chain(refused.map(|(_, name)| format!("!{name}"))).collect::<Vec<_>>().join(" ")
    }
}

const ALL: [u16; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const NONE: [u16; 0] = [];

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
fn gpc_that_is_false_says_nothing() {
    let mut viewer = viewer("US-CA");
    viewer.0.gpc = Some(false);
    let outcome = viewer.decided();
    assert_eq!((outcome.purposes.as_slice(), outcome.by().as_str()), (&ALL[..], ""));
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
