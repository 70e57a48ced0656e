//! Signatures of bundles in [cosign's format], and the memory that keeps older
//! bundles out. No network and no registry: artifacts come and go as bytes.
//!
//! - [`statement`]: what a signature says: name, version, expiry, digest; its JSON;
//! - [`key`]: private keys, encrypted as cosign does, and public ones;
//! - [`artifact`]: the OCI manifest that holds signatures, and its blobs;
//! - [`sign`]: makes and adds signatures;
//! - [`trust`]: the keys a node trusts, and what it takes from them;
//! - [`refused`]: every reason for which a bundle is not taken;
//! - [`ledger`]: the highest version seen of every bundle, on disk;
//! - [`cli`]: the arguments of `tidegate bundle keygen`, passwords, reports.
//!
//! Of the `sigstore` crate only its keys and signatures are used: its client
//! verifies against a registry that it asks itself, over a TLS library of its own,
//! and takes no word of versions and expiries. Key pairs alone are trusted; no
//! certificate and no transparency log is looked at.
//!
//! [cosign's format]: https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md

pub mod artifact;
pub mod cli;
pub mod digest;
pub mod key;
pub mod ledger;
pub mod refused;
pub mod sign;
pub mod statement;
pub mod trust;

pub use artifact::SignatureArtifact;
pub use digest::Digest;
pub use key::{KeyError, KeyId, PublicKey, SigningKey};
pub use ledger::{Ledger, LedgerError, Older};
pub use refused::Refused;
pub use statement::Statement;
pub use trust::{Expected, Trust, Verified};
