//! What players report, in the words of the tests.

use serde_json::Value;

/// Lines, bits/s and range of each rung.
pub fn video(report: &Value) -> &Vec<Value> {
    report["video"].as_array().unwrap_or_else(|| panic!("{report}"))
}

/// The tracks of a kind in their order: `fr Français default`, `en English`.
pub fn tracks(report: &Value, kind: &str) -> Vec<String> {
    let tracks = report[kind].as_array().unwrap_or_else(|| panic!("{report}"));
    tracks.iter().map(track).collect()
}

fn track(track: &Value) -> String {
    let mut text =
        format!("{} {}", track["language"].as_str().unwrap(), track["name"].as_str().unwrap());
    for flag in ["accessible", "default"] {
        if track[flag].as_bool().unwrap() {
            text.extend([" ", flag]);
        }
    }
    text
}

/// The problem document that the player was given in place of a manifest.
pub fn refusal(report: &Value) -> Value {
    let text = report["refused"].as_str().unwrap_or_else(|| panic!("{report}"));
    serde_json::from_str(text).unwrap()
}
