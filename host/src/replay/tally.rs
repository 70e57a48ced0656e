//! What a replay comes to.

use std::collections::BTreeMap;

use serde::Serialize;
use tidegate_pipeline::FunctionKind;

use super::again::{Change, Outcome};

/// Kinds of change that are counted apart; more are counted together.
const MOST_KINDS: usize = 10_000;

/// Counts of one function's decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Run again.
    pub replayed: u64,
    /// The same answer as then.
    pub same: u64,
    /// Another answer.
    pub changed: u64,
    /// What cannot be compared.
    pub incomparable: u64,
}

/// A decision that would be another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Case {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Whose decision it is.
    pub function: &'static str,
    /// What would change.
    pub changes: Vec<Change>,
}

/// What changes alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Alike {
    /// Whose answer it is.
    pub function: &'static str,
    /// Where in the answer.
    pub at: String,
    /// What it was, as JSON; empty if it was not there.
    pub was: String,
    /// What it would be, likewise.
    pub is: String,
}

/// What a replay comes to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// By function.
    pub functions: BTreeMap<&'static str, Counts>,
    /// How often what changed.
    pub changes: BTreeMap<Alike, u64>,
    /// Changes of kinds that are not counted apart.
    pub others: u64,
    /// The first cases, at most as many as asked for.
    pub cases: Vec<Case>,
}

impl Tally {
    /// Counts one line. At most `cases` of them are kept.
    pub fn count(&mut self, line: u64, kind: FunctionKind, outcome: Outcome, cases: usize) {
        let function = kind.name();
        let counts = self.functions.entry(function).or_default();
        counts.replayed += 1;
        match outcome {
            Outcome::Same => counts.same += 1,
            Outcome::Incomparable => counts.incomparable += 1,
            Outcome::Changed(changes) => {
                counts.changed += 1;
                for change in &changes {
                    let text = |value: &Option<serde_json::Value>| {
                        value.as_ref().map(serde_json::Value::to_string).unwrap_or_default()
                    };
                    let alike = Alike {
                        function,
                        at: change.at.clone(),
                        was: text(&change.was),
                        is: text(&change.is),
                    };
                    self.add(alike, 1);
                }
                if self.cases.len() < cases {
                    self.cases.push(Case { line, function, changes });
                }
            }
        }
    }

    /// Adds what another has counted.
    pub fn merge(&mut self, other: Self, cases: usize) {
        for (function, counts) in other.functions {
            let own = self.functions.entry(function).or_default();
            own.replayed += counts.replayed;
            own.same += counts.same;
            own.changed += counts.changed;
            own.incomparable += counts.incomparable;
        }
        for (alike, count) in other.changes {
            self.add(alike, count);
        }
        self.others += other.others;
        self.cases.extend(other.cases);
        self.cases.sort_by_key(|case| case.line);
        self.cases.truncate(cases);
    }

    fn add(&mut self, alike: Alike, count: u64) {
        if let Some(known) = self.changes.get_mut(&alike) {
            *known += count;
        } else if self.changes.len() < MOST_KINDS {
            self.changes.insert(alike, count);
        } else {
            self.others += count;
        }
    }

    /// All decisions run again.
    #[must_use]
    pub fn replayed(&self) -> u64 {
        self.functions.values().map(|counts| counts.replayed).sum()
    }

    /// Those that would be others.
    #[must_use]
    pub fn changed(&self) -> u64 {
        self.functions.values().map(|counts| counts.changed).sum()
    }
}
