//! What a case expects, and what differs from it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::{carbon_cap, consent, geo_licensing, manifest_rewriting};

use crate::value::{Dates, json, typed};

/// The end of a name below which all is compared.
const EXACTLY: &str = "-exactly";

/// The faults that a case can expect: not that there is no function or no room for one.
const FAULTS: [Fault; 5] =
    [Fault::Trap, Fault::Deadline, Fault::Memory, Fault::AnswerSize, Fault::Invalid(String::new())];

/// What must come of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// An answer of which this must be equal; what is not named is free.
    Part(Value),
    /// This answer.
    Whole(Value),
    /// None, for this reason ([`Fault::name`]).
    Fault(&'static str),
    /// `configure` refuses the document, in words that contain this.
    Refused(String),
}

/// What must be equal in the answer of a function.
///
/// # Errors
/// A value that no answer can have.
pub fn part(value: &toml::Value) -> Result<Expected, String> {
    match json(value, Dates::Nowhere)? {
        Value::Object(table) if table.is_empty() => {
            Err("found an empty table, expected something of the answer".to_owned())
        }
        part @ Value::Object(_) => Ok(Expected::Part(part)),
        other => Err(format!("found {other}, expected a table: the answer, or some of it")),
    }
}

/// The whole answer of a function, in its own words.
///
/// # Errors
/// The path below the value, and what is wrong there.
pub fn whole(kind: FunctionKind, value: &toml::Value) -> Result<Expected, (String, String)> {
    fn canonical<T: DeserializeOwned + Serialize>(
        value: &toml::Value,
    ) -> Result<Expected, (String, String)> {
        let answer: T = typed(value, Dates::Nowhere)?;
        serde_json::to_value(answer)
            .map(Expected::Whole)
            .map_err(|error| (String::new(), error.to_string()))
    }
    match kind {
        FunctionKind::Consent => canonical::<consent::Decision>(value),
        FunctionKind::GeoLicensing => canonical::<geo_licensing::Verdict>(value),
        FunctionKind::CarbonCap => canonical::<carbon_cap::Decision>(value),
        FunctionKind::ManifestRewriting => canonical::<manifest_rewriting::Decision>(value),
    }
}

/// A fault by its name.
///
/// # Errors
/// What was found, and what would be accepted.
pub fn fault(name: &str) -> Result<Expected, String> {
    let names = FAULTS.map(|fault| fault.name());
    names
        .into_iter()
        .find(|known| *known == name)
        .map(Expected::Fault)
        .ok_or_else(|| format!("found {name:?}, expected one of {}", names.join(", ")))
}

/// The answer as it should have been, so that it can be held against `found`; `None` if
/// it is as expected.
#[must_use]
pub fn wished(expected: &Value, whole: bool, found: &Value) -> Option<Value> {
    let wished = if whole { expected.clone() } else { laid_over(found, expected) };
    (wished != *found).then_some(wished)
}

/// What was found, with what is expected in its place.
fn laid_over(found: &Value, expected: &Value) -> Value {
    let Value::Object(expected) = expected else { return expected.clone() };
    let mut out = match found {
        Value::Object(found) => found.clone(),
        _ => Map::new(),
    };
    // An answer that is one of several has one name: another is not beside it.
    if let (Some((name, _)), 1, 1) = (expected.iter().next(), expected.len(), out.len())
        && !out.contains_key(name)
        && is_case(name)
    {
        out.clear();
    }
    for (name, value) in expected {
        match name.strip_suffix(EXACTLY) {
            Some(name) => out.insert(name.to_owned(), value.clone()),
            None => {
                let below = laid_over(out.get(name).unwrap_or(&Value::Null), value);
                out.insert(name.clone(), below)
            }
        };
    }
    Value::Object(out)
}

/// Whether it names a case of an answer with several.
fn is_case(name: &str) -> bool {
    matches!(name, "allow" | "deny" | "replace" | "capped" | "uncapped")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_named_is_free() {
        let found = json!({ "allow": { "limits": { "max-height": 1080 }, "rule": "fr" } });
        for (expected, as_expected) in [
            (json!({ "allow": {} }), true),
            (json!({ "allow": { "rule": "fr" } }), true),
            (json!({ "allow": { "limits": { "max-height": 1080 } } }), true),
            (json!({ "allow": { "limits-exactly": { "max-height": 1080 } } }), true),
            (json!({ "allow-exactly": { "limits": { "max-height": 1080 }, "rule": "fr" } }), true),
            (json!({ "allow": { "limits": { "max-height": 720 } } }), false),
            (json!({ "allow": { "limits": { "max-heigth": 1080 } } }), false),
            (json!({ "allow": { "limits-exactly": {} } }), false),
            (json!({ "allow": { "lmits-exactly": {} } }), false),
            (json!({ "deny": {} }), false),
        ] {
            assert_eq!(wished(&expected, false, &found).is_none(), as_expected, "{expected}");
        }
        assert!(wished(&found, true, &found).is_none());
        assert!(wished(&json!({ "allow": { "rule": "fr" } }), true, &found).is_some());
    }

    #[test]
    fn what_was_wished_keeps_what_was_free() {
        let found = json!({ "allow": { "limits": { "max-height": 1080 }, "rule": "fr" } });
        assert_eq!(
            wished(&json!({ "allow": { "limits": { "max-height": 720 } } }), false, &found),
            Some(json!({ "allow": { "limits": { "max-height": 720 }, "rule": "fr" } }))
        );
        assert_eq!(
            wished(&json!({ "deny": { "reason": "territory" } }), false, &found),
            Some(json!({ "deny": { "reason": "territory" } }))
        );
    }

    #[test]
    fn a_fault_is_one_that_a_function_can_have() {
        assert_eq!(fault("trap"), Ok(Expected::Fault("trap")));
        let why = fault("missing").unwrap_err();
        assert_eq!(
            why,
            "found \"missing\", expected one of trap, deadline, memory, answer-size, invalid"
        );
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![any::<bool>().prop_map(Value::from), (0..4).prop_map(Value::from)];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                proptest::collection::btree_map("[a-d]", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    /// Whether `part` is in `all`, said another way.
    fn within(part: &Value, all: &Value) -> bool {
        match (part, all) {
            (Value::Object(part), Value::Object(all)) => {
                part.iter().all(|(name, value)| all.get(name).is_some_and(|of| within(value, of)))
            }
            _ => part == all,
        }
    }

    proptest! {
        #[test]
        fn a_part_is_as_expected_if_it_is_within(part in values(), all in values()) {
            prop_assert_eq!(wished(&part, false, &all).is_none(), within(&part, &all));
            prop_assert!(wished(&all, false, &all).is_none());
        }
    }
}
