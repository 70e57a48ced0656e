//! The story for programs: facts and answers in the contract's words, as in records.
//! Times are in microseconds.

use serde::Serialize;
use serde_json::{Value, json};
use similar::TextDiff;
use tidegate_pipeline::{Answer, FunctionKind, respond};

use super::words;
use crate::listen::manifest::Told;

/// The facts, what each function saw, said and took, the edits, the diff.
///
/// # Errors
/// None that is known of: what the contract has can be written as JSON.
pub fn story(told: &Told) -> serde_json::Result<Value> {
    let mut functions = Vec::new();
    if let Some(decisions) = &told.decisions {
        functions.push(asked(told, FunctionKind::Consent, &decisions.consent)?);
        functions.push(asked(told, FunctionKind::GeoLicensing, &decisions.geo_licensing)?);
        if let Some(cap) = &decisions.carbon_cap {
            functions.push(asked(told, FunctionKind::CarbonCap, cap)?);
        }
    }
    let answer = match &told.result {
        Err(problem) => json!({
            "status": respond::status(problem).as_u16(),
            "problem": respond::slug(problem),
        }),
        Ok(made) => {
            if let Some(answer) = &made.answer {
                functions.push(asked(told, FunctionKind::ManifestRewriting, answer)?);
            }
            json!({
                "slate": made.slate,
                "limits": made.limits,
                "edits": words::edits(told, made),
                "edits-by-node": made.enforced,
                "status": 200,
                "valid-for": made.valid_for,
                "body": made.body,
                "diff": diff(told, &made.body),
            })
        }
    };
    Ok(json!({
        "facts": told.facts,
        "functions": functions,
        "answer": answer,
        "stages": told
            .stages
            .iter()
            .map(|(name, took)| json!({ "stage": name, "took": took.as_secs_f64() * 1e6 }))
            .collect::<Vec<_>>(),
    }))
}

fn asked<T: Serialize>(
    told: &Told,
    kind: FunctionKind,
    answer: &Answer<T>,
) -> serde_json::Result<Value> {
    let said = match &answer.said {
        Ok(said) => serde_json::to_value(said)?,
        Err(fault) => json!({ "fault": fault.name() }),
    };
    Ok(json!({
        "function": kind.name(),
        "digest": told.chosen.running.functions.short_digest(kind),
        "saw": answer.view,
        "said": said,
        "took": took(told, kind.name()),
    }))
}

fn took(told: &Told, stage: &str) -> Option<f64> {
    told.stages.iter().find(|(name, _)| *name == stage).map(|(_, took)| took.as_secs_f64() * 1e6)
}

fn diff(told: &Told, body: &str) -> Option<String> {
    let origin = &told.fetched.as_ref()?.text;
    let diff = TextDiff::from_lines(origin.as_str(), body);
    Some(diff.unified_diff().context_radius(1).header("origin", "viewer").to_string())
}
