//! Bundles: sets of functions that are built, kept, sent and deployed whole.
//!
//! Knows OCI and no Wasm: components are bytes here.
//!
//! - [`config`]: `[functions.X]` tables and their errors, a bundle's and a node's
//! - [`bundle`]: `bundle.toml`, checked
//! - [`function`]: one function with everything that it takes to deploy it
//! - [`name`], [`mod@reference`]: what identifies bundles, and where they are
//! - [`artifact`]: a bundle as an OCI artifact, the same bytes from the same input
//! - [`store`]: layouts on disk and registries
//! - [`diff`]: what differs between two bundles
//! - [`contract`]: the WIT package as an artifact
//! - [`cli`]: `tidegate bundle` and `tidegate contract`
//! - [`caps`]: the most that is taken of what others send

pub mod artifact;
pub mod bundle;
pub mod caps;
pub mod cli;
pub mod config;
pub mod contract;
pub mod diff;
pub mod function;
pub mod name;
pub mod reference;
pub mod store;

pub use artifact::{Artifact, ArtifactError};
pub use bundle::Bundle;
pub use caps::Caps;
pub use config::error::ConfigError;
pub use function::{Function, Limits, OnFailure};
pub use name::Name;
pub use reference::Reference;
pub use store::{Store, StoreError};
pub use tidegate_signatures::Digest;
