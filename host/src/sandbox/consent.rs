//! The `consent` interface.

use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::consent as contract;
use tidegate_sdk::types::Facts;
use wasmtime::Store;
use wasmtime::component::{Instance, InstancePre};

use super::bindings::consent as bindings;
use super::bindings::consent::exports::tidegate::edge::consent as wit;
use super::deployed::{Deployed, Interface, State};
use super::wire;

/// Marks a consent function.
pub struct Consent;

impl Interface for Consent {
    const KIND: FunctionKind = FunctionKind::Consent;
    type Pre = bindings::ConsentHostPre<State>;

    fn check(linked: InstancePre<State>) -> wasmtime::Result<Self::Pre> {
        bindings::ConsentHostPre::new(linked)
    }

    fn instantiate(pre: &Self::Pre, store: &mut Store<State>) -> wasmtime::Result<()> {
        pre.instantiate(store).map(drop)
    }

    fn configure(
        store: &mut Store<State>,
        instance: &Instance,
        config: &str,
    ) -> wasmtime::Result<Result<(), String>> {
        let bound = bindings::ConsentHost::new(&mut *store, instance)?;
        bound.tidegate_edge_consent().call_configure(store, config)
    }
}

impl Deployed<Consent> {
    /// Decides for one viewer, in a fresh sandbox.
    ///
    /// # Errors
    /// A [`Fault`] stands for the interface's safe bottom.
    pub fn decide(&self, view: &Facts) -> Result<contract::Decision, Fault> {
        let view = wire::facts(view);
        let said = self.call(|pre, store| {
            let instance = pre.instantiate(&mut *store)?;
            instance.tidegate_edge_consent().call_decide(store, &view)
        })?;
        Ok(contract::Decision {
            grants: tidegate_sdk::types::Grants {
                purposes: wire::purposes(said.grants.purposes),
                special_features: wire::special_features(said.grants.special_features),
            },
            regime: match said.regime {
                wit::Regime::OptIn => contract::Regime::OptIn,
                wit::Regime::OptOut => contract::Regime::OptOut,
            },
            basis: match said.basis {
                wit::Basis::RegimeDefault => contract::Basis::RegimeDefault,
                wit::Basis::TcString => contract::Basis::TcString,
                wit::Basis::Gpc => contract::Basis::Gpc,
                wit::Basis::TcStringAndGpc => contract::Basis::TcStringAndGpc,
                wit::Basis::InvalidTcString => contract::Basis::InvalidTcString,
            },
            valid_for: said.valid_for,
        })
    }
}
