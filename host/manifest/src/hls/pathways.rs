//! Pathways of content steering: rfc8216bis sections 4.4.6.2, 4.4.6.6 and 7.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::attributes::attributes;
use super::entry::Unreadable;
use super::fields::Fault;
use super::variables::{TooMuch, Variables};

/// The pathway of what names none.
pub(super) const DEFAULT: &str = ".";

/// The pathways that variants and trick-play tracks are on, in order of first
/// appearance.
#[derive(Debug, Default)]
pub(super) struct Pathways<'t> {
    pub(super) names: Vec<Cow<'t, str>>,
    numbers: BTreeMap<Cow<'t, str>, u32>,
}

impl<'t> Pathways<'t> {
    /// The number of a pathway that a track is on.
    pub(super) fn enter(&mut self, name: Option<Cow<'t, str>>) -> u32 {
        let name = name.unwrap_or(Cow::Borrowed(DEFAULT));
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        // Tracks of one pathway mostly follow each other.
        if self.names.last() == Some(&name) {
            return next - 1;
        }
        if let Some(number) = self.number(&name) {
            return number;
        }
        self.names.push(name.clone());
        self.numbers.insert(name, next);
        next
    }

    /// The number of a pathway, if a track is on it.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }
}

/// Content steering as the playlist has it.
#[derive(Debug)]
pub(super) struct Steering<'t> {
    /// The pathway to begin with. Absent: any.
    pub(super) start: Option<Cow<'t, str>>,
}

impl<'t> Steering<'t> {
    /// Reads the list of an `EXT-X-CONTENT-STEERING`.
    pub(super) fn read(list: &'t str, variables: &mut Variables<'t>) -> Result<Self, Unreadable> {
        let mut start = None;
        for attribute in attributes(list) {
            if attribute.open {
                return Err(Fault::Open(attribute.value_start).into());
            }
            if attribute.name == "PATHWAY-ID" && start.replace(attribute.value).is_some() {
                return Err(Fault::Twice(attribute.start).into());
            }
        }
        let replace = |value| -> Result<_, TooMuch> { variables.replace(value) };
        Ok(Self { start: start.map(replace).transpose()? })
    }
}
