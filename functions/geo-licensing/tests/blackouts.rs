//! Where and when a licensed event is not shown.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use support::{NOW, Viewer, allowed, by, denied, replaced, valid_for, viewer};
use tidegate_sdk::geo_licensing::{DenialReason, Verdict};
use tidegate_sdk::types::DeviceClass;

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as case;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as case;

/// An asset `a`, licensed to all, with one blackout.
fn blackout(more: &str) -> String {
    format!(
        r#""assets":[{{"id":"a","rules":[{{"id":"all"}}]}}],"blackouts":[{{"id":"b","assets":["a"]{more}}}]"#
    )
}

fn dark(viewer: &Viewer, more: &str) -> bool {
    match viewer.of(&blackout(more)) {
        Verdict::Allow(allowance) => {
            assert_eq!(allowance.rule, "all");
            false
        }
        Verdict::Deny(denial) => {
            assert_eq!((denial.reason, denial.rule), (DenialReason::Blackout, by("b")));
            true
        }
        Verdict::Replace(replacement) => panic!("{replacement:?}"),
    }
}

#[case]
fn denies_or_shows_a_slate() {
    assert_eq!(denied(viewer("a", "").of(&blackout(""))), (DenialReason::Blackout, by("b")));
    let slated = blackout(r#","slate":"sorry""#);
    assert_eq!(replaced(viewer("a", "").of(&slated)), ("sorry".to_owned(), "b".to_owned()));
}

#[case]
fn what_is_not_licensed_is_not_blacked_out() {
    let more = r#""assets":[{"id":"a","rules":[{"id":"us","territories":{"in":["US"]}}]}],
        "blackouts":[{"id":"b","assets":["a"],"slate":"s"}]"#;
    assert_eq!(denied(viewer("a", "FR").of(more)), (DenialReason::Territory, by("us")));
    assert_eq!(replaced(viewer("a", "US").of(more)).1, "b");
}

#[case]
fn by_place() {
    let area = r#","area":{"places":["US-CA","MX"]}"#;
    for (place, expected) in [
        ("US-CA", true),
        ("MX-CMX", true),
        ("US-NY", false),
        ("FR", false),
        ("US", true),
        ("", true),
    ] {
        assert_eq!(dark(&viewer("a", place), area), expected, "{place}");
    }
    let known = format!(r#"{area},"unknown":"outside""#);
    for (place, expected) in [("US-CA", true), ("US", false), ("", false)] {
        assert_eq!(dark(&viewer("a", place), &known), expected, "{place}");
    }
}

#[case]
fn by_postal_code() {
    let area = r#","area":{"postal-codes":{"US":["90210","900*"],"GB":["SW1A 2AA"]}}"#;
    for (place, code, expected) in [
        ("US", Some("90210"), true),
        ("US-CA", Some("90012"), true),
        ("US", Some("90211"), false),
        ("US", None, true),
        ("MX", Some("90210"), false),
        ("FR", None, false),
        ("", Some("90210"), true),
        // Databases know British codes in part.
        ("GB", Some("SW1A"), true),
        ("GB", Some("sw1a2aa"), true),
        ("GB", Some("SW1B"), false),
    ] {
        let mut viewer = viewer("a", place);
        viewer.0.postal_code = code.map(str::to_owned);
        assert_eq!(dark(&viewer, area), expected, "{place} {code:?}");
        let known =
            matches!((place, code), ("US", Some(_)) | ("US-CA", _) | ("GB", Some("sw1a2aa")));
        let outside = format!(r#"{area},"unknown":"outside""#);
        assert_eq!(dark(&viewer, &outside), expected && known, "{place} {code:?}");
    }
}

#[case]
fn by_market_area() {
    let area = r#","area":{"metros":[803,501]}"#;
    assert!(dark(&viewer("a", "US").metro(501), area));
    assert!(!dark(&viewer("a", "US").metro(502), area));
    assert!(dark(&viewer("a", "US"), area));
    assert!(dark(&viewer("a", ""), area));
    assert!(!dark(&viewer("a", "CA"), area));
}

const GROUND: &str = r#","area":{"around":[{"latitude":48.8049,"longitude":2.1204,"kilometres":19,"places":["FR"]}]}"#;

#[case]
fn by_distance() {
    // Versailles to the middle of Paris: 17.9 km; to Orly: 20.0 km.
    let paris = |accuracy| viewer("a", "FR").located(48.8566, 2.3522, accuracy);
    let orly = |accuracy| viewer("a", "FR").located(48.7262, 2.3652, accuracy);
    assert!(dark(&paris(0), GROUND));
    assert!(!dark(&orly(0), GROUND));
    // Inside if it may be inside, whatever the blackout says of unknown places.
    assert!(dark(&orly(1), GROUND));
    let outside = format!(r#"{GROUND},"unknown":"outside""#);
    assert!(dark(&orly(1), &outside));
    assert!(dark(&viewer("a", "FR"), GROUND));
    assert!(!dark(&viewer("a", "FR"), &outside));
    assert!(dark(&viewer("a", ""), GROUND));
    // Known to be elsewhere, as far as the circle lies in one country.
    assert!(!dark(&viewer("a", "DE"), GROUND));
    assert!(dark(&viewer("a", "DE"), &GROUND.replace(r#","places":["FR"]"#, "")));
}

#[case]
fn the_exception_must_be_certain() {
    let except = r#","area":{"places":["FR"]},"except":{"around":[{"latitude":48.8049,"longitude":2.1204,"kilometres":20}]}"#;
    assert!(!dark(&viewer("a", "FR").located(48.8566, 2.3522, 0), except));
    assert!(dark(&viewer("a", "FR").located(48.8566, 2.3522, 10), except));
    assert!(dark(&viewer("a", "FR"), except));
    assert!(!dark(&viewer("a", "DE"), except));
    let codes = r#","area":{"places":["US"]},"except":{"postal-codes":{"US":["10001"]}}"#;
    assert!(!dark(&viewer("a", "US").postal_code("10001"), codes));
    assert!(dark(&viewer("a", "US").postal_code("10002"), codes));
    assert!(dark(&viewer("a", "US"), codes));
    // Everywhere but there.
    let all_but = r#","except":{"places":["CH"]}"#;
    assert!(!dark(&viewer("a", "CH"), all_but));
    assert!(dark(&viewer("a", "FR"), all_but));
}

#[case]
fn any_part_of_an_area_will_do() {
    let area = r#","area":{"places":["CA-QC"],"postal-codes":{"US":["9*"]},"metros":[501]}"#;
    assert!(dark(&viewer("a", "CA-QC"), area));
    assert!(dark(&viewer("a", "US").postal_code("94105").metro(807), area));
    assert!(dark(&viewer("a", "US").postal_code("10001").metro(501), area));
    assert!(!dark(&viewer("a", "US").postal_code("10001").metro(502), area));
    assert!(dark(&viewer("a", "US").postal_code("10001"), area));
}

#[case]
fn by_class_of_device() {
    let phones = r#","devices":["mobile","tablet"]"#;
    assert!(dark(&viewer("a", "").with(DeviceClass::Mobile), phones));
    assert!(!dark(&viewer("a", "").with(DeviceClass::Tv), phones));
    assert!(dark(&viewer("a", ""), phones));
}

#[case]
fn windows_open_and_close_it() {
    // Two hours of 2026-11-22.
    let window = r#","area":{"places":["US"]},"windows":[{"from":"2026-11-22T18:00:00Z","until":"2026-11-22T20:00:00Z"}]"#;
    let (from, until) = (NOW + 18 * 3600, NOW + 20 * 3600);
    for (now, is_dark, holds) in [
        (from - 301, false, 300),
        (from - 7, false, 7),
        (from, true, 300),
        (until - 1, true, 1),
        (until, false, 300),
    ] {
        let viewer = viewer("a", "US").at(now);
        assert_eq!(dark(&viewer, window), is_dark, "{now}");
        assert_eq!(valid_for(&viewer.of(&blackout(window))), holds, "{now}");
    }
    // Elsewhere its edges make no difference.
    let elsewhere = viewer("a", "FR").at(from - 7).of(&blackout(window));
    assert_eq!(valid_for(&elsewhere), 300);
    assert!(dark(&viewer("a", "US").at(None), window));
}

#[case]
fn the_first_that_is_on_decides() {
    let more = |order: [&str; 2]| {
        format!(
            r#""collections":[{{"id":"c"}}],"assets":[{{"id":"a","collections":["c"],"rules":[{{}}]}},
            {{"id":"all","paths":["**"]}}],
            "blackouts":[{{"id":"later","assets":["all"],"windows":[{{"from":"2026-11-22T00:00:05Z"}}],"slate":"l"}},{}]"#,
            order.join(",")
        )
    };
    let one = r#"{"id":"one","collections":["c"],"slate":"1"}"#;
    let two = r#"{"id":"two","assets":["a"],"slate":"2"}"#;
    for (order, expected) in [([one, two], "1"), ([two, one], "2")] {
        let verdict = viewer("a", "").of(&more(order));
        assert_eq!(valid_for(&verdict), 5);
        assert_eq!(replaced(verdict).0, expected);
    }
    assert_eq!(replaced(viewer("a", "").at(NOW + 5).of(&more([one, two]))).0, "l");
}

#[case]
fn assets_it_does_not_concern_are_shown() {
    let more = r#""assets":[{"id":"a","rules":[{}]},{"id":"b","rules":[{}]}],
        "blackouts":[{"id":"x","assets":["a"]}]"#;
    denied(viewer("a/x", "").of(more));
    allowed(viewer("b/x", "").of(more));
}
