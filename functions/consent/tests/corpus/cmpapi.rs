//! TC strings as IAB Tech Lab's CMP API shows them: `TCData` and `InAppTCData`.

use serde_json::{Map, Value, json};
use tidegate_consent::tcf::{RestrictionType, TcString, Vendors};

use super::tc::listed;
use super::{members, records, text};

/// An object as the API makes them: every number up to the highest that is set.
fn flags(numbers: &[u64]) -> Value {
    let highest = numbers.last().copied().unwrap_or(0);
    let flags = (1..=highest)
        .map(|number| (number.to_string(), Value::from(numbers.binary_search(&number).is_ok())));
    Value::Object(flags.collect())
}

/// The same as a text of `0` and `1`.
fn digits(numbers: &[u64]) -> Value {
    let highest = numbers.last().copied().unwrap_or(0);
    let digit = |number| if numbers.binary_search(&number).is_ok() { '1' } else { '0' };
    Value::from((1..=highest).map(digit).collect::<String>())
}

fn letters(letters: [u8; 2]) -> String {
    String::from_utf8(letters.to_vec()).unwrap()
}

fn kind(kind: RestrictionType) -> u64 {
    match kind {
        RestrictionType::NotAllowed => 0,
        RestrictionType::RequireConsent => 1,
        RestrictionType::RequireLegitimateInterest => 2,
        RestrictionType::Undefined => 3,
    }
}

/// `publisher.restrictions`, by purpose.
fn restrictions(string: &TcString<'_>, in_app: bool) -> Value {
    let mut purposes: Map<String, Value> = Map::new();
    for restriction in string.core.restrictions {
        let vendors = listed(restriction.vendors);
        let purpose = purposes.entry(restriction.purpose.to_string()).or_insert(json!({}));
        for vendor in vendors {
            purpose[vendor.to_string()] = json!(kind(restriction.kind));
        }
    }
    if in_app {
        for by_vendor in purposes.values_mut() {
            let by_vendor_ = by_vendor.as_object().unwrap();
            let highest = by_vendor_.keys().map(|id| id.parse::<u64>().unwrap()).max().unwrap_or(0);
            let digit = |id: u64| {
                let kind = by_vendor_.get(&id.to_string()).and_then(Value::as_u64);
                kind.map_or("_".to_owned(), |kind| kind.to_string())
            };
            *by_vendor = Value::from((1..=highest).map(digit).collect::<String>());
        }
    }
    Value::Object(purposes)
}

fn shown(string: &TcString<'_>, show: fn(&[u64]) -> Value) -> Value {
    let core = &string.core;
    let vendors = |vendors: Option<Vendors<'_>>| show(&vendors.map_or_else(Vec::new, listed));
    let publisher = |set: fn(&tidegate_consent::tcf::PublisherTc) -> u64| {
        show(&members(string.publisher.as_ref().map_or(0, set)))
    };
    let flag = |flag: bool| json!(flag);
    json!({
        "tcfPolicyVersion": core.policy_version,
        "isServiceSpecific": flag(core.is_service_specific),
        "useNonStandardStacks": flag(core.use_non_standard_texts),
        "publisherCC": letters(core.publisher_country),
        "purposeOneTreatment": flag(core.purpose_one_treatment),
        "outOfBand": {
            "allowedVendors": vendors(string.allowed_vendors),
            "disclosedVendors": vendors(string.disclosed_vendors),
        },
        "purpose": {
            "consents": show(&members(core.purpose_consents.into())),
            "legitimateInterests": show(&members(core.purpose_legitimate_interests.into())),
        },
        "vendor": {
            "consents": vendors(Some(core.vendor_consents)),
            "legitimateInterests": vendors(Some(core.vendor_legitimate_interests)),
        },
        "specialFeatureOptins": show(&members(core.special_feature_opt_ins.into())),
        "publisher": {
            "consents": publisher(|publisher| publisher.purpose_consents.into()),
            "legitimateInterests":
                publisher(|publisher| publisher.purpose_legitimate_interests.into()),
            "customPurpose": {
                "consents": publisher(|publisher| publisher.custom_consents),
                "legitimateInterests":
                    publisher(|publisher| publisher.custom_legitimate_interests),
            },
            "restrictions": restrictions(string, show(&[]) == ""),
        },
    })
}

/// What the platform says of itself, and is not in the string.
const OF_THE_PLATFORM: [&str; 6] =
    ["cmpId", "cmpVersion", "gdprApplies", "tcString", "eventStatus", "cmpStatus"];

#[test]
fn says_what_the_api_says() {
    for record in records("tcdata_cmpapi.json") {
        let string = TcString::decode(text(&record)).unwrap();
        for (name, show) in
            [("getTCData", flags as fn(&[u64]) -> Value), ("getInAppTCData", digits)]
        {
            let mut expected = record[name].clone();
            for key in OF_THE_PLATFORM {
                expected.as_object_mut().unwrap().remove(key);
            }
            let found = shown(&string, show);
            for (key, expected) in expected.as_object().unwrap() {
                assert_eq!(&found[key], expected, "{} {name} {key}", record["id"]);
            }
        }
    }
}
