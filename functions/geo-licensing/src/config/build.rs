//! A catalogue being written.

use tidegate_sdk::config::Fault;
use tidegate_sdk::kept::Kept;

use super::concern::Concerned;
use super::groups::Groups;
use super::raw;
use super::stored::{Stored, TooLarge};
use super::text::Text;
use crate::bytes::{NONE, Ref};
use crate::catalogue::Catalogue;
use crate::holder::Parts;
use crate::index;
use crate::span::Span;
use crate::territory::{Places, Territories};
use crate::window::Windows;

/// The parts of a catalogue so far, and names that the rest of the document may use.
pub struct Builder {
    /// Records that others refer to, each once.
    pub shared: Stored,
    /// What is read in pieces.
    pub far: Vec<u8>,
    pub index: index::Builder,
    pub groups: Groups,
    /// Records of policies by name, in the order of names.
    pub policies: Vec<(String, Ref)>,
    /// Where collections stand, in the order in which `holders` has their ids.
    pub collections: Vec<(Ref, Span)>,
    /// Ids of assets and collections, which are unique.
    pub holders: Stored,
    /// Ids of rules and blackouts, likewise.
    pub ids: Stored,
    /// Areas, each once, and where they stand.
    pub areas: Stored,
    pub area_spans: Vec<(Ref, Span)>,
    /// What blackouts concern.
    pub concerned: Concerned,
    /// The asset or collection being read.
    pub parts: Parts,
    /// Windows being read.
    pub windows: Vec<u8>,
    /// A rule being written.
    pub scratch: Vec<u8>,
}

impl From<TooLarge> for Fault {
    fn from(_: TooLarge) -> Self {
        Self::refuse("more than 4 GiB", "a smaller catalogue")
    }
}

/// A document as read.
pub struct Configured {
    pub builder: Builder,
    pub version: Ref,
    pub valid_for: u32,
}

impl Builder {
    /// Nothing yet. Of a large document room is taken for what it is likely to make, so
    /// that growing leaves no copies behind.
    pub fn new(document: usize) -> Self {
        Self {
            shared: Stored::new(0),
            far: Vec::with_capacity(document / 4),
            index: index::Builder::default(),
            groups: Groups::default(),
            policies: Vec::new(),
            collections: Vec::new(),
            holders: Stored::new(document / 64),
            ids: Stored::new(document / 12),
            areas: Stored::new(0),
            area_spans: Vec::new(),
            concerned: Concerned::default(),
            parts: Parts::default(),
            windows: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// Stores a record.
    pub fn share(&mut self, record: &[u8]) -> Result<Ref, Fault> {
        Ok(self.shared.add(record)?.0)
    }

    /// Stores a choice of places.
    pub fn territories(&mut self, raw: Option<&raw::Choice<'_>>) -> Result<Ref, Fault> {
        let Some(raw) = raw else { return Ok(NONE) };
        let places = |key: &str, codes: Option<&[Text<'_>]>| match codes {
            None => Ok(None),
            Some(codes) => self.groups.places(codes).map(Some).map_err(|fault| fault.under(key)),
        };
        let inside = places("in", raw.inside.as_deref())?;
        let outside = places("out", raw.outside.as_deref())?;
        if inside.is_none() && outside.is_none() {
            return Err(Fault::refuse("no place", "`in`, `out` or both"));
        }
        let record = Territories::write(inside.as_deref(), &outside.unwrap_or_default());
        self.share(&record)
    }

    /// Stores a list of places.
    pub fn places(&mut self, codes: Option<&[Text<'_>]>) -> Result<Ref, Fault> {
        let Some(codes) = codes else { return Ok(NONE) };
        let places = self.groups.places(codes)?;
        self.share(&Places::write(&places))
    }

    /// Checks windows and writes them down, to be taken over next.
    pub fn note_windows(&mut self, raw: Option<&[raw::Window<'_>]>) -> Result<(), Fault> {
        self.windows.clear();
        if let Some(raw) = raw {
            Windows::write(&super::check::windows(raw)?, &mut self.windows);
        }
        Ok(())
    }
}

impl Configured {
    /// Writes the catalogue into memory that has nothing in it.
    pub fn write(self, mut memory: Vec<u8>) -> Catalogue {
        let Self { builder, version, valid_for } = self;
        let Builder { shared, mut far, index, .. } = builder;
        let index = index.write(&mut far);
        let near = shared.bytes();
        memory.reserve_exact(near.len() + far.len());
        memory.extend_from_slice(near);
        memory.extend_from_slice(&far);
        memory.shrink_to_fit();
        Catalogue { kept: Kept::new(memory, near.len()), index, version, valid_for }
    }
}
