//! The ledger's file.

use std::ffi::OsString;
use std::fs::{self, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{LedgerError, Memory};
use crate::Digest;

/// What this version writes and reads.
const FORMAT: u32 = 1;
/// The largest file in bytes: 10,000 bundles with the longest names take half of it.
const MOST: u64 = 8 * 1024 * 1024;

/// The file's place, held for this process.
#[derive(Debug)]
pub(super) struct File {
    path: PathBuf,
    /// Unlocked by the system when the process ends, however it ends.
    _lock: fs::File,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u32,
    /// Of the ledger as compact JSON.
    checksum: Digest,
    ledger: Memory,
}

impl File {
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let lock = beside(path, ".lock");
        let failed = |why| LedgerError::Io { path: lock.clone(), doing: "lock the ledger", why };
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(&lock);
        let file = file.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: file }),
            Err(TryLockError::WouldBlock) => Err(LedgerError::InUse(path.to_owned())),
            Err(TryLockError::Error(why)) => Err(failed(why)),
        }
    }

    /// What was written last; nothing where there is no file.
    pub fn read(&self) -> Result<Option<Memory>, LedgerError> {
        let io = |why| LedgerError::Io { path: self.path.clone(), doing: "read the ledger", why };
        let mut bytes = Vec::new();
        match fs::File::open(&self.path) {
            Ok(file) => file.take(MOST + 1).read_to_end(&mut bytes).map_err(io)?,
            Err(why) if why.kind() == ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(io(why)),
        };
        let corrupt = |why| LedgerError::Corrupt { path: self.path.clone(), why };
        if bytes.len() as u64 > MOST {
            return Err(corrupt(format!("found more than {MOST} bytes")));
        }
        let written: Written =
            serde_json::from_slice(&bytes).map_err(|error| corrupt(error.to_string()))?;
        if written.format != FORMAT {
            let found = written.format;
            return Err(corrupt(format!("`format`: found {found}, expected {FORMAT}")));
        }
        let checksum = checksum(&written.ledger).map_err(|error| corrupt(error.to_string()))?;
        if checksum != written.checksum {
            let found = written.checksum;
            return Err(corrupt(format!("`checksum`: found {found}, the rest makes {checksum}")));
        }
        Ok(Some(written.ledger))
    }

    /// Puts another memory in the place of the last, or fails and leaves the last.
    pub fn write(&self, ledger: &Memory) -> Result<(), LedgerError> {
        let io = |doing| move |why| LedgerError::Io { path: self.path.clone(), doing, why };
        let json = || {
            let (format, checksum) = (FORMAT, checksum(ledger)?);
            serde_json::to_vec_pretty(&Written { format, checksum, ledger: ledger.clone() })
        };
        let bytes = json().map_err(std::io::Error::from).map_err(io("write the ledger"))?;
        if bytes.len() as u64 > MOST {
            return Err(LedgerError::Full("bytes"));
        }
        let next = beside(&self.path, ".next");
        let mut file = fs::File::create(&next).map_err(io("write the ledger"))?;
        file.write_all(&bytes).map_err(io("write the ledger"))?;
        file.sync_all().map_err(io("sync the ledger"))?;
        fs::rename(&next, &self.path).map_err(io("replace the ledger"))?;
        // The name is in the directory, and only then on disk.
        let directory = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = fs::File::open(directory.unwrap_or(Path::new(".")));
        directory.and_then(|directory| directory.sync_all()).map_err(io("sync the directory"))
    }
}

fn checksum(ledger: &Memory) -> Result<Digest, serde_json::Error> {
    serde_json::to_vec(ledger).map(|json| Digest::of(&json))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(ending);
    PathBuf::from(name)
}
