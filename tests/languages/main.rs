//! Functions in JavaScript and Python: built as their projects say, tried by their cases, and
//! in the demo's pipeline in the place of those in Rust.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod made;
mod pipeline;
mod reload;
