//! What the demo's catalogue decides.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{NOW, Viewer, Y2030, allowed, by, denied, replaced, viewer};
use tidegate_geo_licensing::Catalogue;
use tidegate_sdk::geo_licensing::{DenialReason, Verdict};
use tidegate_sdk::types::{DeviceClass, DynamicRanges, Hdcp, Limits, Network};

fn demo(viewer: Viewer) -> Verdict {
    let document: toml::Value = toml::from_str(include_str!("../demo.toml")).unwrap();
    Catalogue::from_json(&serde_json::to_string(&document).unwrap()).unwrap().decide(&viewer.0)
}

#[test]
fn licences_the_ladder_by_country() {
    let path = "tide/main.m3u8";
    for place in ["FR", "GR", "GB", "CH", "US", "US-CA", "CA", "AU"] {
        assert_eq!(allowed(demo(viewer(path, place))), ("tide".to_owned(), Limits::NONE));
    }
    let height = |height| Limits { max_height: Some(height), strict: true, ..Limits::NONE };
    assert_eq!(allowed(demo(viewer(path, "JP"))).1, height(1080));
    let brazil = Limits { ranges: Some(DynamicRanges::SDR), ..height(720) };
    assert_eq!(allowed(demo(viewer(path, "BR"))).1, brazil);
    assert_eq!(denied(demo(viewer(path, "CN"))).0, DenialReason::Territory);
    assert_eq!(denied(demo(viewer(path, ""))).0, DenialReason::PlaceUnknown);
    let verdict = demo(viewer(path, "FR").on(Network::TOR));
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

#[test]
fn the_live_channel_is_shown_to_all() {
    for path in ["live.m3u8", "live.mpd", "video/1.m3u8", "audio/en.m3u8"] {
        assert_eq!(allowed(demo(viewer(path, ""))).0, "harbour");
    }
}

#[test]
fn members_watch_by_plan_and_take_their_licence_along() {
    let path = "members/main.m3u8";
    assert_eq!(denied(demo(viewer(path, "DE"))), (DenialReason::Plan, by("series-dach")));
    let limits = |viewer: Viewer| allowed(demo(viewer)).1;
    let premium = Limits {
        min_hdcp: Some(Hdcp::Type0),
        audio_languages: Some("en,fr,de,es".to_owned()),
        strict: true,
        ..Limits::NONE
    };
    let on_tv = |place| viewer(path, place).with(DeviceClass::Tv);
    assert_eq!(limits(on_tv("AT").plan("premium")), premium);
    let standard =
        Limits { max_height: Some(1080), ranges: Some(DynamicRanges::SDR), ..premium.clone() };
    assert_eq!(limits(on_tv("CH").plan("standard")), standard);
    let phone = viewer(path, "DE").plan("premium").with(DeviceClass::Mobile);
    assert_eq!(limits(phone), Limits { max_height: Some(720), ..premium.clone() });
    // A German in Spain is asked for as in Germany; a Spaniard is not licensed there.
    assert_eq!(limits(on_tv("ES").plan("premium").home("DE")), premium);
    assert_eq!(denied(demo(on_tv("DE").plan("premium").home("ES"))).0, DenialReason::Territory);
    assert_eq!(denied(demo(on_tv("ES").plan("premium"))).0, DenialReason::Territory);
    // The United States are no part of the common market.
    assert_eq!(denied(demo(on_tv("US").plan("premium").home("DE"))).0, DenialReason::Territory);
}

#[test]
fn the_match_is_dark_around_the_ground() {
    let path = "match/live.m3u8";
    let dark = ("home-market".to_owned(), "home-market".to_owned());
    assert_eq!(replaced(demo(viewer(path, "US-CA"))), dark);
    let known = || viewer(path, "US-CA").postal_code("94105").metro(807);
    // San Francisco, and Anaheim, 40 km from the ground.
    assert_eq!(allowed(demo(known().located(37.78, -122.4, 5))).0, "match");
    assert_eq!(replaced(demo(known().located(33.8, -117.89, 5))), dark);
    assert_eq!(replaced(demo(viewer(path, "US-NY").postal_code("90210").metro(501))), dark);
    allowed(demo(viewer(path, "US-NY").postal_code("10001").metro(501)));
    allowed(demo(known().at(NOW + 365 * 86_400)));
    let quebec = |class| demo(viewer(path, "CA-QC").with(class));
    assert_eq!(denied(quebec(DeviceClass::Mobile)), (DenialReason::Blackout, by("phones-quebec")));
    allowed(quebec(DeviceClass::Tv));
}
