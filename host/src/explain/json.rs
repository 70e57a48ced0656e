//! The story for programs. Times are in microseconds.

use serde_json::{Map, Value, json};
use similar::TextDiff;
use tidegate_facts::FactKind;
use tidegate_pipeline::{FunctionKind, respond};
use tidegate_sdk::names::{Name, Names};
use tidegate_sdk::types::{Facts, Limits};
use tidegate_sdk::{carbon_cap, geo_licensing};

use super::{fact, words};
use crate::listen::manifest::Told;
use crate::node::Node;

/// The facts, what each function saw, said and took, the edits, the diff.
#[must_use]
pub fn story(node: &Node, told: &Told) -> Value {
    let mut functions = Vec::new();
    let mut asked = |kind: FunctionKind, view: &Facts, said: Value| {
        functions.push(json!({
            "function": kind.name(),
            "digest": node.functions.short_digest(kind),
            "saw": facts(view),
            "said": said,
            "took": took(told, kind.name()),
        }));
    };
    if let Some(decisions) = &told.decisions {
        asked(
            FunctionKind::Consent,
            &decisions.consent.view,
            match &decisions.consent.said {
                Err(fault) => json!({ "fault": fault.name() }),
                Ok(said) => json!({
                    "regime": said.regime.name(),
                    "used": said.used.names(),
                    "refused": said.refused.names(),
                    "purposes": words::purposes(&said.grants),
                    "special-features": words::special_features(&said.grants),
                    "valid-for": said.valid_for,
                }),
            },
        );
        let geo = &decisions.geo_licensing;
        asked(
            FunctionKind::GeoLicensing,
            &geo.view,
            match &geo.said {
                Err(fault) => json!({ "fault": fault.name() }),
                Ok(geo_licensing::Verdict::Allow(allowance)) => json!({
                    "verdict": "allow",
                    "rule": allowance.rule,
                    "version": allowance.version,
                    "limits": limits(&allowance.limits),
                    "valid-for": allowance.valid_for,
                }),
                Ok(geo_licensing::Verdict::Deny(denial)) => json!({
                    "verdict": "deny",
                    "rule": denial.rule,
                    "version": denial.version,
                    "reason": denial.reason.name(),
                    "valid-for": denial.valid_for,
                }),
                Ok(geo_licensing::Verdict::Replace(replacement)) => json!({
                    "verdict": "replace",
                    "slate": replacement.slate,
                    "rule": replacement.rule,
                    "version": replacement.version,
                    "reason": replacement.reason.name(),
                    "valid-for": replacement.valid_for,
                }),
            },
        );
        if let Some(cap) = &decisions.carbon_cap {
            asked(
                FunctionKind::CarbonCap,
                &cap.view,
                match &cap.said {
                    Err(fault) => json!({ "fault": fault.name() }),
                    Ok(carbon_cap::Decision { outcome, valid_for }) => match outcome {
                        carbon_cap::Outcome::Uncapped(why) => {
                            json!({ "capped": false, "why": why.name(), "valid-for": valid_for })
                        }
                        carbon_cap::Outcome::Capped(cap) => json!({
                            "capped": true,
                            "band": cap.band,
                            "intensity": cap.intensity,
                            "limits": limits(&cap.limits),
                            "saving": cap.saving.map(|saving| json!({
                                "low-mw": saving.low,
                                "high-mw": saving.high,
                                "inside-noise": saving.inside_noise,
                            })),
                            "valid-for": valid_for,
                        }),
                    },
                },
            );
        }
    }
    let answer = match &told.result {
        Err(problem) => {
            json!({
                "status": respond::status(problem).as_u16(),
                "problem": respond::slug(problem),
            })
        }
        Ok(made) => {
            if let Some(answer) = &made.answer {
                let said = match &answer.said {
                    Err(fault) => json!({ "fault": fault.name() }),
                    Ok(said) => json!({ "edits": said.edits.len(), "valid-for": said.valid_for }),
                };
                asked(FunctionKind::ManifestRewriting, &answer.view, said);
            }
            json!({
                "slate": made.slate,
                "limits": limits(&made.limits),
                "edits": words::edits(told, made),
                "edits-by-node": made.enforced,
                "status": 200,
                "valid-for": made.valid_for,
                "body": made.body,
                "diff": diff(told, &made.body),
            })
        }
    };
    json!({
        "facts": told.facts.as_ref().map(facts),
        "functions": functions,
        "answer": answer,
        "stages": told
            .stages
            .iter()
            .map(|(name, took)| json!({ "stage": name, "took": took.as_secs_f64() * 1e6 }))
            .collect::<Vec<_>>(),
    })
}

fn facts(facts: &Facts) -> Value {
    let known = FactKind::all().iter().filter(|kind| kind.present_in(facts));
    let known: Map<_, _> = known
        .map(|kind| (kind.name().to_owned(), Value::from(fact::value(*kind, facts))))
        .collect();
    Value::Object(known)
}

fn limits(limits: &Limits) -> Value {
    json!({
        "max-height": limits.max_height,
        "max-bandwidth": limits.max_bandwidth,
        "ranges": limits.ranges.map(|ranges| ranges.names()),
        "min-hdcp": limits.min_hdcp.map(|hdcp| hdcp.name()),
        "audio-languages": limits.audio_languages,
        "subtitle-languages": limits.subtitle_languages,
        "strict": limits.strict,
    })
}

fn took(told: &Told, stage: &str) -> Option<f64> {
    told.stages.iter().find(|(name, _)| *name == stage).map(|(_, took)| took.as_secs_f64() * 1e6)
}

fn diff(told: &Told, body: &str) -> Option<String> {
    let origin = &told.fetched.as_ref()?.text;
    let diff = TextDiff::from_lines(origin.as_str(), body);
    Some(diff.unified_diff().context_radius(1).header("origin", "viewer").to_string())
}
