//! The bundle of an artifact that others made. Everything is checked again as if it
//! stood in a `bundle.toml`.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use tidegate_facts::FactKind;
use tidegate_pipeline::{Basis, FunctionKind, Reads};

use super::descriptor::{BundleDescriptor, FunctionDescriptor};
use super::{
    Artifact, ArtifactError, BUNDLE, BUNDLE_CONFIG, CASES, DOCUMENT, Manifest, WASM, within,
};
use crate::bundle::Bundle;
use crate::caps::Caps;
use crate::config::function::declare;
use crate::function::{Function, Limits, OnFailure};
use tidegate_signatures::Digest;

impl Artifact {
    /// The descriptor of a bundle, if this is one; without looking at its functions.
    ///
    /// # Errors
    /// When this is no bundle, or its configuration blob is malformed.
    pub fn descriptor(&self) -> Result<BundleDescriptor, ArtifactError> {
        let found = self.manifest().artifact_type.as_deref();
        if found != Some(BUNDLE) {
            return Err(refuse("artifactType", found.unwrap_or("none"), format!("{BUNDLE:?}")));
        }
        let config = &self.manifest().config;
        if config.media_type != BUNDLE_CONFIG {
            let accepted = format!("{BUNDLE_CONFIG:?}");
            return Err(refuse("config.mediaType", &config.media_type, accepted));
        }
        let bytes =
            self.blobs().get(&config.digest).ok_or(ArtifactError::Missing(config.digest))?;
        serde_json::from_slice(bytes).map_err(|error| ArtifactError::Malformed {
            what: "the configuration blob",
            why: error.to_string(),
        })
    }

    /// The bundle.
    ///
    /// # Errors
    /// When this is no bundle, or any of it is not allowed in one.
    pub fn into_bundle(self, caps: &Caps) -> Result<Bundle, ArtifactError> {
        let descriptor = self.descriptor()?;
        let name = descriptor.name.parse().map_err(|error| malformed(format!("name: {error}")))?;
        if descriptor.version == 0 {
            return Err(refuse("version", 0, "1 or more"));
        }
        let expires = descriptor
            .expires
            .parse()
            .map_err(|_| refuse("expires", &descriptor.expires, "a time of RFC 3339"))?;
        let mut layers = Layers::of(self.manifest, self.blobs, &descriptor);
        let mut functions: Vec<Function> = Vec::new();
        for raw in descriptor.functions {
            let function = function(raw, &mut layers, caps)?;
            if functions.last().is_some_and(|before| before.kind >= function.kind) {
                let accepted = "each kind once, in the order in which they are asked";
                return Err(refuse("functions", function.kind, accepted));
            }
            functions.push(function);
        }
        if functions.is_empty() {
            return Err(refuse("functions", "no function", "at least one"));
        }
        Ok(Bundle { name, version: descriptor.version, expires, functions })
    }
}

/// The layers, handed out by digest and media type; the last taker gets the bytes
/// without a copy.
struct Layers {
    media_types: Vec<(Digest, String)>,
    blobs: BTreeMap<Digest, (Bytes, usize)>,
}

impl Layers {
    fn of(
        manifest: Manifest,
        blobs: BTreeMap<Digest, Bytes>,
        descriptor: &BundleDescriptor,
    ) -> Self {
        let mut blobs: BTreeMap<_, _> =
            blobs.into_iter().map(|(digest, bytes)| (digest, (bytes, 0))).collect();
        for function in &descriptor.functions {
            for digest in [Some(function.component), Some(function.config), function.cases] {
                if let Some((_, takers)) = digest.and_then(|digest| blobs.get_mut(&digest)) {
                    *takers += 1;
                }
            }
        }
        let media_types =
            manifest.layers.into_iter().map(|layer| (layer.digest, layer.media_type)).collect();
        Self { media_types, blobs }
    }

