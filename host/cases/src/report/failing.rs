//! One thing that is not as expected, in words.

use std::fmt::Write;
use std::time::Duration;

use serde_json::Value;
use similar::TextDiff;

use crate::outcome::Failing;

/// How long a difference is looked for before a longer one than need be is told.
const LONGEST_LOOK: Duration = Duration::from_millis(100);

/// Lines of a difference that are told.
const MOST_LINES: usize = 60;

impl Failing {
    /// A short name for programs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Answer { .. } => "answer",
            Self::Fault { .. } => "fault",
            Self::Answered { .. } => "answered",
            Self::Unsteady { .. } => "unsteady",
            Self::Refused { .. } => "refused",
            Self::Configured { .. } => "configured",
            Self::Undeployed { .. } => "undeployed",
            Self::Slow { .. } => "slow",
            Self::Large { .. } => "large",
            Self::Unmeasured => "unmeasured",
        }
    }

    /// In one line.
    #[must_use]
    pub fn summary(&self) -> String {
        match self {
            Self::Answer { .. } => "another answer than expected".to_owned(),
            Self::Fault { expected: None, found, why } => {
                format!("expected an answer, found the fault {found}: {why}")
            }
            Self::Fault { expected: Some(expected), found, why } => {
                format!("expected the fault {expected}, found {found}: {why}")
            }
            Self::Answered { expected, .. } => {
                format!("expected the fault {expected}, found an answer")
            }
            Self::Unsteady { .. } => "two calls with the same facts answer differently".to_owned(),
            Self::Refused { expected: None, found } => {
                format!("the function refuses its configuration: {found}")
            }
            Self::Refused { expected: Some(expected), found } => format!(
                "expected the configuration to be refused with {expected:?}, found {found:?}"
            ),
            Self::Configured { expected } => format!(
                "expected the configuration to be refused with {expected:?}, found it taken"
            ),
            Self::Undeployed { why } => format!("the function cannot be deployed: {why}"),
            Self::Slow { most, took, calls } => format!(
                "took {} µs, the median of {calls} calls, expected at most {most}",
                took.as_micros()
            ),
            Self::Large { most, took } => {
                format!("took {} KiB of memory, expected at most {most}", took.div_ceil(1024))
            }
            Self::Unmeasured => "how much memory it took is not known".to_owned(),
        }
    }

    /// What more there is to tell, in some lines; empty without more.
    #[must_use]
    pub fn details(&self) -> String {
        match self {
            Self::Answer { expected, found } => difference(expected, found),
            Self::Unsteady { first, later } => difference(first, later),
            Self::Answered { found, .. } => difference(&Value::Null, found),
            _ => String::new(),
        }
    }
}

/// Lines that are expected begin with `-`, those found instead with `+`.
fn difference(expected: &Value, found: &Value) -> String {
    let pretty = |value: &Value| match value {
        Value::Null => String::new(),
        value => format!("{value:#}\n"),
    };
    let (expected, found) = (pretty(expected), pretty(found));
    let diff =
        TextDiff::configure().timeout(LONGEST_LOOK).diff_lines(expected.as_str(), found.as_str());
    let mut out = String::new();
    let (mut told, mut left) = (0, 0);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        for change in hunk.iter_changes() {
            told += 1;
            if told > MOST_LINES {
                left += 1;
                continue;
            }
            // Writing to a string does not fail.
            let _ = write!(out, "{} {}", change.tag(), change.value());
        }
    }
    if left > 0 {
        let _ = writeln!(out, "  … {left} more lines");
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_difference_shows_what_is_around_it() {
        let failing = Failing::Answer {
            expected: json!({ "allow": { "limits": { "max-height": 1080 }, "rule": "fr" } }),
            found: json!({ "allow": { "limits": { "max-height": 720 }, "rule": "fr" } }),
        };
        assert_eq!(
            failing.details(),
            concat!(
                "  {\n",
                "    \"allow\": {\n",
                "      \"limits\": {\n",
                "-       \"max-height\": 1080\n",
                "+       \"max-height\": 720\n",
                "      },\n",
                "      \"rule\": \"fr\"\n",
                "    }\n",
            )
        );
    }

    #[test]
    fn a_long_difference_is_cut_and_found_in_time() {
        let list = |shift: u32| {
            json!((0..20_000).map(|number| number * 7 % 1000 + shift).collect::<Vec<_>>())
        };
        let failing = Failing::Answer { expected: list(0), found: list(500) };
        let start = std::time::Instant::now();
        let details = failing.details();
        assert!(start.elapsed() < Duration::from_secs(5));
        assert_eq!(details.lines().count(), MOST_LINES + 1);
        assert!(details.ends_with("more lines\n"));
    }
}
