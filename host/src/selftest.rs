//! The cases that a bundle brings along, run before it is let run. How long calls take says
//! something of the node's load then, and is not asked; a rollout compares that.

use std::num::NonZero;
use std::sync::atomic::AtomicUsize;

use tidegate_bundle::Function;
use tidegate_cases::outcome::Failing;
use tidegate_cases::{CaseFile, Options};
use tokio::runtime::Handle;

use crate::cases::Sandboxes;
use crate::sandbox::Engines;

/// How many failing cases are told.
const TOLD: usize = 3;

/// Runs the cases of all functions, each with its own component and configuration.
///
/// # Errors
/// The cases that fail, or what is wrong with them.
pub fn run(engines: &Engines, runtime: &Handle, functions: &[Function]) -> Result<(), String> {
    let mut failing = Vec::new();
    for function in functions {
        let Some(cases) = &function.cases else { continue };
        let kind = function.kind;
        let file = CaseFile::carried(kind, cases).map_err(|error| error.to_string())?;
        let sandboxes = Sandboxes { engines, runtime: runtime.clone(), own: Some(function) };
        let options = Options {
            // Viewers come first: one at a time.
            jobs: NonZero::<usize>::MIN,
            filter: None,
            component: None,
            timed: false,
            config: Some(&function.document),
        };
        let report = tidegate_cases::run(&[file], &sandboxes, &options, &AtomicUsize::new(0));
        let failed = report.cases().filter(|(_, case)| !case.passed());
        failing.extend(failed.map(|(_, case)| {
            let why: Vec<_> = case.failings.iter().map(Failing::summary).collect();
            format!("{kind}: {:?}: {}", case.name, why.join(", "))
        }));
    }
    if failing.is_empty() {
        return Ok(());
    }
    let more = failing.len().saturating_sub(TOLD);
    let more = if more == 0 { String::new() } else { format!("; and {more} more") };
    let failing: Vec<_> = failing.into_iter().take(TOLD).collect();
    Err(format!("cases fail: {}{more}", failing.join("; ")))
}
