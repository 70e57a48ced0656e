//! The contract as Wasmtime sees it, from the same `wit/` as the functions.
//!
//! The vocabulary is generated once; the types of all four interfaces are those.

#![allow(missing_docs, reason = "generated; documented in wit/")]

pub mod vocabulary {
    wasmtime::component::bindgen!({
        path: "../wit",
        inline: "package tidegate:vocabulary; world vocabulary { import tidegate:edge/types@0.1.0; }",
    });
    pub use self::tidegate::edge::types::*;
}

macro_rules! interface {
    ($module:ident, $world:literal) => {
        pub mod $module {
            wasmtime::component::bindgen!({
                path: "../wit",
                inline: $world,
                with: { "tidegate:edge/types@0.1.0": super::vocabulary::tidegate::edge::types },
            });
        }
    };
}

interface!(
    consent,
    "package tidegate:host; world consent-host { export tidegate:edge/consent@0.1.0; }"
);
interface!(
    geo_licensing,
    "package tidegate:host; world geo-licensing-host { export tidegate:edge/geo-licensing@0.1.0; }"
);
interface!(
    carbon_cap,
    "package tidegate:host; world carbon-cap-host { export tidegate:edge/carbon-cap@0.1.0; }"
);
interface!(
    manifest_rewriting,
    "package tidegate:host; world manifest-rewriting-host { export tidegate:edge/manifest-rewriting@0.1.0; }"
);
