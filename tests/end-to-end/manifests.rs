//! `tidegate manifest`, with the playlists and the MPD of `manifests/`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;
use tidegate::manifest::inspect;
use tidegate_manifest::Manifest;
use tidegate_tests::tools;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use crate::feeds::over_tls;
use crate::recorder::{Recorder, answer, playlist};
use crate::setup::TIDEGATE;

/// What came of a command.
struct Ran {
    code: i32,
    out: Vec<u8>,
    err: String,
}

impl Ran {
    fn text(&self) -> &str {
        str::from_utf8(&self.out).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap()
    }
}

/// Runs `tidegate manifest` in the folder of the fixtures.
async fn run(arguments: &[&str]) -> Ran {
    run_with(arguments, b"").await
}

/// The same with something on standard input.
async fn run_with(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(TIDEGATE)
        .arg("manifest")
        .args(arguments)
        .current_dir(fixtures())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // It may end before it has read all.
    tokio::spawn(async move { stdin.write_all(&input).await });
    let output = child.wait_with_output().await.unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: output.stdout,
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/end-to-end/manifests")
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(fixtures().join(name)).unwrap()
}

/// A file in a folder of its own.
fn file(text: impl AsRef<[u8]>) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

/// The line of a table that has all of these words.
fn row<'t>(text: &'t str, words: &[&str]) -> Vec<&'t str> {
    let line = text.lines().find(|line| words.iter().all(|word| line.contains(word)));
    line.unwrap_or_else(|| panic!("no line with {words:?}: {text}")).split_whitespace().collect()
}

#[tokio::test]
async fn a_multivariant_playlist_is_shown() {
    let shown = run(&["inspect", "main.m3u8"]).await;
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    let text = shown.text();
    assert!(text.starts_with("main.m3u8: HLS multivariant playlist, 1."), "{text}");
    let full = row(text, &["1920x1080"]);
    assert_eq!(
        full.join(" "),
        "4 1920x1080 59.94 6.54 Mbit/s 5 Mbit/s H.264 High L4.0, AAC-LC SDR TYPE-0 aac subs"
    );
    assert_eq!(
        row(text, &["Described"]).join(" "),
        "1 aac en Described AAC 2 described-audio no yes"
    );
    assert_eq!(row(text, &["used by", "subs"]).join(" "), "subtitles \"subs\" has 2 used by 3 4 5");
    assert!(row(text, &["HEVC Main 10 L5.1"]).contains(&"PQ"));
    assert_eq!(row(text, &["EXT-X-ACME"]), ["1×", "tag", "EXT-X-ACME"]);
    assert!(text.contains("EXT-X-STREAM-INF:REQ-VIDEO-LAYOUT"), "{text}");
    // Columns stand below their heads.
    let mut lines = text.lines().skip_while(|line| *line != "variants").skip(1);
    let (head, first) = (lines.next().unwrap(), lines.next().unwrap());
    assert_eq!(head.find("fps"), first.find("29.97"), "{text}");
}

#[tokio::test]
async fn a_multivariant_playlist_as_json() {
    let shown = run(&["inspect", "--json", "main.m3u8"]).await.json();
    assert_eq!(shown["format"], "hls-multivariant");
    assert_eq!(shown["bytes"], fixture("main.m3u8").len());
    assert_eq!(shown["timeline"], Value::Null);
    assert_eq!(
        shown["tracks"][4],
        json!({
            "id": 4, "kind": "video", "bandwidth": 6_543_210, "average-bandwidth": 5_000_000,
            "resolution": { "width": 1920, "height": 1080 }, "frame-rate": 59.94,
            "codecs": "avc1.640028,mp4a.40.2", "codec-names": ["H.264 High L4.0", "AAC-LC"],
            "range": "sdr", "hdcp": "type-0", "audio-group": "aac", "subtitles-group": "subs",
        })
    );
    assert_eq!(
        shown["tracks"][1],
        json!({
            "id": 1, "kind": "audio", "group": "aac", "language": "en", "label": "Described",
            "codec-names": ["AAC"], "channels": 2, "roles": ["described-audio"],
            "default": false, "autoselect": true,
        })
    );
    assert_eq!(
        shown["groups"][0],
        json!({ "kind": "audio", "name": "aac", "tracks": [0, 1], "variants": [3, 4, 5] })
    );
    let passed = json!({ "what": "tag", "name": "EXT-X-ACME", "count": 1 });
    assert_eq!(shown["passed-through"][0], passed);
}

