//! Facts against outside truth: the folder named by `TIDEGATE_CORPUS`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

mod databases;
mod devices;
mod grid;

use std::path::PathBuf;

/// A file of the corpus. `None` where there is no corpus to test with.
fn file(path: &str) -> Option<PathBuf> {
    match std::env::var_os("TIDEGATE_CORPUS") {
        Some(folder) => Some(PathBuf::from(folder).join(path)),
        None if std::env::var("CI").is_ok_and(|value| value == "true") => {
            panic!("TIDEGATE_CORPUS is not set")
        }
        None => {
            println!("skipped: TIDEGATE_CORPUS is not set");
            None
        }
    }
}

fn bytes(path: &str) -> Option<Vec<u8>> {
    let path = file(path)?;
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn json(path: &str) -> Option<serde_json::Value> {
    bytes(path).map(|bytes| serde_json::from_slice(&bytes).unwrap())
}
