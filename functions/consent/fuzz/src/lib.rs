//! What must hold of any text that is taken for a consent string.

use std::sync::LazyLock;

use tidegate_consent::gpp::{Gpp, Section};
use tidegate_consent::strings::{self, Decoded};
use tidegate_consent::tcf::{TcString, Vendors};
use tidegate_consent::{Fault, Policy};
use tidegate_sdk::consent::{Consent, Regime, Signals};
use tidegate_sdk::types::{Facts, Grants};

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let document = r#"{"tc-string":{"vendors":[7,1234],"legitimate-interest":[2,7,8,9,10,11],
        "implied-consent":[2,3,4],"tolerate":["global-scope","old-policy"],"max-age-days":3650}}"#;
    Policy::configure(document).expect("the document is good")
});

/// A TC string: either it is refused with a place in the text, or everything in it can
/// be read, and both ways to read a list of vendors agree.
pub fn tc(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match TcString::decode(text) {
        Ok(string) => tc_string(&string),
        Err(fault) => fault_is_within(text, &fault),
    }
    decide(Facts { tc_string: Some(text.to_owned()), ..Facts::NOTHING }, Signals::TC_STRING);
}

/// A GPP string: the same for each section.
pub fn gpp(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Gpp::decode(text) {
        Ok(sections) => {
            assert!(matches!(strings::decode(text), Ok(Decoded::Gpp(_))));
            let mut last = 0;
            for section in sections {
                let (number, section) = section.expect("it was read before");
                assert!(number > last);
                last = number;
                match section {
                    Section::TcfEu(string) => tc_string(&string),
                    Section::TcfCanada(section) => {
                        vendors(&section.vendor_express_consent);
                        vendors(&section.vendor_implied_consent);
                        section.disclosed_vendors.iter().for_each(vendors);
                        section.restrictions.for_each(|one| vendors(&one.vendors));
                    }
                    Section::Us(section) => {
                        assert!(section.values().all(|value| value.value < 3));
                    }
                    Section::UsPrivacy(_) | Section::Unknown(_) => {}
                }
            }
        }
        Err(fault) => fault_is_within(text, &fault),
    }
    for country in ["CA", "US"] {
        let facts = Facts {
            gpp_string: Some(text.to_owned()),
            country: Some(country.to_owned()),
            ..Facts::NOTHING
        };
        decide(facts, Signals::GPP_STRING);
    }
}

fn tc_string(string: &TcString<'_>) {
    vendors(&string.core.vendor_consents);
    vendors(&string.core.vendor_legitimate_interests);
    string.disclosed_vendors.iter().for_each(vendors);
    string.allowed_vendors.iter().for_each(vendors);
    string.core.restrictions.for_each(|one| vendors(&one.vendors));
}

/// A few vendors are asked for, those at the ends of ranges among them.
fn vendors(list: &Vendors<'_>) {
    for (first, last) in list.ranges().take(3) {
        assert!(0 < first && first <= last && last <= list.max_id());
        assert!(list.contains(first) && list.contains(last));
    }
    assert!(!list.contains(0));
    let highest = list.ranges().take(64).map(|(_, last)| last).max();
    if list.ranges().count() < 64 {
        assert!(highest.is_none_or(|highest| highest == u16::MAX || !list.contains(highest + 1)));
    }
}

fn fault_is_within(text: &str, fault: &Fault) {
    let position = fault.position(text);
    assert!(position.byte <= text.len(), "{position:?}");
}

/// Under opt-in nothing is granted that a refused string could have granted, and a
/// decision says whether it used the string or refused it.
fn decide(facts: Facts, signal: Signals) {
    for now in [None, Some(1_793_491_200)] {
        let facts = Facts { now, ..facts.clone() };
        let decision = POLICY.decide_under(Regime::OptIn, &facts);
        let refused = decision.refused.contains(signal);
        assert!(!(refused && decision.used.contains(signal)));
        assert!(!refused || decision.grants == Grants::NOTHING);
    }
}
