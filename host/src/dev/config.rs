//! The demo node's configuration: the four functions as built with the node.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use tidegate_bundle::{Function, Limits, OnFailure};
use tidegate_cases::json_of_toml;
use tidegate_facts::entitlement::Need;
use tidegate_facts::session::SessionKey;
use tidegate_facts::signals::SignalNames;
use tidegate_facts::viewer::TrustedProxies;
use tidegate_manifest::Floor;
use tidegate_manifest::filter::Language;
use tidegate_pipeline::tracking::Tracking;
use tidegate_pipeline::{Declarations, FunctionKind};
use tidegate_sdk::types::Presentation;

use crate::config::{Config, GridFrom, PlacesFrom, Route, ServerLimits};

macro_rules! function {
    ($kind:ident, $name:literal) => {
        (
            FunctionKind::$kind,
            include_bytes!(concat!(env!("TIDEGATE_FUNCTIONS"), "/", $name, ".wasm")).as_slice(),
            include_str!(concat!("../../../functions/", $name, "/demo.toml")),
        )
    };
}

/// The four functions, each with its component and its demo configuration (TOML).
pub const FUNCTIONS: [(FunctionKind, &[u8], &str); 4] = [
    function!(Consent, "consent"),
    function!(GeoLicensing, "geo-licensing"),
    function!(CarbonCap, "carbon-cap"),
    function!(ManifestRewriting, "manifest-rewriting"),
];

/// How long a call may take: a laptop that is busy with other things should still show what
/// works.
pub const PATIENCE: Duration = Duration::from_millis(250);

/// The demo's configuration document of a function.
///
/// # Errors
/// Only if the project's own files are broken.
pub fn demo_document(kind: FunctionKind) -> Result<String> {
    let found = FUNCTIONS.iter().find(|(of, ..)| *of == kind);
    let (_, _, toml) = found.with_context(|| format!("there is no {kind} function"))?;
    json_of_toml(toml).map_err(|error| anyhow!("{kind}: {error}"))
}

/// The demo's configuration: routes to the demo origin, documentation networks for
/// places, proxies on the loopback believed and overrides allowed, so that any
/// viewer can be played with curl. None of this is for a node in service.
///
/// # Errors
/// Only if the project's own files are broken.
pub fn demo(listen: SocketAddr, origin: SocketAddr) -> Result<Config> {
    let declared = Declarations::customary();
    let functions = FUNCTIONS
        .into_iter()
        .map(|(kind, component, _)| {
            Ok(Function {
                kind,
                component: component.to_vec(),
                reads: declared.of(kind).clone(),
                cases: None,
                on_failure: OnFailure::Bottom,
                document: demo_document(kind)?,
                limits: Limits { deadline: PATIENCE, ..Limits::default() },
            })
        })
        .collect::<Result<_>>()?;
    Ok(Config {
        listen,
        server: ServerLimits::default(),
        proxies: TrustedProxies::loopback(),
        places: PlacesFrom::Demo,
        grid: GridFrom::default(),
        signals: SignalNames::default(),
        session_key: SessionKey::of(tidegate_demo::SESSION_SECRET),
        tracking: Tracking::customary(),
        entitlements: None,
        bundles: None,
        compiled: None,
        admin: None,
        functions,
        records: None,
        library: tidegate_demo::library().context("the demo's library")?,
        routes: tidegate_demo::ROUTES
            .into_iter()
            .map(|(prefix, live)| {
                Ok(Route {
                    prefix: prefix.to_owned(),
                    origin: format!("http://{origin}{prefix}")
                        .parse()
                        .context("the demo origin's address")?,
                    presentation: Some(if live {
                        Presentation::Live
                    } else {
                        Presentation::OnDemand
                    }),
                    debug_overrides: true,
                    need: Need::Off,
                    timeout: Duration::from_secs(5),
                    filters: vec![Language::Aws, Language::Bakery, Language::Unified],
                    floor: Floor { accessibility: true },
                    pass_cookies: false,
                })
            })
            .collect::<Result<_>>()?,
    })
}
