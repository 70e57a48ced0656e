//! What several tests need: a ladder, seeded edit lists, and a second, naive
//! look at what editing did.

#![allow(dead_code, reason = "each test takes its own part")]

pub mod checked;
pub mod naive;
pub mod numbers;
mod seeded;
pub mod wild;

use tidegate_manifest::{Edit, Floor, Multivariant};

/// Four variants in SDR and PQ, two audio groups of two, subtitles, captions
/// and two trick-play tracks.
pub const LADDER: &str = include_str!("ladder.m3u8");

/// Ids in [`LADDER`].
pub mod id {
    pub const AAC_EN: u32 = 0;
    pub const AAC_FR: u32 = 1;
    pub const EC3_EN: u32 = 2;
    pub const EC3_FR: u32 = 3;
    pub const SUBS_EN: u32 = 4;
    pub const SUBS_FR_FORCED: u32 = 5;
    pub const CC: u32 = 6;
    pub const V360: u32 = 7;
    pub const V720: u32 = 8;
    pub const V1080: u32 = 9;
    pub const V2160_PQ: u32 = 10;
    pub const AUDIO_ONLY: u32 = 11;
    pub const TRICK_720: u32 = 12;
    pub const TRICK_2160_PQ: u32 = 13;
}

/// What editing makes of a text.
pub fn edit(text: &str, edits: &[Edit]) -> String {
    Multivariant::parse(text).unwrap().apply(edits, Floor::default()).unwrap().write()
}

/// The ids that are left.
pub fn left(text: &str, edits: &[Edit]) -> Vec<u32> {
    let playlist = Multivariant::parse(text).unwrap();
    playlist.apply(edits, Floor::default()).unwrap().tracks().map(|track| track.id).collect()
}
