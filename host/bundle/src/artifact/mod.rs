//! OCI artifacts: a manifest and its blobs, in memory.
//!
//! - [`manifest`]: the manifest's own shape
//! - [`descriptor`]: the configuration blob of a bundle
//! - [`mod@write`]: a bundle's artifact, the same from the same input
//! - [`read`]: the bundle of an artifact that others made

pub mod descriptor;
pub mod manifest;
pub mod read;
pub mod write;

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;

pub use manifest::{Descriptor, Manifest};

use crate::caps::Caps;
use manifest::MANIFEST;
use tidegate_signatures::Digest;

/// The artifact type of a bundle.
pub const BUNDLE: &str = "application/vnd.tidegate.bundle.v1";
/// The media type of a bundle's configuration blob.
pub const BUNDLE_CONFIG: &str = "application/vnd.tidegate.bundle.config.v1+json";
/// The media type of components, by the CNCF's guidance for Wasm OCI artifacts.
pub const WASM: &str = "application/wasm";
/// The media type of a function's configuration document.
pub const DOCUMENT: &str = "application/vnd.tidegate.function.config.v1+json";
/// The media type of a function's cases.
pub const CASES: &str = "application/vnd.tidegate.function.cases.v1+toml";

/// A manifest as it was written or received, and the blobs it names: each is there,
/// once, and hashes to its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    manifest: Manifest,
    bytes: Bytes,
    digest: Digest,
    blobs: BTreeMap<Digest, Bytes>,
}

/// What is wrong with an artifact.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// It is above a cap.
    #[error("{what} has {found} bytes, at most {most} are taken")]
    TooLarge {
        /// The part, by digest or role.
        what: String,
        /// Bytes.
        found: u64,
        /// Bytes.
        most: u64,
    },
    /// Too many layers.
    #[error("the manifest lists {found} layers, at most {most} are taken")]
    TooMany {
        /// Layers.
        found: usize,
        /// Layers.
        most: usize,
    },
    /// The manifest or the configuration blob cannot be read.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// Which of them.
        what: &'static str,
        /// Where, and what was expected.
        why: String,
    },
    /// A blob is not what its digest says.
    #[error("blob {expected}: found bytes of digest {found}")]
    Digest {
        /// What the manifest or the reference names.
        expected: Digest,
        /// What the bytes hash to.
        found: Digest,
    },
    /// A blob is not as large as the manifest says.
    #[error("blob {digest}: found {found} bytes, expected {expected}")]
    Size {
        /// The blob.
        digest: Digest,
        /// What the manifest says.
        expected: u64,
        /// At least so many came.
        found: u64,
    },
    /// A blob is not there.
    #[error("blob {0} is missing")]
    Missing(Digest),
    /// A value is not allowed.
    #[error("{key}: found {found}, expected {accepted}")]
    Refused {
        /// Where it stands.
        key: String,
        /// What stands there.
        found: String,
        /// What may stand there.
        accepted: String,
    },
}

impl Artifact {
    /// Puts a manifest together with its blobs and checks that each is there.
    ///
    /// # Errors
    /// When the manifest is above a cap, malformed, or a blob is missing or not what
    /// the manifest says. Blobs that it does not name are dropped.
    pub fn new(
        bytes: impl Into<Bytes>,
        mut blobs: BTreeMap<Digest, Bytes>,
        caps: &Caps,
    ) -> Result<Self, ArtifactError> {
        let bytes = bytes.into();
        let manifest = parse(&bytes, caps)?;
        let mut kept: BTreeMap<Digest, Bytes> = BTreeMap::new();
        for descriptor in manifest.blobs() {
            let digest = descriptor.digest;
            let new = blobs.remove(&digest);
            let blob = new.as_ref().or_else(|| kept.get(&digest));
            let found = blob.ok_or(ArtifactError::Missing(digest))?.len();
            let (found, expected) = (u64::try_from(found).unwrap_or(u64::MAX), descriptor.size);
            if found != expected {
                return Err(ArtifactError::Size { digest, expected, found });
            }
            if let Some(blob) = new {
                verify(digest, &blob)?;
                kept.insert(digest, blob);
            }
        }
        Ok(Self { digest: Digest::of(&bytes), manifest, bytes, blobs: kept })
    }

    /// The manifest.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The manifest's bytes: what [`digest`](Self::digest) is of and signatures cover.
    #[must_use]
    pub fn manifest_bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The digest of the manifest; through it, of everything.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Bytes of all blobs, each counted once, without the manifest.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.blobs.values().map(|blob| u64::try_from(blob.len()).unwrap_or(u64::MAX)).sum()
    }

    /// The blobs, each once.
    #[must_use]
    pub fn blobs(&self) -> &BTreeMap<Digest, Bytes> {
        &self.blobs
    }
}

/// Reads a manifest and holds it against the caps, so that its blobs may be fetched.
pub(crate) fn parse(bytes: &[u8], caps: &Caps) -> Result<Manifest, ArtifactError> {
    within("the manifest", bytes.len(), caps.manifest)?;
    let what = "the manifest";
    let manifest: Manifest = serde_json::from_slice(bytes)
        .map_err(|error| ArtifactError::Malformed { what, why: error.to_string() })?;
    let refuse = |key: &str, found: String, accepted: String| {
        Err(ArtifactError::Refused { key: key.to_owned(), found, accepted })
    };
    if manifest.schema_version != 2 {
        return refuse("schemaVersion", manifest.schema_version.to_string(), "2".to_owned());
    }
    if let Some(other) = manifest.media_type.as_ref().filter(|media_type| *media_type != MANIFEST) {
        return refuse("mediaType", format!("{other:?}"), format!("{MANIFEST:?}"));
    }
    if manifest.layers.len() > caps.layers {
        let found = manifest.layers.len();
        return Err(ArtifactError::TooMany { found, most: caps.layers });
    }
    let config = usize::try_from(manifest.config.size).unwrap_or(usize::MAX);
    within("the configuration blob", config, caps.manifest)?;
    let mut total = 0_u64;
    for descriptor in manifest.blobs() {
        total = total.saturating_add(descriptor.size);
        if total > caps.total {
            let what = "the artifact".to_owned();
            return Err(ArtifactError::TooLarge { what, found: total, most: caps.total });
        }
        let most = match descriptor.media_type.as_str() {
            WASM => caps.component,
            DOCUMENT => caps.document,
            CASES => caps.cases,
            _ => continue,
        };
        let size = usize::try_from(descriptor.size).unwrap_or(usize::MAX);
        within(&format!("blob {}", descriptor.digest), size, most)?;
    }
    Ok(manifest)
}

pub(crate) fn within(what: &str, found: usize, most: usize) -> Result<(), ArtifactError> {
    let number = |size: usize| u64::try_from(size).unwrap_or(u64::MAX);
    if found <= most {
        return Ok(());
    }
    let (what, found, most) = (what.to_owned(), number(found), number(most));
    Err(ArtifactError::TooLarge { what, found, most })
}

/// Checks that bytes are what a digest says.
pub(crate) fn verify(expected: Digest, bytes: &[u8]) -> Result<(), ArtifactError> {
    let found = Digest::of(bytes);
    if found == expected { Ok(()) } else { Err(ArtifactError::Digest { expected, found }) }
}

/// JSON without white space, keys sorted: the same value gives the same bytes
/// (image specification, "Canonicalization").
pub(crate) fn canonical(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut value = serde_json::to_value(value)?;
    value.sort_all_objects();
    serde_json::to_vec(&value)
}
