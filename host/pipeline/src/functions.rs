//! Who runs the four functions, and how a call can fail.

use tidegate_sdk::manifest_rewriting::Manifest;
use tidegate_sdk::types::{Facts, Grants, Limits};
use tidegate_sdk::{carbon_cap, consent, geo_licensing, manifest_rewriting};

/// The kinds of function, in the order in which they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FunctionKind {
    /// Signals in, grants out.
    Consent,
    /// Place and time in, verdict and limits out.
    GeoLicensing,
    /// Grid intensity in, limits out.
    CarbonCap,
    /// Tracks in, edits out.
    ManifestRewriting,
}

impl FunctionKind {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 4] =
        [Self::Consent, Self::GeoLicensing, Self::CarbonCap, Self::ManifestRewriting];

    /// The name of its interface in `wit/`, e.g. `geo-licensing`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::GeoLicensing => "geo-licensing",
            Self::CarbonCap => "carbon-cap",
            Self::ManifestRewriting => "manifest-rewriting",
        }
    }
}

impl std::fmt::Display for FunctionKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a call gave no answer. Each interface has a safe bottom for all of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No such function is deployed.
    #[error("no such function is deployed")]
    Missing,
    /// It ran longer than its deadline.
    #[error("it ran past its deadline")]
    Deadline,
    /// It asked for more memory, tables or instances than it may have.
    #[error("it went over its memory limit")]
    Memory,
    /// Its answer is larger than the host accepts.
    #[error("its answer is too large")]
    AnswerSize,
    /// It trapped: a panic, an exhausted stack, an invalid instruction.
    #[error("it trapped")]
    Trap,
    /// It answered something the contract does not allow.
    #[error("its answer is invalid: {0}")]
    Invalid(String),
    /// The host could not give it a sandbox.
    #[error("no sandbox is free")]
    Busy,
}

impl Fault {
    /// A short name for headers, logs and metrics.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Deadline => "deadline",
            Self::Memory => "memory",
            Self::AnswerSize => "answer-size",
            Self::Trap => "trap",
            Self::Invalid(_) => "invalid",
            Self::Busy => "busy",
        }
    }
}

/// Runs the functions: the node in sandboxes, the Spin gateway by composition,
/// tests natively. Each call gets a redacted view, never the facts themselves.
pub trait Functions {
    /// Asks the consent function.
    ///
    /// # Errors
    /// A [`Fault`] stands for the interface's safe bottom.
    fn consent(&mut self, view: &Facts) -> Result<consent::Decision, Fault>;

    /// Asks the geo-licensing function.
    ///
    /// # Errors
    /// A [`Fault`] stands for the interface's safe bottom.
    fn geo_licensing(&mut self, view: &Facts) -> Result<geo_licensing::Verdict, Fault>;

    /// Asks the carbon-cap function.
    ///
    /// # Errors
    /// A [`Fault`] stands for the interface's safe bottom.
    fn carbon_cap(&mut self, view: &Facts) -> Result<carbon_cap::Decision, Fault>;

    /// Asks the manifest-rewriting function.
    ///
    /// # Errors
    /// A [`Fault`] stands for the interface's safe bottom.
    fn manifest_rewriting(
        &mut self,
        view: &Facts,
        grants: &Grants,
        limits: &Limits,
        manifest: &Manifest<'_>,
    ) -> Result<manifest_rewriting::Decision, Fault>;
}
