//! End to end: the real binary on a port of its own, spoken to over HTTP.
//!
//! - [`setup`]: a configuration in a folder of its own, an origin, a node
//! - [`recorder`]: an origin that writes down what it is sent
//! - [`viewers`]: the demo's viewers get what the demo promises
//! - [`passing`]: bytes that leave as they came, and what never reaches an origin
//! - [`protocol`]: methods, versions of HTTP, paths and heads that are refused
//! - [`failures`]: what an origin's failures become
//! - [`formats`]: DASH, live channels, filters
//! - [`declared`]: undeclared facts change nothing, untrusted headers neither
//! - [`entitled`]: entitlement tokens
//! - [`checking`]: `tidegate check`, by golden errors
//! - [`consenting`]: `tidegate consent decode`
//! - [`explaining`]: `tidegate explain`
//! - [`facts`]: `tidegate facts`
//! - [`manifests`]: `tidegate manifest`
//! - [`reloading`]: sources of facts are read again when they change
//! - [`feeds`]: grid intensities from a provider
//! - [`replaying`]: `tidegate explain --record`, `tidegate replay`
//! - [`tracking`]: what follows viewers around stays at the node
//! - [`first`]: the README's first function
//! - [`logs`]: nothing personal in the log

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod benching;
mod checking;
mod consenting;
mod declared;
mod entitled;
mod explaining;
mod facts;
mod failures;
mod feeds;
mod first;
mod formats;
mod logs;
mod manifests;
mod passing;
mod protocol;
mod recorder;
mod reloading;
mod replaying;
mod rights;
mod setup;
mod tracking;
mod viewers;
