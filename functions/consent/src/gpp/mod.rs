//! GPP strings of the IAB Global Privacy Platform, version 1.
//!
//! - [`Gpp`]: a whole string, an iterator over its sections
//! - [`header`]: which sections there are
//! - [`Section`]: one section, decoded
//! - [`canada`]: TCF Canada
//! - [`us`]: the sections of the United States and their states
//! - [`usp`]: the US Privacy string
//!
//! The source of every rule is "Global Privacy Platform String" of IAB Tech Lab
//! (version 1.0, 3 November 2023) and its sections' specifications (17 December 2025).
//! Where IAB Tech Lab's own encoders (iabgpp-es 3.2) do otherwise, and so all strings in
//! use, it is said there. The decoder is as strict as [`crate::tcf`]'s, takes linear
//! time and allocates nothing.

pub mod canada;
pub mod header;
pub mod us;
pub mod usp;

pub use canada::TcfCanada;
pub use us::UsSection;
pub use usp::UsPrivacy;

use crate::fault::{Fault, Problem};
use crate::segments::Parts;
use crate::tcf::TcString;
use header::SectionIds;

/// A GPP string whose header has been read: an iterator over its sections. After a
/// fault it ends.
#[derive(Debug, Clone, Copy)]
pub struct Gpp<'a> {
    ids: SectionIds<'a>,
    /// What follows the header or the last section.
    parts: Parts<'a>,
}

/// A section of a GPP string.
#[derive(Debug, Clone, Copy)]
pub enum Section<'a> {
    /// 2, `tcfeuv2`: a TC string.
    TcfEu(TcString<'a>),
    /// 5, `tcfcav1`: TCF Canada.
    TcfCanada(TcfCanada<'a>),
    /// 6, `uspv1`: US Privacy.
    UsPrivacy(UsPrivacy),
    /// 7 to 27: the United States and their states.
    Us(UsSection<'a>),
    /// A section that is not known, unread: its number.
    Unknown(u16),
}

impl<'a> Gpp<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`Fault`] if the header is malformed. Sections are read when they are asked for.
    pub fn open(text: &'a str) -> Result<Self, Fault> {
        let mut parts = Parts::sections(text);
        let (header, _) = parts.next().unwrap_or_default();
        Ok(Self { ids: SectionIds::decode(header)?, parts })
    }

    /// Reads the header and checks that every section can be read.
    ///
    /// # Errors
    /// The first [`Fault`].
    pub fn decode(text: &'a str) -> Result<Self, Fault> {
        let gpp = Self::open(text)?;
        gpp.clone().try_for_each(|section| section.map(|_| ()))?;
        Ok(gpp)
    }

    fn section(&mut self) -> Result<Option<(u16, Section<'a>)>, Fault> {
        let place = self.parts.place();
        let (id, text, start) = match (self.ids.next(), self.parts.next()) {
            (None, None) => return Ok(None),
            (Some(id), Some((text, start))) => (id?, text, start),
            _ => return Err(Fault::new(Problem::Sections, place, 0)),
        };
        if text.is_empty() {
            return Err(Fault::new(Problem::Empty, start, 0));
        }
        let section = match id {
            2 => Section::TcfEu(TcString::decode_at(text, start)?),
            5 => Section::TcfCanada(TcfCanada::decode_at(text, start)?),
            6 => Section::UsPrivacy(UsPrivacy::decode_at(text, start)?),
            _ => match us::State::of(id) {
                Some(state) => Section::Us(UsSection::decode_at(state, text, start)?),
                None => Section::Unknown(id),
            },
        };
        Ok(Some((id, section)))
    }
}

impl<'a> Iterator for Gpp<'a> {
    /// A section's number and contents.
    type Item = Result<(u16, Section<'a>), Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let section = self.section().transpose();
        if matches!(section, Some(Err(_))) {
            self.ids = SectionIds::default();
            self.parts = Parts::none();
        }
        section
    }
}
