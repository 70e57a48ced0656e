//! What a manifest offers, in words that no format owns.

use std::borrow::Cow;

use bitflags::bitflags;

use crate::codecs::Codecs;

/// What a track carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrackKind {
    /// A variant with pictures, with or without its audio (`EXT-X-STREAM-INF`).
    Video,
    /// A variant whose codecs are all audio.
    AudioOnly,
    /// I-frames for seeking (`EXT-X-I-FRAME-STREAM-INF`).
    TrickPlay,
    /// An audio rendition (`EXT-X-MEDIA`, `TYPE=AUDIO`).
    Audio,
    /// Another camera or the like (`TYPE=VIDEO`).
    AlternateVideo,
    /// Subtitles (`TYPE=SUBTITLES`).
    Subtitles,
    /// Captions inside the video (`TYPE=CLOSED-CAPTIONS`).
    ClosedCaptions,
}

impl TrackKind {
    /// Whether a track of this kind can be played by itself.
    pub fn is_variant(self) -> bool {
        matches!(self, Self::Video | Self::AudioOnly)
    }
}

/// A picture's size in pixels, both at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Resolution {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Dynamic range of the picture, HLS `VIDEO-RANGE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DynamicRange {
    /// Standard dynamic range.
    Sdr,
    /// Hybrid log-gamma (ARIB STD-B67).
    Hlg,
    /// Perceptual quantiser (SMPTE ST 2084): HDR10, Dolby Vision.
    Pq,
}

bitflags! {
    /// What a rendition is for (HLS `CHARACTERISTICS`, `FORCED`).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Roles: u8 {
        /// Audio description: `public.accessibility.describes-video`.
        const DESCRIBED_AUDIO = 1;
        /// Captions: `public.accessibility.transcribes-spoken-dialog` or
        /// `public.accessibility.describes-music-and-sound`.
        const CAPTIONS = 1 << 1;
        /// `public.accessibility.enhances-speech-intelligibility`.
        const ENHANCED_SPEECH = 1 << 2;
        /// Edited for ease of reading: `public.easy-to-read`.
        const EASY_TO_READ = 1 << 3;
        /// Subtitles that are shown without being chosen: `FORCED=YES`.
        const FORCED = 1 << 4;
    }
}

/// One track of a manifest that borrows from its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track<'t> {
    /// Its number in the manifest's own order, from 0.
    pub id: u32,
    /// What it carries.
    pub kind: TrackKind,
    /// Peak bit rate in bits/s. Absent for renditions and where it is no number.
    pub bandwidth: Option<u64>,
    /// Average bit rate in bits/s. Absent if not stated.
    pub average_bandwidth: Option<u64>,
    /// Absent if not stated.
    pub resolution: Option<Resolution>,
    /// Frames per 1000 seconds, e.g. 59940. Absent if not stated.
    pub frame_rate: Option<u32>,
    /// The codecs of the track; for variants of their renditions too. A
    /// rendition's is known when the variants that name its group state
    /// exactly one family of its kind, else nothing is set.
    pub codecs: Codecs,
    /// Absent for tracks without pictures, and where none of the known ranges is stated.
    pub range: Option<DynamicRange>,
    /// BCP 47, as written in the manifest. Absent if not stated.
    pub language: Option<Cow<'t, str>>,
    /// The name shown to people. Absent if there is none.
    pub label: Option<Cow<'t, str>>,
    /// What the rendition is for.
    pub roles: Roles,
    /// Played when the viewer has not chosen.
    pub is_default: bool,
    /// May be chosen by the player from the system's settings.
    pub autoselect: bool,
    /// Audio channels, 1 to 255. Absent if not stated.
    pub channels: Option<u8>,
    /// Number of the group a rendition is in, from 0 in order of first
    /// appearance. Absent for variants.
    pub group: Option<u32>,
    /// Number of the audio group a variant plays with. Absent if none.
    pub audio_group: Option<u32>,
    /// Number of the subtitles group a variant plays with. Absent if none.
    pub subtitles_group: Option<u32>,
}
