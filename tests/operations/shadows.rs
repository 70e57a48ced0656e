//! Candidates that are asked beside what runs.

use serde_json::Value;

use crate::node::{FILM, Node};
use crate::recipe::Recipe;
use crate::workshop::Workshop;

/// What of a viewer must be nowhere but at the functions.
const SECRETS: [(&str, &str); 6] = [
    ("x-forwarded-for", "198.51.100.115"),
    ("cookie", "euconsent-v2=CQraFkAQraFkA__ABBDECgFgAP_gAAAAAAYgAAAAAAAA.IAAA"),
    ("tidegate-session", "1795000000.kim-from-osaka"),
    ("authorization", "Bearer kims-own-token"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"),
    ("accept-language", "ja-Kana,ain;q=0.3"),
];

async fn trying(shop: &Workshop, more: &[&str]) -> Node {
    let node = shop.node().await;
    let one = shop.ready(&Recipe::of(1)).await;
    node.deploy(&one, &[]).await.done();
    let two = shop.ready(&Recipe::of(2).narrower_in_japan()).await;
    node.deploy(&two, more).await.done();
    node
}

fn count(status: &Value, what: &str) -> u64 {
    status["rollout"]["so-far"][what].as_u64().unwrap()
}

#[tokio::test]
async fn a_shadow_counts_differences_and_answers_nobody() {
    let shop = Workshop::open().await;
    let node = trying(&shop, &["--shadow"]).await;
    let path = format!("{FILM}?token=kims-second-token");
    let first = node.digests().await;
    let mut asked = 1;
    // One at a time: a comparison that has no time for a viewer counts as skipped.
    let mut status = Value::Null;
    for _ in 0..20 {
        for headers in [&[("x-forwarded-for", "192.0.2.1")][..], &SECRETS] {
            let answer = node.ask_as(&path, headers).await;
            assert_eq!(answer.status(), 200);
            let digests = crate::node::digests(&answer);
            assert_eq!(digests, first, "the candidate answered a viewer");
            asked += 1;
            status = node
                .until(|status| count(status, "compared") + count(status, "skipped") == asked)
                .await;
        }
    }
    assert_eq!(status["rollout"]["candidate"]["version"], 2);
    assert_eq!(status["running"]["version"], 1);
    assert_eq!(count(&status, "skipped"), 0);
    assert_eq!(count(&status, "compared"), 41);
    assert_eq!(count(&status, "different"), 20, "{status}");
    let so_far = &status["rollout"]["so-far"];
    // A narrower licence makes another verdict and another manifest.
    assert_eq!(so_far["differing"]["geo-licensing"], 20);
    assert_eq!(so_far["differing"]["manifest"], 20, "{so_far}");
    assert_eq!(so_far["differing"].as_object().unwrap().len(), 2);
    assert_eq!(so_far["current"]["answered"], 41);
    assert_eq!(so_far["candidate"]["answered"], 41);
    assert_eq!(so_far["candidate"]["failed"], 0);

    let text = node.operate(&["status", "--differences", "--json"]).await.done();
    let differences: Value = serde_json::from_str(&text).unwrap();
    let verdict = &differences[0];
    assert_eq!(verdict["what"], "geo-licensing");
    assert_eq!(verdict["asset"], "tide/main.m3u8");
    assert_eq!(verdict["country"], "JP");
    assert_eq!(verdict["device"], "desktop");
    assert_eq!(verdict["was"]["allow"]["max-height"], 1080, "{verdict}");
    assert_eq!(verdict["is"]["allow"]["max-height"], 432, "{verdict}");
    let told = node.operate(&["status", "--differences"]).await.done();
    let log = node.process.stop().await.unwrap();
    for said in [&text, &told, &log] {
        for secret in SECRETS.map(|(_, value)| value) {
            assert!(!said.contains(secret), "{secret}: {said}");
        }
        for part in ["kim", "198.51", "CQraFk", "Firefox", "ain;", "second-token"] {
            assert!(!said.contains(part), "{part}: {said}");
        }
    }
}

#[tokio::test]
async fn a_candidate_is_promoted_and_rolled_back() {
    let shop = Workshop::open().await;
    let node = trying(&shop, &["--shadow"]).await;
    let one = node.digests().await;
    let told = node.operate(&["status"]).await.done();
    assert!(told.contains("candidate  acme/eu 2 (sha256:"), "{told}");
    node.operate(&["promote"]).await.done();
    let status = node.status().await;
    assert_eq!(status["running"]["version"], 2);
    assert!(status["rollout"].is_null());
    let two = node.digests().await;
    assert_ne!(one, two);
    node.operate(&["rollback"]).await.done();
    assert_eq!(node.digests().await, one);
}

#[tokio::test]
async fn a_rollback_or_a_restart_ends_a_rollout() {
    let shop = Workshop::open().await;
    let node = trying(&shop, &["--canary", "100"]).await;
    let two = node.digests().await;
    node.operate(&["rollback"]).await.done();
    let one = node.digests().await;
    assert_ne!(one, two);
    let status = node.status().await;
    assert_eq!(status["running"]["version"], 1);
    assert!(status["rollout"].is_null() && status["halted"].is_null());

    let out = format!("oci:{}:2", shop.text("out"));
    node.deploy(&out, &["--canary", "100"]).await.done();
    assert_eq!(node.digests().await, two);
    node.process.stop().await.unwrap();
    let node = shop.node().await;
    assert_eq!(node.digests().await, one);
    let status = node.status().await;
    assert_eq!(status["running"]["version"], 1);
    assert!(status["rollout"].is_null());
}
