//! Turns the functions' demo configurations into the JSON documents that
//! `configure` takes: `functions/<name>/demo.toml` to `$OUT_DIR/<name>.json`.

use std::path::Path;
use std::{env, fs};

use anyhow::{Context, Result};

const FUNCTIONS: [&str; 4] = ["consent", "geo-licensing", "carbon-cap", "manifest-rewriting"];

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    // Elsewhere the crate is empty.
    if env::var("CARGO_CFG_TARGET_OS")? != "wasi" {
        return Ok(());
    }
    let out = env::var("OUT_DIR")?;
    for name in FUNCTIONS {
        let source = Path::new("..").join(name).join("demo.toml");
        println!("cargo::rerun-if-changed={}", source.display());
        let text = fs::read_to_string(&source).with_context(|| source.display().to_string())?;
        let document: serde_json::Value =
            toml::from_str(&text).with_context(|| source.display().to_string())?;
        fs::write(Path::new(&out).join(name).with_extension("json"), document.to_string())?;
    }
    Ok(())
}
