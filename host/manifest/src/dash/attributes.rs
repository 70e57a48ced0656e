//! Attributes of a tag, with their places: XML 1.0 section 3.1.

use std::borrow::Cow;

use super::characters::{blanks, is_blank, is_name, reference_end};
use crate::error::Expected;

/// The most attributes that a tag may have.
pub const MAX_ATTRIBUTES: usize = 256;

/// Up to this many names are compared one by one.
const FEW: usize = 8;

/// An attribute; places are bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'t> {
    pub(crate) name: &'t str,
    /// As written, references included.
    pub(crate) raw: &'t str,
    pub(super) start: usize,
    pub(crate) value_start: usize,
    /// Behind the closing quote.
    pub(super) end: usize,
}

impl<'t> Attribute<'t> {
    /// The value, its references resolved.
    pub(super) fn value(&self) -> Cow<'t, str> {
        unescape(self.raw)
    }
}

/// A text whose references were found well-formed, resolved.
pub(super) fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    quick_xml::escape::unescape(raw).unwrap_or(Cow::Borrowed(raw))
}

/// A fault: the byte of the text where it is, and what should be there.
pub(crate) type Fault = (usize, Expected);

/// Reads the attributes of a tag: `list` is all between its name and its end,
/// `at` its place.
pub(crate) fn read<'t>(
    list: &'t str,
    at: usize,
    into: &mut Vec<Attribute<'t>>,
) -> Result<(), Fault> {
    into.clear();
    let bytes = list.as_bytes();
    let mut pos = 0;
    loop {
        let start = pos + blanks(bytes.get(pos..).unwrap_or_default());
        if start == bytes.len() {
            return distinct(into);
        }
        let ill = |at_byte| (at + at_byte, Expected::WellFormed);
        if start == pos {
            return Err(ill(start));
        }
        if into.len() == MAX_ATTRIBUTES {
            return Err((at + start, Expected::Attributes(MAX_ATTRIBUTES)));
        }
        let rest = bytes.get(start..).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == b'=' || is_blank(*byte));
        let name_end = start + length.ok_or(ill(start))?;
        let name = list.get(start..name_end).unwrap_or_default();
        if !is_name(name) {
            return Err(ill(start));
        }
        let equals = name_end + blanks(bytes.get(name_end..).unwrap_or_default());
        if bytes.get(equals) != Some(&b'=') {
            return Err(ill(equals));
        }
        let open = equals + 1 + blanks(bytes.get(equals + 1..).unwrap_or_default());
        let quote = *bytes.get(open).ok_or(ill(open))?;
        if quote != b'"' && quote != b'\'' {
            return Err(ill(open));
        }
        let value_start = open + 1;
        let value_end = value_end(bytes, value_start, quote).map_err(ill)?;
        into.push(Attribute {
            name,
            raw: list.get(value_start..value_end).unwrap_or_default(),
            start: at + start,
            value_start: at + value_start,
            end: at + value_end + 1,
        });
        pos = value_end + 1;
    }
}

/// Where the closing quote is, or the fault.
fn value_end(bytes: &[u8], from: usize, quote: u8) -> Result<usize, usize> {
    let mut pos = from;
    loop {
        let rest = bytes.get(pos..).unwrap_or_default();
        let special = |byte: &u8| *byte == quote || *byte == b'<' || *byte == b'&';
        let at = pos + rest.iter().position(special).ok_or(from)?;
        match bytes.get(at) {
            Some(b'&') => {
                pos = at + reference_end(bytes.get(at..).unwrap_or_default()).ok_or(at)?
            }
            Some(b'<') => return Err(at),
            _ => return Ok(at),
        }
    }
}

/// Refuses a name that occurs twice: XML 1.0 section 3.1.
fn distinct(attributes: &[Attribute<'_>]) -> Result<(), Fault> {
    if attributes.len() <= FEW {
        for (index, attribute) in attributes.iter().enumerate() {
            if attributes.iter().take(index).any(|other| other.name == attribute.name) {
                return Err((attribute.start, Expected::OtherAttribute));
            }
        }
        return Ok(());
    }
    let mut names: Vec<_> = attributes.iter().map(|one| (one.name, one.start)).collect();
    names.sort_unstable();
    let twice = names.windows(2).find_map(|pair| match pair {
        [(first, _), (second, at)] if first == second => Some(*at),
        _ => None,
    });
    twice.map_or(Ok(()), |at| Err((at, Expected::OtherAttribute)))
}
