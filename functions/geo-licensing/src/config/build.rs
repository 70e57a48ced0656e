//! A catalogue being written.

use tidegate_sdk::config::Fault;
use tidegate_sdk::config::place::Place;

use super::groups::Groups;
use super::raw;
use super::stored::{Stored, TooLarge};
use super::text::Text;
use crate::bytes::{NONE, Ref};
use crate::catalogue::{Holder, Map};
use crate::index;
use crate::rule::Rule;
use crate::territory::{Places, Territories};
use crate::window::Windows;

/// The parts of a catalogue so far, and names that the rest of the document may use.
pub struct Builder {
    /// Records that others refer to, each once.
    pub shared: Stored,
    /// Ids of rules and blackouts, which are unique.
    pub ids: Stored,
    /// Ids of assets and collections, likewise.
    pub holders: Stored,
    pub groups: Groups,
    /// Records of policies by name, in the order of names.
    pub policies: Vec<(String, Ref)>,
    pub rules: Vec<u8>,
    pub assets: Vec<Holder>,
    pub collections: Vec<Holder>,
    pub blackouts: Vec<u8>,
    pub index: index::Builder,
    /// Windows being read.
    scratch: Vec<u8>,
}

impl From<TooLarge> for Fault {
    fn from(_: TooLarge) -> Self {
        Self::refuse("more than 4 GiB", "a smaller catalogue")
    }
}

impl Builder {
    /// Nothing yet. Of a large document room is taken for what it is likely to make, so
    /// that growing leaves no copies behind.
    pub fn new(document: usize) -> Self {
        Self {
            shared: Stored::new(document / 8),
            ids: Stored::new(document / 8),
            holders: Stored::new(document / 64),
            groups: Groups::default(),
            policies: Vec::new(),
            rules: Vec::with_capacity(document / 6),
            assets: Vec::new(),
            collections: Vec::new(),
            blackouts: Vec::new(),
            index: index::Builder::new(document / 64),
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
        let places: Vec<Place> = self.groups.places(codes)?;
        self.share(&Places::write(&places))
    }

    /// Stores windows.
    pub fn windows(&mut self, raw: Option<&[raw::Window<'_>]>) -> Result<Ref, Fault> {
        let Some(raw) = raw else { return Ok(NONE) };
        let windows = super::check::windows(raw)?;
        self.scratch.clear();
        Windows::write(&windows, &mut self.scratch);
        Ok(self.shared.add(&self.scratch)?.0)
    }

    /// The number that the next rule has.
    pub fn next_rule(&self) -> Result<u32, Fault> {
        Ok(u32::try_from(self.rules.len() / Rule::SIZE).map_err(|_| TooLarge)?)
    }

    /// The number of an asset or collection.
    pub fn number(of: &[Holder], id: Ref) -> Option<u32> {
        let at = of.binary_search_by_key(&id, |holder| holder.id).ok()?;
        u32::try_from(at).ok()
    }

    /// Writes everything one part after the other.
    pub fn write(self, map: Map, out: &mut Vec<u8>) -> Map {
        let holders = |of: &[Holder]| {
            let mut part = Vec::with_capacity(of.len() * Holder::SIZE);
            for holder in of {
                holder.write(&mut part);
            }
            part
        };
        let (assets, collections) = (holders(&self.assets), holders(&self.collections));
        let mut index = Vec::new();
        self.index.write(&mut index);
        let size = [
            self.shared.bytes(),
            self.ids.bytes(),
            self.holders.bytes(),
            &self.rules,
            &assets,
            &collections,
            &self.blackouts,
            &index,
        ]
        .iter()
        .map(|part| part.len())
        .sum();
        out.reserve_exact(size);
        let mut add = |part: &[u8]| {
            let start = out.len();
            out.extend_from_slice(part);
            start
        };
        Map {
            shared: add(self.shared.bytes()),
            ids: add(self.ids.bytes()),
            holders: add(self.holders.bytes()),
            rules: add(&self.rules),
            assets: add(&assets),
            collections: add(&collections),
            blackouts: add(&self.blackouts),
            index: add(&index),
            ..map
        }
    }
}
