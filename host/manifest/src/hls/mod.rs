//! HLS playlists: RFC 8216 and draft-pantos-hls-rfc8216bis-20.
//!
//! - `lines`: lines and their ends
//! - `tag`: what a line is
//! - `attributes`: attribute lists
//! - `base`: references made to resolve elsewhere
//! - `variables`: `EXT-X-DEFINE`
//! - [`classify()`]: which kind of playlist a text is
//! - `fields`: the attributes that describe a track
//! - `entry`: a track and the lines that are its own
//! - [`multivariant`]: a playlist read, and edited
//! - `groups`: which variants name which renditions
//! - `settle`: what edits leave dangling
//! - `write`: text again
//! - [`media`]: media playlists read, and edited

mod attributes;
mod base;
mod classify;
mod entry;
mod fields;
mod groups;
mod lines;
pub mod media;
pub mod multivariant;
mod settle;
mod tag;
mod variables;
mod write;

pub use classify::{Kind, classify};
pub use media::{EditedMedia, MediaPlaylist};
pub use multivariant::Multivariant;
pub use write::Edited;
