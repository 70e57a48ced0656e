//! What a catalogue answers and why, for people and for programs.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};
use tidegate_geo_licensing::{Catalogue, Explanation, Looked, Outcome};
use tidegate_sdk::geo_licensing::Verdict;
use tidegate_sdk::names::Name;
use tidegate_sdk::types::Facts;

use crate::explain::words;
use crate::manifest::table;

/// For programs.
///
/// # Errors
/// None that is known of: what the contract has can be written as JSON.
pub fn json(
    catalogue: &Catalogue,
    facts: &Facts,
    explanation: &Explanation,
) -> serde_json::Result<Value> {
    let looked = explanation.looked.iter().map(|looked| {
        json!({
            "kind": kind(looked),
            "asset": looked.holder,
            "id": looked.id,
            "outcome": outcome(looked),
            "changes-in": looked.changes_in,
            "at-home": looked.at_home,
        })
    });
    Ok(json!({
        "asset": facts.asset,
        "at": facts.now,
        "version": catalogue.version(),
        "verdict": serde_json::to_value(&explanation.verdict)?,
        "assets": explanation.assets,
        "looked": looked.collect::<Value>(),
    }))
}

/// For people.
#[must_use]
pub fn text(catalogue: &Catalogue, facts: &Facts, explanation: &Explanation) -> String {
    let mut out = String::new();
    let (word, reason, rule, valid_for) = match &explanation.verdict {
        Verdict::Allow(allowance) => ("allow", None, Some(&allowance.rule), allowance.valid_for),
        Verdict::Deny(denial) => {
            ("deny", Some(denial.reason.name()), denial.rule.as_ref(), denial.valid_for)
        }
        Verdict::Replace(replaced) => {
            ("replace", Some(replaced.reason.name()), Some(&replaced.rule), replaced.valid_for)
        }
    };
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(out, "{name:<10} {value}");
    };
    line("verdict", word);
    if let Verdict::Replace(replaced) = &explanation.verdict {
        line("slate", &table::plain(&replaced.slate));
    }
    if let Some(reason) = reason {
        line("reason", reason);
    }
    line("rule", rule.map_or("none", |rule| rule));
    line("version", catalogue.version());
    line("valid for", &format!("{valid_for} s"));
    if let Verdict::Allow(allowance) = &explanation.verdict {
        line("limits", &words::limits(&allowance.limits));
    }
    line("asset", &table::plain(facts.asset.as_deref().unwrap_or_default()));
    line("at", &facts.now.map_or_else(String::new, moment));
    let assets: Vec<String> = explanation.assets.iter().map(|id| table::plain(id)).collect();
    line("covered by", &if assets.is_empty() { "no asset".to_owned() } else { assets.join(", ") });
    if !explanation.looked.is_empty() {
        out.push_str("asked\n");
        let rows = explanation.looked.iter().map(|looked| {
            let mut said = outcome(looked).to_owned();
            if looked.at_home {
                said.push_str(", as if at home");
            }
            let changes = looked
                .changes_in
                .map_or_else(String::new, |seconds| format!("changes in {seconds} s"));
            vec![kind(looked).to_owned(), looked.id.clone(), said, changes]
        });
        out.push_str(&table::lines(&rows.collect::<Vec<_>>()));
    }
    out
}

fn moment(seconds: u64) -> String {
    let time = std::time::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
    let last = Duration::from_secs(tidegate_facts::grid::NEVER);
    match time.filter(|_| Duration::from_secs(seconds) <= last) {
        Some(time) => humantime::format_rfc3339_seconds(time).to_string(),
        None => seconds.to_string(),
    }
}

fn kind(looked: &Looked) -> &'static str {
    if looked.holder.is_some() { "rule" } else { "blackout" }
}

/// In one word: what a rule refuses for, or what a blackout is.
fn outcome(looked: &Looked) -> &'static str {
    match looked.outcome {
        Outcome::Applies if looked.holder.is_some() => "allows",
        Outcome::Applies => "on",
        Outcome::Refuses(reason) => reason.name(),
        Outcome::NotYet => "later",
        Outcome::Over => "over",
        Outcome::OtherDevice => "other-device",
        Outcome::Elsewhere => "elsewhere",
    }
}
