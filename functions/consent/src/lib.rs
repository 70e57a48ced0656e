//! Consent: TCF strings and Global Privacy Control in, grants out.
use tidegate_sdk::consent::{Basis, Consent, Decision, Regime};
use tidegate_sdk::types::{Facts, Grants, Purposes, SpecialFeatures};

/// The policy.
#[derive(Debug)]
pub struct Policy;

impl Consent for Policy {
    fn configure(_document: &str) -> Result<Self, String> {
        Ok(Self)
    }
    fn decide(&self, _facts: &Facts) -> Decision {
        Decision {
            grants: Grants { purposes: Purposes::empty(), special_features: SpecialFeatures::empty() },
            regime: Regime::OptIn,
            basis: Basis::RegimeDefault,
            valid_for: 0,
        }
    }
}

#[cfg(feature = "component")]
tidegate_sdk::export!(consent: Policy);
