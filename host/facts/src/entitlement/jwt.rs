//! JSON Web Tokens (RFC 7519) in the compact serialisation of a JWS (RFC 7515
//! section 3.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coset::cbor::Value;

use super::algorithm::Algorithm;
use super::claims::{Claims, Kind};
use super::keys::Keys;
use super::refused::{Reason, Refused};

const FORM: &str = "header.claims.signature in base64url";

/// Verifies a token and reads its claims. Keys that a header brings along or
/// points to (`jwk`, `jku`, `x5c`, `x5u`) are not looked at (RFC 8725 section 3.10).
pub(super) fn open(token: &str, keys: &Keys) -> Result<Claims, Refused> {
    let malformed = || Refused::token(FORM);
    let (message, signature) = token.rsplit_once('.').ok_or_else(malformed)?;
    let (header, payload) = message.split_once('.').ok_or_else(malformed)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed());
    let header = Claims::new(Kind::Jwt, json(&decode(header)?)?)?;
    let member = |name| header.text(name);

    if header.has("crit") {
        // No extension is understood, and `b64` changes what is signed.
        return Err(Refused::new("crit", Reason::Unsupported));
    }
    let algorithm = member("alg")?.and_then(Algorithm::of_name);
    let key = keys.find(member("kid")?.map(str::as_bytes), algorithm)?;
    if !key.verifies(message.as_bytes(), &decode(signature)?) {
        return Err(Refused::new("signature", Reason::NotVerified));
    }
    Claims::new(Kind::Jwt, json(&decode(payload)?)?)
}

/// JSON into the values that CBOR has as well; members stated twice stay twice.
fn json(bytes: &[u8]) -> Result<Value, Refused> {
    serde_json::from_slice(bytes).map_err(|_| Refused::token("JSON objects"))
}
