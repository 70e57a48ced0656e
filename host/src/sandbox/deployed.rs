//! A function ready to be called: snapshotted, compiled, linked, type-checked.

use sha2::{Digest, Sha256};
use tidegate_pipeline::{Fault, FunctionKind};
use wasmtime::component::{ComponentNamedList, Instance, Lift, Lower};
use wasmtime::{Engine, Store};

use super::admit::{AdmitError, Admitted, admit, size};
use super::apart::Apart;
use super::decide::Decide;
use super::engine::Engines;
use super::limits::{CallLimits, Meter};
use super::{fault, kept, snapshot};

/// Why a function cannot be deployed.
#[derive(Debug, thiserror::Error)]
pub enum DeployError {
    /// The component is not taken.
    #[error(transparent)]
    Admit(#[from] AdmitError),
    /// It does not export the interface, or with other types.
    #[error("the component is no {kind} function: {why}")]
    WrongWorld {
        /// What was asked for.
        kind: FunctionKind,
        /// What is missing or differs.
        why: String,
    },
    /// It refused its configuration; these are its own words.
    #[error("the function refuses its configuration: {0}")]
    Refused(String),
    /// `configure` gave no answer.
    #[error("configuring the function failed: {0}")]
    Failed(Fault),
}

/// The state of a store: what its one call has taken.
pub(super) struct State {
    meter: Meter,
}

impl State {
    pub fn store(engine: &Engine, limits: &CallLimits) -> Store<Self> {
        let mut store = Store::new(engine, Self { meter: Meter::new(limits) });
        store.limiter(|state| &mut state.meter);
        store.set_epoch_deadline(limits.epochs());
        store.set_hostcall_fuel(limits.answer);
        store
    }

    pub const fn meter(&self) -> &Meter {
        &self.meter
    }
}

/// One WIT interface, as its bindings have it.
pub(super) trait Interface: Sized {
    const KIND: FunctionKind;
    /// The interface's name in the contract.
    const NAME: &'static str;
    /// What `decide` is handed.
    type Params<'a>: ComponentNamedList + Lower;
    /// What it answers.
    type Answer: Lift;
    fn configure(
        store: &mut Store<State>,
        instance: &Instance,
        config: &str,
    ) -> wasmtime::Result<Result<(), String>>;
}

/// Marks a kind of function, and says how the file's `bindings` reach it.
macro_rules! interface {
    ($(#[$doc:meta])* $kind:ident, $host:ident, $exported:ident, $name:literal,
     ($($param:ty),+) -> $answer:ty) => {
        $(#[$doc])*
        pub struct $kind;

        impl Interface for $kind {
            const KIND: FunctionKind = FunctionKind::$kind;
            const NAME: &'static str = $name;
            type Params<'a> = ($($param,)+);
            type Answer = $answer;

            fn configure(
                store: &mut Store<State>,
                instance: &Instance,
                config: &str,
            ) -> wasmtime::Result<Result<(), String>> {
                let bound = bindings::$host::new(&mut *store, instance)?;
                bound.$exported().call_configure(store, config)
            }
        }
    };
}
pub(super) use interface;

/// A function of the kind `I`, ready to be called.
#[allow(private_bounds, reason = "the interfaces are this module's own, and closed")]
pub struct Deployed<I: Interface> {
    decide: Decide<I>,
    engine: Engine,
    limits: CallLimits,
    digest: [u8; 32],
    snapshot: usize,
}

#[allow(private_bounds, reason = "the interfaces are this module's own, and closed")]
impl<I: Interface> Deployed<I> {
    /// Deploys a component with its configuration, a JSON document.
    ///
    /// # Errors
    /// See [`DeployError`]; nothing is left behind.
    pub async fn deploy(
        engines: &Engines,
        bytes: &[u8],
        config: &str,
        limits: CallLimits,
    ) -> Result<Self, DeployError> {
        size(bytes)?;
        let (serving, apart) = engines.serving(bytes);
        // What is compiled apart is remembered already.
        let kept = engines
            .compiled
            .as_ref()
            .filter(|_| apart.is_none())
            .map(|compiled| (compiled, compiled.name(serving, I::KIND, bytes, config)));
        let found = kept.as_ref().and_then(|(kept, name)| kept.find(serving, name));
        let (component, snapshot) = match found {
            Some(found) => {
                tracing::info!(function = %I::KIND, "compiled code is found on disk");
                (found.component.into(), found.snapshot)
            }
            None => {
                tracing::info!(function = %I::KIND, "compiling");
                let made = Self::compile(&engines.deploying, serving, apart, bytes, config).await?;
                if let Some((kept, name)) = &kept {
                    kept.keep(name, &made.0.component, made.1);
                }
                made
            }
        };
        let decide = Decide::find(serving, &component)?;
        let mut digest = Sha256::new();
        digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        digest.update(bytes);
        digest.update(config);
        Ok(Self {
            decide,
            engine: serving.clone(),
            limits,
            digest: digest.finalize().into(),
            snapshot,
        })
    }

    /// Checks, configures, snapshots and compiles; the size of the snapshot, too.
    async fn compile(
        deploying: &Engine,
        serving: &Engine,
        apart: Option<&Apart>,
        bytes: &[u8],
        config: &str,
    ) -> Result<(Admitted, usize), DeployError> {
        let configured = snapshot::configured::<I>(deploying, apart, bytes, config).await;
        if let Err(DeployError::Admit(AdmitError::Invalid(_))) = configured {
            // What is wrong with the component itself, or with its type, is the better reason.
            Decide::<I>::find(deploying, &admit(deploying, None, bytes)?)?;
        }
        let configured = configured?;
        let configured = kept::take_out(&configured).unwrap_or(configured);
        Ok((admit(serving, apart, &configured)?, configured.len()))
    }

    /// SHA-256 over the component's length (8 bytes, little-endian), the component
    /// and its configuration.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The size of the snapshot that calls start from, in bytes.
    pub const fn snapshot_size(&self) -> usize {
        self.snapshot
    }

    /// Makes a fresh sandbox and drops it: what a call costs before the function runs.
    ///
    /// # Errors
    /// When there is no room for one.
    pub fn instantiate(&self) -> Result<(), Fault> {
        self.fresh(|store| self.decide.instantiate(store).map(drop))
    }

    /// Calls the function in a fresh sandbox, and names what went wrong if it did.
    pub(super) fn call(&self, params: I::Params<'_>) -> Result<I::Answer, Fault> {
        self.fresh(|store| self.decide.call(store, params))
    }

    fn fresh<T>(
        &self,
        run: impl FnOnce(&mut Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T, Fault> {
        let mut store = State::store(&self.engine, &self.limits);
        let said = run(&mut store);
        let meter = store.data().meter();
        meter.tell();
        said.map_err(|error| fault::of(&error, meter))
    }
}

impl<I: Interface> std::fmt::Debug for Deployed<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Deployed")
            .field("kind", &I::KIND)
            .field("limits", &self.limits)
            .field("snapshot", &self.snapshot)
            .finish_non_exhaustive()
    }
}
