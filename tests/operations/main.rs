//! What operators do: the real binary builds, signs, sends, deploys, tries and rolls back
//! bundles, and nodes that are asked all the while go on answering.
//!
//! - [`recipe`]: the sources of a bundle
//! - [`workshop`]: keys, an origin, bundles, what a node is configured with
//! - [`node`]: a node, asked by viewers and by operators
//! - [`whole_way`]: from keys to a rollback, and a restart without the registry
//! - [`refusals`]: bundles that are refused, each for its reason
//! - [`doors`]: who may operate a node, and one at a time
//! - [`load`]: deploys while viewers ask
//! - [`killed`]: nodes that are killed while they deploy
//! - [`replays`]: a candidate that is asked before it is deployed
//! - [`guests`]: functions that fail, or take their time
//! - [`shadows`], [`canaries`], [`halts`]: candidates, tried and ended

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod canaries;
mod doors;
mod failures;
mod guests;
mod halts;
mod killed;
mod load;
mod node;
mod recipe;
mod refusals;
mod replays;
mod shadows;
mod shipping;
mod whole_way;
mod workshop;
