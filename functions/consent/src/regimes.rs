//! Which regime governs a place.

use tidegate_sdk::config::place::Place;
use tidegate_sdk::consent::Regime;

/// The regimes by place; lists are sorted and no place is on both.
#[derive(Debug)]
pub struct Regimes {
    opt_in: Box<[Place]>,
    opt_out: Box<[Place]>,
    default: Regime,
}

impl Regimes {
    /// Takes two sorted lists without a place in common.
    pub fn new(opt_in: Vec<Place>, opt_out: Vec<Place>, default: Regime) -> Self {
        Self { opt_in: opt_in.into(), opt_out: opt_out.into(), default }
    }

    /// The regime of a place, `None` for an unknown one: opt-in, the strictest.
    ///
    /// A subdivision's own entry goes before its country's. Where a country is
    /// known but not the subdivision, and one of its subdivisions is opt-in, so is
    /// the viewer.
    pub fn of(&self, place: Option<Place>) -> Regime {
        let Some(place) = place else { return Regime::OptIn };
        if !place.is_country() {
            return self.listed(place).unwrap_or_else(|| self.of_country(place.country()));
        }
        match self.of_country(place) {
            Regime::OptOut if !self.has_opt_in_subdivision(place) => Regime::OptOut,
            Regime::OptIn | Regime::OptOut | Regime::Notice => Regime::OptIn,
        }
    }

    fn of_country(&self, country: Place) -> Regime {
        self.listed(country).unwrap_or(self.default)
    }

    fn listed(&self, place: Place) -> Option<Regime> {
        if self.opt_in.binary_search(&place).is_ok() {
            Some(Regime::OptIn)
        } else if self.opt_out.binary_search(&place).is_ok() {
            Some(Regime::OptOut)
        } else {
            None
        }
    }

    fn has_opt_in_subdivision(&self, country: Place) -> bool {
        let after = self.opt_in.partition_point(|place| *place <= country);
        self.opt_in.get(after).is_some_and(|place| place.country() == country)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: &str) -> Option<Place> {
        Some(Place::parse(code).unwrap())
    }

    fn regimes(opt_in: &[&str], opt_out: &[&str], default: Regime) -> Regimes {
        let places = |codes: &[&str]| {
            let mut places: Vec<Place> = codes.iter().filter_map(|code| place(code)).collect();
            places.sort_unstable();
            places
        };
        Regimes::new(places(opt_in), places(opt_out), default)
    }

    #[test]
    fn an_unknown_place_is_opt_in_whatever_the_default() {
        assert_eq!(regimes(&[], &[], Regime::OptOut).of(None), Regime::OptIn);
    }

    #[test]
    fn a_subdivision_goes_before_its_country() {
        let regimes = regimes(&["FR", "US-WA"], &["US", "FR-IDF"], Regime::OptIn);
        assert_eq!(regimes.of(place("US-WA")), Regime::OptIn);
        assert_eq!(regimes.of(place("US-CA")), Regime::OptOut);
        assert_eq!(regimes.of(place("FR-IDF")), Regime::OptOut);
        assert_eq!(regimes.of(place("FR-75")), Regime::OptIn);
    }

    #[test]
    fn a_missing_subdivision_is_taken_for_the_strictest() {
        let split = regimes(&["US-WA"], &["US", "CA-ON"], Regime::OptIn);
        assert_eq!(split.of(place("US")), Regime::OptIn);
        assert_eq!(split.of(place("CA")), Regime::OptIn);
        assert_eq!(regimes(&["US-WA"], &["UY"], Regime::OptIn).of(place("UY")), Regime::OptOut);
    }

    #[test]
    fn unlisted_places_follow_the_default() {
        assert_eq!(regimes(&["FR"], &["US"], Regime::OptIn).of(place("JP")), Regime::OptIn);
        assert_eq!(regimes(&["FR"], &["US"], Regime::OptOut).of(place("JP")), Regime::OptOut);
        assert_eq!(regimes(&["FR"], &[], Regime::OptOut).of(place("JP-13")), Regime::OptOut);
    }
}
