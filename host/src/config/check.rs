//! From the file as written to checked types.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use http::{HeaderName, Uri};
use tidegate_bundle::Caps;
use tidegate_bundle::config::document::read;
use tidegate_bundle::config::error::{At, quoted};
use tidegate_bundle::config::function::functions;
use tidegate_facts::session::SessionKey;
use tidegate_facts::signals::{Names, SignalNames};
use tidegate_facts::viewer::TrustedProxies;
use tidegate_manifest::{Floor, filter};
use tidegate_pipeline::Basis;
use tidegate_pipeline::tracking::{Pattern, Tracking};
use tidegate_sdk::types::Presentation;

use super::bundles;
use super::grid::grid;
use super::library::library;
use super::{Config, ConfigError, PlacesFrom, Route, ServerLimits, entitlements, raw};
use crate::records::RecordsTo;
use crate::rollout::plan::Percent;

pub fn load(file: &Path) -> Result<Config, ConfigError> {
    let text = std::fs::read_to_string(file)
        .map_err(|why| ConfigError::Unreadable { file: file.to_owned(), why })?;
    let malformed = |why: String| ConfigError::Malformed { file: file.to_owned(), why };
    let raw: raw::Raw =
        toml::from_str(&text).map_err(|error| malformed(error.to_string().trim().to_owned()))?;
    let at = At { file };
    let directory = file.parent().unwrap_or(Path::new("."));

    let listen = raw.listen.parse().map_err(|_| {
        at.refuse("listen", quoted(&raw.listen), "an address and port, e.g. \"127.0.0.1:8080\"")
    })?;
    let proxies = TrustedProxies::parse(&raw.viewers.trusted_proxies)
        .map_err(|error| at.unusable("viewers.trusted-proxies", error))?;
    let mut signals = signals(at, raw.signals)?;
    let entitlements = raw
        .entitlements
        .map(|raw| entitlements::check(at, directory, raw, &mut signals))
        .transpose()?;
    let functions = functions(at, directory, raw.functions, &Caps::default())?;
    if raw.bundles.is_some() && !functions.is_empty() {
        let accepted = "none beside a table [bundles], which brings its own";
        return Err(at.refuse("functions", "functions", accepted));
    }
    let admin = raw
        .admin
        .map(|raw_admin| bundles::admin(at, directory, &raw_admin, raw.bundles.is_some()))
        .transpose()?;
    let bundles = raw.bundles.map(|raw| bundles::bundles(at, directory, raw)).transpose()?;
    Ok(Config {
        listen,
        server: server(at, &raw.server)?,
        proxies,
        places: PlacesFrom::Files {
            databases: raw.places.databases.iter().map(|path| directory.join(path)).collect(),
            documentation_networks: raw.places.documentation_networks,
        },
        grid: grid(at, directory, raw.grid)?,
        session_key: session_key(at, directory, raw.session)?,
        tracking: tracking(at, &raw.tracking)?,
        routes: routes(at, raw.routes, entitlements.is_some())?,
        signals,
        entitlements,
        functions,
        compiled: bundles.as_ref().map(|bundles| bundles.state.join("compiled")),
        bundles,
        admin,
        records: raw.records.map(|raw| records(at, directory, &raw)).transpose()?,
        library: library(at, raw.slates, raw.interstitials)?,
    })
}

fn records(at: At<'_>, directory: &Path, raw: &raw::Records) -> Result<RecordsTo, ConfigError> {
    let share = Percent::try_from(raw.share)
        .map_err(|_| at.refuse("records.share", raw.share, "a percentage from 0.01 to 100"))?;
    let largest = at.within("records.largest-mib", raw.largest_mib, 256, 1, 1 << 20)?;
    Ok(RecordsTo { file: directory.join(&raw.file), share, largest: largest << 20 })
}

fn server(at: At<'_>, raw: &raw::Server) -> Result<ServerLimits, ConfigError> {
    let default = ServerLimits::default();
    Ok(ServerLimits {
        connections: at.within(
            "server.connections".to_owned(),
            raw.connections,
            default.connections,
            1,
            1_000_000,
        )?,
        calls: at.within("server.calls".to_owned(), raw.calls, default.calls, 1, 1000)?,
    })
}

fn signals(at: At<'_>, raw: raw::Signals) -> Result<SignalNames, ConfigError> {
    let mut all = SignalNames::default();
    for (key, raw, target) in [
        ("signals.tc-string", raw.tc_string, &mut all.tc_string),
        ("signals.carbon-opt-out", raw.carbon_opt_out, &mut all.carbon_opt_out),
        ("signals.accessibility", raw.accessibility, &mut all.accessibility),
        ("signals.gpp-string", raw.gpp_string, &mut all.gpp_string),
        ("signals.consent-preference", raw.consent_preference, &mut all.consent_preference),
        ("signals.session", raw.session, &mut all.session),
    ] {
        let Some(raw) = raw else { continue };
        *target = names(at, key, raw)?;
    }
    Ok(all)
}

