//! The attributes that describe a track, RFC 8216 sections 4.3.4.1 to 4.3.4.3.
//! What cannot be read is taken as not stated; quotes where there should be
//! none are passed over, as players do.

use super::attributes::attributes;
use crate::codecs::Codecs;
use crate::track::{DynamicRange, Hdcp, Resolution, Roles};

/// The attributes of one tag, their values without quotes.
#[derive(Debug, Default)]
pub(super) struct Fields<'t> {
    pub(super) allowed_cpc: Option<&'t str>,
    pub(super) audio: Option<&'t str>,
    pub(super) autoselect: Option<&'t str>,
    pub(super) average_bandwidth: Option<&'t str>,
    pub(super) bandwidth: Option<&'t str>,
    pub(super) channels: Option<&'t str>,
    pub(super) characteristics: Option<&'t str>,
    pub(super) closed_captions: Option<&'t str>,
    pub(super) codecs: Option<&'t str>,
    pub(super) default: Option<&'t str>,
    pub(super) forced: Option<&'t str>,
    pub(super) frame_rate: Option<&'t str>,
    pub(super) group_id: Option<&'t str>,
    pub(super) hdcp_level: Option<&'t str>,
    pub(super) language: Option<&'t str>,
    pub(super) name: Option<&'t str>,
    pub(super) pathway_id: Option<&'t str>,
    pub(super) resolution: Option<&'t str>,
    pub(super) sample_rate: Option<&'t str>,
    pub(super) score: Option<&'t str>,
    pub(super) stable_rendition_id: Option<&'t str>,
    pub(super) stable_variant_id: Option<&'t str>,
    pub(super) subtitles: Option<&'t str>,
    pub(super) kind: Option<&'t str>,
    pub(super) supplemental_codecs: Option<&'t str>,
    pub(super) uri: Option<&'t str>,
    pub(super) video: Option<&'t str>,
    pub(super) video_range: Option<&'t str>,
}

/// An attribute that is not as it must be.
#[derive(Debug)]
pub(super) enum Fault {
    /// Its quote is not closed. Where the quote is.
    Open(usize),
    /// It is there for the second time. Where its name is. RFC 8216 section
    /// 4.2 has clients refuse such a playlist, since they differ in which counts.
    Twice(usize),
}

impl<'t> Fields<'t> {
    pub(super) fn read(list: &'t str) -> Result<Self, Fault> {
        let mut fields = Self::default();
        for attribute in attributes(list) {
            if attribute.open {
                return Err(Fault::Open(attribute.value_start));
            }
            // `CLOSED-CAPTIONS=NONE` names no group; quoted, it does.
            if !attribute.quoted && (attribute.name, attribute.value) == ("CLOSED-CAPTIONS", "NONE")
            {
                continue;
            }
            let Some(field) = fields.named(attribute.name.as_bytes()) else { continue };
            if field.replace(attribute.value).is_some() {
                return Err(Fault::Twice(attribute.start));
            }
        }
        Ok(fields)
    }

    fn named(&mut self, name: &[u8]) -> Option<&mut Option<&'t str>> {
        Some(match name {
            b"ALLOWED-CPC" => &mut self.allowed_cpc,
            b"AUDIO" => &mut self.audio,
            b"AUTOSELECT" => &mut self.autoselect,
            b"AVERAGE-BANDWIDTH" => &mut self.average_bandwidth,
            b"BANDWIDTH" => &mut self.bandwidth,
            b"CHANNELS" => &mut self.channels,
            b"CHARACTERISTICS" => &mut self.characteristics,
            b"CLOSED-CAPTIONS" => &mut self.closed_captions,
            b"CODECS" => &mut self.codecs,
            b"DEFAULT" => &mut self.default,
            b"FORCED" => &mut self.forced,
            b"FRAME-RATE" => &mut self.frame_rate,
            b"GROUP-ID" => &mut self.group_id,
            b"HDCP-LEVEL" => &mut self.hdcp_level,
            b"LANGUAGE" => &mut self.language,
            b"NAME" => &mut self.name,
            b"PATHWAY-ID" => &mut self.pathway_id,
            b"RESOLUTION" => &mut self.resolution,
            b"SAMPLE-RATE" => &mut self.sample_rate,
            b"SCORE" => &mut self.score,
            b"STABLE-RENDITION-ID" => &mut self.stable_rendition_id,
            b"STABLE-VARIANT-ID" => &mut self.stable_variant_id,
            b"SUBTITLES" => &mut self.subtitles,
            b"SUPPLEMENTAL-CODECS" => &mut self.supplemental_codecs,
            b"TYPE" => &mut self.kind,
            b"URI" => &mut self.uri,
            b"VIDEO" => &mut self.video,
            b"VIDEO-RANGE" => &mut self.video_range,
            _ => return None,
        })
    }
}

/// Whether an attribute of this name describes a track.
pub(super) fn is_read(name: &str) -> bool {
    Fields::default().named(name.as_bytes()).is_some()
}

/// Whether an attribute is there and says `YES`.
pub(super) fn yes(value: Option<&str>) -> bool {
    value == Some("YES")
}

/// A `WIDTHxHEIGHT`; none with a side of 0.
pub(super) fn resolution(value: &str) -> Option<Resolution> {
    let (width, height) = value.split_once(['x', 'X'])?;
    let side = |digits: &str| digits.trim_ascii().parse().ok().filter(|side| *side > 0);
    Some(Resolution { width: side(width)?, height: side(height)? })
}

