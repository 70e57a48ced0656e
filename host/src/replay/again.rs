//! One recorded decision, run again.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tidegate_pipeline::decide::{checked_cap, checked_verdict};
use tidegate_pipeline::rewrite::counted;
use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::manifest_rewriting::{Manifest, packed};
use tidegate_sdk::types::{Facts, Grants, Limits};

use super::record::Decision;
use crate::sandbox::FunctionSet;

/// Manifests by name.
pub type Manifests = HashMap<String, Arc<packed::Manifest>>;

/// What came of a line.
#[derive(Debug)]
pub enum Outcome {
    /// The same answer as then.
    Same,
    /// Another one.
    Changed(Vec<Change>),
    /// It cannot be compared: what was wrong then lay in the manifest's text, which is
    /// not recorded.
    Incomparable,
}

/// One value of an answer that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where in the answer, e.g. `allow.limits.max-height`.
    pub at: String,
    /// What it was; absent if it was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Value>,
    /// What it would be; absent if it would not be there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<Value>,
}

/// Runs one line again.
///
/// # Errors
/// What is wrong with the line.
pub fn run(
    line: &[u8],
    functions: &FunctionSet,
    manifests: &Manifests,
) -> Result<(FunctionKind, Outcome), String> {
    let kind = kind(line)?;
    let outcome = match kind {
        FunctionKind::Consent => {
            plain(line, |view| functions.consent.as_ref().map(|function| function.decide(view)))
        }
        FunctionKind::GeoLicensing => plain(line, |view| {
            let function = functions.geo_licensing.as_ref()?;
            Some(function.decide(view).and_then(checked_verdict))
        }),
        FunctionKind::CarbonCap => plain(line, |view| {
            let function = functions.carbon_cap.as_ref()?;
            Some(function.decide(view).and_then(checked_cap))
        }),
        FunctionKind::ManifestRewriting => rewriting(line, functions, manifests),
    };
    Ok((kind, outcome?))
}

/// The kind that a line names: its first member, as this program writes it, or any.
fn kind(line: &[u8]) -> Result<FunctionKind, String> {
    const FIRST: &[u8] = b"{\"function\":\"";
    let named =
        |name: &[u8]| FunctionKind::ALL.into_iter().find(|kind| kind.name().as_bytes() == name);
    if let Some(rest) = line.strip_prefix(FIRST) {
        let name = rest.split(|byte| *byte == b'"').next().unwrap_or_default();
        if let Some(kind) = named(name) {
            return Ok(kind);
        }
    }
    #[derive(serde::Deserialize)]
    struct Any<'l> {
        function: &'l str,
    }
    let any: Any<'_> = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    named(any.function.as_bytes())
        .ok_or_else(|| format!("found function {:?}, which there is none of", any.function))
}

fn read<T: DeserializeOwned>(line: &[u8]) -> Result<Decision<T>, String> {
    serde_json::from_slice(line).map_err(|error| error.to_string())
}

fn plain<T>(
    line: &[u8],
    call: impl FnOnce(&Facts) -> Option<Result<T, Fault>>,
) -> Result<Outcome, String>
where
    T: DeserializeOwned + Serialize + PartialEq,
{
    let then: Decision<T> = read(line)?;
    let now = call(&then.saw).unwrap_or(Err(Fault::Missing));
    compared(&then, now)
}

fn rewriting(
    line: &[u8],
    functions: &FunctionSet,
    manifests: &Manifests,
) -> Result<Outcome, String> {
    let then: Decision<tidegate_sdk::manifest_rewriting::Decision> = read(line)?;
    let name = then.manifest.as_deref().ok_or("`manifest` is missing")?;
    let manifest = manifests
        .get(name)
        .ok_or_else(|| format!("no line before names the manifest {name:?}, or long before"))?;
    if then.fault.as_deref() == Some(Fault::Invalid(String::new()).name()) {
        return Ok(Outcome::Incomparable);
    }
    let now = match &functions.manifest_rewriting {
        None => Err(Fault::Missing),
        Some(function) => function
            .decide(
                &then.saw,
                then.grants.as_ref().unwrap_or(&Grants::NOTHING),
                then.limits.as_ref().unwrap_or(&Limits::NONE),
                &Manifest::unpack(manifest),
            )
            .and_then(counted),
    };
    compared(&then, now)
}

fn compared<T: Serialize + PartialEq>(
    then: &Decision<T>,
    now: Result<T, Fault>,
) -> Result<Outcome, String> {
    let same = match (&then.said, &now) {
        (Some(was), Ok(is)) => was == is,
        (None, Err(fault)) => then.fault.as_deref() == Some(fault.name()),
        _ => false,
    };
    if same {
        return Ok(Outcome::Same);
    }
    let failed = |fault: &str| serde_json::json!({ "fault": fault });
    let value = |said: &T| serde_json::to_value(said).map_err(|error| error.to_string());
    let was = match (&then.said, &then.fault) {
        (Some(said), None) => value(said)?,
        (None, Some(fault)) => failed(fault),
        _ => return Err("expected one of `said` and `fault`".to_owned()),
    };
    let is = match &now {
        Ok(said) => value(said)?,
        Err(fault) => failed(fault.name()),
    };
    let mut changes = Vec::new();
    differing("", Some(&was), Some(&is), &mut changes);
    Ok(Outcome::Changed(changes))
}

/// Lists what differs, member by member; lists and plain values as a whole.
fn differing(at: &str, was: Option<&Value>, is: Option<&Value>, changes: &mut Vec<Change>) {
    if was == is {
        return;
    }
    if let (Some(Value::Object(was)), Some(Value::Object(is))) = (was, is) {
        let added = is.keys().filter(|name| !was.contains_key(*name));
        for name in was.keys().chain(added) {
            let below = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            differing(&below, was.get(name), is.get(name), changes);
        }
        return;
    }
    changes.push(Change { at: at.to_owned(), was: was.cloned(), is: is.cloned() });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn differences_are_named_by_their_place() {
        let mut changes = Vec::new();
        let was = json!({ "allow": { "limits": { "max-height": 720 }, "rule": "a" } });
        let is = json!({ "allow": { "limits": { "strict": true }, "rule": "a" } });
        differing("", Some(&was), Some(&is), &mut changes);
        let change =
            |at: &str, was: Option<Value>, is: Option<Value>| Change { at: at.to_owned(), was, is };
        assert_eq!(
            changes,
            [
                change("allow.limits.max-height", Some(json!(720)), None),
                change("allow.limits.strict", None, Some(json!(true))),
            ]
        );
    }

    #[test]
    fn the_kind_is_read_wherever_it_stands() {
        assert_eq!(kind(br#"{"function":"consent","saw":{}}"#), Ok(FunctionKind::Consent));
        assert_eq!(kind(br#"{"saw":{}, "function": "carbon-cap"}"#), Ok(FunctionKind::CarbonCap));
        assert!(kind(br#"{"function":"weather"}"#).unwrap_err().contains("weather"));
        assert!(kind(b"nonsense").is_err());
    }
}
