//! Methods, versions of HTTP, and paths and heads that are refused.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Version};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tidegate_demo::MAIN;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::recorder::{Answer, answer, playlist};
use crate::setup::Setup;

fn origin(target: &str) -> Answer {
    match target {
        "/base/main.m3u8" => playlist(MAIN),
        "/base/part.m4s" => answer("200 OK", &["content-type: video/mp4"], "part"),
        // What a server does that decodes before it looks a file up.
        "/base/main.m3u%38" | "/base/%6dain" => {
            answer("200 OK", &["content-type: text/plain"], MAIN)
        }
        _ => answer("404 Not Found", &[], ""),
    }
}

#[tokio::test]
async fn what_is_spoken_and_what_is_refused() {
    let setup = Setup::permissive(origin).await;
    both_versions_keep_their_connection(&setup).await;
    only_reading_is_served(&setup).await;
    ambiguous_paths_reach_nobody(&setup).await;
    large_heads_are_refused(&setup).await;
    nonsense_is_survived(&setup).await;
    setup.node.stop().await.unwrap();
}

fn address(setup: &Setup) -> SocketAddr {
    setup.node.url.trim_start_matches("http://").parse().unwrap()
}

/// Writes bytes and returns all that comes back before the end, which has to come.
async fn exchange(setup: &Setup, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address(setup)).await.unwrap();
    // The node may refuse before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut back = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut back)).await;
    // A reset after the answer is an end as well.
    assert!(end.is_ok(), "the node keeps the connection open");
    String::from_utf8_lossy(&back).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

async fn both_versions_keep_their_connection(setup: &Setup) {
    // Two requests over one connection; the second asks for its end.
    let get = "GET /vod/main.m3u8 HTTP/1.1\r\nhost: a\r\n";
    let both = exchange(setup, format!("{get}\r\n{get}connection: close\r\n\r\n").as_bytes()).await;
    assert_eq!(both.matches("HTTP/1.1 200 OK").count(), 2, "{both}");
    assert_eq!(both.matches(MAIN).count(), 2);
    // HTTP/2 by prior knowledge, many requests at once.
    let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http::<Full<Bytes>>();
    let mut answers = tokio::task::JoinSet::new();
    for _ in 0..20 {
        answers.spawn(client.get(setup.url("/vod/main.m3u8").parse().unwrap()));
    }
    while let Some(answer) = answers.join_next().await {
        let answer = answer.unwrap().unwrap();
        assert_eq!((answer.status().as_u16(), answer.version()), (200, Version::HTTP_2));
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), MAIN);
    }
    // HTTP/1.0 without a host.
    let old = exchange(setup, b"GET /vod/main.m3u8 HTTP/1.0\r\n\r\n").await;
    assert_eq!(status(&old), "200");
    // The target with scheme and authority, as to a proxy.
    let absolute = "GET http://b.example/vod/main.m3u8 HTTP/1.1\r\nhost: b.example\r\nconnection: close\r\n\r\n";
    assert_eq!(status(&exchange(setup, absolute.as_bytes()).await), "200");
}

async fn only_reading_is_served(setup: &Setup) {
    for version in [1, 2] {
        let client = Client::builder(TokioExecutor::new()).http2_only(version == 2).build_http();
        let ask = async |method: Method, path: &str, body: &'static str| {
            let request = Request::builder().method(method).uri(setup.url(path));
            let request = request.body(Full::new(Bytes::from_static(body.as_bytes()))).unwrap();
            let what = format!("{} {path} over HTTP/{version}", request.method());
            let (head, body) = client.request(request).await.unwrap().into_parts();
            let body = body.collect().await.unwrap_or_else(|error| panic!("{what}: {error:?}"));
            (head, body.to_bytes())
        };
        for (path, length) in [("/vod/main.m3u8", MAIN.len()), ("/vod/part.m4s", 4)] {
            let (head, body) = ask(Method::HEAD, path, "").await;
            assert_eq!((head.status.as_u16(), body.len()), (200, 0), "{path}");
            assert_eq!(head.headers["content-length"], length.to_string(), "{path}");
        }
        setup.origin.taken();
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::TRACE] {
            let (head, body) = ask(method.clone(), "/vod/main.m3u8", "a body").await;
            assert_eq!(head.status, 405, "{method}");
            assert_eq!(head.headers["allow"], "GET, HEAD", "{method}");
            assert!(str::from_utf8(&body).unwrap().contains("method-not-allowed"));
        }
        assert_eq!(setup.origin.taken(), Vec::<String>::new());
    }
}

