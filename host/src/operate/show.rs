//! What a node says, for people.

use std::fmt::Write;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::bundles::step::Event;

/// How many of the bundles that ran are shown.
const SHOWN: usize = 10;

/// Tells of a step on standard error; over the line before if a person watches.
pub fn step(event: &Event, person: bool) {
    match event {
        Event::Begun { step } if person => eprint!("{step} …"),
        Event::Now { step, part } if person => eprint!("\r\x1b[K{step}: {part} …"),
        Event::Begun { .. } | Event::Now { .. } | Event::Ended { .. } => {}
        Event::Done { step, ms } => {
            let over = if person { "\r\x1b[K" } else { "" };
            eprintln!("{over}{step}: {ms} ms");
        }
        Event::Refused { step, why } => {
            let over = if person { "\r\x1b[K" } else { "" };
            eprintln!("{over}tidegate: {step}: {why}");
        }
    }
}

/// What runs, what is tried, what ran.
#[must_use]
pub fn status(status: &Value) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_status(&mut out, status);
    out
}

fn write_status(out: &mut String, status: &Value) -> std::fmt::Result {
    writeln!(out, "running    {}", bundle(&status["running"]))?;
    let rollout = &status["rollout"];
    if !rollout.is_null() {
        let (plan, so_far) = (&rollout["plan"], &rollout["so-far"]);
        let (candidate, mode) = (bundle(&rollout["candidate"]), text(&plan["mode"]));
        writeln!(out, "candidate  {candidate}, {mode} on {} % of sessions", plan["share"])?;
        for (what, of) in [("routes", &plan["routes"]), ("regions", &plan["regions"])] {
            let named: Vec<&str> =
                of.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            if !named.is_empty() {
                writeln!(out, "           {what}: {}", named.join(", "))?;
            }
        }
        for side in ["current", "candidate"] {
            let counts = &so_far[side];
            writeln!(
                out,
                "           {side}: {} answered, {} failed, p50 {} µs, p95 {} µs",
                counts["answered"], counts["failed"], counts["p50-us"], counts["p95-us"]
            )?;
        }
        let (compared, different) = (&so_far["compared"], &so_far["different"]);
        writeln!(out, "           {compared} compared, {different} different")?;
        for (what, count) in so_far["differing"].as_object().into_iter().flatten() {
            writeln!(out, "             {what}: {count}")?;
        }
    }
    if let Some(why) = status["halted"].as_str() {
        writeln!(out, "halted     {why}")?;
    }
    if status["deploying"].as_bool() == Some(true) {
        writeln!(out, "deploying  now")?;
    }
    for entry in status["history"].as_array().into_iter().flatten().rev().take(SHOWN) {
        let since = UNIX_EPOCH + Duration::from_secs(entry["since"].as_u64().unwrap_or_default());
        let since = humantime::format_rfc3339_seconds(since);
        writeln!(out, "ran        {} since {since}", bundle(&entry["bundle"]))?;
    }
    Ok(())
}

/// Answers that differ.
#[must_use]
pub fn differences(differences: &Value) -> String {
    let mut out = String::new();
    for difference in differences.as_array().into_iter().flatten() {
        let known = |name: &str| difference[name].as_str().unwrap_or("-").to_owned();
        let (asset, country, device) = (known("asset"), known("country"), known("device"));
        let (was, is) = (&difference["was"], &difference["is"]);
        let what = text(&difference["what"]);
        let _ = writeln!(out, "{what}  {asset}  {country}  {device}\n  - {was}\n  + {is}");
    }
    out
}

fn bundle(identity: &Value) -> String {
    match (identity["name"].as_str(), &identity["version"], identity["digest"].as_str()) {
        (Some(name), version, Some(digest)) => {
            let short: String = digest.chars().take("sha256:".len() + 12).collect();
            format!("{name} {version} ({short}…)")
        }
        _ => "nothing".to_owned(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
