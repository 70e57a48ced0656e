//! What may be changed in a manifest.

use serde::{Deserialize, Serialize};

use crate::timeline::DateRange;

/// One change. Edits name tracks by [`Track::id`](crate::Track::id), are
/// carried out in order, and each sees what those before it left. If one of
/// them cannot be carried out, none is ([`Refusal`](crate::Refusal)).
///
/// What dangles after all of them is settled by the format, which its module
/// describes: [`hls::multivariant`](crate::hls), [`hls::media`](crate::hls),
/// [`dash`](crate::dash). What dangled before the edits is left as it was. An
/// edit that has no meaning for the kind of manifest is refused
/// ([`Rule::NotHere`](crate::Rule::NotHere)).
///
/// In JSON: `{"drop": 3}`, `{"order": [2, 1]}`, `{"rename": {"track": 4, "label": "English"}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Edit {
    /// Remove the track.
    Drop(u32),
    /// Let these tracks take, in the order given, the places that they hold
    /// now. They are all variants or all trick-play tracks of one period, or all
    /// renditions of one group, none named twice; those not named stay where they are.
    ///
    /// Players expect the renditions of parallel groups in one order
    /// (hls.js#3729): whoever orders one group orders its parallels alike.
    Order(Vec<u32>),
    /// Make this rendition the only default of its group, and let players
    /// choose it by themselves, which RFC 8216 section 4.3.4.1 asks of a default.
    SetDefault(u32),
    /// Say whether players may choose this rendition by themselves. `false`
    /// is refused for a default.
    SetAutoselect {
        /// The rendition.
        track: u32,
        /// Whether players may.
        value: bool,
    },
    /// Give a rendition another name for people.
    Rename {
        /// The rendition.
        track: u32,
        /// The new name: one line, no double quote (RFC 8216 section 4.2).
        label: String,
    },
    /// Correct the language of a rendition.
    Relabel {
        /// The rendition.
        track: u32,
        /// The language, well-formed BCP 47.
        language: String,
    },
    /// Let players start here (`EXT-X-START`); replaces what the manifest says.
    SetStart {
        /// Milliseconds from the start; from the end if negative.
        offset: i64,
        /// Whether to start exactly there, not at the segment's beginning.
        precise: bool,
    },
    /// Resolve relative URIs against this one instead of the manifest's own.
    SetBase {
        /// Absolute, or a path that begins with `/`; ends in `/`.
        uri: String,
    },
    /// Let players begin with this pathway of content steering.
    SetPathway(String),
    /// Remove a pathway: what is only there goes.
    DropPathway(String),
    /// Steer by this server (RFC 8216bis section 4.4.6.6, DASH-IF content
    /// steering); replaces the one there is.
    SetSteering {
        /// Where the steering manifest is.
        server: String,
        /// The pathway to begin with, one that the manifest has.
        pathway: String,
    },
    /// Steer no more.
    StripSteering,
    /// Add a date range (HLS media playlists).
    InsertDateRange(DateRange),
    /// Remove all tags of the date range with this id.
    RemoveDateRange(String),
    /// Add an interstitial (rfc8216bis appendix D): a date range of its class.
    InsertInterstitial(Interstitial),
    /// Add an event stream to the period that holds its first event (DASH).
    InsertEventStream(EventStream),
    /// Remove the event streams of a scheme (DASH).
    RemoveEventStream {
        /// `@schemeIdUri`.
        scheme: String,
        /// `@value`; absent: any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// Keep at most this much of a live window, in milliseconds: its end, and
    /// never less than players need to start.
    Trim(u64),
    /// Keep the segments that have any of this programme time (HLS media
    /// playlists with `EXT-X-PROGRAM-DATE-TIME`). What reaches its last moment
    /// ends there.
    Clip {
        /// The first moment, milliseconds since 1970.
        start: i64,
        /// The last. Absent: without end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<i64>,
    },
    /// Remove what marks advertising: `EXT-X-CUE-OUT` and its like, date ranges
    /// with `SCTE35-…` (HLS media playlists).
    StripCues,
    /// Remove the keys announced ahead (`EXT-X-SESSION-KEY`).
    StripSessionKeys,
    /// Show something else instead of the whole manifest's content.
    Replace(Slate),
}

/// An interstitial: content to be played in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Interstitial {
    /// Its id, unlike all other date ranges'.
    pub id: String,
    /// When it begins, milliseconds since 1970.
    pub start: i64,
    /// How long it takes, in milliseconds. Absent: as long as its content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// The multivariant or media playlist to play (`X-ASSET-URI`).
    pub asset: String,
    /// Where the primary content resumes after its start, in milliseconds
    /// (`X-RESUME-OFFSET`). Absent: after the duration played.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<i64>,
}

/// An event stream of a DASH period (ISO/IEC 23009-1 clause 5.10.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EventStream {
    /// Number of the period, from 0.
    pub period: u32,
    /// `@schemeIdUri`.
    pub scheme: String,
    /// `@value`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Units of the events' times per second, at least 1.
    pub timescale: u32,
    /// The events.
    pub events: Vec<Event>,
}

/// An event of an [`EventStream`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Event {
    /// `@id`.
    pub id: u32,
    /// Units from the period's start.
    pub time: u64,
    /// Units. Absent: not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// The message, as text.
    pub message: String,
    /// What the event announces, as the first of its content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<Alternative>,
}

/// Another presentation, played in between: ISO/IEC 23009-1 (2026) clause 5.16. The
/// event's scheme must be the one named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Alternative {
    /// The programme halts meanwhile
    /// (`urn:mpeg:dash:event:alternativeMPD:insert:2025`, clause 5.16.3).
    Insert {
        /// Of an MPD.
        url: String,
    },
    /// The programme goes on meanwhile
    /// (`urn:mpeg:dash:event:alternativeMPD:replace:2025`, clause 5.16.4).
    Replace {
        /// Of an MPD.
        url: String,
        /// Units after the event's time at which the programme is played again.
        /// Absent: as many as the alternative took.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        return_offset: Option<u64>,
    },
}

/// What is shown instead of a manifest's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Slate {
    /// For a multivariant playlist a media playlist, for a media playlist a
    /// segment, for an MPD one file of MP4.
    pub uri: String,
    /// Its length in milliseconds, at least 1.
    pub duration: u64,
    /// Its bit rate in bits/s, at least 1.
    pub bandwidth: u64,
    /// Its codecs, RFC 6381. Absent: not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codecs: Option<String>,
}
