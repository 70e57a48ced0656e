//! `tidegate rights`, with the documents of `host/scte224/tests/documents`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;
use tidegate_geo_licensing::Catalogue;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::setup::TIDEGATE;

/// What came of a command.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Runs `tidegate rights` in the folder of the documents.
async fn run(arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(TIDEGATE)
        .arg("rights")
        .args(arguments)
        .current_dir(documents())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // It may end before it has read all.
    tokio::spawn(async move { stdin.write_all(input.as_bytes()).await });
    let output = child.wait_with_output().await.unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scte224/tests/documents")
}

/// A catalogue made of a document, in a folder of its own.
async fn catalogue(document: &str, name: &str, more: &[&str]) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join(name).to_str().unwrap().to_owned();
    let ran = run(&[&["import", document, "-o", &out], more].concat(), "").await;
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    (folder, out)
}

#[tokio::test]
async fn an_import_writes_a_catalogue_and_a_report() {
    let ran = run(&["import", "channel.xml"], "").await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    let table: toml::Table = toml::from_str(&ran.out).unwrap();
    let json = serde_json::to_string(&table).unwrap();
    Catalogue::from_json(&json).unwrap();
    assert!(table["version"].as_str().unwrap().starts_with("scte224-"));
    assert_eq!(
        ran.err,
        "slates, for the node's configuration:\n  \
         game-blackout  https://slates.example/game-blackout.m3u8\n\
         read 1 media, 4 media points, 3 policies, 4 viewing policies, 5 audiences\n\
         made 1 assets, 1 rules, 2 blackouts, 1 policies\n\
         noted 0 stricter, 0 elsewhere, 0 remark\n"
    );
    let document = std::fs::read_to_string(documents().join("channel.xml")).unwrap();
    let piped = run(&["import", "-", "--json", "--catalogue-version", "mine"], &document).await;
    let report = piped.json();
    assert_eq!((&report["source"], &report["notes"]), (&json!("<stdin>"), &json!([])));
    assert_eq!(report["made"]["blackouts"], 2);
    assert_eq!(report["catalogue"]["version"], "mine");
    Catalogue::from_json(&report["catalogue"].to_string()).unwrap();
}

#[tokio::test]
async fn what_is_lost_is_reported_by_line() {
    let document = "<Results xmlns=\"http://www.scte.org/schemas/224\" \
         xmlns:audience=\"urn:scte:224:audience\">\n<Media id=\"m\"><MediaPoint><Apply><Policy>\n\
         <ViewingPolicy><Audience>\n  <audience:CIDR>192.0.2.0/24</audience:CIDR>\n\
         </Audience></ViewingPolicy></Policy></Apply></MediaPoint></Media></Results>";
    let ran = run(&["import", "-"], document).await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.starts_with("<stdin>:4:3: stricter: CIDR: "), "{}", ran.err);
    let ran = run(&["import", "-", "--json"], document).await;
    let says = "CIDR: functions do not see addresses";
    let note = json!({ "line": 4, "column": 3, "kind": "stricter", "says": says });
    assert_eq!(ran.json()["notes"], json!([note]));
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_line_and_column() {
    let old = "<Results\n xmlns=\"http://www.scte.org/schemas/224/2015\"/>";
    let ran = run(&["import", "-"], old).await;
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.starts_with(
            "<stdin>:1:1: expected the namespace http://www.scte.org/schemas/224 (2018 and later), \
             found http://www.scte.org/schemas/224/2015\n  <Results\n  ^\n"
        ),
        "{}",
        ran.err
    );
    let ran = run(&["import", "-", "--json"], "<Results>\n</Result>").await;
    let told: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((ran.code, &told["line"], &told["column"]), (2, &json!(2), &json!(1)));
    for (arguments, says) in [
        (&["import", "none.xml"][..], "none.xml: "),
        (&["import", "film.xml", "-o", "film.txt"], "film.txt: expected a name ending in"),
        (&["import", "film.xml", "--catalogue-version", "a b"], "--catalogue-version: expected"),
    ] {
        let ran = run(arguments, "").await;
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.err.contains(says), "{}", ran.err);
    }
}

