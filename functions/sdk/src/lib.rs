//! What a Tidegate function in Rust needs.
//!
//! - [`types`]: the words of the contract (`wit/types.wit`), as Rust types
//! - [`consent`], [`geo_licensing`], [`carbon_cap`], [`manifest_rewriting`]: one
//!   module per kind of function, each with the trait to implement and its answers
//! - [`export!`]: turns an implementation into a component
//! - [`config`]: configuration documents with errors that name the path
//! - [`alloc`]: the allocator that keeps a call free of system calls
//!
//! A function is ordinary Rust: it compiles natively for tests, and to
//! `wasm32-unknown-unknown` for the node.

pub mod alloc;
mod bindings;
pub mod config;
pub mod names;
mod shell;

pub use bindings::{carbon_cap, consent, geo_licensing, manifest_rewriting, types};

#[doc(hidden)]
pub use bindings::shells;
