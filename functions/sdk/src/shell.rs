//! The component shell around a function.

/// Makes a component of an implementation of one of the four traits:
/// `tidegate_sdk::export!(consent: MyPolicy);`. Does nothing on other targets
/// than wasm, so that the same crate is tested natively.
///
/// The configured policy is kept in the component's memory, which the node
/// snapshots after `configure`; every call starts from that snapshot. A call
/// before a successful `configure` traps.
#[macro_export]
macro_rules! export {
    (consent: $policy:ty) => {
        $crate::__shell!(consent, $crate::consent::Consent, $policy, configure, {
            fn decide(facts: $crate::types::Facts) -> $crate::consent::Decision {
                $crate::consent::Consent::decide(configured(), &facts)
            }
        });
    };
    (geo-licensing: $policy:ty) => {
        $crate::__shell!(
            geo_licensing,
            $crate::geo_licensing::GeoLicensing,
            $policy,
            configure_in_place,
            {
                fn decide(facts: $crate::types::Facts) -> $crate::geo_licensing::Verdict {
                    $crate::geo_licensing::GeoLicensing::decide(configured(), &facts)
                }
            }
        );
    };
    (carbon-cap: $policy:ty) => {
        $crate::__shell!(carbon_cap, $crate::carbon_cap::CarbonCap, $policy, configure, {
            fn decide(facts: $crate::types::Facts) -> $crate::carbon_cap::Decision {
                $crate::carbon_cap::CarbonCap::decide(configured(), &facts)
            }
        });
    };
    (manifest-rewriting: $policy:ty) => {
        $crate::__shell!(
            manifest_rewriting,
            $crate::manifest_rewriting::ManifestRewriting,
            $policy,
            configure,
            {
                fn decide(
                    facts: $crate::types::Facts,
                    grants: $crate::types::Grants,
                    limits: $crate::types::Limits,
                    manifest: $crate::manifest_rewriting::packed::Manifest,
                ) -> $crate::manifest_rewriting::Decision {
                    $crate::manifest_rewriting::ManifestRewriting::decide(
                        configured(),
                        &facts,
                        &grants,
                        &limits,
                        &$crate::manifest_rewriting::Manifest::unpack(&manifest),
                    )
                }
            }
        );
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __shell {
    (@configure configure, $trait:path, $policy:ty, $config:ident) => {
        <$policy as $trait>::configure(&$config)?
    };
    (@configure configure_in_place, $trait:path, $policy:ty, $config:ident) => {
        <$policy as $trait>::configure_in_place($config)?
    };
    ($module:ident, $trait:path, $policy:ty, $configure:ident, { $($decide:tt)* }) => {
        #[cfg(target_arch = "wasm32")]
        mod component_shell {
            use super::*;

            #[global_allocator]
            static ALLOCATOR: $crate::alloc::OneCall = $crate::alloc::OneCall::new();

            static POLICY: std::sync::OnceLock<$policy> = std::sync::OnceLock::new();

            fn configured() -> &'static $policy {
                match POLICY.get() {
                    Some(policy) => policy,
                    None => std::process::abort(),
                }
            }

            struct Shell;

            impl $crate::$module::Guest for Shell {
                fn configure(config: String) -> Result<(), String> {
                    let policy = $crate::__shell!(@configure $configure, $trait, $policy, config);
                    POLICY.set(policy).map_err(|_| "already configured".to_owned())?;
                    ALLOCATOR.settle();
                    Ok(())
                }
                $($decide)*
            }

            $crate::shells::$module::export!(Shell with_types_in $crate::shells::$module);
        }
    };
}
