//! Codecs, read from the strings of RFC 6381.
//!
//! - here: families, which is all that most decisions need and quick to read
//! - [`codec`]: one codec taken apart into profile, level, tier and depth
//! - `video`, `audio`: how each family writes those
//! - [`profile`]: profiles and their names

pub mod codec;
pub mod profile;

mod audio;
mod video;

use bitflags::bitflags;

pub use codec::{Codec, Level, Tier, list};
pub use profile::Profile;

bitflags! {
    /// Codec families. Lookalikes are one family: `hvc1` and `hev1` are both
    /// `HEVC`. No flag set: the manifest does not say.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Codecs: u16 {
        /// `avc1` to `avc4`.
        const H264 = 1;
        /// `hvc1`, `hev1` and their layered kin.
        const HEVC = 1 << 1;
        /// `dvh1`, `dvhe`, `dva1`, `dvav`, `dav1`.
        const DOLBY_VISION = 1 << 2;
        /// `av01`.
        const AV1 = 1 << 3;
        /// `vp09`.
        const VP9 = 1 << 4;
        /// `vvc1`, `vvi1`.
        const VVC = 1 << 5;
        /// AAC in all its profiles, xHE-AAC included.
        const AAC = 1 << 6;
        /// `ac-3`.
        const AC3 = 1 << 7;
        /// `ec-3`.
        const EC3 = 1 << 8;
        /// `ac-4`.
        const AC4 = 1 << 9;
        /// `Opus`.
        const OPUS = 1 << 10;
        /// `fLaC`.
        const FLAC = 1 << 11;
        /// `mp4a.40.34`, `mp4a.69`, `mp4a.6B`.
        const MP3 = 1 << 12;
        /// WebVTT, TTML and other text.
        const TEXT = 1 << 13;
        /// A codec with no flag of its own.
        const OTHER = 1 << 14;

        /// Every family of pictures that has a flag.
        const VIDEO = Self::H264.bits() | Self::HEVC.bits() | Self::DOLBY_VISION.bits()
            | Self::AV1.bits() | Self::VP9.bits() | Self::VVC.bits();
        /// Every family of sound that has a flag.
        const AUDIO = Self::AAC.bits() | Self::AC3.bits() | Self::EC3.bits() | Self::AC4.bits()
            | Self::OPUS.bits() | Self::FLAC.bits() | Self::MP3.bits();
    }
}

impl Codecs {
    /// The families of a comma-separated list as in the `codecs` parameter of
    /// RFC 6381 section 3, e.g. `avc1.64001f,mp4a.40.2`, and whether it names
    /// at least one codec and nothing but sound.
    pub fn parse(list: &str) -> (Self, bool) {
        let codecs = list.split(',').map(str::trim_ascii).filter(|codec| !codec.is_empty());
        let (families, all_sound) = codecs
            .map(family)
            .fold((Self::empty(), true), |(families, all_sound), (family, sound)| {
                (families | family, all_sound && sound)
            });
        (families, all_sound && !families.is_empty())
    }
}

/// A codec's family, and whether it is sound. Names are the sample entries of
/// the MP4 registration authority; their case is ignored because `flac` and
/// `opus` are common.
fn family(codec: &str) -> (Codecs, bool) {
    let (entry, parameters) = codec.split_once('.').unwrap_or((codec, ""));
    let mut name = [0; 4];
    match name.get_mut(..entry.len()) {
        Some(start) => start.copy_from_slice(entry.as_bytes()),
        None => return (Codecs::OTHER, false),
    }
    match &name.map(|byte| byte.to_ascii_lowercase()) {
        b"avc1" | b"avc2" | b"avc3" | b"avc4" => (Codecs::H264, false),
        b"hvc1" | b"hev1" | b"hvc2" | b"hev2" => (Codecs::HEVC, false),
        b"dvh1" | b"dvhe" | b"dva1" | b"dvav" | b"dav1" => (Codecs::DOLBY_VISION, false),
        b"av01" | b"av1\0" => (Codecs::AV1, false),
        b"vp09" | b"vp9\0" => (Codecs::VP9, false),
        b"vvc1" | b"vvi1" => (Codecs::VVC, false),
        b"mp4a" => (mp4a(parameters), true),
        b"ac-3" => (Codecs::AC3, true),
        b"ec-3" | b"ec+3" => (Codecs::EC3, true),
        b"ac-4" => (Codecs::AC4, true),
        b"opus" => (Codecs::OPUS, true),
        b"flac" => (Codecs::FLAC, true),
        b"wvtt" | b"stpp" | b"tx3g" | b"c608" | b"c708" | b"vtt\0" => (Codecs::TEXT, false),
        b"alac" | b"dtsc" | b"dtse" | b"dtsh" | b"dtsl" | b"dtsx" | b"mha1" | b"mha2" | b"mhm1"
        | b"mhm2" | b"mlpa" | b"samr" | b"sawb" | b"iamf" => (Codecs::OTHER, true),
        _ => (Codecs::OTHER, false),
    }
}

