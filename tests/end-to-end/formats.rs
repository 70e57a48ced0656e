//! DASH, live channels and what players ask for by filters.

use tidegate_manifest::{Manifest, TrackKind};
use tidegate_tests::client::get;
use tidegate_tests::node::Process;

use crate::recorder::{Answer, answer};
use crate::setup::{Setup, TIDEGATE, header};

/// The heights of the variants, and the languages of the audio, in order.
fn offered(body: &[u8]) -> (Vec<u32>, Vec<String>) {
    let manifest = Manifest::parse(str::from_utf8(body).unwrap()).unwrap();
    let tracks = manifest.tracks();
    let heights = tracks.iter().filter(|track| track.kind.is_variant());
    let mut heights: Vec<_> = heights.filter_map(|track| Some(track.resolution?.height)).collect();
    heights.sort_unstable();
    let audio = tracks.iter().filter(|track| track.kind == TrackKind::Audio);
    let mut languages: Vec<_> =
        audio.filter_map(|track| Some(track.language.as_ref()?.to_string())).collect();
    languages.dedup();
    (heights, languages)
}

/// One node for all of it: starting one takes far longer than asking.
#[tokio::test]
async fn every_format_is_personalised() {
    let node = Process::start(TIDEGATE, &["dev", "--listen", "127.0.0.1:0"]).await.unwrap();
    both_formats_say_the_same(&node).await;
    live_is_decided_as_live(&node).await;
    filters_come_first(&node).await;
    blackouts_show_a_slate(&node).await;
    breaks_are_contextual_without_consent(&node).await;
    node.stop().await.unwrap();
}

async fn both_formats_say_the_same(node: &Process) {
    for facts in [
        vec![("tidegate-debug-country", "JP"), ("tidegate-debug-device", "tv")],
        vec![("tidegate-debug-country", "BR"), ("tidegate-debug-device", "tv")],
        vec![("tidegate-debug-country", "FR"), ("tidegate-debug-languages", "fr")],
        vec![("tidegate-debug-country", "DE"), ("tidegate-debug-device", "mobile")],
    ] {
        let ask = |path: &str| format!("{}{path}", node.url);
        let hls = get(&ask("/tide/main.m3u8"), &facts).await.unwrap();
        let dash = get(&ask("/tide/main.mpd"), &facts).await.unwrap();
        assert_eq!(
            (hls.status(), dash.status()),
            (200.try_into().unwrap(), 200.try_into().unwrap())
        );
        assert_eq!(header(&dash, "content-type"), "application/dash+xml");
        assert_eq!(header(&hls, "tidegate-decision"), header(&dash, "tidegate-decision"));
        let ((heights, languages), of_dash) = (offered(hls.body()), offered(dash.body()));
        assert_eq!((&heights, &languages), (&of_dash.0, &of_dash.1), "{facts:?}");
        assert!(!heights.is_empty() && languages.len() > 3, "{heights:?} {languages:?}");
    }
    let refused = [("tidegate-debug-country", "IN")];
    let answer = get(&format!("{}/tide/main.mpd", node.url), &refused).await.unwrap();
    assert_eq!(answer.status(), 451);
}

async fn live_is_decided_as_live(node: &Process) {
    let dirty = [
        ("tidegate-debug-country", "PL"),
        ("tidegate-debug-intensity", "900"),
        ("tidegate-debug-device", "tv"),
    ];
    for path in ["/harbour/live.m3u8", "/harbour/live.mpd"] {
        let answer = get(&format!("{}{path}", node.url), &dirty).await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        // The demo caps films only.
        let decision = header(&answer, "tidegate-decision");
        assert!(decision.contains("v=uncapped") && !decision.contains("v=fault"), "{decision}");
    }
    let answer = get(&format!("{}/harbour/video/720p.m3u8", node.url), &dirty).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(header(&answer, "tidegate-decision").contains("manifest-rewriting;"));
    assert!(header(&answer, "cache-control").starts_with("private, max-age="));
    let text = str::from_utf8(answer.body()).unwrap();
    let playlist = Manifest::parse(text).unwrap();
    assert!(playlist.timeline().unwrap().live);
}

/// The match is dark around its ground; elsewhere it is shown.
async fn blackouts_show_a_slate(node: &Process) {
    let near = [("tidegate-debug-subdivision", "US-CA"), ("tidegate-debug-metro", "803")];
    // New York, its postal code known: what is not known is not shown.
    let far = [("x-forwarded-for", "198.51.100.17")];
    let url = format!("{}/match/main.m3u8", node.url);
    let dark = get(&url, &near).await.unwrap();
    let text = str::from_utf8(dark.body()).unwrap();
    assert_eq!(dark.status(), 200, "{text}");
    let uris: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(uris, ["/slates/home-market.m3u8"], "{text}");
    assert!(header(&dark, "tidegate-decision").contains("v=replace"));
    let seconds = header(&dark, "cache-control").split_once("max-age=").unwrap().1;
    assert!(seconds.split(',').next().unwrap().parse::<u32>().unwrap() <= 60);
    let shown = get(&url, &far).await.unwrap();
    assert_eq!(shown.status(), 200);
    assert!(!str::from_utf8(shown.body()).unwrap().contains("/slates/"));
}

