//! `tidegate bench`: what a function costs.

use std::path::Path;

use serde_json::Value;
use tokio::process::Command;

use crate::setup::TIDEGATE;

async fn bench(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(TIDEGATE).arg("bench").args(arguments).output().await.unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn demo_cases(kind: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.join(format!("functions/{kind}/demo.cases.toml")).to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_function_is_measured() {
    let cases = demo_cases("geo-licensing");
    let (code, told) = bench(&[&cases, "--json"]).await;
    assert_eq!(code, Some(0), "{told}");
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["kind"], "geo-licensing");
    assert_eq!((&told["pure"], &told["failed"]), (&Value::from(true), &Value::from(0)));
    assert!(told["cases"].as_u64().unwrap() > 3, "{told}");
    let number = |name: &str| told[name].as_f64().unwrap();
    for name in ["component-bytes", "deploy-ms", "snapshot-bytes", "instantiate-us", "total-us"] {
        assert!(number(name) > 0.0, "{name}: {told}");
    }
    assert!((number("total-us") - number("instantiate-us") - number("call-us")).abs() < 0.01);
    assert_eq!(number("memory-bytes") % 65_536.0, 0.0, "whole pages");

    let (code, text) = bench(&[&cases]).await;
    assert_eq!(code, Some(0), "{text}");
    for line in ["component ", "deploy ", "snapshot ", "instantiate ", "call ", "total ", "memory "]
    {
        assert!(text.lines().any(|told| told.starts_with(line)), "{line}: {text}");
    }
    assert!(text.contains("KiB, pure"), "{text}");
}

#[tokio::test]
async fn what_is_not_pure_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let component = folder.path().join("clock.wasm");
    let text = r#"(component
        (import "wasi:clocks/wall-clock@0.2.0" (instance (export "now" (func)))))"#;
    std::fs::write(&component, wat::parse_str(text).unwrap()).unwrap();
    let (cases, component) = (demo_cases("consent"), component.to_str().unwrap().to_owned());
    let (code, told) = bench(&[&cases, "--function", &component, "--json"]).await;
    assert_eq!(code, Some(1), "{told}");
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["pure"], false);
    assert_eq!(told["imports"], serde_json::json!(["wasi:clocks/wall-clock@0.2.0"]));
    let (code, told) = bench(&[&cases, "--function", &component]).await;
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("not pure: it imports wasi:clocks/wall-clock@0.2.0"), "{told}");
}
