//! The story for people.

use std::fmt::{self, Write};
use std::time::Duration;

use similar::TextDiff;
use tidegate_facts::FactKind;
use tidegate_pipeline::{FunctionKind, Problem, respond};
use tidegate_sdk::types::Facts;

use super::words;
use crate::listen::manifest::Told;

/// The facts, what each function saw, said and took, the edits, the diff.
#[must_use]
pub fn story(told: &Told) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut out, told);
    out
}

fn write(out: &mut String, told: &Told) -> fmt::Result {
    if let Some(facts) = &told.facts {
        writeln!(out, "facts{}", took(told, "facts"))?;
        list(out, facts, "  ")?;
    }
    if let Some(decisions) = &told.decisions {
        let consent = &decisions.consent;
        function(out, told, FunctionKind::Consent, &consent.view, &words::consent(&consent.said))?;
        let geo = &decisions.geo_licensing;
        function(out, told, FunctionKind::GeoLicensing, &geo.view, &words::verdict(&geo.said))?;
        if let Some(cap) = &decisions.carbon_cap {
            function(out, told, FunctionKind::CarbonCap, &cap.view, &words::cap(&cap.said))?;
            if let Some(saving) = words::saving(cap, told.chosen.running.power_model.as_deref()) {
                writeln!(out, "  is thought to save {saving}")?;
            }
        }
    }
    match &told.result {
        Err(problem) => {
            let status = respond::status(problem);
            write!(out, "\nanswer\n  {status}: {}", respond::slug(problem))?;
            if let Problem::TokenRefused(refused) = problem {
                write!(out, ", {refused}")?;
            }
            writeln!(out)?;
        }
        Ok(made) => {
            if let Some(answer) = &made.answer {
                let said = words::rewriting(&answer.said);
                function(out, told, FunctionKind::ManifestRewriting, &answer.view, &said)?;
            }
            match &made.slate {
                Some(slate) => writeln!(out, "\nslate {slate} instead of everything")?,
                None => writeln!(out, "\nedits, within {}", words::limits(&made.limits))?,
            }
            for (index, edit) in words::edits(told, made).iter().enumerate() {
                let by_node = index + made.enforced >= made.edits.len();
                let by = if by_node { " (by the node)" } else { "" };
                writeln!(out, "  {edit}{by}")?;
            }
            writeln!(out, "\nanswer\n  200 OK, holds for {} s", made.valid_for)?;
            diff(out, told, &made.body)?;
        }
    }
    Ok(())
}

fn function(
    out: &mut String,
    told: &Told,
    kind: FunctionKind,
    view: &Facts,
    said: &str,
) -> fmt::Result {
    let digest =
        told.chosen.running.functions.short_digest(kind).unwrap_or_else(|| "missing".to_owned());
    writeln!(out, "\n{kind} {digest}{}\n  saw", took(told, kind.name()))?;
    list(out, view, "    ")?;
    writeln!(out, "  said {said}")
}

fn took(told: &Told, stage: &str) -> String {
    let spent: Option<Duration> =
        told.stages.iter().find(|(name, _)| *name == stage).map(|(_, took)| *took);
    spent.map_or_else(String::new, |took| format!(" ({:.1} µs)", took.as_secs_f64() * 1e6))
}

fn list(out: &mut String, facts: &Facts, indent: &str) -> fmt::Result {
    let mut known = FactKind::all().iter().filter(|kind| kind.present_in(facts)).peekable();
    if known.peek().is_none() {
        return writeln!(out, "{indent}nothing");
    }
    for kind in known {
        writeln!(out, "{indent}{:<15} {}", kind.name(), super::fact::value(*kind, facts))?;
    }
    Ok(())
}

fn diff(out: &mut String, told: &Told, body: &str) -> fmt::Result {
    let Some(fetched) = &told.fetched else { return Ok(()) };
    let diff = TextDiff::from_lines(fetched.text.as_str(), body);
    if fetched.text == body {
        return writeln!(out, "  as the origin wrote it, byte for byte");
    }
    let unified = diff.unified_diff().context_radius(1).header("origin", "viewer").to_string();
    writeln!(out, "\n{unified}")
}
