//! Entitlement tokens: made by other implementations, forged, and refused claim by claim.

#![allow(missing_docs)]

mod claims;
mod forged;
mod keys;
mod made;
mod properties;
mod restrictions;
mod support;
