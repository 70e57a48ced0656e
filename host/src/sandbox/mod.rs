//! Sandboxes: the only place that names Wasmtime.
//!
//! - [`engine`]: two engines for serving, one for deploying, and the epoch ticker
//! - [`footprint`]: which of the two a component takes
//! - [`admit`]: what a component may import (nothing) and how large it may be
//! - [`snapshot`]: `configure` once at deploy time, kept as the memory to start from
//! - [`binary`]: what modules and components have in common as bytes
//! - [`kept`]: large data of a function taken out of its memory
//! - [`compiled`]: machine code kept on disk
//! - [`recompiled`]: machine code of functions remembered while somebody works on a component
//! - [`apart`]: the same of whole core modules
//! - [`skeleton`]: a component without its core modules
//! - [`image`]: what data segments make of a memory
//! - [`stamps`]: the times of builds, taken out of a module's code
//! - [`deployed`]: a function ready to be called, linked and type-checked
//! - [`mod@decide`]: its call, whose type was compared once
//! - [`set`]: the four functions of a node, and one request's calls to them
//! - [`limits`]: what one call may take
//! - [`bindings`]: the contract as Wasmtime sees it
//! - [`wire`]: the contract's types to and from the bindings'
//! - [`fault`]: why a call failed
//!
//! Every call gets a fresh store and instance, which start copy-on-write from
//! the snapshot; after the call both are gone.

pub mod admit;
pub mod compiled;
pub mod deployed;
pub mod engine;
pub mod limits;
pub mod set;
pub mod snapshot;

mod apart;
mod binary;
mod bindings;
mod carbon_cap;
mod consent;
mod decide;
mod fault;
mod footprint;
mod geo_licensing;
mod image;
mod kept;
mod manifest_rewriting;
mod recompiled;
mod skeleton;
mod stamps;
mod wire;

pub use admit::AdmitError;
pub use carbon_cap::CarbonCap;
pub use compiled::Compiled;
pub use consent::Consent;
pub use deployed::{DeployError, Deployed};
pub use engine::{Engines, NotStarted};
pub use geo_licensing::GeoLicensing;
pub use limits::{CallLimits, memory_of_last_call};
pub use manifest_rewriting::ManifestRewriting;
pub use set::{Calls, FunctionSet};
