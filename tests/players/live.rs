//! hls.js and dash.js see the same of the live channel, which is licensed everywhere.

use serde_json::{Value, json};

use crate::browser::report;
use crate::seen::{tracks, video};
use crate::viewers::{LIVE_AT, Viewer};

const HLS: &str = "/harbour/live.m3u8";
const DASH: &str = "/harbour/live.mpd";

/// The minute of [`LIVE_AT`]. Periods and breaks have the numbers of their minutes.
const MINUTE: u64 = LIVE_AT / 60;

/// Who prefers the French sound, who the English.
const FRENCH: [Viewer; 1] = [Viewer::France];
const ENGLISH: [Viewer; 4] = [Viewer::Nowhere, Viewer::Brazil, Viewer::Fossil, Viewer::Described];

/// No viewer's device or grid takes a rung of a broadcast away.
fn assert_whole(report: &Value, viewer: Viewer) {
    let rungs = json!([[360, 480_000, "SDR"], [720, 3_900_000, "SDR"], [1080, 7_800_000, "SDR"]]);
    assert_eq!(*video(report), *rungs.as_array().unwrap(), "{viewer:?}");
    assert_eq!(report["live"], true, "{viewer:?}");
}

/// The preferred sound stands first and is the default.
fn assert_sound(report: &Value, viewer: Viewer) {
    let sound = if FRENCH.contains(&viewer) {
        ["fr Français default", "en English"]
    } else {
        ["en English default", "fr Français"]
    };
    assert_eq!(tracks(report, "audio"), sound, "{viewer:?}");
}

#[test]
fn hls_js_sees_the_live_channel() {
    for viewer in FRENCH.into_iter().chain(ENGLISH) {
        let Some(report) = report(HLS, viewer) else { return };
        assert_whole(report, viewer);
        assert_sound(report, viewer);
        // 54 s in whole segments; 18 s of them and the 4 s since in parts.
        assert_eq!((&report["fragments"], &report["parts"]), (&json!(9), &json!(22)));
        assert_eq!(report["breaks"], json!([format!("break-{MINUTE}")]), "{viewer:?}");
    }
}

#[test]
fn dash_js_sees_the_live_channel() {
    for viewer in FRENCH.into_iter().chain(ENGLISH) {
        let Some(report) = report(DASH, viewer) else { return };
        assert_whole(report, viewer);
        assert_sound(report, viewer);
        assert_eq!(report["main"], 1, "{viewer:?}");
        let minutes = [MINUTE - 1, MINUTE];
        let periods = minutes.map(|minute| format!("minute-{minute}"));
        assert_eq!(report["periods"], json!(periods), "{viewer:?}");
        assert_eq!(report["breaks"], json!(minutes), "{viewer:?}");
    }
}
