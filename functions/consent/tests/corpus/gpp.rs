//! GPP strings, decoded: every field of every section under its name in the API.

use serde_json::{Map, Value, json};
use tidegate_consent::gpp::us::Value as Said;
use tidegate_consent::gpp::{Gpp, Section, TcfCanada, UsPrivacy, UsSection, usp};
use tidegate_consent::strings::names;
use tidegate_consent::tcf::{PublisherTc, RestrictionType, Restrictions, TcString, Vendors};

use super::tc::listed;
use super::{deciseconds, records, text};

fn bits(set: u64, count: u8) -> Value {
    (0..count).map(|place| set >> place & 1 == 1).collect()
}

fn letters(letters: [u8; 2]) -> String {
    String::from_utf8(letters.to_vec()).unwrap()
}

fn vendors(vendors: Option<Vendors<'_>>) -> Value {
    json!(vendors.map_or_else(Vec::new, listed))
}

fn restrictions(restrictions: Restrictions<'_>) -> Value {
    restrictions
        .map(|restriction| {
            let kind = match restriction.kind {
                RestrictionType::NotAllowed => 0,
                RestrictionType::RequireConsent => 1,
                RestrictionType::RequireLegitimateInterest => 2,
                RestrictionType::Undefined => 3,
            };
            json!({ "key": restriction.purpose, "type": kind, "ids": listed(restriction.vendors) })
        })
        .collect()
}

/// Of a segment that is absent the API shows an empty one.
const NO_PUBLISHER: PublisherTc = PublisherTc {
    purpose_consents: 0,
    purpose_legitimate_interests: 0,
    custom_purposes: 0,
    custom_consents: 0,
    custom_legitimate_interests: 0,
};

fn tcf_eu(string: &TcString<'_>) -> Value {
    let core = &string.core;
    let publisher = string.publisher.unwrap_or(NO_PUBLISHER);
    json!({
        "Version": 2,
        "Created": core.created,
        "LastUpdated": core.last_updated,
        "CmpId": core.cmp_id,
        "CmpVersion": core.cmp_version,
        "ConsentScreen": core.consent_screen,
        "ConsentLanguage": letters(core.consent_language),
        "VendorListVersion": core.vendor_list_version,
        "PolicyVersion": core.policy_version,
        "IsServiceSpecific": core.is_service_specific,
        "UseNonStandardStacks": core.use_non_standard_texts,
        "SpecialFeatureOptins": bits(core.special_feature_opt_ins.into(), 12),
        "PurposeConsents": bits(core.purpose_consents.into(), 24),
        "PurposeLegitimateInterests": bits(core.purpose_legitimate_interests.into(), 24),
        "PurposeOneTreatment": core.purpose_one_treatment,
        "PublisherCountryCode": letters(core.publisher_country),
        "VendorConsents": vendors(Some(core.vendor_consents)),
        "VendorLegitimateInterests": vendors(Some(core.vendor_legitimate_interests)),
        "PublisherRestrictions": restrictions(core.restrictions),
        "PublisherPurposesSegmentType": 3,
        "PublisherConsents": bits(publisher.purpose_consents.into(), 24),
        "PublisherLegitimateInterests": bits(publisher.purpose_legitimate_interests.into(), 24),
        "NumCustomPurposes": publisher.custom_purposes,
        "PublisherCustomConsents": bits(publisher.custom_consents, publisher.custom_purposes),
        "PublisherCustomLegitimateInterests":
            bits(publisher.custom_legitimate_interests, publisher.custom_purposes),
        "VendorsAllowedSegmentType": 2,
        "VendorsAllowed": vendors(string.allowed_vendors),
        "VendorsDisclosedSegmentType": 1,
        "VendorsDisclosed": vendors(string.disclosed_vendors),
    })
}

