//! A node that is killed while it writes its ledger.
//!
//! By itself: a child holds all of its parent's files, and so their locks, for the moment
//! until it runs its own program.

#![allow(clippy::unwrap_used, reason = "test code")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tidegate_signatures::{Digest, Ledger};

fn digest(of: u64) -> Digest {
    Digest::of(&of.to_le_bytes())
}

const WRITER: &str = "TIDEGATE_LEDGER_WRITER";

/// Admits version after version until it is killed; by itself it does nothing.
#[test]
fn writer() {
    let Ok(path) = std::env::var(WRITER) else { return };
    let mut ledger = Ledger::open(Path::new(&path)).unwrap();
    let first = ledger.seen("edge").map_or(0, |seen| seen.version);
    for version in first + 1.. {
        ledger
            .admit("edge", version, digest(version), tidegate_signatures::Older::Refused)
            .unwrap();
        fs::write(format!("{path}.admitted"), version.to_string()).unwrap();
    }
}

#[test]
fn kills_at_any_moment_lose_nothing_that_was_admitted() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger.json");
    let admitted = PathBuf::from(format!("{}.admitted", path.display()));
    let read = || fs::read_to_string(&admitted).ok().and_then(|text| text.parse::<u64>().ok());
    for kill in 0..25_u64 {
        let before = read();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writer", "--nocapture"])
            .env(WRITER, &path)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        while read().is_none_or(|now| Some(now) == before) {
            assert!(Instant::now() < deadline, "the writer does not write");
            assert!(child.try_wait().unwrap().is_none(), "the writer ended by itself");
            std::thread::yield_now();
        }
        // Somewhere into one of its next writes.
        let until = Instant::now() + Duration::from_micros(kill * 137);
        while Instant::now() < until {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let seen = Ledger::open(&path).unwrap().seen("edge").unwrap();
        assert_eq!(seen.digest, digest(seen.version));
        assert!(read().is_none_or(|admitted| admitted <= seen.version));
    }
}
