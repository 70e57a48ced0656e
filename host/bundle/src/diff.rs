//! What differs between two bundles, by path.

use std::collections::BTreeSet;
use std::io::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::artifact::descriptor::BundleDescriptor;
use crate::bundle::Bundle;

/// Most changes that are told one by one.
const TOLD: usize = 1000;
/// Most bytes of a value that is told.
const SHOWN: usize = 80;

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// How many values differ.
    pub count: usize,
    /// The first 1,000 of them.
    pub changes: Vec<Change>,
}

/// One value that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where it stands: `version`, `functions.consent`, `functions.consent.reads.gpc`, and
    /// below `functions.consent.config` the path in the function's document.
    pub path: String,
    /// What it was, as JSON, shortened to 80 bytes; absent if it was not there.
    pub from: Option<String>,
    /// What it is, likewise.
    pub to: Option<String>,
}

impl Diff {
    /// Compares two bundles.
    ///
    /// # Errors
    /// Never for what this crate makes.
    pub fn of(from: &Bundle, to: &Bundle) -> Result<Self, serde_json::Error> {
        let ((from, gone), (to, new)) = (told(from)?, told(to)?);
        let mut diff = Self::default();
        diff.compare("", Some(&from), Some(&to));
        for kind in gone.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let path = format!("functions.{kind}");
            match (gone.get(kind), new.get(kind)) {
                (Some(from), Some(to)) => diff.compare(&path, Some(from), Some(to)),
                // One line for a function that came or went, by its component.
                (from, to) => {
                    let component = |function: Option<&Value>| {
                        function.and_then(|function| function.get("component")).cloned()
                    };
                    diff.compare(&path, component(from).as_ref(), component(to).as_ref());
                }
            }
        }
        Ok(diff)
    }

    fn compare(&mut self, path: &str, from: Option<&Value>, to: Option<&Value>) {
        match (from, to) {
            (Some(from), Some(to)) if from == to => {}
            (Some(Value::Object(from)), Some(Value::Object(to))) => {
                for key in from.keys().chain(to.keys()).collect::<BTreeSet<_>>() {
                    let dot = if path.is_empty() { "" } else { "." };
                    self.compare(&format!("{path}{dot}{key}"), from.get(key), to.get(key));
                }
            }
            (Some(Value::Array(from)), Some(Value::Array(to))) => {
                for index in 0..from.len().max(to.len()) {
                    self.compare(&format!("{path}[{index}]"), from.get(index), to.get(index));
                }
            }
            _ => {
                self.count += 1;
                if self.changes.len() < TOLD {
                    let (from, to) = (from.map(shown), to.map(shown));
                    self.changes.push(Change { path: path.to_owned(), from, to });
                }
            }
        }
    }
}

/// The bundle without its functions, and these by kind, documents in the place of
/// their digests.
fn told(bundle: &Bundle) -> Result<(Value, Map<String, Value>), serde_json::Error> {
    let mut descriptor = BundleDescriptor::of(bundle);
    let mut functions = Map::new();
    for (raw, function) in descriptor.functions.drain(..).zip(&bundle.functions) {
        let mut told = serde_json::to_value(raw)?;
        // A document that is no JSON differs by its digest, which stands there already.
        if let (Some(told), Ok(document)) =
            (told.as_object_mut(), serde_json::from_str(&function.document))
        {
            told.insert("config".to_owned(), document);
        }
        functions.insert(function.kind.name().to_owned(), told);
    }
    Ok((serde_json::to_value(descriptor)?, functions))
}

/// The beginning of a value's JSON.
fn shown(value: &Value) -> String {
    let mut start = Start(Vec::with_capacity(SHOWN));
    let whole = serde_json::to_writer(&mut start, value).is_ok();
    let text = String::from_utf8_lossy(&start.0);
    if whole { text.into_owned() } else { format!("{}…", text.trim_end_matches('\u{fffd}')) }
}

/// Takes so much and then refuses.
struct Start(Vec<u8>);

impl Write for Start {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = bytes.len().min(SHOWN.saturating_sub(self.0.len()));
        self.0.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
