//! Machine code kept on disk, so that a node that starts again compiles nothing.
//!
//! What is kept is a function as its calls start: configured, snapshotted, compiled. A file's
//! name is the SHA-256 of everything the code depends on: this program's version, the engine
//! (Wasmtime's version, its settings, the processor's features), the kind, the
//! component and its configuration. Its content is authenticated with a key that
//! never leaves the node (HMAC-SHA-256, RFC 2104): machine code is run as it is found, so
//! nobody else may have written it. What is not there, or not authentic, is made again.

// The audited place for `unsafe`: Wasmtime cannot check machine code, it has to be told
// where it is from.
#![allow(unsafe_code)]

use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use tidegate_pipeline::FunctionKind;
use wasmtime::Engine;
use wasmtime::component::Component;

/// Largest file that is read, in bytes: the code of the largest component and the data
/// of the largest configuration.
const LARGEST_FILE: u64 = 1 << 30;

/// Most that is kept in all, in bytes: a hundred versions of a bundle, mostly.
const MOST: u64 = 2 << 30;

/// The file that holds the key.
const KEY: &str = "key";

/// Bytes of the key: a block of SHA-256.
const KEY_LENGTH: usize = 64;

/// Bytes of a file's tag.
const TAG: usize = 32;

/// A directory of compiled functions, and the key that vouches for them.
#[derive(Debug)]
pub struct Compiled {
    directory: PathBuf,
    key: Key,
}

/// Not shown in `Debug`.
struct Key([u8; KEY_LENGTH]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// What a function's code depends on.
pub(super) struct Name(String);

/// A function found on disk.
pub(super) struct Found {
    pub component: Component,
    /// The size of the snapshot that it was compiled from, in bytes.
    pub snapshot: usize,
}

impl Compiled {
    /// Opens the directory, which only the node's own user may read and write, and makes it and
    /// its key if there is none.
    ///
    /// # Errors
    /// When it cannot be made, or others may write there.
    pub fn open(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        fs::set_permissions(directory, fs::Permissions::from_mode(0o700))?;
        let file = directory.join(KEY);
        let key = match read_key(&file) {
            Ok(key) => key,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = [0; KEY_LENGTH];
                getrandom::fill(&mut key).map_err(io::Error::other)?;
                // Whole or not at all, whenever the node is killed; only the owner can read it.
                let mut half = tempfile::NamedTempFile::new_in(directory)?;
                half.write_all(&key)?;
                half.as_file().sync_all()?;
                // Another process may have been faster: its key is the one.
                match half.persist_noclobber(&file) {
                    Ok(_) => key,
                    Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                        read_key(&file)?
                    }
                    Err(error) => return Err(error.error),
                }
            }
            Err(error) => return Err(error),
        };
        Ok(Self { directory: directory.to_owned(), key: Key(key) })
    }

    pub(super) fn name(
        &self,
        engine: &Engine,
        kind: FunctionKind,
        component: &[u8],
        config: &str,
    ) -> Name {
        let mut digest = Digesting(Sha256::new());
        env!("CARGO_PKG_VERSION").hash(&mut digest);
        engine.precompile_compatibility_hash().hash(&mut digest);
        kind.name().hash(&mut digest);
        component.hash(&mut digest);
        config.hash(&mut digest);
        Name(hexadecimal(&digest.0.finalize()))
    }

    /// The function of that name, if it is there and the node's own.
    pub(super) fn find(&self, engine: &Engine, name: &Name) -> Option<Found> {
        let path = self.directory.join(&name.0);
        let mut bytes = Vec::new();
        let file = File::open(&path).ok()?;
        let size = file.metadata().ok()?.len();
        if size > LARGEST_FILE {
            return None;
        }
        file.take(LARGEST_FILE).read_to_end(&mut bytes).ok()?;
        let (tag, rest) = bytes.split_at_checked(TAG)?;
        if self.tag(name, rest).verify_slice(tag).is_err() {
            tracing::warn!(file = %path.display(), "compiled code is not this node's own, it is made again");
            return None;
        }
        let (snapshot, code) = rest.split_at_checked(size_of::<u64>())?;
        let snapshot = u64::from_le_bytes(snapshot.try_into().ok()?);
        // SAFETY: these bytes came from `Component::serialize` in a process that had this
        // node's key, for an engine of the same version and settings.
        let component = unsafe { Component::deserialize(engine, code) };
        let component =
            component.inspect_err(|error| tracing::warn!(%error, "compiled code")).ok()?;
        // Used now; if that cannot be noted it goes earlier.
        let _ = File::open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        Some(Found { component, snapshot: usize::try_from(snapshot).ok()? })
    }

    /// Keeps a function. That it cannot be kept costs time at the next start, no more.
    pub(super) fn keep(&self, name: &Name, component: &Component, snapshot: usize) {
        if let Err(error) = self.write(name, component, snapshot) {
            tracing::warn!(%error, "compiled code is not kept");
        }
    }

    fn write(&self, name: &Name, component: &Component, snapshot: usize) -> io::Result<()> {
        let mut rest = u64::try_from(snapshot).unwrap_or(u64::MAX).to_le_bytes().to_vec();
        rest.extend(component.serialize().map_err(io::Error::other)?);
        let tag = self.tag(name, &rest).finalize().into_bytes();
        let mut half = tempfile::NamedTempFile::new_in(&self.directory)?;
        half.write_all(&tag)?;
        half.write_all(&rest)?;
        // Not synced: a file that a crash has cut off is not authentic.
        half.persist(self.directory.join(&name.0))?;
        self.trim()
    }

    fn tag(&self, name: &Name, rest: &[u8]) -> Hmac<Sha256> {
        let mut tag = <Hmac<Sha256> as KeyInit>::new((&self.key.0).into());
        tag.update(name.0.as_bytes());
        tag.update(rest);
        tag
    }

    /// Removes what has not been used for longest, until the rest is small enough.
    fn trim(&self) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            let about = entry.metadata()?;
            if entry.file_name() != KEY {
                files.push((about.modified()?, about.len(), entry.path()));
            }
        }
        files.sort_unstable();
        let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in files {
            if total <= MOST {
                break;
            }
            fs::remove_file(path)?;
            total -= size;
        }
        Ok(())
    }
}

