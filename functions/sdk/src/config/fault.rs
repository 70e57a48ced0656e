//! What is wrong with a document, and where.

use core::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::quoted::Quoted;

/// What is wrong, and where. One pointer, so that results that may hold one stay small.
#[derive(Debug)]
pub struct Fault(Box<Told>);

#[derive(Debug)]
struct Told {
    /// E.g. `rules[2].territories`; empty for the document itself.
    path: String,
    message: String,
    /// The text is no JSON: its place is told by line and column, not by a path.
    syntax: bool,
}

impl Fault {
    /// Text that is no JSON.
    #[cold]
    pub(super) fn syntax(message: String) -> Self {
        Self(Box::new(Told { path: String::new(), message, syntax: true }))
    }

    /// A value that is well-formed but not allowed: what was found and what would be accepted.
    #[cold]
    #[must_use]
    pub fn refuse(found: impl fmt::Display, accepted: &str) -> Self {
        Self::custom(format_args!("found {found}, expected {accepted}"))
    }

    /// The fault as seen from the table or list around it: `step` is a key or `[index]`.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn under(mut self, step: &str) -> Self {
        if !self.0.syntax {
            let path = &self.0.path;
            let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
            self.0.path = [step, dot, path].concat();
        }
        self
    }

    /// The fault as seen from the list around it.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn at(self, index: usize) -> Self {
        self.under(&format!("[{index}]"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "at `{}`: ", self.0.path)?;
        }
        f.write_str(&self.0.message)
    }
}

impl core::error::Error for Fault {}

impl Error for Fault {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Box::new(Told { path: String::new(), message: message.to_string(), syntax: false }))
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("invalid type: {}, expected {expected}", Found(&found)))
    }

    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("invalid value: {}, expected {expected}", Found(&found)))
    }
}

/// What was found, as serde words it, but `null` by its name and fractions not
/// shown: code that prints them takes 25 KB of every component.
struct Found<'f>(&'f Unexpected<'f>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Bool(value) => write!(f, "boolean `{value}`"),
            Unexpected::Unsigned(value) => write!(f, "integer `{value}`"),
            Unexpected::Signed(value) => write!(f, "integer `{value}`"),
            Unexpected::Float(_) => f.write_str("floating point number"),
            Unexpected::Str(value) => write!(f, "string {}", Quoted(value)),
            Unexpected::Seq => f.write_str("sequence"),
            Unexpected::Map => f.write_str("map"),
            Unexpected::Unit => f.write_str("null"),
            _ => f.write_str("another kind of value"),
        }
    }
}
