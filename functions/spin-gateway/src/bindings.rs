//! The functions' interfaces as imports of the gateway.
//!
//! Every import has a plain name (`consent`, not `tidegate:edge/consent`),
//! because Spin 4 composes a dependency under the name of its WIT package and
//! so accepts one dependency of a package only. `spin.toml` maps each name to
//! the function's export. The types are the contract's own, from `wit/`;
//! composing checks that the functions written out here are the contract's.

// Generated code lowers and lifts through raw pointers; it is wit-bindgen's, not ours.
#![allow(unsafe_code, clippy::all, clippy::restriction, missing_docs)]

wit_bindgen::generate!({
    path: "../../wit",
    inline: "
        package tidegate:gateway;
        world gateway {
            import consent: interface {
                use tidegate:edge/types@0.1.0.{facts};
                use tidegate:edge/consent@0.1.0.{decision};
                configure: func(config: string) -> result<_, string>;
                decide: func(facts: facts) -> decision;
            }
            import geo-licensing: interface {
                use tidegate:edge/types@0.1.0.{facts};
                use tidegate:edge/geo-licensing@0.1.0.{verdict};
                configure: func(config: string) -> result<_, string>;
                decide: func(facts: facts) -> verdict;
            }
            import carbon-cap: interface {
                use tidegate:edge/types@0.1.0.{facts};
                use tidegate:edge/carbon-cap@0.1.0.{decision};
                configure: func(config: string) -> result<_, string>;
                decide: func(facts: facts) -> decision;
            }
            import manifest-rewriting: interface {
                use tidegate:edge/types@0.1.0.{facts, grants, limits};
                use tidegate:edge/manifest-rewriting@0.1.0.{manifest, decision};
                configure: func(config: string) -> result<_, string>;
                decide: func(facts: facts, grants: grants, limits: limits, manifest: manifest)
                    -> decision;
            }
        }",
    with: {
        "tidegate:edge/types@0.1.0": tidegate_sdk::types,
        "tidegate:edge/consent@0.1.0": tidegate_sdk::consent,
        "tidegate:edge/geo-licensing@0.1.0": tidegate_sdk::geo_licensing,
        "tidegate:edge/carbon-cap@0.1.0": tidegate_sdk::carbon_cap,
        "tidegate:edge/manifest-rewriting@0.1.0":
            tidegate_sdk::shells::manifest_rewriting::exports::tidegate::edge::manifest_rewriting,
    },
});
