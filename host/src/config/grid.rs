//! Where grid intensities come from.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use http::Uri;
use tidegate_facts::grid::is_place;
use tidegate_facts::grid::provider::{Access, Provider};
use tidegate_sdk::types::IntensitySignal;

use super::{ConfigError, GridFrom, raw};
use crate::grid::{Credentials, Feed};
use tidegate_bundle::config::error::{At, quoted};

/// Two hours: grids publish every 5 to 60 minutes, and an outage of a feed should
/// not be acted on for long.
const DEFAULT_MAX_AGE: u32 = 7200;

/// Five minutes: the most often that providers publish.
const DEFAULT_INTERVAL: u64 = 300;

const PLACE: &str = "ISO 3166, e.g. \"FR\" or \"US-CA\"";

pub(super) fn grid(at: At<'_>, directory: &Path, raw: raw::Grid) -> Result<GridFrom, ConfigError> {
    let node_place = match (raw.zone.unwrap_or_default(), raw.node_place) {
        (raw::Zone::Viewer, None) => None,
        (raw::Zone::Viewer, Some(place)) => {
            let accepted = "no place unless `grid.zone` is \"node\"";
            return Err(at.refuse("grid.node-place", quoted(&place), accepted));
        }
        (raw::Zone::Node, Some(place)) if is_place(&place) => Some(place),
        (raw::Zone::Node, place) => {
            let found = place.map_or("nothing".to_owned(), |place| quoted(&place));
            return Err(at.refuse("grid.node-place", found, PLACE));
        }
    };
    let mut feeds: Vec<Feed> = Vec::with_capacity(raw.feeds.len());
    for (index, raw) in raw.feeds.into_iter().enumerate() {
        let feed = feed(at, directory, index, raw)?;
        for (place, _) in &feed.zones {
            if feeds.iter().flat_map(|other| &other.zones).any(|(known, _)| known == place) {
                let key = format!("grid.feeds[{index}].zones");
                return Err(at.refuse(key, quoted(place), "a place that no other feed has"));
            }
        }
        feeds.push(feed);
    }
    Ok(GridFrom {
        table: raw.table.map(|path| directory.join(path)),
        series: raw.series.map(|path| directory.join(path)),
        max_age: raw.max_age.unwrap_or(DEFAULT_MAX_AGE),
        node_place,
        feeds,
    })
}

fn feed(at: At<'_>, directory: &Path, index: usize, raw: raw::Feed) -> Result<Feed, ConfigError> {
    let key = |name: &str| format!("grid.feeds[{index}].{name}");
    let named = Provider::ALL.into_iter().find(|provider| provider.name() == raw.provider);
    let provider = named.ok_or_else(|| {
        let names: Vec<_> = Provider::ALL.iter().map(|provider| provider.name()).collect();
        at.refuse(key("provider"), quoted(&raw.provider), names.join(", "))
    })?;
    let url = url(at, &key("url"), provider, raw.url.as_deref())?;
    let signal = signal(at, key("signal"), provider, raw.signal)?;
    let zones = zones(at, &key("zones"), provider, raw.zones)?;
    let interval = at.within(key("interval"), raw.interval, DEFAULT_INTERVAL, 1, 86_400)?;
    let credentials = credentials(at, directory, &key("credentials"), provider, raw.credentials)?;
    if credentials.is_some() && url.scheme_str() == Some("http") && !is_loopback(&url) {
        return Err(at.refuse(
            key("url"),
            quoted(&url.to_string()),
            "https, since credentials are sent there, or a loopback address",
        ));
    }
    Ok(Feed { provider, url, zones, signal, interval: Duration::from_secs(interval), credentials })
}

fn url(at: At<'_>, key: &str, provider: Provider, raw: Option<&str>) -> Result<Uri, ConfigError> {
    let accepted = "http[s]://host[:port]/path/ without query, ending in /";
    let Some(text) = raw.or(provider.url()) else {
        return Err(at.refuse(key, "nothing", accepted));
    };
    let base = text.parse::<Uri>().ok().filter(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
            && uri.query().is_none()
            && uri.path().ends_with('/')
    });
    base.ok_or_else(|| {
        // A password is no business of whoever reads the log.
        let found = if text.contains('@') { "a user".to_owned() } else { quoted(text) };
        at.refuse(key, found, accepted)
    })
}

