//! TC strings and TCF Canada, told.

use serde_json::Value;
use tidegate_consent::gpp::TcfCanada;
use tidegate_consent::strings::names;
use tidegate_consent::tcf::{PublisherTc, RestrictionType, Restrictions, TcString};

use super::report::{Section, Table, add_vendors, letters, numbers, ranges, time, vendors, yes};
use super::{members, purpose};
use crate::manifest::fact::Facts;

/// What the two legal bases are called: in JSON and in tables.
struct Bases {
    consent: (&'static str, &'static str),
    interest: (&'static str, &'static str),
}

const EU: Bases = Bases {
    consent: ("consent", "consent"),
    interest: ("legitimate-interest", "legitimate interest"),
};
const CANADA: Bases = Bases {
    consent: ("express-consent", "express consent"),
    interest: ("implied-consent", "implied consent"),
};

/// A TC string.
pub fn string(string: &TcString<'_>) -> Section {
    let core = &string.core;
    let mut facts = Facts::default();
    facts.add("version", "version", 2, "2");
    dates(&mut facts, core.created, core.last_updated);
    platform(&mut facts, core.cmp_id, core.cmp_version, core.consent_screen);
    let language = letters(core.consent_language);
    facts.add("consent-language", "language", language.as_str(), &language);
    facts.add_some("vendor-list-version", "vendor list", Some(core.vendor_list_version));
    facts.add_some("policy-version", "policy version", Some(core.policy_version));
    for (name, column, flag) in [
        ("service-specific", "service-specific", core.is_service_specific),
        ("non-standard-texts", "non-standard texts", core.use_non_standard_texts),
        ("purpose-one-treatment", "purpose 1 not shown", core.purpose_one_treatment),
    ] {
        facts.add(name, column, flag, yes(flag));
    }
    let country = letters(core.publisher_country);
    facts.add("publisher-country", "publisher's country", country.as_str(), &country);
    add_vendors(&mut facts, "vendor-consents", "vendor consents", Some(&core.vendor_consents));
    let interests = Some(&core.vendor_legitimate_interests);
    add_vendors(&mut facts, "vendor-legitimate-interests", "vendor interests", interests);
    let disclosed = string.disclosed_vendors.as_ref();
    add_vendors(&mut facts, "disclosed-vendors", "disclosed vendors", disclosed);
    add_vendors(&mut facts, "allowed-vendors", "allowed vendors", string.allowed_vendors.as_ref());
    custom(&mut facts, string.publisher.as_ref());
    let tables = vec![
        special_features("special-feature-opt-ins", core.special_feature_opt_ins),
        purposes("purposes", core.purpose_consents, core.purpose_legitimate_interests, &EU),
        publisher(string.publisher.as_ref(), &EU),
        restrictions(core.restrictions, &EU),
    ];
    Section { id: 2, name: "tcfeuv2", title: "TC string", facts, tables }
}

/// A section of TCF Canada.
pub fn canada(section: &TcfCanada<'_>) -> Section {
    let mut facts = Facts::default();
    facts.add("version", "version", 1, "1");
    dates(&mut facts, section.created, section.last_updated);
    platform(&mut facts, section.cmp_id, section.cmp_version, section.consent_screen);
    let language = letters(section.consent_language);
    facts.add("consent-language", "language", language.as_str(), &language);
    facts.add_some("vendor-list-version", "vendor list", Some(section.vendor_list_version));
    facts.add_some("policy-version", "policy version", Some(section.policy_version));
    let stacks = section.use_non_standard_stacks;
    facts.add("non-standard-stacks", "non-standard stacks", stacks, yes(stacks));
    let express = Some(&section.vendor_express_consent);
    add_vendors(&mut facts, "vendor-express-consent", "vendors, express", express);
    let implied = Some(&section.vendor_implied_consent);
    add_vendors(&mut facts, "vendor-implied-consent", "vendors, implied", implied);
    let disclosed = section.disclosed_vendors.as_ref();
    add_vendors(&mut facts, "disclosed-vendors", "disclosed vendors", disclosed);
    custom(&mut facts, section.publisher.as_ref());
    let (express, implied) = (section.purposes_express_consent, section.purposes_implied_consent);
    let features = section.special_feature_express_consent;
    let tables = vec![
        special_features("special-feature-express-consent", features),
        purposes("purposes", express, implied, &CANADA),
        publisher(section.publisher.as_ref(), &CANADA),
        restrictions(section.restrictions, &CANADA),
    ];
    Section { id: 5, name: "tcfcav1", title: "TCF Canada", facts, tables }
}

