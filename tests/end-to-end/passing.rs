//! Bytes that leave as they came, and what never reaches an origin.

use tidegate_demo::MAIN;

use crate::recorder::{Answer, answer, playlist};
use crate::setup::{Setup, header};

/// Comments, odd spacing, Windows line ends, no final newline: nothing of it is ours
/// to tidy up.
const MEDIA: &str = "#EXTM3U\r\n#EXT-X-TARGETDURATION:6\r\n# a comment\r\n\r\n#EXT-X-OURS:A=1 \r\n\
    #EXTINF:6.0, titled\r\nseg 1.ts?x=1\r\n#EXT-X-ENDLIST";

const ODD: &str = "#EXTM3U\n\n# by hand\n#EXT-X-STREAM-INF: BANDWIDTH=1000 ,X-OURS=\"a,b\"\nlow.m3u8\n\
    #EXT-X-UNKNOWN\n#EXT-X-STREAM-INF:BANDWIDTH=2000,RESOLUTION=99x99\nhigh.m3u8?y=%20\n";

fn origin(target: &str) -> Answer {
    match target.split('?').next().unwrap() {
        "/base/media.m3u8" => answer(
            "200 OK",
            &[
                "content-type: audio/mpegurl",
                "set-cookie: id=1",
                "cache-control: max-age=30",
                "access-control-allow-origin: https://a.example",
            ],
            MEDIA,
        ),
        "/base/main.m3u8" => playlist(MAIN),
        "/base/odd.m3u8" | "/base/typed" => playlist(ODD),
        "/base/part.m4s" => answer(
            "206 Partial Content",
            &[
                "content-type: video/iso.segment",
                "content-range: bytes 0-3/10",
                "etag: \"v1\"",
                "set-cookie: id=1",
                "server: secret/1.0",
                "keep-alive: timeout=5",
            ],
            "abcd",
        ),
        _ => answer("404 Not Found", &[], "nothing"),
    }
}

#[tokio::test]
async fn bytes_and_privacy() {
    let setup = Setup::permissive(origin).await;
    unedited_bytes_leave_as_they_came(&setup).await;
    other_resources_pass_through(&setup).await;
    what_is_the_viewers_stays_at_the_node(&setup).await;
    overrides_are_refused(&setup).await;
    setup.node.stop().await.unwrap();
}

async fn unedited_bytes_leave_as_they_came(setup: &Setup) {
    for (path, expected) in [
        ("/vod/media.m3u8", MEDIA),
        ("/vod/main.m3u8", MAIN),
        ("/vod/odd.m3u8", ODD),
        // A playlist by its media type alone.
        ("/vod/typed", ODD),
    ] {
        let answer = setup.get(path, &[]).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(str::from_utf8(answer.body()).unwrap(), expected, "{path}");
        assert!(header(&answer, "tidegate-decision").contains("v=allow"), "{path}");
    }
    let media = setup.get("/vod/media.m3u8", &[]).await;
    assert_eq!(header(&media, "access-control-allow-origin"), "https://a.example");
    assert_eq!(header(&media, "set-cookie"), "");
    // No consent function is deployed: its bottom is never kept.
    assert_eq!(header(&media, "cache-control"), "private, max-age=0");
}

async fn other_resources_pass_through(setup: &Setup) {
    setup.origin.taken();
    let part = setup.get("/vod/part.m4s", &[("range", "bytes=0-3"), ("if-range", "\"v1\"")]).await;
    assert_eq!(part.status(), 206);
    assert_eq!(part.body(), "abcd");
    assert_eq!(header(&part, "content-range"), "bytes 0-3/10");
    assert_eq!(header(&part, "etag"), "\"v1\"");
    for name in ["set-cookie", "server", "keep-alive"] {
        assert_eq!(header(&part, name), "", "{name}");
    }
    let sent = setup.origin.taken().concat().to_ascii_lowercase();
    assert!(sent.contains("range: bytes=0-3\r\n"), "{sent}");
    assert!(sent.contains("if-range: \"v1\"\r\n"), "{sent}");
    assert_eq!(setup.get("/vod/absent.m4s", &[]).await.status(), 404);
}

async fn what_is_the_viewers_stays_at_the_node(setup: &Setup) {
    setup.origin.taken();
    let personal = [
        ("cookie", "euconsent-v2=CQsecret; session=secret"),
        ("authorization", "Bearer secret"),
        ("x-forwarded-for", "198.51.100.77"),
        ("forwarded", "for=198.51.100.77"),
        ("user-agent", "secret-agent/1.0"),
        ("accept-language", "gsw-secret"),
        ("sec-gpc", "1"),
        ("referer", "https://secret.example/"),
        ("tidegate-tc-string", "CQsecret"),
        ("x-device-id", "secret"),
    ];
    let query = "gdpr_consent=CQsecret&a=1&accessibility=secret&b=%20&carbon-opt-out=1&gdpr%5Fconsent=CQsecret";
    for path in ["/vod/media.m3u8", "/vod/part.m4s"] {
        setup.get(&format!("{path}?{query}"), &personal).await;
        let sent = setup.origin.taken();
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert!(sent[0].starts_with(&path.replace("/vod/", "GET /base/")), "{}", sent[0]);
        assert!(sent[0].lines().next().unwrap().ends_with("?a=1&b=%20 HTTP/1.1"), "{}", sent[0]);
        for word in ["secret", "198.51.100.77", "127.0.0.1;", "sec-gpc", "cookie", "forwarded"] {
            assert!(!sent[0].to_ascii_lowercase().contains(word), "{word}: {}", sent[0]);
        }
    }
}

async fn overrides_are_refused(setup: &Setup) {
    setup.origin.taken();
    for name in ["Tidegate-Debug-Country", "tidegate-debug-anything"] {
        let refused = setup.get("/vod/media.m3u8", &[(name, "FR")]).await;
        assert_eq!(refused.status(), 403, "{name}");
        let problem: serde_json::Value = serde_json::from_slice(refused.body()).unwrap();
        assert_eq!(problem["type"], "urn:tidegate:problem:overrides-refused");
        assert_eq!(header(&refused, "cache-control"), "no-store");
    }
    assert_eq!(setup.origin.taken(), Vec::<String>::new());
}
