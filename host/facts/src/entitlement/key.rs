//! One key that tokens are verified with.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use rsa::RsaPublicKey;
use sha2::Sha256;

use super::algorithm::Algorithm;

/// A key with its id and the one algorithm that it is for.
pub(super) struct Key {
    pub id: String,
    pub material: Material,
}

/// Checked key material; its kind is the algorithm, so that no token can have a
/// public key taken for a secret (RFC 8725 section 2.1).
pub(super) enum Material {
    Hs256(Hmac<Sha256>),
    Es256(p256::ecdsa::VerifyingKey),
    EdDsa(ed25519_dalek::VerifyingKey),
    Ps256(rsa::pss::VerifyingKey<rsa::sha2::Sha256>),
    Rs256(rsa::pkcs1v15::VerifyingKey<rsa::sha2::Sha256>),
}

impl Material {
    /// A secret (RFC 7518 section 3.2: at least as long as the hash).
    pub fn secret(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= 32).then_some(())?;
        Some(Self::Hs256(Hmac::new_from_slice(bytes).ok()?))
    }

    /// A point on P-256, 32 bytes a coordinate (RFC 7518 section 6.2.1).
    pub fn p256(x: &[u8], y: &[u8]) -> Option<Self> {
        (x.len() == 32 && y.len() == 32).then_some(())?;
        let point = [&[4], x, y].concat();
        Some(Self::Es256(p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok()?))
    }

    /// A point on Ed25519 (RFC 8037 section 2). A point of low order verifies
    /// signatures that nobody made.
    pub fn ed25519(x: &[u8]) -> Option<Self> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(x.try_into().ok()?).ok()?;
        (!key.is_weak()).then_some(Self::EdDsa(key))
    }

    /// An RSA key of 2048 (RFC 7518 sections 3.3 and 3.5) to 4096 bits.
    pub fn rsa(algorithm: Algorithm, modulus: &[u8], exponent: &[u8]) -> Option<Self> {
        let number = rsa::BigUint::from_bytes_be;
        let modulus = number(modulus);
        (modulus.bits() >= 2048).then_some(())?;
        let key = RsaPublicKey::new(modulus, number(exponent)).ok()?;
        match algorithm {
            Algorithm::Ps256 => Some(Self::Ps256(rsa::pss::VerifyingKey::new(key))),
            Algorithm::Rs256 => Some(Self::Rs256(rsa::pkcs1v15::VerifyingKey::new(key))),
            Algorithm::Hs256 | Algorithm::Es256 | Algorithm::EdDsa => None,
        }
    }
}

impl Key {
    /// What the key is for.
    pub const fn algorithm(&self) -> Algorithm {
        match self.material {
            Material::Hs256(_) => Algorithm::Hs256,
            Material::Es256(_) => Algorithm::Es256,
            Material::EdDsa(_) => Algorithm::EdDsa,
            Material::Ps256(_) => Algorithm::Ps256,
            Material::Rs256(_) => Algorithm::Rs256,
        }
    }

    /// Whether `signature` is this key's of `message`. MACs are compared in
    /// constant time; JOSE and COSE write all five in the same bytes.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        use p256::ecdsa::signature::Verifier as _;
        use rsa::signature::Verifier as _;
        match &self.material {
            Material::Hs256(mac) => {
                mac.clone().chain_update(message).verify_slice(signature).is_ok()
            }
            Material::Es256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Material::EdDsa(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Material::Ps256(key) => rsa::pss::Signature::try_from(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Material::Rs256(key) => rsa::pkcs1v15::Signature::try_from(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

impl fmt::Debug for Key {
    /// The secret stays one.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithm = self.algorithm();
        formatter.debug_struct("Key").field("id", &self.id).field("algorithm", &algorithm).finish()
    }
}