#[tokio::test]
async fn a_catalogue_tells_verdict_and_why() {
    for name in ["rights.toml", "rights.json"] {
        let (_folder, file) = catalogue("channel.xml", name, &["--catalogue-version", "one"]).await;
        let asset = "harbour.example/media/harbour-one";
        let ask = ["check", asset, "--catalogue", &file, "--at", "2026-11-22T21:00:00Z"];
        let denver = ["--subdivision", "US-CO", "--postal-code", "81601", "--dma", "751"];
        let ran = run(&[&ask[..], &denver].concat(), "").await;
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert_eq!(
            ran.out,
            format!(
                "verdict    replace\n\
                 slate      game-blackout\n\
                 reason     blackout\n\
                 rule       {asset}:L36.3\n\
                 version    one\n\
                 valid for  300 s\n\
                 asset      {asset}\n\
                 at         2026-11-22T21:00:00Z\n\
                 covered by {asset}\n\
                 asked\n  \
                 rule      {asset}:L26.1  allows     changes in 3380400 s\n  \
                 blackout  {asset}:L42.2  elsewhere\n  \
                 blackout  {asset}:L36.3  on         changes in 7200 s\n"
            )
        );
        let phone =
            ["--country", "us", "--dma", "501", "--postal-code", "10001", "--device", "mobile"];
        let ran = run(&[&ask[..], &phone, &["--json"]].concat(), "").await;
        assert_eq!(ran.code, 0, "{}", ran.err);
        let told = ran.json();
        assert_eq!(told["verdict"]["allow"]["limits"]["max-height"], 720);
        assert_eq!(told["version"], "one");
        let outcomes: Vec<_> =
            told["looked"].as_array().unwrap().iter().map(|looked| &looked["outcome"]).collect();
        assert_eq!(outcomes, ["allows", "elsewhere", "elsewhere"]);
        let ran = run(&[&ask[..], &["--country", "FR"]].concat(), "").await;
        assert_eq!(ran.code, 1);
        assert!(ran.out.starts_with("verdict    deny\nreason     territory\n"), "{}", ran.out);
    }
}

#[tokio::test]
async fn paths_and_the_unmatched_are_the_operators() {
    let more = ["--path", "regional=live/**", "--path", "regional=replay/*.m3u8"];
    let (_folder, file) = catalogue("regional.xml", "rights.toml", &more).await;
    let ask = |asset| ["check", asset, "--catalogue", &file, "--at", "1780272000"];
    let there = ["--subdivision", "US-CT", "--postal-code", "06101", "--dma", "533"];
    assert_eq!(run(&[&ask("live/a/b.m3u8")[..], &there].concat(), "").await.code, 0);
    assert_eq!(run(&[&ask("/replay/a.m3u8")[..], &there].concat(), "").await.code, 0);
    let other = run(&[&ask("regional")[..], &there].concat(), "").await;
    assert!(other.out.contains("covered by no asset"), "{}", other.out);
    let (_folder, file) = catalogue("regional.xml", "rights.toml", &["--unmatched", "allow"]).await;
    let elsewhere = ["check", "regional", "--catalogue", &file, "--at", "1780272000"];
    assert_eq!(run(&[&elsewhere[..], &["--country", "FR"]].concat(), "").await.code, 0);
}

#[tokio::test]
async fn a_catalogue_that_is_none_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, says) in [
        ("a.toml", "version = ", "TOML"),
        ("a.json", "{\"version\":\"v\",\"rules\":[]}", "`rules`"),
        ("a.txt", "", "expected a name ending in .toml or .json"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        let ran = run(&["check", "a", "--catalogue", file], "").await;
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}");
        assert!(ran.err.contains(says) && ran.err.contains(file), "{}", ran.err);
    }
}
