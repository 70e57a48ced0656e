//! TC strings, decoded.

use serde_json::Value;
use tidegate_consent::tcf::{RestrictionType, TcString, Vendors};

use super::{deciseconds, ids, members, records, text};

fn check_vendors(id: &str, found: Option<Vendors<'_>>, expected: &Value) {
    let (Some(found), false) = (found, expected.is_null()) else {
        assert!(found.is_none() && expected.is_null(), "{id}: presence of a segment");
        return;
    };
    assert_eq!(u64::from(found.max_id()), expected["maxVendorId"], "{id}");
    assert_eq!(found.is_ranges(), expected["encoding"] == "range", "{id}");
    let beyond = [found.max_id().saturating_add(1), u16::MAX];
    let mut listed: Vec<u64> = (0..=found.max_id())
        .chain(beyond)
        .filter(|vendor| found.contains(*vendor))
        .map(u64::from)
        .collect();
    listed.dedup();
    assert_eq!(listed, ids(&expected["ids"]), "{id}");
    assert_eq!(self::listed(found), listed, "{id}");
}

#[test]
fn decodes_every_valid_string() {
    for record in records("tc_valid.json") {
        let id = record["id"].as_str().unwrap();
        let expected = &record["decoded"];
        let string =
            TcString::decode(text(&record)).unwrap_or_else(|error| panic!("{id}: {error}"));
        let core = string.core;
        assert_eq!(core.created, deciseconds(&expected["created"]), "{id}");
        assert_eq!(core.last_updated, deciseconds(&expected["lastUpdated"]), "{id}");
        assert_eq!(u64::from(core.cmp_id), expected["cmpId"], "{id}");
        assert_eq!(u64::from(core.cmp_version), expected["cmpVersion"], "{id}");
        assert_eq!(u64::from(core.consent_screen), expected["consentScreen"], "{id}");
        let letters = |letters: [u8; 2]| String::from_utf8(letters.to_vec()).unwrap();
        assert_eq!(letters(core.consent_language), expected["consentLanguage"], "{id}");
        assert_eq!(u64::from(core.vendor_list_version), expected["vendorListVersion"], "{id}");
        assert_eq!(u64::from(core.policy_version), expected["tcfPolicyVersion"], "{id}");
        assert_eq!(core.is_service_specific, expected["isServiceSpecific"], "{id}");
        assert_eq!(core.use_non_standard_texts, expected["useNonStandardTexts"], "{id}");
        let set =
            |set: u32, name: &str| assert_eq!(members(set.into()), ids(&expected[name]), "{id}");
        set(core.special_feature_opt_ins, "specialFeatureOptIns");
        set(core.purpose_consents, "purposeConsents");
        set(core.purpose_legitimate_interests, "purposeLegitimateInterests");
        assert_eq!(core.purpose_one_treatment, expected["purposeOneTreatment"], "{id}");
        assert_eq!(letters(core.publisher_country), expected["publisherCountryCode"], "{id}");
        check_vendors(id, Some(core.vendor_consents), &expected["vendorConsents"]);
        check_vendors(
            id,
            Some(core.vendor_legitimate_interests),
            &expected["vendorLegitimateInterests"],
        );
        check_vendors(id, string.disclosed_vendors, &expected["vendorsDisclosed"]);
        check_vendors(id, string.allowed_vendors, &expected["vendorsAllowed"]);
        check_restrictions(id, &string, &expected["publisherRestrictions"]);
        check_publisher(id, &string, &expected["publisherTC"]);
    }
}

/// The vendors as they are listed, ascending.
pub fn listed(vendors: Vendors<'_>) -> Vec<u64> {
    let mut listed: Vec<u64> =
        vendors.ranges().flat_map(|(first, last)| first..=last).map(u64::from).collect();
    listed.sort_unstable();
    listed.dedup();
    listed
}

fn check_restrictions(id: &str, string: &TcString<'_>, expected: &Value) {
    let mut found: Vec<(u64, u64, Vec<u64>)> = string
        .core
        .restrictions
        .map(|restriction| {
            let kind = match restriction.kind {
                RestrictionType::NotAllowed => 0,
                RestrictionType::Undefined => 3,
                RestrictionType::RequireConsent => 1,
                RestrictionType::RequireLegitimateInterest => 2,
            };
            (restriction.purpose.into(), kind, listed(restriction.vendors))
        })
        .collect();
    let mut expected: Vec<(u64, u64, Vec<u64>)> = expected
        .as_array()
        .unwrap()
        .iter()
        .map(|restriction| {
            let number = |name: &str| restriction[name].as_u64().unwrap();
            (number("purposeId"), number("restrictionType"), ids(&restriction["vendorIds"]))
        })
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{id}");
}

fn check_publisher(id: &str, string: &TcString<'_>, expected: &Value) {
    let Some(found) = string.publisher else {
        assert!(expected.is_null(), "{id}: publisherTC is missing");
        return;
    };
    let set = |set: u64, name: &str| assert_eq!(members(set), ids(&expected[name]), "{id} {name}");
    set(found.purpose_consents.into(), "purposeConsents");
    set(found.purpose_legitimate_interests.into(), "purposeLegitimateInterests");
    set(found.custom_consents, "customConsents");
    set(found.custom_legitimate_interests, "customLegitimateInterests");
    assert_eq!(u64::from(found.custom_purposes), expected["numCustomPurposes"], "{id}");
}
