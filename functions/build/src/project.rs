//! A function's crate outside this repository, as `tidegate new` makes one.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{FLAGS, FUNCTIONS, MODULE_TARGET, cargo, component, flags};

/// Builds the crate in `folder`, whose `package.metadata.tidegate.kind` says what it is, and
/// makes `<name>.wasm` there, by the WIT package in `wit`. Cargo tells how far it is.
///
/// # Errors
/// When there is no such crate, cargo fails, or the module does not fit its world.
pub fn build_project(folder: &Path, wit: &Path) -> Result<PathBuf> {
    let folder = folder.canonicalize().with_context(|| folder.display().to_string())?;
    let metadata = metadata(&folder)?;
    let manifest = folder.join("Cargo.toml");
    let packages = metadata.get("packages").and_then(Value::as_array);
    let package = packages.into_iter().flatten().find(|package| {
        package.get("manifest_path").and_then(Value::as_str).map(Path::new) == Some(&manifest)
    });
    let package =
        package.with_context(|| format!("{}: it names no package", manifest.display()))?;
    let text = |at: &str| package.pointer(at).and_then(Value::as_str);
    let kind = text("/metadata/tidegate/kind").unwrap_or("nothing");
    if !FUNCTIONS.contains(&kind) {
        bail!(
            "{}: `package.metadata.tidegate.kind`: found {kind}, expected one of {}",
            manifest.display(),
            FUNCTIONS.join(", ")
        );
    }
    let name = text("/name").context("cargo tells no name of the package")?;
    let target = metadata.get("target_directory").and_then(Value::as_str);
    let target = Path::new(target.context("cargo tells no target directory")?);
    let mut cargo = cargo::command(&folder);
    cargo.args(["build", "--release", "--lib", "--target", MODULE_TARGET]);
    cargo.env(FLAGS, flags());
    if !cargo.status().context("starting cargo")?.success() {
        bail!(
            "the build of {name} failed (is the target installed? `rustup target add {MODULE_TARGET}`)"
        );
    }
    let module = format!("{MODULE_TARGET}/release/{}.wasm", name.replace('-', "_"));
    let module = target.join(module);
    let module = std::fs::read(&module)
        .with_context(|| format!("{}: is the crate's type `cdylib`?", module.display()))?;
    let bytes = component(&module, wit, &format!("{kind}-function"))?;
    let out = folder.join(format!("{name}.wasm"));
    std::fs::write(&out, bytes).with_context(|| out.display().to_string())?;
    Ok(out)
}

fn metadata(folder: &Path) -> Result<Value> {
    let mut cargo = cargo::command(folder);
    cargo.args(["metadata", "--no-deps", "--format-version", "1"]);
    let output = cargo.output().context("starting cargo")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    serde_json::from_slice(&output.stdout).context("cargo's metadata")
}
