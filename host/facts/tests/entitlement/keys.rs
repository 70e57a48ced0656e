//! Key sets, and what is wrong with some.

use tidegate_facts::entitlement::Keys;

use crate::support::keys;

fn error(keys: &str) -> String {
    Keys::parse(format!("{{\"keys\":[{keys}]}}").as_bytes()).unwrap_err().to_string()
}

const SECRET: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw";
const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";

#[test]
fn errors_name_the_key_and_its_member() {
    let good = format!(r#"{{"kid":"a","alg":"HS256","kty":"oct","k":"{SECRET}"}}"#);
    let short = &SECRET[..40];
    let cases = [
        (
            r#"{"alg":"HS256","kty":"oct"}"#.to_owned(),
            "`keys[0].kid`: found none, expected the id that tokens name the key by",
        ),
        (
            r#"{"kid":"a","kty":"oct"}"#.to_owned(),
            "`keys[0].alg`: found none, expected HS256, ES256, EdDSA, PS256 or RS256",
        ),
        (
            r#"{"kid":"a","kty":"oct","alg":"none"}"#.to_owned(),
            "`keys[0].alg`: found \"none\", expected HS256, ES256, EdDSA, PS256 or RS256",
        ),
        (
            format!(r#"{{"kid":"a","alg":"RS256","kty":"oct","k":"{SECRET}"}}"#),
            "`keys[0].kty`: found \"oct\", expected \"RSA\" for RS256",
        ),
        (
            format!(r#"{{"kid":"a","alg":"HS256","kty":"oct","k":"{short}"}}"#),
            "`keys[0].k`: found another key, expected at least 32 bytes",
        ),
        (
            format!(r#"{{"kid":"a","alg":"HS256","kty":"oct","k":"{SECRET}=="}}"#),
            "`keys[0].k`: found another text, expected base64url without padding",
        ),
        (
            format!("{good},{good}"),
            "`keys[1].kid`: found \"a\", expected an id no other key has",
        ),
        (
            format!(r#"{{"kid":"a","alg":"ES256","kty":"EC","crv":"P-384","x":"{X}","y":"{X}"}}"#),
            "`keys[0].crv`: found \"P-384\", expected \"P-256\"",
        ),
        (
            format!(r#"{{"kid":"a","alg":"ES256","kty":"EC","crv":"P-256","x":"{X}","y":"{X}"}}"#),
            "`keys[0].x`: found another key, expected a point on P-256",
        ),
        (
            format!(r#"{{"kid":"a","alg":"ES256","kty":"EC","crv":"P-256","x":"{X}"}}"#),
            "`keys[0].y`: found none, expected base64url",
        ),
        (
            r#"{"kid":"a","alg":"RS256","kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0t"}"#.to_owned(),
            "`keys[0].n`: found another key, expected an RSA key of 2048 to 4096 bits",
        ),
        (
            format!(r#"{{"kid":"a","alg":"EdDSA","kty":"OKP","crv":"Ed25519","x":"{X}","d":"{X}"}}"#),
            "`keys[0].d`: found a private key, expected the public part alone",
        ),
        // The neutral element, a point of low order.
        (
            r#"{"kid":"a","alg":"EdDSA","kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#.to_owned(),
            "`keys[0].x`: found another key, expected a point on Ed25519 of high order",
        ),
        (
            r#"{"use":"enc","kty":"RSA"}"#.to_owned(),
            "`keys`: found no key for signatures, expected at least one",
        ),
    ];
    for (set, expected) in cases {
        assert_eq!(error(&set), expected);
    }
    let error = Keys::parse(br#"{"keys":[{"kty":1}]}"#).unwrap_err().to_string();
    assert!(error.starts_with("keys[0].kty: invalid type: integer `1`, expected a string"));
    assert!(Keys::parse(b"{}").unwrap_err().to_string().contains("missing field `keys`"));
    assert!(Keys::parse(b"{\"keys\":[]} x").is_err());
}

#[test]
fn no_secret_is_printed() {
    let printed = format!("{:?}", keys());
    assert!(printed.contains("hs256"));
    assert!(!printed.contains("AAEC") && !printed.contains("1, 2, 3"), "{printed}");
}
