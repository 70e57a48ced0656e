//! Which requests are let in.

#![allow(clippy::unwrap_used, reason = "test code")]

use std::net::SocketAddr;
use std::path::Path;

use http::request::{Builder, Parts};
use http::{Method, Request};
use proptest::prelude::*;
use tidegate_access::{Caller, Denied, Policy, Settings, Token, Tokens};

/// A policy on loopback, with or without tokens; the other half of a TLS configuration
/// is in `tls.rs`.
fn policy(tokens: Option<&str>) -> Policy {
    let directory = tempfile::tempdir().unwrap();
    let mut text = r#"listen = "127.0.0.1:7070""#.to_owned();
    if let Some(tokens) = tokens {
        std::fs::write(directory.path().join("tokens"), tokens).unwrap();
        text.push_str("\ntokens = \"tokens\"");
    }
    settings(&text, directory.path()).unwrap()
}

fn settings(text: &str, directory: &Path) -> Result<Policy, String> {
    let settings: Settings = toml::from_str(text).map_err(|error| error.to_string())?;
    settings.check(directory).map(|access| access.policy).map_err(|error| error.to_string())
}

fn parts(builder: Builder) -> Parts {
    builder.body(()).unwrap().into_parts().0
}

fn here() -> SocketAddr {
    "127.0.0.1:50000".parse().unwrap()
}

fn get() -> Builder {
    Request::get("/status").header("host", "127.0.0.1:7070")
}

fn post() -> Builder {
    let request = Request::post("/deploy").header("host", "localhost:7070");
    request.header("content-type", "application/json")
}

fn open(builder: Builder) -> Result<Caller, Denied> {
    policy(None).check(&parts(builder), here(), false)
}

#[test]
fn the_machines_own_requests_are_let_in() {
    for request in [get(), post(), post().header("sec-fetch-site", "none")] {
        assert_eq!(open(request), Ok(Caller::Loopback));
    }
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "127.9.9.9:80", "[::1]:7070", "[::1]"] {
        assert_eq!(open(Request::get("/").header("host", host)), Ok(Caller::Loopback), "{host}");
    }
    // HTTP/2 names the host in the URI.
    assert_eq!(open(Request::get("http://localhost:7070/")), Ok(Caller::Loopback));
    let charset = Request::delete("http://[::1]/x");
    let charset = charset.header("content-type", "Application/JSON ; charset=utf-8");
    assert_eq!(open(charset), Ok(Caller::Loopback));
    let mapped = "[::ffff:127.0.0.1]:9".parse().unwrap();
    assert_eq!(policy(None).check(&parts(get()), mapped, false), Ok(Caller::Loopback));
}

/// What browsers send for pages: a form, a `fetch` without preflight, an image, and a
/// preflight; the headers are those that Chromium 130 sends.
#[test]
fn pages_are_not() {
    for kind in [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain;charset=UTF-8",
        "",
        "application/jsonp",
        "text/plain; application/json",
    ] {
        let form = Request::post("/deploy").header("host", "127.0.0.1:7070");
        assert_eq!(open(form.header("content-type", kind)), Err(Denied::ContentType), "{kind}");
    }
    let bare = Request::post("/deploy").header("host", "127.0.0.1:7070");
    assert_eq!(open(bare), Err(Denied::ContentType));
    let two = post().header("content-type", "text/plain");
    assert_eq!(open(two), Err(Denied::ContentType));
    for origin in ["https://evil.example", "null", "http://127.0.0.1:7070"] {
        assert_eq!(open(post().header("origin", origin)), Err(Denied::Origin));
        assert_eq!(open(get().header("origin", origin)), Err(Denied::Origin));
    }
    for site in ["cross-site", "same-site", "same-origin"] {
        assert_eq!(open(get().header("sec-fetch-site", site)), Err(Denied::CrossSite));
    }
    let preflight = Request::options("/deploy").header("host", "127.0.0.1:7070");
    let preflight = preflight.header("access-control-request-method", "POST");
    assert_eq!(open(preflight), Err(Denied::ContentType));
}

