//! What a GPP string says.

use super::tcf::Rules;
use super::{FOREVER, Objection, Objections, Reading};
use crate::gpp::us::{Category, Field, Value};
use crate::gpp::usp::{Said, UsPrivacy};
use crate::gpp::{Gpp, Section, UsSection};
use crate::grants::meet;

/// Reads a GPP string at a time, for a viewer who is in Canada or is not.
///
/// Consent is read from the section of the EU, and from Canada's for viewers in Canada,
/// whose law it speaks of; if both speak, what both allow counts. What a viewer objected
/// to in a section of the United States counts wherever the viewer is. One section
/// that cannot be used makes the string unusable; sections that are not known are
/// passed over.
pub fn read(text: &str, now: Option<u64>, in_canada: bool, rules: &Rules) -> Reading {
    let Ok(sections) = Gpp::open(text) else { return Reading::REFUSED };
    let mut consents = None;
    let mut objections = Objections::default();
    let mut holds = FOREVER;
    let mut silent = true;
    for section in sections {
        let Ok((_, section)) = section else { return Reading::REFUSED };
        let reading = match section {
            Section::TcfEu(string) => rules.judge(&string, now),
            Section::TcfCanada(section) if in_canada => rules.judge_canada(&section, now),
            Section::UsPrivacy(said) => us_privacy(said),
            Section::Us(section) => us(&section),
            Section::TcfCanada(_) | Section::Unknown(_) => Reading::Silent,
        };
        match reading {
            Reading::Usable { consents: more, objections: others, holds: until } => {
                consents = match (consents, more) {
                    (Some(one), Some(other)) => Some(meet(one, other)),
                    (one, other) => one.or(other),
                };
                silent = false;
                objections.join(others);
                holds = holds.min(until);
            }
            Reading::Silent => {}
            refused @ Reading::Refused { .. } => return refused,
        }
    }
    if silent { Reading::Silent } else { Reading::Usable { consents, objections, holds } }
}

fn us_privacy(said: UsPrivacy) -> Reading {
    let mut objections = Objections::default();
    if said.opt_out_sale == Said::Yes {
        objections.add(Objection::Sale);
    }
    if said.notice == Said::No {
        objections.add(Objection::NoNotice);
    }
    Reading::Usable { consents: None, objections, holds: FOREVER }
}

fn us(section: &UsSection<'_>) -> Reading {
    let mut objections = Objections::default();
    if section.gpc == Some(true) {
        objections.add(Objection::Gpc);
    }
    for value in section.values() {
        if let Some(objection) = objection(section, value) {
            objections.add(objection);
        }
    }
    Reading::Usable { consents: None, objections, holds: FOREVER }
}

/// What a value objects to. For opt-outs 1 is "opted out", for consents "no consent"; for
/// notices 2 is "not given".
fn objection(section: &UsSection<'_>, value: Value) -> Option<Objection> {
    match (value.field, value.value) {
        (Field::SaleOptOut, 1) => Some(Objection::Sale),
        (Field::SharingOptOut, 1) => Some(Objection::Sharing),
        (Field::TargetedAdvertisingOptOut, 1) => Some(Objection::TargetedAdvertising),
        (Field::SensitiveDataProcessing, 1) => {
            match section.categories().get(usize::from(value.index)) {
                Some(Category::Location) => Some(Objection::PreciseLocation),
                _ => Some(Objection::SensitiveData),
            }
        }
        (Field::KnownChildSensitiveDataConsents, 1) => Some(Objection::KnownChild),
        (Field::PersonalDataConsents | Field::AdditionalDataProcessingConsent, 1) => {
            Some(Objection::FurtherUses)
        }
        (
            Field::SharingNotice
            | Field::ProcessingNotice
            | Field::SaleOptOutNotice
            | Field::SharingOptOutNotice
            | Field::TargetedAdvertisingOptOutNotice,
            2,
        ) => Some(Objection::NoNotice),
        (
            Field::SensitiveDataProcessingOptOutNotice
            | Field::SensitiveDataOptOutNotice
            | Field::SensitiveDataLimitUseNotice,
            2,
        ) => Some(Objection::SensitiveData),
        _ => None,
    }
}
