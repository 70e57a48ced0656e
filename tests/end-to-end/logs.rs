//! Nothing personal in the log, however much is logged.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tidegate_demo::MAIN;

use crate::recorder::{Answer, answer, playlist};
use crate::setup::{Setup, functions};

fn origin(target: &str) -> Answer {
    match target.split('?').next().unwrap() {
        "/tide/main.m3u8" => playlist(MAIN),
        "/tide/a.m4s" => answer("200 OK", &[], "a"),
        _ => answer("500 Internal Server Error", &[], ""),
    }
}

#[tokio::test]
async fn nothing_personal_is_logged() {
    let config = format!(
        "listen = \"127.0.0.1:0\"\n[viewers]\ntrusted-proxies = [\"127.0.0.0/8\"]\n\
         [places]\ndatabases = [\"places.mmdb\"]\ndocumentation-networks = true\n{}\
         [[routes]]\nprefix = \"/\"\norigin = \"http://ORIGIN/\"\n",
        functions(&["consent", "geo-licensing"], "geo-licensing")
    );
    let setup = Setup::start_with(&config, origin, &["--log", "trace"]).await;
    let personal = [
        ("x-forwarded-for", "192.0.2.13"),
        ("user-agent", "Zq-agent/1.0"),
        ("accept-language", "zqa"),
        ("cookie", "euconsent-v2=CZqConsent; session=ZqSession"),
        ("referer", "https://zq.example/"),
        ("authorization", "Bearer ZqBearer"),
    ];
    for http2 in [false, true] {
        let client = Client::builder(TokioExecutor::new()).http2_only(http2).build_http();
        for path in
            ["/tide/main.m3u8", "/tide/a.m4s", "/tide/broken.m3u8", "/else/main.m3u8", "/tide/../x"]
        {
            let long = format!(
                "{path}?gdpr_consent=CZqQuery&user=ZqUser&gdpr_consent={}",
                "Zq".repeat(40)
            );
            let mut request = Request::get(setup.url(&long));
            for (name, value) in personal {
                request = request.header(name, value);
            }
            let request = request.body(Empty::<Bytes>::new()).unwrap();
            let answer = client.request(request).await.unwrap();
            answer.into_body().collect().await.unwrap();
        }
    }
    // Signals that are too long, and an address that is none.
    let consent = "Zq".repeat(3000);
    setup.get("/tide/main.m3u8", &[("tidegate-tc-string", &consent)]).await;
    setup.get("/tide/main.m3u8", &[("x-forwarded-for", "Zq, 192.0.2.13")]).await;
    let log = setup.node.stop().await.unwrap();
    assert!(log.contains("answered") && log.contains("TRACE"), "too little is logged: {log}");
    for line in log.lines() {
        let lower = line.to_ascii_lowercase();
        for word in ["zq", "192.0.2.13", "gdpr_consent"] {
            assert!(!lower.contains(word), "{word}: {line}");
        }
    }
}
