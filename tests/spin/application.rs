//! The application of `spin.toml`: the gateway, built, and composed with the functions.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result, ensure};
use tidegate_functions_build::{GATEWAY_TARGET, build_gateway, has_target};
use tidegate_tests::tools::skip;

use crate::compose::{Dependency, compose};
use crate::serve::Gateway;

/// A dependency in `spin.toml`.
pub struct Named {
    /// Its key, the gateway's import.
    pub import: String,
    /// The function's export.
    pub export: String,
    /// The file.
    pub path: String,
    /// What is in the file.
    pub component: Vec<u8>,
}

/// The gateway, not yet composed, and its dependencies.
pub struct Parts {
    pub gateway: Vec<u8>,
    pub dependencies: Vec<Named>,
}

impl Parts {
    pub fn compose(&self) -> Result<Vec<u8>> {
        let dependencies: Vec<_> = self
            .dependencies
            .iter()
            .map(|named| Dependency {
                import: &named.import,
                export: &named.export,
                component: &named.component,
            })
            .collect();
        compose(&self.gateway, &dependencies)
    }
}

/// `None` where the toolchain cannot build the gateway.
pub fn parts() -> Option<&'static Parts> {
    static PARTS: LazyLock<Option<Parts>> = LazyLock::new(|| {
        if !has_target(GATEWAY_TARGET) {
            skip("spin", &format!("the target is missing: rustup target add {GATEWAY_TARGET}"));
            return None;
        }
        Some(read().unwrap_or_else(|error| panic!("{error:#}")))
    });
    PARTS.as_ref()
}

/// `None` where the toolchain cannot build the gateway.
pub fn gateway() -> Option<&'static Gateway> {
    static GATEWAY: LazyLock<Option<Gateway>> = LazyLock::new(|| {
        let composed = parts()?.compose().and_then(|bytes| Gateway::new(&bytes));
        Some(composed.unwrap_or_else(|error| panic!("{error:#}")))
    });
    GATEWAY.as_ref()
}

fn read() -> Result<Parts> {
    let root = root()?;
    let built = build_gateway(&root)?;
    let text = std::fs::read_to_string(root.join("spin.toml"))?;
    let manifest: toml::Table = text.parse().context("spin.toml")?;
    let component = &manifest["component"]["gateway"];
    let source = component["source"].as_str().context("component.gateway.source")?;
    ensure!(
        Path::new(source).file_name() == built.file_name(),
        "spin.toml has {source}, cargo makes {}",
        built.display()
    );
    let dependencies = component["dependencies"].as_table().context("dependencies")?;
    let dependencies = dependencies
        .iter()
        .map(|(import, entry)| {
            let path = entry["path"].as_str().context("path")?;
            Ok(Named {
                import: import.clone(),
                export: entry["export"].as_str().context("export")?.to_owned(),
                path: path.to_owned(),
                component: std::fs::read(root.join(path)).with_context(|| path.to_owned())?,
            })
        })
        .collect::<Result<_>>()?;
    let gateway = std::fs::read(&built).with_context(|| built.display().to_string())?;
    Ok(Parts { gateway, dependencies })
}

fn root() -> Result<PathBuf> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?)
}

#[test]
fn both_run_the_same_components() {
    let Some(parts) = parts() else { return };
    assert_eq!(parts.dependencies.len(), tidegate::dev::config::FUNCTIONS.len());
    for (kind, component, _) in tidegate::dev::config::FUNCTIONS {
        let named = parts.dependencies.iter().find(|named| named.import == kind.name()).unwrap();
        assert!(named.component == component, "{} is not what the node runs", named.path);
        assert_eq!(named.export, format!("tidegate:edge/{kind}@0.1.0"));
    }
}

#[test]
fn a_function_of_another_kind_does_not_fit() {
    let Some(parts) = parts() else { return };
    let other = &parts.dependencies.iter().find(|named| named.import == "carbon-cap").unwrap();
    let wrong =
        Dependency { import: "consent", export: &other.export, component: &other.component };
    let refusal = compose(&parts.gateway, &[wrong]).unwrap_err();
    assert!(format!("{refusal:#}").contains("`consent` does not fit"), "{refusal:#}");
}
