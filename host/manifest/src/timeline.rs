//! When a manifest's content is, and what is marked in it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A summary of what a media playlist or an MPD says of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline<'t> {
    /// Whether it may still grow: no `EXT-X-ENDLIST` and not `VOD`; a dynamic MPD.
    pub live: bool,
    /// The longest segment in milliseconds (`EXT-X-TARGETDURATION`,
    /// `@maxSegmentDuration`). Absent if not stated.
    pub target_duration: Option<u64>,
    /// The longest part in milliseconds (`PART-TARGET`). Absent without parts.
    pub part_target: Option<u64>,
    /// How many milliseconds can be played: all segments' durations together;
    /// `@timeShiftBufferDepth` or the presentation's duration. Absent if unknown.
    pub window: Option<u64>,
    /// Number of segments. 0 where an MPD does not list them.
    pub segments: u32,
    /// When its first moment is, milliseconds since 1970 (the first
    /// `EXT-X-PROGRAM-DATE-TIME`, `@availabilityStartTime`). Absent if not stated.
    pub start: Option<i64>,
    /// Places for advertising, in order.
    pub cues: Vec<Cue<'t>>,
    /// Date ranges, in order (HLS).
    pub date_ranges: Vec<Marked<'t>>,
}

/// A splice point: `EXT-X-CUE-OUT` and its like, a date range with
/// `SCTE35-OUT`, an event of an SCTE 35 scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue<'t> {
    /// What it is.
    pub kind: CueKind,
    /// Milliseconds from the timeline's first moment.
    pub at: u64,
    /// Milliseconds. Absent if not stated.
    pub duration: Option<u64>,
    /// Its id. Absent if not stated.
    pub id: Option<Cow<'t, str>>,
}

/// Which way a splice goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CueKind {
    /// Out of the programme.
    Out,
    /// Back into it.
    In,
    /// Told, but not which way.
    Other,
}

/// A date range as found (`EXT-X-DATERANGE`, rfc8216bis section 4.4.5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked<'t> {
    /// `ID`.
    pub id: Cow<'t, str>,
    /// `CLASS`. Absent if not stated.
    pub class: Option<Cow<'t, str>>,
    /// `START-DATE`, milliseconds since 1970. Absent if it cannot be read.
    pub start: Option<i64>,
    /// `DURATION`, `PLANNED-DURATION` or up to `END-DATE`, in milliseconds.
    /// Absent if not stated.
    pub duration: Option<u64>,
}

/// A date range to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DateRange {
    /// Its id, unlike all others'.
    pub id: String,
    /// Its class. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// When it begins, milliseconds since 1970.
    pub start: i64,
    /// Milliseconds. Absent: not known yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u64>,
    /// Attributes of its own: names that begin with `X-`, values quoted strings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
}
