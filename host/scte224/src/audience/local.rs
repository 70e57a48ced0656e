//! Places that are smaller than a subdivision.

use std::collections::{BTreeMap, BTreeSet};

/// A union of postal codes, markets and circles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Local {
    /// Postal codes by country, ISO 3166-1; `None` for any country.
    pub postal: BTreeMap<Option<String>, BTreeSet<String>>,
    /// Nielsen markets, in the United States.
    pub metros: BTreeSet<u16>,
    /// On the globe.
    pub around: Vec<Circle>,
}

/// A circle on the globe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circle {
    /// Degrees, north is positive.
    pub latitude: f64,
    /// Degrees, east is positive.
    pub longitude: f64,
    /// Its radius.
    pub metres: f64,
}

/// Countries whose postal codes are of the United States Postal Service, by what
/// they begin with; place databases say the islands are countries.
const ZIPS: [(&str, &[&str]); 6] = [
    ("006", &["PR"]),
    ("007", &["PR"]),
    ("008", &["VI"]),
    ("009", &["PR"]),
    ("96799", &["AS"]),
    ("969", &["GU", "MP", "FM", "MH", "PW"]),
];

impl Local {
    /// One postal code of the United States Postal Service.
    #[must_use]
    pub fn zip(code: &str) -> Self {
        let islands = ZIPS.iter().find(|(prefix, _)| code.starts_with(prefix));
        let countries = islands.map_or(&[] as &[&str], |(_, countries)| countries);
        let codes = || BTreeSet::from([code.to_owned()]);
        let all = ["US"].iter().chain(countries);
        let postal = all.map(|country| (Some((*country).to_owned()), codes())).collect();
        Self { postal, ..Self::default() }
    }

    /// One postal code of a country that is not said.
    #[must_use]
    pub fn postal_code(code: &str) -> Self {
        let postal = BTreeMap::from([(None, BTreeSet::from([code.to_owned()]))]);
        Self { postal, ..Self::default() }
    }

    /// One market.
    #[must_use]
    pub fn metro(code: u16) -> Self {
        Self { metros: BTreeSet::from([code]), ..Self::default() }
    }

    /// One circle.
    #[must_use]
    pub fn circle(circle: Circle) -> Self {
        Self { around: vec![circle], ..Self::default() }
    }

    /// Whether it is nowhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.postal.is_empty() && self.metros.is_empty() && self.around.is_empty()
    }

    /// How many things it names.
    #[must_use]
    pub fn size(&self) -> usize {
        let postal: usize = self.postal.values().map(|codes| 1 + codes.len()).sum();
        postal + self.metros.len() + self.around.len()
    }

    /// Adds another.
    pub fn add(&mut self, other: &Self) {
        for (country, codes) in &other.postal {
            self.postal.entry(country.clone()).or_default().extend(codes.iter().cloned());
        }
        self.metros.extend(&other.metros);
        for circle in &other.around {
            // Few: each is an element of its own, and most areas are one circle.
            if !self.around.contains(circle) {
                self.around.push(*circle);
            }
        }
    }

    /// What is in both, if that can be said: of postal codes by country, or of markets.
    #[must_use]
    pub fn and(&self, other: &Self) -> Option<Self> {
        let only_postal = |one: &Self| {
            one.metros.is_empty() && one.around.is_empty() && !one.postal.contains_key(&None)
        };
        if only_postal(self) && only_postal(other) {
            let mut postal = BTreeMap::new();
            for (country, codes) in &self.postal {
                let Some(others) = other.postal.get(country) else { continue };
                let both: BTreeSet<_> = codes.intersection(others).cloned().collect();
                if !both.is_empty() {
                    postal.insert(country.clone(), both);
                }
            }
            return Some(Self { postal, ..Self::default() });
        }
        let only_metros = |one: &Self| one.postal.is_empty() && one.around.is_empty();
        if only_metros(self) && only_metros(other) {
            let metros = self.metros.intersection(&other.metros).copied().collect();
            return Some(Self { metros, ..Self::default() });
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zips_of_islands_are_in_their_countries_too() {
        let countries =
            |code| Local::zip(code).postal.into_keys().flatten().collect::<Vec<_>>().join(" ");
        assert_eq!(countries("80202"), "US");
        assert_eq!(countries("00601"), "PR US");
        assert_eq!(countries("96910"), "FM GU MH MP PW US");
        assert_eq!(countries("96799"), "AS US");
    }

    #[test]
    fn what_is_in_both_is_said_of_one_kind() {
        let mut two = Local::zip("80202");
        two.add(&Local::zip("80203"));
        assert_eq!(two.and(&Local::zip("80203")), Some(Local::zip("80203")));
        assert!(two.and(&Local::zip("10001")).unwrap().is_empty());
        assert_eq!(Local::metro(751).and(&Local::metro(751)), Some(Local::metro(751)));
        assert_eq!(two.and(&Local::metro(751)), None);
    }
}
