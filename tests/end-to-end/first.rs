//! The README's first function, by the commands that it shows.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tidegate_tests::client::get;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

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
    let tidegate = Path::new(env!("CARGO_BIN_EXE_tidegate")).parent().unwrap();
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
    shell.kill().await.unwrap();
}