#[tokio::test]
async fn a_media_playlist_is_shown() {
    let text = run(&["inspect", "live.m3u8"]).await;
    let text = text.text();
    assert_eq!(row(text, &["yes"]).join(" "), "yes 6 s 24.5 s 4 2026-11-22T20:00:00Z");
    assert_eq!(row(text, &["out"]).join(" "), "out 6 s 12.5 s");
    assert_eq!(row(text, &["ad-1"]).join(" "), "ad-1 com.example.ad 2026-11-22T20:00:06Z 12.5 s");
    let shown = run(&["inspect", "live.m3u8", "--json"]).await.json();
    assert_eq!(shown["format"], "hls-media");
    let timeline = &shown["timeline"];
    assert_eq!(timeline["window-ms"], 24_500);
    assert_eq!(timeline["start-ms"], 1_795_377_600_000_u64);
    assert_eq!(timeline["cues"][1], json!({ "kind": "in", "at-ms": 18_500 }));
    assert_eq!(timeline["date-ranges"][0]["duration-ms"], 12_500);
}

#[tokio::test]
async fn an_mpd_is_shown() {
    let text = run(&["inspect", "film.mpd"]).await;
    let text = text.text();
    assert!(text.starts_with("film.mpd: DASH MPD, "), "{text}");
    assert_eq!(
        row(text, &["v1080"]).join(" "),
        "1 0 1920x1080 25 5 Mbit/s H.264 High L4.0 SDR widevine v1080"
    );
    assert!(row(text, &["a-en"]).contains(&"48"), "{text}");
    assert_eq!(row(text, &["acme:Tracking"]), ["1×", "element", "acme:Tracking"]);
    let shown = run(&["inspect", "film.mpd", "--json"]).await.json();
    assert_eq!(shown["timeline"]["window-ms"], 60_000);
    let passed = shown["passed-through"].as_array().unwrap();
    let kid = "ContentProtection@cenc:default_KID";
    assert!(passed.iter().any(|one| one["name"] == kid && one["count"] == 1), "{passed:?}");
}

/// Whoever this system's authorities vouch for is asked, and nobody else.
#[tokio::test]
async fn urls_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let (served, authority) = over_tls(folder.path()).await;
    let (_other, stranger) = over_tls(folder.path()).await;
    let url = format!("https://localhost:{}/none.m3u8", served.address.port());
    let asked = async |authority: &str| {
        let asking = Command::new(TIDEGATE)
            .args(["manifest", "inspect", &url])
            .env("SSL_CERT_FILE", authority)
            .output();
        String::from_utf8(asking.await.unwrap().stderr).unwrap()
    };
    let known = asked(&authority).await;
    assert!(known.contains("the server answers 404"), "{known}");
    let unknown = asked(&stranger).await;
    assert!(
        unknown.contains("the server cannot be reached: invalid peer certificate"),
        "{unknown}"
    );
}