/// The demo's personal break takes purposes 1 to 4.
async fn breaks_are_contextual_without_consent(node: &Process) {
    let url = format!("{}/harbour/video/720p.m3u8", node.url);
    let facts = [("tidegate-debug-country", "FR"), ("tidegate-debug-device", "tv")];
    let answer = get(&url, &facts).await.unwrap();
    let text = str::from_utf8(answer.body()).unwrap();
    assert!(text.contains("/breaks/contextual.m3u8"), "{text}");
    assert!(!text.contains("/breaks/personal.m3u8"), "{text}");
}

async fn filters_come_first(node: &Process) {
    let facts = [("tidegate-debug-country", "FR"), ("tidegate-debug-device", "tv")];
    for path in ["tide/main.m3u8", "tide/main.mpd"] {
        for (target, heights) in [
            (format!("/{path}?aws.manifestfilter=video_height:240-540"), vec![360, 432, 540]),
            (format!("/{path}?filter=type!=%22video%22%7C%7CMaxHeight%3C%3D360"), vec![234, 360]),
        ] {
            let answer = get(&format!("{}{target}", node.url), &facts).await.unwrap();
            assert_eq!(answer.status(), 200, "{target}");
            assert_eq!(offered(answer.body()).0, heights, "{target}");
        }
        let few = get(&format!("{}/b(,1500000)/{path}", node.url), &facts).await.unwrap();
        let all = get(&format!("{}/{path}", node.url), &facts).await.unwrap();
        assert!(offered(few.body()).0.len() < offered(all.body()).0.len());
    }
    for (target, says) in [
        ("/tide/main.m3u8?aws.manifestfilter=video_size:1", "expected"),
        ("/tide/main.m3u8?aws.manifestfilter=video_height:1-2", "no track"),
        ("/tide/video/720p.m3u8?aws.manifestfilter=video_height:240-540", "multivariant"),
        ("/tide/video/720p/0.m4s?aws.manifestfilter=video_height:240-540", "multivariant"),
        ("/b(3000,30)/tide/main.mpd", "expected"),
    ] {
        let answer = get(&format!("{}{target}", node.url), &facts).await.unwrap();
        let body = str::from_utf8(answer.body()).unwrap();
        assert_eq!(answer.status(), 400, "{target}: {body}");
        assert!(body.contains(says), "{target}: {body}");
    }
}

const MPD: &str = "<?xml version=\"1.0\"?>\r\n<!-- by hand -->\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" \
    x:ours='1'  type=\"static\"><Period>\n<AdaptationSet mimeType='video/mp4'><Representation id=\"a\" \
    bandwidth=\"1\"/></AdaptationSet>\n</Period></MPD>\n\n";

fn origin(target: &str) -> Answer {
    match target {
        "/base/main.mpd" | "/base/main.mpd?filter=nonsense" | "/base/v(hevc)/main.mpd" => {
            answer("200 OK", &["content-type: application/dash+xml"], MPD)
        }
        "/base/typed" => answer("200 OK", &["content-type: Application/DASH+xml; a=b"], MPD),
        "/base/live.mpp" => answer(
            "200 OK",
            &["content-type: application/dash-patch+xml"],
            "<Patch xmlns=\"urn:mpeg:dash:schema:mpd-patch:2020\"><add sel=\"/MPD\"/></Patch>",
        ),
        "/base/doctype.mpd" => answer("200 OK", &[], "<!DOCTYPE MPD><MPD/>"),
        _ => answer("404 Not Found", &[], ""),
    }
}

/// A route that allows no filters leaves them to its origin.
#[tokio::test]
async fn what_is_not_edited_leaves_as_it_came() {
    let setup = Setup::permissive(origin).await;
    for path in
        ["/vod/main.mpd", "/vod/typed", "/vod/main.mpd?filter=nonsense", "/vod/v(hevc)/main.mpd"]
    {
        let answer = setup.get(path, &[]).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(str::from_utf8(answer.body()).unwrap(), MPD, "{path}");
        assert_eq!(header(&answer, "content-type"), "application/dash+xml");
    }
    assert_eq!(setup.get("/vod/doctype.mpd", &[]).await.status(), 502);
    // Patches would go past all decisions.
    assert_eq!(setup.get("/vod/live.mpp", &[]).await.status(), 502);
    setup.node.stop().await.unwrap();
}
