//! Why there is no project.

use std::path::PathBuf;

use crate::lang::Lang;

/// Why a project is not made.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// The name is not one in every language.
    #[error("NAME: found {name:?}, expected {accepted}")]
    Name {
        /// The name.
        name: String,
        /// What it may be.
        accepted: &'static str,
    },
    /// There is something in the folder.
    #[error("{}: found files there, expected a new or an empty folder; nothing was written", folder.display())]
    Exists {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder cannot be made.
    #[error("{}: {why}", file.display())]
    Unwritable {
        /// The file or folder.
        file: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// A file of the clone cannot be read.
    #[error("{}: {why}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// There are no templates for the language.
    #[error("--lang {}: {}", lang.name(), lang.left_out())]
    LeftOut {
        /// The language.
        lang: Lang,
    },
    /// The clone that this was built from is gone.
    #[error(
        "the clone that this program was built from is not in {} any more; say with --sdk where \
         functions/sdk of a clone is",
        clone.display()
    )]
    NoSdk {
        /// Where it was.
        clone: PathBuf,
    },
    /// The folder is not the SDK of a clone.
    #[error("--sdk {}: expected the folder functions/sdk of a clone", folder.display())]
    NotAnSdk {
        /// The folder.
        folder: PathBuf,
    },
}
