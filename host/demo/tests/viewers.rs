//! The examples are who they say they are, and the grid table is right.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use tidegate_demo::{GRID, NETWORKS, PLACES, SESSION_SECRET, Viewer, examples};
use tidegate_facts::entitlement::Need;
use tidegate_facts::grid::Grid;
use tidegate_facts::place::{Database, Places};
use tidegate_facts::session::SessionKey;
use tidegate_facts::signals::SignalNames;
use tidegate_facts::viewer::TrustedProxies;
use tidegate_facts::{GatherError, Gathered, Request, Sources, gather};
use tidegate_sdk::names::Name;
use tidegate_sdk::types::{Accessibility, Facts};

fn try_gather(
    viewer: &Viewer,
    extra: &[(&str, &str)],
    overrides: bool,
) -> Result<Gathered, GatherError> {
    let mut headers = HeaderMap::new();
    let own = viewer.headers();
    let own = own.iter().map(|(name, value)| (*name, value.as_str()));
    for (name, value) in own.chain(extra.iter().copied()) {
        let name = HeaderName::try_from(name).unwrap();
        headers.append(name, HeaderValue::from_str(value).unwrap());
    }
    let query = viewer.query().unwrap_or_default();
    let uri: Uri = format!("/tide/main.m3u8?{query}").parse().unwrap();
    let proxies = TrustedProxies::parse(&["127.0.0.1"]).unwrap();
    let places = Places::new(vec![Database::open("demo", PLACES).unwrap()], true);
    let grid = Grid::default().with_table(GRID).unwrap();
    let signals = SignalNames::default();
    let request = Request {
        method: &Method::GET,
        headers: &headers,
        uri: &uri,
        peer: IpAddr::from([127, 0, 0, 1]),
        now: 1_795_392_000,
        asset: "tide/main.m3u8",
        presentation: None,
        overrides,
        need: Need::Off,
    };
    let sources = Sources {
        proxies: &proxies,
        places: &places,
        signals: &signals,
        grid: &grid,
        tokens: None,
        session_key: &SessionKey::of(SESSION_SECRET),
    };
    gather(&request, &sources)
}

fn facts(viewer: &Viewer, extra: &[(&str, &str)]) -> Facts {
    try_gather(viewer, extra, true).ok().unwrap().facts
}

#[test]
fn are_who_they_say() {
    let seen: Vec<_> = examples()
        .iter()
        .map(|viewer| {
            let facts = facts(viewer, &[]);
            let device = facts.device.map(|device| device.name());
            let country = facts.country.unwrap_or_default();
            (country, device.unwrap_or_default(), facts.languages.unwrap_or_default())
        })
        .collect();
    let expected = [
        ("FR", "mobile", "fr-FR,fr,en"),
        ("DE", "tv", "de-DE,de"),
        ("US", "desktop", "en-US,en"),
        ("JP", "tablet", "ja,en"),
        ("PL", "desktop", "pl-PL,pl,en"),
        ("DE", "desktop", "en-US,en"),
        ("IN", "mobile", "hi-IN,hi,en-IN"),
        ("ES", "desktop", "es-ES,es,en"),
    ];
    let expected =
        expected.map(|(country, device, tags)| (country.to_owned(), device, tags.to_owned()));
    assert_eq!(seen, expected);
}

#[test]
fn their_signals_arrive() {
    let [france, germany, california, _, poland, .., spain] = examples() else {
        panic!("examples")
    };
    assert_eq!(facts(france, &[]).tc_string, None);
    assert_eq!(facts(germany, &[]).tc_string.as_deref(), germany.tc_string);
    assert_eq!(facts(california, &[]).gpc, Some(true));
    assert_eq!(facts(california, &[]).subdivision.as_deref(), Some("US-CA"));
    assert_eq!(facts(spain, &[]).accessibility, Some(Accessibility::DESCRIBED_AUDIO));
    let newest = |facts: Facts| *facts.intensity.unwrap().samples.last().unwrap();
    assert!(newest(facts(poland, &[])) > 500);
    assert!(newest(facts(france, &[])) < 100);
}

#[test]
fn overrides_change_place_and_what_follows_from_it() {
    let france = &examples()[0];
    let moved = facts(france, &[("Tidegate-Debug-Country", "PL")]);
    assert_eq!((moved.country.as_deref(), moved.subdivision), (Some("PL"), None));
    assert!(moved.intensity.unwrap().samples[0] > 500);
    let set = facts(france, &[("Tidegate-Debug-Intensity", "310,420")]);
    assert_eq!(set.intensity.unwrap().samples, [310, 420]);
    let refused = try_gather(france, &[("Tidegate-Debug-Country", "PL")], false).err().unwrap();
    assert_eq!(refused.to_string(), "`tidegate-debug-` headers are not allowed here");
}

#[test]
fn errors_hold_nothing_personal() {
    let secret = "Zq".repeat(3000);
    let long = format!("euconsent-v2={secret}");
    let france = &examples()[0];
    for (name, value) in [
        ("cookie", long.as_str()),
        ("Tidegate-Debug-Tc-String", &secret),
        ("Tidegate-Debug-Country", "Zq"),
    ] {
        let error = try_gather(france, &[(name, value)], true).err().unwrap();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("Zq") && !shown.contains(france.address), "{shown}");
    }
}

#[test]
fn the_grid_knows_every_country_of_the_networks() {
    let grid = Grid::default().with_table(GRID).unwrap();
    for entry in NETWORKS {
        assert!(grid.intensity(Some(entry.country), None).is_some(), "{}", entry.country);
    }
}
