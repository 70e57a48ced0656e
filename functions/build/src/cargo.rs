//! Cargo within cargo.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Cargo in a folder, with none of the environment's settings of a build: what a build
/// script or a test is run with would make the outcome depend on the host's build.
pub fn command(folder: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder);
    for (name, _) in std::env::vars_os() {
        if let Some(text) = name.to_str()
            && (text.starts_with("CARGO_") || matches!(text, "RUSTC" | "RUSTDOC" | "TARGET"))
            && !matches!(
                text,
                "CARGO_HOME" | "CARGO_NET_OFFLINE" | "CARGO_TARGET_DIR" | "CARGO_TERM_COLOR"
            )
            && !text.starts_with("CARGO_REGISTRIES_")
            && !text.starts_with("CARGO_HTTP_")
            && !text.starts_with("CARGO_SOURCE_")
        {
            cargo.env_remove(&name);
        }
    }
    cargo.env_remove("RUSTFLAGS");
    // Under `cargo clippy` this is clippy's driver, which compiles to other bytes.
    cargo.env_remove("RUSTC_WORKSPACE_WRAPPER");
    cargo
}

/// Builds something for `triple` in the workspace at `root`, below `target_dir`, with the
/// build's own flags from `configure`.
pub fn build(
    root: &Path,
    target_dir: &Path,
    triple: &str,
    configure: impl FnOnce(&mut Command),
) -> Result<()> {
    let mut cargo = command(root);
    cargo.args(["build", "--locked", "--target", triple]).arg("--target-dir").arg(target_dir);
    configure(&mut cargo);
    let output = cargo.output().context("starting cargo")?;
    if !output.status.success() {
        bail!(
            "a build for {triple} failed (is the target installed? `rustup target add {triple}`):\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

/// Whether the toolchain has a target's standard library.
#[must_use]
pub fn has_target(triple: &str) -> bool {
    let asked = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", triple])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    asked.is_ok_and(|answer| {
        let folder = String::from_utf8_lossy(&answer.stdout);
        answer.status.success() && Path::new(folder.trim()).is_dir()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_there_or_not() {
        assert!(has_target(crate::MODULE_TARGET));
        assert!(!has_target("no-such-target"));
        // Known to the compiler, hardly installed anywhere: its folder is named all the same.
        assert!(!has_target("sparcv9-sun-solaris"));
    }
}
