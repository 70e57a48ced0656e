//! Where a rule holds.

use tidegate_sdk::config::place::Place;

/// Places in and out; lists are sorted.
#[derive(Debug)]
pub struct Territories {
    /// `None`: the whole world.
    inside: Option<Box<[Place]>>,
    outside: Box<[Place]>,
}

/// Whether a viewer is in the territory.
#[derive(Debug, PartialEq, Eq)]
pub enum Match {
    In,
    Out,
    /// The viewer's place is not known as exactly as the rule tells places apart.
    Unknown,
}

impl Territories {
    /// `inside` of `None` is the whole world.
    pub fn new(inside: Option<Vec<Place>>, outside: Vec<Place>) -> Self {
        Self { inside: inside.map(sorted), outside: sorted(outside) }
    }

    /// The most exact entry decides: a subdivision's goes before its country's, and
    /// out before in for the same place.
    ///
    /// A country whose subdivision is not known is `Unknown` if one of its
    /// subdivisions is decided otherwise than the country.
    pub fn of(&self, place: Option<Place>) -> Match {
        if self.inside.is_none() && self.outside.is_empty() {
            return Match::In;
        }
        let Some(place) = place else { return Match::Unknown };
        let country = place.country();
        let holds = self.listed(country).unwrap_or(self.inside.is_none());
        if !place.is_country() {
            return Match::from(self.listed(place).unwrap_or(holds));
        }
        let exceptions = if holds { Some(&self.outside) } else { self.inside.as_ref() };
        if exceptions.is_some_and(|list| has_subdivision_of(list, country)) {
            return Match::Unknown;
        }
        Match::from(holds)
    }

    fn listed(&self, place: Place) -> Option<bool> {
        if self.outside.binary_search(&place).is_ok() {
            Some(false)
        } else if self.inside.as_ref().is_some_and(|list| list.binary_search(&place).is_ok()) {
            Some(true)
        } else {
            None
        }
    }
}

impl From<bool> for Match {
    fn from(holds: bool) -> Self {
        if holds { Self::In } else { Self::Out }
    }
}

/// Sorts a list of places and drops repetitions, which overlapping groups make. By
/// insertion: lists are short, and the library's sort would be 3 KiB of the component.
pub fn sorted(places: Vec<Place>) -> Box<[Place]> {
    let mut sorted = Vec::with_capacity(places.len());
    for place in places {
        if let Err(at) = sorted.binary_search(&place) {
            sorted.insert(at, place);
        }
    }
    sorted.into()
}

/// Whether a sorted list has a subdivision of the country.
pub fn has_subdivision_of(places: &[Place], country: Place) -> bool {
    let after = places.partition_point(|place| *place <= country);
    places.get(after).is_some_and(|place| place.country() == country)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(codes: &[&str]) -> Vec<Place> {
        codes.iter().map(|code| Place::parse(code).unwrap()).collect()
    }

    fn check(inside: Option<&[&str]>, outside: &[&str], expected: &[(&str, Match)]) {
        let territories = Territories::new(inside.map(places), places(outside));
        for (code, expected) in expected {
            assert_eq!(territories.of(Place::parse(code)), *expected, "{code:?}");
        }
    }

    #[test]
    fn the_whole_world_needs_no_place() {
        check(None, &[], &[("", Match::In), ("FR", Match::In), ("US-CA", Match::In)]);
    }

    #[test]
    fn lists_need_a_place() {
        check(Some(&["FR"]), &[], &[("", Match::Unknown), ("FR", Match::In), ("DE", Match::Out)]);
        check(None, &["FR"], &[("", Match::Unknown), ("FR-75", Match::Out), ("DE", Match::In)]);
    }

    #[test]
    fn the_more_exact_entry_decides() {
        check(
            Some(&["US"]),
            &["US-CA"],
            &[("US-CA", Match::Out), ("US-NY", Match::In), ("US", Match::Unknown)],
        );
        check(
            Some(&["US-CA"]),
            &["US"],
            &[("US-CA", Match::In), ("US-NY", Match::Out), ("US", Match::Unknown)],
        );
        check(Some(&["US-CA"]), &[], &[("US", Match::Unknown), ("CA", Match::Out)]);
        check(None, &["US-CA"], &[("US", Match::Unknown), ("UY", Match::In)]);
    }

    #[test]
    fn out_goes_before_in() {
        check(Some(&["FR", "DE"]), &["FR"], &[("FR", Match::Out), ("DE", Match::In)]);
        check(Some(&["US", "US-CA"]), &["US-CA"], &[("US-CA", Match::Out)]);
    }

    #[test]
    fn subdivisions_decided_like_their_country_raise_no_doubt() {
        check(Some(&["US", "US-CA"]), &[], &[("US", Match::In)]);
        check(Some(&["FR"]), &["US-CA"], &[("US", Match::Out)]);
    }
}
