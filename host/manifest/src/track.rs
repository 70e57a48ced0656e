//! What a manifest offers, in words that no format owns.

use std::borrow::Cow;

use bitflags::bitflags;

use crate::codecs::Codecs;

/// What a track carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrackKind {
    /// Pictures whose audio is elsewhere or nowhere: a variant that names an
    /// audio group, a representation of video.
    Video,
    /// Pictures and audio in one: a variant whose segments hold both, a
    /// representation with several components.
    Muxed,
    /// A variant whose codecs are all audio; audio of an MPD (or period) without pictures.
    AudioOnly,
    /// Pictures for seeking (`EXT-X-I-FRAME-STREAM-INF`, the trick-mode
    /// property, thumbnails).
    TrickPlay,
    /// Audio beside the pictures (`EXT-X-MEDIA`, `TYPE=AUDIO`; a representation of audio).
    Audio,
    /// Another camera or the like (`TYPE=VIDEO`; in an MPD those are `Video`).
    AlternateVideo,
    /// Subtitles or captions as a track of their own (`TYPE=SUBTITLES`; a representation of text).
    Subtitles,
    /// Captions inside the video (`TYPE=CLOSED-CAPTIONS`). In an MPD they are a
    /// descriptor of the video and no track.
    ClosedCaptions,
}

impl TrackKind {
    /// Whether a track of this kind can be played by itself.
    pub fn is_variant(self) -> bool {
        matches!(self, Self::Video | Self::Muxed | Self::AudioOnly)
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

/// The protection that an output must have, HLS `HDCP-LEVEL` (rfc8216bis
/// section 4.4.6.2), from the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hdcp {
    /// `NONE`: no output protection is needed.
    None,
    /// `TYPE-0`: HDCP, any version.
    Type0,
    /// `TYPE-1`: HDCP 2.2 or later, type 1.
    Type1,
}

bitflags! {
    /// What a track is for: one vocabulary for HLS `CHARACTERISTICS` and `FORCED`
    /// and for DASH roles (`urn:mpeg:dash:role:2011`, ISO/IEC 23009-1 clause
    /// 5.8.5.5) and accessibility descriptors (that scheme, and
    /// `urn:tva:metadata:cs:AudioPurposeCS:2007`).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Roles: u16 {
        /// Audio description: `public.accessibility.describes-video`; DASH
        /// `description`, AudioPurposeCS 1.
        const DESCRIBED_AUDIO = 1;
        /// Captions: `public.accessibility.transcribes-spoken-dialog` or
        /// `public.accessibility.describes-music-and-sound`; DASH `caption`,
        /// AudioPurposeCS 2 on text.
        const CAPTIONS = 1 << 1;
        /// `public.accessibility.enhances-speech-intelligibility`; DASH
        /// `enhanced-audio-intelligibility`, AudioPurposeCS 8.
        const ENHANCED_SPEECH = 1 << 2;
        /// Edited for ease of reading: `public.easy-to-read`; DASH `easyreader`.
        const EASY_TO_READ = 1 << 3;
        /// Subtitles that are shown without being chosen: `FORCED=YES`; DASH
        /// `forced-subtitle`.
        const FORCED = 1 << 4;
        /// DASH `main`: what the author would have played.
        const MAIN = 1 << 5;
        /// DASH `alternate`.
        const ALTERNATE = 1 << 6;
        /// DASH `supplementary`; HLS `public.auxiliary-content`.
        const SUPPLEMENTARY = 1 << 7;
        /// DASH `commentary`.
        const COMMENTARY = 1 << 8;
        /// DASH `dub`: not the language the work was made in.
        const DUB = 1 << 9;
        /// The language the work was made in: HLS `public.original-content`.
        const ORIGINAL = 1 << 10;
        /// A sign language interpreter: DASH `sign`.
        const SIGN = 1 << 11;
        /// DASH `emergency`.
        const EMERGENCY = 1 << 12;
        /// DASH `karaoke`.
        const KARAOKE = 1 << 13;
        /// Made by a machine: HLS `public.machine-generated`.
        const MACHINE_GENERATED = 1 << 14;
    }
}

