//! Registries that lie about sizes and digests, never end, or ask for tokens.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use support::hostile::{Answer, Hostile, Request};
use tidegate_bundle::store::Credentials;
use tidegate_bundle::{Artifact, Caps, Digest, Reference, Store};

/// What lies in buffers of the system between us and the server.
const BUFFERED: u64 = 16 << 20;

fn reference(server: &Hostile) -> Reference {
    format!("{}/acme/eu:7", server.address).parse().unwrap()
}

fn store() -> Store {
    Store::default().credentials(Credentials::Anonymous)
}

async fn refused(store: &Store, reference: &Reference) -> String {
    let pull = tokio::time::timeout(Duration::from_secs(60), store.pull(reference));
    pull.await.expect("a pull that ends").unwrap_err().to_string()
}

/// What an honest registry answers.
fn honest(artifact: &Artifact, request: &Request) -> Answer {
    let path = &request.path;
    if path.contains("/manifests/") {
        return Answer::ok(artifact.manifest_bytes().to_vec());
    }
    let digest = path.rsplit('/').next().and_then(|digest| digest.parse::<Digest>().ok());
    match digest.and_then(|digest| artifact.blobs().get(&digest)) {
        Some(blob) => Answer::ok(blob.to_vec()),
        None => Answer::status(404, ""),
    }
}

async fn honest_but(
    lie: impl Fn(&Artifact, &Request) -> Option<Answer> + Send + Sync + 'static,
) -> (Hostile, Artifact) {
    let artifact = support::artifact();
    let served = artifact.clone();
    let answers =
        move |request: &Request| lie(&served, request).unwrap_or_else(|| honest(&served, request));
    (Hostile::serve(answers).await, artifact)
}

#[tokio::test]
async fn the_honest_one_is_believed() {
    let (server, artifact) = honest_but(|_, _| None).await;
    assert_eq!(store().pull(&reference(&server)).await.unwrap(), artifact);
}

#[tokio::test]
async fn nothing_endless_is_read_to_its_end() {
    for (part, status, expected) in [
        ("/manifests/", 200, "the manifest has"),
        ("/manifests/", 500, "status 500"),
        ("/blobs/", 200, "blob sha256:"),
        ("/blobs/", 403, "status 403"),
    ] {
        let (server, _) = honest_but(move |_, request| {
            request.path.contains(part).then(|| Answer::endless(status))
        })
        .await;
        let error = refused(&store(), &reference(&server)).await;
        assert!(error.contains(expected), "{error}");
        assert!(server.sent() < BUFFERED, "{part}: {} bytes were taken", server.sent());
    }
}

#[tokio::test]
async fn an_endless_token_is_not_read_to_its_end() {
    let realm = Hostile::serve(|_| Answer::endless(200)).await;
    let challenge = format!("WWW-Authenticate: Bearer realm=\"http://{}/t\"\r\n", realm.address);
    let server = Hostile::serve(move |_| Answer::status(401, &challenge)).await;
    let error = refused(&store(), &reference(&server)).await;
    assert!(error.ends_with("found no token in the answer"), "{error}");
    assert!(realm.sent() < BUFFERED, "{} bytes were taken", realm.sent());
}

#[tokio::test]
async fn a_wrong_digest_is_refused() {
    // The header of the manifest.
    let wrong = Digest::of(b"other");
    let (server, artifact) = honest_but(move |artifact, request| {
        let mut answer = honest(artifact, request);
        answer.headers.push_str(&format!("Docker-Content-Digest: {wrong}\r\n"));
        request.path.contains("/manifests/").then_some(answer)
    })
    .await;
    let error = refused(&store(), &reference(&server)).await;
    let found = artifact.digest();
    assert_eq!(error, format!("blob {wrong}: found bytes of digest {found}"));

    // Whatever digest is asked for, the same manifest.
    let (server, _) = honest_but(|_, _| None).await;
    let error = refused(&store(), &reference(&server).pinned(wrong)).await;
    assert_eq!(error, format!("blob {wrong}: found bytes of digest {found}"));
}

#[tokio::test]
async fn a_blob_that_ends_early_or_is_announced_longer_is_refused() {
    let (server, artifact) = honest_but(|artifact, request| {
        let mut answer = honest(artifact, request);
        answer.body.pop();
        answer.headers = format!("Content-Length: {}\r\n", answer.body.len());
        request.path.contains("/blobs/").then_some(answer)
    })
    .await;
    let size = artifact.manifest().config.size;
    let error = refused(&store(), &reference(&server)).await;
    assert!(error.contains(&format!("found {} bytes, expected {size}", size - 1)), "{error}");

    let (server, _) = honest_but(|_, request| {
        let headers = "Content-Length: 99999999999\r\n".to_owned();
        let answer = Answer { status: 200, headers, body: vec![0; 4], endless: true };
        request.path.contains("/blobs/").then_some(answer)
    })
    .await;
    let error = refused(&store(), &reference(&server)).await;
    assert!(error.contains(&format!("found 99999999999 bytes, expected {size}")), "{error}");
}

