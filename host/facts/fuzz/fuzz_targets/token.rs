#![no_main]

use std::net::IpAddr;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coset::{CborSerializable, CoseMac0Builder, HeaderBuilder, iana};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Method, Uri};
use sha2::Sha256;
use tidegate_facts::entitlement::{
    Asked, Expected, GrantNames, Keys, LONGEST_GRANT, LONGEST_TOKEN, ProfileNames, Refused, Token,
    open,
};

const SECRET: [u8; 32] = [7; 32];

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let secret = URL_SAFE_NO_PAD.encode(SECRET);
    let keys = format!(r#"{{"keys":[{{"kid":"k","alg":"HS256","kty":"oct","k":"{secret}"}}]}}"#);
    Keys::parse(keys.as_bytes()).expect("a key set")
});

fn mac(message: &[u8]) -> Vec<u8> {
    let mac: Hmac<Sha256> = Hmac::new_from_slice(&SECRET).expect("a secret");
    mac.chain_update(message).finalize().into_bytes().to_vec()
}

fn opened(token: &str) -> Result<Token, Refused> {
    let mut headers = HeaderMap::new();
    headers.insert("host", http::HeaderValue::from_static("a.example:8443"));
    let asked = Asked {
        method: &Method::GET,
        uri: &Uri::from_static("/vod/main.m3u8?x=1"),
        scheme: "https",
        headers: &headers,
        viewer: IpAddr::from([192, 0, 2, 7]),
        asn: Some(64500),
        country: Some("FR"),
        subdivision: None,
        now: 1_750_000_000,
    };
    let expected = Expected { issuer: "i".into(), audience: "a".into(), tolerance: 30 };
    open(token, &KEYS, &expected, &asked, "x=1")
}

/// What is accepted grants what the contract allows.
fn within_bounds(token: &str) {
    let Ok(token) = opened(token) else { return };
    let profile = token.profile(&ProfileNames::default());
    if let Some(audio) = profile.preferences.and_then(|preferences| preferences.audio) {
        assert!((1..=16).contains(&audio.split(',').count()), "{audio}");
    }
    let Ok(entitlement) = token.entitlement(&GrantNames::default()) else { return };
    assert!(entitlement.expires > 1_750_000_000);
    for text in [&entitlement.plan, &entitlement.concurrency].into_iter().flatten() {
        assert!((1..=LONGEST_GRANT).contains(&text.len()), "{text}");
    }
    assert!(entitlement.home_country.is_none_or(|country| country.len() == 2));
}

// Nobody without the key gets in; whatever the issuer signs ends well. The first
// byte says what the rest is.
libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((kind, rest)) = input.split_first() else { return };
    match kind % 4 {
        0 => {
            let Ok(token) = str::from_utf8(rest) else { return };
            let refused = opened(token).err().expect("a token nobody made");
            assert!(token.len() <= LONGEST_TOKEN || refused.claim == "token");
        }
        1 => assert!(opened(&URL_SAFE_NO_PAD.encode(rest)).is_err()),
        2 => {
            let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","kid":"k"}"#);
            let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(rest));
            let signature = URL_SAFE_NO_PAD.encode(mac(message.as_bytes()));
            within_bounds(&format!("{message}.{signature}"));
        }
        _ => {
            let protected = HeaderBuilder::new().algorithm(iana::Algorithm::HMAC_256_256).build();
            let message = CoseMac0Builder::new()
                .protected(protected)
                .payload(rest.to_vec())
                .create_tag(&[], mac)
                .build();
            within_bounds(&URL_SAFE_NO_PAD.encode(message.to_vec().expect("a message")));
        }
    }
});
