//! From the file as written to checked types.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use http::{HeaderName, Uri};
use tidegate_facts::FactKind;
use tidegate_facts::session::SessionKey;
use tidegate_facts::signals::{Names, SignalNames};
use tidegate_facts::viewer::TrustedProxies;
use tidegate_manifest::{Floor, filter};
use tidegate_pipeline::tracking::{Pattern, Tracking};
use tidegate_pipeline::{Basis, Declarations, FunctionKind, Reads};
use tidegate_sdk::types::Presentation;

use super::error::At;
use super::grid::grid;
use super::library::library;
use super::{
    Config, ConfigError, FunctionConfig, PlacesFrom, Route, ServerLimits, entitlements, raw,
};
use crate::sandbox::CallLimits;
use crate::sandbox::admit::LARGEST_COMPONENT;

/// A function's configuration document may not be larger, in bytes: about half of what
/// `configure` has for memory.
const LARGEST_DOCUMENT: usize = 512 << 20;

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
    let (functions, declarations) = functions(at, directory, raw.functions)?;
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
        declarations,
        library: library(at, raw.slates, raw.interstitials)?,
    })
}

pub(super) fn quoted(text: &str) -> String {
    format!("{text:?}")
}

pub(super) fn within<T: PartialOrd + std::fmt::Display + Copy>(
    at: At<'_>,
    key: String,
    value: Option<T>,
    default: T,
    least: T,
    most: T,
) -> Result<T, ConfigError> {
    match value {
        None => Ok(default),
        Some(value) if least <= value && value <= most => Ok(value),
        Some(value) => Err(at.refuse(key, value, format!("{least} to {most}"))),
    }
}

fn server(at: At<'_>, raw: &raw::Server) -> Result<ServerLimits, ConfigError> {
    let default = ServerLimits::default();
    Ok(ServerLimits {
        connections: within(
            at,
            "server.connections".to_owned(),
            raw.connections,
            default.connections,
            1,
            1_000_000,
        )?,
        calls: within(at, "server.calls".to_owned(), raw.calls, default.calls, 1, 1000)?,
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

fn functions(
    at: At<'_>,
    directory: &Path,
    raw: BTreeMap<String, raw::Function>,
) -> Result<(Vec<FunctionConfig>, Declarations), ConfigError> {
    let mut functions = Vec::new();
    let mut declarations = Declarations::default();
    for (name, raw) in raw {
        let key = format!("functions.{name}");
        let Some(kind) = FunctionKind::ALL.into_iter().find(|kind| kind.name() == name) else {
            let names: Vec<_> = FunctionKind::ALL.iter().map(|kind| kind.name()).collect();
            return Err(at.refuse("functions", quoted(&name), names.join(", ")));
        };
        *declarations.of_mut(kind) = reads(at, &key, kind, &raw.reads)?;
        functions.push(FunctionConfig {
            kind,
            component: read(
                at,
                &format!("{key}.component"),
                &directory.join(raw.component),
                LARGEST_COMPONENT,
            )?,
            document: document(at, &format!("{key}.config"), &directory.join(raw.config))?,
            limits: limits(at, &key, raw.deadline_ms, raw.memory_mib)?,
        });
    }
    Ok((functions, declarations))
}

fn reads(
    at: At<'_>,
    key: &str,
    kind: FunctionKind,
    raw: &BTreeMap<String, String>,
) -> Result<Reads, ConfigError> {
    let mut reads = Reads::default();
    for (fact, basis) in raw {
        let key = format!("{key}.reads.{fact}");
        let fact: FactKind = fact.parse().map_err(|error| at.unusable(&key, error))?;
        let basis: Basis = basis.parse().map_err(|error| at.unusable(&key, error))?;
        if kind == FunctionKind::Consent && basis != Basis::Necessary {
            return Err(at.refuse(
                &key,
                quoted(&basis.to_string()),
                "\"necessary\": consent is asked before anything is granted",
            ));
        }
        reads.declare(fact, basis).map_err(|error| at.unusable(&key, error))?;
    }
    Ok(reads)
}

fn limits(
    at: At<'_>,
    key: &str,
    deadline_ms: Option<u64>,
    memory_mib: Option<usize>,
) -> Result<CallLimits, ConfigError> {
    let default = CallLimits::default();
    let deadline = within(at, format!("{key}.deadline-ms"), deadline_ms, 20, 1, 1000)?;
    let most = CallLimits::MOST_MEMORY >> 20;
    let memory =
        within(at, format!("{key}.memory-mib"), memory_mib, default.memory >> 20, 1, most)?;
    Ok(CallLimits { deadline: Duration::from_millis(deadline), memory: memory << 20, ..default })
}

fn read(at: At<'_>, key: &str, path: &Path, most: usize) -> Result<Vec<u8>, ConfigError> {
    let unusable = |why: String| at.unusable(key, format!("{}: {why}", path.display()));
    let size = std::fs::metadata(path).map_err(|error| unusable(error.to_string()))?.len();
    if size > u64::try_from(most).unwrap_or(u64::MAX) {
        return Err(unusable(format!("{size} bytes, expected at most {most}")));
    }
    std::fs::read(path).map_err(|error| unusable(error.to_string()))
}

/// A function's configuration: TOML or JSON, by the file's name. The function
/// gets JSON either way.
fn document(at: At<'_>, key: &str, path: &Path) -> Result<String, ConfigError> {
    let unusable = |why: String| at.unusable(key, format!("{}: {why}", path.display()));
    let bytes = read(at, key, path, LARGEST_DOCUMENT)?;
    let text = String::from_utf8(bytes).map_err(|_| unusable("not UTF-8".to_owned()))?;
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("json") => Ok(text),
        Some("toml") => json_of_toml(&text).map_err(unusable),
        _ => Err(at.refuse(
            key,
            quoted(&path.display().to_string()),
            "a name ending in .toml or .json",
        )),
    }
}

/// The JSON document of a TOML document.
///
/// # Errors
/// Where the TOML is malformed.
pub(crate) fn json_of_toml(text: &str) -> Result<String, String> {
    let table: toml::Table =
        toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())?;
    Ok(json(toml::Value::Table(table)).to_string())
}

/// Dates become strings: JSON has none.
fn json(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => serde_json::Value::Object(
            table.into_iter().map(|(key, value)| (key, json(value))).collect(),
        ),
    }
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
        let timeout = within(at, key("timeout-ms"), raw.timeout_ms, 5000, 10, 60_000)?;
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
