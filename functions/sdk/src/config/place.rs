//! Places as configurations and facts name them: ISO 3166 codes.

use core::fmt;

use crate::types::Facts;

/// A country (ISO 3166-1 alpha-2, `FR`) or one of its first-level subdivisions
/// (ISO 3166-2, `US-CA`), packed so that lists of them are small and compare fast.
///
/// Ordered by country, a country before its subdivisions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(u64);

/// What [`Place::parse`] accepts, for [`super::refuse`].
pub const ACCEPTED: &str = "an ISO 3166-1 alpha-2 country in upper case such as `FR`, \
                            or an ISO 3166-2 subdivision such as `US-CA`";

/// The bits of a [`Place`] that hold the subdivision's one to three characters.
const SUBDIVISION: u64 = 0xff_ffff;

impl Place {
    /// Reads a code by its shape: two letters, or two letters, a hyphen and one to
    /// three letters or digits, all upper case. Whether the code is assigned is not
    /// checked. `None`: no such shape.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (country, subdivision) = match text.split_once('-') {
            None => (text, None),
            Some((country, subdivision)) => (country, Some(subdivision)),
        };
        let [first, second] = country.as_bytes() else { return None };
        if !first.is_ascii_uppercase() || !second.is_ascii_uppercase() {
            return None;
        }
        let mut packed = u64::from(*first) << 32 | u64::from(*second) << 24;
        if let Some(subdivision) = subdivision {
            if subdivision.is_empty() || subdivision.len() > 3 {
                return None;
            }
            for (place, byte) in subdivision.bytes().enumerate() {
                if !byte.is_ascii_uppercase() && !byte.is_ascii_digit() {
                    return None;
                }
                packed |= u64::from(byte) << (16 - 8 * place);
            }
        }
        Some(Self(packed))
    }

    /// The most exact place the facts give. A subdivision counts only if it is one
    /// of the country that is given too. `None`: the country is unknown.
    #[must_use]
    pub fn of(facts: &Facts) -> Option<Self> {
        let country = Self::parse(facts.country.as_deref()?).filter(|place| place.is_country())?;
        let subdivision = facts.subdivision.as_deref().and_then(Self::parse);
        Some(subdivision.filter(|place| place.country() == country).unwrap_or(country))
    }

    /// The place as a number, for compact lists; numbers are ordered as places are.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The place that [`Place::bits`] made the number of.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The country this place is in, or is.
    #[must_use]
    pub fn country(self) -> Self {
        Self(self.0 & !SUBDIVISION)
    }

    /// Whether this is a whole country.
    #[must_use]
    pub fn is_country(self) -> bool {
        self.0 & SUBDIVISION == 0
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [_, _, _, first, second, subdivision @ ..] = self.0.to_be_bytes();
        write!(out, "{}{}", char::from(first), char::from(second))?;
        if !self.is_country() {
            out.write_str("-")?;
            for byte in subdivision.into_iter().filter(|byte| *byte != 0) {
                write!(out, "{}", char::from(byte))?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_the_two_shapes() {
        for code in ["FR", "US-CA", "GB-ENG", "AT-9", "FR-75C"] {
            assert_eq!(Place::parse(code).unwrap().to_string(), code);
        }
        for text in
            ["", "F", "FRA", "fr", "F1", "FR-", "FR-ABCD", "US-ca", "US_CA", "US-C-A", "É", "FR "]
        {
            assert_eq!(Place::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn orders_a_country_before_its_subdivisions_and_after_those_of_others() {
        let place = |code| Place::parse(code).unwrap();
        assert!(place("UA-99") < place("US"));
        assert!(place("US") < place("US-AL"));
        assert!(place("US-C") < place("US-CA"));
        assert!(place("US-ZZZ") < place("UY"));
    }

    #[test]
    fn trusts_a_subdivision_only_in_its_own_country() {
        let facts = |country: Option<&str>, subdivision: Option<&str>| Facts {
            country: country.map(str::to_owned),
            subdivision: subdivision.map(str::to_owned),
            ..Facts::NOTHING
        };
        assert_eq!(Place::of(&facts(Some("US"), Some("US-CA"))), Place::parse("US-CA"));
        assert_eq!(Place::of(&facts(Some("US"), Some("CA-ON"))), Place::parse("US"));
        assert_eq!(Place::of(&facts(Some("US"), Some("CA"))), Place::parse("US"));
        assert_eq!(Place::of(&facts(Some("US-CA"), None)), None);
        assert_eq!(Place::of(&facts(None, Some("US-CA"))), None);
    }
}
