//! One function of a bundle.

use std::time::Duration;

use tidegate_pipeline::{FunctionKind, Reads};

/// A function with everything that it takes to deploy it.
#[derive(Clone, PartialEq, Eq)]
pub struct Function {
    /// Which of the four it is.
    pub kind: FunctionKind,
    /// The component, as it was built. Not looked into here.
    pub component: Vec<u8>,
    /// Its configuration, the JSON document that it gets.
    pub document: String,
    /// Its own cases, TOML, run as the self-test when it is deployed.
    pub cases: Option<String>,
    /// The facts it is handed, each with the purpose it rests on.
    pub reads: Reads,
    /// What one call may take.
    pub limits: Limits,
    /// What viewers get when it fails.
    pub on_failure: OnFailure,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Function")
            .field("kind", &self.kind)
            .field("component", &format_args!("{} bytes", self.component.len()))
            .field("document", &format_args!("{} bytes", self.document.len()))
            .field("cases", &self.cases.as_ref().map(String::len))
            .field("reads", &self.reads)
            .field("limits", &self.limits)
            .field("on_failure", &self.on_failure)
            .finish()
    }
}

/// What one call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long it may run, in whole milliseconds, 1 ms to 1 s.
    pub deadline: Duration,
    /// Linear memory, in bytes, whole MiB.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { deadline: Duration::from_millis(20), memory: 16 << 20 }
    }
}

impl Limits {
    /// The longest that a call may be allowed to run.
    pub const LONGEST_DEADLINE: Duration = Duration::from_secs(1);
}

/// What viewers get when the function fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnFailure {
    /// What the interface's safe bottom makes of the request; see `wit/`.
    #[default]
    Bottom,
    /// Status 503.
    Refuse,
}

impl OnFailure {
    /// Both ways.
    pub const ALL: [Self; 2] = [Self::Bottom, Self::Refuse];

    /// As it is written in `bundle.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bottom => "bottom",
            Self::Refuse => "refuse",
        }
    }

    /// The way of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}
