//! Keys: ECDSA on P-256 with SHA-256, as cosign makes them.

use std::fmt;

use serde::Deserialize;
use sigstore::crypto::signing_key::ecdsa::ECDSAKeys;
use sigstore::crypto::signing_key::{
    COSIGN_PRIVATE_KEY_PEM_LABEL, PUBLIC_KEY_PEM_LABEL, SIGSTORE_PRIVATE_KEY_PEM_LABEL,
    SigStoreSigner,
};
use sigstore::crypto::{CosignVerificationKey, Signature, SigningScheme};
use zeroize::Zeroizing;

use crate::Digest;

const SCHEME: SigningScheme = SigningScheme::ECDSA_P256_SHA256_ASN1;

/// The largest key file in bytes; cosign's have 653.
pub const MOST_KEY_FILE: usize = 16 * 1024;

/// The nonce of NaCl's secretbox, in bytes.
const NONCE: usize = 24;

/// Which key: the SHA-256 of its public half in DER (SubjectPublicKeyInfo).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Serialize)]
#[serde(transparent)]
pub struct KeyId(Digest);

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It is no key of the kind.
    #[error("no key: {0}")]
    Malformed(String),
    /// The private key cannot be decrypted.
    #[error("the password is wrong, or the key is damaged or not on the curve P-256")]
    Locked,
    /// The `sigstore` crate could not make the key or sign with it.
    #[error("cannot sign: {0}")]
    Failed(String),
}

fn failed(error: impl fmt::Display) -> KeyError {
    KeyError::Failed(error.to_string())
}

/// The public half of a key.
pub struct PublicKey {
    id: KeyId,
    key: CosignVerificationKey,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PublicKey({})", self.id)
    }
}

impl PublicKey {
    /// Reads the keys of a PEM file (`PUBLIC KEY`), one or more.
    ///
    /// # Errors
    /// When there is none, or one that is not on P-256.
    pub fn read(file: &[u8]) -> Result<Vec<Self>, KeyError> {
        let blocks = pem::parse_many(within(file)?).map_err(no_pem)?;
        if blocks.is_empty() {
            return Err(KeyError::Malformed(format!(
                "expected PEM that begins with -----BEGIN {PUBLIC_KEY_PEM_LABEL}-----"
            )));
        }
        blocks.iter().map(Self::from_block).collect()
    }

    fn from_block(block: &pem::Pem) -> Result<Self, KeyError> {
        if block.tag() != PUBLIC_KEY_PEM_LABEL {
            let tag = block.tag();
            return Err(KeyError::Malformed(format!(
                "found {tag}, expected {PUBLIC_KEY_PEM_LABEL}"
            )));
        }
        let key = CosignVerificationKey::from_der(block.contents(), &SCHEME).map_err(|error| {
            KeyError::Malformed(format!("expected a public key on the curve P-256: {error}"))
        })?;
        Ok(Self { id: KeyId(Digest::of(block.contents())), key })
    }

    /// Which key this is.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whether `signature` (DER) was made over `message` with this key.
    #[must_use]
    pub fn verifies(&self, signature: &[u8], message: &[u8]) -> bool {
        self.key.verify_signature(Signature::Raw(signature), message).is_ok()
    }
}

/// A key that signs.
pub struct SigningKey {
    signer: SigStoreSigner,
    public: PublicKey,
    public_pem: String,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey({})", self.public.id)
    }
}

impl SigningKey {
    /// Makes a new key from the system's randomness.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn generate() -> Result<Self, KeyError> {
        Self::from_signer(SCHEME.create_signer().map_err(failed)?)
    }

    /// Reads a private key that `cosign generate-key-pair` or
    /// [`SigningKey::to_encrypted_pem`] wrote. Takes a tenth of a second, scrypt's
    /// price for trying a password.
    ///
    /// # Errors
    /// When it is no such key, or the password is wrong.
    pub fn read(file: &[u8], password: &[u8]) -> Result<Self, KeyError> {
        let block = pem::parse(within(file)?).map_err(no_pem)?;
        match block.tag() {
            SIGSTORE_PRIVATE_KEY_PEM_LABEL | COSIGN_PRIVATE_KEY_PEM_LABEL => {}
            tag => {
                return Err(KeyError::Malformed(format!(
                    "found {tag}, expected {SIGSTORE_PRIVATE_KEY_PEM_LABEL}"
                )));
            }
        }
        check_envelope(block.contents())?;
        let keys = ECDSAKeys::from_encrypted_pem(file, password).map_err(|_| KeyError::Locked)?;
        match keys {
            ECDSAKeys::P256(_) => Self::from_signer(keys.to_sigstore_signer().map_err(failed)?),
            ECDSAKeys::P384(_) => {
                Err(KeyError::Malformed("expected a key on the curve P-256".to_owned()))
            }
        }
    }

    fn from_signer(signer: SigStoreSigner) -> Result<Self, KeyError> {
        let keys = signer.to_sigstore_keypair().map_err(failed)?;
        let public_pem = keys.public_key_to_pem().map_err(failed)?;
        let block = pem::parse(&public_pem).map_err(no_pem)?;
        Ok(Self { signer, public: PublicKey::from_block(&block)?, public_pem })
    }

    /// The private half, encrypted as cosign does: scrypt (N 32768, r 8, p 1) and NaCl's
    /// secretbox in JSON in PEM. An empty password is allowed, as it is by cosign.
    ///
    /// # Errors
    /// When it cannot be encrypted.
    pub fn to_encrypted_pem(&self, password: &[u8]) -> Result<Zeroizing<String>, KeyError> {
        let keys = self.signer.to_sigstore_keypair().map_err(failed)?;
        keys.private_key_to_encrypted_pem(password).map_err(failed)
    }

    /// The public half, in PEM.
    #[must_use]
    pub fn public_pem(&self) -> &str {
        &self.public_pem
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs; the signature is in DER.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.signer.sign(message).map_err(failed)
    }
}

fn within(file: &[u8]) -> Result<&[u8], KeyError> {
    if file.len() > MOST_KEY_FILE {
        return Err(KeyError::Malformed(format!(
            "found {} bytes, accepted are up to {MOST_KEY_FILE}",
            file.len()
        )));
    }
    Ok(file)
}

fn no_pem(error: pem::PemError) -> KeyError {
    KeyError::Malformed(error.to_string())
}

/// `sigstore` checks the parameters of scrypt, but panics on a nonce of another length.
fn check_envelope(json: &[u8]) -> Result<(), KeyError> {
    #[derive(Deserialize)]
    struct Envelope {
        cipher: Cipher,
    }
    #[derive(Deserialize)]
    struct Cipher {
        nonce: String,
    }
    let envelope: Envelope =
        serde_json::from_slice(json).map_err(|error| KeyError::Malformed(error.to_string()))?;
    match crate::artifact::decode(&envelope.cipher.nonce) {
        Some(nonce) if nonce.len() == NONCE => Ok(()),
        _ => Err(KeyError::Malformed(format!("`cipher.nonce` is not {NONCE} bytes in base64"))),
    }
}
