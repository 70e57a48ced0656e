//! For programs.

use serde_json::{Value, json};

use crate::outcome::{CaseReport, Failing, Report};

/// The report as JSON:
///
/// ```json
/// { "passed": 1, "failed": 0, "left-out": 0, "seconds": 0.1, "files": [
///   { "file": "cases.toml", "kind": "geo-licensing", "cases": [
///     { "name": "…", "line": 9, "passed": true, "microseconds": 12.5, "memory": 65536,
///       "failings": [{ "what": "answer", "why": "…", "expected": {}, "found": {} }] }] }] }
/// ```
///
/// `memory` is in bytes; it and `microseconds` are null where they are not known.
#[must_use]
pub fn json(report: &Report) -> Value {
    let files = report.files.iter().map(|file| {
        json!({
            "file": file.path.display().to_string(),
            "kind": file.kind.name(),
            "cases": file.cases.iter().map(case).collect::<Vec<_>>(),
        })
    });
    json!({
        "passed": report.passed(),
        "failed": report.failed(),
        "left-out": report.left_out,
        "seconds": report.took.as_secs_f64(),
        "files": files.collect::<Vec<_>>(),
    })
}

fn case(case: &CaseReport) -> Value {
    json!({
        "name": case.name,
        "line": case.line,
        "passed": case.passed(),
        "microseconds": case.took.map(|took| took.as_secs_f64() * 1e6),
        "memory": case.memory,
        "failings": case.failings.iter().map(failing).collect::<Vec<_>>(),
    })
}

fn failing(failing: &Failing) -> Value {
    let mut told = json!({ "what": failing.name(), "why": failing.summary() });
    let (expected, found) = match failing {
        Failing::Answer { expected, found } => (Some(expected), Some(found)),
        Failing::Unsteady { first, later } => (Some(first), Some(later)),
        Failing::Answered { found, .. } => (None, Some(found)),
        _ => (None, None),
    };
    if let Value::Object(told) = &mut told {
        for (name, value) in [("expected", expected), ("found", found)] {
            told.extend(value.map(|value| (name.to_owned(), value.clone())));
        }
    }
    told
}