/// The family of `mp4a` with its object type indication (hexadecimal) and, for
/// `40`, its audio object type (decimal; ISO/IEC 14496-3 table 1.17): RFC 6381
/// section 3.3. Bare `mp4a` is AAC, as players take it.
fn mp4a(parameters: &str) -> Codecs {
    let (indication, object_type) = parameters.split_once('.').unwrap_or((parameters, ""));
    match indication {
        "" | "66" | "67" | "68" => Codecs::AAC,
        "40" => match object_type.parse::<u8>() {
            Ok(1..=6 | 17 | 19 | 20 | 23 | 29 | 39 | 42) => Codecs::AAC,
            Ok(34) => Codecs::MP3,
            Err(_) if object_type.is_empty() => Codecs::AAC,
            _ => Codecs::OTHER,
        },
        "69" | "6b" | "6B" => Codecs::MP3,
        "a5" | "A5" => Codecs::AC3,
        "a6" | "A6" => Codecs::EC3,
        "ad" | "AD" => Codecs::OPUS,
        "ae" | "AE" => Codecs::AC4,
        _ => Codecs::OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_family_are_one_family() {
        for (list, families) in [
            ("hvc1.2.4.L123.B0", Codecs::HEVC),
            ("hev1.2.4.L123.B0", Codecs::HEVC),
            ("dvh1.05.01", Codecs::DOLBY_VISION),
            ("avc1.64001f,mp4a.40.2", Codecs::H264 | Codecs::AAC),
            ("avc1.77.30, mp4a.40.34", Codecs::H264 | Codecs::MP3),
            ("av01.0.04M.10.0.111.09.16.09.0", Codecs::AV1),
            ("vp09.00.10.08,opus", Codecs::VP9 | Codecs::OPUS),
            ("mp4a.6B", Codecs::MP3),
            ("mp4a", Codecs::AAC),
            ("mp4a.40.42", Codecs::AAC),
            ("mp4a.a6", Codecs::EC3),
            ("fLaC", Codecs::FLAC),
            ("ec-3,ac-3,ac-4", Codecs::EC3 | Codecs::AC3 | Codecs::AC4),
            ("stpp.ttml.im1t,wvtt", Codecs::TEXT),
            ("avc1x.64001f", Codecs::OTHER),
            ("mp4a.40.e", Codecs::OTHER),
            ("{$codecs}", Codecs::OTHER),
            ("…", Codecs::OTHER),
            (" , ", Codecs::empty()),
            ("", Codecs::empty()),
        ] {
            assert_eq!(Codecs::parse(list).0, families, "{list}");
        }
    }

    #[test]
    fn only_sound_is_audio_only() {
        for list in ["mp4a.40.2", "mp4a.40.2,ec-3", "alac", "mp4a.40.e"] {
            assert!(Codecs::parse(list).1, "{list}");
        }
        for list in ["", "avc1.64001f,mp4a.40.2", "wvtt", "mp4a.40.2,wvtt", "foo", "mp4a.40.2,foo"]
        {
            assert!(!Codecs::parse(list).1, "{list}");
        }
    }
}
