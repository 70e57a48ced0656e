//! Configuration documents: JSON, with errors that name the path.
//!
//! [`parse`] reads a whole document into a type. A document too large for that is read
//! a piece at a time: [`sections`] finds its top-level keys, and a [`Reader`] goes
//! through the lists and tables of each.

#[cfg(all(test, not(target_arch = "wasm32")))]
mod agreement;
mod decimal;
mod fault;
pub mod place;
mod quoted;
mod read;
mod reader;

use std::borrow::Cow;

use serde::de::DeserializeOwned;

pub use decimal::{Decimal, deserialize_whole};
pub use fault::Fault;
pub use quoted::Quoted;
pub use read::ReadEntry;
pub use reader::Reader;

/// Reads a configuration document into a checked type.
///
/// # Errors
/// One line that names the path in the document, what was found and what would
/// be accepted, e.g. ``at `rules[2].territories`: unknown field `contry`, expected …``;
/// for what is no JSON the line and column.
pub fn parse<T: DeserializeOwned>(document: &str) -> Result<T, String> {
    let mut reader = Reader::new(document);
    let read = T::deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    read.map_err(|fault| fault.to_string())
}

/// One entry of a document's outermost table.
#[derive(Clone, Debug)]
pub struct Section<'d> {
    /// Its key.
    pub key: Cow<'d, str>,
    document: &'d str,
    start: usize,
}

/// The entries of a document's outermost table, in its order. Their values are looked
/// at only as far as needed to find their ends.
///
/// # Errors
/// Where the document is no JSON table.
pub fn sections(document: &str) -> Result<Vec<Section<'_>>, Fault> {
    let mut reader = Reader::new(document);
    let mut sections = Vec::new();
    reader.enter(b'{')?;
    while reader.goes_on(sections.is_empty(), b'}')? {
        let key = reader.key()?;
        let start = reader.place();
        reader.skip()?;
        sections.push(Section { key, document, start });
    }
    reader.end()?;
    Ok(sections)
}

impl<'d> Section<'d> {
    /// Reads the value. A fault is told as one under the key.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&mut Reader<'d>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut reader = Reader::new(self.document);
        reader.move_to(self.start);
        read(&mut reader).map_err(|fault| fault.under(&self.key))
    }
}

/// An error for a value that is well-formed but not allowed: names the path,
/// what was found and what would be accepted.
#[must_use]
pub fn refuse(path: &str, found: impl core::fmt::Display, accepted: &str) -> String {
    format!("at `{path}`: found {found}, expected {accepted}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Rule {
        #[allow(dead_code, reason = "only its parsing is under test")]
        height: u32,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Document {
        #[allow(dead_code, reason = "only its parsing is under test")]
        rules: Vec<Rule>,
    }

    #[test]
    fn names_the_path() {
        let error = parse::<Document>(r#"{"rules":[{"height":1},{"height":"tall"}]}"#).unwrap_err();
        assert_eq!(error, "at `rules[1].height`: invalid type: string \"tall\", expected u32");
    }

    #[test]
    fn refuses_unknown_keys_and_trailing_text() {
        let error = parse::<Document>(r#"{"rulez":[]}"#).unwrap_err();
        assert_eq!(error, "at `rulez`: unknown field `rulez`, expected `rules`");
        assert!(parse::<Document>(r#"{"rules":[]} x"#).is_err());
    }
}
