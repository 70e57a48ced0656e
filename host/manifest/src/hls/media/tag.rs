//! The tags of media playlists, and of advertising in them.

use crate::hls::lines::Line;
use crate::hls::tag::{Split, split};

/// A tag that matters in a media playlist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hls) enum MediaTag {
    Inf,
    Bitrate,
    ByteRange,
    DateRange,
    Discontinuity,
    DiscontinuitySequence,
    EndList,
    Gap,
    IFramesOnly,
    Key,
    Map,
    MediaSequence,
    Part,
    PartInf,
    PlaylistType,
    PreloadHint,
    ProgramDateTime,
    RenditionReport,
    ServerControl,
    Skip,
    TargetDuration,
    // Those that multivariant playlists may have, too.
    Define,
    Start,
    /// `EXT-X-VERSION`, `EXT-X-INDEPENDENT-SEGMENTS`, and `EXT-X-ALLOW-CACHE`
    /// of old: about the whole playlist, wherever it is.
    Whole,
    // Those of others.
    /// `EXT-X-CUE-OUT`.
    CueOut,
    /// `EXT-X-CUE-OUT-CONT`.
    CueOutCont,
    /// `EXT-X-CUE-IN`.
    CueIn,
    /// `EXT-X-SCTE35`, `EXT-SCTE35`, `EXT-OATCLS-SCTE35`,
    /// `EXT-X-SPLICEPOINT-SCTE35`: a message of SCTE 35, maybe with attributes.
    Scte35,
    /// `EXT-X-CUE`, with a `TYPE`.
    Cue,
    /// `EXT-X-ASSET`: describes the cue beside it.
    Asset,
    /// `EXT-X-PREFETCH`: the URI of a segment to come (community LHLS).
    Prefetch,
}

impl MediaTag {
    /// The tag with this name, `#EXT` left out.
    pub(in crate::hls) fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"INF" => Self::Inf,
            b"-X-BITRATE" => Self::Bitrate,
            b"-X-BYTERANGE" => Self::ByteRange,
            b"-X-DATERANGE" => Self::DateRange,
            b"-X-DISCONTINUITY" => Self::Discontinuity,
            b"-X-DISCONTINUITY-SEQUENCE" => Self::DiscontinuitySequence,
            b"-X-ENDLIST" => Self::EndList,
            b"-X-GAP" => Self::Gap,
            b"-X-I-FRAMES-ONLY" => Self::IFramesOnly,
            b"-X-KEY" => Self::Key,
            b"-X-MAP" => Self::Map,
            b"-X-MEDIA-SEQUENCE" => Self::MediaSequence,
            b"-X-PART" => Self::Part,
            b"-X-PART-INF" => Self::PartInf,
            b"-X-PLAYLIST-TYPE" => Self::PlaylistType,
            b"-X-PRELOAD-HINT" => Self::PreloadHint,
            b"-X-PROGRAM-DATE-TIME" => Self::ProgramDateTime,
            b"-X-RENDITION-REPORT" => Self::RenditionReport,
            b"-X-SERVER-CONTROL" => Self::ServerControl,
            b"-X-SKIP" => Self::Skip,
            b"-X-TARGETDURATION" => Self::TargetDuration,
            b"-X-DEFINE" => Self::Define,
            b"-X-START" => Self::Start,
            b"-X-VERSION" | b"-X-INDEPENDENT-SEGMENTS" | b"-X-ALLOW-CACHE" => Self::Whole,
            b"-X-CUE-OUT" => Self::CueOut,
            b"-X-CUE-OUT-CONT" => Self::CueOutCont,
            b"-X-CUE-IN" => Self::CueIn,
            b"-X-SCTE35" | b"-SCTE35" | b"-OATCLS-SCTE35" | b"-X-SPLICEPOINT-SCTE35" => {
                Self::Scte35
            }
            b"-X-CUE" => Self::Cue,
            b"-X-ASSET" => Self::Asset,
            b"-X-PREFETCH" => Self::Prefetch,
            _ => return None,
        })
    }

    /// Whether only media playlists have it, as the standard says.
    pub(in crate::hls) fn is_standard(self) -> bool {
        !matches!(self, Self::Define | Self::Start | Self::Whole | Self::Prefetch) && !self.is_cue()
    }

    /// Whether it is someone's marker of advertising.
    pub(super) fn is_cue(self) -> bool {
        matches!(
            self,
            Self::CueOut | Self::CueOutCont | Self::CueIn | Self::Scte35 | Self::Cue | Self::Asset
        )
    }

    /// Whether it is about the segments after it, or about one of them, and
    /// goes with them (RFC 8216 section 4.3.2, rfc8216bis sections 4.4.4 and
    /// 4.4.4.9). Date ranges are about none.
    pub(super) fn is_of_segments(self) -> bool {
        matches!(
            self,
            Self::Inf
                | Self::Bitrate
                | Self::ByteRange
                | Self::Discontinuity
                | Self::Gap
                | Self::Key
                | Self::Map
                | Self::Part
                | Self::ProgramDateTime
        ) || self.is_cue()
    }

    /// Whether it is about segments that are not whole yet, or to come.
    pub(super) fn is_of_live(self) -> bool {
        matches!(
            self,
            Self::Part | Self::PartInf | Self::Prefetch | Self::PreloadHint | Self::RenditionReport
        )
    }

    /// Whether it has a URI, or several, in its attributes.
    pub(super) fn has_uri(self) -> bool {
        matches!(
            self,
            Self::Key
                | Self::Map
                | Self::Part
                | Self::PreloadHint
                | Self::RenditionReport
                | Self::DateRange
                | Self::Prefetch
        )
    }
}

/// What nearly all lines are, told at once.
#[derive(Clone, Copy, Debug)]
pub(super) enum Quick<'t> {
    /// An `EXTINF` with this value.
    Inf(&'t [u8]),
    /// A segment's URI.
    Uri,
    /// Look closer.
    Other,
}

/// Says whether a line is one of those that nearly all are.
#[inline]
pub(super) fn quick(line: &[u8]) -> Quick<'_> {
    match line.first() {
        None | Some(b' ' | b'\t') => Quick::Other,
        Some(b'#') => line.strip_prefix(b"#EXTINF:").map_or(Quick::Other, Quick::Inf),
        Some(_) => Quick::Uri,
    }
}

/// What a line of a media playlist holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held<'t> {
    /// A segment's URI.
    Uri,
    /// A tag and its value.
    Tag(MediaTag, &'t str),
    /// A tag of someone else, a comment, or nothing.
    Other,
}

/// Says what a line holds.
pub(super) fn held<'t>(line: &Line<'t>) -> Held<'t> {
    match split(line.text) {
        Split::Uri => Held::Uri,
        Split::Ignored => Held::Other,
        Split::Tag(name, value) => MediaTag::of(name)
            .map_or(Held::Other, |tag| Held::Tag(tag, line.text.get(value..).unwrap_or_default())),
    }
}
