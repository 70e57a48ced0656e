//! The Spin gateway beside the node: the same request gets the same answer.
//!
//! - [`cases`]: the requests
//! - [`application`]: the gateway, built, and composed with the functions by `spin.toml`
//! - [`compose`]: composing, as Spin does it
//! - [`serve`]: serving, as Spin does it
//! - [`parity`]: the two held against each other

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

mod application;
mod cases;
mod compose;
mod parity;
mod serve;
