//! The algorithms a key may be pinned to.

/// A MAC or signature algorithm.
///
/// | algorithm | JOSE (RFC 7518, 8037, 9864) | COSE (RFC 9053, 8230, 9864) |
/// |---|---|---|
/// | HMAC with SHA-256 | `HS256` | 5 |
/// | ECDSA, P-256, SHA-256 | `ES256` | -7, -9 |
/// | Ed25519 | `EdDSA`, `Ed25519` | -8, -19 |
/// | RSASSA-PSS, SHA-256 | `PS256` | -37 |
/// | RSASSA-PKCS1-v1_5, SHA-256 | `RS256` | -257 |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// EdDSA on Ed25519.
    EdDsa,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// The names that a key set may give, for errors.
    pub(super) const NAMES: &str = "HS256, ES256, EdDSA, PS256 or RS256";

    /// By its JOSE name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "HS256" => Self::Hs256,
            "ES256" => Self::Es256,
            "EdDSA" | "Ed25519" => Self::EdDsa,
            "PS256" => Self::Ps256,
            "RS256" => Self::Rs256,
            _ => return None,
        })
    }

    /// By its COSE identifier.
    pub(super) const fn of_label(label: i64) -> Option<Self> {
        Some(match label {
            5 => Self::Hs256,
            -7 | -9 => Self::Es256,
            -8 | -19 => Self::EdDsa,
            -37 => Self::Ps256,
            -257 => Self::Rs256,
            _ => return None,
        })
    }

    /// Whether it makes a MAC with a shared secret, not a signature.
    pub(super) const fn is_mac(self) -> bool {
        matches!(self, Self::Hs256)
    }
}