    fn take(&mut self, digest: Digest, media_type: &str) -> Result<Vec<u8>, ArtifactError> {
        let listed = |(listed, of): &(Digest, String)| *listed == digest && of == media_type;
        if !self.media_types.iter().any(listed) {
            return Err(refuse(format!("layer {digest}"), "none", format!("one of {media_type}")));
        }
        let missing = ArtifactError::Missing(digest);
        let Some((bytes, takers)) = self.blobs.get_mut(&digest) else { return Err(missing) };
        *takers = takers.saturating_sub(1);
        let bytes = if *takers == 0 { std::mem::take(bytes) } else { bytes.clone() };
        Ok(bytes.into())
    }

    fn text(&mut self, digest: Digest, media_type: &str) -> Result<String, ArtifactError> {
        String::from_utf8(self.take(digest, media_type)?)
            .map_err(|_| refuse(format!("layer {digest}"), "no UTF-8", "UTF-8"))
    }
}

fn function(
    raw: FunctionDescriptor,
    layers: &mut Layers,
    caps: &Caps,
) -> Result<Function, ArtifactError> {
    let Some(kind) = FunctionKind::ALL.into_iter().find(|kind| kind.name() == raw.kind) else {
        let names = FunctionKind::ALL.map(FunctionKind::name);
        return Err(refuse("functions.kind", format!("{:?}", raw.kind), names.join(", ")));
    };
    let key = |name: &str| format!("functions.{kind}.{name}");
    if let Some(capability) = raw.capabilities.first() {
        let accepted = "none: a function imports nothing";
        return Err(refuse(key("capabilities"), format!("{capability:?}"), accepted));
    }
    let on_failure = OnFailure::from_name(&raw.on_failure)
        .ok_or_else(|| refuse(key("on-failure"), &raw.on_failure, "bottom or refuse"))?;
    let component = layers.take(raw.component, WASM)?;
    within(&key("component"), component.len(), caps.component)?;
    let document = layers.text(raw.config, DOCUMENT)?;
    within(&key("config"), document.len(), caps.document)?;
    let cases = raw.cases.map(|digest| layers.text(digest, CASES)).transpose()?;
    within(&key("cases"), cases.as_ref().map_or(0, String::len), caps.cases)?;
    let reads = reads(kind, &raw.reads)?;
    let limits = limits(&raw, &key, caps)?;
    Ok(Function { kind, component, document, cases, reads, limits, on_failure })
}

fn reads(kind: FunctionKind, raw: &BTreeMap<String, String>) -> Result<Reads, ArtifactError> {
    let mut reads = Reads::default();
    for (fact, basis) in raw {
        let bad = |error: &dyn std::fmt::Display| {
            malformed(format!("functions.{kind}.reads.{fact}: {error}"))
        };
        let fact: FactKind = fact.parse().map_err(|error| bad(&error))?;
        let basis: Basis = basis.parse().map_err(|error| bad(&error))?;
        declare(&mut reads, kind, fact, basis).map_err(|error| bad(&error))?;
    }
    Ok(reads)
}

fn limits(
    raw: &FunctionDescriptor,
    key: &impl Fn(&str) -> String,
    caps: &Caps,
) -> Result<Limits, ArtifactError> {
    let deadline = Duration::from_millis(raw.deadline_ms);
    if deadline.is_zero() || deadline > Limits::LONGEST_DEADLINE {
        let accepted = format!("1 to {}", Limits::LONGEST_DEADLINE.as_millis());
        return Err(refuse(key("deadline-ms"), raw.deadline_ms, accepted));
    }
    let most = caps.memory >> 20;
    if raw.memory_mib == 0 || raw.memory_mib > most {
        return Err(refuse(key("memory-mib"), raw.memory_mib, format!("1 to {most}")));
    }
    Ok(Limits { deadline, memory: raw.memory_mib << 20 })
}

fn malformed(why: String) -> ArtifactError {
    ArtifactError::Malformed { what: "the configuration blob", why }
}

fn refuse(
    key: impl Into<String>,
    found: impl std::fmt::Display,
    accepted: impl Into<String>,
) -> ArtifactError {
    ArtifactError::Refused { key: key.into(), found: found.to_string(), accepted: accepted.into() }
}
