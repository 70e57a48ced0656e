//! The configuration document, and how it becomes a [`Policy`].

use serde::Deserialize;
use tidegate_sdk::config::place::{self, Place};
use tidegate_sdk::config::{parse, refuse};
use tidegate_sdk::consent::Regime;

use crate::reading::Rules;
use crate::regimes::Regimes;
use crate::{ALL_PURPOSES, ALL_SPECIAL_FEATURES, Policy};

const SECONDS_A_DAY: u64 = 86_400;

/// Configuration of the consent function. An empty document is valid, and the strictest.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Document {
    /// Seconds a decision may be reused for the same facts, at most; 0 for never.
    #[serde(default = "default_valid_for")]
    valid_for: u32,
    /// The regime of known places on neither list. An unknown place is always opt-in.
    #[serde(default)]
    default: DefaultRegime,
    /// Places where nothing is allowed until the viewer agrees: ISO 3166-1 alpha-2
    /// countries and ISO 3166-2 subdivisions, e.g. `FR`, `CA-QC`. A subdivision goes
    /// before its country.
    #[serde(default)]
    opt_in: Vec<String>,
    /// Places where everything is allowed until the viewer objects, written likewise.
    #[serde(default)]
    opt_out: Vec<String>,
    /// What Global Privacy Control (`Sec-GPC: 1`) takes away, under both regimes.
    #[serde(default)]
    gpc: Gpc,
    /// What is demanded of a TC string.
    #[serde(default)]
    tc_string: TcStrings,
}

/// The regime of places on neither list.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum DefaultRegime {
    /// Nothing is allowed until the viewer agrees.
    #[default]
    OptIn,
    /// Everything is allowed until the viewer objects.
    OptOut,
}

/// What Global Privacy Control takes away.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct Gpc {
    /// TCF purposes, 1 to 11.
    removes_purposes: Vec<u8>,
    /// TCF special features, 1 or 2.
    removes_special_features: Vec<u8>,
}

impl Default for Gpc {
    fn default() -> Self {
        Self { removes_purposes: vec![2, 3, 4, 5, 6, 7], removes_special_features: Vec::new() }
    }
}

/// What is demanded of a TC string.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct TcStrings {
    /// Days after its last change at which a string expires, 1 to 3650.
    max_age_days: u16,
    /// The operator's id in the Global Vendor List, 1 to 65535: that vendor must be
    /// disclosed and consented to as well, and publisher restrictions of it apply.
    /// Absent: the purposes alone count.
    vendor: Option<u16>,
    /// TCF purposes for which a legitimate interest does instead of consent: 2 and 7
    /// to 11. TCF never allowed it for 1, and since 2.2 not for 3 to 6.
    legitimate_interest: Vec<u8>,
    /// Faults of strings that are accepted all the same.
    tolerate: Vec<Fault>,
}

impl Default for TcStrings {
    fn default() -> Self {
        Self {
            max_age_days: 395,
            vendor: None,
            legitimate_interest: Vec::new(),
            tolerate: Vec::new(),
        }
    }
}

/// A fault that makes a well-formed TC string invalid.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Fault {
    /// Not specific to the service; invalid since 1 September 2021.
    GlobalScope,
    /// A policy version below 4 in a string made since 1 October 2023.
    OldPolicy,
    /// No segment of disclosed vendors in a string made since 1 March 2026.
    UndisclosedVendors,
}

fn default_valid_for() -> u32 {
    3600
}

/// Reads and checks a document.
pub fn read(document: &str) -> Result<Policy, String> {
    let document: Document = parse(document)?;
    let opt_in = places("opt-in", &document.opt_in, &[])?;
    let opt_out = places("opt-out", &document.opt_out, &opt_in)?;
    let default = match document.default {
        DefaultRegime::OptIn => Regime::OptIn,
        DefaultRegime::OptOut => Regime::OptOut,
    };
    let purposes = numbers("gpc.removes-purposes", &document.gpc.removes_purposes, PURPOSES)?;
    let features = numbers(
        "gpc.removes-special-features",
        &document.gpc.removes_special_features,
        SPECIAL_FEATURES,
    )?;
    Ok(Policy {
        regimes: Regimes::new(opt_in, opt_out, default),
        strings: rules(&document.tc_string)?,
        gpc_leaves: crate::grants(!purposes, !features),
        valid_for: document.valid_for,
    })
}

