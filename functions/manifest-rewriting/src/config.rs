//! The configuration document: what is written, and what is checked.

use serde::Deserialize;
use tidegate_sdk::config::{parse, refuse};
use tidegate_sdk::manifest_rewriting::Codecs;
use tidegate_sdk::names::Name;
use tidegate_sdk::types::{DeviceClass, DynamicRanges};

use crate::Policy;
use crate::ability::Ability;
use crate::renditions::SubtitlesDefault;
use crate::start::Target;

/// A day.
const LONGEST_VALID_FOR: u32 = 86_400;

/// How manifests are fitted to viewers and devices.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document {
    /// How long an answer holds, in seconds, 1 to 86400.
    #[serde(default = "valid_for")]
    #[cfg_attr(test, schemars(range(min = 1, max = 86_400)))]
    valid_for: u32,
    /// When subtitles are shown unless the viewer chooses otherwise.
    #[serde(default)]
    subtitles_default: RawSubtitlesDefault,
    /// What kinds of device can show. A kind that is left out can show anything.
    #[serde(default)]
    devices: RawPerDevice<RawAbility>,
    /// The variant that players start on. Where a kind of device is left out, the
    /// one that the origin lists first.
    #[serde(default)]
    start: RawPerDevice<RawTarget>,
}

fn valid_for() -> u32 {
    3600
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum RawSubtitlesDefault {
    /// As the origin has it.
    Never,
    /// For viewers who want captions.
    #[default]
    Captions,
    /// For all viewers for whose language there are any.
    Always,
}

/// Something for each kind of device.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

impl<T> RawPerDevice<T> {
    fn check<U>(
        self,
        key: &str,
        check: fn(T, &str) -> Result<U, String>,
    ) -> Result<PerDevice<U>, String> {
        let raw = [
            (self.desktop, Some(DeviceClass::Desktop)),
            (self.mobile, Some(DeviceClass::Mobile)),
            (self.tablet, Some(DeviceClass::Tablet)),
            (self.tv, Some(DeviceClass::Tv)),
            (self.console, Some(DeviceClass::Console)),
            (self.bot, Some(DeviceClass::Bot)),
            (self.unknown, None),
        ];
        let mut checked = Vec::with_capacity(raw.len());
        for (value, device) in raw {
            if let Some(value) = value {
                let name = device.as_ref().map_or("unknown", Name::name);
                checked.push((device, check(value, &format!("{key}.{name}"))?));
            }
        }
        Ok(PerDevice(checked))
    }
}

/// Something for some kinds of device; no kind is there twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PerDevice<T>(Vec<(Option<DeviceClass>, T)>);

impl<T> PerDevice<T> {
    pub(crate) fn of(&self, device: Option<DeviceClass>) -> Option<&T> {
        self.0.iter().find(|(of, _)| *of == device).map(|(_, value)| value)
    }
}

/// What a kind of device can show. What is left out is no limit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawAbility {
    /// The codec families it plays, of pictures and of sound. Codecs that are not
    /// in this vocabulary are never an obstacle.
    #[cfg_attr(test, schemars(length(min = 1)))]
    codecs: Option<Vec<RawCodec>>,
    /// The tallest picture in pixels; of one that stands upright, the width.
    #[cfg_attr(test, schemars(range(min = 1)))]
    max_height: Option<u32>,
    /// The dynamic ranges it shows.
    #[cfg_attr(test, schemars(length(min = 1)))]
    ranges: Option<Vec<RawRange>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum RawRange {
    /// Standard dynamic range.
    Sdr,
    /// Hybrid log-gamma.
    Hlg,
    /// Perceptual quantiser: HDR10, Dolby Vision.
    Pq,
}

/// The rung to start on, at most: by `height` or by `bandwidth`, one of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawTarget {
    /// Pixels; of a picture that stands upright, the width.
    #[cfg_attr(test, schemars(range(min = 1)))]
    height: Option<u32>,
    /// Peak bit rate in bits/s.
    #[cfg_attr(test, schemars(range(min = 1)))]
    bandwidth: Option<u64>,
}

/// Reads and checks a document.
///
/// # Errors
/// One line that names the path, what was found and what would be accepted.
pub(crate) fn read(document: &str) -> Result<Policy, String> {
    let document: Document = parse(document)?;
    if !(1..=LONGEST_VALID_FOR).contains(&document.valid_for) {
        return Err(refuse("valid-for", document.valid_for, "seconds, 1 to 86400"));
    }
    Ok(Policy {
        devices: document.devices.check("devices", ability)?,
        start: document.start.check("start", target)?,
        subtitles_default: match document.subtitles_default {
            RawSubtitlesDefault::Never => SubtitlesDefault::Never,
            RawSubtitlesDefault::Captions => SubtitlesDefault::Captions,
            RawSubtitlesDefault::Always => SubtitlesDefault::Always,
        },
        valid_for: document.valid_for,
    })
}

