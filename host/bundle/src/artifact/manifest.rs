//! OCI image manifests (image specification 1.1, `manifest.md`, `descriptor.md`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::canonical;
use tidegate_signatures::Digest;

/// The media type of a manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// The annotation that names a blob's file.
pub const TITLE: &str = "org.opencontainers.image.title";
/// The annotation that carries a version.
pub const VERSION: &str = "org.opencontainers.image.version";
/// The annotation of an index's entry that carries its tag.
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// What a manifest says of a blob. Fields that are not known here are passed over,
/// as the specification asks of readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What the blob is.
    pub media_type: String,
    /// What the blob's bytes hash to.
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    /// What kind of artifact a manifest is; entries of an index have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Keys as the specification has them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Descriptor {
    /// Describes a blob.
    #[must_use]
    pub fn of(media_type: &str, bytes: &[u8]) -> Self {
        Self {
            media_type: media_type.to_owned(),
            digest: Digest::of(bytes),
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            artifact_type: None,
            annotations: BTreeMap::new(),
        }
    }

    /// The same with one annotation more.
    #[must_use]
    pub fn annotated(mut self, key: &str, value: &str) -> Self {
        self.annotations.insert(key.to_owned(), value.to_owned());
        self
    }
}

/// A manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// 2.
    pub schema_version: u32,
    /// [`MANIFEST`]; signatures of older tools leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// What the artifact is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The configuration blob.
    pub config: Descriptor,
    /// The other blobs.
    pub layers: Vec<Descriptor>,
    /// Keys as the specification has them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Manifest {
    /// The bytes that the manifest's digest is of.
    ///
    /// # Errors
    /// Never for what this crate makes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        canonical(self)
    }

    /// The configuration and the layers.
    pub fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        std::iter::once(&self.config).chain(&self.layers)
    }
}
