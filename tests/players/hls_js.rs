//! hls.js in headless Chromium reads the demo's ladder, personalised.
//!
//! The page, hls.js and the ladder come from one origin through the node, so that
//! the page may set the headers by which a viewer is played.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use tidegate_tests::chromium::{self, Browser};
use tidegate_tests::origin::{File, Origin};
use tidegate_tests::tools;

use crate::service;

const RING: &str = "hls.js in Chromium";

/// For Chromium to start and read the ladder for all viewers.
const REPORT_WITHIN: Duration = Duration::from_secs(120);

const PAGE: &str = include_str!("page/index.html");
const SCRIPT: &str = include_str!("page/report.js");

/// hls.js as `page/package-lock.json` pins it, from npm.
fn hls_js() -> Option<Vec<u8>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hls.js");
    let npm = tools::find(RING, &["npm"], "--version")?;
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("package.json"), include_str!("page/package.json")).unwrap();
    std::fs::write(folder.join("package-lock.json"), include_str!("page/package-lock.json"))
        .unwrap();
    let installed = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])
        .current_dir(&folder)
        .output()
        .unwrap();
    if !installed.status.success() {
        tools::skip(RING, &format!("npm: {}", String::from_utf8_lossy(&installed.stderr)));
        return None;
    }
    Some(std::fs::read(folder.join("node_modules/hls.js/dist/hls.min.js")).unwrap())
}

/// What hls.js reports for each viewer, who is made of `Tidegate-Debug-` headers.
async fn reports(chromium: &Path, hls_js: Vec<u8>, viewers: &Value) -> Vec<Value> {
    let mut files: HashMap<_, _> = tidegate_demo::ladder()
        .into_iter()
        .map(|file| (file.path, File::new(file.content_type, file.body)))
        .collect();
    for (name, content_type, body) in [
        ("index.html", "text/html", PAGE.into()),
        ("report.js", "text/javascript", SCRIPT.into()),
        ("hls.min.js", "text/javascript", hls_js),
        ("viewers.json", "application/json", viewers.to_string().into_bytes()),
    ] {
        files.insert(format!("page/{name}"), File::new(content_type, body));
    }
    let mut origin = Origin::serve(files).await.unwrap();
    let service = service::start(&origin).await;
    // The node takes no POST, so the report goes to the origin itself.
    let page = format!("{}/page/index.html?{}", service.node.url, origin.url());
    let browser = Browser::open(chromium, &page).unwrap();
    let report = origin.posted(REPORT_WITHIN).await;
    browser.close().await.unwrap();
    service.node.stop().await.unwrap();
    serde_json::from_slice(&report.unwrap()).unwrap()
}

/// The demo's ladder: lines, bits/s and range.
const LADDER: [(u32, u32, &str); 8] = [
    (234, 192_000, "SDR"),
    (360, 480_000, "SDR"),
    (432, 960_000, "SDR"),
    (540, 2_600_000, "SDR"),
    (720, 3_900_000, "SDR"),
    (1080, 7_800_000, "SDR"),
    (1440, 11_100_000, "PQ"),
    (2160, 20_800_000, "PQ"),
];

/// One viewer and what they see.
struct Case {
    facts: Value,
    /// The tallest rung of [`LADDER`], which is never shortened from below.
    up_to: u32,
    /// The rung that hls.js starts on.
    start: u32,
    /// The names of audio tracks; the first is the default.
    audio: [&'static str; 5],
    subtitles: [&'static str; 5],
}

/// 2026-11-23T00:00:00Z, within the window of the demo's licence.
const NOW: &str = "1795392000";

fn cases() -> [Case; 3] {
    [
        Case {
            facts: json!({ "Now": NOW, "Country": "FR", "Device": "tv", "Languages": "fr-FR,fr,en" }),
            up_to: 2160,
            start: 1080,
            audio: ["Français", "English", "Deutsch", "Español", "English (described)"],
            subtitles: ["Français", "English (captions)", "Deutsch", "Español", "日本語"],
        },
        // The licence ends at 720 lines.
        Case {
            facts: json!({ "Now": NOW, "Country": "BR", "Device": "mobile", "Languages": "es,pt" }),
            up_to: 720,
            start: 360,
            audio: ["Español", "English", "Français", "Deutsch", "English (described)"],
            subtitles: ["Español", "Français", "Deutsch", "日本語", "English (captions)"],
        },
        // Gas and coal: 1080 lines and no HDR.
        Case {
            facts: json!({ "Now": NOW, "Country": "US", "Device": "tv", "Intensity": "369", "Languages": "ja" }),
            up_to: 1080,
            start: 1080,
            audio: ["English", "Français", "Deutsch", "Español", "English (described)"],
            subtitles: ["日本語", "Français", "Deutsch", "Español", "English (captions)"],
        },
    ]
}

#[tokio::test]
async fn sees_what_each_viewer_may_see() {
    let Some(chromium) = tools::find(RING, &chromium::NAMES, "--version") else { return };
    let Some(hls_js) = hls_js() else { return };
    // The first is nowhere in particular. The browser may keep what it gets for each,
    // and must not show it to the next.
    let cases = cases();
    let viewers: Vec<_> = std::iter::once(json!({ "Now": NOW }))
        .chain(cases.iter().map(|case| case.facts.clone()))
        .chain([json!({ "Now": NOW, "Country": "IN", "Languages": "de" })])
        .collect();
    let reports = reports(&chromium, hls_js, &Value::from(viewers)).await;
    let [nowhere, seen @ .., unlicensed] = &reports[..] else { panic!("{reports:?}") };

    assert_eq!(refusal(nowhere)["type"], "urn:tidegate:problem:place-unknown");
    assert_eq!(refusal(unlicensed)["type"], "urn:tidegate:problem:territory");
    assert_eq!(seen.len(), cases.len());
    for (report, case) in seen.iter().zip(&cases) {
        assert_eq!(levels(report), rungs(case.up_to), "{}", case.facts);
        assert_eq!(report["start"], case.start, "{}", case.facts);
        assert_eq!(names(&report["audio"]), case.audio, "{}", case.facts);
        assert_eq!(defaults(&report["audio"]), [0], "{}", case.facts);
        assert_eq!(names(&report["subtitles"]), case.subtitles, "{}", case.facts);
        assert!(defaults(&report["subtitles"]).is_empty(), "{}", case.facts);
        // The media playlist of the level, as long as the demo's film.
        assert_eq!(report["fragments"], 40, "{}", case.facts);
    }
}

fn rungs(up_to: u32) -> Vec<Value> {
    let rungs = LADDER.into_iter().take_while(|(height, ..)| *height <= up_to);
    rungs.map(|rung| json!(rung)).collect()
}

fn levels(report: &Value) -> Vec<Value> {
    let levels = report["levels"].as_array().unwrap_or_else(|| panic!("{report}"));
    levels
        .iter()
        .map(|level| json!([level["height"], level["bitrate"], level["videoRange"]]))
        .collect()
}

fn names(tracks: &Value) -> Vec<&str> {
    tracks.as_array().unwrap().iter().map(|track| track["name"].as_str().unwrap()).collect()
}

/// Where the default tracks stand.
fn defaults(tracks: &Value) -> Vec<usize> {
    let tracks = tracks.as_array().unwrap().iter().enumerate();
    tracks.filter(|(_, track)| track["default"] == true).map(|(place, _)| place).collect()
}

/// The problem document that the player was given in place of a playlist.
fn refusal(report: &Value) -> Value {
    let text = report["refused"].as_str().unwrap_or_else(|| panic!("{report}"));
    serde_json::from_str(text).unwrap()
}
