//! Why a document was not read.

use std::fmt;

/// A text that is no SCTE 224 document of 2018 or later.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {}: expected {expected}", place.line, place.column)]
pub struct ParseError {
    /// Where.
    pub place: Place,
    /// What should have been there.
    pub expected: Expected,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

impl Place {
    /// The place of a byte of the text.
    #[must_use]
    pub fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |newline| newline + 1);
        let lines = memchr::memchr_iter(b'\n', before.as_bytes()).count();
        let columns = before.get(line_start..).unwrap_or_default().chars().count();
        let from_one =
            |count| u32::try_from(count).map_or(u32::MAX, |count| count.saturating_add(1));
        Self { line: from_one(lines), column: from_one(columns) }
    }
}

/// What a text should have held at some place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// At most this many bytes.
    Bytes(usize),
    /// Well-formed XML 1.0.
    WellFormed,
    /// Namespaces that are declared: Namespaces in XML 1.0, section 5.
    DeclaredPrefix,
    /// No attribute that the tag already has.
    OtherAttribute,
    /// No document type declaration: a document has none, and entities could grow it.
    NoDoctype,
    /// Elements nested at most this deep.
    Depth(usize),
    /// At most this many attributes in a tag.
    Attributes(usize),
    /// At most this many elements.
    Elements(usize),
    /// At most this many namespace declarations in force at once.
    Namespaces(usize),
    /// A root element of a namespace of 2018 or later; what was found.
    Namespace(Option<String>),
    /// `Results`, or one of the objects that the standard has; what was found.
    Root(String),
    /// A value of a form; what was found.
    Value {
        /// The attribute.
        name: &'static str,
        /// The form.
        form: &'static str,
        /// As written, shortened.
        found: String,
    },
    /// An attribute that must be there.
    Attribute {
        /// Its name.
        name: &'static str,
        /// The element that lacks it.
        on: &'static str,
    },
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(most) => write!(f, "at most {most} bytes"),
            Self::WellFormed => f.write_str("well-formed XML"),
            Self::DeclaredPrefix => f.write_str("a prefix whose namespace is declared"),
            Self::OtherAttribute => {
                f.write_str("another attribute: this one is in the tag already")
            }
            Self::NoDoctype => f.write_str("no document type declaration"),
            Self::Depth(most) => write!(f, "elements nested at most {most} deep"),
            Self::Attributes(most) => write!(f, "at most {most} attributes in a tag"),
            Self::Elements(most) => write!(f, "at most {most} elements"),
            Self::Namespaces(most) => {
                write!(f, "at most {most} namespace declarations in force at once")
            }
            Self::Namespace(found) => {
                f.write_str("the namespace http://www.scte.org/schemas/224 (2018 and later), ")?;
                match found {
                    Some(found) => write!(f, "found {found}"),
                    None => f.write_str("found none"),
                }
            }
            Self::Root(found) => {
                write!(f, "Results, Media, Policy, ViewingPolicy or Audience, found {found}")
            }
            Self::Value { name, form, found } => write!(f, "{form} in {name}, found {found:?}"),
            Self::Attribute { name, on } => write!(f, "{name} on {on}"),
        }
    }
}
