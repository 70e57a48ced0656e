//! A bundle, and how it is written: `bundle.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use crate::caps::Caps;
use crate::config::document::read_capped;
use crate::config::error::{At, ConfigError, quoted};
use crate::config::function::{RawFunction, functions};
use crate::function::Function;
use crate::name::{EXPECTED_NAME, Name};

/// A set of functions that is deployed whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Whose bundle it is: a node takes versions of the names that it is told.
    pub name: Name,
    /// At least 1. A node takes none below the highest it has seen.
    pub version: u64,
    /// When a node stops taking it.
    pub expires: Timestamp,
    /// One or more, at most one of each kind, in the order in which they are asked.
    pub functions: Vec<Function>,
}

/// `bundle.toml` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    name: String,
    version: u64,
    expires: String,
    #[serde(default)]
    functions: BTreeMap<String, RawFunction>,
}

/// Largest `bundle.toml`, in bytes.
const LARGEST_FILE: usize = 1 << 20;

impl Bundle {
    /// Reads `bundle.toml` and everything it names, relative to its directory.
    ///
    /// # Errors
    /// Names the file, the key, what was found and what would be accepted.
    pub fn load(file: &Path, caps: &Caps) -> Result<Self, ConfigError> {
        let at = At { file };
        let raw = read(file)?;
        let name =
            raw.name.parse().map_err(|_| at.refuse("name", quoted(&raw.name), EXPECTED_NAME))?;
        if raw.version == 0 {
            return Err(at.refuse("version", 0, "1 or more, and more than any before"));
        }
        let expires = raw.expires.parse().map_err(|_| {
            at.refuse(
                "expires",
                quoted(&raw.expires),
                "a time of RFC 3339, e.g. \"2027-01-01T00:00:00Z\"",
            )
        })?;
        let directory = file.parent().unwrap_or(Path::new("."));
        let functions = functions(at, directory, raw.functions, caps)?;
        if functions.is_empty() {
            return Err(at.refuse("functions", "no function", "at least one"));
        }
        Ok(Self { name, version: raw.version, expires, functions })
    }
}

fn read(file: &Path) -> Result<Raw, ConfigError> {
    let bytes = read_capped(file, LARGEST_FILE)
        .map_err(|why| ConfigError::Unreadable { file: file.to_owned(), why })?;
    let malformed = |why: String| ConfigError::Malformed { file: file.to_owned(), why };
    let text = String::from_utf8(bytes).map_err(|_| malformed("not UTF-8".to_owned()))?;
    toml::from_str(&text).map_err(|error| malformed(error.to_string().trim().to_owned()))
}