pub(super) fn names(at: At<'_>, key: &str, raw: raw::Names) -> Result<Names, ConfigError> {
    let header = raw.header.map(|text| {
        let name = HeaderName::try_from(text.as_str());
        name.map_err(|_| {
            at.refuse(format!("{key}.header"), quoted(&text), "the name of a request header")
        })
    });
    Ok(Names { header: header.transpose()?, query: raw.query, cookie: raw.cookie })
}

/// Bytes of a secret, at least and at most.
const SECRET: std::ops::RangeInclusive<usize> = 32..=4096;

/// The key from a file, so that nodes and restarts agree on which sessions are capped;
/// without one, a random key.
fn session_key(at: At<'_>, directory: &Path, raw: raw::Session) -> Result<SessionKey, ConfigError> {
    let key = "session.key-file";
    let Some(file) = raw.key_file else {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| at.unusable(key, error))?;
        return Ok(SessionKey::new(bytes));
    };
    let secret = read(at, key, &directory.join(file), *SECRET.end())?;
    let secret = secret.trim_ascii();
    if !SECRET.contains(&secret.len()) {
        let found = format!("a secret of {} bytes", secret.len());
        return Err(at.refuse(key, found, "at least 32 bytes"));
    }
    Ok(SessionKey::of(secret))
}

/// The names of the file go before those that are known from the start.
fn tracking(at: At<'_>, raw: &raw::Tracking) -> Result<Tracking, ConfigError> {
    let known = Tracking::customary();
    let read = |key: &str, names: &BTreeMap<String, String>, known| {
        let mut list = Vec::new();
        for (name, basis) in names {
            let key = format!("{key}.{name:?}");
            let pattern = Pattern::parse(name).map_err(|error| at.unusable(&key, error))?;
            let basis: Basis = basis.parse().map_err(|error| at.unusable(&key, error))?;
            list.push((pattern, basis));
        }
        list.extend::<Vec<_>>(known);
        Ok(list)
    };
    Ok(Tracking {
        query: read("tracking.query", &raw.query, known.query)?,
        cookies: read("tracking.cookies", &raw.cookies, known.cookies)?,
    })
}

fn routes(at: At<'_>, raw: Vec<raw::Route>, entitlements: bool) -> Result<Vec<Route>, ConfigError> {
    if raw.is_empty() {
        return Err(at.refuse("routes", "no route", "at least one"));
    }
    let mut routes: Vec<Route> = Vec::with_capacity(raw.len());
    for (index, raw) in raw.into_iter().enumerate() {
        let key = |name: &str| format!("routes[{index}].{name}");
        let prefix = raw.prefix;
        if !prefix.starts_with('/') || !prefix.ends_with('/') || prefix.contains("//") {
            return Err(at.refuse(
                key("prefix"),
                quoted(&prefix),
                "a path that starts and ends with /",
            ));
        }
        if routes.iter().any(|route| route.prefix == prefix) {
            return Err(at.refuse(key("prefix"), quoted(&prefix), "a prefix no other route has"));
        }
        let origin = origin(&raw.origin).ok_or_else(|| {
            // A password is no business of whoever reads the log.
            let secret = raw.origin.contains('@');
            let found = if secret { "a user".to_owned() } else { quoted(&raw.origin) };
            at.refuse(key("origin"), found, "http://host[:port]/path/ without query, ending in /")
        })?;
        let timeout = at.within(key("timeout-ms"), raw.timeout_ms, 5000, 10, 60_000)?;
        routes.push(Route {
            prefix,
            origin,
            presentation: raw.presentation.map(|presentation| match presentation {
                raw::Presentation::Live => Presentation::Live,
                raw::Presentation::OnDemand => Presentation::OnDemand,
            }),
            debug_overrides: raw.debug_overrides,
            need: entitlements::need(at, key("entitlement"), raw.entitlement, entitlements)?,
            timeout: Duration::from_millis(timeout),
            filters: filters(at, key("filters"), &raw.filters)?,
            floor: Floor { accessibility: raw.accessibility_floor },
            pass_cookies: raw.pass_cookies,
        });
    }
    routes.sort_by_key(|route| std::cmp::Reverse(route.prefix.len()));
    Ok(routes)
}

fn filters(
    at: At<'_>,
    key: String,
    raw: &[raw::Filter],
) -> Result<Vec<filter::Language>, ConfigError> {
    for (index, language) in raw.iter().enumerate() {
        if raw.iter().take(index).any(|before| before == language) {
            return Err(at.refuse(key, "a language twice", "each language once"));
        }
    }
    Ok(raw
        .iter()
        .map(|language| match language {
            raw::Filter::Aws => filter::Language::Aws,
            raw::Filter::Bakery => filter::Language::Bakery,
            raw::Filter::Unified => filter::Language::Unified,
        })
        .collect())
}

fn origin(text: &str) -> Option<Uri> {
    let uri: Uri = text.parse().ok()?;
    let good = uri.scheme_str() == Some("http")
        && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
        && uri.query().is_none()
        && uri.path().ends_with('/');
    good.then_some(uri)
}
