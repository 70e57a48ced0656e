//! `tidegate facts`.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::setup::{TIDEGATE, folder, functions, write_config};

async fn facts(more: &[&str]) -> Result<String, String> {
    let mut command = Command::new(TIDEGATE);
    let output = command.arg("facts").args(more).stdin(Stdio::null()).output().await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

const STICK: &str = "Dalvik/2.1.0 (Linux; U; Android 9; AFTKA Build/PS7624)";

/// A viewer in New York with a stick, who states what they can.
const STATED: &[&str] = &[
    "--ip",
    "198.51.100.17",
    "--user-agent",
    STICK,
    "--languages",
    "en-US,es;q=0.5",
    "--gpp-string",
    "DBABLA~BVQqAAAAAgA.QA",
    "--header",
    "CMCD-Request: mtp=4200,bl=8000",
    "--url",
    "/tide/main.m3u8?tidegate-session=1795392000.x",
    "--at",
    "1795392600",
];

#[tokio::test]
async fn says_what_is_known_and_who_reads_it() {
    let told = facts(&[STATED, &["--json"]].concat()).await.unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    let facts = &told["facts"];
    assert_eq!(
        facts["postal-code"],
        json!({ "value": "10001", "from": "database demo", "read-by": { "geo-licensing": "necessary" } })
    );
    assert_eq!(facts["metro"]["value"], 501);
    assert_eq!(
        facts["location"]["value"],
        json!({ "latitude": 40_750_600, "longitude": -73_997_200, "accuracy": 5 })
    );
    assert_eq!(facts["location"]["read-by"], json!({ "geo-licensing": "special-feature-1" }));
    assert_eq!(facts["device"]["value"], "tv");
    assert_eq!(facts["device"]["from"], "`User-Agent`: mark `AFT`");
    assert_eq!(facts["capabilities"]["value"]["max-height"], 2160);
    assert_eq!(facts["gpp-string"]["from"], "header `tidegate-gpp-string`");
    assert_eq!(facts["player"]["value"], json!({ "throughput": 4200, "buffer": 8000 }));
    assert_eq!(facts["session"]["value"]["started"], 1_795_392_000);
    assert_eq!(facts["session"]["from"], "query parameter `tidegate-session`");
    assert_eq!(facts["now"]["value"], 1_795_392_600);
    assert!(facts.get("asset").is_none() && facts.get("tc-string").is_none());
    assert_eq!(told["system"], "Android 9");
}

#[tokio::test]
async fn tells_people() {
    let told = facts(STATED).await.unwrap();
    for line in [
        "country            US",
        "                   from database demo; read by consent (necessary), geo-licensing (necessary), manifest-rewriting (necessary)",
        "location           40.7506, -73.9972, within 5 km",
        "system             Android 9",
    ] {
        assert!(told.lines().any(|told| told == line), "{line}\n{told}");
    }
    let unknown = told.lines().last().unwrap();
    assert!(unknown.starts_with("not known  ") && unknown.contains("accessibility, tc-string"));
    // A session's identifier is nobody's business.
    assert!(!told.contains("1795392000.x"), "{told}");
}

/// A node's own databases, signals and reads; a fact by hand; what a route would refuse.
#[tokio::test]
async fn asks_a_nodes_own_configuration() {
    let folder = folder();
    std::fs::write(folder.path().join("secret"), "0123456789abcdef0123456789abcdef\n").unwrap();
    let config = format!(
        "listen = \"127.0.0.1:0\"\n[places]\ndatabases = [\"places.mmdb\"]\n\
         documentation-networks = true\n[signals.session]\nheader = \"X-Session\"\n\
         [session]\nkey-file = \"secret\"\n{}\
         [[routes]]\nprefix = \"/\"\norigin = \"http://127.0.0.1:1/\"\n",
        functions(&["geo-licensing"], "anything")
    );
    let file = write_config(folder.path(), &config, "");
    let ask = |more: &[&'static str]| {
        let base = ["--config", &file, "--ip", "192.0.2.1", "--json"];
        let args: Vec<String> = base.iter().chain(more).map(|arg| (*arg).to_owned()).collect();
        async move {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            facts(&args).await.map(|told| serde_json::from_str::<Value>(&told).unwrap())
        }
    };
    let told = ask(&["--header", "X-Session: abc", "--fact", "metro=501"]).await.unwrap();
    let facts = &told["facts"];
    assert!(facts["country"]["from"].as_str().unwrap().ends_with("places.mmdb"));
    assert_eq!(facts["country"]["read-by"], json!({ "geo-licensing": "necessary" }));
    assert_eq!(facts["postal-code"]["read-by"], json!({}));
    assert_eq!(facts["metro"]["from"], "header `tidegate-debug-metro`");
    assert_eq!(facts["session"]["from"], "header `x-session`");
    // The key is the file's: the share stays.
    let again = ask(&["--header", "X-Session: abc"]).await.unwrap();
    assert_eq!(again["facts"]["session"]["value"], facts["session"]["value"]);
    let error = ask(&["--fact", "metro=downtown"]).await.unwrap_err();
    assert!(error.contains("tidegate-debug-metro"), "{error}");
}
