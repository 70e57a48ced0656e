//! What decides on a node: functions and what they read, deployed and swapped as one.

use tidegate_bundle::{Function, OnFailure};
use tidegate_pipeline::{Declarations, FunctionKind};

use crate::bundles::Identity;
use crate::sandbox::{CallLimits, DeployError, Engines, FunctionSet};

/// A function that cannot be deployed.
#[derive(Debug, thiserror::Error)]
#[error("`functions.{kind}`: {why}")]
pub struct NotDeployed {
    /// Which.
    pub kind: FunctionKind,
    /// Why not.
    pub why: DeployError,
}

/// Functions, ready to be called, and what they read. A request is decided by one of
/// these from beginning to end.
#[derive(Debug, Default)]
pub struct Running {
    /// The functions, ready to be called.
    pub functions: FunctionSet,
    /// What they read.
    pub declarations: Declarations,
    /// Where the power model of the carbon-cap function is from, if it says so.
    pub power_model: Option<String>,
    /// The bundle that they are of, if they are of one.
    pub bundle: Option<Identity>,
    /// The functions without whose answer viewers get none.
    pub refusing: Vec<FunctionKind>,
}

impl Running {
    /// Deploys functions. `progress` hears of each step.
    ///
    /// # Errors
    /// The first function that cannot be deployed; nothing is left of the others.
    pub async fn deploy(
        engines: &Engines,
        functions: Vec<Function>,
        mut progress: impl FnMut(&str),
    ) -> Result<Self, NotDeployed> {
        let mut running = Self { declarations: declarations(&functions), ..Self::default() };
        for function in functions {
            let kind = function.kind;
            progress(&format!("deploying {kind}"));
            if kind == FunctionKind::CarbonCap {
                running.power_model = source_of_model(&function.document);
            }
            if function.on_failure == OnFailure::Refuse {
                running.refusing.push(kind);
            }
            let Function { component, document, limits, .. } = function;
            let limits = CallLimits::from(limits);
            running
                .functions
                .deploy(engines, kind, &component, &document, limits)
                .await
                .map_err(|why| NotDeployed { kind, why })?;
        }
        Ok(running)
    }
}

/// What functions read.
#[must_use]
pub fn declarations(functions: &[Function]) -> Declarations {
    let mut declarations = Declarations::default();
    for function in functions {
        declarations.of_mut(function.kind).clone_from(&function.reads);
    }
    declarations
}

/// `power.source` of a document, which other functions than the project's own may
/// not have.
fn source_of_model(document: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Document {
        power: Option<Power>,
    }
    #[derive(serde::Deserialize)]
    struct Power {
        source: String,
    }
    serde_json::from_str::<Document>(document).ok()?.power.map(|power| power.source)
}
