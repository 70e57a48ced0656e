//! `tidegate explain --record`, `tidegate replay` and `tidegate function schema`.

use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tidegate_demo::examples;
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::setup::{TIDEGATE, folder, functions, write_config};

async fn tidegate(arguments: &[&str]) -> Output {
    Command::new(TIDEGATE).args(arguments).output().await.unwrap()
}

/// Records of three requests, made once: each starts a node.
async fn recorded(folder: &Path) -> String {
    static RECORDS: OnceCell<String> = OnceCell::const_new();
    let file = folder.join("records.jsonl").to_str().unwrap().to_owned();
    let records = RECORDS.get_or_init(|| async {
        let asked = [(0, "/tide/main.m3u8"), (1, "/tide/main.mpd"), (2, "/tide/main.m3u8")];
        for (viewer, path) in asked {
            let viewer = examples()[viewer];
            let mut arguments = vec!["explain", path, "--ip", viewer.address, "--record", &file];
            arguments.extend(["--at", "2026-11-22T20:00:00Z", "--user-agent", viewer.user_agent]);
            if let Some(consent) = viewer.tc_string {
                arguments.extend(["--tc-string", consent]);
            }
            let told = tidegate(&arguments).await;
            assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        }
        std::fs::read_to_string(&file).unwrap()
    });
    std::fs::write(&file, records.await).unwrap();
    file
}

#[tokio::test]
async fn a_record_replays_to_the_same_answers() {
    let folder = folder();
    let file = recorded(folder.path()).await;
    let again = tidegate(&["replay", &file, "--json"]).await;
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(again["changed"], 0);
    // No function is asked about a viewer who is denied before.
    assert_eq!(again["functions"]["consent"]["same"], 3);
    assert_eq!(again["functions"]["geo-licensing"]["same"], 3);
    assert!(again["functions"]["manifest-rewriting"]["same"].as_u64().unwrap() >= 2);

    // What was withheld is not there to be read.
    let text = std::fs::read_to_string(&file).unwrap();
    for line in text.lines().filter(|line| !line.contains("\"function\":\"consent\"")) {
        assert!(!line.contains("tc-string"), "{line}");
    }
    for viewer in examples() {
        assert!(!text.contains(viewer.address) && !text.contains(viewer.user_agent));
    }
}

#[tokio::test]
async fn a_replay_says_what_would_change() {
    let folder = folder();
    let file = recorded(folder.path()).await;
    let names = ["consent", "geo-licensing", "carbon-cap", "manifest-rewriting"];
    let config = format!(
        "listen = \"127.0.0.1:0\"\n{}[[routes]]\nprefix = \"/\"\norigin = \"http://127.0.0.1:9/\"\n",
        functions(&names, "anything")
    );
    let config = write_config(folder.path(), &config, "127.0.0.1:9");
    let again = tidegate(&["replay", &file, "--bundle", &config, "--json"]).await;
    assert_eq!(again.status.code(), Some(1), "{}", String::from_utf8_lossy(&again.stderr));
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(again["functions"]["geo-licensing"]["changed"], 3);
    assert_eq!(again["functions"]["consent"]["changed"], 0);
    let changes = again["changes"].as_array().unwrap();
    let rules = changes.iter().find(|change| change["what"]["at"] == "allow.rule").unwrap();
    assert_eq!(rules["what"]["is"], "\"all\"");
    let told = tidegate(&["replay", &file, "--bundle", &config, "--cases", "1"]).await;
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("geo-licensing allow.rule: \"tide\" → \"all\""), "{told}");
    assert_eq!(told.matches("line ").count(), 1, "{told}");
}

#[tokio::test]
async fn what_is_no_record_is_named_by_its_line() {
    let folder = folder();
    let file = folder.path().join("records.jsonl");
    std::fs::write(&file, "\n{\"function\":\"consent\",\"saw\":{\"age\":7}}\n").unwrap();
    let said = tidegate(&["replay", file.to_str().unwrap()]).await;
    assert_eq!(said.status.code(), Some(2));
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.contains("records.jsonl: line 2: ") && said.contains("`age`"), "{said}");
    let said = tidegate(&["replay", "/does/not/exist"]).await;
    assert_eq!(said.status.code(), Some(2));
}

#[tokio::test]
async fn every_function_has_a_schema() {
    for name in ["consent", "geo-licensing", "carbon-cap", "manifest-rewriting"] {
        let told = tidegate(&["function", "schema", name]).await;
        let schema: Value = serde_json::from_slice(&told.stdout).unwrap();
        assert!(schema["properties"].is_object(), "{name}");
    }
    let told = tidegate(&["function", "schema", "weather"]).await;
    assert!(!told.status.success());
    assert!(String::from_utf8_lossy(&told.stderr).contains("carbon-cap"));
}
