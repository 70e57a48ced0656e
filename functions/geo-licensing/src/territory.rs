//! Where a rule holds.

use tidegate_sdk::config::place::Place;

use crate::bytes::{Bytes, push_record};
use crate::sorted::Sorted;

/// A list of places.
#[derive(Clone, Copy, Debug, Default)]
pub struct Places<'i>(Sorted<'i>);

/// Places in and out.
#[derive(Clone, Copy, Debug)]
pub struct Territories<'i> {
    /// `None`: the whole world.
    inside: Option<Places<'i>>,
    outside: Places<'i>,
}

/// Whether a viewer is in a part of the world. The lesser takes more away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    Out,
    /// The viewer's place is not known as exactly as places are told apart.
    Unknown,
    In,
}

impl<'i> Places<'i> {
    /// Writes places given in any order; overlapping groups repeat some.
    pub fn write(places: &[Place]) -> Vec<u8> {
        Sorted::write(places.iter().map(|place| place.bits()))
    }

    /// Reads what [`Places::write`] wrote.
    pub const fn read(record: Bytes<'i>) -> Self {
        Self(Sorted::read(record))
    }

    /// Whether the list names exactly this place.
    pub fn names(self, place: Place) -> bool {
        self.0.has(place.bits())
    }

    /// Whether the list names a subdivision of the country.
    fn has_subdivision_of(self, country: Place) -> bool {
        let after = self.0.before(country.bits()) + usize::from(self.names(country));
        self.0.get(after).is_some_and(|bits| Place::from_bits(bits).country() == country)
    }

    /// Whether a viewer is in any of the places.
    pub fn of(self, place: Option<Place>) -> Match {
        Territories { inside: Some(self), outside: Places::default() }.of(place)
    }
}

impl<'i> Territories<'i> {
    /// Writes places in, `None` for the whole world, and places out.
    pub fn write(inside: Option<&[Place]>, outside: &[Place]) -> Vec<u8> {
        let mut record = vec![u8::from(inside.is_some())];
        push_record(&mut record, &Places::write(inside.unwrap_or_default()));
        push_record(&mut record, &Places::write(outside));
        record
    }

    /// Reads what [`Territories::write`] wrote.
    pub fn read(mut record: Bytes<'i>) -> Self {
        let listed = record.next_u8() != 0;
        let inside = Places::read(record.next_record());
        Self { inside: listed.then_some(inside), outside: Places::read(record.next_record()) }
    }

    /// The most exact entry decides: a subdivision's goes before its country's, and
    /// out before in for the same place.
    ///
    /// A country whose subdivision is not known is `Unknown` if one of its
    /// subdivisions is decided otherwise than the country.
    pub fn of(&self, place: Option<Place>) -> Match {
        if self.inside.is_none() && self.outside.0.len() == 0 {
            return Match::In;
        }
        let Some(place) = place else {
            return Match::Unknown;
        };
        let country = place.country();
        let holds = self.listed(country).unwrap_or(self.inside.is_none());
        if !place.is_country() {
            return Match::from(self.listed(place).unwrap_or(holds));
        }
        let exceptions = if holds { Some(self.outside) } else { self.inside };
        if exceptions.is_some_and(|list| list.has_subdivision_of(country)) {
            return Match::Unknown;
        }
        Match::from(holds)
    }

    fn listed(&self, place: Place) -> Option<bool> {
        if self.outside.names(place) {
            Some(false)
        } else if self.inside.is_some_and(|list| list.names(place)) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn places(codes: &[&str]) -> Vec<Place> {
        codes.iter().map(|code| Place::parse(code).unwrap()).collect()
    }

    fn check(inside: Option<&[&str]>, outside: &[&str], expected: &[(&str, Match)]) {
        let inside = inside.map(places);
        let record = Territories::write(inside.as_deref(), &places(outside));
        let territories = Territories::read(Bytes(&record));
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
