//! The cases that a bundle brings along, run before it is let run.

use std::num::NonZero;
use std::sync::atomic::AtomicUsize;

use tidegate_bundle::Function;
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
    let mut files = Vec::new();
    let mut components = Vec::new();
    for function in functions {
        let Some(cases) = &function.cases else { continue };
        let file = CaseFile::carried(function.kind, cases, &function.document)
            .map_err(|error| error.to_string())?;
        files.push(file);
        components.push((function.kind, function.component.clone()));
    }
    let sandboxes = Sandboxes { engines, runtime: runtime.clone(), components: &components };
    // Viewers come first: one at a time.
    let options = Options { jobs: NonZero::<usize>::MIN, filter: None, component: None };
    let report = tidegate_cases::run(&files, &sandboxes, &options, &AtomicUsize::new(0));
    let failing: Vec<_> = report
        .cases()
        .filter(|(_, case)| !case.passed())
        .map(|(file, case)| format!("{}: {:?}", file.kind, case.name))
        .collect();
    if failing.is_empty() {
        return Ok(());
    }
    let more = failing.len().saturating_sub(TOLD);
    let more = if more == 0 { String::new() } else { format!(", and {more} more") };
    let failing: Vec<_> = failing.into_iter().take(TOLD).collect();
    Err(format!("cases fail: {}{more}", failing.join(", ")))
}
