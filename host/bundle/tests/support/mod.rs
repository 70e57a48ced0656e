//! A bundle's sources in a directory of their own.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test binary takes what it needs; a test that cannot begin has failed"
)]

pub mod hostile;

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tidegate_bundle::{Artifact, Bundle, Caps};

/// The least that is a component to everyone who looks at its first bytes.
pub const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

/// The files of a bundle of two functions.
pub const FILES: [(&str, &str); 5] = [
    ("bundle.toml", BUNDLE),
    ("geo-licensing.wasm", "\0asm\r\0\u{1}\0geo"),
    ("rights.toml", "z = 1\na = [{ c = 1, b = 2027-01-01 }]\n"),
    (
        "geo-licensing.cases.toml",
        "kind = \"geo-licensing\"\n[[cases]]\nname = \"a\"\nexpect-fault = \"trap\"\n",
    ),
    ("consent.json", "{\"regimes\": []}"),
];

pub const BUNDLE: &str = r#"
name = "acme/eu"
version = 7
expires = "2027-01-01T00:00:00Z"

[functions.geo-licensing]
component = "geo-licensing.wasm"
config = "rights.toml"
cases = "geo-licensing.cases.toml"
on-failure = "refuse"
capabilities = []
deadline-ms = 30
memory-mib = 8

[functions.geo-licensing.reads]
country = "necessary"
location = "special-feature-1"

[functions.consent]
component = "geo-licensing.wasm"
config = "consent.json"

[functions.consent.reads]
tc-string = "necessary"
"#;

/// Puts the files into a new directory.
pub fn sources() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}

/// Puts the files into a new directory, with `bundle.toml` changed.
pub fn with(from: &str, to: &str) -> (TempDir, PathBuf) {
    let directory = sources();
    let file = directory.path().join("bundle.toml");
    assert!(BUNDLE.contains(from), "{from}");
    std::fs::write(&file, BUNDLE.replace(from, to)).unwrap();
    (directory, file)
}

pub fn load(directory: &Path) -> Bundle {
    Bundle::load(&directory.join("bundle.toml"), &Caps::default()).unwrap()
}

pub fn artifact() -> Artifact {
    load(sources().path()).to_artifact(&Caps::default()).unwrap()
}
