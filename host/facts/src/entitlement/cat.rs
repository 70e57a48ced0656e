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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entitlement::names::{EXP, ISS};

    /// RFC 8392 appendices A.2.2, A.2.3 and A.3 to A.4.
    const SIGNED: &str = "d28443a10126a104524173796d6d657472696345434453413235365850a7017563\
        6f61703a2f2f61732e6578616d706c652e636f6d02656572696b77037818636f61703a2f2f6c696768742e65\
        78616d706c652e636f6d041a5612aeb0051a5610d9f0061a5610d9f007420b7158405427c1ff28d23fbad1f2\
        9c4c7c6a555e601d6fa29f9179bc3d7438bacaca5acd08c8d4d4f96131680c429a01f85951ecee743a52b9b6\
        3632c57209120e1c9e30";
    const MACED: &str = "d83dd18443a10104a1044c53796d6d65747269633235365850a70175636f61703a2f\
        2f61732e6578616d706c652e636f6d02656572696b77037818636f61703a2f2f6c696768742e6578616d706c\
        652e636f6d041a5612aeb0051a5610d9f0061a5610d9f007420b7148093101ef6d789200";

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    }

    fn keys() -> Keys {
        let coordinate = |hex| URL_SAFE_NO_PAD.encode(bytes(hex));
        let x = coordinate("143329cce7868e416927599cf65a34f3ce2ffda55a7eca69ed8919a394d42f0f");
        let y = coordinate("60f7f1a780d8a783bfb7a2dd6b2796e8128dbbcef9d3d168db9529971a36e7b9");
        let k = coordinate("403697de87af64611c1d32a05dab0fe1fcb715a86ab435f1ec99192d79569388");
        let keys = format!(
            r#"{{"keys":[{{"kid":"AsymmetricECDSA256","alg":"ES256","kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}},
                {{"kid":"Symmetric256","alg":"HS256","kty":"oct","k":"{k}"}}]}}"#
        );
        Keys::parse(keys.as_bytes()).unwrap()
    }

    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    #[test]
    fn reads_the_signed_example_of_rfc_8392() {
        let claims = open(&URL_SAFE_NO_PAD.encode(bytes(SIGNED)), &keys()).ok().unwrap();
        assert_eq!(claims.get(ISS).unwrap().as_text(), Some("coap://as.example.com"));
        assert_eq!(claims.get(EXP).unwrap().as_integer(), Some(1_444_064_944.into()));
    }

    /// Its MAC is cut to 64 bits: not the algorithm that the key is for.
    #[test]
    fn refuses_the_short_mac_of_rfc_8392() {
        let refused = open(&URL_SAFE_NO_PAD.encode(bytes(MACED)), &keys()).err().unwrap();
        assert_eq!(refused.to_string(), "`alg`: not the algorithm of the key");
    }

    #[test]
    fn no_byte_of_an_example_can_change() {
        let whole = bytes(SIGNED);
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            let opened = open(&URL_SAFE_NO_PAD.encode(&changed), &keys());
            assert!(opened.is_err(), "byte {at}");
            assert!(open(&URL_SAFE_NO_PAD.encode(&whole[..at]), &keys()).is_err(), "cut at {at}");
        }
    }
}
