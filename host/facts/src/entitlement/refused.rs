//! Why a token is refused: the claim and the reason, never what the token says.

use std::borrow::Cow;

/// A token that is not accepted, by the claim that stands against it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{claim}`: {reason}")]
pub struct Refused {
    /// The claim's name, e.g. `exp` or `catu`, or its number if it has no name
    /// that is known; `token`, `alg`, `kid`, `crit` and `signature` for what lies
    /// around the claims.
    pub claim: Cow<'static, str>,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with a claim.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It has another form; what was expected.
    #[error("malformed, expected {0}")]
    Malformed(&'static str),
    /// It is needed and not there.
    #[error("missing")]
    Missing,
    /// It is there twice (RFC 7519 section 4, RFC 8392 section 3).
    #[error("stated twice")]
    Twice,
    /// More bytes than are read.
    #[error("longer than {0} bytes")]
    TooLong(usize),
    /// `kid`: the key set has no such key, or nothing says which of its keys.
    #[error("names none of the keys")]
    UnknownKey,
    /// `alg`: not the algorithm that the key is for.
    #[error("not the algorithm of the key")]
    WrongAlgorithm,
    /// `signature`: forged, tampered with, or made with another key.
    #[error("does not verify")]
    NotVerified,
    /// `iss`, `aud`: not what the configuration pins.
    #[error("not the one expected")]
    NotExpected,
    /// `exp` lies in the past.
    #[error("expired {0} s ago")]
    Expired(u64),
    /// `nbf` lies in the future.
    #[error("valid only in {0} s")]
    NotYetValid(u64),
    /// `iat` lies in the future.
    #[error("issued {0} s from now")]
    FromTheFuture(u64),
    /// A restriction that this request is not within; which part of it is not.
    #[error("does not cover the {0} of this request")]
    NotCovered(&'static str),
    /// A restriction on something that the node does not know of this request.
    #[error("the {0} of this request is not known")]
    NotKnown(&'static str),
    /// A restriction that this node cannot check; to ignore it would widen the
    /// token.
    #[error("not supported")]
    Unsupported,
    /// Part of a restriction that this node cannot check.
    #[error("not supported: {0}")]
    UnsupportedPart(&'static str),
}

impl Refused {
    pub(super) fn new(claim: impl Into<Cow<'static, str>>, reason: Reason) -> Self {
        Self { claim: claim.into(), reason }
    }

    /// What is no token of any kind.
    pub(super) fn token(expected: &'static str) -> Self {
        Self::new("token", Reason::Malformed(expected))
    }
}
