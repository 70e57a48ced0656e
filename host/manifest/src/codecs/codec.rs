//! One codec, taken apart.

use std::fmt;

use super::profile::Profile;
use super::{Codecs, audio, family, video};

/// A codec of a list. What its string does not say, or says in a way that its
/// standard does not know, is absent: of a malformed string only the family is
/// known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codec<'t> {
    /// As written, without space around it.
    pub name: &'t str,
    /// Exactly one family.
    pub family: Codecs,
    /// Absent for families whose string has none.
    pub profile: Option<Profile>,
    /// Absent for sound and text, and for levels that are reserved.
    pub level: Option<Level>,
    /// HEVC, VVC and AV1.
    pub tier: Option<Tier>,
    /// Bits per sample, 8, 10 or 12: AV1 and VP9, which state it.
    pub bit_depth: Option<u8>,
}

/// A level as its standard numbers it, e.g. 5.1. Dolby Vision's levels are
/// major only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level {
    /// Before the point.
    pub major: u8,
    /// After it, one digit.
    pub minor: u8,
}

/// Which bit rates a level allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The usual ones.
    Main,
    /// Those of contribution.
    High,
}

/// The codecs of a comma-separated list, in its order; empty ones are passed over.
pub fn list(list: &str) -> impl Iterator<Item = Codec<'_>> {
    list.split(',').map(str::trim_ascii).filter(|name| !name.is_empty()).map(Codec::parse)
}

impl<'t> Codec<'t> {
    /// Takes one codec's string apart. What stands behind a slash are brands
    /// (`SUPPLEMENTAL-CODECS`, rfc8216bis section 4.4.6.2: `dvh1.08.07/db4h`).
    #[must_use]
    pub fn parse(name: &'t str) -> Self {
        let codec = name.split_once('/').map_or(name, |(codec, _)| codec);
        let (entry, parameters) = codec.split_once('.').unwrap_or((codec, ""));
        let (family, _) = family(name);
        let details = match family {
            Codecs::H264 => video::avc(parameters),
            Codecs::HEVC => video::hevc(parameters),
            Codecs::VVC => video::vvc(parameters),
            Codecs::AV1 => video::av1(parameters),
            Codecs::VP9 => video::vp9(parameters),
            Codecs::DOLBY_VISION => video::dolby_vision(parameters),
            Codecs::AAC if entry.eq_ignore_ascii_case("mp4a") => audio::aac(parameters),
            _ => None,
        };
        let Details { profile, level, tier, bit_depth } = details.unwrap_or_default();
        Self { name, family, profile, level, tier, bit_depth }
    }

    /// The sample entry, e.g. `avc1`: what stands before the first point.
    #[must_use]
    pub fn entry(&self) -> &'t str {
        self.name.split_once('.').map_or(self.name, |(entry, _)| entry)
    }
}

/// What the parameters of a codec say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Details {
    pub(super) profile: Option<Profile>,
    pub(super) level: Option<Level>,
    pub(super) tier: Option<Tier>,
    pub(super) bit_depth: Option<u8>,
}

impl Level {
    /// From its parts; nothing without a major number or where the minor has two digits.
    pub(super) fn new(major: u8, minor: u8) -> Option<Self> {
        (major > 0 && minor < 10).then_some(Self { major, minor })
    }

    /// From tenths, e.g. 51.
    pub(super) fn tenths(tenths: u8) -> Option<Self> {
        Self::new(tenths / 10, tenths % 10)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// For people, e.g. `H.264 High L4.0`, `HEVC Main 10 L5.1`, `HE-AAC`; what has
/// no name is shown as written.
impl fmt::Display for Codec<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let family = match self.family {
            Codecs::H264 => "H.264",
            Codecs::HEVC => "HEVC",
            Codecs::DOLBY_VISION => "Dolby Vision",
            Codecs::AV1 => "AV1",
            Codecs::VP9 => "VP9",
            Codecs::VVC => "VVC",
            Codecs::AAC => return f.write_str(self.profile.map_or("AAC", Profile::name)),
            Codecs::AC3 => "AC-3",
            Codecs::EC3 => "E-AC-3",
            Codecs::AC4 => "AC-4",
            Codecs::OPUS => "Opus",
            Codecs::FLAC => "FLAC",
            Codecs::MP3 => "MP3",
            Codecs::TEXT => match self.entry() {
                "wvtt" => "WebVTT",
                "stpp" => "TTML",
                _ => self.name,
            },
            _ => self.name,
        };
        f.write_str(family)?;
        match self.profile {
            None => {}
            Some(profile) if profile.name().is_empty() => {
                write!(f, " profile {}", profile.number())?;
            }
            Some(profile) => write!(f, " {}", profile.name())?,
        }
        match self.level {
            None => {}
            Some(level) if self.family == Codecs::DOLBY_VISION => write!(f, " L{}", level.major)?,
            Some(level) => write!(f, " L{level}")?,
        }
        if self.tier == Some(Tier::High) {
            f.write_str(" High tier")?;
        }
        match self.bit_depth {
            Some(bits) => write!(f, " {bits}-bit"),
            None => Ok(()),
        }
    }
}