bitflags! {
    /// Systems of digital rights management. None set: nothing says it is protected.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Drm: u8 {
        /// `com.apple.streamingkeydelivery`.
        const FAIRPLAY = 1;
        /// `urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed`.
        const WIDEVINE = 1 << 1;
        /// `urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95`.
        const PLAYREADY = 1 << 2;
        /// `urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e`,
        /// `urn:uuid:1077efec-c0b2-4d02-ace3-3c1e52e2fb4b`, HLS `identity`.
        const CLEAR_KEY = 1 << 3;
        /// A system with no flag of its own.
        const OTHER = 1 << 4;
    }
}

/// One track of a manifest that borrows from its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track<'t> {
    /// Its number in the manifest's own order, from 0.
    pub id: u32,
    /// What it carries.
    pub kind: TrackKind,
    /// Number of the period it is in, from 0; 0 in HLS.
    pub period: u32,
    /// Peak bit rate in bits/s (`BANDWIDTH`, `@bandwidth`): in HLS with the
    /// renditions', in an MPD its own alone. Absent for HLS renditions and
    /// where it is no number.
    pub bandwidth: Option<u64>,
    /// Average bit rate in bits/s. Absent if not stated.
    pub average_bandwidth: Option<u64>,
    /// Absent if not stated.
    pub resolution: Option<Resolution>,
    /// Frames per 1000 seconds, e.g. 59940. Absent if not stated.
    pub frame_rate: Option<u32>,
    /// Samples of audio per second. Absent if not stated.
    pub sample_rate: Option<u32>,
    /// The codecs of the track; for variants of their renditions too. A
    /// rendition's is known when the variants that name its group state
    /// exactly one family of its kind, else nothing is set.
    pub codecs: Codecs,
    /// The codecs as written, RFC 6381. Absent if not stated.
    pub codec_list: Option<Cow<'t, str>>,
    /// Codecs that a player may use instead (`SUPPLEMENTAL-CODECS`), e.g.
    /// Dolby Vision over HEVC.
    pub supplemental: Codecs,
    /// Absent for tracks without pictures, and where none of the known ranges is stated.
    pub range: Option<DynamicRange>,
    /// Absent if not stated.
    pub hdcp: Option<Hdcp>,
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
    /// Whether sound is of objects (`CHANNELS="16/JOC"`: Atmos).
    pub spatial: bool,
    /// How much to prefer this one to variants of other scores (`SCORE`), in
    /// thousandths. Absent if not stated.
    pub score: Option<u32>,
    /// Number of the set of renditions it is chosen from, from 0 in order of
    /// first appearance: an HLS group, all adaptation sets of one kind in a
    /// period. Absent for variants and trick play.
    pub group: Option<u32>,
    /// Number of its adaptation set, from 0, between whose tracks a player
    /// switches. Absent in HLS.
    pub set: Option<u32>,
    /// Number of the audio group a variant plays with. Absent if none.
    pub audio_group: Option<u32>,
    /// Number of the subtitles group a variant plays with. Absent if none.
    pub subtitles_group: Option<u32>,
    /// Number of its pathway among the manifest's (`PATHWAY-ID`), whose absence
    /// is the pathway `.`. Absent for renditions, in MPDs, and without steering.
    pub pathway: Option<u32>,
    /// What protects it, as far as the manifest says.
    pub drm: Drm,
    /// The same in all versions of the manifest (`STABLE-VARIANT-ID`,
    /// `STABLE-RENDITION-ID`, `Representation@id`). Absent if not stated.
    pub stable_id: Option<Cow<'t, str>>,
}

impl Track<'_> {
    /// A track of which nothing is stated.
    #[must_use]
    pub const fn bare(id: u32, kind: TrackKind) -> Self {
        Self {
            id,
            kind,
            period: 0,
            bandwidth: None,
            average_bandwidth: None,
            resolution: None,
            frame_rate: None,
            sample_rate: None,
            codecs: Codecs::empty(),
            codec_list: None,
            supplemental: Codecs::empty(),
            range: None,
            hdcp: None,
            language: None,
            label: None,
            roles: Roles::empty(),
            is_default: false,
            autoselect: false,
            channels: None,
            spatial: false,
            score: None,
            group: None,
            set: None,
            audio_group: None,
            subtitles_group: None,
            pathway: None,
            drm: Drm::empty(),
            stable_id: None,
        }
    }
}
