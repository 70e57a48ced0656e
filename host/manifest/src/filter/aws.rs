//! AWS Elemental MediaPackage: `aws.manifestfilter=key:value,value;key:low-high`.
//!
//! Source: AWS Elemental MediaPackage v2 user guide, «Manifest filtering query
//! parameters» and «error conditions». Keys are and-ed, values or-ed, ranges
//! inclusive, case ignored. A key concerns tracks of its kind only; a variant
//! with its audio inside is of both kinds.
//!
//! Other than MediaPackage's:
//! - `video_bitrate` is held against `BANDWIDTH` in HLS, which has the
//!   renditions' rates in it: there is no other figure in the manifest.
//! - `audio_bitrate` does not concern variants with pictures, for the same reason.
//! - A manifest that only subtitles are left of is refused, as one that nothing is left of: it
//!   would not play.
//! - Numbers above a key's documented range but not above 2147483647 are taken.

use std::fmt;

use super::cursor::Cursor;
use super::facts::{self, Facts, Seen};
use super::selection::{Selection, Verdict};
use super::{FilterError, Scope};
use crate::codecs::Codecs;
use crate::edit::Edit;
use crate::language;
use crate::track::{DynamicRange, Track, TrackKind};

/// The most characters of an expression.
const MAX_EXPRESSION: usize = 1024;

const KEYS: &[(&str, Key)] = &[
    ("audio_bitrate", Key::AudioBitrate),
    ("audio_channels", Key::AudioChannels),
    ("audio_codec", Key::AudioCodec),
    ("audio_language", Key::AudioLanguage),
    ("audio_sample_rate", Key::AudioSampleRate),
    ("subtitle_language", Key::SubtitleLanguage),
    ("trickplay_height", Key::TrickplayHeight),
    ("trickplay_type", Key::TrickplayType),
    ("video_bitrate", Key::VideoBitrate),
    ("video_codec", Key::VideoCodec),
    ("video_dynamic_range", Key::VideoDynamicRange),
    ("video_framerate", Key::VideoFramerate),
    ("video_height", Key::VideoHeight),
];

const WANTS_KEY: &str = "a key: audio_bitrate, audio_channels, audio_codec, audio_language, \
    audio_sample_rate, subtitle_language, trickplay_height, trickplay_type, video_bitrate, \
    video_codec, video_dynamic_range, video_framerate or video_height";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    AudioBitrate,
    AudioChannels,
    AudioCodec,
    AudioLanguage,
    AudioSampleRate,
    SubtitleLanguage,
    TrickplayHeight,
    TrickplayType,
    VideoBitrate,
    VideoCodec,
    VideoDynamicRange,
    VideoFramerate,
    VideoHeight,
}

