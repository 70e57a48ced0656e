//! The four functions, configured for the demo.

use std::sync::OnceLock;

use tidegate_pipeline::Fault;
use tidegate_sdk::manifest_rewriting::Manifest;
use tidegate_sdk::types::{Facts, Grants, Limits};
use tidegate_sdk::{carbon_cap, consent, geo_licensing, manifest_rewriting};

use crate::bindings;

/// Proof that the functions are configured.
#[derive(Clone, Copy)]
pub struct Functions(());

impl Functions {
    /// Configures the functions at the first call in an instance of the gateway:
    /// they live as long as it does.
    ///
    /// # Errors
    /// What the first function said that refused its configuration.
    pub fn configured() -> Result<Self, &'static str> {
        static CONFIGURED: OnceLock<Result<(), String>> = OnceLock::new();
        match CONFIGURED.get_or_init(configure) {
            Ok(()) => Ok(Self(())),
            Err(error) => Err(error),
        }
    }
}

/// No call fails here: where a function traps, the gateway's instance ends with it.
impl tidegate_pipeline::Functions for Functions {
    fn consent(&mut self, view: &Facts) -> Result<consent::Decision, Fault> {
        Ok(bindings::consent::decide(view))
    }

    fn geo_licensing(&mut self, view: &Facts) -> Result<geo_licensing::Verdict, Fault> {
        Ok(bindings::geo_licensing::decide(view))
    }

    fn carbon_cap(&mut self, view: &Facts) -> Result<carbon_cap::Decision, Fault> {
        Ok(bindings::carbon_cap::decide(view))
    }

    fn manifest_rewriting(
        &mut self,
        view: &Facts,
        grants: &Grants,
        limits: &Limits,
        manifest: &Manifest<'_>,
    ) -> Result<manifest_rewriting::Decision, Fault> {
        Ok(bindings::manifest_rewriting::decide(view, *grants, limits, &manifest.pack()))
    }
}

/// The function's `demo.toml`, as JSON (`build.rs`).
macro_rules! demo {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json"))
    };
}

fn configure() -> Result<(), String> {
    let refused = |name: &'static str| move |error| format!("functions/{name}/demo.toml: {error}");
    bindings::consent::configure(demo!("consent")).map_err(refused("consent"))?;
    bindings::geo_licensing::configure(demo!("geo-licensing")).map_err(refused("geo-licensing"))?;
    bindings::carbon_cap::configure(demo!("carbon-cap")).map_err(refused("carbon-cap"))?;
    bindings::manifest_rewriting::configure(demo!("manifest-rewriting"))
        .map_err(refused("manifest-rewriting"))
}
