//! The keys that a node trusts, and what it takes from them.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::artifact::{Descriptor, MOST_PAYLOAD, Manifest, malformed, signature_bytes, within};
use crate::key::MOST_KEY_FILE;
use crate::{Digest, KeyError, KeyId, PublicKey, Refused, SignatureArtifact, Statement};

/// The most keys that are trusted at once: with the most signatures, none of them theirs,
/// verifying takes half a second in a development build.
pub const MOST_KEYS: usize = 16;

/// The keys that a node trusts. Any one of them is enough.
#[derive(Debug)]
pub struct Trust {
    keys: Vec<PublicKey>,
}

/// What a signature must be for.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The bundle's name, as the operator asks for it.
    pub name: &'a str,
    /// The version that the bundle itself says, where it says one.
    pub version: Option<u64>,
    /// The digest of the bundle's manifest, computed from its bytes.
    pub digest: Digest,
}

/// A signature that is taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Verified {
    /// The trusted key that signed.
    pub key: KeyId,
    /// What it signed.
    pub statement: Statement,
}

/// Trusted keys cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// A file or directory cannot be read.
    #[error("{}: {why}", path.display())]
    Unreadable {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// A file holds no keys.
    #[error("{}: {why}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: KeyError,
    },
    /// There are no keys at all.
    #[error("no keys to trust: expected PEM files of public keys, or directories with *.pub files")]
    None,
    /// There are too many.
    #[error("found {0} keys to trust, accepted are up to {MOST_KEYS}")]
    TooMany(usize),
}

impl Trust {
    /// Reads public keys from PEM files and, in directories, from the files `*.pub`.
    ///
    /// # Errors
    /// When one cannot be read, there is none, or there are more than [`MOST_KEYS`].
    pub fn read<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Self, TrustError> {
        let mut keys = Vec::new();
        for path in paths {
            for file in files(path.as_ref())? {
                let read = read_file(&file)
                    .map_err(|why| TrustError::Unreadable { path: file.clone(), why })?;
                let read = PublicKey::read(&read);
                keys.extend(read.map_err(|why| TrustError::Key { path: file, why })?);
            }
        }
        Self::new(keys)
    }

    /// Trusts these keys; the same key twice counts once.
    ///
    /// # Errors
    /// When there is none, or there are more than [`MOST_KEYS`].
    pub fn new(mut keys: Vec<PublicKey>) -> Result<Self, TrustError> {
        keys.sort_by_key(PublicKey::id);
        keys.dedup_by_key(|key| key.id());
        match keys.len() {
            0 => Err(TrustError::None),
            1..=MOST_KEYS => Ok(Self { keys }),
            many => Err(TrustError::TooMany(many)),
        }
    }

    /// Which keys are trusted.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> {
        self.keys.iter().map(PublicKey::id)
    }

    /// Finds a signature by a trusted key over just what is expected, which counts
    /// at the time `now`; of several the one with the highest version that lasts longest.
    /// Other signatures do no harm. Without an artifact the bundle is unsigned.
    ///
    /// # Errors
    /// When there is none: the reason of the one that came closest.
    pub fn verify(
        &self,
        artifact: Option<&SignatureArtifact>,
        expected: Expected<'_>,
        now: Timestamp,
    ) -> Result<Verified, Refused> {
        let unsigned = Refused::Unsigned { digest: expected.digest };
        let Some(artifact) = artifact else { return Err(unsigned) };
        let layers = Manifest::read(&artifact.manifest)?.layers;
        let signatures = layers.iter().filter(|layer| layer.signature().is_some()).count();
        let (mut taken, mut closest): (Option<Verified>, Refused) = (None, unsigned);
        for (index, layer) in layers.iter().enumerate() {
            let Some(signature) = layer.signature() else { continue };
            let verified = self.verify_layer(index, layer, signature, artifact);
            let verified = verified.and_then(|found| {
                let verified =
                    found.ok_or(Refused::NoTrustedKey { signatures, keys: self.keys.len() })?;
                expected.check(&verified.statement, now)?;
                Ok(verified)
            });
            match verified {
                Ok(verified) => {
                    let rank = |of: &Verified| (of.statement.version, of.statement.expires);
                    if taken.as_ref().is_none_or(|best| rank(best) < rank(&verified)) {
                        taken = Some(verified);
                    }
                }
                Err(refused) if refused.reached() > closest.reached() => closest = refused,
                Err(_) => {}
            }
        }
        taken.ok_or(closest)
    }

    /// What a trusted key signed here, if one did.
    fn verify_layer(
        &self,
        index: usize,
        layer: &Descriptor,
        signature: &str,
        artifact: &SignatureArtifact,
    ) -> Result<Option<Verified>, Refused> {
        let what = || format!("signature {index}");
        let signature = signature_bytes(signature)?;
        within("a signed payload in bytes", layer.size, MOST_PAYLOAD)?;
        let payload = artifact
            .blob(&layer.digest)
            .ok_or_else(|| malformed(what(), format!("{} is not there", layer.digest)))?;
        within("a signed payload in bytes", payload.len() as u64, MOST_PAYLOAD)?;
        if Digest::of(payload) != layer.digest {
            return Err(malformed(what(), format!("the bytes are not those of {}", layer.digest)));
        }
        let Some(key) = self.keys.iter().find(|key| key.verifies(&signature, payload)) else {
            return Ok(None);
        };
        let statement =
            Statement::from_payload(payload).map_err(|error| malformed(what(), error))?;
        Ok(Some(Verified { key: key.id(), statement }))
    }
}

impl Expected<'_> {
    fn check(&self, signed: &Statement, now: Timestamp) -> Result<(), Refused> {
        if signed.digest != self.digest {
            return Err(Refused::WrongDigest { signed: signed.digest, found: self.digest });
        }
        if signed.name != self.name {
            let (signed, expected) = (signed.name.clone(), self.name.to_owned());
            return Err(Refused::WrongName { signed, expected });
        }
        if let Some(said) = self.version.filter(|said| *said != signed.version) {
            return Err(Refused::WrongVersion { signed: signed.version, said });
        }
        if now >= signed.expires {
            return Err(Refused::Expired { at: signed.expires });
        }
        Ok(())
    }
}

/// The file itself, or the keys of a directory in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, TrustError> {
    let unreadable = |why| TrustError::Unreadable { path: path.to_owned(), why };
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in path.read_dir().map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|extension| extension == "pub") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// Up to one byte more than a key may have: enough to tell that it is too large.
fn read_file(path: &Path) -> Result<Vec<u8>, std::io::Error> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MOST_KEY_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