fn dates(facts: &mut Facts, created: u64, updated: u64) {
    facts.add("created", "created", time(created), time(created));
    facts.add("last-updated", "last updated", time(updated), time(updated));
}

fn platform(facts: &mut Facts, id: u16, version: u16, screen: u8) {
    facts.add_some("cmp-id", "consent platform", Some(id));
    facts.add_some("cmp-version", "its version", Some(version));
    facts.add_some("consent-screen", "its screen", Some(screen));
}

/// The publisher's purposes of its own.
fn custom(facts: &mut Facts, publisher: Option<&PublisherTc>) {
    let Some(publisher) = publisher.filter(|publisher| publisher.custom_purposes > 0) else {
        return;
    };
    facts.add_some("custom-purposes", "custom purposes", Some(publisher.custom_purposes));
    for (name, column, set) in [
        ("custom-consents", "with consent", publisher.custom_consents),
        ("custom-legitimate-interests", "with interest", publisher.custom_legitimate_interests),
    ] {
        let members = members(set);
        facts.add(name, column, members.as_slice(), numbers(&members));
    }
}

fn special_features(name: &'static str, set: u32) -> Table {
    let rows = members(set.into()).into_iter().map(|number| {
        let mut row = Facts::default();
        row.add_some("number", "number", Some(number));
        row.add_some("name", "name", Some(names::special_feature(number).unwrap_or("reserved")));
        row
    });
    Table::new(name, rows.collect())
}

/// The purposes that have a name, and others that are set.
fn purposes(name: &'static str, consents: u32, interests: u32, bases: &Bases) -> Table {
    let named = (1..=24).filter(|number| names::purpose(*number).is_some());
    let others = members(u64::from(consents | interests));
    let others = others.into_iter().filter(|number| names::purpose(*number).is_none());
    let has = |set: u32, number: u8| set >> (number - 1) & 1 == 1;
    let rows = named.chain(others).map(|number| {
        let mut row = Facts::default();
        row.add_some("number", "number", Some(number));
        for ((name, column), set) in [(bases.consent, consents), (bases.interest, interests)] {
            row.add(name, column, has(set, number), yes(has(set, number)));
        }
        row.add_some("name", "name", Some(purpose(number)));
        row
    });
    Table::new(name, rows.collect())
}

fn publisher(publisher: Option<&PublisherTc>, bases: &Bases) -> Table {
    let name = "publisher-purposes";
    match publisher {
        None => Table { name, rows: Vec::new(), absent: true },
        Some(publisher) => {
            let interests = publisher.purpose_legitimate_interests;
            purposes(name, publisher.purpose_consents, interests, bases)
        }
    }
}

fn restrictions(restrictions: Restrictions<'_>, bases: &Bases) -> Table {
    let rows = restrictions.map(|restriction| {
        let (kind, says): (u8, String) = match restriction.kind {
            RestrictionType::NotAllowed => (0, "not allowed".to_owned()),
            RestrictionType::RequireConsent => (1, format!("{} required", bases.consent.1)),
            RestrictionType::RequireLegitimateInterest => {
                (2, format!("{} required", bases.interest.1))
            }
            RestrictionType::Undefined => (3, "undefined, counts as not allowed".to_owned()),
        };
        let mut row = Facts::default();
        row.add_some("purpose", "purpose", Some(restriction.purpose));
        row.add("type", "type", kind, kind.to_string());
        row.add("says", "says", says.as_str(), &says);
        let listed: Value = ranges(&restriction.vendors);
        row.add("vendors", "vendors", listed, vendors(&restriction.vendors));
        row
    });
    Table::new("restrictions", rows.collect())
}
