//! What policies decide: networks, plans, devices, limits and portability.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use support::{allowed, denied, replaced, viewer};
use tidegate_sdk::geo_licensing::DenialReason;
use tidegate_sdk::types::{DeviceClass, DynamicRanges, Hdcp, Limits, Network};

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as case;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as case;

/// A catalogue of one asset `a` under one policy.
fn policy(policy: &str) -> String {
    format!(
        r#""policies":{{"p":{{{policy}}}}},"assets":[{{"id":"a","rules":[{{"policies":["p"]}}]}}]"#
    )
}

#[case]
fn an_unknown_network_is_refused_only_where_configured() {
    let lenient = policy(r#""refuse-networks":["vpn"]"#);
    let strict = policy(r#""refuse-networks":["vpn"],"refuse-unknown-network":true"#);
    allowed(viewer("a", "FR").on(None).of(&lenient));
    assert_eq!(denied(viewer("a", "FR").on(None).of(&strict)).0, DenialReason::Network);
    allowed(viewer("a", "FR").of(&strict));
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
        let policy = policy(&format!(r#""refuse-networks":["{name}"]"#));
        assert_eq!(denied(viewer("a", "").on(network).of(&policy)).0, DenialReason::Network);
        let others = Network::from_bits_retain(0b1_1111) ^ network;
        allowed(viewer("a", "").on(others).of(&policy));
    }
}

#[case]
fn a_plan_is_needed_only_where_configured() {
    let members = policy(r#""plans":{"in":["gold","silver"],"out":["silver"]}"#);
    allowed(viewer("a", "").plan("gold").of(&members));
    for refused in [
        viewer("a", ""),
        viewer("a", "").plan("silver"),
        viewer("a", "").plan("Gold"),
        viewer("a", "").plan(""),
    ] {
        assert_eq!(denied(refused.of(&members)).0, DenialReason::Plan);
    }
    let any_but_trial = policy(r#""plans":{"out":["trial"]}"#);
    allowed(viewer("a", "").plan("anything").of(&any_but_trial));
    assert_eq!(denied(viewer("a", "").plan("trial").of(&any_but_trial)).0, DenialReason::Plan);
    assert_eq!(denied(viewer("a", "").of(&any_but_trial)).0, DenialReason::Plan);
    allowed(viewer("a", "").of(&policy("")));
}

#[case]
fn classes_of_device_are_licensed_by_place_and_plan() {
    let more = policy(
        r#""terms":[{"devices":["tv","desktop"]},
        {"when":{"territories":{"in":["JP"]}},"devices":["desktop","mobile"]},
        {"when":{"plans":{"out":["gold"]}},"devices":["tv","mobile","desktop"]}]"#,
    );
    allowed(viewer("a", "FR").with(DeviceClass::Tv).of(&more));
    allowed(viewer("a", "JP").with(DeviceClass::Desktop).of(&more));
    for refused in [
        viewer("a", "FR").with(DeviceClass::Mobile),
        viewer("a", "JP").with(DeviceClass::Tv),
        // Who may be in Japan is, for this.
        viewer("a", "").with(DeviceClass::Tv),
        viewer("a", "FR"),
    ] {
        assert_eq!(denied(refused.of(&more)).0, DenialReason::Device);
    }
    let named =
        policy(r#""terms":[{"devices":["desktop","mobile","tablet","tv","console","bot"]}]"#);
    for class in [
        DeviceClass::Desktop,
        DeviceClass::Mobile,
        DeviceClass::Tablet,
        DeviceClass::Tv,
        DeviceClass::Console,
        DeviceClass::Bot,
    ] {
        allowed(viewer("a", "").with(class).of(&named));
    }
}

const LIMITED: &str = r#""terms":[
    {"max-height":1080,"ranges":["sdr","hlg"],"strict":false},
    {"when":{"territories":{"in":["BR","JP"]}},"max-height":720},
    {"when":{"territories":{"in":["JP"]}},"max-height":2160,"max-bandwidth":5000000},
    {"when":{"territories":{"in":["US-CA"]}},"ranges":["sdr","pq"],"strict":false}]"#;

#[case]
fn limits_of_a_place_narrow_those_of_the_rule() {
    let limits = |place| allowed(viewer("a", place).of(&policy(LIMITED))).1;
    let rule = Limits {
        max_height: Some(1080),
        ranges: Some(DynamicRanges::SDR | DynamicRanges::HLG),
        ..Limits::NONE
    };
    assert_eq!(limits("FR"), rule);
    assert_eq!(limits("US-NY"), rule);
    let brazil = Limits { max_height: Some(720), strict: true, ..rule.clone() };
    assert_eq!(limits("BR"), brazil);
    assert_eq!(limits("BR-SP"), brazil);
    assert_eq!(limits("JP"), Limits { max_bandwidth: Some(5_000_000), ..brazil });
    assert_eq!(limits("US-CA"), Limits { ranges: Some(DynamicRanges::SDR), ..rule });
}

#[case]
fn where_the_place_is_not_known_all_limits_that_may_apply_do() {
    let limits = |place| allowed(viewer("a", place).of(&policy(LIMITED))).1;
    assert_eq!(limits("US"), limits("US-CA"));
    let all = Limits {
        max_height: Some(720),
        max_bandwidth: Some(5_000_000),
        ranges: Some(DynamicRanges::SDR),
        strict: true,
        ..Limits::NONE
    };
    assert_eq!(limits(""), all);
}

#[case]
fn limits_go_by_plan_and_device() {
    let more = policy(
        r#""terms":[{"when":{"plans":{"out":["gold"]}},"max-height":1080,"min-hdcp":"type0"},
        {"when":{"devices":["mobile"]},"max-height":720},
        {"when":{"plans":{"in":["gold"]},"devices":["tv"]},"min-hdcp":"type1"}]"#,
    );
    let limits = |viewer: support::Viewer| {
        let limits = allowed(viewer.of(&more)).1;
        (limits.max_height, limits.min_hdcp)
    };
    let here = || viewer("a", "");
    assert_eq!(limits(here().plan("gold").with(DeviceClass::Desktop)), (None, None));
    assert_eq!(limits(here().plan("gold").with(DeviceClass::Tv)), (None, Some(Hdcp::Type1)));
    assert_eq!(limits(here().plan("gold").with(DeviceClass::Mobile)), (Some(720), None));
    assert_eq!(
        limits(here().plan("silver").with(DeviceClass::Tv)),
        (Some(1080), Some(Hdcp::Type0))
    );
    // Nothing is known: all that may apply does.
    assert_eq!(limits(here()), (Some(720), Some(Hdcp::Type1)));
}

#[case]
fn languages_are_those_that_all_terms_license() {
    let more = r#""policies":{"p":{"terms":[{"audio-languages":["en","fr"],"subtitle-languages":[]}]},
        "q":{"terms":[{"audio-languages":["fr-CA","de"]}]}},
        "assets":[{"id":"a","rules":[{"policies":["p","q"]}]}]"#;
    let limits = allowed(viewer("a", "").of(more)).1;
    assert_eq!(limits.audio_languages.as_deref(), Some("fr-CA"));
    assert_eq!(limits.subtitle_languages.as_deref(), Some(""));
    assert!(limits.strict);
}

#[case]
fn terms_without_limits_say_nothing_of_strictness() {
    let more = policy(r#""terms":[{"max-height":720,"strict":false},{"devices":["tv"]}]"#);
    let limits = allowed(viewer("a", "").with(DeviceClass::Tv).of(&more)).1;
    assert_eq!(limits, Limits { max_height: Some(720), ..Limits::NONE });
}

const PORTABLE: &str = r#""groups":{"EU":["FR","DE","IT"]},
    "policies":{"p":{"portability":["EU"],"terms":[
        {"when":{"territories":{"in":["FR"]}},"max-height":720},
        {"when":{"territories":{"in":["DE"]}},"max-height":1080}]}},
    "assets":[{"id":"a","rules":[{"policies":["p"],"territories":{"in":["FR","US"]}}]}],
    "blackouts":[{"id":"b","assets":["a"],"area":{"places":["IT"]},"slate":"s"}]"#;

#[case]
fn within_a_common_market_the_home_country_governs() {
    let home = |place, home| viewer("a", place).home(home).of(PORTABLE);
    // French, in Germany and Italy: as at home, blackouts of the place included.
    for place in ["DE", "DE-BE", "IT"] {
        assert_eq!(allowed(home(place, "FR")).1.max_height, Some(720), "{place}");
    }
    // German, in France: their licence travels with them, and there is none at home.
    assert_eq!(denied(home("FR", "DE")).0, DenialReason::Territory);
    // Outside the market, from outside it, or without a verified home: the place itself.
    assert_eq!(denied(home("GB", "FR")).0, DenialReason::Territory);
    allowed(home("FR", "US"));
    allowed(home("US", "DE"));
    assert_eq!(denied(home("", "FR")).0, DenialReason::PlaceUnknown);
    assert_eq!(denied(viewer("a", "DE").of(PORTABLE)).0, DenialReason::Territory);
    assert_eq!(denied(home("DE", "fr")).0, DenialReason::Territory);
    assert_eq!(denied(home("DE", "FR-75")).0, DenialReason::Territory);
    // Without the policy the home country says nothing.
    let plain = PORTABLE.replace(r#""portability":["EU"],"#, "");
    assert_eq!(denied(viewer("a", "DE").home("FR").of(&plain)).0, DenialReason::Territory);
}

#[case]
fn blackouts_at_home_travel_along() {
    let more = PORTABLE.replace(r#"{"places":["IT"]}"#, r#"{"postal-codes":{"FR":["75*"]}}"#);
    // At home the code would be known; abroad it is not, and counts as inside.
    let abroad = viewer("a", "DE").home("FR").postal_code("10115");
    assert_eq!(replaced(abroad.of(&more)).1, "b");
    allowed(viewer("a", "FR").home("FR").postal_code("69001").of(&more));
}

#[case]
fn at_home_the_exact_place_counts() {
    let more = r#""policies":{"p":{"portability":["FR","DE"]}},
        "assets":[{"id":"a","rules":[{"policies":["p"],"territories":{"in":["FR"],"out":["FR-75"]}}]}]"#;
    allowed(viewer("a", "FR-69").home("FR").of(more));
    assert_eq!(denied(viewer("a", "FR-75").home("FR").of(more)).0, DenialReason::Territory);
    // Abroad it cannot be told which part of France is home.
    assert_eq!(denied(viewer("a", "DE").home("FR").of(more)).0, DenialReason::PlaceUnknown);
}
