//! Builds the functions as components that import nothing.
//!
//! `cargo` makes a core module of each function's crate; [`component`] wraps it
//! by its world in `wit/`. The node's build calls this, and `spin build` does
//! through the binary of this crate, so both run the same bytes.

mod cargo;
mod gateway;
mod project;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

pub use cargo::has_target;
pub use gateway::{TARGET as GATEWAY_TARGET, build_gateway};
pub use project::build_project;

/// The four functions, in the order in which the node asks them.
pub const FUNCTIONS: [&str; 4] = ["consent", "geo-licensing", "carbon-cap", "manifest-rewriting"];

/// What the functions are built for: nothing of an operating system.
const MODULE_TARGET: &str = "wasm32-unknown-unknown";

/// The stack lies below data and heap, and the node keeps the lowest bytes of a
/// memory resident between calls: a small stack lets those bytes be useful ones.
/// Numbers of functions and addresses take as few bytes as they need, not always five.
const LINK_ARGUMENTS: &str = "-Clink-arg=-zstack-size=16384 -Clink-arg=--compress-relocations";

/// Where cargo takes the flags for [`MODULE_TARGET`] from.
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// What rustc is told: how to link, and to leave out of panics' texts where this machine
/// keeps crates, so that others build the same bytes.
fn flags() -> String {
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    // Cargo splits flags at white space.
    match home.ok().filter(|home| !home.contains(char::is_whitespace)) {
        Some(home) => format!("{LINK_ARGUMENTS} --remap-path-prefix={home}=/cargo"),
        None => LINK_ARGUMENTS.to_owned(),
    }
}

/// Builds all functions of the workspace at `root` and returns the components'
/// paths, `target/functions/<name>.wasm`.
///
/// # Errors
/// When cargo fails, or a module does not fit its world.
pub fn build_all(root: &Path) -> Result<Vec<PathBuf>> {
    let modules = compile(root)?;
    let out = root.join("target/functions");
    std::fs::create_dir_all(&out).with_context(|| format!("creating {}", out.display()))?;
    FUNCTIONS
        .iter()
        .map(|name| {
            let module = modules.join(format!("tidegate_{}.wasm", name.replace('-', "_")));
            let module =
                std::fs::read(&module).with_context(|| format!("reading {}", module.display()))?;
            let bytes = component(&module, &root.join("wit"), &format!("{name}-function"))?;
            let path = out.join(format!("{name}.wasm"));
            // Unchanged bytes keep their time stamp, so nothing is rebuilt after them.
            if std::fs::read(&path).ok().as_deref() != Some(&bytes) {
                std::fs::write(&path, &bytes)
                    .with_context(|| format!("writing {}", path.display()))?;
            }
            Ok(path)
        })
        .collect()
}

/// Makes a component of a core module, by a world of the WIT package in `wit`.
///
/// A module built with wit-bindgen describes a world in which the vocabulary is
/// imported, as types only. The worlds in `wit/` export it instead, and so leave
/// no import at all: their description replaces the module's own.
///
/// # Errors
/// When the module is malformed or lacks an export of the world.
pub fn component(module: &[u8], wit: &Path, world: &str) -> Result<Vec<u8>> {
    let mut module = without_custom_sections(module)?;
    let mut resolve = wit_parser::Resolve::default();
    let (package, _) = resolve.push_dir(wit)?;
    let world = resolve.select_world(&[package], Some(world))?;
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)?;
    ComponentEncoder::default().validate(true).module(&module)?.encode()
}

/// Those describe the module to people and tools; names alone are a third of it.
fn without_custom_sections(module: &[u8]) -> Result<Vec<u8>> {
    let mut kept = wasm_encoder::Module::new();
    for payload in wasmparser::Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let wasmparser::Payload::CustomSection(_) = &payload {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = module.get(range).context("a section beyond the end of the module")?;
            kept.section(&wasm_encoder::RawSection { id, data });
        }
    }
    Ok(kept.finish())
}

fn compile(root: &Path) -> Result<PathBuf> {
    let target = root.join("target/functions-build");
    cargo::build(root, &target, MODULE_TARGET, |cargo| {
        cargo.args(["--profile", "function"]);
        for name in FUNCTIONS {
            cargo.args(["-p", &format!("tidegate-{name}")]);
            cargo.args(["--features", &format!("tidegate-{name}/component")]);
        }
        cargo.env(FLAGS, flags());
    })?;
    Ok(target.join(MODULE_TARGET).join("function"))
}
