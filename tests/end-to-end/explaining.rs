//! `tidegate explain`.

use std::process::Stdio;

use serde_json::Value;
use tidegate_demo::{MAIN, examples};
use tokio::process::Command;

use crate::setup::{TIDEGATE, heights};

async fn explain(more: &[&str]) -> String {
    let mut command = Command::new(TIDEGATE);
    command.args(["explain", "/tide/main.m3u8"]).args(more).stdin(Stdio::null());
    let output = command.output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_whole_story_as_json() {
    let germany = examples().iter().find(|viewer| viewer.address == "192.0.2.20").unwrap();
    let story = explain(&[
        "--ip",
        germany.address,
        "--user-agent",
        germany.user_agent,
        "--languages",
        germany.languages,
        "--tc-string",
        germany.tc_string.unwrap(),
        "--at",
        "2026-11-22T20:00:00Z",
        "--header",
        "Tidegate-Accessibility: captions",
        "--json",
    ])
    .await;
    let story: Value = serde_json::from_str(&story).unwrap();
    assert_eq!(story["facts"]["country"], "DE");
    assert_eq!(story["facts"]["device"], "tv");
    assert_eq!(story["facts"]["now"], 1_795_377_600);
    assert_eq!(story["facts"]["tc-string"], germany.tc_string.unwrap());
    let functions = story["functions"].as_array().unwrap();
    let names: Vec<_> = functions.iter().map(|function| &function["function"]).collect();
    assert_eq!(names, ["consent", "geo-licensing", "carbon-cap", "manifest-rewriting"]);
    for function in functions {
        assert!(function["took"].as_f64().unwrap() > 0.0, "{function}");
        assert_eq!(function["digest"].as_str().unwrap().len(), 8, "{function}");
        assert!(function["said"].get("fault").is_none(), "{function}");
        // Each is handed its declared facts and no others.
        assert_eq!(function["saw"].get("asn"), None);
        let sees_consent = function["saw"].get("tc-string").is_some();
        assert_eq!(sees_consent, function["function"] == "consent", "{function}");
    }
    assert_eq!(strings(&functions[0]["said"]["used"]), ["tc-string"]);
    assert_eq!(functions[1]["said"]["allow"]["rule"], "tide");
    assert_eq!(strings(&functions[3]["saw"]["accessibility"]), ["captions"]);
    let answer = &story["answer"];
    assert_eq!(answer["status"], 200);
    assert!(!strings(&answer["edits"]).is_empty());
    let body = answer["body"].as_str().unwrap();
    assert!(!heights(body.as_bytes()).is_empty());
    // The diff is of the origin's text and the viewer's.
    let diff = answer["diff"].as_str().unwrap();
    let changed = |sign: char| {
        let lines = diff.lines().filter(move |line| line.starts_with(sign)).skip(1);
        lines.map(|line| line[1..].to_owned()).collect::<Vec<_>>()
    };
    assert!(changed('-').iter().all(|line| MAIN.lines().any(|ours| ours == line)), "{diff}");
    assert!(changed('+').iter().all(|line| body.lines().any(|ours| ours == line)), "{diff}");
}

#[tokio::test]
async fn the_story_for_people() {
    let story =
        explain(&["--ip", "198.51.100.115", "--languages", "ja", "--at", "1795392000"]).await;
    for said in [
        "facts",
        "country         JP",
        "languages       ja",
        "consent ",
        "geo-licensing ",
        "carbon-cap ",
        "manifest-rewriting ",
        "said allow by rule tide: at most 1080 lines",
        "edits, within",
        "drop 17 (video 3840x2160 pq)",
        "200 OK, holds for",
        "--- origin",
        "+++ viewer",
        "-video/2160p.m3u8",
        " µs)",
    ] {
        assert!(story.contains(said), "{said}: {story}");
    }
}

/// What a cap saves is told with its range, its model and its noise.
#[tokio::test]
async fn an_estimate_says_what_it_is_worth() {
    let header = "Tidegate-Debug-Intensity: 480";
    let story = explain(&[
        "--ip",
        "192.0.2.20",
        "--header",
        header,
        "--header",
        "Tidegate-Debug-Device: tv",
        "--at",
        "1795392000",
    ])
    .await;
    let told = story.lines().find(|line| line.contains("is thought to save ")).unwrap();
    for said in [" W, ", " gCO2e per hour at 480 gCO2e/kWh", "marginal", "; model: "] {
        assert!(told.contains(said), "{said}: {told}");
    }
}

/// The demo's licence is from 2026 to 2030; its edges are to the second.
#[tokio::test]
async fn a_window_has_edges() {
    for (at, verdict) in [
        ("2025-12-31T23:59:59Z", "not-yet-available"),
        ("2026-01-01T00:00:00Z", "allow"),
        ("2029-12-31T23:59:59Z", "allow"),
        ("2030-01-01T00:00:00Z", "no-longer-available"),
    ] {
        let story = explain(&["--ip", "192.0.2.5", "--at", at, "--json"]).await;
        let story: Value = serde_json::from_str(&story).unwrap();
        let said = &story["functions"][1]["said"];
        if verdict == "allow" {
            assert!(said["allow"].is_object(), "{at}");
            assert_eq!(story["answer"]["status"], 200, "{at}");
        } else {
            assert_eq!(said["deny"]["reason"], verdict, "{at}");
            assert_eq!(story["answer"]["status"], 403, "{at}");
            assert_eq!(story["answer"]["problem"], verdict, "{at}");
        }
        // Just before its end the licence holds for one second more.
        if at == "2029-12-31T23:59:59Z" {
            assert_eq!(said["allow"]["valid-for"], 1);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_explained() {
    for (arguments, says) in [
        (&["explain", "/tide/main.m3u8", "--at", "yesterday"][..], "2026-11-22T20:00:00Z"),
        (&["explain", "/tide/main.m3u8", "--ip", "nowhere"], "--ip"),
        (&["explain", "/tide/main.m3u8", "--header", "nothing"], "Name: value"),
        (&["explain", "/x", "--config", "/does/not/exist.toml"], "/does/not/exist.toml"),
    ] {
        let output = Command::new(TIDEGATE).args(arguments).output().await.unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(says), "{arguments:?}: {said}");
    }
}
