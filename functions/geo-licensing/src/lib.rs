//! Geo-licensing: rights by asset, place, time and network.
use tidegate_sdk::geo_licensing::{Denial, DenialReason, GeoLicensing, Verdict};
use tidegate_sdk::types::Facts;

/// The policy.
#[derive(Debug)]
pub struct Policy;

impl GeoLicensing for Policy {
    fn configure(_document: &str) -> Result<Self, String> {
        Ok(Self)
    }
    fn decide(&self, _facts: &Facts) -> Verdict {
        Verdict::Deny(Denial { reason: DenialReason::AssetNotLicensed, rule: None, valid_for: 0 })
    }
}

#[cfg(feature = "component")]
tidegate_sdk::export!(geo-licensing: Policy);
