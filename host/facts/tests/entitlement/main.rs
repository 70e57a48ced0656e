//! Entitlement tokens: made by other implementations, forged, and refused claim by claim.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod claims;
mod forged;
mod keys;
mod made;
mod properties;
mod restrictions;
mod support;
