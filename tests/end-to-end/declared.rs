//! Undeclared facts change nothing, and headers of untrusted peers neither.

use tidegate_demo::MAIN;

use crate::recorder::{Answer, playlist};
use crate::setup::{Setup, functions, heights};

fn origin(_: &str) -> Answer {
    playlist(MAIN)
}

/// All four functions and the demo's places, the loopback trusted or not.
fn config(viewers: &str) -> String {
    format!(
        "listen = \"127.0.0.1:0\"\n{viewers}\n\
         [places]\ndatabases = [\"places.mmdb\"]\ndocumentation-networks = true\n{}\
         [[routes]]\nprefix = \"/\"\norigin = \"http://ORIGIN/\"\npresentation = \"on-demand\"\n",
        functions(
            &["consent", "geo-licensing", "carbon-cap", "manifest-rewriting"],
            "geo-licensing"
        )
    )
}

const MAIN_URL: &str = "/tide/main.m3u8";

#[tokio::test]
async fn equal_declared_facts_get_equal_bytes() {
    let setup =
        Setup::start(&config("[viewers]\ntrusted-proxies = [\"127.0.0.0/8\"]"), origin).await;
    let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
    let other_phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1";
    let one = setup
        .get(
            MAIN_URL,
            &[
                ("x-forwarded-for", "192.0.2.1"),
                ("user-agent", phone),
                ("accept-language", "fr-FR,fr;q=0.9"),
            ],
        )
        .await;
    assert_eq!(one.status(), 200);
    assert_ne!(one.body(), MAIN);
    // Another household, another telephone, other cookies, another spelling of the
    // same languages, a query that says nothing: all of it undeclared.
    let other = setup
        .get(
            &format!("{MAIN_URL}?session=2&utm=x"),
            &[
                ("x-forwarded-for", "192.0.2.9"),
                ("user-agent", other_phone),
                ("accept-language", "fr;q=0.5, fr-FR"),
                ("cookie", "session=2; theme=dark"),
                ("referer", "https://a.example/"),
                ("dnt", "1"),
            ],
        )
        .await;
    assert_eq!(one.body(), other.body());
    // A declared fact does change them: Japan's licence, whoever forwarded it.
    let japan = setup
        .get(MAIN_URL, &[("x-forwarded-for", "198.51.100.115, 127.0.0.9"), ("user-agent", phone)])
        .await;
    assert_ne!(one.body(), japan.body());
    setup.node.stop().await.unwrap();
}

/// Whoever writes `X-Forwarded-For` without being trusted is nowhere in particular.
#[tokio::test]
async fn an_untrusted_peer_is_not_believed() {
    let setup =
        Setup::start(&config("[viewers]\ntrusted-proxies = [\"10.0.0.0/8\"]"), origin).await;
    let plain = setup.get(MAIN_URL, &[]).await;
    assert_eq!(plain.status(), 403);
    assert!(str::from_utf8(plain.body()).unwrap().contains("place-unknown"));
    for claimed in [
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-for", "10.0.0.1, 192.0.2.1"),
        ("forwarded", "for=192.0.2.1"),
        ("x-real-ip", "192.0.2.1"),
        ("cf-connecting-ip", "192.0.2.1"),
        ("true-client-ip", "192.0.2.1"),
    ] {
        let answer = setup.get(MAIN_URL, &[claimed]).await;
        assert_eq!((answer.status(), answer.body()), (plain.status(), plain.body()), "{claimed:?}");
        assert!(heights(answer.body()).is_empty());
    }
    assert_eq!(setup.origin.taken(), Vec::<String>::new());
    setup.node.stop().await.unwrap();
}
