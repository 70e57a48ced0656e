//! Why an artifact cannot be pulled or pushed.

use std::path::PathBuf;

use crate::artifact::ArtifactError;

/// Why an artifact cannot be pulled or pushed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What came is not what it should be.
    #[error(transparent)]
    Artifact(#[from] ArtifactError),
    /// A file cannot be read or written.
    #[error("{}: {why}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// There is no layout.
    #[error("{}: found no index.json, expected an OCI image layout", directory.display())]
    NoLayout {
        /// The directory.
        directory: PathBuf,
    },
    /// The index of a layout cannot be read.
    #[error("{}: {why}", path.display())]
    Index {
        /// The file.
        path: PathBuf,
        /// Where, and what was expected.
        why: String,
    },
    /// No such artifact.
    #[error("{place}: found no {asked}{}", among(tags))]
    NotThere {
        /// Where it was looked for.
        place: String,
        /// The tag or digest.
        asked: String,
        /// The tags that are there, at most 100; a registry is not asked for them.
        tags: Vec<String>,
    },
    /// A layout holds several, and none was named.
    #[error("{place}: found several artifacts, expected the tag of one: {}", tags.join(", "))]
    Ambiguous {
        /// The layout.
        place: String,
        /// The tags that are there, at most 100.
        tags: Vec<String>,
    },
    /// A reference needs a tag.
    #[error("{0}: found no tag, expected one, e.g. {0}:7")]
    NoTag(String),
    /// Nobody answers, or not as a registry does.
    #[error("{host}: {why}")]
    Unreachable {
        /// Host and port, or URL.
        host: String,
        /// The innermost cause.
        why: String,
    },
    /// A registry refuses.
    #[error("{url}: status {status}: {message}")]
    Registry {
        /// What was asked for.
        url: String,
        /// HTTP's status.
        status: u16,
        /// What the registry says, at most 300 characters.
        message: String,
    },
    /// A registry does not take what is pushed.
    #[error("{place}: {why}")]
    Push {
        /// The repository.
        place: String,
        /// What the registry says.
        why: String,
    },
    /// Who we are to a registry cannot be said.
    #[error("{host}: credentials: {why}")]
    Credentials {
        /// The registry.
        host: String,
        /// Without any secret.
        why: String,
    },
    /// A task that reads or writes files ended early.
    #[error("interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

fn among(tags: &[String]) -> String {
    if tags.is_empty() { String::new() } else { format!(", expected one of {}", tags.join(", ")) }
}
