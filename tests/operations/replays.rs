//! `tidegate replay`: a candidate is asked before it is deployed.

use std::time::Duration;

use serde_json::Value;
use tidegate_tests::registry::{Doors, Registry};

use crate::recipe::Recipe;
use crate::workshop::{Workshop, tidegate};

/// Replays a Japanese viewer's record, and returns the exit code and what changed in `what`.
async fn replayed(records: &str, bundle: &str, what: &str) -> (Option<i32>, u64) {
    let said = tidegate(&["replay", records, "--bundle", bundle, "--json"]).await;
    let told: Value =
        serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{bundle}: {}", said.err));
    (said.code, told["functions"][what]["changed"].as_u64().unwrap())
}

#[tokio::test]
async fn a_bundle_wherever_it_is() {
    let shop = Workshop::open().await;
    let records = shop.text("records.jsonl");
    for address in ["198.51.100.115", "192.0.2.1"] {
        let explain = ["explain", crate::node::FILM, "--ip", address, "--record", &records];
        tidegate(&explain).await.done();
    }
    let narrower = Recipe::of(2).narrower_in_japan();
    let file = narrower.write(&shop.path("sources"));
    let same = Recipe::of(1).write(&shop.path("same"));
    let mut places = vec![file.to_str().unwrap().to_owned(), shop.ready(&narrower).await];
    if let Some(registry) = Registry::start("operations", Doors::Open).await.unwrap() {
        let there = format!("{}/acme/eu:2", registry.host);
        let digest = shop.build(&narrower, &there).await;
        for reference in [there, format!("{}/acme/eu@{digest}", registry.host)] {
            assert_eq!(replayed(&records, &reference, "geo-licensing").await, (Some(1), 1));
        }
    }
    places.push(shop.text("out"));
    for place in &places {
        assert_eq!(replayed(&records, place, "geo-licensing").await, (Some(1), 1), "{place}");
        assert_eq!(replayed(&records, place, "consent").await, (Some(1), 0), "{place}");
    }
    let same = same.to_str().unwrap();
    assert_eq!(replayed(&records, same, "geo-licensing").await, (Some(0), 0));

    let replay =
        async |bundle: &str| tidegate(&["replay", &records, "--bundle", bundle]).await.failed();
    let none = replay(&shop.text("nowhere")).await;
    assert!(none.contains("expected an OCI image layout"), "{none}");
    let node = shop.node().await;
    let of_a_node = replay(&shop.text("tidegate.toml")).await;
    assert!(of_a_node.contains("name the bundle itself"), "{of_a_node}");
    drop(node);
}

/// What a node has decided for its viewers, before anything is tried on them.
#[tokio::test]
async fn what_a_node_records() {
    let shop = Workshop::open().await;
    let node = shop.node_with("", "[records]\nfile = \"decided.jsonl\"\nshare = 100").await;
    // Nothing is deployed: nothing decides, and nothing is written down.
    assert_eq!(node.ask().await.status(), 503);
    let one = shop.ready(&Recipe::of(1)).await;
    node.deploy(&one, &[]).await.done();
    for _ in 0..3 {
        for address in ["198.51.100.115", "192.0.2.1"] {
            let headers = [("x-forwarded-for", address), ("user-agent", "Secret/1.0")];
            assert_eq!(node.ask_as(crate::node::FILM, &headers).await.status(), 200);
        }
    }
    let file = shop.path("decided.jsonl");
    let of =
        |text: &str, function: &str| text.matches(&format!("\"function\":\"{function}\"")).count();
    let written = async {
        loop {
            let text = std::fs::read_to_string(&file).unwrap();
            if of(&text, "manifest-rewriting") == 6 {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let text = tokio::time::timeout(Duration::from_secs(30), written).await.unwrap();
    assert_eq!(of(&text, "geo-licensing"), 6, "{text}");
    for secret in ["198.51.100", "192.0.2", "Secret", "127.0.0.1", "main.m3u8?"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let narrower = shop.ready(&Recipe::of(2).narrower_in_japan()).await;
    let (records, changed) = (shop.text("decided.jsonl"), "geo-licensing");
    let same = shop.text("same");
    let same = Recipe::of(1).write(same.as_ref());
    assert_eq!(replayed(&records, same.to_str().unwrap(), changed).await, (Some(0), 0));
    // Every second viewer is in Japan.
    assert_eq!(replayed(&records, &narrower, changed).await, (Some(1), 3));
}
