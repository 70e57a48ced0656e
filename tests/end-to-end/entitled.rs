//! Entitlement tokens: who is let in, what becomes of the others, and where
//! tokens do not go.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use http::Response;
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::TempDir;
use tidegate_demo::MAIN;
use tokio::process::Command;

use crate::recorder::{Answer, answer, playlist};
use crate::setup::{Setup, TIDEGATE, folder, functions, header, write_config};

fn origin(target: &str) -> Answer {
    if target.contains("main.m3u8") { playlist(MAIN) } else { answer("200 OK", &[], "a") }
}

fn secret(name: &str) -> Vec<u8> {
    name.bytes().cycle().take(40).collect()
}

fn keys(name: &str) -> String {
    let secret = URL_SAFE_NO_PAD.encode(secret(name));
    json!({ "keys": [{ "kid": name, "alg": "HS256", "kty": "oct", "k": secret }] }).to_string()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A token signed with the key `key`, with some claims besides those that are needed.
fn token(key: &str, more: &Value) -> String {
    let mut claims = json!({
        "iss": "https://login.example", "aud": "https://tv.example", "exp": now() + 100,
        "sub": "zq-viewer",
    });
    let claims_of = claims.as_object_mut().unwrap();
    claims_of.extend(more.as_object().unwrap().clone());
    let header = json!({ "alg": "HS256", "kid": key });
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encode(&header), encode(&claims));
    let mac: Hmac<Sha256> = Hmac::new_from_slice(&secret(key)).unwrap();
    let signature = mac.chain_update(&message).finalize().into_bytes();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

const ROUTES: &str = "[[routes]]\nprefix = \"/\"\norigin = \"http://ORIGIN/\"\n\
    [[routes]]\nprefix = \"/optional/\"\norigin = \"http://ORIGIN/\"\nentitlement = \"optional\"\n\
    [[routes]]\nprefix = \"/off/\"\norigin = \"http://ORIGIN/\"\nentitlement = \"off\"\n";

fn config(functions: &str) -> String {
    format!(
        "listen = \"127.0.0.1:0\"\n[viewers]\ntrusted-proxies = [\"127.0.0.1\"]\n\
         [places]\ndatabases = [\"places.mmdb\"]\ndocumentation-networks = true\n\
         [entitlements]\nkeys = \"jwks.json\"\nissuer = \"https://login.example\"\n\
         audience = \"https://tv.example\"\nclock-tolerance = 10\n\
         token = {{ header = \"Authorization\", query = \"token\", cookie = \"zq-token\" }}\n\
         profile = {{ header = \"X-Profile\", query = \"profile\" }}\n\
         {functions}{ROUTES}"
    )
}

fn filled() -> TempDir {
    let folder = folder();
    std::fs::write(folder.path().join("jwks.json"), keys("first")).unwrap();
    folder
}

async fn start() -> Setup {
    let names = ["consent", "geo-licensing", "carbon-cap", "manifest-rewriting"];
    let config = config(&functions(&names, "anything"));
    Setup::start_in(filled(), &config, origin, &["--log", "trace"]).await
}

fn problem<T: AsRef<[u8]>>(answer: &Response<T>) -> Value {
    assert_eq!(header(answer, "content-type"), "application/problem+json");
    assert_eq!(header(answer, "cache-control"), "no-store");
    serde_json::from_slice(answer.body().as_ref()).unwrap()
}

#[tokio::test]
async fn a_good_token_lets_in_from_wherever_it_comes() {
    let setup = start().await;
    let token = token("first", &json!({}));
    let bearer = format!("Bearer {token}");
    let cookie = format!("a=b; zq-token={token}");
    let query = format!("/main.m3u8?x=1&token={token}&profile={token}");
    let ways: [(&str, &[(&str, &str)]); 3] = [
        ("/main.m3u8", &[("authorization", &bearer)]),
        ("/main.m3u8", &[("cookie", &cookie)]),
        (&query, &[]),
    ];
    for (path, headers) in ways {
        let answer = setup.get(path, headers).await;
        assert_eq!(answer.status(), 200);
        // The licence holds for 300 s, the token for 110.
        let age = header(&answer, "cache-control").strip_prefix("private, max-age=").unwrap();
        let age: u64 = age.parse().unwrap();
        assert!((90..=110).contains(&age), "{age}");
        let vary = header(&answer, "vary");
        for name in ["authorization", "cookie", "x-profile"] {
            assert!(vary.contains(name), "{vary}");
        }
        let heads = setup.origin.taken();
        assert_eq!(heads.len(), 1);
        assert!(!heads[0].contains(&token[..20]), "{}", heads[0]);
    }
    // What is no manifest is let through without, and its token stays behind.
    let segment = setup.get(&format!("/a.m4s?y=2&token={token}"), &[("cookie", &cookie)]).await;
    assert_eq!(segment.status(), 200);
    let heads = setup.origin.taken();
    assert!(heads[0].starts_with("GET /a.m4s?y=2 ") && !heads[0].contains("oken"), "{}", heads[0]);
    // Nor is one asked for where grants must be known to pass the query on.
    assert_eq!(setup.get("/a.m4s?gclid=1", &[]).await.status(), 200);
    let log = setup.node.stop().await.unwrap();
    assert!(log.contains("TRACE"), "too little is logged");
    for word in ["zq-token", &token[..20], token.rsplit('.').next().unwrap()] {
        assert!(!log.contains(word), "{word}");
    }
}

#[tokio::test]
async fn others_are_told_what_stands_against_them() {
    let setup = start().await;
    let missing = setup.get("/main.m3u8", &[("accept-language", "es")]).await;
    assert_eq!(missing.status(), 401);
    assert_eq!(header(&missing, "www-authenticate"), "Bearer");
    assert_eq!(header(&missing, "content-language"), "es");
    assert_eq!(problem(&missing)["type"], "urn:tidegate:problem:token-missing");
    // A password for someone else is no token.
    let basic = setup.get("/main.m3u8", &[("authorization", "Basic YTpi")]).await;
    assert_eq!(basic.status(), 401);

    let ended = now() - 60;
    let refused = [
        (token("first", &json!({ "exp": ended })), "exp"),
        (token("first", &json!({ "nbf": now() + 60 })), "nbf"),
        (token("first", &json!({ "iss": "https://other.example" })), "iss"),
        (token("first", &json!({ "aud": ["other"] })), "aud"),
        (token("first", &json!({ "plan": "" })), "plan"),
        (token("first", &json!({ "cdniuc": "x" })), "cdniuc"),
        (token("second", &json!({})), "kid"),
        (format!("{}A", token("first", &json!({}))), "signature"),
        ("zq".to_owned(), "token"),
    ];
    for (token, claim) in &refused {
        for path in ["/main.m3u8", "/optional/main.m3u8"] {
            let answer = setup.get(&format!("{path}?token={token}"), &[]).await;
            assert_eq!(answer.status(), 403, "{claim}");
            let problem = problem(&answer);
            assert_eq!(problem["type"], "urn:tidegate:problem:token-refused");
            assert_eq!(problem["claim"], *claim);
            assert_eq!(problem["status"], 403);
            assert_eq!(answer.headers().get("www-authenticate"), None);
        }
        let off = setup.get(&format!("/off/main.m3u8?token={token}"), &[]).await;
        assert_eq!(off.status(), 200);
    }
    let seconds = problem(&setup.get(&format!("/main.m3u8?token={}", refused[0].0), &[]).await);
    let reason = seconds["reason"].as_str().unwrap();
    let ago: u64 =
        reason.strip_prefix("expired ").unwrap().strip_suffix(" s ago").unwrap().parse().unwrap();
    assert!((60..90).contains(&ago), "{ago}");
    assert_eq!(setup.get("/optional/main.m3u8", &[]).await.status(), 200);
    // Nobody who is refused costs the origin anything.
    assert_eq!(setup.origin.taken().len(), refused.len() + 1);
}

#[tokio::test]
async fn keys_are_read_again_when_they_change() {
    let setup = start().await;
    let [first, second] = ["first", "second"].map(|key| token(key, &json!({})));
    let status =
        async |token: &str| setup.get(&format!("/main.m3u8?token={token}"), &[]).await.status();
    assert_eq!((status(&first).await.as_u16(), status(&second).await.as_u16()), (200, 403));
    std::fs::write(setup.folder.path().join("jwks.json"), keys("second")).unwrap();
    let turned = async {
        while status(&second).await != 200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), turned).await.expect("the keys never turned");
    assert_eq!(status(&first).await, 403);
}

