//! What rules decide by asset, place and time, natively and in wasm hosts
//! (`cargo test --target wasm32-unknown-unknown` with the wasm-bindgen test runner).
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use support::{NOW, Y2030, allowed, by, denied, valid_for, viewer};
use tidegate_geo_licensing::{Catalogue, Outcome};
use tidegate_sdk::geo_licensing::DenialReason;
use tidegate_sdk::types::{Limits, Network};

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as case;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as case;

const FRANCE: &str = r#""policies":{"open":{"refuse-networks":["vpn","tor"]}},
    "assets":[{"id":"films","rules":[{"id":"france","policies":["open"],"territories":{"in":["FR"]},
    "windows":[{"from":"2026-01-01T00:00:00Z","until":"2030-01-01T00:00:00Z"}]}]}]"#;

#[case]
fn all_must_hold() {
    let verdict = viewer("films/a/main.m3u8", "FR").of(FRANCE);
    assert_eq!(allowed(verdict), ("france".to_owned(), Limits::NONE));
    for (viewer, reason) in [
        (viewer("films/a", "DE"), DenialReason::Territory),
        (viewer("films/a", ""), DenialReason::PlaceUnknown),
        (viewer("films/a", "FR").at(1_767_225_599), DenialReason::NotYetAvailable),
        (viewer("films/a", "FR").at(Y2030), DenialReason::NoLongerAvailable),
        (viewer("films/a", "FR").at(None), DenialReason::NotYetAvailable),
        (viewer("films/a", "FR").on(Network::VPN), DenialReason::Network),
        (viewer("films/a", "FR").on(Network::TOR | Network::HOSTING), DenialReason::Network),
    ] {
        assert_eq!(denied(viewer.of(FRANCE)), (reason, by("france")));
    }
    allowed(viewer("films/a", "FR").on(Network::HOSTING).of(FRANCE));
}

