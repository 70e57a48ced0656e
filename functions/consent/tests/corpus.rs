//! TC strings of other implementations, from the folder `TIDEGATE_CORPUS` names.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;
use tidegate_consent::tcf::{RestrictionType, TcString, Vendors};

/// The records of a file, or none where there is no corpus.
fn records(name: &str) -> Vec<Value> {
    let Some(folder) = std::env::var_os("TIDEGATE_CORPUS") else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "TIDEGATE_CORPUS is not set");
        println!("skipped: TIDEGATE_CORPUS is not set");
        return Vec::new();
    };
    let path = PathBuf::from(folder).join("consent").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let records: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(!records.is_empty());
    records
}

fn text(record: &Value) -> &str {
    record["tcString"].as_str().unwrap()
}

fn ids(list: &Value) -> Vec<u64> {
    let mut ids: Vec<u64> = list.as_array().unwrap().iter().filter_map(Value::as_u64).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn members(set: u64) -> Vec<u64> {
    (1..=64).filter(|number| set >> (number - 1) & 1 == 1).collect()
}

/// Days since 1970-01-01 of a date, counted year by year and month by month.
fn days(year: u64, month: usize, day: u64) -> u64 {
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let february = if leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: u64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    years + months[..month - 1].iter().sum::<u64>() + day - 1
}

/// Tenths of a second of a time written as `2022-10-27T00:00:00.000Z`.
fn deciseconds(time: &Value) -> u64 {
    let time = time.as_str().unwrap();
    let part = |range: std::ops::Range<usize>| time[range].parse::<u64>().unwrap();
    let seconds = days(part(0..4), part(5..7) as usize, part(8..10)) * 86_400
        + part(11..13) * 3600
        + part(14..16) * 60
        + part(17..19);
    seconds * 10 + part(20..23) / 100
}

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

fn check_restrictions(id: &str, string: &TcString<'_>, expected: &Value) {
    let mut found: Vec<(u64, u64, Vec<u64>)> = string
        .core
        .restrictions
        .map(|restriction| {
            let kind = match restriction.kind {
                RestrictionType::NotAllowed => 0,
                RestrictionType::RequireConsent => 1,
                RestrictionType::RequireLegitimateInterest => 2,
            };
            let vendors = (0..=u16::MAX).filter(|vendor| restriction.contains(*vendor));
            (restriction.purpose.into(), kind, vendors.map(u64::from).collect())
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

#[test]
fn refuses_what_the_format_does_not_allow() {
    for record in records("tc_invalid.json") {
        let (id, verdict) = (record["id"].as_str().unwrap(), record["verdict"].as_str().unwrap());
        let decoded = TcString::decode(text(&record));
        match verdict {
            "reject" => assert!(decoded.is_err(), "{id}: {}", record["reason"]),
            // Other implementations let these pass; the format does not.
            "lenient" => println!("{id}: {:?} ({})", decoded.map(|_| ()), record["reason"]),
            "hostile" => {}
            other => panic!("{id}: verdict {other}"),
        }
    }
}

#[test]
fn takes_no_more_than_a_millisecond_for_hostile_strings() {
    for record in records("tc_invalid.json").iter().filter(|record| record["verdict"] == "hostile")
    {
        // The best of several: the machine may be busy with other things.
        let best = (0..20)
            .map(|_| {
                let start = Instant::now();
                let string = TcString::decode(text(record));
                let found = string.is_ok_and(|string| string.core.vendor_consents.contains(7));
                std::hint::black_box(found);
                start.elapsed()
            })
            .min()
            .unwrap();
        // Without optimisation every step costs some twenty times as much.
        let limit = Duration::from_millis(if cfg!(debug_assertions) { 20 } else { 1 });
        assert!(best < limit, "{}: {best:?}", record["id"]);
    }
}
