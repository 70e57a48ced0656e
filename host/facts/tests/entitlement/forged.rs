//! Tokens that nobody with a key made.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coset::cbor::Value;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tidegate_facts::entitlement::LONGEST_TOKEN;

use crate::support::{HEADER, Seen, cat_with, cbor, int, jwt, jwt_with, list, mac, map, text};

fn refusal(token: &str) -> String {
    Seen::default().refusal(token)
}

const GOOD: &str = r#"{"iss":"https://login.example","aud":"https://tv.example","exp":1800000000}"#;

#[test]
fn the_algorithm_is_the_keys() {
    let wrong = "`alg`: not the algorithm of the key";
    for algorithm in ["none", "None", "HS512", "RS256", "ES256", "hs256", ""] {
        let header = format!(r#"{{"alg":"{algorithm}","kid":"hs256"}}"#);
        assert_eq!(refusal(&jwt(&header, GOOD)), wrong, "{algorithm}");
        let [header, claims] = [header.as_str(), GOOD].map(|part| URL_SAFE_NO_PAD.encode(part));
        assert_eq!(refusal(&format!("{header}.{claims}.")), wrong, "{algorithm}");
    }
    assert_eq!(refusal(&jwt(r#"{"kid":"hs256"}"#, GOOD)), wrong);
    assert_eq!(
        refusal(&jwt(r#"{"alg":5,"kid":"hs256"}"#, GOOD)),
        "`alg`: malformed, expected a text"
    );
}

/// CVE-2015-9235: the issuer's public key, which everyone has, as a MAC's secret.
#[test]
fn a_public_key_is_no_secret() {
    let jwks: serde_json::Value = serde_json::from_str(include_str!("fixtures/jwks.json")).unwrap();
    for (kid, member) in [("rs256", "n"), ("es256", "x"), ("eddsa", "x")] {
        let all = jwks["keys"].as_array().unwrap();
        let key = all.iter().find(|key| key["kid"] == kid).unwrap();
        let public = key[member].as_str().unwrap();
        for secret in [public.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(public).unwrap()] {
            let header = format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#);
            let [header, claims] = [header.as_str(), GOOD].map(|part| URL_SAFE_NO_PAD.encode(part));
            let message = format!("{header}.{claims}");
            let mac: Hmac<Sha256> = Hmac::new_from_slice(&secret).unwrap();
            let signature = mac.chain_update(&message).finalize().into_bytes();
            let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
            assert_eq!(refusal(&token), "`alg`: not the algorithm of the key");
        }
    }
}

#[test]
fn a_token_names_a_key_of_the_set() {
    let wrong = "`kid`: names none of the keys";
    assert_eq!(refusal(&jwt(r#"{"alg":"HS256","kid":"other"}"#, GOOD)), wrong);
    assert_eq!(refusal(&jwt(r#"{"alg":"HS256","kid":""}"#, GOOD)), wrong);
    // One key of several: nothing says which.
    assert_eq!(refusal(&jwt(r#"{"alg":"HS256"}"#, GOOD)), wrong);
    // A key that the token brings along is nobody's.
    let own = r#"{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}"#;
    assert_eq!(refusal(&jwt(own, GOOD)), wrong);
    let twice = r#"{"alg":"HS256","kid":"hs256","alg":"none"}"#;
    assert!(refusal(&jwt(twice, GOOD)).ends_with("stated twice"));
}

#[test]
fn extensions_that_must_be_understood_are_not() {
    let header = r#"{"alg":"HS256","kid":"hs256","b64":false,"crit":["b64"]}"#;
    assert_eq!(refusal(&jwt(header, GOOD)), "`crit`: not supported");
    let header = r#"{"alg":"HS256","kid":"hs256","crit":[]}"#;
    assert_eq!(refusal(&jwt(header, GOOD)), "`crit`: not supported");
}

#[test]
fn nothing_of_a_jwt_can_change() {
    let token = jwt_with("\"plan\":\"basic\"");
    assert_eq!(refusal(&token), "");
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        assert_ne!(refusal(&String::from_utf8(bytes).unwrap()), "", "character {at}");
        assert_ne!(refusal(&token[..at]), "", "cut at {at}");
    }
    assert_ne!(refusal(&format!("{token}=")), "");
    assert_ne!(refusal(&format!("{token}.")), "");
    assert_ne!(refusal(&format!(".{token}")), "");
}

#[test]
fn nothing_of_a_cat_can_change() {
    let whole = URL_SAFE_NO_PAD.decode(cat_with(&[])).unwrap();
    let good = |bytes: &[u8]| refusal(&URL_SAFE_NO_PAD.encode(bytes)).is_empty();
    assert!(good(&whole));
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x01;
        assert!(!good(&changed), "byte {at}");
        assert!(!good(&whole[..at]), "cut at {at}");
    }
    assert!(!good(&[whole, vec![0]].concat()));
}

/// A COSE message of any parts, MACed as a Mac0 with the right secret.
fn message(protected: &Value, unprotected: Value, context: &str) -> Value {
    let claims = map(&[
        (int(1), text("https://login.example")),
        (int(3), text("https://tv.example")),
        (int(4), int(1_800_000_000)),
    ]);
    let (protected, payload) = (Value::Bytes(cbor(protected)), Value::Bytes(cbor(&claims)));
    let signed = [text(context), protected.clone(), Value::Bytes(Vec::new()), payload.clone()];
    let tag = Value::Bytes(mac(&cbor(&list(&signed))));
    list(&[protected, unprotected, payload, tag])
}

fn sent(value: &Value) -> String {
    refusal(&URL_SAFE_NO_PAD.encode(cbor(value)))
}

#[test]
fn tags_say_what_the_key_is_for() {
    let alg = map(&[(int(1), int(5))]);
    let kid = map(&[(int(4), Value::Bytes(b"hs256".to_vec()))]);
    let good = message(&alg, kid.clone(), "MAC0");
    let tagged = |tag, value: &Value| Value::Tag(tag, Box::new(value.clone()));
    assert_eq!(sent(&good), "");
    assert_eq!(sent(&tagged(17, &good)), "");
    assert_eq!(sent(&tagged(61, &tagged(17, &good))), "");
    assert_eq!(sent(&tagged(61, &good)), "");
    assert_eq!(sent(&tagged(18, &good)), "`alg`: not the algorithm of the key");
    let none = "`token`: malformed, expected a CWT in COSE_Mac0 or COSE_Sign1";
    assert_eq!(sent(&tagged(16, &good)), none);
    assert_eq!(sent(&tagged(17, &tagged(61, &good))), none);
    // A MAC over what would be signed (the crate common-access-token makes these).
    let other = message(&alg, kid.clone(), "Signature1");
    assert_eq!(sent(&other), "`signature`: does not verify");
    // The algorithm must be protected.
    let both = map(&[(int(1), int(5)), (int(4), Value::Bytes(b"hs256".to_vec()))]);
    let open = message(&map(&[]), both.clone(), "MAC0");
    assert_eq!(sent(&open), "`alg`: not the algorithm of the key");
    assert_eq!(sent(&message(&both, map(&[]), "MAC0")), "");
    let critical = map(&[(int(1), int(5)), (int(2), list(&[int(1)]))]);
    assert_eq!(sent(&message(&critical, kid, "MAC0")), "`crit`: not supported");
}

#[test]
fn what_is_no_token_is_refused() {
    let long = "a".repeat(LONGEST_TOKEN + 1);
    assert_eq!(refusal(&long), "`token`: longer than 8192 bytes");
    for token in ["", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d.e", "é", "AA+/", " "] {
        assert!(refusal(token).starts_with("`token`: malformed"), "{token:?}");
    }
    assert!(refusal(&jwt("[]", GOOD)).starts_with("`token`: malformed"));
    assert!(refusal(&jwt(HEADER, "[]")).starts_with("`token`: malformed"));
    assert!(refusal(&jwt(HEADER, "{")).starts_with("`token`: malformed"));
}

/// Lengths that lie and items within items, before any signature is checked, on
/// a stack of 256 KiB.
#[test]
fn hostile_cbor_costs_little() {
    let on_a_small_stack = std::thread::Builder::new().stack_size(256 << 10).spawn(|| {
        let mut hostile: Vec<Vec<u8>> = vec![
            [&[0x9b][..], &[0xff; 8]].concat(),
            [&[0x5b][..], &[0xff; 8]].concat(),
            [&[0xbb][..], &[0x7f; 8]].concat(),
            [&[0x84, 0x5b][..], &[0x7f; 8]].concat(),
            vec![0x9f; 6000],
            vec![0xbf; 6000],
            vec![0xc1; 6000],
        ];
        for nested in [vec![0x81; 6000], [0xa1, 0x01].repeat(3000)] {
            // As a whole and as a protected header.
            let header = [&[0x84, 0x59][..], &6000u16.to_be_bytes()[..], &nested].concat();
            hostile.extend([header, nested]);
        }
        for bytes in hostile {
            let refused = refusal(&URL_SAFE_NO_PAD.encode(bytes));
            assert_eq!(refused, "`token`: malformed, expected well-formed CBOR");
        }
        let nested = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        assert!(refusal(&jwt(&nested[..5000], GOOD)).starts_with("`token`: malformed"));
    });
    on_a_small_stack.unwrap().join().unwrap();
}

#[test]
fn refusals_say_nothing_of_the_token() {
    let secret = "4711-secret";
    let tokens = [
        jwt(&format!(r#"{{"alg":"{secret}","kid":"hs256"}}"#), GOOD),
        jwt(&format!(r#"{{"alg":"HS256","kid":"{secret}"}}"#), GOOD),
        jwt(HEADER, &format!(r#"{{"iss":"{secret}","aud":"a","exp":1}}"#)),
        jwt(HEADER, &format!(r#"{{"{secret}":1,"{secret}":2}}"#)),
        cat_with(&[(316, list(&[text(secret)]))]),
        cat_with(&[(312, map(&[(int(3), map(&[(int(0), text(secret))]))]))]),
    ];
    for token in tokens {
        let refused = Seen::default().open(&token).err().unwrap();
        assert!(!format!("{refused} {refused:?}").contains("4711"), "{refused}");
    }
}
