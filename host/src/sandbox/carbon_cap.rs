//! The `carbon-cap` interface.

use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::carbon_cap as contract;
use tidegate_sdk::types::Facts;
use wasmtime::Store;
use wasmtime::component::Instance;

use super::bindings::carbon_cap::exports::tidegate::edge::carbon_cap as wit;
use super::bindings::{carbon_cap as bindings, vocabulary};
use super::deployed::{Deployed, Interface, State, interface};
use super::wire;

interface!(
    /// Marks a carbon-cap function.
    CarbonCap,
    CarbonCapHost,
    tidegate_edge_carbon_cap,
    "tidegate:edge/carbon-cap@0.1.0",
    (&'a vocabulary::Facts) -> wit::Decision
);

impl Deployed<CarbonCap> {
    /// Decides for one viewer, in a fresh sandbox.
    ///
    /// # Errors
    /// A [`Fault`] stands for the interface's safe bottom.
    pub fn decide(&self, view: &Facts) -> Result<contract::Decision, Fault> {
        let view = wire::facts(view);
        let said = self.call((&view,))?;
        Ok(contract::Decision {
            outcome: match said.outcome {
                wit::Outcome::Uncapped(why) => contract::Outcome::Uncapped(match why {
                    wit::NoCap::BelowThreshold => contract::NoCap::BelowThreshold,
                    wit::NoCap::OptedOut => contract::NoCap::OptedOut,
                    wit::NoCap::NoData => contract::NoCap::NoData,
                    wit::NoCap::StaleData => contract::NoCap::StaleData,
                    wit::NoCap::Exempt => contract::NoCap::Exempt,
                    wit::NoCap::NotSelected => contract::NoCap::NotSelected,
                }),
                wit::Outcome::Capped(cap) => contract::Outcome::Capped(contract::Cap {
                    limits: wire::limits_out(cap.limits),
                    band: cap.band,
                    intensity: cap.intensity,
                    saving: cap.saving.map(|saving| contract::Saving {
                        low: saving.low,
                        high: saving.high,
                        inside_noise: saving.inside_noise,
                    }),
                }),
            },
            valid_for: said.valid_for,
        })
    }
}
