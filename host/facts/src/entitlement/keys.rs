//! The keys of the tokens' issuer: a JSON Web Key Set (RFC 7517 section 5).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::algorithm::Algorithm;
use super::key::{Key, Material};
use super::refused::{Reason, Refused};

/// The keys that tokens of both kinds are verified with, each for one algorithm.
#[derive(Debug)]
pub struct Keys(Vec<Key>);

/// A key set that cannot be used; names the key, its member, what was found and
/// what would be accepted, never key material.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// No JSON, or not the JSON of a key set.
    #[error("{0}")]
    Json(#[from] serde_path_to_error::Error<serde_json::Error>),
    /// No key that tokens could be verified with.
    #[error("`keys`: found no key for signatures, expected at least one")]
    Empty,
    /// A member of a key.
    #[error("`keys[{index}].{member}`: found {found}, expected {accepted}")]
    Member {
        /// Which key, the first is 0.
        index: usize,
        /// The member's name.
        member: &'static str,
        /// What stands there.
        found: String,
        /// What may stand there.
        accepted: String,
    },
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Jwk>,
}

/// The members of RFC 7517 section 4 and RFC 7518 section 6 that matter; others
/// are ignored, as section 4 there asks.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
    k: Option<String>,
    d: Option<serde::de::IgnoredAny>,
}

impl Keys {
    /// Reads a key set. Every key needs a `kid` of its own and an `alg`; a key for
    /// anything but signatures (`use`) is passed over.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(json: &[u8]) -> Result<Self, KeysError> {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let document: Document = serde_path_to_error::deserialize(&mut reader)?;
        let mut keys: Vec<Key> = Vec::with_capacity(document.keys.len());
        for (index, jwk) in document.keys.iter().enumerate() {
            if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
                continue;
            }
            let key = key(index, jwk)?;
            if keys.iter().any(|other| other.id == key.id) {
                return Err(wrong(index, "kid", quoted(&key.id), "an id no other key has"));
            }
            keys.push(key);
        }
        if keys.is_empty() { Err(KeysError::Empty) } else { Ok(Self(keys)) }
    }

    /// The key of a token: the one it names, or the only one there is for a token
    /// that names none. Its algorithm must be the key's, whatever the token says.
    pub(super) fn find(
        &self,
        id: Option<&[u8]>,
        algorithm: Option<Algorithm>,
    ) -> Result<&Key, Refused> {
        let key = match (id, self.0.as_slice()) {
            (Some(id), keys) => keys.iter().find(|key| key.id.as_bytes() == id),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        let key = key.ok_or_else(|| Refused::new("kid", Reason::UnknownKey))?;
        if algorithm == Some(key.algorithm()) {
            Ok(key)
        } else {
            Err(Refused::new("alg", Reason::WrongAlgorithm))
        }
    }
}

fn key(index: usize, jwk: &Jwk) -> Result<Key, KeysError> {
    let id = jwk.kid.clone().filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| wrong(index, "kid", "none", "the id that tokens name the key by"))?;
    let name = jwk.alg.as_deref().unwrap_or_default();
    let algorithm = Algorithm::of_name(name)
        .ok_or_else(|| wrong(index, "alg", quoted(name), Algorithm::NAMES))?;
    let kind = match algorithm {
        Algorithm::Hs256 => "oct",
        Algorithm::Es256 => "EC",
        Algorithm::EdDsa => "OKP",
        Algorithm::Ps256 | Algorithm::Rs256 => "RSA",
    };
    if jwk.kty != kind {
        return Err(wrong(index, "kty", quoted(&jwk.kty), format!("\"{kind}\" for {name}")));
    }
    if jwk.d.is_some() {
        return Err(wrong(index, "d", "a private key", "the public part alone"));
    }
    let curve = |expected: &str| match jwk.crv.as_deref() {
        Some(curve) if curve == expected => Ok(()),
        other => {
            Err(wrong(index, "crv", quoted(other.unwrap_or_default()), format!("\"{expected}\"")))
        }
    };
    let bytes = |member, value: &Option<String>| {
        let value = value.as_deref().ok_or_else(|| wrong(index, member, "none", "base64url"))?;
        let decoded = URL_SAFE_NO_PAD.decode(value);
        decoded.map_err(|_| wrong(index, member, "another text", "base64url without padding"))
    };
    let (material, member, accepted) = match algorithm {
        Algorithm::Hs256 => (Material::secret(&bytes("k", &jwk.k)?), "k", "at least 32 bytes"),
        Algorithm::Es256 => {
            curve("P-256")?;
            (Material::p256(&bytes("x", &jwk.x)?, &bytes("y", &jwk.y)?), "x", "a point on P-256")
        }
        Algorithm::EdDsa => {
            curve("Ed25519")?;
            (Material::ed25519(&bytes("x", &jwk.x)?), "x", "a point on Ed25519 of high order")
        }
        Algorithm::Ps256 | Algorithm::Rs256 => {
            let (modulus, exponent) = (bytes("n", &jwk.n)?, bytes("e", &jwk.e)?);
            let material = Material::rsa(algorithm, &modulus, &exponent);
            (material, "n", "an RSA key of 2048 to 4096 bits")
        }
    };
    let material = material.ok_or_else(|| wrong(index, member, "another key", accepted))?;
    Ok(Key { id, material })
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "none".to_owned() } else { format!("{text:?}") }
}

fn wrong(
    index: usize,
    member: &'static str,
    found: impl Into<String>,
    accepted: impl Into<String>,
) -> KeysError {
    KeysError::Member { index, member, found: found.into(), accepted: accepted.into() }
}
