//! What an origin's failures become.

use crate::recorder::{Answer, answer, playlist};
use crate::setup::{Setup, header};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.apple.mpegurl\r\n";

fn origin(target: &str) -> Answer {
    let name = target.trim_start_matches("/base/").trim_end_matches(".m3u8");
    match name {
        "good" => playlist("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na.ts\n"),
        "gone" => answer("410 Gone", &[], ""),
        "broken" => answer("500 Internal Server Error", &[], "a stack trace with secrets"),
        "forbidden" => answer("403 Forbidden", &[], ""),
        "moved" => answer("302 Found", &["location: http://elsewhere.example/"], ""),
        "silent" => Answer::Stall(Vec::new()),
        "stalling" => Answer::Stall(format!("{OK}content-length: 100\r\n\r\n#EXTM3U\n").into()),
        "half" => Answer::Bytes(format!("{OK}content-length: 100\r\n\r\n#EXTM3U\n").into()),
        "cut" => Answer::Bytes(
            format!("{OK}transfer-encoding: chunked\r\n\r\n8\r\n#EXTM3U\n\r\n").into(),
        ),
        "closing" => Answer::Bytes(Vec::new()),
        "noise" => Answer::Bytes(b"\x16\x03\x01 this is no HTTP\r\n\r\n".to_vec()),
        "encoded" => answer("200 OK", &["content-encoding: gzip"], "#EXTM3U\n"),
        "binary" => Answer::Bytes(
            [format!("{OK}content-length: 10\r\n\r\n#EXTM3U\n").as_bytes(), b"\xff\xfe"].concat(),
        ),
        "page" => answer("200 OK", &["content-type: text/html"], "<html>not found</html>"),
        "malformed" => playlist("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n"),
        "large" => playlist(&format!("#EXTM3U\n#{}", "x".repeat(9 << 20))),
        _ => answer("404 Not Found", &[], "a page with secrets"),
    }
}

#[tokio::test]
async fn failures_of_an_origin() {
    let setup = Setup::permissive(origin).await;
    for (name, status, slug) in [
        ("absent", 404, "not-at-origin"),
        ("gone", 410, "not-at-origin"),
        ("broken", 502, "origin-refused"),
        ("forbidden", 502, "origin-refused"),
        ("moved", 502, "origin-refused"),
        ("silent", 504, "origin-timeout"),
        ("stalling", 504, "origin-timeout"),
        ("half", 502, "origin-invalid"),
        ("cut", 502, "origin-invalid"),
        ("closing", 502, "origin-unreachable"),
        ("noise", 502, "origin-unreachable"),
        ("encoded", 502, "origin-invalid"),
        ("binary", 502, "origin-invalid"),
        ("page", 502, "origin-invalid"),
        ("malformed", 502, "origin-invalid"),
        ("large", 502, "origin-invalid"),
    ] {
        let failed = setup.get(&format!("/vod/{name}.m3u8"), &[]).await;
        assert_eq!(failed.status(), status, "{name}");
        assert_eq!(header(&failed, "content-type"), "application/problem+json", "{name}");
        assert_eq!(header(&failed, "cache-control"), "no-store", "{name}");
        let problem: serde_json::Value = serde_json::from_slice(failed.body()).unwrap();
        assert_eq!(problem["type"], format!("urn:tidegate:problem:{slug}"), "{name}");
        let body = str::from_utf8(failed.body()).unwrap();
        assert!(!body.contains("secrets") && !body.contains("127.0.0.1"), "{name}: {body}");
        // Each failure leaves the node as it was.
        assert_eq!(setup.get("/vod/good.m3u8", &[]).await.status(), 200, "after {name}");
    }
    setup.node.stop().await.unwrap();
}

/// Nobody listens there any more.
#[tokio::test]
async fn an_origin_that_is_not_there() {
    let config = format!(
        "listen = \"127.0.0.1:0\"\n{}[[routes]]\nprefix = \"/\"\norigin = \"http://127.0.0.1:1/\"\n",
        crate::setup::functions(&["geo-licensing"], "anything")
    );
    let setup = Setup::start(&config, origin).await;
    for path in ["/a.m3u8", "/a.m4s"] {
        let failed = setup.get(path, &[]).await;
        assert_eq!(failed.status(), 502, "{path}");
        assert!(str::from_utf8(failed.body()).unwrap().contains("origin-unreachable"));
    }
    setup.node.stop().await.unwrap();
}
