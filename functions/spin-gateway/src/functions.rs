//! The four functions, configured for the demo.

use std::sync::OnceLock;

use tidegate_sdk::manifest_rewriting::Track;
use tidegate_sdk::types::{Facts, Limits};
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

    /// What the viewer allows.
    pub fn consent(self, facts: &Facts) -> consent::Decision {
        bindings::consent::decide(facts)
    }

    /// Whether the asset may be watched.
    pub fn geo_licensing(self, facts: &Facts) -> geo_licensing::Verdict {
        bindings::geo_licensing::decide(facts)
    }

    /// Whether the grid calls for a cap.
    pub fn carbon_cap(self, facts: &Facts) -> carbon_cap::Decision {
        bindings::carbon_cap::decide(facts)
    }

    /// Which edits fit the manifest to the viewer.
    pub fn manifest_rewriting(
        self,
        facts: &Facts,
        limits: &Limits,
        tracks: &[Track],
    ) -> manifest_rewriting::Decision {
        bindings::manifest_rewriting::decide(facts, *limits, tracks)
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
