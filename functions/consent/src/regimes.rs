//! Which regime governs a place.

use tidegate_sdk::config::place::Place;
use tidegate_sdk::consent::Regime;

/// The regimes by place.
#[derive(Debug)]
pub struct Regimes {
    /// Sorted; no place twice.
    places: Box<[(Place, Regime)]>,
    default: Regime,
}

impl Regimes {
    /// Takes a list that is sorted by place, without a place twice, and the regime of
    /// known places that are not listed.
    pub fn new(places: Vec<(Place, Regime)>, default: Regime) -> Self {
        Self { places: places.into(), default }
    }

    /// The regime of a place, `None` for an unknown one: opt-in, the strictest.
    ///
    /// A subdivision's own entry goes before its country's. Where a country is
    /// known but not the subdivision, and one of its subdivisions has another regime than
    /// the country, the viewer is opt-in.
    pub fn of(&self, place: Option<Place>) -> Regime {
        let Some(place) = place else { return Regime::OptIn };
        if !place.is_country() {
            return self.listed(place).unwrap_or_else(|| self.of_country(place.country()));
        }
        let regime = self.of_country(place);
        if self.subdivisions(place).all(|other| other == regime) { regime } else { Regime::OptIn }
    }

    fn of_country(&self, country: Place) -> Regime {
        self.listed(country).unwrap_or(self.default)
    }

    fn listed(&self, place: Place) -> Option<Regime> {
        let at = self.places.binary_search_by_key(&place, |(listed, _)| *listed).ok()?;
        self.places.get(at).map(|(_, regime)| *regime)
    }

    /// The regimes of a country's subdivisions that are listed.
    fn subdivisions(&self, country: Place) -> impl Iterator<Item = Regime> {
        let after = self.places.partition_point(|(place, _)| *place <= country);
        let rest = self.places.get(after..).unwrap_or_default().iter();
        rest.take_while(move |(place, _)| place.country() == country).map(|(_, regime)| *regime)
    }
}

#[cfg(test)]
mod tests {
    use Regime::{Notice, OptIn, OptOut};

    use super::*;

    fn place(code: &str) -> Option<Place> {
        Some(Place::parse(code).unwrap())
    }

    fn regimes(places: &[(&str, Regime)], default: Regime) -> Regimes {
        let mut places: Vec<_> =
            places.iter().map(|(code, regime)| (place(code).unwrap(), *regime)).collect();
        places.sort_unstable_by_key(|(place, _)| *place);
        Regimes::new(places, default)
    }

    #[test]
    fn an_unknown_place_is_opt_in_whatever_the_default() {
        assert_eq!(regimes(&[], OptOut).of(None), OptIn);
        assert_eq!(regimes(&[], Notice).of(None), OptIn);
    }

    #[test]
    fn a_subdivision_goes_before_its_country() {
        let places = [("FR", OptIn), ("US-WA", OptIn), ("US", OptOut), ("FR-IDF", Notice)];
        let regimes = regimes(&places, OptIn);
        assert_eq!(regimes.of(place("US-WA")), OptIn);
        assert_eq!(regimes.of(place("US-CA")), OptOut);
        assert_eq!(regimes.of(place("FR-IDF")), Notice);
        assert_eq!(regimes.of(place("FR-75")), OptIn);
    }

    #[test]
    fn a_missing_subdivision_is_taken_for_the_strictest() {
        let split =
            regimes(&[("US-WA", OptIn), ("US", OptOut), ("CA-ON", OptOut), ("AU", Notice)], OptIn);
        assert_eq!(split.of(place("US")), OptIn);
        assert_eq!(split.of(place("CA")), OptIn);
        assert_eq!(split.of(place("AU")), Notice);
        assert_eq!(regimes(&[("US-WA", OptIn), ("UY", OptOut)], OptIn).of(place("UY")), OptOut);
        assert_eq!(regimes(&[("US-CA", OptOut), ("US", OptOut)], OptIn).of(place("US")), OptOut);
        assert_eq!(regimes(&[("US-CA", Notice), ("US", OptOut)], OptIn).of(place("US")), OptIn);
    }

    #[test]
    fn unlisted_places_follow_the_default() {
        let places = [("FR", OptIn), ("US", OptOut)];
        assert_eq!(regimes(&places, OptIn).of(place("JP")), OptIn);
        assert_eq!(regimes(&places, OptOut).of(place("JP")), OptOut);
        assert_eq!(regimes(&places, Notice).of(place("JP-13")), Notice);
    }
}
