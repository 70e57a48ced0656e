//! Builds the four functions, which `tidegate dev` carries within it.

use std::path::Path;

use anyhow::Context;

fn main() -> anyhow::Result<()> {
    // Read when run: clones that share a target directory share this program too.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").context("cargo names the package")?;
    let root = Path::new(&package).join("..").canonicalize()?;
    for watched in ["Cargo.toml", "wit", "functions/sdk/src", "functions/build/src", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    for name in tidegate_functions_build::FUNCTIONS {
        let function = root.join("functions").join(name);
        println!("cargo::rerun-if-changed={}", function.join("src").display());
        println!("cargo::rerun-if-changed={}", function.join("Cargo.toml").display());
    }
    tidegate_functions_build::build_all(&root)?;
    println!("cargo::rustc-env=TIDEGATE_FUNCTIONS={}", root.join("target/functions").display());
    Ok(())
}
