//! From what is written to a policy.

use tidegate_sdk::config::place::{self, Place};
use tidegate_sdk::config::refuse;
use tidegate_sdk::consent::{Regime, Signals};
use tidegate_sdk::types::Grants;

use super::document::{
    ConsentsOf, DefaultRegime, Demanded, Document, Fault, Granted, SignalName, TcStrings,
};
use super::takings::Takings;
use crate::Policy;
use crate::grants::{ALL_PURPOSES, ALL_SPECIAL_FEATURES, grants};
use crate::regimes::Regimes;
use crate::signals::Objection;
use crate::signals::tcf::{DisclosedVendors, Party, Rules};

const SECONDS_A_DAY: u64 = 86_400;

/// Checks a document.
pub fn policy(document: &Document) -> Result<Policy, String> {
    Ok(Policy {
        regimes: regimes(document)?,
        opt_out: granted("opt-out-grants", &document.opt_out_grants)?,
        notice: granted("notice-grants", &document.notice_grants)?,
        precedence: precedence(&document.precedence)?,
        leaves: leaves(&document.objections)?,
        strings: rules(&document.tc_string)?,
        valid_for: document.valid_for,
    })
}

fn regimes(document: &Document) -> Result<Regimes, String> {
    let mut places = Vec::new();
    list(&mut places, "opt-in", &document.opt_in, Regime::OptIn)?;
    list(&mut places, "opt-out", &document.opt_out, Regime::OptOut)?;
    list(&mut places, "notice", &document.notice, Regime::Notice)?;
    let default = match document.default {
        DefaultRegime::OptIn => Regime::OptIn,
        DefaultRegime::OptOut => Regime::OptOut,
        DefaultRegime::Notice => Regime::Notice,
    };
    Ok(Regimes::new(places, default))
}

