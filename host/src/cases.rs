//! Cases of functions, run in the sandbox that serves viewers.

use std::borrow::Cow;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use tidegate_bundle::Function;
use tidegate_bundle::caps::LARGEST_COMPONENT;
use tidegate_cases::{Deployment, Factory, Ran, Runner, Undeployed, View, ask};
use tidegate_pipeline::{Fault, FunctionKind};
use tokio::runtime::Handle;

use crate::dev::config::FUNCTIONS;
use crate::sandbox::{CallLimits, Calls, DeployError, Engines, FunctionSet, memory_of_last_call};

/// Makes functions ready as a node does, but patient: what takes too long is for the
/// case to say.
#[derive(Debug)]
pub struct Sandboxes<'a> {
    /// Where they are deployed.
    pub engines: &'a Engines,
    /// What waits for that.
    pub runtime: Handle,
    /// The function to ask, whatever a case names; else those of files, and the project's own.
    pub own: Option<&'a Function>,
}

/// A function in its sandbox.
#[derive(Debug)]
pub struct Sandboxed {
    kind: FunctionKind,
    functions: FunctionSet,
}

/// How long a call may take before it is a fault.
const DEADLINE: Duration = Duration::from_secs(1);

impl Sandboxes<'_> {
    fn component(&self, kind: FunctionKind, file: Option<&Path>) -> Result<Cow<'_, [u8]>, String> {
        if let Some(own) = self.own {
            return Ok(own.component.as_slice().into());
        }
        let Some(file) = file else {
            let found = FUNCTIONS.iter().find(|(of, ..)| *of == kind);
            return found
                .map(|(_, bytes, _)| (*bytes).into())
                .ok_or_else(|| format!("there is no {kind} function"));
        };
        tidegate_bundle::config::document::read_capped(file, LARGEST_COMPONENT)
            .map(Cow::from)
            .map_err(|error| format!("{}: {error}", file.display()))
    }
}

impl Factory for Sandboxes<'_> {
    type Runner = Sandboxed;

    fn configure(&self, deployment: &Deployment<'_>) -> Result<Sandboxed, Undeployed> {
        let kind = deployment.kind;
        let component = self.component(kind, deployment.component).map_err(Undeployed::Failed)?;
        let asked = deployment.memory_kib.and_then(|kib| usize::try_from(kib).ok());
        let least = asked.unwrap_or_default().saturating_mul(1 << 10).saturating_mul(2);
        let default = CallLimits::default();
        let memory = least.clamp(default.memory, CallLimits::MOST_MEMORY);
        let limits = match self.own {
            Some(own) => CallLimits::from(own.limits),
            None => CallLimits { deadline: DEADLINE, memory, ..default },
        };
        let mut functions = FunctionSet::default();
        self.runtime
            .block_on(functions.deploy(self.engines, kind, &component, deployment.config, limits))
            .map_err(|error| match error {
                DeployError::Refused(words) => Undeployed::Refused(words),
                error => Undeployed::Failed(error.to_string()),
            })?;
        Ok(Sandboxed { kind, functions })
    }
}

impl Sandboxed {
    /// The function of a kind among these.
    #[must_use]
    pub const fn new(kind: FunctionKind, functions: FunctionSet) -> Self {
        Self { kind, functions }
    }

    /// Makes a sandbox and drops it.
    ///
    /// # Errors
    /// When there is no room for one.
    pub fn instantiate(&self) -> Result<(), Fault> {
        self.functions.instantiate(self.kind)
    }
}

impl Runner for Sandboxed {
    fn decide(&self, view: &View) -> Ran {
        let mut calls = Calls::new(&self.functions);
        let said = ask(&mut calls, self.kind, view);
        let took = calls.took().iter().map(|(_, took)| *took).sum();
        Ran { said, took, memory: u64::try_from(memory_of_last_call()).ok() }
    }
}

/// `tidegate test`: runs cases in the sandbox.
///
/// # Errors
/// When the sandbox does not start.
pub async fn test(args: &tidegate_cases::cli::Args) -> anyhow::Result<ExitCode> {
    let engines = Engines::for_work(64)?;
    let runtime = Handle::current();
    let sandboxes = Sandboxes { engines: &engines, runtime, own: None };
    Ok(tokio::task::block_in_place(|| tidegate_cases::cli::run(args, &sandboxes)))
}