/// Thousandths of a decimal number, e.g. 59940 of `59.94`: a frame rate or a
/// score. More than three decimals are rounded; no floating point, which
/// would make 60 of some 59.9999.
pub(super) fn thousandths(value: &str) -> Option<u32> {
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits =
        decimals.bytes().chain(std::iter::repeat(b'0')).map(|digit| u32::from(digit - b'0'));
    let parts = digits.clone().take(3).fold(0, |sum, digit| sum * 10 + digit);
    let rounded = parts + u32::from(digits.skip(3).take(1).any(|digit| digit >= 5));
    whole.parse::<u32>().ok()?.checked_mul(1000)?.checked_add(rounded)
}

/// A `VIDEO-RANGE`, rfc8216bis section 4.4.6.2, whose absence implies `SDR`.
pub(super) fn range(value: &str) -> Option<DynamicRange> {
    match value {
        "SDR" => Some(DynamicRange::Sdr),
        "HLG" => Some(DynamicRange::Hlg),
        "PQ" => Some(DynamicRange::Pq),
        _ => None,
    }
}

/// The count that `CHANNELS` begins with, e.g. 16 of `16/JOC`; none of 0.
pub(super) fn channels(value: &str) -> Option<u8> {
    value.split('/').next()?.trim_ascii().parse().ok().filter(|channels| *channels > 0)
}

/// Whether the coding of `CHANNELS`, its second parameter, is of objects:
/// rfc8216bis section 4.4.6.1, where `-` stands for none.
pub(super) fn spatial(value: &str) -> bool {
    value.split('/').nth(1).is_some_and(|coding| !matches!(coding.trim_ascii(), "" | "-"))
}

/// An `HDCP-LEVEL`, rfc8216bis section 4.4.6.2.
pub(super) fn hdcp(value: &str) -> Option<Hdcp> {
    match value {
        "NONE" => Some(Hdcp::None),
        "TYPE-0" => Some(Hdcp::Type0),
        "TYPE-1" => Some(Hdcp::Type1),
        _ => None,
    }
}

/// The families of `SUPPLEMENTAL-CODECS`, rfc8216bis section 4.4.6.2: codecs,
/// each with brands after slashes.
pub(super) fn supplemental(value: &str) -> Codecs {
    let codec = |item: &str| Codecs::parse(item.split('/').next().unwrap_or_default()).0;
    value.split(',').map(codec).collect()
}

/// The roles among the identifiers of `CHARACTERISTICS`: those of rfc8216bis
/// section 4.4.6.1, and Apple's further media characteristics, which HLS
/// carries likewise.
pub(super) fn roles(characteristics: &str) -> Roles {
    let role = |identifier: &str| match identifier.trim_ascii() {
        "public.accessibility.describes-video" => Roles::DESCRIBED_AUDIO,
        "public.accessibility.transcribes-spoken-dialog"
        | "public.accessibility.describes-music-and-sound" => Roles::CAPTIONS,
        "public.accessibility.enhances-speech-intelligibility" => Roles::ENHANCED_SPEECH,
        "public.easy-to-read" => Roles::EASY_TO_READ,
        "public.machine-generated" => Roles::MACHINE_GENERATED,
        "public.original-content" => Roles::ORIGINAL,
        "public.main-program-content" => Roles::MAIN,
        "public.auxiliary-content" => Roles::SUPPLEMENTARY,
        "public.translation.dubbed" => Roles::DUB,
        "public.subtitles.forced-only" => Roles::FORCED,
        _ => Roles::empty(),
    };
    characteristics.split(',').map(role).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (value, expected) in [
            ("59.94", Some(59940)),
            ("59.940", Some(59940)),
            ("23.976", Some(23976)),
            ("29.97003", Some(29970)),
            ("59.9999", Some(60000)),
            ("60", Some(60000)),
            ("60.", Some(60000)),
            ("4294967.295", Some(u32::MAX)),
            ("4294967.2955", None),
            ("4294968", None),
            ("-1", None),
            ("3e1", None),
            ("25.x", None),
            ("", None),
        ] {
            assert_eq!(thousandths(value), expected, "{value}");
        }
    }

    #[test]
    fn sizes_and_channels() {
        assert_eq!(resolution("1920x1080"), Some(Resolution { width: 1920, height: 1080 }));
        for value in ["0x0", "1920", "1920\u{d7}1080", "-1x2", "99999999999x2", ""] {
            assert_eq!(resolution(value), None, "{value}");
        }
        assert_eq!(channels("16/JOC"), Some(16));
        assert_eq!(channels("2"), Some(2));
        for value in ["0", "256", "stereo", "/JOC", ""] {
            assert_eq!(channels(value), None, "{value}");
        }
        assert!(spatial("16/JOC") && spatial("12/JOC/BINAURAL"));
        assert!(!spatial("2") && !spatial("2/-/BINAURAL") && !spatial("6/"));
    }

    #[test]
    fn supplemental_codecs_leave_their_brands() {
        assert_eq!(supplemental("dvh1.08.07/db4h"), Codecs::DOLBY_VISION);
        assert_eq!(supplemental("opus/xyz1/abc2, av01.0.13M"), Codecs::OPUS | Codecs::AV1);
        assert_eq!(supplemental(""), Codecs::empty());
    }

    #[test]
    fn roles_are_collected() {
        let both = "public.accessibility.describes-video, public.easy-to-read,com.example.x";
        assert_eq!(roles(both), Roles::DESCRIBED_AUDIO | Roles::EASY_TO_READ);
        let others = "public.machine-generated,public.original-content,public.auxiliary-content";
        assert_eq!(
            roles(others),
            Roles::MACHINE_GENERATED | Roles::ORIGINAL | Roles::SUPPLEMENTARY
        );
        assert_eq!(
            roles("public.main-program-content,public.translation.dubbed"),
            Roles::MAIN | Roles::DUB
        );
        assert_eq!(roles(""), Roles::empty());
    }
}
