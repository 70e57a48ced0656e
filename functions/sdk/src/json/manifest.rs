//! What manifest-rewriting is handed, its tracks packed, and what it answers.

use super::macros::{record, variant};
use crate::manifest_rewriting::packed::{Details, Manifest, Track, Tracks};
use crate::manifest_rewriting::{
    Autoselect, Codecs, Cue, CueKind, DateRange, Decision, Drm, Edit, Format, Hdcp, Interstitial,
    Roles, Start, Text, Timeline, TrackKind, Traits,
};
use crate::types::DynamicRanges;

record!(Track {
    "kind" kind: TrackKind;
    "codecs" codecs: Codecs,
    "range" range: DynamicRanges,
    "roles" roles: Roles,
    "traits" traits: Traits,
});

record!(Tracks {
    "texts" texts: String;
    "tracks" tracks: Vec<Track>,
    "bandwidths" bandwidths: Vec<u64>,
    "average-bandwidths" average_bandwidths: Vec<u64>,
    "widths" widths: Vec<u32>,
    "heights" heights: Vec<u32>,
    "frame-rates" frame_rates: Vec<u32>,
    "profiles" profiles: Vec<u8>,
    "levels" levels: Vec<u8>,
    "channels" channels: Vec<u8>,
    "languages" languages: Vec<u32>,
    "labels" labels: Vec<u32>,
    "groups" groups: Vec<u32>,
    "audio-groups" audio_groups: Vec<u32>,
    "subtitles-groups" subtitles_groups: Vec<u32>,
    "details" details: Option<Details>,
});

record!(Details {
    ;
    "periods" periods: Vec<u32>,
    "sets" sets: Vec<u32>,
    "sample-rates" sample_rates: Vec<u32>,
    "supplemental-codecs" supplemental_codecs: Vec<Codecs>,
    "hdcp" hdcp: Vec<Hdcp>,
    "drm" drm: Vec<Drm>,
    "scores" scores: Vec<u32>,
    "pathways" pathways: Vec<u32>,
    "stable-ids" stable_ids: Vec<u32>,
});

record!(Cue {
    "kind" kind: CueKind, "at" at: u64;
    "duration" duration: Option<u64>, "id" id: Option<String>,
});

record!(DateRange {
    "id" id: String;
    "class" class: Option<String>, "start" start: Option<i64>, "duration" duration: Option<u64>,
});

record!(Timeline {
    "live" live: bool, "segments" segments: u32;
    "target-duration" target_duration: Option<u64>,
    "part-target" part_target: Option<u64>,
    "window" window: Option<u64>,
    "start" start: Option<i64>,
    "cues" cues: Vec<Cue>,
    "date-ranges" date_ranges: Vec<DateRange>,
});

record!(Manifest {
    "format" format: Format, "tracks" tracks: Tracks;
    "timeline" timeline: Option<Timeline>, "pathways" pathways: String,
    "steering" steering: Option<String>,
});

record!(Autoselect { "track" track: u32, "value" value: bool; });
record!(Text { "track" track: u32, "text" text: String; });
record!(Start { "offset" offset: i64, "precise" precise: bool; });
record!(Interstitial { "name" name: String, "at" at: u64; });

variant!(Edit {
    "drop" Drop(u32),
    "order" Order(Vec<u32>),
    "set-default" SetDefault(u32),
    "set-autoselect" SetAutoselect(Autoselect),
    "rename" Rename(Text),
    "relabel" Relabel(Text),
    "set-start" SetStart(Start),
    "set-pathway" SetPathway(String),
    "drop-pathway" DropPathway(String),
    "remove-date-range" RemoveDateRange(String),
    "trim" Trim(u64),
    "insert-interstitial" InsertInterstitial(Interstitial);
    "strip-steering" StripSteering,
    "strip-session-keys" StripSessionKeys,
    "strip-cues" StripCues,
});

record!(Decision { "edits" edits: Vec<Edit>, "valid-for" valid_for: u32; });
