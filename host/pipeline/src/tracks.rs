//! The manifest's tracks in the contract's words, and the contract's edits in
//! the manifest's. `tidegate-manifest` knows no contract, so this is the one place
//! where the two meet.

use tidegate_manifest as manifest;
use tidegate_sdk::manifest_rewriting::{Codecs, Edit, Resolution, Roles, Track, TrackKind};
use tidegate_sdk::types::DynamicRanges;

pub fn contract_tracks(tracks: &[manifest::Track<'_>]) -> Vec<Track> {
    tracks.iter().map(contract_track).collect()
}

fn contract_track(track: &manifest::Track<'_>) -> Track {
    Track {
        id: track.id,
        kind: match track.kind {
            manifest::TrackKind::Video => TrackKind::Video,
            manifest::TrackKind::AudioOnly => TrackKind::AudioOnly,
            manifest::TrackKind::TrickPlay => TrackKind::TrickPlay,
            manifest::TrackKind::Audio => TrackKind::Audio,
            manifest::TrackKind::AlternateVideo => TrackKind::AlternateVideo,
            manifest::TrackKind::Subtitles => TrackKind::Subtitles,
            manifest::TrackKind::ClosedCaptions => TrackKind::ClosedCaptions,
        },
        bandwidth: track.bandwidth,
        average_bandwidth: track.average_bandwidth,
        resolution: track
            .resolution
            .map(|size| Resolution { width: size.width, height: size.height }),
        frame_rate: track.frame_rate,
        codecs: codecs(track.codecs),
        range: track.range.map(|range| match range {
            manifest::DynamicRange::Sdr => DynamicRanges::SDR,
            manifest::DynamicRange::Hlg => DynamicRanges::HLG,
            manifest::DynamicRange::Pq => DynamicRanges::PQ,
        }),
        language: track.language.as_deref().map(str::to_owned),
        label: track.label.as_deref().map(str::to_owned),
        roles: roles(track.roles),
        is_default: track.is_default,
        autoselect: track.autoselect,
        channels: track.channels,
        group: track.group,
        audio_group: track.audio_group,
        subtitles_group: track.subtitles_group,
    }
}

macro_rules! flags {
    ($name:ident, $from:ty, $to:ty, $($flag:ident)+) => {
        fn $name(from: $from) -> $to {
            let mut to = <$to>::empty();
            $(to.set(<$to>::$flag, from.contains(<$from>::$flag));)+
            to
        }
    };
}

flags!(codecs, manifest::Codecs, Codecs,
    H264 HEVC DOLBY_VISION AV1 VP9 VVC AAC AC3 EC3 AC4 OPUS FLAC MP3 TEXT OTHER);
flags!(roles, manifest::Roles, Roles,
    DESCRIBED_AUDIO CAPTIONS ENHANCED_SPEECH EASY_TO_READ FORCED);

pub fn manifest_edits(edits: &[Edit]) -> Vec<manifest::Edit> {
    edits
        .iter()
        .map(|edit| match edit {
            Edit::Drop(track) => manifest::Edit::Drop(*track),
            Edit::Order(tracks) => manifest::Edit::Order(tracks.clone()),
            Edit::SetDefault(track) => manifest::Edit::SetDefault(*track),
            Edit::SetAutoselect(set) => {
                manifest::Edit::SetAutoselect { track: set.track, value: set.value }
            }
        })
        .collect()
}
