//! A bundle's artifact. The same bundle gives the same bytes, on any machine:
//! sorted keys, functions in the pipeline's order, no times, no paths.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::descriptor::BundleDescriptor;
use super::manifest::{MANIFEST, TITLE, VERSION};
use super::{
    Artifact, ArtifactError, BUNDLE, BUNDLE_CONFIG, CASES, DOCUMENT, Descriptor, Manifest, WASM,
    canonical,
};
use crate::bundle::Bundle;
use crate::caps::Caps;

impl Bundle {
    /// The bundle's artifact.
    ///
    /// # Errors
    /// When the bundle is above a cap.
    pub fn to_artifact(&self, caps: &Caps) -> Result<Artifact, ArtifactError> {
        let malformed = |what: &'static str| {
            move |error: serde_json::Error| ArtifactError::Malformed {
                what,
                why: error.to_string(),
            }
        };
        let config =
            canonical(&BundleDescriptor::of(self)).map_err(malformed("the configuration blob"))?;
        let mut blobs = BTreeMap::new();
        let mut layers = Vec::new();
        let mut layer = |media_type: &str, title: String, bytes: Bytes| {
            let descriptor = Descriptor::of(media_type, &bytes).annotated(TITLE, &title);
            blobs.insert(descriptor.digest, bytes);
            layers.push(descriptor);
        };
        for function in &self.functions {
            let kind = function.kind;
            layer(WASM, format!("{kind}.wasm"), function.component.clone().into());
            layer(DOCUMENT, format!("{kind}.json"), function.document.clone().into());
            if let Some(cases) = &function.cases {
                layer(CASES, format!("{kind}.cases.toml"), cases.clone().into());
            }
        }
        let config_descriptor = Descriptor::of(BUNDLE_CONFIG, &config);
        blobs.insert(config_descriptor.digest, config.into());
        let manifest = Manifest {
            schema_version: 2,
            media_type: Some(MANIFEST.to_owned()),
            artifact_type: Some(BUNDLE.to_owned()),
            config: config_descriptor,
            layers,
            annotations: BTreeMap::from([
                (TITLE.to_owned(), self.name.to_string()),
                (VERSION.to_owned(), self.version.to_string()),
            ]),
        };
        let bytes = manifest.to_bytes().map_err(malformed("the manifest"))?;
        Artifact::new(bytes, blobs, caps)
    }
}
