//! Builds the Spin gateway for tests.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::cargo;

/// What the gateway is built for.
pub const TARGET: &str = "wasm32-wasip2";

/// Builds the Spin gateway of the workspace at `root`, not yet composed with the
/// functions, and returns the component's path. Same source and dependencies as by
/// `spin build`, but optimised little, for it is built anew whenever it is tested.
///
/// # Errors
/// When cargo fails; see [`has_target`](crate::has_target).
pub fn build_gateway(root: &Path) -> Result<PathBuf> {
    let target_dir = root.join("target/spin-gateway-build");
    cargo::build(root, &target_dir, TARGET, |cargo| {
        cargo
            .args(["--release", "-p", "tidegate-spin-gateway"])
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    })?;
    Ok(target_dir.join(TARGET).join("release/tidegate_spin_gateway.wasm"))
}
