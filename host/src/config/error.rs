//! What is wrong with a configuration.

use std::path::{Path, PathBuf};

/// An error in a configuration file: names the file, the key, what was found and
/// what would be accepted.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{}: {why}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// The file is no TOML, or a key is unknown, missing or of the wrong type.
    #[error("{}: {why}", file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
        /// Line, column and what was expected.
        why: String,
    },
    /// A value is well-formed but not allowed.
    #[error("{}: `{key}`: found {found}, expected {accepted}", file.display())]
    Refused {
        /// The file.
        file: PathBuf,
        /// The path of the key, e.g. `routes[0].origin`.
        key: String,
        /// What stands there.
        found: String,
        /// What may stand there.
        accepted: String,
    },
    /// What a key names cannot be used.
    #[error("{}: `{key}`: {why}", file.display())]
    Unusable {
        /// The file.
        file: PathBuf,
        /// The path of the key.
        key: String,
        /// Why not.
        why: String,
    },
}

/// Makes the errors of one file.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    pub file: &'a Path,
}

impl At<'_> {
    pub fn refuse(
        self,
        key: impl Into<String>,
        found: impl std::fmt::Display,
        accepted: impl Into<String>,
    ) -> ConfigError {
        ConfigError::Refused {
            file: self.file.to_owned(),
            key: key.into(),
            found: found.to_string(),
            accepted: accepted.into(),
        }
    }

    pub fn unusable(self, key: impl Into<String>, why: impl std::fmt::Display) -> ConfigError {
        ConfigError::Unusable { file: self.file.to_owned(), key: key.into(), why: why.to_string() }
    }
}