#[tokio::test]
async fn standard_input_and_urls() {
    let text = fixture("live.m3u8");
    let shown = run_with(&["inspect", "-"], text.as_bytes()).await;
    assert!(shown.text().starts_with("<stdin>: HLS media playlist"), "{}", shown.text());

    let origin = Recorder::start(|path| match path {
        "/a/live.m3u8?x=1" => playlist(include_str!("manifests/live.m3u8")),
        "/b" => answer("302 Found", &["location: /a/live.m3u8?x=1"], ""),
        "/large" => playlist(&"#".repeat(9 << 20)),
        "/gone" => answer("410 Gone", &[], ""),
        _ => answer("302 Found", &["location: /round"], ""),
    })
    .await;
    let url = format!("http://{}/a/live.m3u8?x=1", origin.address);
    let fetched = run(&["inspect", &url]).await;
    assert_eq!(fetched.code, 0, "{}", fetched.err);
    assert_eq!(fetched.text(), shown.text().replace("<stdin>", &url));

    let moved = run(&["inspect", &format!("http://{}/b", origin.address)]).await;
    assert_eq!(moved.code, 0, "{}", moved.err);
    assert!(moved.text().contains("/b: HLS media playlist"), "{}", moved.text());
    for (path, says) in [
        ("round", "the server sends elsewhere without end"),
        ("gone", "the server answers 410 Gone"),
        ("large", "larger than 8388608 bytes"),
    ] {
        let refused = run(&["inspect", &format!("http://{}/{path}", origin.address)]).await;
        assert_eq!(refused.code, 2, "{path}");
        assert!(refused.err.contains(says), "{path}: {}", refused.err);
    }
    let nowhere = run(&["inspect", "http://127.0.0.1:1/"]).await;
    assert_eq!((nowhere.code, nowhere.err.contains("cannot be reached")), (2, true));
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_place() {
    let (_folder, broken) = file("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=x\na.m3u8\n");
    let told = run(&["inspect", &broken]).await;
    assert_eq!((told.code, told.out.as_slice()), (2, &b""[..]));
    let lines: Vec<_> = told.err.lines().collect();
    let caret = lines[2].find('^').unwrap();
    assert!(lines[0].starts_with(&format!("{broken}:2:")), "{}", told.err);
    assert!(lines[0].contains(": expected a BANDWIDTH that is a number"), "{}", told.err);
    assert_eq!(lines[1], "  #EXT-X-STREAM-INF:BANDWIDTH=x");
    let column: usize = lines[0].split(':').nth(2).unwrap().parse().unwrap();
    assert_eq!(caret, column + 1);

    let told = run(&["inspect", &broken, "--json"]).await;
    let error: Value = serde_json::from_str(&told.err).unwrap();
    assert_eq!((&error["error"], &error["line"]), (&json!("malformed"), &json!(2)));

    let (_folder, latin) = file(b"#EXTM3U\n# caf\xe9\n");
    let told = run(&["inspect", &latin]).await;
    assert_eq!(told.code, 2);
    assert!(told.err.starts_with(&format!("{latin}:2:6: expected UTF-8\n")), "{}", told.err);

    let (_folder, large) = file(vec![b'#'; (8 << 20) + 1]);
    let told = run(&["inspect", &large]).await;
    assert_eq!(told.code, 2);
    assert!(told.err.contains("larger than 8388608 bytes"), "{}", told.err);

    let told = run(&["inspect", "missing.m3u8"]).await;
    assert_eq!(told.code, 2);
    assert!(told.err.starts_with("missing.m3u8: "), "{}", told.err);
}

/// A label must not command the terminal that shows it.
#[tokio::test]
async fn nothing_of_the_manifest_reaches_a_terminal_as_a_command() {
    let text = "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"\u{1b}[2J\",NAME=\"\u{1b}[31m\",URI=\"a\"\n\
        #EXT-X-\u{1b}c:1\n#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"\u{1b}[2J\"\nb\n";
    let shown = run_with(&["inspect", "-"], text.as_bytes()).await;
    assert_eq!(shown.code, 0, "{}", shown.err);
    assert!(!shown.text().contains('\u{1b}'), "{}", shown.text());
}

#[tokio::test]
async fn no_edit_is_no_change() {
    let (_folder, none) = file("[]");
    for name in ["main.m3u8", "live.m3u8", "film.mpd"] {
        let edited = run(&["edit", name, "--edits", &none]).await;
        assert_eq!((edited.code, edited.err.as_str()), (0, ""));
        assert_eq!(edited.text(), fixture(name));
        // Byte order mark, CRLF and all.
        let windows = format!("\u{feff}{}", fixture(name).replace('\n', "\r\n"));
        let edited = run_with(&["edit", "-", "--edits", &none], windows.as_bytes()).await;
        assert_eq!(edited.text(), windows);
    }
}

#[tokio::test]
async fn edits_are_carried_out() {
    let (_folder, edits) =
        file(r#"[{"drop": 5}, {"rename": {"track": 0, "label": "Original"}}, {"order": [4, 3]}]"#);
    let edited = run(&["edit", "main.m3u8", "--edits", &edits]).await;
    assert_eq!(edited.code, 0, "{}", edited.err);
    let text = edited.text();
    assert!(text.contains("NAME=\"Original\""), "{text}");
    assert!(!text.contains("2160p"), "{text}");
    assert!(text.find("1080p.m3u8") < text.find("360p.m3u8"), "{text}");
    // The edits can be what is on standard input, too.
    let piped = run_with(&["edit", "film.mpd", "--edits", "-"], br#"[{"drop": 0}]"#).await;
    assert!(!piped.text().contains("v360") && piped.text().contains("<acme:Tracking id=\"7\"/>"));
}

#[tokio::test]
async fn refusals_name_the_edit_and_the_rule() {
    let (_folder, edits) = file(r#"[{"drop": 3}, {"drop": 99}]"#);
    let refused = run(&["edit", "main.m3u8", "--edits", &edits]).await;
    assert_eq!((refused.code, refused.out.as_slice()), (1, &b""[..]));
    assert_eq!(
        refused.err,
        "main.m3u8: edit 1 (counted from 0), {\"drop\":99}, is refused: there is no track 99\n"
    );
    let refused = run(&["edit", "main.m3u8", "--edits", &edits, "--json"]).await;
    assert_eq!(refused.code, 1);
    assert_eq!(
        serde_json::from_str::<Value>(&refused.err).unwrap(),
        json!({
            "error": "refused", "source": "main.m3u8", "edit": 1, "asked": { "drop": 99 },
            "rule": "there is no track 99",
        })
    );
    let (_folder, edits) = file(r#"[{"drop": 1}]"#);
    let floor = ["edit", "main.m3u8", "--edits", &edits, "--accessibility-floor"];
    assert_eq!(run(&floor[..4]).await.code, 0);
    let refused = run(&floor).await;
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("the last described audio"), "{}", refused.err);
}

#[tokio::test]
async fn edits_that_are_none_are_told_with_their_place() {
    for (text, place, says) in [
        (r#"[{"drop": 3}, {"dorp": 1}]"#, ":1:", "unknown variant `dorp`, expected one of `drop`"),
        ("[\n{\"drop\": \"3\"}]", ":2:", "[0].drop: invalid type: string \"3\", expected u32"),
        (
            r#"[{"rename": {"track": 1, "lable": "x"}}]"#,
            ":1:",
            "[0].rename.lable: unknown field `lable`, expected `track` or `label`",
        ),
        (r#"[{"rename": {"track": 1}}]"#, ":1:", "missing field `label`"),
        (r#"{"drop": 3}"#, ":1:", "invalid type: map, expected a sequence"),
        ("[", ":1:", "EOF while parsing a list"),
        ("[] x", ":1:", "trailing characters"),
    ] {
        let (_folder, edits) = file(text);
        let told = run(&["edit", "main.m3u8", "--edits", &edits]).await;
        assert_eq!(told.code, 2, "{text}");
        assert!(told.err.starts_with(&format!("{edits}{place}")), "{text}: {}", told.err);
        assert!(told.err.contains(says), "{text}: {}", told.err);
        assert!(told.err.lines().last().unwrap().ends_with('^'), "{text}: {}", told.err);
    }
}

#[tokio::test]
async fn filters_are_applied() {
    let filtered = run(&["filter", "main.m3u8", "--aws", "video_height:1-1080"]).await;
    assert_eq!(filtered.code, 0, "{}", filtered.err);
    assert!(!filtered.text().contains("2160p") && filtered.text().contains("1080p"));
    let both = ["filter", "main.m3u8", "--aws", "video_height:1-1080", "--bakery", "/b(,2000000)"];
    let both = run(&both).await;
    assert!(both.text().contains("360p") && !both.text().contains("1080p"), "{}", both.text());
    let unified =
        run(&["filter", "film.mpd", "--unified", "type!=\"video\"||MaxHeight<=480"]).await;
    assert!(unified.text().contains("v360") && !unified.text().contains("v1080"));
    // Filters that everything matches change nothing.
    let all = run(&["filter", "main.m3u8", "--aws", "video_height:1-4320"]).await;
    assert_eq!(all.text(), fixture("main.m3u8"));
}

#[tokio::test]
async fn filters_that_cannot_be_applied() {
    let wrong = run(&["filter", "main.m3u8", "--aws", "video_height:1-x"]).await;
    assert_eq!((wrong.code, wrong.out.as_slice()), (2, &b""[..]));
    let lines: Vec<_> = wrong.err.lines().collect();
    assert!(lines[0].starts_with("--aws: column 16: expected "), "{}", wrong.err);
    assert_eq!(lines[1], "  video_height:1-x");
    assert_eq!(lines[2].find('^'), lines[1].find('x'));
    let empty = run(&["filter", "main.m3u8", "--aws", "video_height:1-2"]).await;
    assert_eq!(empty.code, 1);
    assert!(empty.err.contains("cannot be played: track 5 is the last variant"), "{}", empty.err);
    let silent = run(&["filter", "film.mpd", "--unified", "type==\"video\""]).await;
    assert_eq!(silent.code, 1);
    assert!(silent.err.contains("cannot be played: track 2 is the last audio"), "{}", silent.err);
    let media = run(&["filter", "live.m3u8", "--aws", "video_height:1-2", "--json"]).await;
    assert_eq!(media.code, 1);
    let error: Value = serde_json::from_str(&media.err).unwrap();
    assert_eq!((&error["error"], &error["language"]), (&json!("filter"), &json!("aws")));
    let none = run(&["filter", "main.m3u8"]).await;
    assert_eq!(none.code, 2);
    assert!(none.err.contains("--aws"), "{}", none.err);
}

#[tokio::test]
async fn differences_are_told_by_meaning_and_by_text() {
    let same = run(&["diff", "main.m3u8", "main.m3u8"]).await;
    assert_eq!((same.code, same.text()), (0, ""));

    let (_folder, edits) = file(
        r#"[{"drop": 3}, {"set-default": 1}, {"order": [5, 4]},
            {"relabel": {"track": 2, "language": "fr-CA"}}]"#,
    );
    let edited = run(&["edit", "main.m3u8", "--edits", &edits]).await;
    assert_eq!(edited.code, 0, "{}", edited.err);
    let differ = run_with(&["diff", "main.m3u8", "-"], &edited.out).await;
    assert_eq!(differ.code, 1, "{}", differ.err);
    let text = differ.text();
    assert!(text.contains("\n  - 3  video 640x360 29.97 SDR 1.2 Mbit/s"), "{text}");
    assert!(
        text.contains("\n  ~ 1  audio en Described AAC 2\n      default: no → yes\n"),
        "{text}"
    );
    assert!(text.contains("language: fr → fr-CA"), "{text}");
    assert!(text.contains("\norder\n  variants  4 5 → 5 4\n"), "{text}");
    assert!(text.contains("\n--- main.m3u8\n+++ <stdin>\n@@"), "{text}");

    let told = run_with(&["diff", "main.m3u8", "-", "--json"], &edited.out).await;
    assert_eq!(told.code, 1);
    let told = told.json();
    assert_eq!(told["identical"], false);
    assert_eq!(told["removed"][0]["id"], 3);
    assert_eq!(told["added"], json!([]));
    assert_eq!(told["order"], json!([{ "section": "variants", "from": [4, 5], "to": [5, 4] }]));
    let default = json!({ "name": "default", "from": true, "to": false });
    let changed = told["changed"].as_array().unwrap();
    assert!(changed.iter().any(|one| one["a"] == 0 && one["facts"] == json!([default])));
}

#[tokio::test]
async fn differences_of_time_and_of_spelling() {
    let later = fixture("live.m3u8").replace("12.5\n#EXTINF:6,\n101", "9\n#EXTINF:4,\n101");
    let differ = run_with(&["diff", "live.m3u8", "-"], later.as_bytes()).await;
    let text = differ.text();
    assert!(text.contains("timeline\n  window-ms: 24.5 s → 22.5 s\n"), "{text}");
    assert!(text.contains("cues\n  - kind out, at 6 s, duration 12.5 s\n"), "{text}");
    let spelt = fixture("main.m3u8").replace("# made for the tests\n", "");
    let differ = run_with(&["diff", "main.m3u8", "-"], spelt.as_bytes()).await;
    assert_eq!(differ.code, 1);
    assert!(differ.text().starts_with("no difference in meaning\n\n---"), "{}", differ.text());
    // A representation that is coded otherwise is still the same one.
    let recoded = fixture("film.mpd").replace("5000000", "5000001");
    let differ = run_with(&["diff", "film.mpd", "-"], recoded.as_bytes()).await;
    let text = differ.text();
    assert!(text.contains("      bandwidth: 5000000 → 5000001\n"), "{text}");
    let trouble = run(&["diff", "film.mpd", "missing.mpd"]).await;
    assert_eq!(trouble.code, 2);
}

/// `tidegate manifest inspect … | head -1`.
#[tokio::test]
async fn a_reader_may_have_seen_enough() {
    let mut long = fixture("main.m3u8");
    for number in 0..2000 {
        long.push_str(&format!("#EXT-X-STREAM-INF:BANDWIDTH={}\n{number}.m3u8\n", number + 1));
    }
    let (_folder, long) = file(long);
    let mut child = Command::new(TIDEGATE)
        .args(["manifest", "inspect", &long, "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).await.unwrap();
    drop(stdout);
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[tokio::test]
async fn help_is_there_for_each() {
    for (command, shows) in [
        ("inspect", "\"passed-through\""),
        ("edit", "\"set-autoselect\""),
        ("filter", "--bakery '/v(hevc)"),
        ("diff", "\"identical\""),
    ] {
        let help = run(&[command, "--help"]).await;
        assert_eq!(help.code, 0);
        assert!(help.text().contains(shows), "{command}: {}", help.text());
    }
    // The edits of the help are edits.
    let help = run(&["edit", "--help"]).await;
    let lines = help.text().lines().skip_while(|line| !line.starts_with("EDITS is")).skip(1);
    let lines = lines.take_while(|line| line.starts_with("  ")).collect::<Vec<_>>().join(" ");
    let edits = lines.split_whitespace().collect::<Vec<_>>().join(" ");
    let edits = edits.replace("} {", "}, {").replace("} \"", "}, \"").replace("\" {", "\", {");
    let edits: Vec<tidegate_manifest::Edit> = serde_json::from_str(&format!("[{edits}]")).unwrap();
    assert_eq!(edits.len(), 20);
}

/// Every manifest of the corpus that is not marked invalid is shown, both ways.
#[test]
fn the_corpus_is_shown() {
    let Some(corpus) = std::env::var_os("TIDEGATE_CORPUS") else {
        return tools::skip("end-to-end, the corpus inspected", "TIDEGATE_CORPUS is not set");
    };
    let mut count = 0;
    for format in ["hls", "dash"] {
        let folder = Path::new(&corpus).join(format);
        let rows = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
        for row in rows.lines().skip(1) {
            let mut columns = row.split('\t');
            let (name, kind) = (columns.next().unwrap(), columns.next().unwrap());
            if matches!(kind, "invalid" | "fragment") {
                continue;
            }
            let text = std::fs::read_to_string(folder.join(name)).unwrap();
            let manifest = Manifest::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let shown = inspect::text(name, &manifest);
            let told = inspect::json(name, &manifest);
            assert_eq!(told["bytes"], text.len(), "{name}");
            let tracks = told["tracks"].as_array().unwrap().len();
            assert_eq!(tracks, manifest.tracks().len(), "{name}");
            assert!(shown.lines().count() > tracks, "{name}: {shown}");
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}