#[tokio::test]
async fn a_manifest_that_promises_too_much_is_refused_before_any_blob_is_asked_for() {
    let layer = |size: u64| {
        let digest = Digest::of(b"");
        format!(r#"{{"mediaType":"x","digest":"{digest}","size":{size}}}"#)
    };
    let manifest = |layers: Vec<String>| {
        let (config, layers) = (layer(2), layers.join(","));
        format!(r#"{{"schemaVersion":2,"config":{config},"layers":[{layers}]}}"#)
    };
    for (text, expected) in [
        (manifest(vec![layer(1); 65]), "lists 65 layers, at most 64"),
        (manifest(vec![layer(u64::MAX); 2]), "at most 1073741824 are taken"),
        (manifest(vec![layer(1 << 29); 3]), "at most 1073741824 are taken"),
        (manifest(vec![]).replace("\"size\":2", "\"size\":2000000"), "the configuration blob has"),
        (manifest(vec![]).replace("sha256:", "sha256:../"), "64 lower-case hexadecimal digits"),
        (manifest(vec![]).replace("\"schemaVersion\":2", "\"schemaVersion\":1"), "found 1"),
        ("[".repeat(1 << 19), "the manifest is malformed"),
        ("null".to_owned(), "the manifest is malformed"),
    ] {
        let server = Hostile::serve(move |_| Answer::ok(text.clone())).await;
        let error = refused(&store(), &reference(&server)).await;
        assert!(error.contains(expected), "{error}");
        assert_eq!(server.requests().len(), 1, "{expected}");
    }
}

#[tokio::test]
async fn a_token_is_fetched_once_and_goes_to_the_registry_alone() {
    let artifact = support::artifact();
    let served = artifact.clone();
    let elsewhere = Hostile::serve(move |request| honest(&served, request)).await;
    let realm = Hostile::serve(|_| Answer::ok(r#"{"token":"t0k"}"#)).await;
    let (served, to, from) = (artifact.clone(), elsewhere.address, realm.address);
    let server = Hostile::serve(move |request| {
        if request.authorization.as_deref() != Some("Bearer t0k") {
            let challenge = format!("Bearer realm=\"http://{from}/token\",service=\"tide\"");
            return Answer::status(401, &format!("WWW-Authenticate: {challenge}\r\n"));
        }
        if request.path.contains("/blobs/") {
            let location = format!("Location: http://localhost:{}{}\r\n", to.port(), request.path);
            return Answer::status(307, &location);
        }
        honest(&served, request)
    })
    .await;
    let basic = Credentials::Basic { user: "tide".to_owned(), password: "ebb".to_owned() };
    let store = Store::default().credentials(basic);
    assert_eq!(store.pull(&reference(&server)).await.unwrap(), artifact);

    let [asked] = &realm.requests()[..] else { panic!("{:?}", realm.requests()) };
    assert_eq!(asked.path, "/token?scope=repository%3Aacme%2Feu%3Apull&service=tide");
    assert_eq!(asked.authorization.as_deref(), Some("Basic dGlkZTplYmI="));
    assert!(elsewhere.requests().iter().all(|request| request.authorization.is_none()));
    assert!(!elsewhere.requests().is_empty());
}

#[tokio::test]
async fn what_a_registry_says_cannot_play_with_a_terminal() {
    let body = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"\\u001b[2Jno\"}]}";
    let server = Hostile::serve(move |_| {
        let mut answer = Answer::ok(body);
        answer.status = 403;
        answer
    })
    .await;
    let error = refused(&store(), &reference(&server)).await;
    assert!(error.ends_with("status 403: DENIED: [2Jno"), "{error}");
}

#[tokio::test]
async fn caps_hold_for_registries() {
    let (server, _) = honest_but(|_, _| None).await;
    for (caps, expected) in [
        (Caps { manifest: 100, ..Caps::default() }, "at most 100 are taken"),
        (Caps { component: 10, ..Caps::default() }, "has 11 bytes, at most 10 are taken"),
    ] {
        let store = Store::new(caps).credentials(Credentials::Anonymous);
        let error = refused(&store, &reference(&server)).await;
        assert!(error.contains(expected), "{error}");
    }
}
