//! The `manifest-rewriting` interface.

use tidegate_pipeline::{Fault, FunctionKind};
use tidegate_sdk::manifest_rewriting as contract;
use tidegate_sdk::types::{Facts, Limits};
use wasmtime::Store;
use wasmtime::component::{Instance, InstancePre};

use super::bindings::manifest_rewriting as bindings;
use super::bindings::manifest_rewriting::exports::tidegate::edge::manifest_rewriting as wit;
use super::deployed::{Deployed, Interface, State, interface};
use super::wire;

interface!(
    /// Marks a manifest-rewriting function.
    ManifestRewriting,
    ManifestRewritingHost,
    ManifestRewritingHostPre,
    tidegate_edge_manifest_rewriting
);

impl Deployed<ManifestRewriting> {
    /// Decides for one viewer and one manifest, in a fresh sandbox.
    ///
    /// # Errors
    /// A [`Fault`] stands for the interface's safe bottom.
    pub fn decide(
        &self,
        view: &Facts,
        limits: &Limits,
        tracks: &[contract::Track],
    ) -> Result<contract::Decision, Fault> {
        let view = wire::facts(view);
        let limits = wire::limits_in(limits);
        let packed = contract::pack(tracks);
        let tracks = wit::Tracks {
            rungs: packed.rungs.iter().map(rung).collect(),
            renditions: packed.renditions.iter().map(rendition).collect(),
            languages: packed.languages,
            labels: packed.labels,
        };
        let said = self.call(|pre, store| {
            let instance = pre.instantiate(&mut *store)?;
            instance.tidegate_edge_manifest_rewriting().call_decide(store, &view, limits, &tracks)
        })?;
        Ok(contract::Decision {
            edits: said.edits.into_iter().map(edit).collect(),
            valid_for: said.valid_for,
        })
    }
}

fn rung(rung: &contract::packed::Rung) -> wit::Rung {
    wit::Rung {
        id: rung.id,
        kind: kind(rung.kind),
        bandwidth: rung.bandwidth,
        average_bandwidth: rung.average_bandwidth,
        resolution: rung
            .resolution
            .map(|size| wit::Resolution { width: size.width, height: size.height }),
        frame_rate: rung.frame_rate,
        codecs: codecs(rung.codecs),
        range: rung.range.map(wire::ranges_in),
        label: rung.label,
        audio_group: rung.audio_group,
        subtitles_group: rung.subtitles_group,
    }
}

fn rendition(rendition: &contract::packed::Rendition) -> wit::Rendition {
    wit::Rendition {
        id: rendition.id,
        kind: kind(rendition.kind),
        codecs: codecs(rendition.codecs),
        language: rendition.language,
        label: rendition.label,
        roles: roles(rendition.roles),
        is_default: rendition.is_default,
        autoselect: rendition.autoselect,
        channels: rendition.channels,
        group: rendition.group,
    }
}

const fn kind(kind: contract::TrackKind) -> wit::TrackKind {
    match kind {
        contract::TrackKind::Video => wit::TrackKind::Video,
        contract::TrackKind::AudioOnly => wit::TrackKind::AudioOnly,
        contract::TrackKind::TrickPlay => wit::TrackKind::TrickPlay,
        contract::TrackKind::Audio => wit::TrackKind::Audio,
        contract::TrackKind::AlternateVideo => wit::TrackKind::AlternateVideo,
        contract::TrackKind::Subtitles => wit::TrackKind::Subtitles,
        contract::TrackKind::ClosedCaptions => wit::TrackKind::ClosedCaptions,
    }
}

wire::flags!(codecs, contract::Codecs, wit::Codecs,
    H264 HEVC DOLBY_VISION AV1 VP9 VVC AAC AC3 EC3 AC4 OPUS FLAC MP3 TEXT OTHER);
wire::flags!(roles, contract::Roles, wit::Roles,
    DESCRIBED_AUDIO CAPTIONS ENHANCED_SPEECH EASY_TO_READ FORCED);

fn edit(edit: wit::Edit) -> contract::Edit {
    match edit {
        wit::Edit::Drop(track) => contract::Edit::Drop(track),
        wit::Edit::Order(tracks) => contract::Edit::Order(tracks),
        wit::Edit::SetDefault(track) => contract::Edit::SetDefault(track),
        wit::Edit::SetAutoselect(set) => contract::Edit::SetAutoselect(contract::Autoselect {
            track: set.track,
            value: set.value,
        }),
    }
}
