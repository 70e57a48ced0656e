//! Making signatures.

use std::collections::BTreeMap;

use serde_json::json;

use crate::artifact::{
    CONFIG, Descriptor, MANIFEST, MOST_LAYERS, Manifest, SIGNATURE, SIMPLE_SIGNING, encode,
    signature_bytes, within,
};
use crate::statement::NoStatement;
use crate::{KeyError, Refused, SignatureArtifact, SigningKey, Statement};

/// Why there is no signature.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The statement cannot be written.
    #[error(transparent)]
    Statement(#[from] NoStatement),
    /// The key cannot sign.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The artifact to add to is none of ours, or full.
    #[error("cannot add to the signatures that there are: {0}")]
    Existing(#[from] Refused),
    /// JSON cannot be written.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Signs a statement: an artifact with one signature.
///
/// # Errors
/// When the statement's name is none, or the key cannot sign.
pub fn sign(key: &SigningKey, statement: &Statement) -> Result<SignatureArtifact, SignError> {
    add(None, key, statement)
}

/// Adds a signature to those that there are, which stay as they are. What this key has
/// signed before is not signed again: the artifact comes back as it was.
///
/// # Errors
/// As [`sign`], and when `existing` cannot be read or holds
/// [`MOST_LAYERS`] signatures.
pub fn add(
    existing: Option<&SignatureArtifact>,
    key: &SigningKey,
    statement: &Statement,
) -> Result<SignatureArtifact, SignError> {
    let payload = statement.to_payload()?;
    let mut layer = Descriptor::of(SIMPLE_SIGNING, &payload);
    let mut manifest = match existing {
        Some(existing) => Manifest::read(&existing.manifest)?,
        None => Manifest {
            schema_version: 2,
            media_type: Some(MANIFEST.to_owned()),
            config: Descriptor::of(CONFIG, &[]),
            layers: Vec::new(),
            annotations: BTreeMap::new(),
        },
    };
    let signed = manifest.layers.iter().any(|there| {
        let signature = there.signature().and_then(|text| signature_bytes(text).ok());
        there.digest == layer.digest
            && signature.is_some_and(|signature| key.public().verifies(&signature, &payload))
    });
    if let (true, Some(existing)) = (signed, existing) {
        return Ok(existing.clone());
    }
    within("the number of signatures", manifest.layers.len() as u64 + 1, MOST_LAYERS)?;
    layer.annotations.insert(SIGNATURE.to_owned(), encode(&key.sign(&payload)?));
    manifest.layers.push(layer);

    let config = config(&manifest.layers)?;
    let replaced = std::mem::replace(&mut manifest.config, Descriptor::of(CONFIG, &config));
    let mut blobs = existing.map(|existing| existing.blobs.clone()).unwrap_or_default();
    blobs.retain(|(digest, _)| *digest != replaced.digest);
    for bytes in [payload, config] {
        let digest = crate::Digest::of(&bytes);
        if blobs.iter().all(|(there, _)| *there != digest) {
            blobs.push((digest, bytes));
        }
    }
    let manifest = serde_json::to_vec(&manifest)?;
    within(
        "the signatures' manifest in bytes",
        manifest.len() as u64,
        crate::artifact::MOST_MANIFEST,
    )?;
    Ok(SignatureArtifact { manifest, blobs })
}

/// The image configuration that cosign writes for its layers, without a time: tools
/// that take the artifact for an image want one.
fn config(layers: &[Descriptor]) -> Result<Vec<u8>, serde_json::Error> {
    let layers: Vec<_> = layers.iter().map(|layer| layer.digest).collect();
    serde_json::to_vec(&json!({
        "architecture": "",
        "config": {},
        "created": "0001-01-01T00:00:00Z",
        "os": "",
        "rootfs": { "type": "layers", "diff_ids": layers },
    }))
}
