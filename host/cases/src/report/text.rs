//! For people.

use std::fmt::{Result, Write};

use crate::outcome::{CaseReport, Report};

/// Each case in a line, what is not as expected below it, and a summary.
#[must_use]
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = tell(&mut out, report);
    out
}

fn tell(out: &mut String, report: &Report) -> Result {
    for file in report.files.iter().filter(|file| !file.cases.is_empty()) {
        writeln!(out, "{} ({})", file.path.display(), file.kind)?;
        for case in &file.cases {
            let word = if case.passed() { "ok  " } else { "FAIL" };
            writeln!(out, "  {word}  {}{}", case.name, took(case))?;
            for failing in &case.failings {
                writeln!(out, "        {}", failing.summary())?;
                for line in failing.details().lines() {
                    writeln!(out, "          {line}")?;
                }
            }
            if !case.passed() {
                writeln!(out, "        at {}:{}", file.path.display(), case.line)?;
            }
        }
    }
    let (passed, failed) = (report.passed(), report.failed());
    write!(out, "{passed} passed, {failed} failed")?;
    if report.left_out > 0 {
        write!(out, ", {} left out", report.left_out)?;
    }
    writeln!(out, ", in {:.2} s", report.took.as_secs_f64())
}

fn took(case: &CaseReport) -> String {
    let time = case.took.map(|took| format!("{} µs", took.as_micros()));
    let memory = case.memory.map(|bytes| format!("{} KiB", bytes.div_ceil(1024)));
    let both: Vec<_> = time.into_iter().chain(memory).collect();
    if both.is_empty() { String::new() } else { format!("  ({})", both.join(", ")) }
}