fn ability(raw: RawAbility, path: &str) -> Result<Ability, String> {
    if raw.max_height == Some(0) {
        let accepted = "a height in pixels, at least 1";
        return Err(refuse(&format!("{path}.max-height"), 0, accepted));
    }
    let empty = |key: &str, accepted: &str| {
        Err(refuse(&format!("{path}.{key}"), "an empty list", accepted))
    };
    if raw.codecs.as_ref().is_some_and(Vec::is_empty) {
        return empty("codecs", "at least one codec family");
    }
    if raw.ranges.as_ref().is_some_and(Vec::is_empty) {
        return empty("ranges", "at least one of sdr, hlg and pq");
    }
    Ok(Ability {
        codecs: raw
            .codecs
            .map(|all| all.iter().fold(Codecs::TEXT | Codecs::OTHER, |all, raw| all | codec(*raw))),
        max_height: raw.max_height,
        ranges: raw
            .ranges
            .map(|all| all.iter().fold(DynamicRanges::empty(), |all, raw| all | range(*raw))),
    })
}

fn target(raw: RawTarget, path: &str) -> Result<Target, String> {
    let accepted = "height or bandwidth, one of them, at least 1";
    match (raw.height, raw.bandwidth) {
        (Some(height @ 1..), None) => Ok(Target::Height(height)),
        (None, Some(bandwidth @ 1..)) => Ok(Target::Bandwidth(bandwidth)),
        (Some(_), Some(_)) => Err(refuse(path, "both", accepted)),
        (None, None) => Err(refuse(path, "neither", accepted)),
        _ => Err(refuse(path, 0, accepted)),
    }
}

fn codec(raw: RawCodec) -> Codecs {
    match raw {
        RawCodec::H264 => Codecs::H264,
        RawCodec::Hevc => Codecs::HEVC,
        RawCodec::DolbyVision => Codecs::DOLBY_VISION,
        RawCodec::Av1 => Codecs::AV1,
        RawCodec::Vp9 => Codecs::VP9,
        RawCodec::Vvc => Codecs::VVC,
        RawCodec::Aac => Codecs::AAC,
        RawCodec::Ac3 => Codecs::AC3,
        RawCodec::Ec3 => Codecs::EC3,
        RawCodec::Ac4 => Codecs::AC4,
        RawCodec::Opus => Codecs::OPUS,
        RawCodec::Flac => Codecs::FLAC,
        RawCodec::Mp3 => Codecs::MP3,
    }
}

fn range(raw: RawRange) -> DynamicRanges {
    match raw {
        RawRange::Sdr => DynamicRanges::SDR,
        RawRange::Hlg => DynamicRanges::HLG,
        RawRange::Pq => DynamicRanges::PQ,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_that_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.json");
        let schema = serde_json::to_string_pretty(&schemars::schema_for!(Document)).unwrap() + "\n";
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap();
        assert_eq!(committed, schema, "run the test with UPDATE_SCHEMA=1 and commit schema.json");
    }

    #[test]
    fn an_empty_document_restricts_nothing() {
        let policy = read("{}").unwrap();
        assert_eq!(policy.valid_for, 3600);
        assert_eq!(policy.subtitles_default, SubtitlesDefault::Captions);
        assert_eq!(policy.devices.of(Some(DeviceClass::Tv)), None);
        assert_eq!(policy.start.of(None), None);
    }

    #[test]
    fn errors_name_path_found_and_accepted() {
        let cases = [
            (r#"{"valid-for":0}"#, "at `valid-for`: found 0, expected seconds, 1 to 86400"),
            (
                r#"{"subtitles-default":"on"}"#,
                "at `subtitles-default`: unknown variant `on`, expected one of `never`, `captions`, `always`",
            ),
            (
                r#"{"devices":{"phone":{}}}"#,
                "at `devices.phone`: unknown field `phone`, expected one of `desktop`, `mobile`, \
                 `tablet`, `tv`, `console`, `bot`, `unknown`",
            ),
            (
                r#"{"devices":{"tv":{"max-height":0}}}"#,
                "at `devices.tv.max-height`: found 0, expected a height in pixels, at least 1",
            ),
            (
                r#"{"devices":{"tv":{"codecs":[]}}}"#,
                "at `devices.tv.codecs`: found an empty list, expected at least one codec family",
            ),
            (
                r#"{"devices":{"tv":{"ranges":[]}}}"#,
                "at `devices.tv.ranges`: found an empty list, expected at least one of sdr, hlg and pq",
            ),
            (
                r#"{"start":{"tv":{}}}"#,
                "at `start.tv`: found neither, expected height or bandwidth, one of them, at least 1",
            ),
            (
                r#"{"start":{"tv":{"height":1,"bandwidth":1}}}"#,
                "at `start.tv`: found both, expected height or bandwidth, one of them, at least 1",
            ),
            (
                r#"{"start":{"mobile":{"height":0}}}"#,
                "at `start.mobile`: found 0, expected height or bandwidth, one of them, at least 1",
            ),
        ];
        for (document, expected) in cases {
            assert_eq!(read(document).unwrap_err(), expected);
        }
        let error = read(r#"{"devices":{"tv":{"codecs":["avc1"]}}}"#).unwrap_err();
        assert!(error.starts_with("at `devices.tv.codecs[0]`: unknown variant `avc1`"), "{error}");
    }
}
