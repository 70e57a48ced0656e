//! Real players behind the node: what they see is what was decided.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod ffprobe;
mod hls_js;
mod ladder;
mod service;
