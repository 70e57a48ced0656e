//! What the geo-licensing function decides, natively and in wasm hosts
//! (`cargo test --target wasm32-unknown-unknown` with the wasm-bindgen test runner).
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use tidegate_geo_licensing::Policy;
use tidegate_sdk::geo_licensing::{DenialReason, GeoLicensing, Verdict};
use tidegate_sdk::types::{DynamicRanges, Facts, Limits, Network};

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as case;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as case;

/// 2026-11-22T00:00:00Z.
const NOW: u64 = 1_795_305_600;
/// 2030-01-01T00:00:00Z.
const Y2030: u64 = 1_893_456_000;

struct Viewer(Facts);

/// A viewer of an asset, in a place such as `FR`, `US-CA` or none, on an ordinary network.
fn viewer(asset: &str, place: &str) -> Viewer {
    Viewer(Facts {
        now: Some(NOW),
        asset: Some(asset.to_owned()),
        presentation: None,
        country: place.split('-').next().filter(|country| !country.is_empty()).map(str::to_owned),
        subdivision: place.contains('-').then(|| place.to_owned()),
        asn: None,
        network: Some(Network::empty()),
        device: None,
        languages: None,
        accessibility: None,
        tc_string: None,
        gpc: None,
        intensity: None,
        carbon_opt_out: None,
    })
}

impl Viewer {
    fn at(mut self, now: impl Into<Option<u64>>) -> Self {
        self.0.now = now.into();
        self
    }
    fn on(mut self, network: impl Into<Option<Network>>) -> Self {
        self.0.network = network.into();
        self
    }
    fn under(&self, rules: &str) -> Verdict {
        Policy::configure(&format!(r#"{{"rules":[{rules}]}}"#)).unwrap().decide(&self.0)
    }
}

/// The rule and the limits that allow.
fn allowed(verdict: Verdict) -> (String, Limits) {
    match verdict {
        Verdict::Allow(allowance) => (allowance.rule, allowance.limits),
        Verdict::Deny(denial) => panic!("{denial:?}"),
    }
}

/// The reason and the rule that deny.
fn denied(verdict: Verdict) -> (DenialReason, Option<String>) {
    match verdict {
        Verdict::Allow(allowance) => panic!("{allowance:?}"),
        Verdict::Deny(denial) => (denial.reason, denial.rule),
    }
}

fn valid_for(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Allow(allowance) => allowance.valid_for,
        Verdict::Deny(denial) => denial.valid_for,
    }
}

fn by(rule: &str) -> Option<String> {
    Some(rule.to_owned())
}

const NO_LIMITS: Limits =
    Limits { max_height: None, max_bandwidth: None, ranges: None, strict: false };

const FRANCE: &str = r#"{"id":"france","assets":["films/**"],"territories":{"in":["FR"]},
    "windows":[{"from":"2026-01-01T00:00:00Z","until":"2030-01-01T00:00:00Z"}],
    "refuse-networks":["vpn","tor"]}"#;

#[case]
fn all_must_hold() {
    let verdict = viewer("films/a/main.m3u8", "FR").under(FRANCE);
    assert_eq!(allowed(verdict), ("france".to_owned(), NO_LIMITS));
    for (viewer, reason) in [
        (viewer("films/a", "DE"), DenialReason::Territory),
        (viewer("films/a", ""), DenialReason::PlaceUnknown),
        (viewer("films/a", "FR").at(1_767_225_599), DenialReason::NotYetAvailable),
        (viewer("films/a", "FR").at(Y2030), DenialReason::NoLongerAvailable),
        (viewer("films/a", "FR").at(None), DenialReason::NotYetAvailable),
        (viewer("films/a", "FR").on(Network::VPN), DenialReason::Network),
        (viewer("films/a", "FR").on(Network::TOR | Network::HOSTING), DenialReason::Network),
    ] {
        assert_eq!(denied(viewer.under(FRANCE)), (reason, by("france")));
    }
    allowed(viewer("films/a", "FR").on(Network::HOSTING).under(FRANCE));
}

