//! hls.js and dash.js see the same of the demo's film, and what was decided.

use serde_json::{Value, json};

use crate::browser::report;
use crate::seen::{refusal, tracks, video};
use crate::viewers::Viewer;

const HLS: &str = "/tide/main.m3u8";
const DASH: &str = "/tide/main.mpd";

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

const EN: &str = "en English";
const FR: &str = "fr Français";
const DE: &str = "de Deutsch";
const ES: &str = "es Español";
const JA: &str = "ja 日本語";
const DESCRIBED: &str = "en English (described) accessible";
const CAPTIONS: &str = "en English (captions) accessible";

/// One viewer and what they see, whatever the player.
struct Case {
    viewer: Viewer,
    /// The tallest rung of [`LADDER`], which is never shortened from below.
    up_to: u32,
    /// The rung that hls.js starts on; dash.js starts where the network lets it.
    start: u32,
    /// The first is the default.
    audio: [&'static str; 5],
    subtitles: [&'static str; 5],
    /// Whether the first subtitles are shown unasked.
    captions: bool,
}

const CASES: [Case; 5] = [
    Case {
        viewer: Viewer::France,
        up_to: 2160,
        start: 1080,
        audio: [FR, EN, DE, ES, DESCRIBED],
        subtitles: [FR, CAPTIONS, DE, ES, JA],
        captions: false,
    },
    Case {
        viewer: Viewer::Brazil,
        up_to: 720,
        start: 360,
        audio: [ES, EN, FR, DE, DESCRIBED],
        subtitles: [ES, FR, DE, JA, CAPTIONS],
        captions: false,
    },
    Case {
        viewer: Viewer::Fossil,
        up_to: 1080,
        start: 1080,
        audio: [EN, FR, DE, ES, DESCRIBED],
        subtitles: [JA, FR, DE, ES, CAPTIONS],
        captions: false,
    },
    Case {
        viewer: Viewer::Captions,
        up_to: 1080,
        start: 720,
        audio: [EN, FR, DE, ES, DESCRIBED],
        subtitles: [CAPTIONS, FR, DE, ES, JA],
        captions: true,
    },
    Case {
        viewer: Viewer::Described,
        up_to: 2160,
        start: 1080,
        audio: [DESCRIBED, EN, FR, DE, ES],
        subtitles: [CAPTIONS, FR, DE, ES, JA],
        captions: false,
    },
];

impl Case {
    fn assert_seen(&self, report: &Value) {
        let viewer = self.viewer;
        let rungs = LADDER.into_iter().take_while(|(height, ..)| *height <= self.up_to);
        let rungs: Vec<_> = rungs.map(|rung| json!(rung)).collect();
        assert_eq!(*video(report), rungs, "{viewer:?}");
        assert_eq!(tracks(report, "audio"), with_default(&self.audio, true), "{viewer:?}");
        let subtitles = with_default(&self.subtitles, self.captions);
        assert_eq!(tracks(report, "subtitles"), subtitles, "{viewer:?}");
        assert_eq!(report["live"], false, "{viewer:?}");
    }
}

fn with_default(tracks: &[&str], first: bool) -> Vec<String> {
    let mut tracks: Vec<_> = tracks.iter().map(|track| (*track).to_owned()).collect();
    if first {
        tracks[0] += " default";
    }
    tracks
}

#[test]
fn hls_js_sees_what_each_viewer_may_see() {
    for case in CASES {
        let Some(report) = report(HLS, case.viewer) else { return };
        case.assert_seen(report);
        assert_eq!(report["start"], case.start, "{:?}", case.viewer);
        // The media playlist of the level, as long as the demo's film.
        assert_eq!(report["fragments"], 40, "{:?}", case.viewer);
    }
}

#[test]
fn dash_js_sees_what_each_viewer_may_see() {
    for case in CASES {
        let Some(report) = report(DASH, case.viewer) else { return };
        case.assert_seen(report);
        // No second main sound, for players that know no priorities.
        assert_eq!(report["main"], 1, "{:?}", case.viewer);
    }
}

#[test]
fn neither_is_given_what_is_not_licensed() {
    for path in [HLS, DASH] {
        for (viewer, problem) in [(Viewer::Nowhere, "place-unknown"), (Viewer::India, "territory")]
        {
            let Some(report) = report(path, viewer) else { return };
            let problem = format!("urn:tidegate:problem:{problem}");
            assert_eq!(refusal(report)["type"], problem, "{path}");
        }
    }
}
