//! What a node keeps on its disk.
//!
//! ```text
//! seen.json      the highest version seen of every bundle
//! history.json   which bundles ran, and which one runs
//! bundles/HEX/   one OCI image layout for each of them
//! compiled/      their machine code, see [`crate::sandbox::compiled`]
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use tidegate_bundle::reference::{Place, Tag};
use tidegate_bundle::{Artifact, Bundle, Digest, Reference, Store, StoreError};
use tidegate_signatures::{Ledger, LedgerError};

use super::Identity;
use super::history::{History, HistoryError};

/// What is on disk cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// A directory or file.
    #[error("{}: {why}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// The versions that were seen.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The bundles that ran.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A bundle.
    #[error(transparent)]
    Bundle(#[from] StoreError),
}

/// A node's directory, which no other process has at the same time.
#[derive(Debug)]
pub struct State {
    directory: PathBuf,
    /// The versions that were seen.
    pub ledger: Ledger,
    /// The bundles that ran.
    pub history: History,
    store: Store,
}

impl State {
    /// Opens the directory, and makes it if there is none.
    ///
    /// # Errors
    /// When it cannot be used, or another process has it.
    pub fn open(directory: &Path, store: &Store) -> Result<Self, StateError> {
        let bundles = directory.join("bundles");
        fs::create_dir_all(&bundles).map_err(|why| StateError::Io { path: bundles, why })?;
        Ok(Self {
            directory: directory.to_owned(),
            ledger: Ledger::open(&directory.join("seen.json"))?,
            history: History::open(&directory.join("history.json"))?,
            store: store.clone(),
        })
    }

    fn place(&self, digest: Digest) -> PathBuf {
        self.directory.join("bundles").join(digest.hex())
    }

    /// Keeps a bundle, and its signatures.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn keep(&self, version: u64, artifact: &Artifact) -> Result<(), StoreError> {
        let reference = Reference {
            place: Place::Layout(self.place(artifact.digest())),
            tag: Some(Tag::of_version(version)),
            digest: None,
        };
        self.store.push(&reference, artifact).await
    }

    /// A bundle that was kept.
    ///
    /// # Errors
    /// When it is not there or not what it was.
    pub async fn bundle(&self, identity: &Identity) -> Result<Bundle, StateError> {
        let digest = identity.digest;
        let place = Place::Layout(self.place(digest));
        let reference = Reference { place, tag: None, digest: Some(digest) };
        let artifact = self.store.pull(&reference).await?;
        Ok(artifact.into_bundle(self.store.caps()).map_err(StoreError::from)?)
    }

    /// Removes bundles that are not remembered.
    ///
    /// # Errors
    /// When that fails.
    pub fn trim(&self) -> std::io::Result<()> {
        let entries = self.history.entries();
        let kept: Vec<_> = entries.iter().map(|entry| entry.bundle.digest.hex()).collect();
        for entry in fs::read_dir(self.directory.join("bundles"))? {
            let entry = entry?;
            if !kept.iter().any(|kept| **kept == *entry.file_name()) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }
}