impl Key {
    /// The words that are its values; none if it has others.
    fn words(self) -> Option<(&'static [&'static str], &'static str)> {
        Some(match self {
            Self::AudioCodec => (&["aacl", "aach", "ac-3", "ec-3"], "AACL, AACH, AC-3 or EC-3"),
            Self::TrickplayType => (&["iframe", "image", "none"], "iframe, image or none"),
            Self::VideoCodec => (&["h264", "h265", "av1"], "H264, H265 or AV1"),
            Self::VideoDynamicRange => (&["dv", "hdr10", "hlg", "sdr"], "dv, hdr10, hlg or sdr"),
            _ => return None,
        })
    }

    fn is_language(self) -> bool {
        matches!(self, Self::AudioLanguage | Self::SubtitleLanguage)
    }

    /// Whether the key is about tracks of a kind.
    fn concerns(self, kind: TrackKind) -> bool {
        use TrackKind::{AlternateVideo, Audio, AudioOnly, Muxed, Subtitles, TrickPlay, Video};
        match self {
            Self::AudioBitrate => matches!(kind, Audio | AudioOnly),
            Self::AudioChannels | Self::AudioCodec | Self::AudioSampleRate => {
                matches!(kind, Audio | AudioOnly | Muxed)
            }
            Self::AudioLanguage => kind == Audio,
            Self::SubtitleLanguage => kind == Subtitles,
            Self::TrickplayHeight | Self::TrickplayType => kind == TrickPlay,
            Self::VideoBitrate
            | Self::VideoCodec
            | Self::VideoDynamicRange
            | Self::VideoFramerate
            | Self::VideoHeight => matches!(kind, Video | Muxed | AlternateVideo),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    /// Both inclusive; frame rates in thousandths.
    Range(u64, u64),
    /// In lower case.
    Word(&'static str),
    Language(String),
}

/// A filter of this language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(Vec<(Key, Vec<Value>)>);

impl Filter {
    pub(super) fn parse(expression: &str) -> Result<Self, FilterError> {
        let mut cursor = Cursor::new(expression, MAX_EXPRESSION, "at most 1,024 characters")?;
        let mut keys: Vec<(Key, Vec<Value>)> = Vec::new();
        loop {
            let start = cursor;
            let name = cursor.take_while(|char| !matches!(char, ':' | ';' | ','));
            let key = KEYS
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, key)| *key)
                .ok_or_else(|| start.wants(WANTS_KEY))?;
            if keys.iter().any(|(other, _)| *other == key) {
                return Err(start.wants("each key once"));
            }
            if !cursor.takes(":") {
                return Err(cursor.wants("a colon"));
            }
            let mut values = Vec::new();
            loop {
                cursor.skip_spaces();
                values.push(value(&mut cursor, key)?);
                cursor.skip_spaces();
                if !cursor.takes(",") {
                    break;
                }
            }
            keys.push((key, values));
            if cursor.is_at_end() {
                return Ok(Self(keys));
            }
            if !cursor.takes(";") {
                return Err(cursor.wants("a comma, a semicolon or the end"));
            }
        }
    }

    pub(super) fn edits(
        &self,
        tracks: &[Track<'_>],
        scope: Scope,
    ) -> Result<Vec<Edit>, FilterError> {
        let facts = Facts::of(tracks);
        let judge = |track: &Track<'_>| {
            let concerned = self.0.iter().filter(|(key, _)| key.concerns(track.kind));
            let verdicts = concerned.map(|(key, values)| {
                let matches = Stated::of(*key, track, &facts, scope).is_any_of(values);
                match matches {
                    true => Verdict::Keep,
                    false if key.is_language() => Verdict::Foreign,
                    false => Verdict::Drop,
                }
            });
            verdicts.fold(Verdict::Keep, Verdict::and)
        };
        Ok(Selection::new(tracks, judge).settle(scope)?.drops())
    }
}

fn value(cursor: &mut Cursor<'_>, key: Key) -> Result<Value, FilterError> {
    let start = *cursor;
    if let Some((words, wanted)) = key.words() {
        let word = cursor.take_while(|char| char.is_ascii_alphanumeric() || char == '-');
        let found = words.iter().find(|known| known.eq_ignore_ascii_case(word));
        return found.map(|word| Value::Word(word)).ok_or_else(|| start.wants(wanted));
    }
    if key.is_language() {
        let tag = cursor.take_while(|char| !matches!(char, ':' | ';' | ',')).trim_end_matches(' ');
        if tag.is_empty() {
            return Err(start.wants("a language"));
        }
        return Ok(Value::Language(tag.to_owned()));
    }
    let number = |cursor: &mut Cursor<'_>| match key {
        Key::VideoFramerate => cursor.thousandths(),
        _ => cursor.number(),
    };
    let low = number(cursor)?;
    if !cursor.takes("-") {
        return Ok(Value::Range(low, low));
    }
    let high = number(cursor)?;
    if low > high {
        return Err(start.wants("a range from the lower to the higher number"));
    }
    Ok(Value::Range(low, high))
}

