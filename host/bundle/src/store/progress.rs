//! How far a pull or a push has come.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::artifact::Manifest;

/// How far a pull or a push has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of blobs that are there.
    pub done: u64,
    /// Bytes of all blobs, by the manifest.
    pub total: u64,
}

/// Hears of progress, some dozen times for each MiB that comes from a registry.
pub type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;

/// Adds up what has come.
pub(super) struct Tally<'a> {
    progress: Progress,
    listener: Option<&'a OnProgress>,
}

impl<'a> Tally<'a> {
    pub fn of(manifest: &Manifest, listener: Option<&'a OnProgress>) -> Self {
        let sizes: BTreeMap<_, _> = manifest.blobs().map(|blob| (blob.digest, blob.size)).collect();
        let total = sizes.into_values().fold(0, u64::saturating_add);
        let tally = Self { progress: Progress { done: 0, total }, listener };
        tally.tell();
        tally
    }

    pub fn add(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.progress.done = self.progress.done.saturating_add(bytes);
        self.tell();
    }

    fn tell(&self) {
        if let Some(listener) = self.listener {
            listener(self.progress);
        }
    }
}
