//! Which facts a function declares, and for which purpose.

use std::collections::BTreeMap;
use std::str::FromStr;

use tidegate_facts::FactKind;
use tidegate_sdk::types::{Grants, Purposes, SpecialFeatures};

/// What a read rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Needed to give the viewer what they asked for; no consent is needed.
    Necessary,
    /// A purpose of the IAB TCF, 1 to 11.
    Purpose(u8),
    /// A special feature of the IAB TCF, 1 or 2.
    SpecialFeature(u8),
}

/// A basis that cannot be read, or that is too weak for the fact.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BasisError {
    /// Not a basis.
    #[error(
        "found \"{0}\", expected \"necessary\", \"purpose-1\" to \"purpose-11\", \
         \"special-feature-1\" or \"special-feature-2\""
    )]
    Unknown(String),
    /// The fact is the viewer's own preference: it takes consent to use it.
    #[error("`{0}` says how a person watches: it takes a purpose, e.g. \"purpose-6\"")]
    NeedsPurpose(FactKind),
    /// The fact is precise location (TCF special feature 1).
    #[error("`{0}` is a precise place: it takes \"special-feature-1\"")]
    NeedsLocation(FactKind),
}

impl Basis {
    /// Whether the grants cover it.
    #[must_use]
    pub fn granted(self, grants: &Grants) -> bool {
        match self {
            Self::Necessary => true,
            Self::Purpose(number) => Purposes::all()
                .iter()
                .nth(usize::from(number).wrapping_sub(1))
                .is_some_and(|purpose| grants.purposes.contains(purpose)),
            Self::SpecialFeature(number) => SpecialFeatures::all()
                .iter()
                .nth(usize::from(number).wrapping_sub(1))
                .is_some_and(|feature| grants.special_features.contains(feature)),
        }
    }
}

impl FromStr for Basis {
    type Err = BasisError;

    fn from_str(text: &str) -> Result<Self, BasisError> {
        let unknown = || BasisError::Unknown(text.to_owned());
        if text == "necessary" {
            return Ok(Self::Necessary);
        }
        let (make, digits, most): (fn(u8) -> Self, &str, u8) =
            if let Some(digits) = text.strip_prefix("purpose-") {
                (Self::Purpose, digits, 11)
            } else if let Some(digits) = text.strip_prefix("special-feature-") {
                (Self::SpecialFeature, digits, 2)
            } else {
                return Err(unknown());
            };
        let number: u8 = digits.parse().map_err(|_| unknown())?;
        if number == 0 || number > most || digits.starts_with(['0', '+']) {
            return Err(unknown());
        }
        Ok(make(number))
    }
}

impl std::fmt::Display for Basis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Necessary => f.write_str("necessary"),
            Self::Purpose(number) => write!(f, "purpose-{number}"),
            Self::SpecialFeature(number) => write!(f, "special-feature-{number}"),
        }
    }
}

/// The facts a function reads, each with its basis. What is not in here is
/// never handed to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads(BTreeMap<FactKind, Basis>);

impl Reads {
    /// Declares one read.
    ///
    /// # Errors
    /// When the fact may not be read on that basis.
    pub fn declare(&mut self, fact: FactKind, basis: Basis) -> Result<(), BasisError> {
        match fact {
            FactKind::Accessibility | FactKind::Preferences
                if !matches!(basis, Basis::Purpose(_)) =>
            {
                return Err(BasisError::NeedsPurpose(fact));
            }
            FactKind::Location if basis != Basis::SpecialFeature(1) => {
                return Err(BasisError::NeedsLocation(fact));
            }
            _ => {}
        }
        self.0.insert(fact, basis);
        Ok(())
    }

    /// The basis on which the fact is read, if it is declared.
    #[must_use]
    pub fn basis(&self, fact: FactKind) -> Option<Basis> {
        self.0.get(&fact).copied()
    }

    /// The declared facts.
    pub fn facts(&self) -> impl Iterator<Item = FactKind> + '_ {
        self.0.keys().copied()
    }
}

impl Extend<(FactKind, Basis)> for Reads {
    fn extend<I: IntoIterator<Item = (FactKind, Basis)>>(&mut self, reads: I) {
        self.0.extend(reads);
    }
}

impl FromIterator<(FactKind, Basis)> for Reads {
    fn from_iter<I: IntoIterator<Item = (FactKind, Basis)>>(reads: I) -> Self {
        Self(reads.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basis_is_granted_by_its_own_purpose_only() {
        let grants = Grants {
            purposes: Purposes::PERSONALISED_CONTENT,
            special_features: SpecialFeatures::empty(),
        };
        assert!(Basis::Purpose(6).granted(&grants));
        for other in [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 0, 12] {
            assert!(!Basis::Purpose(other).granted(&grants), "purpose {other}");
        }
        assert!(!Basis::SpecialFeature(1).granted(&grants));
        assert!(Basis::Necessary.granted(&grants));
    }

    #[test]
    fn bases_read_back_as_they_are_written() {
        for text in ["necessary", "purpose-1", "purpose-11", "special-feature-2"] {
            assert_eq!(text.parse::<Basis>().unwrap().to_string(), text);
        }
        for text in ["", "purpose-0", "purpose-12", "purpose-06", "special-feature-3", "consent"] {
            assert!(text.parse::<Basis>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_personal_preference_takes_a_purpose() {
        let mut reads = Reads::default();
        assert!(reads.declare(FactKind::Accessibility, Basis::Necessary).is_err());
        assert!(reads.declare(FactKind::Accessibility, Basis::Purpose(6)).is_ok());
        assert!(reads.declare(FactKind::Preferences, Basis::SpecialFeature(1)).is_err());
    }

    #[test]
    fn a_precise_place_takes_its_special_feature() {
        let mut reads = Reads::default();
        for basis in [Basis::Necessary, Basis::Purpose(1), Basis::SpecialFeature(2)] {
            assert!(reads.declare(FactKind::Location, basis).is_err());
        }
        assert!(reads.declare(FactKind::Location, Basis::SpecialFeature(1)).is_ok());
    }
}
