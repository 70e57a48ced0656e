//! What is wrong with a string, and where.

/// Why a text is not a TC or GPP string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A character outside the base64url alphabet (RFC 4648 section 5), of which
    /// padding is no part.
    #[error("not a base64url digit (A-Z, a-z, 0-9, - and _)")]
    Alphabet,
    /// A segment or section without a character.
    #[error("an empty segment")]
    Empty,
    /// A type or version that is not known.
    #[error("an unknown type or version")]
    Version,
    /// A segment ends inside a field.
    #[error("the segment ends inside a field")]
    Truncated,
    /// Bits after the last field are set, or more than an encoder needs.
    #[error("bits after the last field")]
    Trailing,
    /// A letter code above 25.
    #[error("a letter code above 25")]
    Letter,
    /// A vendor id of 0, above the stated maximum, or a range that ends before it starts.
    #[error("a vendor id out of range")]
    VendorId,
    /// A segment of an unknown type, or a second one of its type.
    #[error("an unknown or repeated segment")]
    Segment,
    /// A value that the field does not have.
    #[error("a value that the field does not have")]
    Value,
    /// A Fibonacci code above 65535.
    #[error("a number above 65535")]
    Number,
    /// More or fewer sections than the header announces.
    #[error("not as many sections as the header announces")]
    Sections,
}

/// The first fault of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct Fault {
    /// What is wrong.
    pub problem: Problem,
    /// Where the faulty segment starts, in bytes of the text.
    pub(crate) start: usize,
    /// Where in the segment, in bits of six to a character.
    pub(crate) bit: usize,
}

/// Where a fault is. Everything is counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The part between `~`: in a GPP string 0 is the header and 1 the first section.
    pub section: usize,
    /// The part between `.` within the section: 0 is the core segment.
    pub segment: usize,
    /// The bit within the segment at which the faulty field begins.
    pub bit: usize,
    /// The byte of the text in which that bit is.
    pub byte: usize,
}

impl Fault {
    pub(crate) fn new(problem: Problem, start: usize, bit: usize) -> Self {
        Self { problem, start, bit }
    }

    /// Where the fault is in the text that was decoded.
    #[must_use]
    pub fn position(&self, text: &str) -> Position {
        let before = text.as_bytes().get(..self.start).unwrap_or_default();
        let section = before.iter().filter(|byte| **byte == b'~').count();
        let within = before.iter().rev().take_while(|byte| **byte != b'~');
        let segment = within.filter(|byte| **byte == b'.').count();
        Position { section, segment, bit: self.bit, byte: self.start + self.bit / 6 }
    }
}
