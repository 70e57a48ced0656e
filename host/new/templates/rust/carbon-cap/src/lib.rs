//! {{name}}: fewer lines while the viewer's grid is dirty.

use tidegate_sdk::carbon_cap::{Cap, CarbonCap, Decision, NoCap, Outcome};
use tidegate_sdk::config;
use tidegate_sdk::types::{Facts, Limits};

/// The configured function: the fields are the keys of config.toml.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Policy {
    /// gCO2e/kWh that the grid may have without a cap.
    above: u16,
    /// Lines of the picture while it has more.
    max_height: u32,
}

impl CarbonCap for Policy {
    fn configure(document: &str) -> Result<Self, String> {
        config::parse(document)
    }

    fn decide(&self, facts: &Facts) -> Decision {
        let outcome = match self.newest(facts) {
            Err(none) => Outcome::Uncapped(none),
            Ok(intensity) if intensity <= self.above => Outcome::Uncapped(NoCap::BelowThreshold),
            Ok(intensity) => Outcome::Capped(Cap {
                limits: Limits { max_height: Some(self.max_height), ..Limits::NONE },
                band: "dirty".to_owned(),
                intensity,
                saving: None,
            }),
        };
        Decision { outcome, valid_for: 300 }
    }
}

impl Policy {
    /// The newest figure, in gCO2e/kWh, if it may be acted on.
    fn newest(&self, facts: &Facts) -> Result<u16, NoCap> {
        if facts.carbon_opt_out == Some(true) {
            return Err(NoCap::OptedOut);
        }
        let intensity = facts.intensity.as_ref().ok_or(NoCap::NoData)?;
        if facts.now.is_none_or(|now| now >= intensity.expires) {
            return Err(NoCap::StaleData);
        }
        intensity.samples.last().copied().ok_or(NoCap::NoData)
    }
}

tidegate_sdk::export!(carbon-cap: Policy);

#[cfg(test)]
mod tests {
    use tidegate_sdk::types::Intensity;

    use super::*;

    #[test]
    fn only_a_dirty_grid_is_capped() {
        let policy = Policy::configure(r#"{ "above": 300, "max-height": 720 }"#).unwrap();
        let capped = |sample: u16| {
            let intensity = Some(Intensity::average(vec![sample], 1800, 0, 100));
            let facts = Facts { now: Some(50), intensity, ..Facts::NOTHING };
            matches!(policy.decide(&facts).outcome, Outcome::Capped(_))
        };
        assert!(capped(301));
        assert!(!capped(300));
    }
}
