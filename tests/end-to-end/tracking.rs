//! What follows viewers around, and what of it origins get to see.

use crate::recorder::{Answer, answer, playlist};
use crate::setup::{Setup, functions};

const LADDER: &str = "#EXTM3U\n#EXT-X-DEFINE:QUERYPARAM=\"fbclid\"\n\
    #EXT-X-STREAM-INF:BANDWIDTH=1000\nlow.m3u8?v=1&gclid=a&fbclid={$fbclid}&partner=b\n";

fn origin(target: &str) -> Answer {
    match target.split('?').next().unwrap() {
        "/base/main.m3u8" => playlist(LADDER),
        _ => answer("200 OK", &["content-type: video/iso.segment"], "abcd"),
    }
}

async fn sent(setup: &Setup, path: &str, country: &str) -> (String, String) {
    let query = "a=%20&gclid=1&partner=2&idfa=3";
    let cookies = "sid=4; _ga=5; euconsent-v2=; partner_c=6; carbon-opt-out=1";
    let headers = [("tidegate-debug-country", country), ("cookie", cookies)];
    let answer = setup.get(&format!("{path}?{query}"), &headers).await;
    assert_eq!(answer.status(), 200);
    let taken = setup.origin.taken().concat();
    let body = String::from_utf8(answer.body().to_vec()).unwrap();
    (taken, body)
}

/// France is opt-in and nothing was agreed to; in the United States nothing was objected to.
#[tokio::test]
async fn what_is_not_granted_stays_at_the_node() {
    let config = format!(
        "listen = \"127.0.0.1:0\"\n{}\
         [tracking]\nquery = {{ partner = \"purpose-3\" }}\ncookies = {{ \"partner*\" = \"purpose-3\" }}\n\
         [[routes]]\nprefix = \"/vod/\"\norigin = \"http://ORIGIN/base/\"\n\
         pass-cookies = true\ndebug-overrides = true\n\
         [[routes]]\nprefix = \"/plain/\"\norigin = \"http://ORIGIN/base/\"\ndebug-overrides = true\n",
        functions(&["consent", "geo-licensing"], "anything")
    );
    let setup = Setup::start(&config, origin).await;
    for path in ["/vod/main.m3u8", "/vod/part.m4s"] {
        let (head, _) = sent(&setup, path, "FR").await;
        assert!(head.lines().next().unwrap().ends_with("?a=%20 HTTP/1.1"), "{head}");
        assert!(head.contains("cookie: sid=4; carbon-opt-out=1\r\n"), "{head}");
        let (head, _) = sent(&setup, path, "US").await;
        let all = "?a=%20&gclid=1&partner=2&idfa=3 HTTP/1.1";
        assert!(head.lines().next().unwrap().ends_with(all), "{head}");
        let all = "cookie: sid=4; _ga=5; partner_c=6; carbon-opt-out=1\r\n";
        assert!(head.contains(all), "{head}");
    }
    let (_, body) = sent(&setup, "/vod/main.m3u8", "FR").await;
    // The playlist tells players to read `fbclid`.
    assert_eq!(body, LADDER.replace("&gclid=a", "").replace("&partner=b", ""));
    let (_, body) = sent(&setup, "/vod/main.m3u8", "US").await;
    assert_eq!(body, LADDER);
    // Cookies go nowhere unless the route says so.
    let (head, _) = sent(&setup, "/plain/part.m4s", "US").await;
    assert!(!head.contains("cookie"), "{head}");
    setup.node.stop().await.unwrap();
}
