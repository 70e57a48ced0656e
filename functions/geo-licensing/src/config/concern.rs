//! What blackouts concern. They are read before the assets, which then say whether they
//! are concerned.

use std::collections::BTreeMap;

use tidegate_sdk::config::Fault;

use super::check::quoted;
use crate::holder::{Concern, Parts};

/// Ids of assets and of collections, and what they are told.
#[derive(Debug, Default)]
pub struct Concerned {
    assets: BTreeMap<String, Named>,
    collections: BTreeMap<String, Named>,
}

/// An id that blackouts name.
#[derive(Debug)]
struct Named {
    /// The blackouts, in the document's order.
    by: Vec<Concern>,
    /// Where it was named first: the blackout, and the place in its list.
    first: (usize, usize),
    found: bool,
}

impl Concerned {
    fn of(&mut self, are_assets: bool) -> &mut BTreeMap<String, Named> {
        if are_assets { &mut self.assets } else { &mut self.collections }
    }

    /// A blackout names an asset or a collection, at `place` of its list.
    pub fn name(&mut self, is_asset: bool, id: &str, place: usize, concern: Concern) {
        let named = self.of(is_asset).entry(id.to_owned()).or_insert_with(|| Named {
            by: Vec::new(),
            first: (concern.number as usize, place),
            found: false,
        });
        if named.by.last().is_none_or(|last| last.number != concern.number) {
            named.by.push(concern);
        }
    }

    /// Tells an asset or a collection the blackouts that concern it.
    pub fn tell(&mut self, is_asset: bool, id: &str, parts: &mut Parts) {
        if let Some(named) = self.of(is_asset).get_mut(id) {
            named.found = true;
            for concern in &named.by {
                parts.add_blackout(concern);
            }
        }
    }

    /// Refuses a name that no asset or collection has, the first in the document.
    pub fn all_found(&self) -> Result<(), Fault> {
        let missing = |named: &BTreeMap<String, Named>, key, accepted| {
            let missing = named.iter().filter(|(_, named)| !named.found);
            let (id, named) = missing.min_by_key(|(_, named)| named.first)?;
            let (blackout, place) = named.first;
            let fault = Fault::refuse(quoted(id), accepted).at(place).under(key);
            Some(fault.at(blackout).under("blackouts"))
        };
        let fault = missing(&self.assets, "assets", "the id of an asset")
            .or_else(|| missing(&self.collections, "collections", "the id of a collection"));
        fault.map_or(Ok(()), Err)
    }
}
