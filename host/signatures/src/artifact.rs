//! The OCI artifact that holds the signatures of one bundle, as cosign stores it: a
//! manifest at the tag `sha256-<digits>.sig` beside the bundle, with a layer for each
//! signature. The layer is what is signed, its annotation the signature.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::{Digest, Refused};

/// The media type of a layer that is signed.
pub const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// The annotation of a layer with its signature, in base64.
pub const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
/// The media type of the manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// The media type of the manifest's configuration.
pub(crate) const CONFIG: &str = "application/vnd.oci.image.config.v1+json";

/// The largest manifest in bytes. Cosign's own layers can carry certificates.
pub const MOST_MANIFEST: u64 = 256 * 1024;
/// The most layers; what is looked at is layers times trusted keys.
pub const MOST_LAYERS: u64 = 32;
/// The largest signed payload in bytes.
pub const MOST_PAYLOAD: u64 = 16 * 1024;
/// The longest signature in base64; ECDSA on P-256 takes 96 characters.
const MOST_SIGNATURE: u64 = 256;

/// The signatures of one bundle, whole: what is pushed, or what was pulled.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SignatureArtifact {
    /// The manifest, of the media type [`MANIFEST`].
    pub manifest: Vec<u8>,
    /// What the manifest names: the payloads, and the configuration, which verifying
    /// does not need.
    pub blobs: Vec<(Digest, Vec<u8>)>,
}

/// A layer to pull before the signatures can be verified.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Wanted {
    /// Its digest.
    pub digest: Digest,
    /// Its size in bytes as the manifest says, at most [`MOST_PAYLOAD`].
    pub size: u64,
}

impl SignatureArtifact {
    /// The tag at which cosign looks for the signatures of the manifest with this digest.
    #[must_use]
    pub fn tag(digest: &Digest) -> String {
        format!("sha256-{}.sig", digest.hex())
    }

    /// The payloads to pull for a manifest that was pulled, at most
    /// [`MOST_LAYERS`]. What is not a signature, or is too large for one, is left out.
    ///
    /// # Errors
    /// When the manifest is none or too large.
    pub fn wanted(manifest: &[u8]) -> Result<Vec<Wanted>, Refused> {
        let layers = Manifest::read(manifest)?.layers;
        let signed = layers.iter().filter(|layer| layer.signature().is_some());
        let wanted = signed.map(|layer| Wanted { digest: layer.digest, size: layer.size });
        Ok(wanted.filter(|wanted| wanted.size <= MOST_PAYLOAD).collect())
    }

    /// The blob with this digest, if it is here.
    pub(crate) fn blob(&self, digest: &Digest) -> Option<&[u8]> {
        let found = self.blobs.iter().find(|(name, _)| name == digest);
        found.map(|(_, bytes)| bytes.as_slice())
    }
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Manifest {
    pub schema_version: u32,
    pub media_type: Option<String>,
    pub config: Descriptor,
    pub layers: Vec<Descriptor>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub annotations: BTreeMap<String, String>,
}

#[derive(Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Descriptor {
    pub media_type: String,
    pub size: u64,
    pub digest: Digest,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub annotations: BTreeMap<String, String>,
}

impl Descriptor {
    pub fn of(media_type: &str, bytes: &[u8]) -> Self {
        Self {
            media_type: media_type.to_owned(),
            size: bytes.len() as u64,
            digest: Digest::of(bytes),
            annotations: BTreeMap::new(),
        }
    }

    /// The signature of a layer that is one, in base64.
    pub fn signature(&self) -> Option<&str> {
        let signature = self.annotations.get(SIGNATURE)?;
        (self.media_type == SIMPLE_SIGNING).then_some(signature)
    }
}

impl Manifest {
    pub fn read(manifest: &[u8]) -> Result<Self, Refused> {
        within("the signatures' manifest in bytes", manifest.len() as u64, MOST_MANIFEST)?;
        let manifest: Self = serde_json::from_slice(manifest)
            .map_err(|error| malformed("the signatures' manifest", error))?;
        let layers = manifest.layers.len() as u64;
        within("the number of signatures", layers, MOST_LAYERS)?;
        Ok(manifest)
    }
}

pub(crate) fn within(what: &'static str, found: u64, most: u64) -> Result<(), Refused> {
    if found > most { Err(Refused::TooLarge { what, found, most }) } else { Ok(()) }
}

pub(crate) fn malformed(what: impl Into<String>, why: impl ToString) -> Refused {
    Refused::Malformed { what: what.into(), why: why.to_string() }
}

/// The bytes of a signature.
pub(crate) fn signature_bytes(base64: &str) -> Result<Vec<u8>, Refused> {
    within("a signature in characters", base64.len() as u64, MOST_SIGNATURE)?;
    decode(base64).ok_or_else(|| malformed("a signature", "no base64"))
}

pub(crate) fn decode(base64: &str) -> Option<Vec<u8>> {
    STANDARD.decode(base64).ok()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
