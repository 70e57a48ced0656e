//! Whether an expression is true of a track.

use super::super::facts::{self, Facts, Seen};
use super::super::selection::{Selection, Verdict};
use super::super::{FilterError, Scope};
use super::{Expression, Filter, Name, Operator, Value};
use crate::codecs::{self, Codecs, Profile};
use crate::edit::Edit;
use crate::language;
use crate::track::{Roles, Track, TrackKind};

/// Roles of `urn:mpeg:dash:role:2011`.
const ROLES: &[(&str, Roles)] = &[
    ("main", Roles::MAIN),
    ("alternate", Roles::ALTERNATE),
    ("supplementary", Roles::SUPPLEMENTARY),
    ("commentary", Roles::COMMENTARY),
    ("dub", Roles::DUB),
    ("description", Roles::DESCRIBED_AUDIO),
    ("caption", Roles::CAPTIONS),
    ("sign", Roles::SIGN),
    ("emergency", Roles::EMERGENCY),
    ("karaoke", Roles::KARAOKE),
    ("enhanced-audio-intelligibility", Roles::ENHANCED_SPEECH),
    ("easyreader", Roles::EASY_TO_READ),
    ("forced-subtitle", Roles::FORCED),
];

impl Filter {
    pub(in crate::filter) fn edits(
        &self,
        tracks: &[Track<'_>],
        scope: Scope,
    ) -> Result<Vec<Edit>, FilterError> {
        let facts = Facts::of(tracks);
        let judge = |track: &Track<'_>| {
            let mut subject = Subject {
                track,
                codecs: facts.codecs(track, Codecs::all()).collect(),
                mpd: scope == Scope::Mpd,
                ask_language: true,
            };
            let stays = subject.satisfies(&self.0).unwrap_or(true);
            match track.kind {
                _ if stays => Verdict::Keep,
                TrackKind::ClosedCaptions => Verdict::Keep,
                TrackKind::Audio => {
                    // Its language decided if it stays when none is asked for.
                    subject.ask_language = false;
                    match subject.satisfies(&self.0) {
                        Some(false) => Verdict::Drop,
                        _ => Verdict::Foreign,
                    }
                }
                _ => Verdict::Drop,
            }
        };
        Ok(Selection::new(tracks, judge).settle(scope)?.drops())
    }
}

/// What an expression is held against.
struct Subject<'s> {
    track: &'s Track<'s>,
    codecs: Vec<Seen>,
    mpd: bool,
    /// Whether languages count; if not, they are not known.
    ask_language: bool,
}

impl Subject<'_> {
    /// True, false, or nothing where it hangs on what the manifest does not
    /// say.
    fn satisfies(&self, expression: &Expression) -> Option<bool> {
        match expression {
            Expression::Constant(value) => Some(*value),
            Expression::Compare(Name::Language, ..) if !self.ask_language => None,
            Expression::Compare(name, operator, value) => {
                let stated = self.stated(*name, value);
                match (stated, operator) {
                    (Stated::Unknown, _) => None,
                    (Stated::Inapplicable, operator) => Some(*operator == Operator::Unequal),
                    (Stated::Equal(equal), Operator::Unequal) => Some(!equal),
                    (Stated::Equal(equal), _) => Some(equal),
                    (Stated::Number(number), operator) => Some(compare(number, *operator, value)),
                }
            }
            Expression::Not(inner) => self.satisfies(inner).map(|value| !value),
            Expression::And(parts) => self.until(false, parts),
            Expression::Or(parts) => self.until(true, parts),
        }
    }

    /// The value if any part has it; else its opposite if all parts are known.
    fn until(&self, value: bool, parts: &[Expression]) -> Option<bool> {
        let mut result = Some(!value);
        for part in parts {
            match self.satisfies(part) {
                Some(found) if found == value => return Some(value),
                Some(_) => {}
                None => result = None,
            }
        }
        result
    }

    fn stated(&self, name: Name, value: &Value) -> Stated {
        let track = self.track;
        use TrackKind::{AlternateVideo, Audio, AudioOnly, Muxed, TrickPlay, Video};
        let pictures = matches!(track.kind, Video | Muxed | AlternateVideo | TrickPlay);
        // Variants are of type video: what their sound is like is not theirs.
        let sound = matches!(track.kind, Audio | AudioOnly);
        let number = |applies: bool, number: Option<u64>| match number {
            _ if !applies => Stated::Inapplicable,
            None => Stated::Unknown,
            Some(number) => Stated::Number(number),
        };
        let whole = |applies, value: Option<u32>| {
            number(applies, value.map(|value| u64::from(value) * 1000))
        };
        match name {
            Name::Type => {
                let kind = match track.kind {
                    TrickPlay if facts::is_image(track, self.mpd) => "img",
                    Video | Muxed | AlternateVideo | TrickPlay => "video",
                    Audio | AudioOnly => "audio",
                    TrackKind::Subtitles | TrackKind::ClosedCaptions => "textstream",
                };
                Stated::Equal(value.is(kind))
            }
            Name::Bitrate => number(true, track.bandwidth.map(|rate| rate.saturating_mul(1000))),
            Name::Language => match (track.language.as_deref(), track.kind) {
                (Some(tag), _) => Stated::Equal(value.is_language(tag)),
                (None, Muxed) => Stated::Unknown,
                (None, _) => Stated::Inapplicable,
            },
            Name::Width => whole(pictures, track.resolution.map(|resolution| resolution.width)),
            Name::Height => whole(pictures, track.resolution.map(|resolution| resolution.height)),
            Name::FrameRate => number(pictures, track.frame_rate.map(u64::from)),
            Name::Channels => whole(sound, track.channels.map(u32::from)),
            Name::SamplingRate => whole(sound, track.sample_rate),
            Name::FourCc => self.four_cc(value),
            Name::AvcProfile | Name::AvcLevel => avc(name, track),
            Name::Label => match track.label.as_deref() {
                Some(label) => Stated::Equal(value.is(label)),
                None => Stated::Inapplicable,
            },
            Name::Role => Stated::Equal(
                ROLES.iter().any(|(role, flag)| track.roles.contains(*flag) && value.is(role)),
            ),
        }
    }

    /// Whether the code is of a codec of the track's own kind. Known are the
    /// family and profile; which of a family's sample entries it is, if the
    /// track states its codecs.
    fn four_cc(&self, value: &Value) -> Stated {
        let families = match self.track.kind {
            TrackKind::Audio | TrackKind::AudioOnly => Codecs::AUDIO,
            TrackKind::Subtitles | TrackKind::ClosedCaptions => Codecs::TEXT,
            _ => Codecs::VIDEO,
        };
        let families = families | Codecs::OTHER;
        let mut known = None;
        for codec in self.codecs.iter().filter(|codec| families.intersects(codec.family)) {
            match (value.is_code(codec), known) {
                (Some(true), _) => return Stated::Equal(true),
                (None, _) => known = Some(Stated::Unknown),
                (Some(false), None) => known = Some(Stated::Equal(false)),
                (Some(false), Some(_)) => {}
            }
        }
        known.unwrap_or(Stated::Unknown)
    }
}