/// `tidegate explain` with headers, before the four functions.
async fn explain(headers: &[&str]) -> Value {
    let folder = filled();
    let names = ["consent", "geo-licensing", "manifest-rewriting"];
    let functions = functions(&names, "anything")
        .replace("accessibility =", "preferences = \"purpose-6\"\naccessibility =");
    let file = write_config(folder.path(), &config(&functions), "127.0.0.1:1");
    let mut command = Command::new(TIDEGATE);
    command.args(["explain", "/main.m3u8", "--config", &file, "--ip", "192.0.2.20", "--json"]);
    for header in headers {
        command.args(["--header", header]);
    }
    let output = command.output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn a_token_becomes_facts() {
    let entitled = token(
        "first",
        &json!({ "plan": "premium", "home_country": "pt", "concurrency": 2, "original_audio": true,
                 "audio_languages": ["pt-br", "en"], "accessibility": ["captions"] }),
    );
    let story = explain(&[&format!("Authorization: Bearer {entitled}")]).await;
    let facts = &story["facts"];
    assert_eq!(facts["plan"], "premium");
    assert_eq!(facts["home-country"], "PT");
    assert_eq!(facts["concurrency"], "2");
    assert!(facts["preferences"].to_string().contains("pt-BR,en"), "{facts}");
    assert!(facts["accessibility"].to_string().contains("captions"), "{facts}");
    // Nobody declared the plan.
    for function in story["functions"].as_array().unwrap() {
        assert_eq!(function["saw"].get("plan"), None, "{function}");
        assert_eq!(function["saw"].get("preferences"), None, "{function}");
    }
    // A profile of its own goes before what the other token says of preferences,
    // and changes no plan.
    let profile = token("first", &json!({ "plan": "free", "subtitle_languages": "ja" }));
    let headers = [&format!("Authorization: Bearer {entitled}"), &format!("X-Profile: {profile}")];
    let facts = explain(&headers.map(String::as_str)).await["facts"].take();
    assert_eq!(facts["plan"], "premium");
    assert!(facts["preferences"].to_string().contains("ja"), "{facts}");
    assert!(!facts["preferences"].to_string().contains("pt-BR"), "{facts}");
    // One that is not good is as none.
    let headers = [&headers[0][..], "X-Profile: zq"];
    let facts = explain(&headers).await["facts"].take();
    assert!(facts["preferences"].to_string().contains("pt-BR"), "{facts}");
}
