//! The `manifest-rewriting` interface.

use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::manifest_rewriting as contract;
use tidegate_sdk::types::{Facts, Grants, Limits};
use wasmtime::Store;
use wasmtime::component::Instance;

use super::bindings::manifest_rewriting::exports::tidegate::edge::manifest_rewriting as wit;
use super::bindings::{manifest_rewriting as bindings, vocabulary};
use super::deployed::{Deployed, Interface, State, interface};
use super::wire;

interface!(
    /// Marks a manifest-rewriting function.
    ManifestRewriting,
    ManifestRewritingHost,
    tidegate_edge_manifest_rewriting,
    "tidegate:edge/manifest-rewriting@0.1.0",
    (&'a vocabulary::Facts, vocabulary::Grants, &'a vocabulary::Limits, &'a wit::Manifest) -> wit::Decision
);

impl Deployed<ManifestRewriting> {
    /// Decides for one viewer and one manifest, in a fresh sandbox.
    ///
    /// # Errors
    /// A [`Fault`] stands for the interface's safe bottom.
    pub fn decide(
        &self,
        view: &Facts,
        grants: &Grants,
        limits: &Limits,
        manifest: &contract::Manifest<'_>,
    ) -> Result<contract::Decision, Fault> {
        let view = wire::facts(view);
        let grants = wire::grants_in(grants);
        let limits = wire::limits_in(limits);
        let manifest = wit::Manifest {
            format: match manifest.format {
                contract::Format::HlsMultivariant => wit::Format::HlsMultivariant,
                contract::Format::HlsMedia => wit::Format::HlsMedia,
                contract::Format::Dash => wit::Format::Dash,
            },
            tracks: tracks(contract::pack(&manifest.tracks)),
            timeline: manifest.timeline.map(timeline),
            pathways: manifest.pathways.as_ref().to_owned(),
            steering: manifest.steering.as_deref().map(str::to_owned),
        };
        let said = self.call((&view, grants, &limits, &manifest))?;
        Ok(contract::Decision {
            edits: said.edits.into_iter().map(edit).collect(),
            valid_for: said.valid_for,
        })
    }
}

fn tracks(packed: contract::packed::Tracks) -> wit::Tracks {
    wit::Tracks {
        tracks: packed
            .tracks
            .into_iter()
            .map(|track| wit::Track {
                kind: kind(track.kind),
                codecs: wire::codecs(track.codecs),
                range: wire::ranges_in(track.range),
                roles: roles(track.roles),
                traits: traits(track.traits),
            })
            .collect(),
        bandwidths: packed.bandwidths,
        average_bandwidths: packed.average_bandwidths,
        widths: packed.widths,
        heights: packed.heights,
        frame_rates: packed.frame_rates,
        profiles: packed.profiles,
        levels: packed.levels,
        channels: packed.channels,
        languages: packed.languages,
        labels: packed.labels,
        groups: packed.groups,
        audio_groups: packed.audio_groups,
        subtitles_groups: packed.subtitles_groups,
        details: packed.details.map(details),
        texts: packed.texts,
    }
}

fn details(packed: contract::packed::Details) -> wit::Details {
    wit::Details {
        periods: packed.periods,
        sets: packed.sets,
        sample_rates: packed.sample_rates,
        supplemental_codecs: packed.supplemental_codecs.into_iter().map(wire::codecs).collect(),
        hdcp: packed.hdcp.into_iter().map(wire::hdcp_in).collect(),
        drm: packed.drm.into_iter().map(drm).collect(),
        scores: packed.scores,
        pathways: packed.pathways,
        stable_ids: packed.stable_ids,
    }
}

fn timeline(timeline: &contract::Timeline) -> wit::Timeline {
    wit::Timeline {
        live: timeline.live,
        target_duration: timeline.target_duration,
        part_target: timeline.part_target,
        window: timeline.window,
        segments: timeline.segments,
        start: timeline.start,
        cues: timeline
            .cues
            .iter()
            .map(|cue| wit::Cue {
                kind: match cue.kind {
                    contract::CueKind::Out => wit::CueKind::Out,
                    contract::CueKind::In => wit::CueKind::In,
                    contract::CueKind::Other => wit::CueKind::Other,
                },
                at: cue.at,
                duration: cue.duration,
                id: cue.id.clone(),
            })
            .collect(),
        date_ranges: timeline
            .date_ranges
            .iter()
            .map(|range| wit::DateRange {
                id: range.id.clone(),
                class: range.class.clone(),
                start: range.start,
                duration: range.duration,
            })
            .collect(),
    }
}

const fn kind(kind: contract::TrackKind) -> wit::TrackKind {
    match kind {
        contract::TrackKind::Video => wit::TrackKind::Video,
        contract::TrackKind::Muxed => wit::TrackKind::Muxed,
        contract::TrackKind::AudioOnly => wit::TrackKind::AudioOnly,
        contract::TrackKind::TrickPlay => wit::TrackKind::TrickPlay,
        contract::TrackKind::Audio => wit::TrackKind::Audio,
        contract::TrackKind::AlternateVideo => wit::TrackKind::AlternateVideo,
        contract::TrackKind::Subtitles => wit::TrackKind::Subtitles,
        contract::TrackKind::ClosedCaptions => wit::TrackKind::ClosedCaptions,
    }
}

wire::flags!(roles, contract::Roles, wit::Roles,
    DESCRIBED_AUDIO CAPTIONS ENHANCED_SPEECH EASY_TO_READ FORCED MAIN ALTERNATE SUPPLEMENTARY
    COMMENTARY DUB ORIGINAL SIGN EMERGENCY KARAOKE MACHINE_GENERATED);
wire::flags!(traits, contract::Traits, wit::Traits, IS_DEFAULT AUTOSELECT SPATIAL);
wire::flags!(drm, contract::Drm, wit::Drm, FAIRPLAY WIDEVINE PLAYREADY CLEAR_KEY OTHER);

fn edit(edit: wit::Edit) -> contract::Edit {
    let text = |text: wit::Text| contract::Text { track: text.track, text: text.text };
    match edit {
        wit::Edit::Drop(track) => contract::Edit::Drop(track),
        wit::Edit::Order(tracks) => contract::Edit::Order(tracks),
        wit::Edit::SetDefault(track) => contract::Edit::SetDefault(track),
        wit::Edit::SetAutoselect(set) => contract::Edit::SetAutoselect(contract::Autoselect {
            track: set.track,
            value: set.value,
        }),
        wit::Edit::Rename(name) => contract::Edit::Rename(text(name)),
        wit::Edit::Relabel(language) => contract::Edit::Relabel(text(language)),
        wit::Edit::SetStart(start) => contract::Edit::SetStart(contract::Start {
            offset: start.offset,
            precise: start.precise,
        }),
        wit::Edit::SetPathway(pathway) => contract::Edit::SetPathway(pathway),
        wit::Edit::DropPathway(pathway) => contract::Edit::DropPathway(pathway),
        wit::Edit::StripSteering => contract::Edit::StripSteering,
        wit::Edit::RemoveDateRange(id) => contract::Edit::RemoveDateRange(id),
        wit::Edit::Trim(window) => contract::Edit::Trim(window),
        wit::Edit::StripSessionKeys => contract::Edit::StripSessionKeys,
        wit::Edit::StripCues => contract::Edit::StripCues,
        wit::Edit::InsertInterstitial(interstitial) => {
            contract::Edit::InsertInterstitial(contract::Interstitial {
                name: interstitial.name,
                at: interstitial.at,
            })
        }
    }
}
