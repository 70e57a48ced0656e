//! The node: an edge server that personalises video manifests.
//!
//! - [`cli`]: the command line
//! - [`admin`]: the admin API
//! - [`operate`]: the admin API asked
//! - [`signing`]: bundles built, signed and verified
//! - [`bundles`]: bundles deployed, kept, rolled back
//! - [`cases`], [`selftest`]: cases of functions, run in the sandbox
//! - [`config`]: one TOML file, checked
//! - [`rollout`]: a candidate beside what runs
//! - [`running`]: functions, deployed and swapped as one
//! - [`node`]: functions, sources and routes, assembled
//! - [`listen`]: HTTP from viewers, and what they get
//! - [`origin`]: HTTP to origins
//! - [`grid`]: grid intensities polled from providers
//! - [`sources`]: place databases and grid figures, read again when they change
//! - [`sandbox`]: Wasmtime, and nowhere else
//! - [`dev`]: the demo: an origin, a node and example viewers in one command
//! - [`explain`]: one decision, told in full
//! - [`consent`]: consent strings decoded
//! - [`facts`]: what is known of one viewer, and from where
//! - [`viewer`]: a viewer as the command line describes one
//! - [`manifest`]: manifests looked at, edited, filtered and compared
//! - [`rights`]: rights imported, and a rights catalogue asked
//!
//! What a viewer gets is decided in `tidegate-pipeline`, which does no I/O and is
//! shared with the Spin gateway; manifests are edited in `tidegate-manifest`.

pub mod admin;
pub mod bench;
pub mod bundles;
pub mod cases;
pub mod cli;
pub mod config;
pub mod consent;
pub mod dev;
pub mod explain;
pub mod facts;
pub mod function;
pub mod grid;
pub mod listen;
pub mod manifest;
pub mod node;
pub mod operate;
pub mod origin;
pub mod reason;
pub mod records;
pub mod replay;
pub mod rights;
pub mod rollout;
pub mod running;
pub mod sandbox;
pub mod selftest;
pub mod signing;
pub mod sources;
pub mod viewer;

/// Each call of a function makes and drops a few dozen small blocks on the host's
/// side; the system's allocator took a tenth of a call.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