#[case]
fn an_asset_that_no_rule_covers_is_not_licensed() {
    for path in ["other/a", "film", "filmss/a", "films/../secret/a", "films/%2e%2e/b", "films%2fa"]
    {
        let verdict = viewer(path, "FR").of(FRANCE);
        assert_eq!(denied(verdict), (DenialReason::AssetNotLicensed, None), "{path}");
    }
    let mut unknown = viewer("", "FR");
    unknown.0.asset = None;
    assert_eq!(denied(unknown.under("{}")), (DenialReason::AssetNotLicensed, None));
    assert_eq!(denied(viewer("a", "FR").under("")), (DenialReason::AssetNotLicensed, None));
    assert_eq!(
        denied(viewer("a", "FR").of(r#""assets":[]"#)),
        (DenialReason::AssetNotLicensed, None)
    );
}

#[case]
fn an_asset_without_paths_is_where_its_id_says() {
    let catalogue = r#""assets":[{"id":"films/tide","rules":[{}]}]"#;
    for path in ["films/tide", "films/tide/", "films/tide/main.m3u8", "films/tide/a/b"] {
        assert_eq!(allowed(viewer(path, "").of(catalogue)).0, "films/tide#1", "{path}");
    }
    for path in ["films", "films/", "films/tidex", "x/films/tide", "films/tid"] {
        denied(viewer(path, "").of(catalogue));
    }
}

#[case]
fn patterns_of_every_kind_are_found() {
    for (pattern, path) in [
        ("a/b.m3u8", "a/b.m3u8"),
        ("a/", "a/"),
        ("a/**", "a/b/c"),
        ("a/*/c.m3u8", "a/b/c.m3u8"),
        ("**/c.m3u8", "c.m3u8"),
        ("**/b/**", "a/b/c"),
        ("*.m3u8", "x.m3u8"),
        ("**", "a/b"),
        ("ep*/**", "ep1/a"),
        ("é/*", "é/ü"),
    ] {
        let more = format!(
            r#""assets":[{{"id":"other","paths":["z/**","z/*/z","z*"],"rules":[{{}}]}},
            {{"id":"this","paths":["q","{pattern}"],"rules":[{{}}]}}]"#
        );
        assert_eq!(allowed(viewer(path, "").of(&more)).0, "this#1", "{pattern}");
        denied(viewer("y", "").of(&more.replace("\"**\"", "\"q\"")));
    }
}

#[case]
fn the_most_exact_asset_goes_first_whatever_the_order() {
    let asset =
        |id: &str, path: &str| format!(r#"{{"id":"{id}","paths":["{path}"],"rules":[{{}}]}}"#);
    let exact_to_vague = [
        asset("e", "a/b/c"),
        asset("d", "a/b/**"),
        asset("f", "a/**"),
        asset("c", "*/b/c"),
        asset("h", "*/*/c"),
        // No more exact than the one before, so by id.
        asset("i", "*/*/c"),
        asset("b", "**"),
    ];
    for first in 0..exact_to_vague.len() {
        let mut assets = exact_to_vague[first..].to_vec();
        let id = |catalogue: &[String]| {
            let more = format!(r#""assets":[{}]"#, catalogue.join(","));
            allowed(viewer("a/b/c", "").of(&more)).0
        };
        let expected = id(&assets);
        assert!(assets[0].contains(&format!("\"{}\"", &expected[..1])), "{expected} {assets:?}");
        assets.reverse();
        assert_eq!(id(&assets), expected);
        let middle = assets.len() / 2;
        assets.rotate_left(middle);
        assert_eq!(id(&assets), expected);
    }
}

#[case]
fn rules_of_collections_follow_the_assets_own() {
    let more = |own: &str| {
        format!(
            r#""collections":[{{"id":"x","rules":[{{"id":"of-x","territories":{{"in":["FR"]}}}}]}},
                {{"id":"y","rules":[{{}}]}}],
            "assets":[{{"id":"a","collections":["x","y"],"rules":[{own}]}}]"#
        )
    };
    assert_eq!(allowed(viewer("a", "FR").of(&more(r#"{"id":"own"}"#))).0, "own");
    assert_eq!(allowed(viewer("a", "FR").of(&more(""))).0, "of-x");
    assert_eq!(allowed(viewer("a", "DE").of(&more(""))).0, "y#1");
}

#[case]
fn the_first_rule_that_allows_wins() {
    let rules = r#"{"id":"late","windows":[{"from":"2030-01-01T00:00:00Z"}]},{"id":"now"},{}"#;
    assert_eq!(allowed(viewer("a", "FR").under(rules)).0, "now");
    assert_eq!(allowed(viewer("a", "FR").at(Y2030).under(rules)).0, "late");
    assert_eq!(allowed(viewer("a", "FR").under(&rules.replace("\"now\"", "\"n/o:w\""))).0, "n/o:w");
}

const POLICIES: &str = r#""policies":{"plan":{"plans":{"in":["gold"]}},
    "device":{"terms":[{"devices":["tv"]}]},"network":{"refuse-networks":["vpn"]}}"#;

#[case]
fn the_denial_that_came_furthest_is_told() {
    let ascending = [
        r#"{"id":"territory","territories":{"in":["DE"]}}"#,
        r#"{"id":"place","territories":{"in":["US-CA"]}}"#,
        r#"{"id":"over","windows":[{"until":"2020-01-01T00:00:00Z"}]}"#,
        r#"{"id":"early","windows":[{"from":"2030-01-01T00:00:00Z"}]}"#,
        r#"{"id":"plan","policies":["network","device","plan"]}"#,
        r#"{"id":"device","policies":["network","device"]}"#,
        r#"{"id":"network","policies":["network"]}"#,
    ];
    let reasons = [
        (DenialReason::Territory, by("territory")),
        (DenialReason::PlaceUnknown, by("place")),
        (DenialReason::NoLongerAvailable, by("over")),
        (DenialReason::NotYetAvailable, by("early")),
        (DenialReason::Plan, by("plan")),
        (DenialReason::Device, by("device")),
        (DenialReason::Network, by("network")),
    ];
    let told = |rules: &[&str]| {
        let rules = rules.join(",");
        let more = format!(r#"{POLICIES},"assets":[{{"id":"a","rules":[{rules}]}}]"#);
        denied(viewer("a", "US").on(Network::VPN).of(&more))
    };
    for (last, expected) in reasons.into_iter().enumerate() {
        let mut rules = ascending[..=last].to_vec();
        assert_eq!(told(&rules), expected);
        rules.reverse();
        assert_eq!(told(&rules), expected);
    }
    let other = ascending[0].replace("\"territory\"", "\"other\"");
    assert_eq!(told(&[ascending[0], &other]).1, by("territory"));
}

#[case]
fn groups_name_places_and_groups() {
    let more = r#""groups":{"EEA":["EU","NO"],"EU":["FR","DE"],"US":["US","PR"],"FR":["RE"]},
        "assets":[{"id":"a","rules":[{"territories":{"in":["EEA","US"],"out":["DE-BE"]}}]}]"#;
    for (place, holds) in [
        ("DE-BY", true),
        ("NO", true),
        ("US-CA", true),
        ("PR", true),
        ("DE-BE", false),
        ("IT", false),
        // A name hides the place of the same code, but for its own definition.
        ("RE", true),
        ("FR", false),
    ] {
        let verdict = viewer("a", place).of(more);
        if holds {
            allowed(verdict);
        } else {
            assert_eq!(denied(verdict).0, DenialReason::Territory, "{place}");
        }
    }
    assert_eq!(denied(viewer("a", "DE").of(more)).0, DenialReason::PlaceUnknown);
}

#[case]
fn territories_of_rule_and_policies_all_hold() {
    let more = r#""policies":{"eu":{"territories":{"in":["FR","DE"]}},"no-be":{"territories":{"out":["DE-BE"]}}},
        "assets":[{"id":"a","rules":[{"policies":["eu","no-be"],"territories":{"in":["DE","US"]}}]}]"#;
    allowed(viewer("a", "DE-BY").of(more));
    for (place, reason) in [
        ("DE-BE", DenialReason::Territory),
        ("FR", DenialReason::Territory),
        ("US", DenialReason::Territory),
        ("DE", DenialReason::PlaceUnknown),
        ("", DenialReason::PlaceUnknown),
    ] {
        assert_eq!(denied(viewer("a", place).of(more)).0, reason, "{place}");
    }
}

#[case]
fn an_answer_holds_until_the_next_edge() {
    let holds = |viewer: support::Viewer, most: u32| {
        valid_for(&viewer.of(&format!(r#"{FRANCE},"valid-for":{most}"#)))
    };
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
    let rules = r#"{"id":"first","windows":[{"from":"2030-01-01T00:00:00Z"}]},{"id":"second"},
        {"id":"third","windows":[{"until":"2029-12-31T23:59:55Z"}]}"#;
    let verdict = viewer("a", "FR").at(Y2030 - 9).under(rules);
    assert_eq!(valid_for(&verdict), 9, "the third rule could not win");
}

#[case]
fn an_explanation_tells_all_that_was_asked() {
    let catalogue = Catalogue::from_json(
        r#"{"version":"v1","collections":[{"id":"c","rules":[{"id":"here"},{"id":"unasked"}]}],
        "assets":[{"id":"a","collections":["c"],"rules":[{"id":"abroad","territories":{"in":["DE"]}},
        {"windows":[{"from":"2030-01-01T00:00:00Z"}]}]},{"id":"z","paths":["**"]},{"id":"b"}],
        "blackouts":[{"id":"far","assets":["a"],"area":{"places":["US"]}},
        {"id":"later","collections":["c"],"windows":[{"from":"2029-01-01T00:00:00Z"}]}]}"#,
    )
    .unwrap();
    assert_eq!(catalogue.version(), "v1");
    let told = catalogue.explain(&viewer("a/b", "FR").0);
    assert_eq!(told.assets, ["a", "z"]);
    let looked: Vec<_> = told
        .looked
        .iter()
        .map(|one| (one.holder.as_deref(), &*one.id, one.outcome, one.changes_in))
        .collect();
    let seconds = |to: u64| Some(u32::try_from(to - NOW).unwrap());
    assert_eq!(
        looked,
        [
            (Some("a"), "abroad", Outcome::Refuses(DenialReason::Territory), None),
            (Some("a"), "a#2", Outcome::Refuses(DenialReason::NotYetAvailable), seconds(Y2030)),
            (Some("c"), "here", Outcome::Applies, None),
            (None, "far", Outcome::Elsewhere, None),
            (None, "later", Outcome::NotYet, seconds(1_861_920_000)),
        ]
    );
}