/// Adds a list of places to a sorted one; none may be listed twice.
fn list(
    places: &mut Vec<(Place, Regime)>,
    path: &str,
    codes: &[String],
    regime: Regime,
) -> Result<(), String> {
    for (index, code) in codes.iter().enumerate() {
        let refuse = |accepted| refuse(&format!("{path}[{index}]"), quoted(code), accepted);
        let place = Place::parse(code).ok_or_else(|| refuse(place::ACCEPTED))?;
        // By insertion: lists are short, and the library's sort would be 3 KiB of the
        // component.
        match places.binary_search_by_key(&place, |(listed, _)| *listed) {
            Ok(_) => return Err(refuse("a place that is not listed before, here or elsewhere")),
            Err(at) => places.insert(at, (place, regime)),
        }
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn precedence(names: &[SignalName]) -> Result<Box<[Signals]>, String> {
    let mut signals: Vec<Signals> = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let (signal, text) = match name {
            SignalName::TcString => (Signals::TC_STRING, "tc-string"),
            SignalName::GppString => (Signals::GPP_STRING, "gpp-string"),
            SignalName::Preference => (Signals::PREFERENCE, "preference"),
        };
        if signals.contains(&signal) {
            let path = format!("precedence[{index}]");
            return Err(refuse(&path, quoted(text), "a signal that is not listed before"));
        }
        signals.push(signal);
    }
    Ok(signals.into())
}

/// What each objection takes unless it is written, in the order of [`Objection`].
const TAKEN: [(u32, u32); Objection::COUNT] = [
    (ADVERTISING_AND_PROFILES, 0), // gpc
    (ADVERTISING_AND_PROFILES, 0), // sale
    (ADVERTISING_AND_PROFILES, 0), // sharing
    (0b100_1110, 0),               // targeted-advertising
    (0b11_1100, 0),                // sensitive-data
    (0, 0b1),                      // precise-location
    (0b11_0111_1110, 0b11),        // known-child
    (0b10_0001_1100, 0),           // further-uses
    (ADVERTISING_AND_PROFILES, 0), // no-notice
];

/// The purposes 2 to 7.
const ADVERTISING_AND_PROFILES: u32 = 0b111_1110;

/// What is left by each objection.
fn leaves(written: &Takings) -> Result<[Grants; Objection::COUNT], String> {
    let mut leaves = TAKEN.map(|(purposes, features)| grants(!purposes, !features));
    for (objection, taken) in &written.0 {
        let taken = granted(&format!("objections.{}", objection.name()), taken)?;
        if let Some(leaves) = leaves.get_mut(*objection as usize) {
            let purposes = !u32::from(taken.purposes.bits());
            *leaves = grants(purposes, !u32::from(taken.special_features.bits()));
        }
    }
    Ok(leaves)
}

fn rules(document: &TcStrings) -> Result<Rules, String> {
    if !(1..=3650).contains(&document.max_age_days) {
        let found = document.max_age_days;
        return Err(refuse("tc-string.max-age-days", found, "1 to 3650 days"));
    }
    if let Some(index) = document.vendors.iter().position(|vendor| *vendor == 0) {
        let path = format!("tc-string.vendors[{index}]");
        return Err(refuse(&path, 0, "a vendor id from 1 to 65535"));
    }
    let party = match document.consents_of {
        ConsentsOf::Vendors => Party::Vendors(document.vendors.as_slice().into()),
        ConsentsOf::Publisher if document.vendors.is_empty() => Party::Publisher,
        ConsentsOf::Publisher => {
            let accepted = "\"vendors\", or no `tc-string.vendors`";
            return Err(refuse("tc-string.consents-of", "\"publisher\"", accepted));
        }
    };
    let tolerates = |fault| document.tolerate.contains(&fault);
    Ok(Rules {
        max_age: u64::from(document.max_age_days) * SECONDS_A_DAY,
        party,
        legitimate_interest: numbers(
            "tc-string.legitimate-interest",
            &document.legitimate_interest,
            INTERESTS,
        )?,
        implied_consent: numbers(
            "tc-string.implied-consent",
            &document.implied_consent,
            IMPLIED_CONSENTS,
        )?,
        tolerate_global_scope: tolerates(Fault::GlobalScope),
        tolerate_old_policy: tolerates(Fault::OldPolicy),
        disclosed_vendors: match document.disclosed_vendors {
            Demanded::Dated => DisclosedVendors::Dated,
            Demanded::Always => DisclosedVendors::Always,
            Demanded::Never => DisclosedVendors::Never,
        },
    })
}

fn granted(path: &str, document: &Granted) -> Result<Grants, String> {
    let purposes = numbers(&format!("{path}.purposes"), &document.purposes, PURPOSES)?;
    let features = &document.special_features;
    let features = numbers(&format!("{path}.special-features"), features, SPECIAL_FEATURES)?;
    Ok(grants(purposes, features))
}

/// The numbers a list accepts, as bits, and in words.
type Accepted = (u32, &'static str);

const PURPOSES: Accepted = (ALL_PURPOSES as u32, "a TCF purpose from 1 to 11");
const SPECIAL_FEATURES: Accepted = (ALL_SPECIAL_FEATURES as u32, "a TCF special feature, 1 or 2");
const INTERESTS: Accepted =
    (0b111_1100_0010, "2, 7, 8, 9, 10 or 11, which TCF allows on a legitimate interest");
const IMPLIED_CONSENTS: Accepted = (0b111_1111_1110, "a TCF purpose from 2 to 11");

/// Reads a list of numbers into a set with bit *n* - 1 for number *n*.
fn numbers(path: &str, list: &[u8], (allowed, accepted): Accepted) -> Result<u32, String> {
    let mut set = 0;
    for (index, number) in list.iter().enumerate() {
        let bit = number.checked_sub(1).and_then(|place| 1_u32.checked_shl(place.into()));
        match bit.filter(|bit| allowed & bit != 0) {
            Some(bit) => set |= bit,
            None => return Err(refuse(&format!("{path}[{index}]"), number, accepted)),
        }
    }
    Ok(set)
}
