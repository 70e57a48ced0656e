//! Candidates that go beyond their bounds: what ran answers everybody again.

use serde_json::Value;
use tidegate_pipeline::FunctionKind;

use crate::guests::{failing, slow};
use crate::node::{FILM, Node};
use crate::recipe::Recipe;
use crate::workshop::Workshop;

const JAPAN: &str = "198.51.100.115";
const FRANCE: &str = "192.0.2.1";

/// A node that runs version 1 and tries another, and the digests of version 1.
async fn trying(shop: &Workshop, candidate: Recipe, more: &[&str]) -> (Node, Vec<String>) {
    let node = shop.node().await;
    let one = shop.ready(&Recipe::of(1)).await;
    node.deploy(&one, &[]).await.done();
    let running = node.digests().await;
    let candidate = shop.ready(&candidate).await;
    node.deploy(&candidate, &[&["--after", "20"], more].concat()).await.done();
    (node, running)
}

/// Asks until the rollout is halted; the statuses of the answers and why.
async fn halted(node: &Node, address: &str) -> (Vec<u16>, String) {
    let mut statuses = Vec::new();
    let mut status = Value::Null;
    for _ in 0..40 {
        for _ in 0..10 {
            let answer = node.ask_as(FILM, &[("x-forwarded-for", address)]).await;
            statuses.push(answer.status().as_u16());
        }
        status = node.status().await;
        if let Some(why) = status["halted"].as_str() {
            assert!(status["rollout"].is_null(), "{status}");
            assert_eq!(status["running"]["version"], 1);
            let told = node.operate(&["status"]).await.done();
            assert!(told.contains(&format!("halted     {why}")), "{told}");
            assert!(node.process.log().contains("the rollout is halted"));
            return (statuses, why.to_owned());
        }
    }
    panic!("it is never halted: {status}");
}

#[tokio::test]
async fn a_canary_that_fails() {
    let shop = Workshop::open().await;
    let geo = FunctionKind::GeoLicensing;
    let candidate = Recipe::of(2).with(geo, failing(geo));
    let (node, running) = trying(&shop, candidate, &["--canary", "100"]).await;
    let (statuses, why) = halted(&node, FRANCE).await;
    assert!(why.starts_with("100.00 % of its "), "{why}");
    // No more than had to be waited for, and comparisons are none of viewers.
    let failed = statuses.iter().filter(|status| **status == 503).count();
    assert!((1..=20).contains(&failed), "{statuses:?}");
    assert_eq!(statuses[failed..].iter().find(|status| **status != 200), None);
    assert_eq!(node.digests().await, running);
    // The next deploy says no more of it.
    let three = shop.ready(&Recipe::of(3)).await;
    node.deploy(&three, &[]).await.done();
    assert!(node.status().await["halted"].is_null());
}

#[tokio::test]
async fn a_shadow_that_fails() {
    let shop = Workshop::open().await;
    let geo = FunctionKind::GeoLicensing;
    let candidate = Recipe::of(2).with(geo, failing(geo));
    let (node, running) = trying(&shop, candidate, &["--shadow"]).await;
    let (statuses, why) = halted(&node, FRANCE).await;
    assert!(why.starts_with("100.00 % of its "), "{why}");
    assert_eq!(statuses.iter().find(|status| **status != 200), None, "viewers noticed");
    assert_eq!(node.digests().await, running);
    let none = node.operate(&["promote"]).await.refused();
    assert!(none.contains("the rollout was halted: 100.00 % of its "), "{none}");
}

#[tokio::test]
async fn a_candidate_that_is_slow() {
    let shop = Workshop::open().await;
    let cap = FunctionKind::CarbonCap;
    let candidate = Recipe::of(2).with(cap, slow(cap));
    let (node, running) =
        trying(&shop, candidate, &["--shadow", "--most-slower", "2", "--most-errors", "100"]).await;
    let (_, why) = halted(&node, FRANCE).await;
    assert!(why.starts_with("its calls take up to "), "{why}");
    assert_eq!(node.digests().await, running);
}

#[tokio::test]
async fn a_candidate_that_differs() {
    let shop = Workshop::open().await;
    let candidate = Recipe::of(2).narrower_in_japan();
    let (node, running) =
        trying(&shop, candidate, &["--canary", "50", "--most-different", "10"]).await;
    for _ in 0..40 {
        node.ask_as(FILM, &[("x-forwarded-for", FRANCE)]).await;
    }
    assert!(node.status().await["halted"].is_null());
    let (statuses, why) = halted(&node, JAPAN).await;
    assert!(why.contains("answers differ, and 10 % may"), "{why}");
    assert_eq!(statuses.iter().find(|status| **status != 200), None);
    assert_eq!(node.digests().await, running);
}
