//! Facts, limits and tracks to begin a scenario with.
#![allow(dead_code, reason = "every test uses its own part")]

use tidegate_sdk::manifest_rewriting::{Codecs, Format, Manifest, Resolution, Track, TrackKind};
use tidegate_sdk::types::{DynamicRanges, Facts};

pub fn speaking(languages: &str) -> Facts {
    Facts { languages: Some(languages.to_owned()), ..Facts::NOTHING }
}

pub fn track(id: u32, kind: TrackKind) -> Track<'static> {
    Track::bare(id, kind)
}

/// An H.264 variant in SDR of 16:9, playing with audio group 0.
pub fn video(id: u32, height: u32, bandwidth: u64) -> Track<'static> {
    Track {
        bandwidth: Some(bandwidth),
        resolution: Some(Resolution { width: height * 16 / 9, height }),
        codecs: Codecs::H264 | Codecs::AAC,
        range: Some(DynamicRanges::SDR),
        audio_group: Some(0),
        ..track(id, TrackKind::Video)
    }
}

pub fn rendition(id: u32, kind: TrackKind, group: u32, language: &'static str) -> Track<'static> {
    Track {
        group: Some(group),
        language: Some(language),
        label: Some(language),
        autoselect: true,
        ..track(id, kind)
    }
}

/// A multivariant playlist.
pub fn offering<'t>(tracks: &[Track<'t>]) -> Manifest<'t> {
    Manifest::of(Format::HlsMultivariant, tracks.to_vec())
}
