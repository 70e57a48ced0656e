//! Candidates that answer some viewers, and always the same.

use crate::node::{FILM, Node, digests};
use crate::recipe::Recipe;
use crate::workshop::Workshop;

/// A node that runs version 1 and tries version 2, and the digests of version 1.
async fn trying(shop: &Workshop, more: &[&str]) -> (Node, Vec<String>) {
    let node = shop.node().await;
    let one = shop.ready(&Recipe::of(1)).await;
    node.deploy(&one, &[]).await.done();
    let running = node.digests().await;
    let two = shop.ready(&Recipe::of(2)).await;
    node.deploy(&two, more).await.done();
    (node, running)
}

/// Whether the candidate answers, with all of its functions.
async fn tried(node: &Node, running: &[String], path: &str, headers: &[(&str, &str)]) -> bool {
    let answer = node.ask_as(path, headers).await;
    assert_eq!(answer.status(), 200);
    let answered = digests(&answer);
    let same = answered.iter().filter(|digest| running.contains(digest)).count();
    assert!(same == 0 || same == 4, "a mixture: {answered:?}");
    same == 0
}

#[tokio::test]
async fn a_share_of_the_sessions() {
    let shop = Workshop::open().await;
    let (node, running) = trying(&shop, &["--canary", "25"]).await;
    for by_session in [true, false] {
        let mut candidates = 0;
        for viewer in 0..200 {
            let session = format!("1795000000.session-{viewer}");
            let agent = format!("Player/{viewer}");
            let mut headers = vec![("x-forwarded-for", "192.0.2.1")];
            headers.push(match by_session {
                true => ("tidegate-session", &session),
                false => ("user-agent", &agent),
            });
            let first = tried(&node, &running, FILM, &headers).await;
            candidates += u32::from(first);
            // Other addresses and other manifests of the session.
            let elsewhere = [("x-forwarded-for", "192.0.2.70"), headers[1]];
            let again = if by_session { &elsewhere[..] } else { &headers[..] };
            for path in ["/tide/main.mpd", FILM] {
                assert_eq!(tried(&node, &running, path, again).await, first, "{viewer}");
            }
        }
        // 50 are to be expected, with a standard deviation of 6.
        assert!((30..=70).contains(&candidates), "{candidates}");
    }
    // A share of zero is no canary.
    let out = format!("oci:{}:2", shop.text("out"));
    let said = node.deploy(&out, &["--canary", "0"]).await;
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("expected a percentage from 0.01 to 100"), "{said:?}");
    let said = node.deploy(&out, &["--canary", "100", "--region", "de"]).await.refused();
    assert!(said.contains("`regions`: found \"de\""), "{said}");
}

#[tokio::test]
async fn a_route() {
    let shop = Workshop::open().await;
    let (node, running) = trying(&shop, &["--route", "/second/"]).await;
    let viewer = [("x-forwarded-for", "192.0.2.1")];
    assert!(tried(&node, &running, "/second/tide/main.m3u8", &viewer).await);
    assert!(!tried(&node, &running, FILM, &viewer).await);
    let out = format!("oci:{}:2", shop.text("out"));
    let said = node.deploy(&out, &["--route", "/third/"]).await.refused();
    assert!(said.contains("found \"/third/\", expected of /second/, /"), "{said}");
    // What was tried is tried on.
    assert!(tried(&node, &running, "/second/tide/main.m3u8", &viewer).await);
}

#[tokio::test]
async fn a_region() {
    let shop = Workshop::open().await;
    let (node, running) = trying(&shop, &["--region", "JP", "--region", "US-CA"]).await;
    for (address, candidate) in [
        ("198.51.100.115", true),
        ("198.51.100.3", true),
        ("192.0.2.1", false),
        ("192.0.2.100", false),
    ] {
        let viewer = [("x-forwarded-for", address)];
        assert_eq!(tried(&node, &running, FILM, &viewer).await, candidate, "{address}");
    }
    let told = node.operate(&["status"]).await.done();
    assert!(told.contains("regions: JP, US-CA"), "{told}");
}
