//! Where artifacts are kept: layouts on disk and registries, alike.
//!
//! - `layout`: OCI image layouts

mod fetch;
mod layout;

use std::path::PathBuf;

use layout::Layout;

use crate::artifact::{Artifact, ArtifactError};
use crate::caps::Caps;
use crate::digest::Digest;
use crate::reference::{Place, Reference, Tag};

/// Pulls artifacts from where references point, and pushes them there. Everything
/// that comes out was held against the caps and hashes to what it should.
#[derive(Clone, Debug, Default)]
pub struct Store {
    caps: Caps,
}

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
    #[error("{place}: asked for {asked}, expected one of the tags {}", list(tags))]
    NotThere {
        /// Where it was looked for.
        place: String,
        /// The tag or digest.
        asked: String,
        /// The tags that are there, at most 100.
        tags: Vec<String>,
    },
    /// A push needs a tag.
    #[error("{0}: found no tag, expected one, e.g. {0}:7")]
    NoTag(String),
    /// Registries cannot be reached.
    #[error("{0}: found a registry, expected a layout")]
    NoRegistry(String),
    /// A task that reads or writes files ended early.
    #[error("interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

fn list(tags: &[String]) -> String {
    if tags.is_empty() { "(none)".to_owned() } else { tags.join(", ") }
}

impl Store {
    /// A store that takes so much and no more.
    #[must_use]
    pub fn new(caps: Caps) -> Self {
        Self { caps }
    }

    /// What it takes.
    #[must_use]
    pub fn caps(&self) -> &Caps {
        &self.caps
    }

    /// Pulls what a reference points to.
    ///
    /// # Errors
    /// When it is not there, above a cap, or not what its digests and sizes say.
    pub async fn pull(&self, reference: &Reference) -> Result<Artifact, StoreError> {
        let Reference { place, tag, digest } = reference.clone();
        let caps = self.caps;
        match place {
            Place::Layout(directory) => {
                let read = move || Layout::new(&directory).read(tag.as_ref(), digest, &caps);
                tokio::task::spawn_blocking(read).await?
            }
            Place::Registry { .. } => Err(StoreError::NoRegistry(reference.to_string())),
        }
    }

    /// Pushes an artifact under the reference's tag, in place of what had it.
    ///
    /// # Errors
    /// When the reference has no tag or another digest than the artifact's, or the
    /// place cannot be written.
    pub async fn push(&self, reference: &Reference, artifact: &Artifact) -> Result<(), StoreError> {
        let Reference { place, tag, digest } = reference.clone();
        if let Some(expected) = digest.filter(|digest| *digest != artifact.digest()) {
            return Err(ArtifactError::Digest { expected, found: artifact.digest() }.into());
        }
        let tag = tag.ok_or_else(|| StoreError::NoTag(reference.to_string()))?;
        let (caps, artifact) = (self.caps, artifact.clone());
        match place {
            Place::Layout(directory) => {
                let write = move || Layout::new(&directory).write(&artifact, &tag, &caps);
                tokio::task::spawn_blocking(write).await?
            }
            Place::Registry { .. } => Err(StoreError::NoRegistry(reference.to_string())),
        }
    }

    /// Pulls the signatures of a manifest, as cosign keeps them: the artifact tagged
    /// `sha256-HEX.sig` in the same place. None if there is none.
    ///
    /// # Errors
    /// As of [`pull`](Self::pull).
    pub async fn pull_signature(
        &self,
        reference: &Reference,
        signed: Digest,
    ) -> Result<Option<Artifact>, StoreError> {
        match self.pull(&reference.tagged(Tag::of_signatures(signed))).await {
            Ok(artifact) => Ok(Some(artifact)),
            Err(StoreError::NotThere { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Pushes the signatures of a manifest to where [`pull_signature`](Self::pull_signature)
    /// looks for them, in place of those that were there.
    ///
    /// # Errors
    /// As of [`push`](Self::push).
    pub async fn push_signature(
        &self,
        reference: &Reference,
        signed: Digest,
        signatures: &Artifact,
    ) -> Result<(), StoreError> {
        self.push(&reference.tagged(Tag::of_signatures(signed)), signatures).await
    }
}
