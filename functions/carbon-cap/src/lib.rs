//! Carbon caps: bands over the grid's intensity.
use tidegate_sdk::carbon_cap::{CarbonCap, Decision, NoCap, Outcome};
use tidegate_sdk::types::Facts;

/// The policy.
#[derive(Debug)]
pub struct Policy;

impl CarbonCap for Policy {
    fn configure(_document: &str) -> Result<Self, String> {
        Ok(Self)
    }
    fn decide(&self, _facts: &Facts) -> Decision {
        Decision { outcome: Outcome::Uncapped(NoCap::NoData), valid_for: 0 }
    }
}

#[cfg(feature = "component")]
tidegate_sdk::export!(carbon-cap: Policy);
