//! HLS playlists: RFC 8216 and draft-pantos-hls-rfc8216bis-20.
//!
//! - `lines`: lines and their ends
//! - `tag`: what a line is
//! - `attributes`: attribute lists
//! - `base`: references made to resolve elsewhere
//! - `variables`: `EXT-X-DEFINE`
//! - [`classify()`]: which kind of playlist a text is
//! - `fields`: the attributes that describe a track
//! - `protection`: what protects the content
//! - `entry`: a track and the lines that are its own
//! - `others`: lines that are no track's own and that edits may change
//! - [`multivariant`]: a playlist read, and edited
//! - `groups`: which variants name which renditions
//! - `pathways`: content steering
//! - `whole`: edits that are about the whole playlist
//! - `base`: references made to resolve against another base
//! - `reach`: how long each pathway has variants
//! - `settle`: what edits leave dangling
//! - `trick_play`: which trick-play tracks that is
//! - `names`: names of renditions
//! - `edited`: a playlist with edits carried out
//! - `rewrite`: an attribute list written with changes
//! - `write`: text again
//! - [`usage`]: groups for people to look at
//! - `passed`: what is not read
//! - [`media`]: media playlists read, and edited

mod attributes;
mod base;
mod classify;
mod edited;
mod entry;
mod fields;
mod groups;
mod lines;
pub mod media;
pub mod multivariant;
mod names;
mod others;
pub(crate) mod passed;
mod pathways;
mod protection;
mod reach;
mod rewrite;
mod settle;
mod tag;
mod trick_play;
pub mod usage;
mod variables;
mod whole;
mod write;

pub(crate) use attributes::attributes;
pub(crate) use classify::first_kind;
pub use classify::{Kind, classify};
pub use edited::EditedMultivariant;
pub(crate) use lines::lines;
pub use media::{EditedMedia, MediaPlaylist};
pub use multivariant::Multivariant;
