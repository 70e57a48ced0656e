//! What can go wrong, and how it is told.

use serde_json::{Value, json};
use tidegate_manifest::{FilterError, ParseError};

use super::table::plain;

/// The most characters of a line that are shown on each side of a fault.
const AROUND: usize = 60;

/// Why a command was not carried out.
#[derive(Debug)]
pub enum Trouble {
    /// Something cannot be read at all.
    Unreadable {
        /// The file or URL.
        source: String,
        /// Why.
        says: String,
    },
    /// A text is not what it should be.
    Malformed {
        /// The file or URL.
        source: String,
        /// From 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// What was expected, or found.
        says: String,
        /// The line with a caret below the fault.
        excerpt: String,
    },
    /// The edits break a rule.
    Refused {
        /// The manifest's file or URL.
        source: String,
        /// The edit's index, from 0.
        edit: usize,
        /// The edit.
        asked: Box<Value>,
        /// The rule.
        rule: String,
    },
    /// A filter cannot be applied.
    Filter {
        /// Its option, e.g. `aws`.
        language: &'static str,
        /// As given.
        expression: String,
        /// Why.
        error: FilterError,
        /// What the manifest says against it, if it does.
        rule: Option<String>,
    },
    /// The output cannot be written.
    Unwritten(std::io::Error),
}

impl Trouble {
    /// Something that cannot be read.
    pub(crate) fn unreadable(source: &str, says: impl ToString) -> Self {
        Self::Unreadable { source: source.to_owned(), says: says.to_string() }
    }

    /// A manifest that does not parse.
    pub(super) fn malformed(source: &str, text: &str, error: &ParseError) -> Self {
        let says = format!("expected {}", error.expected);
        Self::at(source, text, (error.line as usize, error.column as usize), says)
    }

    /// A text with a fault at a line and column, both from 1.
    pub(crate) fn at(
        source: &str,
        text: &str,
        (line, column): (usize, usize),
        says: String,
    ) -> Self {
        let shown = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
        let excerpt = excerpt(shown.trim_end_matches('\r'), column);
        Self::Malformed { source: source.to_owned(), line, column, says, excerpt }
    }

    /// Bytes that are UTF-8 only up to somewhere.
    pub(super) fn not_utf8(source: &str, bytes: &[u8], at: usize) -> Self {
        let before = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self::at(source, &String::from_utf8_lossy(bytes), (line, column), "expected UTF-8".into())
    }

    /// The process's exit code: 1 where the answer is no, 2 for what cannot be read.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Self::Filter { error: FilterError::Syntax { .. }, .. }
            | Self::Unreadable { .. }
            | Self::Malformed { .. }
            | Self::Unwritten(_) => 2,
            Self::Refused { .. } | Self::Filter { .. } => 1,
        }
    }

    /// For people: whole lines.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Unreadable { source, says } => format!("{source}: {says}\n"),
            Self::Malformed { source, line, column, says, excerpt } => {
                format!("{source}:{line}:{column}: {says}\n{excerpt}")
            }
            Self::Refused { source, edit, asked, rule } => {
                format!("{source}: edit {edit} (counted from 0), {asked}, is refused: {rule}\n")
            }
            Self::Filter { language, expression, error, rule } => match (error, rule) {
                (FilterError::Syntax { column, .. }, _) => {
                    format!("--{language}: {error}\n{}", excerpt(expression, *column as usize))
                }
                (_, Some(rule)) => {
                    let expression = plain(expression);
                    format!("--{language} {expression}: what is left cannot be played: {rule}\n")
                }
                (_, None) => format!("--{language} {}: {error}\n", plain(expression)),
            },
            Self::Unwritten(error) => format!("the output cannot be written: {error}\n"),
        }
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        match self {
            Self::Unreadable { source, says } => {
                json!({ "error": "unreadable", "source": source, "says": says })
            }
            Self::Malformed { source, line, column, says, .. } => json!({
                "error": "malformed",
                "source": source,
                "line": line,
                "column": column,
                "says": says,
            }),
            Self::Refused { source, edit, asked, rule } => json!({
                "error": "refused",
                "source": source,
                "edit": edit,
                "asked": asked,
                "rule": rule,
            }),
            Self::Filter { language, expression, error, rule } => {
                let column = match error {
                    FilterError::Syntax { column, .. } => Some(column),
                    FilterError::NotHere | FilterError::Empty => None,
                };
                json!({
                    "error": "filter",
                    "language": language,
                    "expression": expression,
                    "column": column,
                    "says": error.to_string(),
                    "rule": rule,
                })
            }
            Self::Unwritten(error) => json!({ "error": "unwritten", "says": error.to_string() }),
        }
    }
}

/// A line's part around a column, and a caret below it. What a terminal would
/// obey is shown as one character.
pub(crate) fn excerpt(line: &str, column: usize) -> String {
    let before = column.saturating_sub(1);
    let skipped = before.saturating_sub(AROUND);
    let mut rest = line.chars().skip(skipped);
    let shown: String = rest
        .by_ref()
        .take(AROUND * 2)
        .map(|char| match char {
            '\t' => ' ',
            char if char.is_control() => char::REPLACEMENT_CHARACTER,
            char => char,
        })
        .collect();
    let (left, right) = (skipped > 0, rest.next().is_some());
    let left = if left { "…" } else { "" };
    let right = if right { "…" } else { "" };
    let indent = before - skipped + left.chars().count();
    format!("  {left}{shown}{right}\n  {}^\n", " ".repeat(indent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_below_the_fault() {
        assert_eq!(excerpt("abc", 2), "  abc\n   ^\n");
        assert_eq!(excerpt("a\t\u{1b}[2Jc", 4), "  a \u{fffd}[2Jc\n     ^\n");
        assert_eq!(excerpt("", 1), "  \n  ^\n");
        let long = format!("{}x{}", "a".repeat(1000), "b".repeat(1000));
        let shown = excerpt(&long, 1001);
        let mut lines = shown.lines();
        let place = lines.next().unwrap().chars().position(|char| char == 'x');
        assert_eq!(place, lines.next().unwrap().chars().position(|char| char == '^'));
        assert!(shown.chars().count() < 300);
    }

    #[test]
    fn what_is_not_utf8_is_found() {
        let Trouble::Malformed { line, column, says, .. } =
            Trouble::not_utf8("f", b"a\n\xc3\xa4\xff", 4)
        else {
            unreachable!()
        };
        assert_eq!((line, column, says.as_str()), (2, 2, "expected UTF-8"));
    }
}
