//! The memory that keeps older bundles out: the highest version seen of each bundle.
//!
//! A signature stays good until it expires, so whoever controls a registry can serve an
//! old bundle whose signature is in order, with the flaws that newer ones repaired
//! (GHSA-57wx-m636-g3g8 is such a case). A node therefore remembers what it has seen.
//!
//! The memory is one JSON file, written whole beside itself, synced, put in place, and
//! its directory synced: at every moment there is the old or the new one. It carries a
//! checksum, because a file that is a little wrong would forget a little. A file that
//! cannot be trusted is refused at the start, never replaced by an empty memory.

mod file;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Digest;
use crate::statement::MOST_NAME;

/// The most bundles that a node remembers.
pub const MOST_BUNDLES: usize = 10_000;
/// The exceptions used last that are kept on record.
pub const MOST_USED: usize = 1_000;

/// A bundle is not admitted, or the memory does not work.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// An older bundle is offered, and nobody allowed it.
    #[error("{name}: version {offered} is older than {seen}, which this node has seen")]
    Older {
        /// The bundle.
        name: String,
        /// The highest version seen.
        seen: u64,
        /// The version offered.
        offered: u64,
    },
    /// Another bundle calls itself by a version that is taken.
    #[error("{name}: version {version} was {seen}, and is now {offered}")]
    OtherDigest {
        /// The bundle.
        name: String,
        /// The version that both claim.
        version: u64,
        /// The digest seen.
        seen: Digest,
        /// The digest offered.
        offered: Digest,
    },
    /// The memory is full, or a name is too long for it.
    #[error("the ledger takes no more {0}")]
    Full(&'static str),
    /// The file is not what was written.
    #[error(
        "{}: {why}. Without it older bundles could come back: restore the file, or move it away \
         and deploy the newest bundle of every name at once",
        path.display()
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Another process has it open.
    #[error("{}: another node is running with this ledger", .0.display())]
    InUse(PathBuf),
    /// The file cannot be read or written.
    #[error("{}: cannot {doing}: {why}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// What the system says.
        why: std::io::Error,
    },
}

/// The highest version seen of each bundle, persisted.
#[derive(Debug)]
pub struct Ledger {
    file: file::File,
    memory: Memory,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Memory {
    bundles: BTreeMap<String, Seen>,
    used: Vec<Used>,
}

/// The newest bundle of a name.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Its version.
    pub version: u64,
    /// Its manifest's digest.
    pub digest: Digest,
}

/// Whether an operator allows a version below the highest seen, for the deploy at hand.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Older {
    /// It stays out.
    Refused,
    /// It is let in, as was said at this time.
    Allowed(Timestamp),
}

/// An older version that was let in.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Used {
    /// The bundle.
    pub name: String,
    /// Its version.
    pub version: u64,
    /// The manifest that came.
    pub digest: Digest,
    /// When it was allowed, in seconds since 1970.
    pub allowed: i64,
    /// The highest version seen at that time.
    pub seen: u64,
}

impl Ledger {
    /// Opens the memory, or begins an empty one where there is no file yet. One process
    /// has it at a time.
    ///
    /// # Errors
    /// When the file is not what was written, another process has it, or it cannot be read.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let file = file::File::open(path)?;
        let memory = file.read()?.unwrap_or_default();
        Ok(Self { file, memory })
    }

    /// The newest bundle seen of a name.
    #[must_use]
    pub fn seen(&self, name: &str) -> Option<Seen> {
        self.memory.bundles.get(name).copied()
    }

    /// The exceptions that were used, the last [`MOST_USED`] of them, oldest first.
    #[must_use]
    pub fn used(&self) -> &[Used] {
        &self.memory.used
    }

    /// Whether [`Ledger::admit`] would admit a bundle; nothing is remembered.
    ///
    /// # Errors
    /// When the bundle is older, or another under the same version.
    pub fn check(
        &self,
        name: &str,
        version: u64,
        digest: Digest,
        older: Older,
    ) -> Result<(), LedgerError> {
        self.admitting(name, version, digest, older).map(|_| ())
    }

    /// Admits a verified bundle and remembers it before returning, on disk. That an
    /// older one was allowed is put on record; the highest version stays what it was.
    ///
    /// # Errors
    /// When the bundle is older, or another under the same version, or it cannot be
    /// remembered. Nothing has changed then, but that a disk which failed to sync may hold
    /// either memory.
    pub fn admit(
        &mut self,
        name: &str,
        version: u64,
        digest: Digest,
        older: Older,
    ) -> Result<(), LedgerError> {
        match self.admitting(name, version, digest, older)? {
            None => Ok(()),
            Some(memory) => self.remember(memory),
        }
    }

    /// What is to be remembered when a bundle is admitted, if anything.
    fn admitting(
        &self,
        name: &str,
        version: u64,
        digest: Digest,
        older: Older,
    ) -> Result<Option<Memory>, LedgerError> {
        let Some(seen) = self.seen(name) else { return self.newest(name, version, digest) };
        match version.cmp(&seen.version) {
            std::cmp::Ordering::Greater => self.newest(name, version, digest),
            std::cmp::Ordering::Equal if digest == seen.digest => Ok(None),
            std::cmp::Ordering::Equal => Err(LedgerError::OtherDigest {
                name: name.to_owned(),
                version,
                seen: seen.digest,
                offered: digest,
            }),
            std::cmp::Ordering::Less => {
                let (name, seen) = (name.to_owned(), seen.version);
                let Older::Allowed(allowed) = older else {
                    return Err(LedgerError::Older { name, seen, offered: version });
                };
                let mut memory = self.memory.clone();
                if memory.used.len() >= MOST_USED {
                    memory.used.remove(0);
                }
                let allowed = allowed.as_second();
                memory.used.push(Used { name, version, digest, allowed, seen });
                Ok(Some(memory))
            }
        }
    }

    fn newest(
        &self,
        name: &str,
        version: u64,
        digest: Digest,
    ) -> Result<Option<Memory>, LedgerError> {
        if name.len() > MOST_NAME {
            return Err(LedgerError::Full("than 255 bytes of a name"));
        }
        let mut memory = self.memory.clone();
        memory.bundles.insert(name.to_owned(), Seen { version, digest });
        if memory.bundles.len() > MOST_BUNDLES {
            return Err(LedgerError::Full("bundles"));
        }
        Ok(Some(memory))
    }

    fn remember(&mut self, memory: Memory) -> Result<(), LedgerError> {
        self.file.write(&memory)?;
        self.memory = memory;
        Ok(())
    }
}
