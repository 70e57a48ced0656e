//! Real players behind the node: what they see is what was decided.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod browser;
mod ffprobe;
mod film;
mod ladder;
mod live;
mod seen;
mod service;
mod viewers;
