//! What a rule allows of an asset, by place.

use tidegate_sdk::config::place::Place;
use tidegate_sdk::types::Limits;

use crate::territory::has_subdivision_of;

/// A rule's limits, and those it adds in some places.
#[derive(Debug)]
pub struct RuleLimits {
    pub everywhere: Limits,
    /// Sorted places, and what is added there.
    pub by_place: Box<[(Box<[Place]>, Limits)]>,
}

impl RuleLimits {
    /// The limits for a place: those of the rule met with all that apply there, and,
    /// as far as the place is not known exactly, with all that may apply.
    pub fn of(&self, place: Option<Place>) -> Limits {
        self.by_place
            .iter()
            .filter(|(places, _)| may_be_in(place, places))
            .fold(self.everywhere.clone(), |limits, (_, added)| limits.meet(added))
    }
}

fn may_be_in(place: Option<Place>, places: &[Place]) -> bool {
    let Some(place) = place else { return true };
    places.binary_search(&place).is_ok()
        || if place.is_country() {
            has_subdivision_of(places, place)
        } else {
            places.binary_search(&place.country()).is_ok()
        }
}
