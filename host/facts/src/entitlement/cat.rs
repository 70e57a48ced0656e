//! Common Access Tokens (CTA-5007): CBOR Web Tokens (RFC 8392), MACed or signed
//! (RFC 9052 sections 4.2 and 6.2), in base64url.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use coset::cbor::{Value, de};
use coset::iana::EnumI64;
use coset::{
    AsCborValue, CoseMac0, CoseSign1, Header, ProtectedHeader, RegisteredLabelWithPrivate,
};

use super::algorithm::Algorithm;
use super::claims::{Claims, Kind};
use super::key::Key;
use super::keys::Keys;
use super::refused::{Reason, Refused};

/// CBOR tags: RFC 8392 section 6, RFC 9052 section 2.
const CWT: u64 = 61;
const MAC0: u64 = 17;
const SIGN1: u64 = 18;

/// Items within items: a match within a component within the claims makes four.
const DEEPEST: usize = 16;

const FORM: &str = "a CWT in COSE_Mac0 or COSE_Sign1";

/// Some issuers pad.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Verifies a token and reads its claims.
pub(super) fn open(token: &str, keys: &Keys) -> Result<Claims, Refused> {
    let bytes = BASE64URL.decode(token).map_err(|_| Refused::token("base64url"))?;
    let (tag, message) = untagged(cbor(&bytes)?)?;
    // The headers are one item more, which is decoded apart.
    if let Some(Value::Bytes(headers)) = message.as_array().and_then(|parts| parts.first())
        && !headers.is_empty()
    {
        cbor(headers)?;
    }
    // Both have the same four parts; which of the two it is, the key says.
    let message = CoseMac0::from_cbor_value(message).map_err(|_| Refused::token(FORM))?;
    let key = key(&message.protected, &message.unprotected, keys)?;
    let expected = if key.algorithm().is_mac() { MAC0 } else { SIGN1 };
    if tag.is_some_and(|tag| tag != expected) {
        return Err(Refused::new("alg", Reason::WrongAlgorithm));
    }
    let payload = verified(message, key)?;
    Claims::new(Kind::Cwt, cbor(&payload)?)
}

/// What stands in the tags, and which of the two kinds of messages they say it is.
fn untagged(value: Value) -> Result<(Option<u64>, Value), Refused> {
    let value = match value {
        Value::Tag(CWT, value) => *value,
        value => value,
    };
    match value {
        Value::Tag(tag @ (MAC0 | SIGN1), value) => Ok((Some(tag), *value)),
        Value::Tag(..) => Err(Refused::token(FORM)),
        value => Ok((None, value)),
    }
}

/// The key that the headers name. The algorithm must be protected (RFC 9052
/// section 3.1); the key's id may be unprotected: it is but a hint.
fn key<'a>(
    protected: &ProtectedHeader,
    unprotected: &Header,
    keys: &'a Keys,
) -> Result<&'a Key, Refused> {
    let protected = &protected.header;
    if !protected.crit.is_empty() || !unprotected.crit.is_empty() {
        return Err(Refused::new("crit", Reason::Unsupported));
    }
    let algorithm = match &protected.alg {
        Some(RegisteredLabelWithPrivate::Assigned(algorithm)) => {
            Algorithm::of_label(algorithm.to_i64())
        }
        _ => None,
    };
    let ids = [&protected.key_id, &unprotected.key_id];
    let id = ids.into_iter().find(|id| !id.is_empty());
    keys.find(id.map(Vec::as_slice), algorithm)
}

/// The payload, if the MAC or signature is the key's.
fn verified(message: CoseMac0, key: &Key) -> Result<Vec<u8>, Refused> {
    let missing = || Refused::token(FORM);
    let check = |tag: &[u8], data: &[u8]| {
        let good = key.verifies(data, tag);
        if good { Ok(()) } else { Err(Refused::new("signature", Reason::NotVerified)) }
    };
    if key.algorithm().is_mac() {
        message.verify_payload_tag(&[], missing, check)?;
        return message.payload.ok_or_else(missing);
    }
    let CoseMac0 { protected, unprotected, payload, tag } = message;
    payload.as_ref().ok_or_else(missing)?;
    let message = CoseSign1 { protected, unprotected, payload, signature: tag };
    message.verify_signature(&[], check)?;
    message.payload.ok_or_else(missing)
}

/// One CBOR item and nothing behind it.
fn cbor(mut bytes: &[u8]) -> Result<Value, Refused> {
    let value = de::from_reader_with_recursion_limit(&mut bytes, DEEPEST);
    match value {
        Ok(value) if bytes.is_empty() => Ok(value),
        _ => Err(Refused::token("well-formed CBOR")),
    }
}
