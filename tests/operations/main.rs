//! What operators do: the real binary builds, signs, sends, deploys, tries and rolls back
//! bundles, and nodes that are asked all the while go on answering.
//!
//! - [`recipe`]: the sources of a bundle
//! - [`workshop`]: keys, an origin, bundles, what a node is configured with
//! - [`node`]: a node, asked by viewers and by operators
//! - [`whole_way`]: from keys to a rollback, and a restart without the registry
//! - [`refusals`]: bundles that are refused, each for its reason
//! - [`doors`]: who may operate a node, and one at a time

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod doors;
mod node;
mod recipe;
mod refusals;
mod whole_way;
mod workshop;