/// What a track states of what a name asks for.
#[derive(Clone, Copy)]
enum Stated {
    Unknown,
    Inapplicable,
    /// Whether it is what the value says.
    Equal(bool),
    /// In thousandths.
    Number(u64),
}

fn avc(name: Name, track: &Track<'_>) -> Stated {
    if !track.codecs.contains(Codecs::H264) {
        return if track.codecs.is_empty() { Stated::Unknown } else { Stated::Inapplicable };
    }
    let list = facts::list(track);
    let codec = codecs::list(list).find(|codec| codec.family == Codecs::H264);
    let number = codec.and_then(|codec| match name {
        Name::AvcProfile => codec.profile.map(Profile::number),
        _ => codec.level.map(|level| 10 * level.major + level.minor),
    });
    number.map_or(Stated::Unknown, |number| Stated::Number(u64::from(number) * 1000))
}

fn compare(own: u64, operator: Operator, value: &Value) -> bool {
    let Value::Number(number) = value else { return false };
    match operator {
        Operator::Equal => own == *number,
        Operator::Unequal => own != *number,
        Operator::Less => own < *number,
        Operator::LessOrEqual => own <= *number,
        Operator::Greater => own > *number,
        Operator::GreaterOrEqual => own >= *number,
    }
}

impl Value {
    fn is(&self, text: &str) -> bool {
        matches!(self, Self::Text(own) if own.eq_ignore_ascii_case(text))
    }

    fn is_language(&self, tag: &str) -> bool {
        matches!(self, Self::Text(own) if language::same(own, tag))
    }

    /// Whether it is a codec's code: those of Smooth Streaming are families,
    /// all others sample entries.
    fn is_code(&self, codec: &Seen) -> Option<bool> {
        let Self::Text(code) = self else { return Some(false) };
        let is = |name: &str| code.eq_ignore_ascii_case(name);
        if is("H264") || is("AVC1") {
            Some(codec.family == Codecs::H264)
        } else if is("AACL") {
            aac(codec, false)
        } else if is("AACH") {
            aac(codec, true)
        } else if is("TTML") {
            Some(codec.family == Codecs::TEXT && codec.is_ttml)
        } else {
            let entry = codec.entry?;
            Some(code.as_bytes().eq_ignore_ascii_case(entry.trim_ascii_end()))
        }
    }
}

fn aac(codec: &Seen, high_efficiency: bool) -> Option<bool> {
    match codec.family {
        Codecs::AAC => codec.is_high_efficiency().map(|is| is == high_efficiency),
        _ => Some(false),
    }
}
