//! What is wrong with a configuration.

use std::fmt::Display;
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
        /// The path of the key, e.g. `functions.consent.reads.gpc`.
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
pub struct At<'a> {
    /// The file, as the operator named it.
    pub file: &'a Path,
}

impl At<'_> {
    /// A value that is well-formed but not allowed.
    pub fn refuse(
        self,
        key: impl Into<String>,
        found: impl Display,
        accepted: impl Into<String>,
    ) -> ConfigError {
        ConfigError::Refused {
            file: self.file.to_owned(),
            key: key.into(),
            found: found.to_string(),
            accepted: accepted.into(),
        }
    }

    /// A value that names what cannot be used.
    pub fn unusable(self, key: impl Into<String>, why: impl Display) -> ConfigError {
        ConfigError::Unusable { file: self.file.to_owned(), key: key.into(), why: why.to_string() }
    }

    /// A number in its range, or what stands for an absent one.
    ///
    /// # Errors
    /// When the number is out of its range.
    pub fn within<T: PartialOrd + Display + Copy>(
        self,
        key: impl Into<String>,
        value: Option<T>,
        default: T,
        least: T,
        most: T,
    ) -> Result<T, ConfigError> {
        match value {
            None => Ok(default),
            Some(value) if least <= value && value <= most => Ok(value),
            Some(value) => Err(self.refuse(key, value, format!("{least} to {most}"))),
        }
    }
}

/// A text as errors show what was found.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("{text:?}")
}
