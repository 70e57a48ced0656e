//! All facts of a request, and where each came from.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

use std::collections::BTreeMap;
use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use maxminddb_writer::Database as Writer;
use maxminddb_writer::metadata::IpVersion;
use serde_json::{Value, json};
use tidegate_facts::grid::Grid;
use tidegate_facts::place::{Database, Places};
use tidegate_facts::provenance::provenance;
use tidegate_facts::session::SessionKey;
use tidegate_facts::signals::SignalNames;
use tidegate_facts::viewer::TrustedProxies;
use tidegate_facts::{FactKind, Request, Sources, gather};
use tidegate_sdk::types::Facts;

fn database(label: &str, record: &Value) -> Database {
    let mut writer = Writer::default();
    writer.metadata.ip_version = IpVersion::V6;
    writer.metadata.database_type = label.to_owned();
    writer.metadata.binary_format_major_version = 2;
    let data = writer.insert_value(record).unwrap();
    for bit in [false, true] {
        writer.insert_node([bit].into_iter(), data);
    }
    Database::open(label, writer.write_to(Vec::new()).unwrap()).unwrap()
}

/// The facts of a request, and where they came from by name.
fn ask(lines: &[(&'static str, &str)], target: &str) -> (Facts, BTreeMap<&'static str, String>) {
    let headers: HeaderMap = lines
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
        .collect();
    let uri: Uri = target.parse().unwrap();
    let country = json!({"country_code": "US", "asn": 64502});
    let city = json!({
        "country": {"iso_code": "US"}, "subdivisions": [{"iso_code": "NY"}],
        "postal": {"code": "10001"},
        "location": {"latitude": 40.75, "longitude": -74.0, "accuracy_radius": 5, "metro_code": 501},
    });
    let places = Places::new(vec![database("country", &country), database("city", &city)], false);
    let request = Request {
        method: &http::Method::GET,
        headers: &headers,
        uri: &uri,
        peer: IpAddr::from([8, 8, 8, 8]),
        now: 1_790_812_800,
        asset: "film.m3u8",
        presentation: None,
        overrides: true,
        need: tidegate_facts::entitlement::Need::Off,
    };
    let sources = Sources {
        proxies: &TrustedProxies::default(),
        places: &places,
        signals: &SignalNames::default(),
        grid: &Grid::default()
            .with_table("country,gco2e_per_kwh,year,source\nUS,380,2024,x\n")
            .unwrap(),
        tokens: None,
        session_key: &SessionKey::of(b"a test"),
    };
    let gathered = gather(&request, &sources).ok().unwrap();
    let from = provenance(&request, &sources, &gathered).ok().unwrap();
    let from = from.into_iter().map(|(fact, from)| (fact.name(), from)).collect();
    (gathered.facts, from)
}

#[test]
fn every_fact_that_is_known_has_a_source() {
    let (facts, from) = ask(
        &[
            ("user-agent", "Dalvik/2.1.0 (Linux; U; Android 9; AFTKA Build/PS7624)"),
            ("accept-language", "en-US"),
            ("sec-gpc", "1"),
            ("cookie", "__gpp=DBABLA~BVQqAAAAAgA.QA; tidegate-session=1790812000.abc"),
            ("cmcd-request", "mtp=4200,bl=8000"),
            ("cmcd-session", "sid=\"6e2fb550-c457-11e9-bb97-0800200c9a66\""),
            ("tidegate-consent-preference", "all"),
        ],
        "/film.m3u8?carbon-opt-out=1&gdpr_consent=CPX",
    );
    for fact in FactKind::all() {
        let source = from.get(fact.name());
        assert_eq!(fact.present_in(&facts), source.is_some(), "{fact}");
        assert!(source.is_none_or(|source| !source.is_empty()), "{fact}");
    }
    for (fact, source) in [
        ("country", "database country"),
        ("subdivision", "database city"),
        ("postal-code", "database city"),
        ("metro", "database city"),
        ("location", "database city"),
        ("asn", "database country"),
        ("device", "`User-Agent`: mark `AFT`"),
        ("gpp-string", "cookie `__gpp`"),
        ("tc-string", "query parameter `gdpr_consent`"),
        ("carbon-opt-out", "query parameter `carbon-opt-out`"),
        ("consent-preference", "header `tidegate-consent-preference`"),
        ("session", "cookie `tidegate-session`"),
        ("player", "the player, CMCD `mtp`, `bl`, `tb`"),
    ] {
        assert_eq!(from[fact], source, "{fact}");
    }
    assert!(from["capabilities"].contains("Fire TV Stick 4K Max (1st gen) (Amazon"));
    assert_eq!(facts.session.unwrap().started, Some(1_790_812_000));
    assert_eq!(facts.player.unwrap().buffer, Some(8000));
    assert_eq!(facts.capabilities.unwrap().max_height, Some(2160));
}

/// The id is personal: only its share goes on.
#[test]
fn a_session_is_no_identifier() {
    let id = "6e2fb550-c457-11e9-bb97-0800200c9a66";
    let (facts, from) = ask(&[("cmcd-session", &format!("sid=\"{id}\""))], "/");
    let (again, _) = ask(&[], &format!("/?CMCD=sid%3D%22{id}%22"));
    assert_eq!(facts.session, again.session);
    assert!(facts.session.is_some());
    assert_eq!(from["session"], "the player, CMCD `sid`");
    assert!(!from.values().any(|source| source.contains(id)));
    assert_eq!(ask(&[], "/").0.session, None);
}

#[test]
fn what_is_set_by_hand_says_so() {
    let agent = ("user-agent", "Dalvik/2.1.0 (Linux; U; Android 9; AFTKA Build/PS7624)");
    let (facts, from) = ask(
        &[
            agent,
            ("tidegate-debug-country", "FR"),
            ("tidegate-debug-postal-code", "75001"),
            ("tidegate-debug-device", "mobile"),
        ],
        "/",
    );
    assert_eq!(from["country"], "header `tidegate-debug-country`");
    assert_eq!(from["postal-code"], "header `tidegate-debug-postal-code`");
    // What is in New York, or true of a stick, is not so of a telephone in France.
    assert_eq!((facts.subdivision, facts.metro, facts.location), (None, None, None));
    assert_eq!(facts.capabilities, None);
    let (facts, _) = ask(
        &[agent, ("tidegate-debug-device", "tv"), ("tidegate-debug-capabilities", "720,sdr")],
        "/",
    );
    assert_eq!(facts.capabilities.unwrap().max_height, Some(720));
}
