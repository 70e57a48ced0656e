//! Thresholds as they are written.

use serde::Deserialize;
use tidegate_sdk::config::{Quoted, refuse};

use crate::bands::{Band, Thresholds};
use crate::percentile::Percentile;

const MOST_BANDS: usize = 8;
const LONGEST_NAME: usize = 32;

/// One band.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawBand {
    /// Its name in decisions, 1 to 32 characters of a-z, 0-9 and hyphen.
    #[cfg_attr(test, schemars(regex(pattern = "^[a-z0-9-]{1,32}$")))]
    name: String,
    /// gCO2e/kWh, or percent of the samples, from which on the band is entered.
    enter: u16,
    /// gCO2e/kWh, or percent of the samples, below which it is left; less than `enter`.
    exit: u16,
}

/// Thresholds as percentiles of the recent series: the hours that are dirty for their
/// grid, instead of the grids that are dirty. One half of the history is judged, by
/// comparing it with the other: 176400 seconds are two days and an hour.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawPercentile {
    /// gCO2e/kWh below which no band is entered: a clean grid's worst hour is clean.
    least_intensity: u16,
    /// gCO2e/kWh by which the samples differ at least, or no band is entered: a grid
    /// that hardly changes has no dirty hours. At least 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    least_swing: u16,
    /// Samples that percentiles take, at least 4. With fewer in half of the history there
    /// is no cap, for want of data.
    #[serde(default = "least_samples")]
    #[cfg_attr(test, schemars(range(min = 4)))]
    least_samples: u16,
}

fn least_samples() -> u16 {
    12
}

pub(super) fn percentile(raw: &RawPercentile, slots: u32) -> Result<Percentile, String> {
    if raw.least_swing == 0 {
        return Err(refuse("percentile.least-swing", 0, "gCO2e/kWh, at least 1"));
    }
    if raw.least_samples < 4 {
        let path = "percentile.least-samples";
        return Err(refuse(path, raw.least_samples, "a number of samples, at least 4"));
    }
    Ok(Percentile {
        least_intensity: raw.least_intensity,
        least_swing: raw.least_swing,
        least_samples: raw.least_samples,
        compared: slots.div_ceil(2),
    })
}

/// Checks the bands. With `percents` their thresholds are percentiles.
pub(super) fn read(raw: Vec<RawBand>, percents: bool) -> Result<Vec<Band>, String> {
    if raw.is_empty() || raw.len() > MOST_BANDS {
        return Err(refuse("bands", raw.len(), "1 to 8 bands"));
    }
    let mut bands: Vec<Band> = Vec::with_capacity(raw.len());
    let mut before: Option<(u16, u16)> = None;
    for (index, raw) in raw.into_iter().enumerate() {
        let at = |key: &str| format!("bands[{index}].{key}");
        name(&raw.name, &bands)
            .map_err(|accepted| refuse(&at("name"), Quoted(&raw.name), accepted))?;
        if percents && raw.enter > 100 {
            return Err(refuse(&at("enter"), raw.enter, "percent, at most 100"));
        }
        if percents && raw.exit == 0 {
            return Err(refuse(&at("exit"), raw.exit, "percent, at least 1"));
        }
        if raw.exit >= raw.enter {
            let accepted = format!("less than enter, {}", raw.enter);
            return Err(refuse(&at("exit"), raw.exit, &accepted));
        }
        if let Some((enter, exit)) = before {
            if raw.enter <= enter {
                let accepted = format!("more than in the band before, {enter}");
                return Err(refuse(&at("enter"), raw.enter, &accepted));
            }
            // Else a falling grid would leave this band later than the one below it.
            if raw.exit < exit {
                let accepted = format!("at least that of the band before, {exit}");
                return Err(refuse(&at("exit"), raw.exit, &accepted));
            }
        }
        before = Some((raw.enter, raw.exit));
        let thresholds = Thresholds { enter: raw.enter, exit: raw.exit };
        bands.push(Band { name: raw.name, thresholds });
    }
    Ok(bands)
}

/// The error is what would be accepted.
fn name(name: &str, before: &[Band]) -> Result<(), &'static str> {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(allowed) {
        return Err("1 to 32 characters of a-z, 0-9 and hyphen");
    }
    if before.iter().any(|band| band.name == name) {
        return Err("a name that no other band has");
    }
    Ok(())
}