fn read_key(file: &Path) -> io::Result<[u8; KEY_LENGTH]> {
    let mut key = Vec::new();
    File::open(file)?.take(KEY_LENGTH as u64 + 1).read_to_end(&mut key)?;
    key.try_into().map_err(|_| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!(
                "{}: expected {KEY_LENGTH} bytes; without the file a new key is made",
                file.display()
            ),
        )
    })
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is hashed goes into a digest.
struct Digesting(Sha256);

impl Hasher for Digesting {
    fn finish(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..]: [u8; TAG] = self.0.clone().finalize().into();
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CallLimits, Consent, Deployed, Engines};
    use super::*;

    /// The least component there is: its code is small enough to alter each byte.
    const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

    struct Kept {
        directory: tempfile::TempDir,
        engine: Engine,
        compiled: Compiled,
        name: Name,
    }

    impl Kept {
        fn new() -> Self {
            let directory = tempfile::tempdir().unwrap();
            let engine = Engine::default();
            let compiled = Compiled::open(directory.path()).unwrap();
            let name = compiled.name(&engine, FunctionKind::Consent, COMPONENT, "{}");
            let component = Component::new(&engine, COMPONENT).unwrap();
            compiled.keep(&name, &component, 7);
            Self { directory, engine, compiled, name }
        }

        fn file(&self) -> PathBuf {
            self.directory.path().join(&self.name.0)
        }

        fn found(&self) -> Option<usize> {
            self.compiled.find(&self.engine, &self.name).map(|found| found.snapshot)
        }
    }

    #[test]
    fn what_was_kept_is_found() {
        let kept = Kept::new();
        assert_eq!(kept.found(), Some(7));
        let again = Compiled::open(kept.directory.path()).unwrap();
        assert!(again.find(&kept.engine, &kept.name).is_some());
        let mode = |name: &str| {
            let about = fs::metadata(kept.directory.path().join(name)).unwrap();
            about.permissions().mode() & 0o777
        };
        assert_eq!((mode("."), mode(KEY), mode(&kept.name.0)), (0o700, 0o600, 0o600));
    }

    #[test]
    fn no_altered_byte_is_taken() {
        let kept = Kept::new();
        let good = fs::read(kept.file()).unwrap();
        // Every byte of the tag, the size and the code's head; the rest in steps that meet
        // each section.
        for at in (0..good.len()).filter(|at| *at < 512 || at % 97 == 0 || at + 8 > good.len()) {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(kept.file(), bytes).unwrap();
            assert_eq!(kept.found(), None, "byte {at}");
        }
        fs::write(kept.file(), good).unwrap();
        assert_eq!(kept.found(), Some(7));
    }

    #[test]
    fn no_part_of_a_file_is_taken_and_none_with_more() {
        let kept = Kept::new();
        let good = fs::read(kept.file()).unwrap();
        for length in [0, 1, TAG - 1, TAG, TAG + 1, TAG + 8, good.len() / 2, good.len() - 1] {
            fs::write(kept.file(), &good[..length]).unwrap();
            assert_eq!(kept.found(), None, "{length} bytes");
        }
        fs::write(kept.file(), [&good[..], b"\0"].concat()).unwrap();
        assert_eq!(kept.found(), None);
    }

    #[test]
    fn no_file_is_taken_for_another() {
        let kept = Kept::new();
        let Kept { engine, compiled, .. } = &kept;
        let name = |kind, component: &[u8], config| compiled.name(engine, kind, component, config);
        let consent = FunctionKind::Consent;
        let others = [
            name(FunctionKind::CarbonCap, COMPONENT, "{}"),
            name(consent, b"\0asm\x0d\0\x01\0\0\x01\0", "{}"),
            name(consent, COMPONENT, "{ }"),
            // Nothing slides from one part into the next.
            name(consent, &COMPONENT[..7], "\0{}"),
            compiled.name(
                &Engine::new(wasmtime::Config::new().epoch_interruption(true)).unwrap(),
                consent,
                COMPONENT,
                "{}",
            ),
        ];
        for other in others {
            assert_ne!(other.0, kept.name.0);
            fs::copy(kept.file(), kept.directory.path().join(&other.0)).unwrap();
            assert!(compiled.find(engine, &other).is_none());
        }
    }

    #[tokio::test]
    async fn what_is_not_taken_is_made_again() {
        let directory = tempfile::tempdir().unwrap();
        let mut engines = Engines::new(1).unwrap();
        engines.keep_compiled(Compiled::open(directory.path()).unwrap());
        let (_, component, _) = crate::dev::config::FUNCTIONS[0];
        let document = crate::dev::config::demo_document(FunctionKind::Consent).unwrap();
        let deploy =
            || Deployed::<Consent>::deploy(&engines, component, &document, CallLimits::default());
        let size = deploy().await.unwrap().snapshot_size();
        let files = || fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path());
        let file = files().find(|path| !path.ends_with(KEY)).unwrap();
        let good = fs::read(&file).unwrap();
        for bad in [&good[..good.len() / 2], &[&good[..], b"\0"].concat()] {
            fs::write(&file, bad).unwrap();
            assert_eq!(deploy().await.unwrap().snapshot_size(), size);
            let compiled = engines.compiled.as_ref().unwrap();
            let name = Name(file.file_name().unwrap().to_str().unwrap().to_owned());
            let found = compiled.find(engines.serving(component).0, &name).unwrap();
            assert_eq!(found.snapshot, size);
        }
        assert_eq!(files().count(), 2);
    }

    #[test]
    fn no_other_nodes_file_is_taken() {
        let (ours, theirs) = (Kept::new(), Kept::new());
        assert_eq!(ours.name.0, theirs.name.0);
        fs::copy(theirs.file(), ours.file()).unwrap();
        assert_eq!(ours.found(), None);
    }

    #[test]
    fn a_key_that_is_none_is_said() {
        let directory = tempfile::tempdir().unwrap();
        for bytes in [0, KEY_LENGTH - 1, KEY_LENGTH + 1] {
            fs::write(directory.path().join(KEY), vec![7; bytes]).unwrap();
            let error = Compiled::open(directory.path()).unwrap_err().to_string();
            assert!(error.contains("expected 64 bytes"), "{error}");
        }
    }

    #[test]
    fn nodes_that_start_at_once_agree_on_a_key() {
        let directory = tempfile::tempdir().unwrap();
        let keys: Vec<_> = std::thread::scope(|scope| {
            let open = || Compiled::open(directory.path()).unwrap().key.0;
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
        let files = fs::read_dir(directory.path()).unwrap().count();
        assert_eq!(files, 1, "halves are left");
    }
}
