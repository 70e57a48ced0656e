//! Who runs a function.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tidegate_pipeline::decide::{checked_cap, checked_verdict};
use tidegate_pipeline::rewrite::counted;
use tidegate_pipeline::{Fault, FunctionKind, Functions};
use tidegate_sdk::manifest_rewriting::{Manifest, packed};
use tidegate_sdk::types::{Facts, Grants, Limits};

/// What one call is handed.
#[derive(Clone, Debug)]
pub struct View {
    /// The facts, as the function sees them.
    pub facts: Facts,
    /// What the viewer allows; for manifest-rewriting.
    pub grants: Grants,
    /// Those of the functions before; for manifest-rewriting.
    pub limits: Limits,
    /// For manifest-rewriting, and there always.
    pub manifest: Option<Arc<packed::Manifest>>,
}

/// What came of one call.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The answer in its JSON form, checked as a node checks it ([`ask`]), or why there is none.
    pub said: Result<Value, Fault>,
    /// How long the call took, with its instance and without what is told about it.
    pub took: Duration,
    /// Bytes of memory that the instance had in the end. Absent if that is not known.
    pub memory: Option<u64>,
}

/// A configured function. Calls come from several threads at once, and none leaves
/// anything behind for another.
pub trait Runner: Send + Sync {
    /// Calls it once.
    fn decide(&self, view: &View) -> Ran;
}

/// What to deploy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deployment<'a> {
    /// What it is asked as.
    pub kind: FunctionKind,
    /// The component's file; without one, what the factory has for the kind.
    pub component: Option<&'a Path>,
    /// Its configuration, a JSON document.
    pub config: &'a str,
    /// The most memory, in KiB, that a case lets a call take: a sandbox should let it take
    /// that at least, so that more is told by the case and not as a fault.
    pub memory_kib: Option<u64>,
}

/// Why a function is not there to be called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undeployed {
    /// `configure` refused the document; these are its own words.
    #[error("{0}")]
    Refused(String),
    /// Anything else: no component, not of the kind, `configure` failed.
    #[error("{0}")]
    Failed(String),
}

/// Deploys functions: the node in sandboxes, tests natively.
pub trait Factory: Sync {
    /// What it makes.
    type Runner: Runner;

    /// Configures a function, once for all cases that it is the same for. Called from
    /// several threads at once, none of them a runtime's.
    ///
    /// # Errors
    /// See [`Undeployed`].
    fn configure(&self, deployment: &Deployment<'_>) -> Result<Self::Runner, Undeployed>;
}

/// Asks the function of a kind, checks the answer as the node does in service, and gives
/// its JSON form.
///
/// # Errors
/// The function's fault, or [`Fault::Invalid`].
pub fn ask(
    functions: &mut impl Functions,
    kind: FunctionKind,
    view: &View,
) -> Result<Value, Fault> {
    let facts = &view.facts;
    let said = match kind {
        FunctionKind::Consent => serde_json::to_value(functions.consent(facts)?),
        FunctionKind::GeoLicensing => {
            serde_json::to_value(functions.geo_licensing(facts).and_then(checked_verdict)?)
        }
        FunctionKind::CarbonCap => {
            serde_json::to_value(functions.carbon_cap(facts).and_then(checked_cap)?)
        }
        FunctionKind::ManifestRewriting => {
            let manifest = view
                .manifest
                .as_deref()
                .ok_or_else(|| Fault::Invalid("there is no manifest to ask about".to_owned()))?;
            let manifest = Manifest::unpack(manifest);
            let said = functions.manifest_rewriting(facts, &view.grants, &view.limits, &manifest);
            serde_json::to_value(said.and_then(counted)?)
        }
    };
    said.map_err(|error| Fault::Invalid(error.to_string()))
}
