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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entitlement::claims::ClaimKey;

    /// RFC 7515 appendices A.1 to A.3, with the key's `kid` and `alg` added.
    const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt\
                          cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const EXAMPLES: [(&str, &str, &str); 3] = [
        (
            r#"{"kid":"a1","alg":"HS256","kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#,
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        ),
        (
            r#"{"kid":"a2","alg":"RS256","kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#,
            "eyJhbGciOiJSUzI1NiJ9",
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
        ),
        (
            r#"{"kid":"a3","alg":"ES256","kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
            "eyJhbGciOiJFUzI1NiJ9",
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        ),
    ];

    fn alone(jwk: &str) -> Keys {
        Keys::parse(format!("{{\"keys\":[{jwk}]}}").as_bytes()).unwrap()
    }

    #[test]
    fn reads_the_examples_of_rfc_7515() {
        for (jwk, header, signature) in EXAMPLES {
            let claims = open(&format!("{header}.{CLAIMS}.{signature}"), &alone(jwk));
            let claims = claims.unwrap_or_else(|refused| panic!("{header}: {refused}"));
            assert_eq!(claims.text("iss").unwrap(), Some("joe"));
            let root = claims.private("http://example.com/is_root", &ClaimKey::Label(0));
            assert_eq!(root, Some(&Value::Bool(true)));
        }
    }

    #[test]
    fn no_example_verifies_with_another_ones_key() {
        for (jwk, ..) in EXAMPLES {
            for (_, header, signature) in EXAMPLES.iter().filter(|example| example.0 != jwk) {
                let refused = open(&format!("{header}.{CLAIMS}.{signature}"), &alone(jwk)).err();
                assert_eq!(refused.unwrap().claim, "alg");
            }
        }
    }

    /// RFC 8037 appendix A.4 signs what is no JSON: it is refused for that alone.
    #[test]
    fn verifies_the_example_of_rfc_8037() {
        let key = alone(
            r#"{"kid":"a4","alg":"EdDSA","kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        );
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let refused = open(&format!("{message}.{signature}"), &key).err().unwrap();
        assert_eq!(refused.to_string(), "`token`: malformed, expected JSON objects");
        let refused = open(&format!("{message}.h{signature}"), &key).err().unwrap();
        assert_ne!(refused.to_string(), "`token`: malformed, expected JSON objects");
    }
}
