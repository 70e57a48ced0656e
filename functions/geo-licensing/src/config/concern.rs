//! What blackouts concern. They are read before the assets, which then say whether they
//! are concerned.

use tidegate_sdk::config::Fault;

use super::check::quoted;
use super::stored::{Stored, TooLarge};
use crate::bytes::{Bytes, Ref};
use crate::holder::{Concern, Parts};

/// Ids of assets and of collections, and what they are told.
#[derive(Debug, Default)]
pub struct Concerned {
    assets: Names,
    collections: Names,
}

/// Ids and what they are told, in the order in which they are named first.
#[derive(Debug, Default)]
struct Names {
    ids: Stored,
    named: Vec<Named>,
}

/// An id that blackouts name.
#[derive(Debug)]
struct Named {
    id: Ref,
    /// The blackouts, in the document's order.
    by: Vec<Concern>,
    /// Where it was named first: the blackout, and the place in its list.
    first: (usize, usize),
    found: bool,
}

impl Names {
    fn get(&mut self, id: Ref) -> Option<&mut Named> {
        // Ids are stored in the order of the names.
        let at = self.named.binary_search_by_key(&id, |named| named.id).ok()?;
        self.named.get_mut(at)
    }

    fn missing(&self) -> Option<(&str, (usize, usize))> {
        let missing = self.named.iter().find(|named| !named.found)?;
        Some((Bytes(self.ids.bytes()).record(missing.id).text(), missing.first))
    }
}

impl Concerned {
    fn of(&mut self, are_assets: bool) -> &mut Names {
        if are_assets { &mut self.assets } else { &mut self.collections }
    }

    /// A blackout names an asset or a collection, at `place` of its list.
    pub fn name(
        &mut self,
        is_asset: bool,
        id: &str,
        place: usize,
        concern: Concern,
    ) -> Result<(), TooLarge> {
        let names = self.of(is_asset);
        let (id, new) = names.ids.add(id.as_bytes())?;
        if new {
            let first = (concern.number as usize, place);
            names.named.push(Named { id, by: Vec::new(), first, found: false });
        }
        if let Some(named) = names.get(id)
            && named.by.last().is_none_or(|last| last.number != concern.number)
        {
            named.by.push(concern);
        }
        Ok(())
    }

    /// Tells an asset or a collection the blackouts that concern it.
    pub fn tell(&mut self, is_asset: bool, id: &str, parts: &mut Parts) {
        let names = self.of(is_asset);
        let named = names.ids.find(id.as_bytes()).and_then(|id| names.get(id));
        if let Some(named) = named {
            named.found = true;
            for concern in &named.by {
                parts.add_blackout(concern);
            }
        }
    }

    /// Refuses a name that no asset or collection has, the first in the document.
    pub fn all_found(&self) -> Result<(), Fault> {
        for (names, key, accepted) in [
            (&self.assets, "assets", "the id of an asset"),
            (&self.collections, "collections", "the id of a collection"),
        ] {
            if let Some((id, (blackout, place))) = names.missing() {
                let fault = Fault::refuse(quoted(id), accepted).at(place).under(key);
                return Err(fault.at(blackout).under("blackouts"));
            }
        }
        Ok(())
    }
}
