//! What kinds of device can show, and where they start.

use tidegate_sdk::manifest_rewriting::{Codecs, Hdcp};
use tidegate_sdk::types::{DeviceClass, DynamicRanges};

use super::value::{At, Table, refused};
use crate::ability::Ability;
use crate::codecs;
use crate::start::Target;

/// The kinds of device, and one of which the node does not know the kind.
pub(super) const DEVICES: [(&str, Option<DeviceClass>); 7] = [
    ("desktop", Some(DeviceClass::Desktop)),
    ("mobile", Some(DeviceClass::Mobile)),
    ("tablet", Some(DeviceClass::Tablet)),
    ("tv", Some(DeviceClass::Tv)),
    ("console", Some(DeviceClass::Console)),
    ("bot", Some(DeviceClass::Bot)),
    ("unknown", None),
];

const CODECS: [(&str, Codecs); 13] = [
    ("h264", Codecs::H264),
    ("hevc", Codecs::HEVC),
    ("dolby-vision", Codecs::DOLBY_VISION),
    ("av1", Codecs::AV1),
    ("vp9", Codecs::VP9),
    ("vvc", Codecs::VVC),
    ("aac", Codecs::AAC),
    ("ac3", Codecs::AC3),
    ("ec3", Codecs::EC3),
    ("ac4", Codecs::AC4),
    ("opus", Codecs::OPUS),
    ("flac", Codecs::FLAC),
    ("mp3", Codecs::MP3),
];

const RANGES: [(&str, DynamicRanges); 3] =
    [("sdr", DynamicRanges::SDR), ("hlg", DynamicRanges::HLG), ("pq", DynamicRanges::PQ)];

const HDCP: [(&str, Hdcp); 3] =
    [("none", Hdcp::None), ("type0", Hdcp::Type0), ("type1", Hdcp::Type1)];

pub(super) const ABILITY_KEYS: [&str; 4] = ["codecs", "max-height", "ranges", "hdcp"];

pub(super) const TARGET_KEYS: [&str; 2] = ["height", "bandwidth"];

/// Something for some kinds of device; no kind is there twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PerDevice<T>(Vec<(Option<DeviceClass>, T)>);

impl<T> PerDevice<T> {
    pub(crate) fn of(&self, device: Option<DeviceClass>) -> Option<&T> {
        self.0.iter().find(|(of, _)| *of == device).map(|(_, value)| value)
    }
}

/// What is made of each kind's value in a table of kinds of device.
pub(super) fn per_device<T>(
    at: Option<At>,
    read: fn(At) -> Result<T, String>,
) -> Result<PerDevice<T>, String> {
    let mut all = Vec::new();
    if let Some(at) = at {
        let mut table = at.table(&DEVICES.map(|(name, _)| name))?;
        for (name, device) in DEVICES {
            if let Some(at) = table.take(name) {
                all.push((device, read(at)?));
            }
        }
    }
    Ok(PerDevice(all))
}

#[inline(never)]
pub(super) fn ability(at: At) -> Result<Ability, String> {
    let mut table = at.table(&ABILITY_KEYS)?;
    let max_height = table.take("max-height").map(At::small).transpose()?;
    if max_height == Some(0) {
        let accepted = "a height in pixels, at least 1";
        return Err(refused(&format!("{}.max-height", table.path), &0, accepted));
    }
    let families =
        some(&mut table, "codecs", "at least one codec family", |at| at.one_of(&CODECS))?;
    let ranges =
        some(&mut table, "ranges", "at least one of sdr, hlg and pq", |at| at.one_of(&RANGES))?;
    Ok(Ability {
        codecs: codecs::no_obstacle(families.into_iter().flatten().collect()),
        hdcp: table.take("hdcp").map(|at| at.one_of(&HDCP)).transpose()?,
        ranges: ranges.map(|all| all.into_iter().collect()),
        max_height,
        top_bitrate: None,
    })
}

/// A list that is not empty, if it is there.
fn some<T>(
    table: &mut Table,
    key: &str,
    accepted: &str,
    item: fn(At) -> Result<T, String>,
) -> Result<Option<Vec<T>>, String> {
    let Some(at) = table.take(key) else { return Ok(None) };
    let path = at.path.clone();
    let all = at.list(item)?;
    if all.is_empty() {
        return Err(refused(&path, &"an empty list", accepted));
    }
    Ok(Some(all))
}

#[inline(never)]
pub(super) fn target(at: At) -> Result<Target, String> {
    let mut table = at.table(&TARGET_KEYS)?;
    let height = table.take("height").map(At::small).transpose()?;
    let bandwidth = table.take("bandwidth").map(At::number).transpose()?;
    let accepted = "height or bandwidth, one of them, at least 1";
    let path = &table.path;
    match (height, bandwidth) {
        (Some(height @ 1..), None) => Ok(Target::Height(height)),
        (None, Some(bandwidth @ 1..)) => Ok(Target::Bandwidth(bandwidth)),
        (Some(_), Some(_)) => Err(refused(path, &"both", accepted)),
        (None, None) => Err(refused(path, &"neither", accepted)),
        _ => Err(refused(path, &0, accepted)),
    }
}
