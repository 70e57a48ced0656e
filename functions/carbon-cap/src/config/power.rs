//! The power model as it is written.

use serde::Deserialize;
use tidegate_sdk::config::refuse;

use super::ladders::{RawDevice, audience};
use crate::power::{Power, Rate, Viewer};

const LONGEST_SOURCE: usize = 1000;
const MOST_ROWS: usize = 32;

/// The model by which savings are estimated: what changes with the picture, and
/// nothing of what is drawn in any case. Averages per gigabyte have no place here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawPower {
    /// Where the figures are from, for reports: 1 to 1000 bytes.
    #[cfg_attr(test, schemars(length(min = 1, max = 1000)))]
    source: String,
    /// The model's error in milliwatts: a saving whose low end is not above it is
    /// inside the noise.
    noise: u32,
    /// Percent by which HDR raises the power of a screen, low and high end, at most 100.
    hdr: [u32; 2],
    /// Typical renditions by rising height.
    #[cfg_attr(test, schemars(length(min = 1, max = 32)))]
    rates: Vec<RawRate>,
    /// What viewers have, by kind of device; the first that fits applies.
    #[cfg_attr(test, schemars(length(min = 1, max = 32)))]
    viewers: Vec<RawViewer>,
}

/// A typical rendition.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawRate {
    /// In pixels, more than in the row before.
    #[cfg_attr(test, schemars(range(min = 1)))]
    height: u32,
    /// Kilobits per second, more than in the row before.
    #[cfg_attr(test, schemars(range(min = 1)))]
    kbps: u32,
}

/// What one kind of viewer has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawViewer {
    /// The kinds of device. Absent: all, and those not known.
    #[cfg_attr(test, schemars(length(min = 1)))]
    devices: Option<Vec<RawDevice>>,
    /// The tallest picture that they show, in pixels, unless the device's own is known.
    #[cfg_attr(test, schemars(range(min = 1)))]
    top: u32,
    /// Milliwatts per Mbit/s of the way to them, low and high end.
    line: [u32; 2],
    /// Milliwatts of the screen in SDR, low and high end.
    screen: [u32; 2],
}

pub(super) fn read(raw: RawPower) -> Result<Power, String> {
    if !(1..=LONGEST_SOURCE).contains(&raw.source.len()) {
        return Err(refuse("power.source", "a text that is empty or long", "1 to 1000 bytes"));
    }
    let hdr = range(raw.hdr, "power.hdr")?;
    if hdr.1 > 100 {
        return Err(refuse("power.hdr[1]", hdr.1, "percent, at most 100"));
    }
    for (path, rows) in [("power.rates", raw.rates.len()), ("power.viewers", raw.viewers.len())] {
        if rows == 0 || rows > MOST_ROWS {
            return Err(refuse(path, rows, "1 to 32 entries"));
        }
    }
    let viewer = |(index, raw): (usize, RawViewer)| {
        let path = format!("power.viewers[{index}]");
        if raw.top == 0 {
            return Err(refuse(&format!("{path}.top"), 0, "a height in pixels, at least 1"));
        }
        Ok(Viewer {
            audience: audience(raw.devices, None, &path)?,
            top: raw.top,
            line: range(raw.line, &format!("{path}.line"))?,
            screen: range(raw.screen, &format!("{path}.screen"))?,
        })
    };
    Ok(Power {
        noise: raw.noise,
        hdr,
        rates: rates(&raw.rates)?,
        viewers: raw.viewers.into_iter().enumerate().map(viewer).collect::<Result<_, _>>()?,
    })
}

fn rates(raw: &[RawRate]) -> Result<Vec<Rate>, String> {
    let mut before = (0, 0);
    for (index, rate) in raw.iter().enumerate() {
        for (key, found, before) in
            [("height", rate.height, before.0), ("kbps", rate.kbps, before.1)]
        {
            if found <= before {
                let path = format!("power.rates[{index}].{key}");
                return Err(refuse(&path, found, &format!("more than {before}")));
            }
        }
        before = (rate.height, rate.kbps);
    }
    Ok(raw.iter().map(|rate| Rate { height: rate.height, kbps: rate.kbps }).collect())
}

fn range([low, high]: [u32; 2], path: &str) -> Result<(u32, u32), String> {
    if high < low {
        return Err(refuse(&format!("{path}[1]"), high, &format!("at least the low end, {low}")));
    }
    Ok((low, high))
}
