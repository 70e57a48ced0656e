//! The `consent` interface.

use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::consent as contract;
use tidegate_sdk::types::Facts;
use wasmtime::Store;
use wasmtime::component::Instance;

use super::bindings::consent::exports::tidegate::edge::consent as wit;
use super::bindings::{consent as bindings, vocabulary};
use super::deployed::{Deployed, Interface, State, interface};
use super::wire;

interface!(
    /// Marks a consent function.
    Consent,
    ConsentHost,
    tidegate_edge_consent,
    "tidegate:edge/consent@0.1.0",
    (&'a vocabulary::Facts) -> wit::Decision
);

impl Deployed<Consent> {
    /// Decides for one viewer, in a fresh sandbox.
    ///
    /// # Errors
    /// A [`Fault`] stands for the interface's safe bottom.
    pub fn decide(&self, view: &Facts) -> Result<contract::Decision, Fault> {
        let view = wire::facts(view);
        let said = self.call((&view,))?;
        Ok(contract::Decision {
            grants: tidegate_sdk::types::Grants {
                purposes: wire::purposes(said.grants.purposes),
                special_features: wire::special_features(said.grants.special_features),
            },
            regime: match said.regime {
                wit::Regime::OptIn => contract::Regime::OptIn,
                wit::Regime::OptOut => contract::Regime::OptOut,
                wit::Regime::Notice => contract::Regime::Notice,
            },
            used: signals(said.used),
            refused: signals(said.refused),
            valid_for: said.valid_for,
        })
    }
}

wire::flags!(signals, wit::Signals, contract::Signals, TC_STRING GPP_STRING GPC PREFERENCE);
