//! The contract as an artifact: the WIT package of `wit/` in binary form, published as
//! the CNCF's guidance for Wasm OCI artifacts has it, so that `wkg` and others fetch it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;
use wit_parser::{Resolve, SourceMap};

use crate::artifact::manifest::{MANIFEST, TITLE, VERSION};
use crate::artifact::{Artifact, Descriptor, Manifest, WASM, canonical};
use crate::caps::Caps;
use tidegate_signatures::Digest;

/// The media type of the configuration blob.
pub const WASM_CONFIG: &str = "application/vnd.wasm.config.v0+json";

/// The sources, as they were when this was built.
const SOURCES: [(&str, &str); 5] = [
    ("types.wit", include_str!("../../../wit/types.wit")),
    ("consent.wit", include_str!("../../../wit/consent.wit")),
    ("geo-licensing.wit", include_str!("../../../wit/geo-licensing.wit")),
    ("carbon-cap.wit", include_str!("../../../wit/carbon-cap.wit")),
    ("manifest-rewriting.wit", include_str!("../../../wit/manifest-rewriting.wit")),
];

/// The contract.
#[derive(Clone, Debug)]
pub struct Contract {
    /// E.g. `tidegate:edge`.
    pub name: String,
    /// E.g. `0.1.0`.
    pub version: String,
    /// The WIT package as a component.
    pub component: Vec<u8>,
    exports: BTreeSet<String>,
}

/// The configuration blob.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config<'a> {
    /// Required. Always the same: the artifact of a version has one digest.
    created: &'static str,
    author: Option<&'static str>,
    architecture: &'static str,
    os: &'static str,
    layer_digests: [Digest; 1],
    component: Surface<'a>,
}

#[derive(Serialize)]
struct Surface<'a> {
    exports: &'a BTreeSet<String>,
    imports: [String; 0],
    target: Option<String>,
}

impl Contract {
    /// The contract that this was built with.
    ///
    /// # Errors
    /// Never: a test builds it.
    pub fn build() -> anyhow::Result<Self> {
        let mut sources = SourceMap::new();
        for (name, text) in SOURCES {
            sources.push(Path::new(name), text);
        }
        let group = sources.parse().map_err(|(_, error)| anyhow::anyhow!("wit: {error:?}"))?;
        let mut resolve = Resolve::default();
        let id = resolve.push_group(group)?;
        let component = wit_component::encode(&resolve, id)?;
        let package = resolve
            .packages
            .get(id)
            .ok_or_else(|| anyhow::anyhow!("wit: the package is not there"))?;
        let (namespace, name) = (&package.name.namespace, &package.name.name);
        let version = package.name.version.as_ref().map(ToString::to_string).unwrap_or_default();
        let exported = package.interfaces.keys().chain(package.worlds.keys());
        let exports = exported.map(|item| format!("{namespace}:{name}/{item}@{version}")).collect();
        Ok(Self { name: format!("{namespace}:{name}"), version, component, exports })
    }

    /// Its artifact.
    ///
    /// # Errors
    /// Never: a test makes it.
    pub fn to_artifact(&self, caps: &Caps) -> anyhow::Result<Artifact> {
        let title = format!("{}.wasm", self.name.replace(':', "-"));
        let layer = Descriptor::of(WASM, &self.component).annotated(TITLE, &title);
        let config = canonical(&Config {
            created: "1970-01-01T00:00:00Z",
            author: None,
            architecture: "wasm",
            os: "wasip2",
            layer_digests: [layer.digest],
            component: Surface { exports: &self.exports, imports: [], target: None },
        })?;
        let config_descriptor = Descriptor::of(WASM_CONFIG, &config);
        let blobs = BTreeMap::from([
            (layer.digest, self.component.clone().into()),
            (config_descriptor.digest, config.into()),
        ]);
        let manifest = Manifest {
            schema_version: 2,
            media_type: Some(MANIFEST.to_owned()),
            artifact_type: None,
            config: config_descriptor,
            layers: vec![layer],
            annotations: BTreeMap::from([
                (TITLE.to_owned(), self.name.clone()),
                (VERSION.to_owned(), self.version.clone()),
            ]),
        };
        Ok(Artifact::new(manifest.to_bytes()?, blobs, caps)?)
    }
}

#[cfg(test)]
mod tests {
    use wit_component::DecodedWasm;

    use super::*;

    #[test]
    fn every_file_of_the_contract_is_in_it() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
        for file in std::fs::read_dir(directory).unwrap() {
            let name = file.unwrap().file_name();
            assert!(SOURCES.iter().any(|(source, _)| *source == name), "{}", name.display());
        }
    }

    /// What others decode is the package of the directory, as its own tools read it.
    #[test]
    fn the_component_is_the_package() {
        let contract = Contract::build().unwrap();
        assert_eq!(contract.name, "tidegate:edge");
        let DecodedWasm::WitPackage(decoded, id) =
            wit_component::decode(&contract.component).unwrap()
        else {
            panic!("no WIT package");
        };
        let mut resolve = Resolve::default();
        let (expected, _) =
            resolve.push_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit")).unwrap();
        let (decoded, expected) = (&decoded.packages[id], &resolve.packages[expected]);
        assert_eq!(decoded.name, expected.name);
        assert!(decoded.worlds.keys().eq(expected.worlds.keys()));
        let mut interfaces: Vec<_> = expected.interfaces.keys().collect();
        interfaces.sort_unstable();
        let mut found: Vec<_> = decoded.interfaces.keys().collect();
        found.sort_unstable();
        assert_eq!(found, interfaces);
    }

    /// The keys of `WasmConfig` in the crate `oci-wasm`, 0.4.
    #[test]
    fn its_artifact_is_the_same_each_time_and_says_what_it_exports() {
        let artifact = || Contract::build().unwrap().to_artifact(&Caps::default()).unwrap();
        let made = artifact();
        assert_eq!(made, artifact());
        let config = &made.manifest().config;
        assert_eq!(config.media_type, WASM_CONFIG);
        let config: serde_json::Value =
            serde_json::from_slice(&made.blobs()[&config.digest]).unwrap();
        let keys: Vec<_> = config.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["architecture", "author", "component", "created", "layerDigests", "os"]);
        assert_eq!(config["layerDigests"][0], made.manifest().layers[0].digest.to_string());
        let exports = config["component"]["exports"].as_array().unwrap();
        assert!(exports.contains(&"tidegate:edge/geo-licensing@0.1.0".into()), "{exports:?}");
        assert!(exports.contains(&"tidegate:edge/consent-function@0.1.0".into()), "{exports:?}");
    }
}
