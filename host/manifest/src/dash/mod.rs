//! DASH: MPDs of ISO/IEC 23009-1, all editions.
//!
//! - `characters`, `attributes`, `scan`: XML with the place of everything
//! - `segments`: timelines, passed quickly
//! - `names`: which elements matter, and the schema's order of siblings
//! - `tree`: where those elements are
//! - `descriptors`: schemes that are understood
//! - `facts`: what sets and representations say, made tracks
//! - `timing`: durations and moments
//! - [`mpd`]: an MPD read
//! - `read`: how it is
//! - `when`: its timeline
//! - [`edited`]: edits carried out, and settled
//! - `order`, `defaults`, `removal`, `references`, `periods`, `events`,
//!   `whole`, `slate`: the parts of that
//! - `passed`: what is not read
//! - `splice`: text again

pub(crate) mod attributes;
mod characters;
mod defaults;
mod descriptors;
pub mod edited;
mod events;
mod facts;
pub mod mpd;
mod names;
mod order;
pub(crate) mod passed;
mod periods;
mod read;
mod references;
mod removal;
mod scan;
mod segments;
mod slate;
mod splice;
mod timing;
mod tree;
mod when;
mod whole;

pub use edited::EditedMpd;
pub use mpd::Mpd;
