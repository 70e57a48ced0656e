//! Who may operate a node, and one at a time.

use std::time::Duration;

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use serde_json::{Value, json};
use tidegate_access::Token;

use crate::node::Node;
use crate::recipe::Recipe;
use crate::workshop::{Workshop, tidegate};

pub fn client() -> reqwest::Client {
    // Another test may have set it already, to the same.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// POSTs JSON with one more header, and returns the status and what is refused.
async fn post(node: &Node, path: &str, body: &Value, header: (&str, &str)) -> (u16, String) {
    let answer = client()
        .post(format!("{}{path}", node.admin))
        .header("content-type", "application/json")
        .header(header.0, header.1)
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let told: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    (status, told["refused"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn whoever_has_a_token() {
    let shop = Workshop::open().await;
    let (token, other) = (Token::generate().unwrap(), Token::generate().unwrap());
    std::fs::write(shop.path("tokens"), format!("alice {}\n", token.digest())).unwrap();
    std::fs::write(shop.path("alice"), token.reveal()).unwrap();
    std::fs::write(shop.path("mallory"), other.reveal()).unwrap();
    let node = shop.node_with("", "tokens = \"tokens\"").await;
    let none = node.operate(&["status"]).await.refused();
    assert!(none.contains("`Authorization: Bearer …` is needed"), "{none}");
    for command in ["status", "promote", "rollback"] {
        let wrong = node.operate(&[command, "--token-file", &shop.text("mallory")]).await.refused();
        assert!(wrong.contains("the token is not known here"), "{wrong}");
    }
    let one = shop.ready(&Recipe::of(1)).await;
    let wrong = node.deploy(&one, &["--token-file", &shop.text("mallory")]).await.refused();
    assert!(wrong.contains("the token is not known here"), "{wrong}");
    let (status, _) = post(&node, "/v1/rollback", &json!({}), ("accept", "*/*")).await;
    assert_eq!(status, 401);
    // It is not told to whoever listens on the way.
    let open = ["status", "--node", "http://192.0.2.9:7070", "--token-file", &shop.text("alice")];
    let told = tidegate(&open).await.refused();
    assert!(told.contains("by https alone"), "{told}");
    let right = ["--token-file", &shop.text("alice")];
    node.deploy(&one, &right).await.done();
    let told = node.operate(&[&["status"], &right[..]].concat()).await.done();
    assert!(told.contains("running    acme/eu 1"), "{told}");
    let log = node.process.stop().await.unwrap();
    assert!(log.contains("alice"), "{log}");
    assert!(!log.contains(token.reveal()) && !log.contains(other.reveal()));
}

#[tokio::test]
async fn no_web_page() {
    let shop = Workshop::open().await;
    let node = shop.node().await;
    let asked = json!({ "reference": "oci:/tmp" });
    for (header, words) in [
        (("origin", "http://127.0.0.1"), "`Origin`"),
        (("sec-fetch-site", "cross-site"), "`Sec-Fetch-Site`"),
        (("x-forwarded-for", "192.0.2.1"), "behind a proxy"),
    ] {
        for path in ["/v1/deploy", "/v1/promote", "/v1/rollback"] {
            let (status, why) = post(&node, path, &asked, header).await;
            assert_eq!(status, 403, "{why}");
            assert!(why.contains(words), "{why}");
        }
    }
    let host = client().get(format!("{}/v1/status", node.admin));
    let rebound = host.header("host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), 403);
}

#[tokio::test]
async fn whoever_has_a_certificate() {
    let shop = Workshop::open().await;
    let authority = || {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    };
    let certified = |by: &CertifiedIssuer<'static, KeyPair>| {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        (params.signed_by(&key, by).unwrap().pem(), key.serialize_pem())
    };
    let (servers, clients, others) = (authority(), authority(), authority());
    let write = |name: &str, text: &str| std::fs::write(shop.path(name), text).unwrap();
    let (certificate, key) = certified(&servers);
    write("server.pem", &certificate);
    write("server.key", &key);
    write("servers.pem", &servers.pem());
    write("clients.pem", &clients.pem());
    for (name, by) in [("alice.pem", &clients), ("mallory.pem", &others)] {
        let (certificate, key) = certified(by);
        write(name, &(certificate + &key));
    }
    let admin = "certificate = \"server.pem\"\nkey = \"server.key\"\n\
        client-authority = \"clients.pem\"";
    let node = shop.node_with("", admin).await;
    assert!(node.admin.starts_with("https://127.0.0.1:"), "{}", node.admin);
    let (authority, alice) = (shop.text("servers.pem"), shop.text("alice.pem"));
    let known = ["--authority", &authority];
    let one = shop.ready(&Recipe::of(1)).await;
    node.deploy(&one, &["--authority", &authority, "--identity", &alice]).await.done();
    assert_eq!(node.digests().await.len(), 4);
    node.operate(&[&["status"], &known[..]].concat()).await.refused();
    let mallory = shop.text("mallory.pem");
    node.operate(&["status", "--authority", &authority, "--identity", &mallory]).await.refused();
    // A node that nobody vouches for is not asked.
    node.operate(&["status", "--identity", &alice]).await.refused();
}

#[tokio::test]
async fn one_at_a_time() {
    let shop = Workshop::bare().await;
    let node = shop.node().await;
    let (one, two) =
        (shop.ready(&Recipe::of(1).with_cases()).await, shop.ready(&Recipe::of(2)).await);
    let deploying = node.deploy(&one, &[]);
    let meanwhile = async {
        let seen = async { while node.status().await["deploying"] != true {} };
        tokio::time::timeout(Duration::from_secs(30), seen).await.unwrap();
        let busy = node.deploy(&two, &[]).await.refused();
        assert!(busy.contains("another deploy is under way"), "{busy}");
        // Nobody waits for it who goes back, or ends what is tried.
        for (path, body, why) in [
            ("/v1/deploy", json!({ "reference": two }), "another deploy is under way"),
            ("/v1/promote", json!({}), "no candidate is being tried"),
            ("/v1/rollback", json!({}), "nothing ran before what runs"),
        ] {
            let said = post(&node, path, &body, ("accept", "*/*")).await;
            assert_eq!(said, (409, why.to_owned()), "{path}");
        }
    };
    let (deployed, ()) = tokio::join!(deploying, meanwhile);
    deployed.done();
    assert_eq!(node.version().await, Some(1));
    let none = node.operate(&["promote"]).await.refused();
    assert!(none.contains("no candidate is being tried"), "{none}");
}

#[tokio::test]
async fn the_way_back_is_open_during_a_deploy() {
    let shop = Workshop::bare().await;
    let node = shop.node().await;
    for version in [1, 2, 2] {
        let bundle = shop.ready(&Recipe::of(version)).await;
        node.deploy(&bundle, &[]).await.done();
    }
    let three = shop.ready(&Recipe::of(3).with_cases()).await;
    let deploying = node.deploy(&three, &[]);
    let meanwhile = async {
        let seen = async { while node.status().await["deploying"] != true {} };
        tokio::time::timeout(Duration::from_secs(30), seen).await.unwrap();
        node.operate(&["rollback"]).await.done();
        let status = node.status().await;
        assert_eq!(
            (&status["running"]["version"], &status["deploying"]),
            (&json!(1), &json!(true))
        );
    };
    let (deployed, ()) = tokio::join!(deploying, meanwhile);
    deployed.done();
    assert_eq!(node.version().await, Some(3));
    // What ran when it came is what it takes the place of.
    node.operate(&["rollback"]).await.done();
    assert_eq!(node.version().await, Some(1));
}
