//! The `geo-licensing` interface.

use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::geo_licensing as contract;
use tidegate_sdk::types::Facts;
use wasmtime::Store;
use wasmtime::component::Instance;

use super::bindings::geo_licensing::exports::tidegate::edge::geo_licensing as wit;
use super::bindings::{geo_licensing as bindings, vocabulary};
use super::deployed::{Deployed, Interface, State, interface};
use super::wire;

interface!(
    /// Marks a geo-licensing function.
    GeoLicensing,
    GeoLicensingHost,
    tidegate_edge_geo_licensing,
    "tidegate:edge/geo-licensing@0.1.0",
    (&'a vocabulary::Facts) -> wit::Verdict
);

impl Deployed<GeoLicensing> {
    /// Decides for one viewer, in a fresh sandbox.
    ///
    /// # Errors
    /// A [`Fault`] stands for the interface's safe bottom.
    pub fn decide(&self, view: &Facts) -> Result<contract::Verdict, Fault> {
        let view = wire::facts(view);
        let said = self.call((&view,))?;
        Ok(match said {
            wit::Verdict::Allow(allowance) => contract::Verdict::Allow(contract::Allowance {
                limits: wire::limits_out(allowance.limits),
                rule: allowance.rule,
                version: allowance.version,
                valid_for: allowance.valid_for,
            }),
            wit::Verdict::Deny(denial) => contract::Verdict::Deny(contract::Denial {
                reason: reason(denial.reason),
                rule: denial.rule,
                version: denial.version,
                valid_for: denial.valid_for,
            }),
            wit::Verdict::Replace(replacement) => {
                contract::Verdict::Replace(contract::Replacement {
                    slate: replacement.slate,
                    reason: reason(replacement.reason),
                    rule: replacement.rule,
                    version: replacement.version,
                    valid_for: replacement.valid_for,
                })
            }
        })
    }
}

const fn reason(reason: wit::DenialReason) -> contract::DenialReason {
    match reason {
        wit::DenialReason::AssetNotLicensed => contract::DenialReason::AssetNotLicensed,
        wit::DenialReason::Territory => contract::DenialReason::Territory,
        wit::DenialReason::NotYetAvailable => contract::DenialReason::NotYetAvailable,
        wit::DenialReason::NoLongerAvailable => contract::DenialReason::NoLongerAvailable,
        wit::DenialReason::Network => contract::DenialReason::Network,
        wit::DenialReason::PlaceUnknown => contract::DenialReason::PlaceUnknown,
        wit::DenialReason::Blackout => contract::DenialReason::Blackout,
        wit::DenialReason::Device => contract::DenialReason::Device,
        wit::DenialReason::Plan => contract::DenialReason::Plan,
    }
}
