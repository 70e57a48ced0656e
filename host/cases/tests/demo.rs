//! The cases of the project's own functions pass natively. `tidegate test` runs the same
//! files in the sandbox.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod native;

use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::AtomicUsize;

use tidegate_cases::report::text::text;
use tidegate_cases::{CaseFile, Options, run};
use tidegate_pipeline::FunctionKind;

#[test]
fn the_cases_of_the_four_functions_pass() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = FunctionKind::ALL.map(|kind| {
        let file = CaseFile::read(&root.join(format!("functions/{kind}/demo.cases.toml"))).unwrap();
        assert_eq!(file.kind, kind);
        assert!(file.cases.len() >= 10, "{kind} has {} cases", file.cases.len());
        // Natively, and not optimised: how long it takes says nothing.
        let cases = file.cases.into_iter().map(|case| tidegate_cases::Case {
            limits: tidegate_cases::file::CallLimits::default(),
            ..case
        });
        CaseFile { cases: cases.collect(), ..file }
    });
    let jobs = NonZero::new(4).unwrap();
    let options = Options { jobs, filter: None, component: None, timed: true, config: None };
    let report = run(&files, &native::Native, &options, &AtomicUsize::new(0));
    assert_eq!(report.failed(), 0, "{}", text(&report));
    assert!(report.passed() >= 40);
}
