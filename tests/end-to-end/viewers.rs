//! The demo's viewers get what the demo promises.

use bytes::Bytes;
use http::Response;
use tidegate_demo::{MAIN_PATH, Viewer, examples};
use tidegate_tests::client::get;
use tidegate_tests::node::Process;

use crate::setup::{TIDEGATE, header, heights};

async fn demo() -> Process {
    Process::start(TIDEGATE, &["dev", "--listen", "127.0.0.1:0"]).await.unwrap()
}

async fn ask(node: &Process, viewer: &Viewer, more: &[(&str, &str)]) -> Response<Bytes> {
    let query = viewer.query().map_or_else(String::new, |query| format!("?{query}"));
    let own = viewer.headers();
    let own = own.iter().map(|(name, value)| (*name, value.as_str()));
    let replaced = |name: &str| more.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
    let headers: Vec<_> =
        own.filter(|(name, _)| !replaced(name)).chain(more.iter().copied()).collect();
    get(&format!("{}/{MAIN_PATH}{query}", node.url), &headers).await.unwrap()
}

fn example(address: &str) -> &'static Viewer {
    examples().iter().find(|viewer| viewer.address == address).unwrap()
}

/// One node for all of it: starting one takes far longer than asking.
#[tokio::test]
async fn the_demo_keeps_its_promises() {
    let node = demo().await;
    every_viewer_gets_their_ladder(&node).await;
    refusals_speak_the_viewers_language(&node).await;
    facts_may_be_overridden(&node).await;
    preferences_take_consent(&node).await;
    node.stop().await.unwrap();
}

async fn every_viewer_gets_their_ladder(node: &Process) {
    for (address, status, tallest, first_audio) in [
        ("192.0.2.5", 200, Some(1080), "fr"),
        ("192.0.2.20", 200, Some(1080), "de"),
        ("198.51.100.3", 200, Some(1080), "en"),
        ("198.51.100.115", 200, Some(720), "en"),
        ("192.0.2.100", 200, Some(720), "en"),
        ("203.0.113.66", 403, None, ""),
        ("198.51.100.165", 451, None, ""),
        ("192.0.2.70", 200, Some(1080), "es"),
    ] {
        let viewer = example(address);
        let answer = ask(node, viewer, &[]).await;
        assert_eq!(answer.status(), status, "{}", viewer.name);
        tells_its_story(&answer, viewer);
        let Some(tallest) = tallest else { continue };
        assert_eq!(header(&answer, "content-type"), "application/vnd.apple.mpegurl");
        let heights = heights(answer.body());
        assert_eq!(heights.iter().max(), Some(&tallest), "{}: {heights:?}", viewer.name);
        assert_eq!(header(&answer, "access-control-allow-origin"), "*");
        let body = str::from_utf8(answer.body()).unwrap();
        let default = body.lines().find(|line| {
            line.starts_with("#EXT-X-MEDIA:TYPE=AUDIO") && line.contains("DEFAULT=YES")
        });
        let language = format!("LANGUAGE=\"{first_audio}\"");
        assert!(default.unwrap().contains(&language), "{}: {default:?}", viewer.name);
    }
}

/// `Server-Timing`, `Cache-Control`, `Vary`, `Tidegate-Decision`, and nothing of the viewer.
fn tells_its_story(answer: &Response<Bytes>, viewer: &Viewer) {
    let timing = header(answer, "server-timing");
    let stages: Vec<_> = timing.split(", ").map(|stage| stage.split(';').next().unwrap()).collect();
    let mut expected = vec!["facts", "consent", "geo-licensing"];
    if answer.status() == 200 {
        expected.extend(["carbon-cap", "origin", "manifest-rewriting", "manifest"]);
    }
    assert_eq!(stages, expected, "{}", viewer.name);
    for stage in timing.split(", ") {
        let milliseconds = stage.split_once(";dur=").unwrap().1;
        assert!(milliseconds.parse::<f64>().unwrap() >= 0.0, "{timing}");
    }
    let control = header(answer, "cache-control");
    let age: u32 = control.strip_prefix("private, max-age=").unwrap().parse().unwrap();
    assert!((1..=60).contains(&age), "{}: {control}", viewer.name);
    let vary = header(answer, "vary").to_ascii_lowercase();
    for name in ["accept-language", "cookie", "sec-gpc", "user-agent"] {
        assert!(vary.split(", ").any(|varies| varies == name), "{vary}");
    }
    let story = header(answer, "tidegate-decision");
    let functions: Vec<_> = story.split(", ").collect();
    assert_eq!(functions.len(), if answer.status() == 200 { 4 } else { 2 }, "{story}");
    for item in functions {
        let digest = item.split_once(";d=\"").unwrap().1.split_once("\";v=").unwrap().0;
        assert!(digest.len() == 8 && digest.bytes().all(|b| b.is_ascii_hexdigit()), "{story}");
        assert!(!item.contains("fault"), "{story}");
    }
    for (name, value) in answer.headers() {
        let value = value.to_str().unwrap();
        for personal in [Some(viewer.address), Some(viewer.user_agent), viewer.tc_string] {
            let told = personal.is_some_and(|personal| value.contains(personal));
            assert!(!told, "{}: {name}: {value}", viewer.name);
        }
    }
    assert!(!answer.headers().contains_key("set-cookie"));
}