/// What a track states of what a key asks for.
enum Stated<'t> {
    /// Nothing: that fails no filter.
    Unknown,
    Number(u64),
    /// All the words that suit it.
    Words(Vec<&'static str>),
    Language(&'t str),
}

impl<'t> Stated<'t> {
    fn of(key: Key, track: &'t Track<'_>, facts: &Facts, scope: Scope) -> Self {
        let number = |number: Option<u64>| number.map_or(Self::Unknown, Self::Number);
        match key {
            Key::AudioBitrate | Key::VideoBitrate => number(track.bandwidth),
            Key::AudioChannels => number(track.channels.map(u64::from)),
            Key::AudioSampleRate => number(track.sample_rate.map(u64::from)),
            Key::VideoFramerate => number(track.frame_rate.map(u64::from)),
            Key::TrickplayHeight | Key::VideoHeight => {
                number(track.resolution.map(|resolution| u64::from(resolution.height)))
            }
            Key::AudioLanguage | Key::SubtitleLanguage => {
                Self::Language(track.language.as_deref().unwrap_or_default())
            }
            Key::TrickplayType => {
                let mpd = scope == Scope::Mpd;
                Self::Words(vec![if facts::is_image(track, mpd) { "image" } else { "iframe" }])
            }
            Key::AudioCodec => words(facts.codecs(track, Codecs::AUDIO), audio_words),
            Key::VideoCodec => {
                words(facts.codecs(track, Codecs::VIDEO), |codec| match codec.base {
                    Codecs::H264 => &["h264"],
                    Codecs::HEVC => &["h265"],
                    Codecs::AV1 => &["av1"],
                    _ => &[],
                })
            }
            Key::VideoDynamicRange => dynamic_ranges(track),
        }
    }

    fn is_any_of(&self, values: &[Value]) -> bool {
        values.iter().any(|value| match (self, value) {
            (Self::Unknown, _) => true,
            (Self::Number(number), Value::Range(low, high)) => (low..=high).contains(&number),
            (Self::Words(words), Value::Word(word)) => words.contains(word),
            (Self::Language(tag), Value::Language(other)) => language::same(tag, other),
            _ => false,
        })
    }
}

fn words(
    codecs: impl Iterator<Item = Seen>,
    of: impl Fn(&Seen) -> &'static [&'static str],
) -> Stated<'static> {
    let mut words = None;
    for codec in codecs {
        let words: &mut Vec<&'static str> = words.get_or_insert_default();
        for word in of(&codec) {
            if !words.contains(word) {
                words.push(word);
            }
        }
    }
    words.map_or(Stated::Unknown, Stated::Words)
}

fn audio_words(codec: &Seen) -> &'static [&'static str] {
    match codec.family {
        Codecs::AAC => match codec.is_high_efficiency() {
            Some(true) => &["aach"],
            Some(false) => &["aacl"],
            None => &["aacl", "aach"],
        },
        Codecs::AC3 => &["ac-3"],
        Codecs::EC3 => &["ec-3"],
        _ => &[],
    }
}

fn dynamic_ranges(track: &Track<'_>) -> Stated<'static> {
    let dolby = track.codecs.contains(Codecs::DOLBY_VISION);
    let mut words = Vec::new();
    if dolby || track.supplemental.contains(Codecs::DOLBY_VISION) {
        words.push("dv");
    }
    match track.range {
        None if words.is_empty() => return Stated::Unknown,
        Some(DynamicRange::Sdr) => words.push("sdr"),
        Some(DynamicRange::Hlg) => words.push("hlg"),
        Some(DynamicRange::Pq) if !dolby => words.push("hdr10"),
        None | Some(DynamicRange::Pq) => {}
    }
    Stated::Words(words)
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (key, values)) in self.0.iter().enumerate() {
            let name = KEYS.iter().find(|(_, known)| known == key).map_or("", |(name, _)| name);
            write!(f, "{}{name}:", if index == 0 { "" } else { ";" })?;
            for (index, value) in values.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { "," })?;
                match value {
                    Value::Word(word) => f.write_str(word)?,
                    Value::Language(tag) => f.write_str(tag)?,
                    Value::Range(low, high) if *key == Key::VideoFramerate => {
                        write!(f, "{}.{:03}-", low / 1000, low % 1000)?;
                        write!(f, "{}.{:03}", high / 1000, high % 1000)?;
                    }
                    Value::Range(low, high) if low == high => write!(f, "{low}")?,
                    Value::Range(low, high) => write!(f, "{low}-{high}")?,
                }
            }
        }
        Ok(())
    }
}
