//! What a replay came to, for people and for programs.

use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};

use super::again::Change;
use super::tally::{Alike, Tally};

/// Kinds of change that people are shown.
const SHOWN: usize = 20;

/// Characters of a value that people are shown.
const LONGEST_VALUE: usize = 60;

/// For people.
#[must_use]
pub fn text(tally: &Tally, took: Duration) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = tell(&mut out, tally, took);
    out
}

fn tell(out: &mut String, tally: &Tally, took: Duration) -> std::fmt::Result {
    let rate = tally.replayed() as f64 / took.as_secs_f64().max(1e-9);
    writeln!(
        out,
        "{} decisions in {:.1} s, {rate:.0} a second",
        tally.replayed(),
        took.as_secs_f64()
    )?;
    writeln!(out, "{:<20} {:>10} {:>10} {:>10}", "", "replayed", "the same", "changed")?;
    for (function, counts) in &tally.functions {
        write!(
            out,
            "{function:<20} {:>10} {:>10} {:>10}",
            counts.replayed, counts.same, counts.changed
        )?;
        if counts.incomparable > 0 {
            write!(out, "  {} cannot be compared", counts.incomparable)?;
        }
        writeln!(out)?;
    }
    if tally.changed() == 0 {
        return writeln!(out, "nothing would change");
    }
    let mut changes: Vec<_> = tally.changes.iter().collect();
    changes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    writeln!(out, "\nwhat would change")?;
    for (Alike { function, at, was, is }, count) in changes.iter().take(SHOWN) {
        writeln!(out, "{count:>10}  {function} {at}: {} → {}", short(was), short(is))?;
    }
    let rest: u64 = changes.iter().skip(SHOWN).map(|(_, count)| **count).sum();
    if rest + tally.others > 0 {
        writeln!(out, "{:>10}  others", rest + tally.others)?;
    }
    writeln!(out, "\nthe first cases")?;
    for case in &tally.cases {
        writeln!(out, "line {}, {}", case.line, case.function)?;
        for Change { at, was, is } in &case.changes {
            let value = |value: &Option<Value>| {
                short(&value.as_ref().map(Value::to_string).unwrap_or_default())
            };
            writeln!(out, "  {at}: {} → {}", value(was), value(is))?;
        }
    }
    Ok(())
}

fn short(value: &str) -> String {
    if value.is_empty() {
        return "nothing".to_owned();
    }
    match value.char_indices().nth(LONGEST_VALUE) {
        None => value.to_owned(),
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
    }
}

/// For programs.
#[must_use]
pub fn json(tally: &Tally, took: Duration) -> Value {
    json!({
        "replayed": tally.replayed(),
        "changed": tally.changed(),
        "seconds": took.as_secs_f64(),
        "functions": tally.functions,
        "changes": tally
            .changes
            .iter()
            .map(|(alike, count)| json!({ "what": alike, "count": count }))
            .collect::<Vec<_>>(),
        "other-changes": tally.others,
        "cases": tally.cases,
    })
}
