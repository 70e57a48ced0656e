//! A request, keys, and tokens of one's own.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coset::cbor::Value;
use coset::{CborSerializable, CoseMac0Builder, HeaderBuilder, iana};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Method, Uri};
use sha2::Sha256;
use tidegate_facts::entitlement::{Asked, Expected, Keys, Refused, Token, open};

pub const NOW: u64 = 1_750_000_000;
pub const SECRET: [u8; 40] = {
    let mut secret = [0; 40];
    let mut at = 0;
    while at < 40 {
        secret[at] = at as u8;
        at += 1;
    }
    secret
};

pub fn keys() -> Keys {
    Keys::parse(include_bytes!("fixtures/jwks.json")).unwrap()
}

pub fn expected() -> Expected {
    Expected {
        issuer: "https://login.example".to_owned(),
        audience: "https://tv.example".to_owned(),
        tolerance: 30,
    }
}

/// A request that the restrictions of the fixtures cover.
#[derive(Clone)]
pub struct Seen {
    pub method: Method,
    pub uri: Uri,
    pub scheme: &'static str,
    pub headers: HeaderMap,
    pub viewer: IpAddr,
    pub asn: Option<u32>,
    pub country: Option<&'static str>,
    pub subdivision: Option<&'static str>,
    pub query: &'static str,
    pub now: u64,
}

impl Default for Seen {
    fn default() -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("host", "Cdn.Example:8443".parse().unwrap());
        headers.insert("user-agent", "A Player/1".parse().unwrap());
        Self {
            method: Method::GET,
            uri: Uri::from_static("/vod/film/main.v1.m3u8?x=1&token=t"),
            scheme: "https",
            headers,
            viewer: "192.0.2.7".parse().unwrap(),
            asn: Some(64511),
            country: Some("FR"),
            subdivision: Some("FR-75"),
            query: "x=1",
            now: NOW,
        }
    }
}

impl Seen {
    pub fn open(&self, token: &str) -> Result<Token, Refused> {
        let asked = Asked {
            method: &self.method,
            uri: &self.uri,
            scheme: self.scheme,
            headers: &self.headers,
            viewer: self.viewer,
            asn: self.asn,
            country: self.country,
            subdivision: self.subdivision,
            now: self.now,
        };
        open(token, &keys(), &expected(), &asked, self.query)
    }

    /// What stands against a token; empty if nothing does.
    pub fn refusal(&self, token: &str) -> String {
        self.open(token).err().map(|refused| refused.to_string()).unwrap_or_default()
    }
}

pub fn mac(message: &[u8]) -> Vec<u8> {
    let mac: Hmac<Sha256> = Hmac::new_from_slice(&SECRET).unwrap();
    mac.chain_update(message).finalize().into_bytes().to_vec()
}

/// A JWT with a header and claims as they are written.
pub fn jwt(header: &str, claims: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = URL_SAFE_NO_PAD.encode(mac(message.as_bytes()));
    format!("{message}.{signature}")
}

pub const HEADER: &str = r#"{"alg":"HS256","kid":"hs256"}"#;

/// A JWT with the claims that are needed and `more`, e.g. `"nbf":1`.
pub fn jwt_with(more: &str) -> String {
    let comma = if more.is_empty() { "" } else { "," };
    let claims = format!(
        r#"{{"iss":"https://login.example","aud":"https://tv.example","exp":1800000000{comma}{more}}}"#
    );
    jwt(HEADER, &claims)
}

/// A CAT of claims.
pub fn cat(claims: Vec<(Value, Value)>) -> String {
    cat_of(&cbor(&Value::Map(claims)))
}

pub fn cat_of(payload: &[u8]) -> String {
    let protected = HeaderBuilder::new().algorithm(iana::Algorithm::HMAC_256_256).build();
    let unprotected = HeaderBuilder::new().key_id(b"hs256".to_vec()).build();
    let message = CoseMac0Builder::new()
        .protected(protected)
        .unprotected(unprotected)
        .payload(payload.to_vec())
        .create_tag(&[], mac)
        .build();
    URL_SAFE_NO_PAD.encode(message.to_vec().unwrap())
}

pub fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    coset::cbor::into_writer(value, &mut bytes).unwrap();
    bytes
}

/// A CAT with the claims that are needed and more, by label.
pub fn cat_with(more: &[(i64, Value)]) -> String {
    let needed = [
        (1, text("https://login.example")),
        (3, text("https://tv.example")),
        (4, int(1_800_000_000)),
        (310, int(1)),
    ];
    let all = needed.iter().filter(|(label, _)| more.iter().all(|(other, _)| other != label));
    cat(all.chain(more).map(|(label, value)| (int(*label), value.clone())).collect())
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub fn int(number: i64) -> Value {
    Value::Integer(number.into())
}

pub fn list(values: &[Value]) -> Value {
    Value::Array(values.to_vec())
}

pub fn map(entries: &[(Value, Value)]) -> Value {
    Value::Map(entries.to_vec())
}
