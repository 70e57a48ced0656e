//! Ladders, and whom they are for, as they are written.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use tidegate_sdk::config::{deserialize_whole, refuse};
use tidegate_sdk::types::{DeviceClass, Presentation};

use crate::config::Exempt;
use crate::ladder::{Audience, Ladder, Rung};

const MOST_LADDERS: usize = 16;
const MOST_RUNGS: usize = 8;

/// What bands take away, the first band the first rung and so on.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawLadder {
    /// The kinds of device that it is for. Absent: all, and those not known.
    #[cfg_attr(test, schemars(length(min = 1)))]
    devices: Option<Vec<RawDevice>>,
    /// The presentations that it is for. Absent: both, and those not known.
    #[cfg_attr(test, schemars(length(min = 1)))]
    presentations: Option<Vec<RawPresentation>>,
    /// `sdr`, which takes high dynamic range away, or a height in pixels, which takes
    /// taller pictures away. Heights fall and are not below the floor.
    #[cfg_attr(test, schemars(length(min = 1, max = 8)))]
    rungs: Vec<RawRung>,
}

/// Who is never capped.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawExempt {
    /// Presentations that are never capped.
    #[serde(default)]
    presentations: Vec<RawPresentation>,
    /// Kinds of device that are never capped.
    #[serde(default)]
    devices: Vec<RawDevice>,
}

#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) enum RawPresentation {
    Live,
    OnDemand,
}

#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) enum RawDevice {
    Desktop,
    Mobile,
    Tablet,
    Tv,
    Console,
    Bot,
}

/// One rung.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawRung(Rung);

impl<'de> Deserialize<'de> for RawRung {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_whole(deserializer, ReadRung).map(Self)
    }
}

struct ReadRung;

impl Visitor<'_> for ReadRung {
    type Value = Rung;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`sdr` or a height in pixels")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Rung, E> {
        if text == "sdr" {
            return Ok(Rung::Sdr);
        }
        Err(E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }

    fn visit_u64<E: Error>(self, height: u64) -> Result<Rung, E> {
        let wrong = |_| E::invalid_value(serde::de::Unexpected::Unsigned(height), &self);
        u32::try_from(height).map(Rung::Height).map_err(wrong)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for RawRung {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RawRung".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "One rung.",
            "anyOf": [{ "const": "sdr" }, { "type": "integer", "minimum": 1, "maximum": u32::MAX }]
        })
    }
}

/// Without any, the one that fits everybody.
pub(super) fn read(raw: Option<Vec<RawLadder>>, floor: u32) -> Result<Vec<Ladder>, String> {
    let Some(raw) = raw else {
        let heights = [1440, 1080, 720, 540].into_iter().filter(|&height| height >= floor);
        let rungs = core::iter::once(Rung::Sdr).chain(heights.map(Rung::Height)).collect();
        return Ok(vec![Ladder { audience: Audience::default(), rungs }]);
    };
    if raw.len() > MOST_LADDERS {
        return Err(refuse("ladders", raw.len(), "at most 16 ladders"));
    }
    let read = |(index, raw): (usize, RawLadder)| {
        let path = format!("ladders[{index}]");
        let audience = audience(raw.devices, raw.presentations, &path)?;
        Ok(Ladder { audience, rungs: rungs(&raw.rungs, floor, &path)? })
    };
    let ladders = raw.into_iter().enumerate().map(read).collect::<Result<Vec<_>, String>>()?;
    if ladders.last().is_none_or(|last| last.audience != Audience::default()) {
        let found = "no ladder for everybody";
        return Err(refuse("ladders", found, "neither devices nor presentations in the last"));
    }
    Ok(ladders)
}

fn rungs(raw: &[RawRung], floor: u32, path: &str) -> Result<Vec<Rung>, String> {
    if raw.is_empty() || raw.len() > MOST_RUNGS {
        return Err(refuse(&format!("{path}.rungs"), raw.len(), "1 to 8 rungs"));
    }
    let mut before: Option<u32> = None;
    let mut sdr = false;
    for (index, RawRung(rung)) in raw.iter().enumerate() {
        let path = format!("{path}.rungs[{index}]");
        match *rung {
            Rung::Sdr if sdr => {
                return Err(refuse(&path, "`sdr`", "a height: HDR is already taken away"));
            }
            Rung::Sdr => sdr = true,
            Rung::Height(height) if height < floor.max(1) => {
                return Err(refuse(&path, height, &format!("at least the floor, {floor}")));
            }
            Rung::Height(height) => {
                if let Some(before) = before.filter(|&before| height >= before) {
                    let accepted = format!("less than the height before, {before}");
                    return Err(refuse(&path, height, &accepted));
                }
                before = Some(height);
            }
        }
    }
    Ok(raw.iter().map(|&RawRung(rung)| rung).collect())
}

pub(super) fn audience(
    devices: Option<Vec<RawDevice>>,
    presentations: Option<Vec<RawPresentation>>,
    path: &str,
) -> Result<Audience, String> {
    let empty = |key: &str| refuse(&format!("{path}.{key}"), "an empty list", "at least one");
    if devices.as_ref().is_some_and(Vec::is_empty) {
        return Err(empty("devices"));
    }
    if presentations.as_ref().is_some_and(Vec::is_empty) {
        return Err(empty("presentations"));
    }
    Ok(of(devices, presentations))
}

pub(super) fn exempt(raw: RawExempt) -> Exempt {
    Exempt {
        devices: of(Some(raw.devices), None),
        presentations: of(None, Some(raw.presentations)),
    }
}

fn of(devices: Option<Vec<RawDevice>>, presentations: Option<Vec<RawPresentation>>) -> Audience {
    let device = |raw| match raw {
        RawDevice::Desktop => DeviceClass::Desktop,
        RawDevice::Mobile => DeviceClass::Mobile,
        RawDevice::Tablet => DeviceClass::Tablet,
        RawDevice::Tv => DeviceClass::Tv,
        RawDevice::Console => DeviceClass::Console,
        RawDevice::Bot => DeviceClass::Bot,
    };
    let presentation = |raw| match raw {
        RawPresentation::Live => Presentation::Live,
        RawPresentation::OnDemand => Presentation::OnDemand,
    };
    Audience {
        devices: devices.map(|all| all.into_iter().map(device).collect()),
        presentations: presentations.map(|all| all.into_iter().map(presentation).collect()),
    }
}
