//! Which bundles ran, in one file that is exchanged whole.
//!
//! What runs is what the file says: a node that was killed while it deployed starts with
//! what was written last, never with parts of two.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tidegate_bundle::Digest;

use super::Identity;

/// How many bundles are remembered.
pub const MOST: usize = 100;

/// Largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", file.display())]
pub struct HistoryError {
    file: PathBuf,
    why: String,
}

/// The bundles that ran, oldest first.
#[derive(Debug)]
pub struct History {
    file: PathBuf,
    told: Told,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    /// What runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Digest>,
    entries: Vec<Entry>,
}

/// A bundle that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Entry {
    /// Which.
    pub bundle: Identity,
    /// When it was last put in service, in seconds since 1970.
    pub since: u64,
    /// What ran before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Digest>,
}

impl History {
    /// Reads the file; without one nothing has run yet.
    ///
    /// # Errors
    /// When it cannot be read or is not what was written.
    pub fn open(file: &Path) -> Result<Self, HistoryError> {
        let failed = |why: String| HistoryError { file: file.to_owned(), why };
        let told = match File::open(file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Told::default(),
            Err(error) => return Err(failed(error.to_string())),
            Ok(open) => {
                let mut text = Vec::new();
                open.take(LARGEST)
                    .read_to_end(&mut text)
                    .map_err(|error| failed(error.to_string()))?;
                serde_json::from_slice(&text).map_err(|error| failed(error.to_string()))?
            }
        };
        Ok(Self { file: file.to_owned(), told })
    }

    /// What runs.
    #[must_use]
    pub fn current(&self) -> Option<&Entry> {
        self.told.current.and_then(|digest| self.find(digest))
    }

    /// What ran before what runs.
    #[must_use]
    pub fn before(&self) -> Option<&Entry> {
        self.current()?.before.and_then(|digest| self.find(digest))
    }

    /// All that is remembered, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.told.entries
    }

    /// The entry of a version.
    #[must_use]
    pub fn version(&self, version: u64) -> Option<&Entry> {
        self.told.entries.iter().rev().find(|entry| entry.bundle.version == version)
    }

    fn find(&self, digest: Digest) -> Option<&Entry> {
        self.told.entries.iter().find(|entry| entry.bundle.digest == digest)
    }

    /// Notes that a bundle runs from now on, on disk before it returns.
    ///
    /// # Errors
    /// When it cannot be written; then nothing has changed.
    pub fn put(&mut self, bundle: Identity, since: u64) -> Result<(), HistoryError> {
        let mut told = self.told.clone();
        // What runs already, and is deployed again, ran after the same one as before.
        let before = match self.current() {
            Some(current) if current.bundle.digest == bundle.digest => current.before,
            current => current.map(|current| current.bundle.digest),
        };
        told.current = Some(bundle.digest);
        told.entries.retain(|entry| entry.bundle.digest != bundle.digest);
        told.entries.push(Entry { bundle, since, before });
        let surplus = told.entries.len().saturating_sub(MOST);
        told.entries.drain(..surplus);
        self.exchange(told)
    }

    /// Notes that a bundle that ran before runs again.
    ///
    /// # Errors
    /// When it cannot be written; then nothing has changed.
    pub fn back(&mut self, digest: Digest, since: u64) -> Result<(), HistoryError> {
        let mut entries = self.told.entries.clone();
        for entry in entries.iter_mut().filter(|entry| entry.bundle.digest == digest) {
            entry.since = since;
        }
        self.exchange(Told { current: Some(digest), entries })
    }

    fn exchange(&mut self, told: Told) -> Result<(), HistoryError> {
        let written = (|| {
            let directory = self.file.parent().unwrap_or(Path::new("."));
            let mut half = tempfile::NamedTempFile::new_in(directory)?;
            half.write_all(&serde_json::to_vec_pretty(&told)?)?;
            half.as_file().sync_all()?;
            half.persist(&self.file)?;
            // The name, too, has to outlast a power cut.
            File::open(directory)?.sync_all()
        })();
        written.map_err(|error: std::io::Error| HistoryError {
            file: self.file.clone(),
            why: error.to_string(),
        })?;
        self.told = told;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(version: u64) -> Identity {
        let digest = Digest::of(&version.to_le_bytes());
        Identity { name: "acme/eu".to_owned(), version, digest }
    }

    fn current(history: &History) -> Option<u64> {
        history.current().map(|entry| entry.bundle.version)
    }

    #[test]
    fn is_read_back_as_it_was_written() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("history.json");
        let mut history = History::open(&file).unwrap();
        assert_eq!(current(&history), None);
        for version in [6, 7, 8] {
            history.put(bundle(version), version).unwrap();
        }
        history.back(bundle(7).digest, 9).unwrap();
        let history = History::open(&file).unwrap();
        assert_eq!(current(&history), Some(7));
        assert_eq!(history.before().unwrap().bundle, bundle(6));
        assert_eq!(history.entries().len(), 3);
        assert_eq!(history.version(8).unwrap().before, Some(bundle(7).digest));
        let since = |version| history.version(version).unwrap().since;
        assert_eq!([6, 7, 8].map(since), [6, 9, 8]);
    }

    #[test]
    fn what_ran_before_is_not_what_was_rolled_back() {
        let directory = tempfile::tempdir().unwrap();
        let mut history = History::open(&directory.path().join("history.json")).unwrap();
        for version in [6, 7, 8] {
            history.put(bundle(version), 0).unwrap();
        }
        history.back(bundle(6).digest, 0).unwrap();
        history.put(bundle(9), 0).unwrap();
        assert_eq!(history.before().unwrap().bundle, bundle(6));
    }

    #[test]
    fn what_is_deployed_again_keeps_what_ran_before_it() {
        let directory = tempfile::tempdir().unwrap();
        let mut history = History::open(&directory.path().join("history.json")).unwrap();
        for version in [6, 7, 7, 7] {
            history.put(bundle(version), 0).unwrap();
        }
        assert_eq!(history.before().unwrap().bundle, bundle(6));
        history.back(bundle(6).digest, 0).unwrap();
        history.put(bundle(6), 0).unwrap();
        assert_eq!(history.before(), None);
    }

    #[test]
    fn a_hundred_are_remembered() {
        let directory = tempfile::tempdir().unwrap();
        let mut history = History::open(&directory.path().join("history.json")).unwrap();
        for version in 1..=130 {
            history.put(bundle(version), 0).unwrap();
        }
        assert_eq!(history.entries().len(), MOST);
        assert_eq!((history.version(30), current(&history)), (None, Some(130)));
    }

    #[test]
    fn a_file_of_something_else_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("history.json");
        for text in ["", "{", "[]", "{\"entries\":[],\"more\":1}"] {
            std::fs::write(&file, text).unwrap();
            let error = History::open(&file).unwrap_err().to_string();
            assert!(error.contains("history.json"), "{error}");
        }
    }
}
