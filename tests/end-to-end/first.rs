//! The README's first function, by the commands that it shows, and what becomes of changes to it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tidegate_tests::client::get;
use tidegate_tests::node::Process;
use tidegate_tests::{chromium, tools};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::setup::TIDEGATE;

/// A build in a folder that no other build shares.
const WITHIN: Duration = Duration::from_secs(600);

/// The lines of the first block of shell below a heading.
fn commands(heading: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, section) = readme.split_once(&format!("## {heading}\n")).unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    block.split_once("```").unwrap().0.lines().map(str::to_owned).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

#[tokio::test]
async fn from_nothing_to_a_decision() {
    let mut commands = commands("Write your first function");
    assert!(commands.len() <= 5, "{commands:?}");
    // The last one serves: it takes the shell's place, to be ended with it.
    let last = commands.pop().unwrap();
    commands.push(format!("exec {last}"));
    let folder = tempfile::tempdir().unwrap();
    let tidegate = Path::new(TIDEGATE).parent().unwrap();
    let path = format!("{}:{}", tidegate.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh")
        .args(["-e", "-c", &commands.join("\n")])
        .current_dir(folder.path())
        .env("PATH", path)
        .env("CARGO_TARGET_DIR", root().join("target/first-function"))
        .env("TIDEGATE_LISTEN", "127.0.0.1:0")
        .env_remove("CARGO")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(shell.stdout.take().unwrap()).lines();
    let node = tokio::time::timeout(WITHIN, async {
        let mut told = Vec::new();
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some((_, rest)) = line.split_once("http://127.0.0.1:")
                && line.contains("main.m3u8")
            {
                let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
                return format!("http://127.0.0.1:{port}");
            }
            told.push(line);
        }
        panic!("the commands end without a node: {told:#?}");
    });
    let node = node.await.unwrap();
    let ask = async |country| {
        let headers = [("Tidegate-Debug-Country", country)];
        get(&format!("{node}/tide/main.m3u8"), &headers).await.unwrap()
    };
    // The demo's own function licenses the film in Japan; the project's lists Germany and France.
    assert_eq!(ask("FR").await.status(), 200);
    assert_eq!(ask("JP").await.status(), 451);
    let page = get(&node, &[]).await.unwrap();
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    if let Some(chromium) = tools::find("first function", &chromium::NAMES, "--version") {
        let france = shown(&chromium, &format!("{node}/#Country=FR")).await;
        assert!(france.contains("role=\"status\">200 "), "{france}");
        assert!(france.contains("<td>geo-licensing</td><td>allow</td>"), "{france}");
        let japan = shown(&chromium, &format!("{node}/#Country=JP")).await;
        assert!(japan.contains("role=\"status\">451 "), "{japan}");
        assert!(japan.contains("<td>geo-licensing</td><td>deny</td>"), "{japan}");
    }
    shell.kill().await.unwrap();
}

/// What a page is, some seconds of its own time after it was opened.
async fn shown(chromium: &Path, url: &str) -> String {
    let profile = tempfile::tempdir().unwrap();
    let page = Command::new(chromium)
        .args(chromium::SWITCHES.map(|switch| format!("--{switch}")))
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(["--virtual-time-budget=5000", "--dump-dom", url])
        .env("TMPDIR", profile.path())
        .kill_on_drop(true)
        .output();
    let page = tokio::time::timeout(Duration::from_secs(60), page).await.unwrap().unwrap();
    String::from_utf8(page.stdout).unwrap()
}

/// Allows the countries of its configuration; see `tests/hostile/frozen.rs`.
const COUNTRIES: &[u8] = include_bytes!("../hostile/frozen/countries-0.1.0.wasm");

const CASES: &str = r#"kind = "geo-licensing"
component = "countries.wasm"
config = "config.toml"
[[cases]]
name = "a listed country may watch"
facts = { country = "FR" }
expect = { allow = {} }
"#;

/// Waits until a country is answered so.
async fn until(node: &Process, country: &str, status: u16) -> Duration {
    let start = Instant::now();
    let url = format!("{}/tide/main.m3u8", node.url);
    loop {
        let answer = get(&url, &[("Tidegate-Debug-Country", country)]).await.unwrap();
        if answer.status() == status {
            return start.elapsed();
        }
        assert!(start.elapsed() < RELOAD_WITHIN, "{country} is answered {}", answer.status());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until the node has written so.
async fn told(node: &Process, text: &str) {
    let start = Instant::now();
    while !node.log().contains(text) {
        assert!(start.elapsed() < RELOAD_WITHIN, "{}", node.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A second is the aim, of a release build on a machine that does nothing else.
const RELOAD_WITHIN: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_change_is_served_and_a_mistake_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        // Whole or not at all, as builds write.
        let half = folder.path().join("half");
        std::fs::write(&half, bytes).unwrap();
        std::fs::rename(&half, folder.path().join(name)).unwrap();
    };
    write("countries.wasm", COUNTRIES);
    write("cases.toml", CASES.as_bytes());
    write("config.toml", b"countries = [\"FR\"]\n");
    let path = folder.path().to_str().unwrap();
    let node = ["dev", "--listen", "127.0.0.1:0", "--function", path];
    let node = Process::start(TIDEGATE, &node).await.unwrap();
    until(&node, "FR", 200).await;
    until(&node, "JP", 451).await;

    write("config.toml", b"countries = [\"JP\"]\n");
    until(&node, "JP", 200).await;
    until(&node, "FR", 451).await;

    // Refused: the one before runs on.
    write("countries.wasm", b"no component");
    told(&node, "the one before runs on").await;
    until(&node, "JP", 200).await;
    write("countries.wasm", COUNTRIES);
    write("config.toml", b"countries = [\"JP\", \"FR\"]\n");
    until(&node, "FR", 200).await;
    until(&node, "JP", 200).await;
    node.stop().await.unwrap();
}