/// DNS rebinding: the page's name points to 127.0.0.1, so its requests are of one origin.
#[test]
fn other_names_are_not() {
    for host in [
        "evil.example:7070",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1:7070",
        "[::2]:7070",
        "localhost@evil.example",
        "evil.example@localhost",
        "2130706433",
        "0.0.0.0:7070",
        "localhost:7070, evil.example",
        "",
    ] {
        let request = Request::get("/status").header("host", host);
        assert_eq!(open(request), Err(Denied::Host), "{host}");
    }
    assert_eq!(open(Request::get("/status")), Err(Denied::Host));
    assert_eq!(open(get().header("host", "localhost")), Err(Denied::Host));
    let two = Request::get("http://evil.example/").header("host", "localhost");
    assert_eq!(open(two), Err(Denied::Host));
    let two = Request::get("http://localhost/").header("host", "evil.example");
    assert_eq!(open(two), Err(Denied::Host));
}

#[test]
fn other_machines_are_not() {
    let peer: SocketAddr = "192.0.2.1:50000".parse().unwrap();
    let denied = policy(None).check(&parts(get()), peer, false);
    assert_eq!(denied, Err(Denied::NotLoopback(peer.ip())));
    for (header, value) in [
        ("forwarded", "for=192.0.2.1"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-real-ip", "192.0.2.1"),
        ("via", "1.1 proxy"),
    ] {
        assert_eq!(open(get().header(header, value)), Err(Denied::Forwarded), "{header}");
    }
}

#[test]
fn tokens_let_their_owners_in() {
    let (alice, bob) = (Token::generate().unwrap(), Token::generate().unwrap());
    let file = format!("# who\n\nalice {}\n  bob\t{}  \n", alice.digest(), bob.digest());
    let policy = policy(Some(&file));
    let ask = |values: &[&str]| {
        let request =
            values.iter().fold(get(), |request, value| request.header("authorization", *value));
        // With a token the name and the way do not matter.
        let request = request.header("x-forwarded-for", "192.0.2.1");
        policy.check(&parts(request), "192.0.2.1:9".parse().unwrap(), true)
    };
    let bearer = |token: &Token| format!("Bearer {}", token.reveal());
    assert_eq!(ask(&[&bearer(&alice)]), Ok(Caller::Token("alice".to_owned())));
    assert_eq!(
        ask(&[&bearer(&bob).replace("Bearer", "bEARER")]),
        Ok(Caller::Token("bob".to_owned()))
    );
    for values in [&[][..], &["Basic YTpi"], &[alice.reveal()], &[&bearer(&alice), &bearer(&bob)]] {
        assert_eq!(ask(values), Err(Denied::NoToken), "{values:?}");
    }
    let strange = bearer(&Token::generate().unwrap());
    for value in [
        &strange[..],
        "Bearer ",
        "Bearer  ",
        &format!("{} ", bearer(&alice)),
        &bearer(&alice)[..40],
        &format!("Bearer {}", alice.digest()),
        &format!("Bearer {}", "a".repeat(10_000)),
    ] {
        assert_eq!(ask(&[value]), Err(Denied::WrongToken), "{value}");
    }
    let page = get().header("authorization", bearer(&alice)).header("origin", "null");
    assert_eq!(policy.check(&parts(page), here(), true), Err(Denied::Origin));
    let shown = format!("{policy:?} {alice:?}");
    assert!(shown.contains("alice") && !shown.contains(alice.reveal()), "{shown}");
    assert!(!shown.contains(&alice.digest()[7..]), "{shown}");
}

/// A short token could be guessed, even if someone put its digest into the file:
/// `printf %s test | sha256sum`.
#[test]
fn short_tokens_let_nobody_in() {
    let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let policy = policy(Some(&format!("test sha256:{digest}")));
    let request = parts(get().header("authorization", "Bearer test"));
    assert_eq!(policy.check(&request, here(), false), Err(Denied::WrongToken));
}

#[test]
fn files_of_tokens_are_read_strictly() {
    let digest = Token::generate().unwrap().digest();
    for (text, why) in [
        (String::new(), "found 0 tokens, expected 1 to 1000"),
        ("# nobody\n".to_owned(), "found 0 tokens"),
        (format!("a {digest}\n\nsecret-token"), "line 3 otherwise"),
        (format!("a {digest} b"), "line 1 otherwise"),
        (format!("a {}", digest.to_uppercase()), "line 1 otherwise"),
        (format!("a {}", digest.trim_start_matches("sha256:")), "line 1 otherwise"),
        (format!("{} {digest}", "a".repeat(65)), "line 1 otherwise"),
        (format!("ä {digest}"), "line 1 otherwise"),
        (format!("a {digest}\na {digest}"), "a twice"),
        ((0..1001).map(|name| format!("{name} {digest}\n")).collect(), "1001 tokens"),
        ("#".repeat(300_000), "too large"),
    ] {
        let error = Tokens::parse(&text).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
        assert!(!error.contains("secret-token"), "{error}");
    }
}

#[test]
fn open_settings_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let digest = Token::generate().unwrap().digest();
    std::fs::write(directory.path().join("tokens"), format!("a {digest}")).unwrap();
    for (text, why) in [
        ("listen = \"0.0.0.0:7070\"", "`listen`: found 0.0.0.0:7070, expected a loopback address"),
        ("listen = \"[::]:7070\"", "`listen`"),
        ("listen = \"192.0.2.1:7070\"", "`listen`"),
        (
            "listen = \"0.0.0.0:7070\"\ntokens = \"tokens\"",
            "`certificate`: found none, expected one, for tokens that cross",
        ),
        ("listen = \"0.0.0.0:7070\"\nclient-authority = \"ca.pem\"", "`certificate`: found none"),
        ("listen = \"127.0.0.1:7070\"\nclient-authority = \"ca.pem\"", "`certificate`: found none"),
        ("listen = \"127.0.0.1:7070\"\nkey = \"key.pem\"", "`certificate`: found none"),
        ("listen = \"127.0.0.1:7070\"\ncertificate = \"cert.pem\"", "`key`: found none"),
        ("listen = \"127.0.0.1:7070\"\ncertificate = \"c.pem\"\nkey = \"k.pem\"", "c.pem: "),
        ("listen = \"127.0.0.1:7070\"\ntokens = \"none\"", "`tokens`: found "),
        ("listen = \"localhost:7070\"", "`listen`: found \"localhost:7070\", expected an address"),
        ("listen = \"127.0.0.1:7070\"\nopen = true", "unknown field `open`"),
    ] {
        let error = settings(text, directory.path()).unwrap_err();
        assert!(error.contains(why), "{text}: {error}");
    }
    assert!(settings("listen = \"[::1]:7070\"", directory.path()).is_ok());
    assert!(settings("listen = \"[::ffff:127.0.0.1]:7070\"", directory.path()).is_ok());
    assert!(settings("listen = \"127.0.0.1:7070\"\ntokens = \"tokens\"", directory.path()).is_ok());
}

