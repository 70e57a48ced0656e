//! Outside tools that a user's machine may lack.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Finds a tool by any of its names, by asking each for its version. Where there
/// is none the ring is skipped by name; with `CI=true` that is a failure.
///
/// # Panics
/// With `CI=true`, when the tool is missing.
#[must_use]
pub fn find(ring: &str, names: &[&str], version: &str) -> Option<PathBuf> {
    let found = names.iter().find(|name| {
        Command::new(name)
            .arg(version)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    });
    if found.is_none() {
        skip(ring, &format!("none of {} is here", names.join(", ")));
    }
    found.map(PathBuf::from)
}

/// Says that a ring is skipped, and why; with `CI=true` it fails instead.
///
/// # Panics
/// With `CI=true`.
#[allow(clippy::panic, reason = "a ring that is skipped in CI has failed")]
pub fn skip(ring: &str, why: &str) {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{ring}: {why}");
    eprintln!("skipped: {ring}: {why}");
}
