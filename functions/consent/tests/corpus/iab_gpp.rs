//! What the crate `iab_gpp` says of the same US sections, categories of data by name.
//! It does not know the sections from 24 on, and of `usnat` only the layout that the
//! version tells; its TCF sections are not compared (`tidegate_consent::tcf` says why).

use std::collections::BTreeMap;
use std::str::FromStr;

use iab_gpp::v1::GPPString;
use serde_json::Value;
use tidegate_consent::gpp::us::{Category, Field};
use tidegate_consent::gpp::{Gpp, Section, UsSection};
use tidegate_consent::strings::names;

use super::strings::gpp::header;
use super::{records, text};

/// The number of a value that the crate names.
fn number(value: &Value) -> u8 {
    match value {
        Value::Bool(true) => 1,
        Value::Bool(false) => 2,
        value => match value.as_str().unwrap() {
            "NotApplicable" => 0,
            "Provided" | "OptedOut" | "NoConsent" | "Yes" => 1,
            "NotProvided" | "DidNotOptOut" | "Consent" | "No" => 2,
            other => panic!("{other}"),
        },
    }
}

fn category(name: &str) -> Category {
    for (part, category) in [
        ("origin_beliefs_or_union", Category::OriginBeliefsOrUnion),
        ("racial", Category::Origin),
        ("religious", Category::Beliefs),
        ("general_health", Category::ConsumerHealth),
        ("health", Category::Health),
        ("sex", Category::Sexuality),
        ("citizenship", Category::Citizenship),
        ("genetic", Category::Genetic),
        ("biometric", Category::Biometric),
        ("geolocation", Category::Location),
        ("identification_documents", Category::Identity),
        ("financial", Category::Account),
        ("union", Category::Union),
        ("mail", Category::Messages),
        ("crime", Category::CrimeVictim),
        ("national_origin", Category::NationalOrigin),
        ("transgender", Category::Gender),
    ] {
        if name.contains(part) {
            return category;
        }
    }
    panic!("{name}")
}

/// `sale_opt_out` as `SaleOptOut`.
fn camel(name: &str) -> String {
    let words = name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect::<String>().replace("Optout", "OptOut")
}

/// Our values under the crate's names, categories as `sensitive:` and their own name.
fn ours(section: &UsSection<'_>) -> BTreeMap<String, u8> {
    let mut values = BTreeMap::new();
    for value in section.values() {
        let name = match value.field {
            Field::SensitiveDataProcessing => {
                let category = match section.categories()[usize::from(value.index)] {
                    // The crate has one word for both.
                    Category::Financial => Category::Account,
                    category => category,
                };
                format!("sensitive: {category:?}")
            }
            // One number for children in most states, names that differ by state in others.
            Field::KnownChildSensitiveDataConsents => continue,
            field => names::field(field).to_owned(),
        };
        assert_eq!(values.insert(name, value.value), None);
    }
    values
}

fn theirs(section: &Value) -> BTreeMap<String, u8> {
    let core = &section["core"];
    // `usnat` has its cores by version.
    let core = core.get("V1").or_else(|| core.get("V2")).unwrap_or(core);
    let mut values = BTreeMap::new();
    for (name, value) in core.as_object().unwrap() {
        match (name.as_str(), value) {
            ("sensitive_data_processing", Value::Object(categories)) => {
                for (name, value) in categories {
                    values.insert(format!("sensitive: {:?}", category(name)), number(value));
                }
            }
            (name, _) if name.starts_with("known_child") => {}
            ("personal_data_consent" | "personal_data_consents", value) => {
                values.insert("PersonalDataConsents".to_owned(), number(value));
            }
            ("additional_data_processing_consent", value) => {
                values.insert("AdditionalDataProcessingConsent".to_owned(), number(value));
            }
            (name, value) => {
                values.insert(camel(name), number(value));
            }
        }
    }
    values
}

#[test]
fn says_what_another_decoder_says() {
    let mut compared = BTreeMap::new();
    let all = records("gpp_valid.json");
    for record in &all {
        let text = text(record);
        let parts = text.split('~').skip(1);
        for (section, part) in Gpp::decode(text).unwrap().zip(parts) {
            let (number, Section::Us(section)) = section.unwrap() else { continue };
            let digits = part.split('.').next().unwrap().len();
            if number >= 24 || number == 7 && (section.version == 1) != (digits < 12) {
                continue;
            }
            // Each section by itself: the crate mixes up those of longer headers.
            let alone = format!("{}~{part}", header(&[number.into()]));
            let other = GPPString::from_str(&alone).unwrap();
            let decoded = other.decode_section(*other.section_ids().next().unwrap());
            let Ok(decoded) = decoded else { panic!("{} {number}", record["id"]) };
            let decoded = serde_json::to_value(decoded).unwrap();
            let decoded = decoded.as_object().unwrap().values().next().unwrap();
            assert_eq!(ours(&section), theirs(decoded), "{} {number}", record["id"]);
            let gpc = &decoded["gpc"];
            if gpc.is_boolean() {
                assert_eq!(section.gpc, gpc.as_bool(), "{} {number}", record["id"]);
            }
            *compared.entry(number).or_insert(0) += 1;
        }
    }
    assert!(all.is_empty() || compared.len() > 15, "{compared:?}");
}
