//! cbsinteractive/bakery: path segments before the manifest's own path, e.g.
//! `/v(hevc)/a(co-i(mp4a),l(es))/b(,3000000)/master.m3u8`.
//!
//! Source: bakery's `docs/filters` and `parsers/urlparser.go`; the suffixes and
//! `r()` are of its second version, known from its users.
//!
//! | segment | what it does |
//! |---|---|
//! | `v()` `a()` `c()` | video, audio, captions: codecs, or nested `co()` (codecs), `l()`, `b()` |
//! | `l(pt-BR,en)` | languages of audio and captions, as written in the manifest |
//! | `fps(59.94,30000:1001)` | frame rates |
//! | `ct(video,audio,text,image)` | kinds of content, MPDs only |
//! | `b(min,max)` | keeps these bits/s, inclusive; a nested one overrides it for its kind |
//! | `r(480-1920x1080)` | keeps these sizes, inclusive: heights or width by height |
//! | `tags(i-frame)`, `v(i-frame)` | removes trick play of frames, HLS only |
//! | `tags(ads)` | removes markers of advertising, media playlists only ([`Edit::StripCues`]) |
//! | `t(start,end)` | keeps these seconds since 1970, inclusive, media playlists only ([`Edit::Clip`]); the last one counts |
//!
//! Values are what to remove. With `-i` after the name they are all that stays,
//! with `-f` the first that any track has is, with `-o` they come first and in
//! this order.
//!
//! Other than bakery:
//! - Codecs are compared by family, where bakery looks for the letters: there
//!   `hevc` and `av1` never match (`hvc1`, `av01`) and `hvc` does not match `hev1`.
//!   `hdr10` is Main 10 or what states PQ, Dolby Vision and HLG not.
//! - Frame rates are compared as numbers: there `fps(60)` does not match `60.000`.
//! - `c()` removes subtitles, not the variants that state their codec.
//! - `b()` holds for variants without `CODECS`, too, and a nested one only for
//!   tracks of its kind: there `a(b(,128000))` removes all variants with sound.
//! - Unknown names and values are errors, not passed over. `dw(true)` and
//!   `phe(true)` are, too: they ask for what is not a matter of the manifest.
//! - All filters stand before the path, where bakery takes them anywhere in it.

mod judge;
mod parse;
mod show;

pub(super) use parse::is_filter;

use crate::edit::Edit;

/// A filter of this language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Tests {
        target: Target,
        mode: Mode,
        tests: Vec<Test>,
    },
    /// Bits/s, inclusive.
    Bandwidth {
        target: Target,
        low: u64,
        high: u64,
    },
    /// Inclusive.
    Resolution {
        low: Option<Size>,
        high: Option<Size>,
    },
    TrickPlay,
    Ads,
    /// Seconds since 1970, inclusive.
    Window {
        start: u64,
        end: Option<u64>,
    },
}

/// What a part is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// What its tests are about.
    All,
    Video,
    Audio,
    Captions,
}

/// What is done with what a test matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Exclude,
    Include,
    First,
    Order,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Codec(CodecName),
    Language(String),
    /// In thousandths.
    FrameRate(u64),
    Content(Content),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodecName {
    Avc,
    Hevc,
    Av1,
    Hdr10,
    DolbyVision,
    Aac,
    Ac3,
    Ec3,
    Stpp,
    Wvtt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Video,
    Audio,
    Text,
    Image,
}

/// A height, or a width and a height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    width: Option<u64>,
    height: u64,
}

/// Names of codecs; the first of a codec is what it is written as.
const CODECS: &[(&str, CodecName)] = &[
    ("avc", CodecName::Avc),
    ("hvc", CodecName::Hevc),
    ("hevc", CodecName::Hevc),
    ("av1", CodecName::Av1),
    ("hdr10", CodecName::Hdr10),
    ("dvh", CodecName::DolbyVision),
    ("mp4a", CodecName::Aac),
    ("ac-3", CodecName::Ac3),
    ("ec-3", CodecName::Ec3),
    ("stpp", CodecName::Stpp),
    ("wvtt", CodecName::Wvtt),
];

const CONTENTS: &[(&str, Content)] = &[
    ("video", Content::Video),
    ("audio", Content::Audio),
    ("text", Content::Text),
    ("image", Content::Image),
];

impl Filter {
    /// The edits that it asks for in media playlists.
    pub(super) fn media_edits(&self) -> Vec<Edit> {
        let milliseconds =
            |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
        let clip = self.0.iter().rev().find_map(|part| match *part {
            Part::Window { start, end } => {
                Some(Edit::Clip { start: milliseconds(start), end: end.map(milliseconds) })
            }
            _ => None,
        });
        let strip = self.0.contains(&Part::Ads).then_some(Edit::StripCues);
        clip.into_iter().chain(strip).collect()
    }
}
