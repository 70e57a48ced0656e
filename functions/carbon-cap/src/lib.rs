//! Carbon caps: how far resolution and dynamic range are held back while the
//! grid that serves the viewer is dirty.
//!
//! - `config`: the operator's document, checked
//! - `bands`: which band applies, by replaying the intensity series
//! - `validity`: how long an answer holds
//!
//! A viewer who opted out is asked nothing further; then come the configured
//! exemptions, missing data, data too old to act on, and last the bands.

mod bands;
mod config;
mod validity;

use tidegate_sdk::carbon_cap::{Cap, CarbonCap, Decision, NoCap, Outcome};
use tidegate_sdk::types::{Facts, Limits};

use bands::Ladder;
use config::Exempt;

/// The policy: bands with hysteresis over grid intensity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    ladder: Ladder,
    exempt: Exempt,
    /// The longest an answer may hold, in seconds, at least 1.
    valid_for: u32,
}

impl CarbonCap for Policy {
    /// Reads the configuration document (`schema.json`, example in `demo.toml`).
    ///
    /// # Errors
    /// One line that names the path in the document, what was found and what
    /// would be accepted.
    fn configure(document: &str) -> Result<Self, String> {
        config::read(document)
    }

    /// Decides for one viewer. Never panics, whatever the facts.
    fn decide(&self, facts: &Facts) -> Decision {
        let uncapped =
            |reason| Decision { outcome: Outcome::Uncapped(reason), valid_for: self.valid_for };
        if facts.carbon_opt_out == Some(true) {
            return uncapped(NoCap::OptedOut);
        }
        if self.exempt.covers(facts.presentation, facts.device) {
            return uncapped(NoCap::Exempt);
        }
        let Some((intensity, newest)) = facts
            .intensity
            .as_ref()
            .and_then(|intensity| Some((intensity, *intensity.samples.last()?)))
        else {
            return uncapped(NoCap::NoData);
        };
        // Without the time nobody can say that the sample is fresh.
        let Some(valid_for) =
            facts.now.and_then(|now| validity::of(intensity, now, self.valid_for))
        else {
            return uncapped(NoCap::StaleData);
        };
        let outcome = match self.ladder.replay(&intensity.samples) {
            None => Outcome::Uncapped(NoCap::BelowThreshold),
            Some(band) => Outcome::Capped(Cap {
                limits: Limits {
                    max_height: band.max_height,
                    ranges: band.ranges,
                    // A track that does not state its height may well be the
                    // only one: no cap is worth a black screen.
                    strict: false,
                    ..Limits::NONE
                },
                band: band.name.clone(),
                intensity: newest,
                saving: None,
            }),
        };
        Decision { outcome, valid_for }
    }
}

#[cfg(feature = "component")]
tidegate_sdk::export!(carbon-cap: Policy);
