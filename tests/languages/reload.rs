//! `tidegate dev` with a function that brings an interpreter along, after a change of its source.

use std::fs;
use std::time::{Duration, Instant};

use tidegate_tests::client::get;
use tidegate_tests::node::Process;

use crate::made::{JAVASCRIPT, Made, NEW_PYTHON};

/// A debug build compiles an interpreter for a minute or two.
const WITHIN: Duration = Duration::from_secs(600);

/// A change is served this many times faster than the start took, at least: it is some thirty
/// times in a release build, and the compiler is not all that a debug build is slower in.
const FASTER: u32 = 5;

/// Builds the function with a change that lets viewers in India watch, and puts it in the place
/// of the one that is served.
async fn reload(made: Made, from: &str, to: &str) {
    let Some(built) = made.build(made.name) else { return };
    let changed = made.changed(&built, from, to);
    let component = format!("{}.wasm", made.name);
    let folder = tempfile::tempdir().unwrap();
    for file in [&component, "cases.toml", "config.toml"] {
        fs::copy(built.join(file), folder.path().join(file)).unwrap();
    }
    let start = Instant::now();
    let path = folder.path().to_str().unwrap();
    let node = ["dev", "--listen", "127.0.0.1:0", "--function", path];
    let node = Process::start(env!("CARGO_BIN_EXE_tidegate"), &node).await.unwrap();
    let started = start.elapsed();
    assert_eq!(status(&node).await, 451);
    let replaced = |component: &[u8], name: &str| {
        // Whole or not at all.
        let half = folder.path().join("half");
        fs::write(&half, component).unwrap();
        fs::rename(&half, folder.path().join(name)).unwrap();
        Instant::now()
    };
    for (component_now, expected) in
        [(&changed, 200), (&fs::read(built.join(&component)).unwrap(), 451), (&changed, 200)]
    {
        let begun = replaced(component_now, &component);
        while status(&node).await != expected {
            assert!(begun.elapsed() < WITHIN, "{}", node.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let took = begun.elapsed();
        assert!(took < started / FASTER, "{took:?} after {started:?}: {}", node.log());
    }
    node.stop().await.unwrap();
}

async fn status(node: &Process) -> u16 {
    let url = format!("{}/tide/main.m3u8", node.url);
    get(&url, &[("Tidegate-Debug-Country", "IN")]).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_change_in_javascript_is_served_at_once() {
    let from = "!licence.countries.has(country)";
    reload(JAVASCRIPT, from, &format!("{from} && country !== \"IN\"")).await;
}

#[tokio::test]
async fn a_change_in_python_is_served_at_once() {
    let from = "facts.country in countries";
    reload(NEW_PYTHON, from, &format!("{from} | {{\"IN\"}}")).await;
}