async fn ambiguous_paths_reach_nobody(setup: &Setup) {
    setup.origin.taken();
    let long = format!("/vod/{}.m3u8", "a".repeat(3000));
    for path in [
        "/vod/../main.m3u8",
        "/vod/./main.m3u8",
        "/vod/..",
        "/vod/%2e%2e/main.m3u8",
        "/vod/.%2E/main.m3u8",
        "/vod/a%2fmain.m3u8",
        "/vod/a%2Fmain.m3u8",
        "/vod/a%5cmain.m3u8",
        "/vod/a\\main.m3u8",
        "/vod//main.m3u8",
        "//vod/main.m3u8",
        "/vod/main.m3u8%00",
        "/vod/a%00.m4s",
        "/vod/main%252em3u8",
        "/vod/main.m3u8%",
        "/vod/main.m3u8%zz",
        "/vod/main.m3u8\0",
        // Letters that need no encoding: a playlist that does not look like one, an
        // asset that no rule's pattern matches.
        "/vod/main.m3u%38",
        "/vod/%6dain",
        long.as_str(),
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        let answer = exchange(setup, request.as_bytes()).await;
        assert_eq!(status(&answer), "400", "{path}: {answer}");
    }
    let elsewhere = setup.get("/elsewhere/main.m3u8", &[]).await;
    assert_eq!(elsewhere.status(), 404);
    assert!(str::from_utf8(elsewhere.body()).unwrap().contains("no-route"));
    assert_eq!(setup.origin.taken(), Vec::<String>::new());
}

async fn large_heads_are_refused(setup: &Setup) {
    setup.origin.taken();
    let large = "x".repeat(64 << 10);
    let request = format!("GET /vod/main.m3u8 HTTP/1.1\r\nhost: a\r\nx-large: {large}\r\n\r\n");
    assert_eq!(status(&exchange(setup, request.as_bytes()).await), "431");
    let many = "x-many: x\r\n".repeat(500);
    let request = format!("GET /vod/main.m3u8 HTTP/1.1\r\nhost: a\r\n{many}\r\n");
    assert_eq!(status(&exchange(setup, request.as_bytes()).await), "431");
    let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    let request = Request::get(setup.url("/vod/main.m3u8")).header("x-large", large);
    // HTTP/2 answers 431 or resets the stream.
    if let Ok(answer) = client.request(request.body(Full::new(Bytes::new())).unwrap()).await {
        assert_eq!(answer.status(), 431);
    }
    // A consent string beyond what the contract takes.
    let consent = "C".repeat(5000);
    let refused = setup.get("/vod/main.m3u8", &[("tidegate-tc-string", &consent)]).await;
    assert_eq!(refused.status(), 400);
    assert!(!str::from_utf8(refused.body()).unwrap().contains("CCC"));
    assert_eq!(setup.origin.taken(), Vec::<String>::new());
}

async fn nonsense_is_survived(setup: &Setup) {
    for nonsense in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello, TLS"[..],
        b"GET\r\n\r\n",
        b"GET /vod/main.m3u8 HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nand then not HTTP/2 at all",
        b"GET /vod/main.m3u8 HTTP/1.1\r\nhost: a\r\n bad: folding\r\n\r\n",
    ] {
        let answer = exchange(setup, nonsense).await;
        assert_ne!(status(&answer), "200", "{answer}");
    }
    assert_eq!(setup.get("/vod/main.m3u8", &[]).await.status(), 200);
}

/// Connections that never ask: nothing at all, half of what HTTP/2 starts with, half
/// a head. Each is closed, so none keeps another viewer's place.
#[tokio::test]
async fn silence_is_ended() {
    let setup = Setup::permissive(origin).await;
    let silent = async |bytes: &[u8]| exchange(&setup, bytes).await;
    let (nothing, preface, head) = tokio::join!(
        silent(b""),
        silent(b"PRI * HTT"),
        silent(b"GET /vod/main.m3u8 HTTP/1.1\r\nhost:")
    );
    for answer in [nothing, preface, head] {
        assert_ne!(status(&answer), "200");
    }
    setup.node.stop().await.unwrap();
}
