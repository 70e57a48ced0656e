//! What kinds of device can show, and where they start.

use serde::Deserialize;
use tidegate_sdk::config::refuse;
use tidegate_sdk::manifest_rewriting::{Codecs, Hdcp};
use tidegate_sdk::names::Name;
use tidegate_sdk::types::{DeviceClass, DynamicRanges};

use crate::ability::Ability;
use crate::codecs;
use crate::start::Target;

/// Something for each kind of device.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawPerDevice<T> {
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
    pub(super) fn check<U>(
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
pub(super) struct RawAbility {
    /// The codec families it plays, of pictures and of sound; where none of pictures
    /// (of sound) is named, all. Codecs that are not in this vocabulary are never an
    /// obstacle.
    #[cfg_attr(test, schemars(length(min = 1)))]
    codecs: Option<Vec<RawCodec>>,
    /// The tallest picture in pixels; of one that stands upright, the width.
    #[cfg_attr(test, schemars(range(min = 1)))]
    max_height: Option<u32>,
    /// The dynamic ranges it shows.
    #[cfg_attr(test, schemars(length(min = 1)))]
    ranges: Option<Vec<RawRange>>,
    /// The strongest protection of its output.
    hdcp: Option<RawHdcp>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) enum RawCodec {
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
pub(super) enum RawRange {
    /// Standard dynamic range.
    Sdr,
    /// Hybrid log-gamma.
    Hlg,
    /// Perceptual quantiser: HDR10, Dolby Vision.
    Pq,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum RawHdcp {
    None,
    /// HDCP of any version.
    Type0,
    /// HDCP 2.2 or later, type 1.
    Type1,
}

/// The rung to start on, at most: by `height` or by `bandwidth`, one of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawTarget {
    /// Pixels; of a picture that stands upright, the width.
    #[cfg_attr(test, schemars(range(min = 1)))]
    height: Option<u32>,
    /// Peak bit rate in bits/s.
    #[cfg_attr(test, schemars(range(min = 1)))]
    bandwidth: Option<u64>,
}

pub(super) fn ability(raw: RawAbility, path: &str) -> Result<Ability, String> {
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
        codecs: raw.codecs.and_then(|all| {
            let known = all.iter().fold(Codecs::empty(), |all, raw| all | codec(*raw));
            codecs::no_obstacle(known)
        }),
        hdcp: raw.hdcp.map(|raw| match raw {
            RawHdcp::None => Hdcp::None,
            RawHdcp::Type0 => Hdcp::Type0,
            RawHdcp::Type1 => Hdcp::Type1,
        }),
        max_height: raw.max_height,
        ranges: raw
            .ranges
            .map(|all| all.iter().fold(DynamicRanges::empty(), |all, raw| all | range(*raw))),
        top_bitrate: None,
    })
}

pub(super) fn target(raw: RawTarget, path: &str) -> Result<Target, String> {
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