proptest! {
    /// Whatever stands in `Host`, only names of this machine are let in.
    #[test]
    fn no_noise_is_this_machine(host in "[ -~]{0,40}") {
        if open(Request::get("/").header("host", &host)).is_ok() {
            let name = host.rsplit_once(':').map_or(&host[..], |(name, _)| name);
            let name = if host.ends_with(']') { &host[..] } else { name };
            let address = name.trim_start_matches('[').trim_end_matches(']');
            let loopback = address.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
            prop_assert!(loopback || name.eq_ignore_ascii_case("localhost"), "{}", host);
        }
    }

    /// No noise is a token, and none is repeated.
    #[test]
    fn no_noise_is_a_token(value in prop::collection::vec(32..=255_u8, 0..600), text in ".{0,300}") {
        let token = Token::generate().unwrap();
        let policy = policy(Some(&format!("a {}", token.digest())));
        let value = http::HeaderValue::from_bytes(&value);
        prop_assume!(value.is_ok());
        let request = parts(get().header("authorization", value.unwrap()));
        prop_assert!(policy.check(&request, here(), false).is_err());
        prop_assert!(Tokens::parse(&text).is_err());
    }

    /// Any method but GET and HEAD needs what no form can send.
    #[test]
    fn every_method_that_changes_needs_json(method in "[A-Z]{1,10}", kind in "[ -~]{0,40}") {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let safe = method == Method::GET || method == Method::HEAD;
        let request = Request::builder().method(method).uri("/").header("host", "localhost");
        let json = kind.to_ascii_lowercase().trim().starts_with("application/json");
        let admitted = open(request.header("content-type", &kind)).is_ok();
        prop_assert!(safe || json || !admitted);
    }
}
