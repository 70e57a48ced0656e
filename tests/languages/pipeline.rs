//! The demo with a function in JavaScript and one in Python, beside the demo as it is.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use http::StatusCode;
use tidegate::dev;
use tidegate::listen;
use tidegate::node::Node;
use tidegate::sandbox::Engines;
use tidegate_cases::json_of_toml;
use tidegate_demo::MAIN_PATH;
use tidegate_pipeline::FunctionKind;
use tidegate_tests::client::get;
use tokio::net::TcpListener;

use crate::made::{JAVASCRIPT, Made, NEW_JAVASCRIPT, NEW_PYTHON, PYTHON};

/// Starts the demo, with these in the place of its own, and gives its URL.
async fn demo(others: &[(FunctionKind, Made, &Path)]) -> String {
    let origin = dev::origin::start().await.unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let mut config = dev::config::demo(address, origin).unwrap();
    for (kind, made, folder) in others {
        let function = config.functions.iter_mut().find(|function| function.kind == *kind).unwrap();
        function.component = std::fs::read(folder.join(format!("{}.wasm", made.name))).unwrap();
        let document = std::fs::read_to_string(folder.join("config.toml")).unwrap();
        function.document = json_of_toml(&document).unwrap();
    }
    // A debug build compiles the two for a minute.
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("languages/compiled");
    config.compiled = Some(kept);
    let engines = Engines::new(config.server.calls).unwrap();
    let node = Arc::new(Node::assemble(engines, config, |_| {}).await.unwrap());
    tokio::spawn(listen::serve(listener, node, std::future::pending()));
    format!("http://{address}/{MAIN_PATH}")
}

type Answer = (StatusCode, String);

/// What a viewer with these facts gets for the demo's film.
async fn ask(url: &str, facts: &[(&str, &str)]) -> Answer {
    let headers: Vec<_> =
        facts.iter().map(|(name, value)| (format!("Tidegate-Debug-{name}"), *value)).collect();
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let answer = get(url, &headers).await.unwrap();
    (answer.status(), String::from_utf8(answer.body().to_vec()).unwrap())
}

#[tokio::test]
async fn both_take_part_in_the_demo() {
    let ring = "languages";
    let Some(javascript) = JAVASCRIPT.build(ring) else { return };
    let Some(python) = PYTHON.build(ring) else { return };
    let own = demo(&[]).await;
    let both = demo(&[
        (FunctionKind::GeoLicensing, JAVASCRIPT, &javascript),
        (FunctionKind::CarbonCap, PYTHON, &python),
    ])
    .await;
    // The grid is clean: licences decide, and those in JavaScript say the same of these.
    let clean = [("Intensity", "40"), ("Device", "tv")];
    for (facts, status) in [
        ([("Country", "FR"), ("Network", "")], 200),
        ([("Country", "JP"), ("Network", "")], 200),
        ([("Country", "BR"), ("Network", "")], 200),
        ([("Country", "IN"), ("Network", "")], 451),
        ([("Country", "FR"), ("Network", "tor")], 403),
    ] {
        let facts: Vec<_> =
            facts.into_iter().filter(|(_, value)| !value.is_empty()).chain(clean).collect();
        let answer = ask(&both, &facts).await;
        assert_eq!(answer.0, status, "{facts:?}: {}", answer.1);
        if facts[0].1 != "BR" {
            assert_eq!(answer, ask(&own, &facts).await, "{facts:?}");
        }
    }
    let tallest = |manifest: &str| {
        let heights = manifest.lines().filter_map(|line| {
            let (_, size) = line.split_once("RESOLUTION=")?;
            let (_, height) = size.split(',').next()?.split_once('x')?;
            height.parse::<u32>().ok()
        });
        heights.max()
    };
    let at = async |device, intensity| {
        let facts = [("Country", "FR"), ("Device", device), ("Intensity", intensity)];
        let (status, manifest) = ask(&both, &facts).await;
        assert_eq!(status, StatusCode::OK, "{manifest}");
        manifest
    };
    // The grid is dirty: the bands in Python take lines, fewer from a television.
    assert_eq!(tallest(&at("tv", "40").await), Some(2160));
    assert!(at("tv", "40").await.contains("VIDEO-RANGE=PQ"));
    assert!(!at("tv", "300").await.contains("VIDEO-RANGE=PQ"));
    assert_eq!(tallest(&at("tv", "480").await), Some(1080));
    assert_eq!(tallest(&at("mobile", "480").await), Some(720));
}

/// The cases of a project, in the sandbox.
fn cases(made: Made) {
    let Some(folder) = made.build(made.name) else { return };
    let output = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["test", "cases.toml"])
        .current_dir(folder)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}: {}", made.name, String::from_utf8_lossy(&said));
}

#[test]
fn cases_in_javascript() {
    cases(JAVASCRIPT);
}

#[test]
fn cases_in_python() {
    cases(PYTHON);
}

#[test]
fn what_new_makes_in_javascript() {
    cases(NEW_JAVASCRIPT);
}

#[test]
fn what_new_makes_in_python() {
    cases(NEW_PYTHON);
}