fn tcf_canada(section: &TcfCanada<'_>) -> Value {
    let publisher = section.publisher.unwrap_or(NO_PUBLISHER);
    json!({
        "Version": 1,
        "Created": section.created,
        "LastUpdated": section.last_updated,
        "CmpId": section.cmp_id,
        "CmpVersion": section.cmp_version,
        "ConsentScreen": section.consent_screen,
        "ConsentLanguage": letters(section.consent_language),
        "VendorListVersion": section.vendor_list_version,
        "TcfPolicyVersion": section.policy_version,
        "UseNonStandardStacks": section.use_non_standard_stacks,
        "SpecialFeatureExpressConsent": bits(section.special_feature_express_consent.into(), 12),
        "PurposesExpressConsent": bits(section.purposes_express_consent.into(), 24),
        "PurposesImpliedConsent": bits(section.purposes_implied_consent.into(), 24),
        "VendorExpressConsent": vendors(Some(section.vendor_express_consent)),
        "VendorImpliedConsent": vendors(Some(section.vendor_implied_consent)),
        "PubRestrictions": restrictions(section.restrictions),
        "PubPurposesSegmentType": 3,
        "PubPurposesExpressConsent": bits(publisher.purpose_consents.into(), 24),
        "PubPurposesImpliedConsent": bits(publisher.purpose_legitimate_interests.into(), 24),
        "NumCustomPurposes": publisher.custom_purposes,
        "CustomPurposesExpressConsent": bits(publisher.custom_consents, publisher.custom_purposes),
        "CustomPurposesImpliedConsent":
            bits(publisher.custom_legitimate_interests, publisher.custom_purposes),
        "DisclosedVendorsSegmentType": 1,
        "DisclosedVendors": vendors(section.disclosed_vendors),
    })
}

fn us_privacy(section: UsPrivacy) -> Value {
    let said = |said| match said {
        usp::Said::Yes => "Y",
        usp::Said::No => "N",
        usp::Said::NotApplicable => "-",
    };
    json!({
        "Version": 1,
        "Notice": said(section.notice),
        "OptOutSale": said(section.opt_out_sale),
        "LspaCovered": said(section.lspa_covered),
    })
}

fn us(section: &UsSection<'_>, has_more: bool) -> Value {
    let by_mspa = section.state.section() >= 24;
    let version = if by_mspa { "MspaVersion" } else { "Version" };
    let mut fields = Map::from_iter([(version.to_owned(), json!(section.version))]);
    for Said { field, of, value, .. } in section.values() {
        let name = names::field(field).to_owned();
        if of == 1 {
            fields.insert(name, json!(value));
        } else {
            let list = fields.entry(name).or_insert(json!([]));
            list.as_array_mut().unwrap().push(json!(value));
        }
    }
    // The API has this one for every section with more than a core segment.
    fields.insert("GpcSegmentIncluded".to_owned(), json!(has_more));
    if let Some(gpc) = section.gpc {
        fields.insert("GpcSegmentType".to_owned(), json!(1));
        fields.insert("Gpc".to_owned(), json!(gpc));
    }
    Value::Object(fields)
}

#[test]
fn decodes_every_valid_string() {
    for record in records("gpp_valid.json") {
        let id = record["id"].as_str().unwrap();
        let text = text(&record);
        let gpp = Gpp::decode(text)
            .unwrap_or_else(|fault| panic!("{id}: {fault} at {:?}", fault.position(text)));
        let mut ids = Vec::new();
        let mut sections = Map::new();
        for (section, part) in gpp.zip(text.split('~').skip(1)) {
            let (number, section) = section.unwrap();
            let shown = match section {
                Section::TcfEu(string) => tcf_eu(&string),
                Section::TcfCanada(section) => tcf_canada(&section),
                Section::UsPrivacy(section) => us_privacy(section),
                Section::Us(section) => us(&section, part.contains('.')),
                Section::Unknown(number) => panic!("{id}: unknown section {number}"),
            };
            ids.push(number);
            sections.insert(names::section(number).unwrap().0.to_owned(), shown);
        }
        assert_eq!(json!(ids), record["sectionIds"], "{id}");
        for (name, expected) in record["sections"].as_object().unwrap() {
            let mut expected = expected.clone();
            for date in ["Created", "LastUpdated"] {
                if let Some(date) = expected.get_mut(date) {
                    *date = json!(deciseconds(date));
                }
            }
            assert_eq!(sections.remove(name).as_ref(), Some(&expected), "{id} {name}");
        }
        assert!(sections.is_empty(), "{id}: {sections:?}");
    }
}

/// No section can be cut by more than its padding, nor be longer than its padding.
#[test]
fn no_part_of_a_section_can_be_missing_or_longer() {
    for record in records("gpp_valid.json") {
        let text = text(&record);
        let (before, last) = text.rsplit_once('~').unwrap();
        let core = last.split('.').next().unwrap();
        // One layout's padding would be another's fields.
        if record["sectionIds"].as_array().unwrap().last() == Some(&json!(7)) {
            continue;
        }
        for section in [&core[..core.len() - 4], &format!("{core}AAAA"), &format!("{core}.____")] {
            let text = format!("{before}~{section}");
            assert!(Gpp::decode(&text).is_err(), "{text}");
        }
    }
}