#[case]
fn an_asset_that_no_rule_covers_is_not_licensed() {
    for asset in ["other/a", "films", "films/../secret/a", "films/%2e%2e/secret", "films%2fa"] {
        let verdict = viewer(asset, "FR").under(FRANCE);
        assert_eq!(denied(verdict), (DenialReason::AssetNotLicensed, None), "{asset}");
    }
    let mut unknown = viewer("", "FR");
    unknown.0.asset = None;
    let verdict = unknown.under(r#"{"id":"a","assets":["**"]}"#);
    assert_eq!(denied(verdict), (DenialReason::AssetNotLicensed, None));
    assert_eq!(denied(viewer("a", "FR").under("")), (DenialReason::AssetNotLicensed, None));
}

#[case]
fn a_rule_for_the_whole_world_needs_no_place() {
    allowed(viewer("a", "").under(r#"{"id":"a","assets":["a"]}"#));
}

#[case]
fn the_first_rule_that_allows_wins() {
    let rules = r#"{"id":"late","assets":["**"],"windows":[{"from":"2030-01-01T00:00:00Z"}]},
        {"id":"hd","assets":["*"],"limits":{"max-height":720}},
        {"id":"uhd","assets":["a"]}"#;
    assert_eq!(allowed(viewer("a", "FR").under(rules)).0, "hd");
    assert_eq!(allowed(viewer("a", "FR").at(Y2030).under(rules)).0, "late");
}

#[case]
fn the_denial_that_came_furthest_is_told() {
    let territory = r#"{"id":"territory","assets":["a"],"territories":{"in":["DE"]}}"#;
    let place = r#"{"id":"place","assets":["a"],"territories":{"in":["US-CA"]}}"#;
    let over = r#"{"id":"over","assets":["a"],"windows":[{"until":"2020-01-01T00:00:00Z"}]}"#;
    let early = r#"{"id":"early","assets":["a"],"windows":[{"from":"2030-01-01T00:00:00Z"}]}"#;
    let network = r#"{"id":"network","assets":["a"],"refuse-networks":["vpn"]}"#;
    let ascending = [territory, place, over, early, network];
    let reasons = [
        (DenialReason::Territory, by("territory")),
        (DenialReason::PlaceUnknown, by("place")),
        (DenialReason::NoLongerAvailable, by("over")),
        (DenialReason::NotYetAvailable, by("early")),
        (DenialReason::Network, by("network")),
    ];
    for (last, expected) in reasons.into_iter().enumerate() {
        let mut rules = ascending[..=last].to_vec();
        let viewer = || viewer("a", "US").on(Network::VPN);
        assert_eq!(denied(viewer().under(&rules.join(","))), expected);
        rules.reverse();
        assert_eq!(denied(viewer().under(&rules.join(","))), expected);
    }
    let equals = format!("{},{}", territory, territory.replace("\"territory\"", "\"other\""));
    assert_eq!(denied(viewer("a", "US").under(&equals)).1, by("territory"));
}

#[case]
fn a_subdivision_that_matters_must_be_known() {
    let rules = r#"{"id":"a","assets":["a"],"territories":{"in":["US"],"out":["US-CA"]}}"#;
    allowed(viewer("a", "US-NY").under(rules));
    assert_eq!(denied(viewer("a", "US-CA").under(rules)).0, DenialReason::Territory);
    assert_eq!(denied(viewer("a", "US").under(rules)).0, DenialReason::PlaceUnknown);
}

#[case]
fn an_unknown_network_is_refused_only_where_configured() {
    let rule = |more| format!(r#"{{"id":"a","assets":["a"],"refuse-networks":["vpn"]{more}}}"#);
    allowed(viewer("a", "FR").on(None).under(&rule("")));
    let verdict = viewer("a", "FR").on(None).under(&rule(r#","refuse-unknown-network":true"#));
    assert_eq!(denied(verdict).0, DenialReason::Network);
    allowed(viewer("a", "FR").under(&rule(r#","refuse-unknown-network":true"#)));
}

#[case]
fn every_kind_of_network_can_be_refused() {
    for (name, network) in [
        ("hosting", Network::HOSTING),
        ("vpn", Network::VPN),
        ("public-proxy", Network::PUBLIC_PROXY),
        ("residential-proxy", Network::RESIDENTIAL_PROXY),
        ("tor", Network::TOR),
    ] {
        let rule = format!(r#"{{"id":"a","assets":["a"],"refuse-networks":["{name}"]}}"#);
        assert_eq!(denied(viewer("a", "").on(network).under(&rule)).0, DenialReason::Network);
        let others = Network::from_bits_retain(0b1_1111) ^ network;
        allowed(viewer("a", "").on(others).under(&rule));
    }
}

const LIMITED: &str = r#"{"id":"a","assets":["a"],
    "limits":{"max-height":1080,"ranges":["sdr","hlg"],"strict":false},
    "limits-in":[
        {"territories":["BR","JP"],"max-height":720},
        {"territories":["JP"],"max-height":2160,"max-bandwidth":5000000},
        {"territories":["US-CA"],"ranges":["sdr","pq"],"strict":false}]}"#;

#[case]
fn limits_of_a_place_narrow_those_of_the_rule() {
    let limits = |place| allowed(viewer("a", place).under(LIMITED)).1;
    let sdr_hlg = Some(DynamicRanges::SDR | DynamicRanges::HLG);
    let rule =
        Limits { max_height: Some(1080), max_bandwidth: None, ranges: sdr_hlg, strict: false };
    assert_eq!(limits("FR"), rule);
    assert_eq!(limits("US-NY"), rule);
    assert_eq!(limits("BR"), Limits { max_height: Some(720), strict: true, ..rule });
    assert_eq!(limits("BR-SP"), limits("BR"));
    let japan =
        Limits { max_height: Some(720), max_bandwidth: Some(5_000_000), strict: true, ..rule };
    assert_eq!(limits("JP"), japan);
    assert_eq!(limits("US-CA"), Limits { ranges: Some(DynamicRanges::SDR), ..rule });
}

#[case]
fn where_the_place_is_not_known_all_limits_that_may_apply_do() {
    let limits = |place| allowed(viewer("a", place).under(LIMITED)).1;
    assert_eq!(limits("US"), limits("US-CA"));
    let all = Limits {
        max_height: Some(720),
        max_bandwidth: Some(5_000_000),
        ranges: Some(DynamicRanges::SDR),
        strict: true,
    };
    assert_eq!(limits(""), all);
}

#[case]
fn an_answer_holds_until_the_next_edge() {
    let policy = |valid_for: u32| {
        Policy::configure(&format!(r#"{{"valid-for":{valid_for},"rules":[{FRANCE}]}}"#)).unwrap()
    };
    let holds = |viewer: Viewer, cap| valid_for(policy(cap).decide(&viewer.0));
    assert_eq!(holds(viewer("films/a", "FR"), 300), 300);
    assert_eq!(holds(viewer("films/a", "FR"), 0), 0);
    assert_eq!(holds(viewer("films/a", "FR").at(Y2030 - 7), 300), 7);
    assert_eq!(holds(viewer("films/a", "FR").on(Network::VPN).at(Y2030 - 7), 300), 7);
    assert_eq!(holds(viewer("films/a", "FR").at(1_767_225_600 - 7), 300), 7);
    assert_eq!(holds(viewer("films/a", "FR").at(Y2030), u32::MAX), u32::MAX);
    // Where the territory does not match, no window makes a difference.
    assert_eq!(holds(viewer("films/a", "DE").at(Y2030 - 7), 300), 300);
    assert_eq!(holds(viewer("other", "FR").at(Y2030 - 7), 300), 300);
}

#[case]
fn an_answer_holds_until_another_rule_may_win() {
    let rules = r#"{"id":"first","assets":["a"],"windows":[{"from":"2030-01-01T00:00:00Z"}]},
        {"id":"second","assets":["a"]},
        {"id":"third","assets":["a"],"windows":[{"until":"2029-12-31T23:59:55Z"}]}"#;
    let verdict = viewer("a", "FR").at(Y2030 - 9).under(rules);
    assert_eq!(valid_for(verdict), 9, "the third rule could not win");
}

#[cfg(not(target_arch = "wasm32"))]
mod demo {
    use super::*;

    fn demo(viewer: Viewer) -> Verdict {
        let document: toml::Value = toml::from_str(include_str!("../demo.toml")).unwrap();
        Policy::configure(&serde_json::to_string(&document).unwrap()).unwrap().decide(&viewer.0)
    }

    #[test]
    fn licences_the_ladder_by_country() {
        let asset = "tide/main.m3u8";
        for place in ["FR", "GR", "GB", "CH", "US", "US-CA", "CA", "AU"] {
            assert_eq!(allowed(demo(viewer(asset, place))), ("tide".to_owned(), NO_LIMITS));
        }
        let height = |height| Limits { max_height: Some(height), strict: true, ..NO_LIMITS };
        assert_eq!(allowed(demo(viewer(asset, "JP"))).1, height(1080));
        let brazil = Limits { ranges: Some(DynamicRanges::SDR), ..height(720) };
        assert_eq!(allowed(demo(viewer(asset, "BR"))).1, brazil);
        assert_eq!(denied(demo(viewer(asset, "CN"))).0, DenialReason::Territory);
        assert_eq!(denied(demo(viewer(asset, ""))).0, DenialReason::PlaceUnknown);
        let verdict = demo(viewer(asset, "FR").on(Network::TOR));
        assert_eq!(denied(verdict).0, DenialReason::Network);
    }

    #[test]
    fn shows_windows_before_and_after() {
        let verdict = demo(viewer("archive/main.m3u8", "FR"));
        assert_eq!(denied(verdict), (DenialReason::NoLongerAvailable, by("archive")));
        let verdict = demo(viewer("premiere/main.m3u8", "FR"));
        assert_eq!(denied(verdict), (DenialReason::NotYetAvailable, by("premiere")));
        allowed(demo(viewer("premiere/main.m3u8", "FR").at(Y2030)));
    }
}
