//! The manifest in the contract's words, and the contract's edits in the
//! manifest's. `tidegate-manifest` knows no contract, so this is the one place
//! where the two meet.

use std::borrow::Cow;

use tidegate_manifest as manifest;
use tidegate_sdk::manifest_rewriting::{
    Codecs, Cue, CueKind, DateRange, Drm, Edit, Hdcp, Resolution, Roles, Timeline, Track, TrackKind,
};
use tidegate_sdk::types::DynamicRanges;

/// The most cues and the most date ranges that a function sees (`wit/manifest-rewriting.wit`).
const MOST_MARKS: usize = 256;

/// The manifest's tracks as a function sees them.
#[must_use]
pub fn contract_tracks<'m>(
    tracks: &'m [manifest::Track<'_>],
    pathways: &'m [Cow<'_, str>],
) -> Vec<Track<'m>> {
    tracks.iter().map(|track| contract_track(track, pathways)).collect()
}

fn contract_track<'m>(track: &'m manifest::Track<'_>, pathways: &'m [Cow<'_, str>]) -> Track<'m> {
    let pictures = track.codec_list.as_deref().and_then(|list| {
        manifest::codecs::list(list).find(|codec| codec.family.intersects(manifest::Codecs::VIDEO))
    });
    Track {
        id: track.id,
        kind: kind(track.kind),
        period: track.period,
        bandwidth: track.bandwidth,
        average_bandwidth: track.average_bandwidth,
        resolution: track
            .resolution
            .map(|size| Resolution { width: size.width, height: size.height }),
        frame_rate: track.frame_rate,
        sample_rate: track.sample_rate,
        codecs: codecs(track.codecs),
        supplemental_codecs: codecs(track.supplemental),
        profile: pictures.as_ref().and_then(|codec| codec.profile).map(|profile| profile.number()),
        level: pictures
            .as_ref()
            .and_then(|codec| codec.level)
            .map(|level| level.major.saturating_mul(10).saturating_add(level.minor)),
        range: track.range.map(|range| match range {
            manifest::DynamicRange::Sdr => DynamicRanges::SDR,
            manifest::DynamicRange::Hlg => DynamicRanges::HLG,
            manifest::DynamicRange::Pq => DynamicRanges::PQ,
        }),
        hdcp: match track.hdcp {
            None => Hdcp::Unstated,
            Some(manifest::Hdcp::None) => Hdcp::None,
            Some(manifest::Hdcp::Type0) => Hdcp::Type0,
            Some(manifest::Hdcp::Type1) => Hdcp::Type1,
        },
        language: track.language.as_deref(),
        label: track.label.as_deref(),
        roles: roles(track.roles),
        is_default: track.is_default,
        autoselect: track.autoselect,
        channels: track.channels,
        spatial: track.spatial,
        score: track.score,
        group: track.group,
        set: track.set,
        audio_group: track.audio_group,
        subtitles_group: track.subtitles_group,
        pathway: track.pathway.and_then(|number| pathways.get(number as usize)).map(AsRef::as_ref),
        drm: drm(track.drm),
        stable_id: track.stable_id.as_deref(),
    }
}

const fn kind(kind: manifest::TrackKind) -> TrackKind {
    match kind {
        manifest::TrackKind::Video => TrackKind::Video,
        manifest::TrackKind::Muxed => TrackKind::Muxed,
        manifest::TrackKind::AudioOnly => TrackKind::AudioOnly,
        manifest::TrackKind::TrickPlay => TrackKind::TrickPlay,
        manifest::TrackKind::Audio => TrackKind::Audio,
        manifest::TrackKind::AlternateVideo => TrackKind::AlternateVideo,
        manifest::TrackKind::Subtitles => TrackKind::Subtitles,
        manifest::TrackKind::ClosedCaptions => TrackKind::ClosedCaptions,
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
    DESCRIBED_AUDIO CAPTIONS ENHANCED_SPEECH EASY_TO_READ FORCED MAIN ALTERNATE SUPPLEMENTARY
    COMMENTARY DUB ORIGINAL SIGN EMERGENCY KARAOKE MACHINE_GENERATED);
flags!(drm, manifest::Drm, Drm, FAIRPLAY WIDEVINE PLAYREADY CLEAR_KEY OTHER);

/// The manifest's timeline as a function sees it.
#[must_use]
pub fn contract_timeline(timeline: &manifest::Timeline<'_>) -> Timeline {
    Timeline {
        live: timeline.live,
        target_duration: timeline.target_duration,
        part_target: timeline.part_target,
        window: timeline.window,
        segments: timeline.segments,
        start: timeline.start,
        cues: last(&timeline.cues)
            .iter()
            .map(|cue| Cue {
                kind: match cue.kind {
                    manifest::timeline::CueKind::Out => CueKind::Out,
                    manifest::timeline::CueKind::In => CueKind::In,
                    manifest::timeline::CueKind::Other => CueKind::Other,
                },
                at: cue.at,
                duration: cue.duration,
                id: cue.id.as_deref().map(str::to_owned),
            })
            .collect(),
        date_ranges: last(&timeline.date_ranges)
            .iter()
            .map(|range| DateRange {
                id: range.id.as_ref().to_owned(),
                class: range.class.as_deref().map(str::to_owned),
                start: range.start,
                duration: range.duration,
            })
            .collect(),
    }
}

fn last<T>(marks: &[T]) -> &[T] {
    marks.get(marks.len().saturating_sub(MOST_MARKS)..).unwrap_or_default()
}

/// A function's edits in the manifest's words, but for those of names
/// ([`crate::insert`]).
#[must_use]
pub(crate) fn manifest_edit(edit: &Edit) -> Option<manifest::Edit> {
    Some(match edit {
        Edit::Drop(track) => manifest::Edit::Drop(*track),
        Edit::Order(tracks) => manifest::Edit::Order(tracks.clone()),
        Edit::SetDefault(track) => manifest::Edit::SetDefault(*track),
        Edit::SetAutoselect(set) => {
            manifest::Edit::SetAutoselect { track: set.track, value: set.value }
        }
        Edit::Rename(text) => {
            manifest::Edit::Rename { track: text.track, label: text.text.clone() }
        }
        Edit::Relabel(text) => {
            manifest::Edit::Relabel { track: text.track, language: text.text.clone() }
        }
        Edit::SetStart(start) => {
            manifest::Edit::SetStart { offset: start.offset, precise: start.precise }
        }
        Edit::SetPathway(pathway) => manifest::Edit::SetPathway(pathway.clone()),
        Edit::DropPathway(pathway) => manifest::Edit::DropPathway(pathway.clone()),
        Edit::StripSteering => manifest::Edit::StripSteering,
        Edit::RemoveDateRange(id) => manifest::Edit::RemoveDateRange(id.clone()),
        Edit::Trim(window) => manifest::Edit::Trim(*window),
        Edit::StripSessionKeys => manifest::Edit::StripSessionKeys,
        Edit::StripCues => manifest::Edit::StripCues,
        Edit::InsertInterstitial(_) => return None,
    })
}