async fn refusals_speak_the_viewers_language(node: &Process) {
    let india = example("198.51.100.165");
    let tor = example("203.0.113.66");
    let mut titles = std::collections::BTreeSet::new();
    for (viewer, status, slug) in [(india, 451, "territory"), (tor, 403, "network")] {
        for (languages, expected) in [
            ("en-GB", "en"),
            ("de-AT,de;q=0.9", "de"),
            ("nl,fr;q=0.5", "fr"),
            ("es-419", "es"),
            ("en;q=0.1, ja", "ja"),
            ("hi", "en"),
        ] {
            let answer = ask(node, viewer, &[("accept-language", languages)]).await;
            assert_eq!(answer.status(), status);
            assert_eq!(header(&answer, "content-type"), "application/problem+json");
            assert_eq!(header(&answer, "content-language"), expected, "{languages}");
            let problem: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
            assert_eq!(problem["type"], format!("urn:tidegate:problem:{slug}"));
            assert_eq!(problem["status"], status);
            titles.insert(problem["title"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(titles.len(), 10, "{titles:?}");
}

async fn facts_may_be_overridden(node: &Process) {
    let france = example("192.0.2.5");
    let status = async |more: &[(&str, &str)]| ask(node, france, more).await.status().as_u16();
    assert_eq!(status(&[]).await, 200);
    assert_eq!(status(&[("Tidegate-Debug-Country", "IN")]).await, 451);
    assert_eq!(status(&[("Tidegate-Debug-Network", "vpn")]).await, 403);
    assert_eq!(status(&[("Tidegate-Debug-Country", "none")]).await, 403);
    // 2031: the demo's licence has ended.
    assert_eq!(status(&[("Tidegate-Debug-Now", "1925000000")]).await, 403);
    for malformed in [
        ("Tidegate-Debug-Country", "France"),
        ("Tidegate-Debug-Colour", "blue"),
        ("Tidegate-Debug-Asset", "x"),
    ] {
        assert_eq!(status(&[malformed]).await, 400, "{malformed:?}");
    }
    let capped = ask(node, france, &[("Tidegate-Debug-Intensity", "500")]).await;
    assert_eq!(heights(capped.body()).iter().max(), Some(&720));
    let japan =
        [("Tidegate-Debug-Country", "JP"), ("Tidegate-Debug-Intensity", "10"), ("user-agent", "")];
    let japan = ask(node, france, &japan).await;
    assert_eq!(heights(japan.body()).iter().max(), Some(&1080));
    // The same without Japan: it is the licence that keeps 2160 lines away.
    let anyone = [("Tidegate-Debug-Intensity", "10"), ("user-agent", "")];
    assert_eq!(heights(ask(node, france, &anyone).await.body()).iter().max(), Some(&2160));
}

/// A stated preference is personal: it takes purpose 6.
async fn preferences_take_consent(node: &Process) {
    let described_first = |answer: &Response<Bytes>| {
        let body = str::from_utf8(answer.body()).unwrap();
        body.find("describes-video").unwrap() < body.find("NAME=\"English\"").unwrap()
    };
    let spain = example("192.0.2.70");
    assert!(described_first(&ask(node, spain, &[]).await), "with consent");
    let refused = ask(node, spain, &[("cookie", "other=1")]).await;
    assert_eq!(refused.status(), 200);
    assert!(!described_first(&refused), "without consent");
    // In California, where one objects, Global Privacy Control takes the purpose away.
    let us = [("x-forwarded-for", "198.51.100.3"), ("cookie", "other=1")];
    assert!(described_first(&ask(node, spain, &us).await), "opt-out");
    let objected = [us[0], us[1], ("sec-gpc", "1")];
    assert!(!described_first(&ask(node, spain, &objected).await), "objected");
}
