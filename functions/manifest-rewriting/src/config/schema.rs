//! The document as operators write it: `schema.json` is made of these types. They only
//! describe; a test holds their keys to those that are read.
#![allow(dead_code, reason = "describes what is read elsewhere")]

/// How manifests are fitted to viewers and devices.
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Document {
    /// How long an answer holds, in seconds, 1 to 86400.
    #[schemars(default = "valid_for")]
    #[schemars(range(min = 1, max = 86_400))]
    valid_for: u32,
    /// When subtitles are shown unless the viewer chooses otherwise.
    #[schemars(default)]
    subtitles_default: RawSubtitlesDefault,
    /// What kinds of device can show, where the node's table does not say. A kind that
    /// is left out can show anything.
    #[schemars(default)]
    devices: RawPerDevice<RawAbility>,
    /// The variant that players start on. Where a kind of device is left out, the
    /// one that the origin lists first.
    #[schemars(default)]
    start: RawPerDevice<RawTarget>,
    /// What is made of what players say of themselves (CMCD). Left out: nothing.
    player: Option<RawPlayer>,
    /// Which pathways of content steering a region may use, and which to begin with.
    /// The first that covers the viewer's country counts.
    #[schemars(default)]
    #[schemars(length(max = 64))]
    pathways: Vec<RawRegion>,
    /// What is played in between.
    #[schemars(default)]
    #[schemars(length(max = 16))]
    breaks: Vec<RawBreak>,
}

fn valid_for() -> u32 {
    super::VALID_FOR
}

#[derive(Default, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum RawSubtitlesDefault {
    /// As the origin has it.
    Never,
    /// For viewers who want captions.
    #[default]
    Captions,
    /// For viewers who want captions, and where the audio is in none of the viewer's
    /// languages.
    Foreign,
    /// For all viewers for whose language there are any.
    Always,
}

/// Something for each kind of device.
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct RawPerDevice<T> {
    desktop: Option<T>,
    mobile: Option<T>,
    tablet: Option<T>,
    tv: Option<T>,
    console: Option<T>,
    bot: Option<T>,
    /// A device of which the node does not know the kind.
    unknown: Option<T>,
}

/// What a kind of device can show. What is left out is no limit.
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct RawAbility {
    /// The codec families it plays, of pictures and of sound; where none of pictures
    /// (of sound) is named, all. Codecs that are not in this vocabulary are never an
    /// obstacle.
    #[schemars(length(min = 1))]
    codecs: Option<Vec<RawCodec>>,
    /// The tallest picture in pixels; of one that stands upright, the width.
    #[schemars(range(min = 1))]
    max_height: Option<u32>,
    /// The dynamic ranges it shows.
    #[schemars(length(min = 1))]
    ranges: Option<Vec<RawRange>>,
    /// The strongest protection of its output.
    hdcp: Option<RawHdcp>,
}

#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum RawCodec {
    H264,
    Hevc,
    DolbyVision,
    Av1,
    Vp9,
    Vvc,
    Aac,
    Ac3,
    Ec3,
    Ac4,
    Opus,
    Flac,
    Mp3,
}

#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum RawRange {
    /// Standard dynamic range.
    Sdr,
    /// Hybrid log-gamma.
    Hlg,
    /// Perceptual quantiser: HDR10, Dolby Vision.
    Pq,
}

#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum RawHdcp {
    None,
    /// HDCP of any version.
    Type0,
    /// HDCP 2.2 or later, type 1.
    Type1,
}

/// The rung to start on, at most: by `height` or by `bandwidth`, one of them.
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct RawTarget {
    /// Pixels; of a picture that stands upright, the width.
    #[schemars(range(min = 1))]
    height: Option<u32>,
    /// Peak bit rate in bits/s.
    #[schemars(range(min = 1))]
    bandwidth: Option<u64>,
}

/// What is made of CMCD (CTA-5004): with a measured throughput (`mtp`), players start
/// on the highest rung within a share of it, whatever the kind of device.
#[derive(schemars::JsonSchema)]
#[schemars(default, deny_unknown_fields, rename_all = "kebab-case")]
struct RawPlayer {
    /// The share of the throughput that the first rung may take, in percent, 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    throughput_share: u32,
    /// That share while the buffer (`bl`) is short.
    #[schemars(range(min = 1, max = 100))]
    short_buffer_share: u32,
    /// A buffer of fewer milliseconds is short.
    short_buffer_ms: u32,
    /// Whether rungs above the highest bit rate that the player says it plays (`tb`)
    /// are not offered.
    cap_at_top_bitrate: bool,
}

/// The pathways of a region.
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct RawRegion {
    /// Countries, ISO 3166-1 alpha-2. Left out: everywhere, and where the viewer's
    /// country is unknown.
    #[schemars(default)]
    countries: Vec<String>,
    /// The pathways that may be used; the others are dropped, unless the manifest has
    /// none of these. Left out: all.
    #[schemars(length(min = 1, max = 64))]
    allowed: Option<Vec<String>>,
    /// Players begin with the first of these that the manifest has.
    #[schemars(default)]
    #[schemars(length(max = 64))]
    preferred: Vec<String>,
}

/// Breaks: at the cues of the timeline, or at offsets. Interstitials have the names
/// that the node's configuration gives them.
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct RawBreak {
    /// Wherever the timeline says that the programme pauses.
    #[schemars(default)]
    cues: bool,
    /// Milliseconds from the start, on demand only: 0 is before the programme.
    #[schemars(default)]
    #[schemars(length(max = 64))]
    offsets_ms: Vec<u64>,
    /// Left out: live and on demand.
    presentation: Option<RawPresentation>,
    /// For viewers whose grants cover its purposes.
    consented: Option<RawConsented>,
    /// For everyone else.
    contextual: Option<RawContextual>,
    /// Kinds of device that have none.
    #[schemars(default)]
    except: Vec<RawDevice>,
    /// Whether the cues are removed where something is inserted at them (HLS).
    #[schemars(default)]
    strip_cues: bool,
}

#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum RawPresentation {
    Live,
    OnDemand,
}

/// For viewers whose grants cover its purposes.
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct RawConsented {
    /// The interstitial.
    name: String,
    /// Purposes of the TCF, 1 to 11, all of them.
    #[schemars(length(min = 1), inner(range(min = 1, max = 11)))]
    purposes: Vec<u8>,
}

/// For everyone else.
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
struct RawContextual {
    /// The interstitial.
    name: String,
}

#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum RawDevice {
    Desktop,
    Mobile,
    Tablet,
    Tv,
    Console,
    Bot,
    /// A device of which the node does not know the kind.
    Unknown,
}

impl<T> Default for RawPerDevice<T> {
    fn default() -> Self {
        Self {
            desktop: None,
            mobile: None,
            tablet: None,
            tv: None,
            console: None,
            bot: None,
            unknown: None,
        }
    }
}

impl Default for RawPlayer {
    fn default() -> Self {
        Self {
            throughput_share: 70,
            short_buffer_share: 40,
            short_buffer_ms: 4000,
            cap_at_top_bitrate: false,
        }
    }
}
