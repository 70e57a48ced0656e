//! Why a bundle's signature is not taken.

use jiff::Timestamp;

use crate::Digest;

/// Why a bundle is refused, from what is wrong with all of its signatures to what is
/// wrong with the best of them.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refused {
    /// There is no signature.
    #[error("unsigned: there is no signature of {digest}")]
    Unsigned {
        /// Of the bundle's manifest.
        digest: Digest,
    },
    /// Something is longer, or there is more of it, than is taken.
    #[error("too large: {what} is {found}, accepted is up to {most}")]
    TooLarge {
        /// What is too large, and in what unit.
        what: &'static str,
        /// How large it is.
        found: u64,
        /// How large it may be.
        most: u64,
    },
    /// Something cannot be read.
    #[error("malformed: {what}: {why}")]
    Malformed {
        /// The manifest, or a layer by its index.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// No signature is by a trusted key.
    #[error("no trusted key: none of {signatures} signatures is by one of {keys} trusted keys")]
    NoTrustedKey {
        /// How many signatures there are.
        signatures: usize,
        /// How many keys are trusted.
        keys: usize,
    },
    /// A trusted key signed another manifest.
    #[error("wrong digest: {signed} is signed, not {found}")]
    WrongDigest {
        /// What is signed.
        signed: Digest,
        /// What there is.
        found: Digest,
    },
    /// A trusted key signed another bundle.
    #[error("wrong name: {signed} is signed, not {expected}")]
    WrongName {
        /// What is signed.
        signed: String,
        /// What was asked for.
        expected: String,
    },
    /// The bundle says another version of itself than its signature.
    #[error("wrong version: {signed} is signed, the bundle says {said}")]
    WrongVersion {
        /// What is signed.
        signed: u64,
        /// What the bundle says.
        said: u64,
    },
    /// The signature counts no more.
    #[error("expired at {at}")]
    Expired {
        /// When it expired.
        at: Timestamp,
    },
}

impl Refused {
    /// How far a signature came before it was refused.
    pub(crate) fn reached(&self) -> u8 {
        match self {
            Self::Unsigned { .. } => 0,
            Self::NoTrustedKey { .. } => 1,
            Self::TooLarge { .. } | Self::Malformed { .. } => 2,
            Self::WrongDigest { .. } => 3,
            Self::WrongName { .. } => 4,
            Self::WrongVersion { .. } => 5,
            Self::Expired { .. } => 6,
        }
    }
}