fn rules(document: &TcStrings) -> Result<Rules, String> {
    if !(1..=3650).contains(&document.max_age_days) {
        let found = document.max_age_days;
        return Err(refuse("tc-string.max-age-days", found, "1 to 3650 days"));
    }
    if document.vendor == Some(0) {
        return Err(refuse("tc-string.vendor", 0, "a vendor id from 1 to 65535"));
    }
    let tolerates = |fault| document.tolerate.contains(&fault);
    Ok(Rules {
        max_age: u64::from(document.max_age_days) * SECONDS_A_DAY,
        vendor: document.vendor,
        legitimate_interest: numbers(
            "tc-string.legitimate-interest",
            &document.legitimate_interest,
            INTERESTS,
        )?,
        tolerate_global_scope: tolerates(Fault::GlobalScope),
        tolerate_old_policy: tolerates(Fault::OldPolicy),
        tolerate_undisclosed_vendors: tolerates(Fault::UndisclosedVendors),
    })
}

/// Reads a list of places and sorts it; none may be listed twice, nor be among `others`,
/// a sorted list.
fn places(path: &str, codes: &[String], others: &[Place]) -> Result<Vec<Place>, String> {
    let mut places: Vec<Place> = Vec::with_capacity(codes.len());
    for (index, code) in codes.iter().enumerate() {
        let refuse = |accepted| refuse(&format!("{path}[{index}]"), quoted(code), accepted);
        let place = Place::parse(code).ok_or_else(|| refuse(place::ACCEPTED))?;
        if others.binary_search(&place).is_ok() {
            return Err(refuse("a place that is not under `opt-in` too"));
        }
        // By insertion: lists are short, and the library's sort would be 3 KiB of the
        // component.
        match places.binary_search(&place) {
            Ok(_) => return Err(refuse("a place that is not listed before")),
            Err(at) => places.insert(at, place),
        }
    }
    Ok(places)
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// The numbers a list accepts, as bits, and in words.
type Accepted = (u32, &'static str);

const PURPOSES: Accepted = (ALL_PURPOSES as u32, "a TCF purpose from 1 to 11");
const SPECIAL_FEATURES: Accepted = (ALL_SPECIAL_FEATURES as u32, "a TCF special feature, 1 or 2");
const INTERESTS: Accepted =
    (0b111_1100_0010, "2, 7, 8, 9, 10 or 11, which TCF allows on a legitimate interest");

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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_that_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.json");
        let schema = serde_json::to_string_pretty(&schemars::schema_for!(Document)).unwrap() + "\n";
        if std::env::var_os("UPDATE_SCHEMA").is_some_and(|value| value == "1") {
            std::fs::write(path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(committed, schema, "run with UPDATE_SCHEMA=1 to write schema.json");
    }

    #[test]
    fn the_example_is_accepted() {
        let example: toml::Value = toml::from_str(include_str!("../demo.toml")).unwrap();
        read(&serde_json::to_string(&example).unwrap()).unwrap();
    }

    #[test]
    fn errors_name_path_found_and_accepted() {
        let errors = [
            r#"{"opt-in":["FR","fr"]}"#,
            r#"{"opt-in":["FR","FR"]}"#,
            r#"{"opt-in":["FR"],"opt-out":["US","FR"]}"#,
            r#"{"default":"ask"}"#,
            r#"{"valid-for":-1}"#,
            r#"{"gpc":{"removes-purposes":[2,12]}}"#,
            r#"{"gpc":{"removes-special-features":[0]}}"#,
            r#"{"tc-string":{"max-age-days":0}}"#,
            r#"{"tc-string":{"vendor":0}}"#,
            r#"{"tc-string":{"legitimate-interest":[2,3]}}"#,
            r#"{"tc-string":{"tolerate":["expired"]}}"#,
            r#"{"regime":"opt-in"}"#,
        ]
        .map(|document| read(document).unwrap_err() + "\n");
        let expected = include_str!("../tests/errors.txt");
        assert_eq!(errors.concat(), expected);
    }
}