fn is_loopback(url: &Uri) -> bool {
    let host = url.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn signal(
    at: At<'_>,
    key: String,
    provider: Provider,
    raw: Option<raw::Signal>,
) -> Result<IntensitySignal, ConfigError> {
    let wished = raw.map(|signal| match signal {
        raw::Signal::Average => IntensitySignal::Average,
        raw::Signal::Marginal => IntensitySignal::Marginal,
    });
    match wished.or(provider.usual_signal()) {
        Some(signal) if provider.publishes(signal) => Ok(signal),
        Some(_) => Err(at.refuse(key, "\"marginal\"", "\"average\": it publishes no other")),
        None => {
            let accepted = "\"average\" or \"marginal\", by what the SDK's data source publishes";
            Err(at.refuse(key, "nothing", accepted))
        }
    }
}

fn zones(
    at: At<'_>,
    key: &str,
    provider: Provider,
    raw: raw::Zones,
) -> Result<Vec<(String, String)>, ConfigError> {
    let zones: Vec<(String, String)> = match raw {
        raw::Zones::Named(zones) => zones.into_iter().collect(),
        raw::Zones::Places(places) => places
            .into_iter()
            .map(|place| {
                let Some(zone) = provider.zone(&place).map(str::to_owned) else {
                    let accepted =
                        "a table of places and zones: this place has no zone of its own name";
                    return Err(at.refuse(key, quoted(&place), accepted));
                };
                Ok((place, zone))
            })
            .collect::<Result<_, _>>()?,
    };
    if zones.is_empty() {
        return Err(at.refuse(key, "no zone", "at least one"));
    }
    for (index, (place, zone)) in zones.iter().enumerate() {
        if !is_place(place) {
            return Err(at.refuse(key, quoted(place), PLACE));
        }
        if zones.iter().take(index).any(|(before, _)| before == place) {
            return Err(at.refuse(key, quoted(place), "each place once"));
        }
        provider
            .check(zone)
            .map_err(|accepted| at.refuse(format!("{key}.{place}"), quoted(zone), accepted))?;
    }
    Ok(zones)
}

fn credentials(
    at: At<'_>,
    directory: &Path,
    key: &str,
    provider: Provider,
    raw: Option<toml::Value>,
) -> Result<Option<Credentials>, ConfigError> {
    let accepted = match provider.access() {
        Access::Open => "none: it does not ask who asks",
        Access::Token(_) => "{ file = \"…\" } or { env = \"…\" } that holds the token",
        Access::Login(_) => "{ file = \"…\" } or { env = \"…\" } that holds user:password",
    };
    let open = provider.access() == Access::Open;
    let found = match raw {
        None if open => return Ok(None),
        None => return Err(at.refuse(key, "nothing", accepted)),
        // What stands there may be a secret.
        Some(_) if open => return Err(at.refuse(key, "some", accepted)),
        Some(raw) => named(&raw, directory),
    };
    let found = found.ok_or_else(|| at.refuse(key, "something else", accepted))?;
    let secret = found.read().map_err(|why| at.unusable(key, why))?;
    if matches!(provider.access(), Access::Login(_)) && secret.basic().is_none() {
        return Err(at.refuse(key, "no colon", accepted));
    }
    Ok(Some(found))
}

fn named(raw: &toml::Value, directory: &Path) -> Option<Credentials> {
    let table = raw.as_table().filter(|table| table.len() == 1)?;
    let (key, value) = table.iter().next()?;
    match (key.as_str(), value.as_str()?) {
        ("file", file) => Some(Credentials::File(directory.join(file))),
        ("env", name) => Some(Credentials::Variable(name.to_owned())),
        _ => None,
    }
}
