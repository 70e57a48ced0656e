//! What a cap saves, in words that claim no more than is known.

use core::fmt;

use tidegate_sdk::carbon_cap::{Cap, Saving};
use tidegate_sdk::names::Name;
use tidegate_sdk::types::IntensitySignal;

/// An estimate for one viewer while a cap applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report<'s> {
    /// In power, by the model.
    pub saving: Saving,
    /// In emissions, milligrams of CO2e per hour, low and high end: power × intensity.
    pub milligrams_per_hour: (u64, u64),
    /// gCO2e/kWh that this is computed with.
    pub intensity: u16,
    /// What the intensity counts.
    pub signal: IntensitySignal,
    /// Where the model is from.
    pub source: &'s str,
}

/// Reports on a cap whose intensity is of the kind `signal`, by the model of `source`
/// (`power.source` of the configuration). `None` if the cap states no saving.
#[must_use]
pub fn report<'s>(cap: &Cap, signal: IntensitySignal, source: &'s str) -> Option<Report<'s>> {
    let saving = cap.saving?;
    // mW × g/kWh = mW × g/(10^6 mWh) = µg/h
    let milligrams = |milliwatts: u32| u64::from(milliwatts) * u64::from(cap.intensity) / 1000;
    Some(Report {
        saving,
        milligrams_per_hour: (milligrams(saving.low), milligrams(saving.high)),
        intensity: cap.intensity,
        signal,
        source,
    })
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = self.milligrams_per_hour;
        write!(
            f,
            "{} to {} W, {} to {} gCO2e per hour at {} gCO2e/kWh ({})",
            Thousandths(u64::from(self.saving.low)),
            Thousandths(u64::from(self.saving.high)),
            Thousandths(low),
            Thousandths(high),
            self.intensity,
            self.signal.name(),
        )?;
        if self.signal == IntensitySignal::Average {
            f.write_str("; what less demand saves is marginal, which this signal is not")?;
        }
        if self.saving.inside_noise {
            f.write_str("; inside the noise of the model: no saving may be claimed")?;
        }
        write!(f, "; model: {}", self.source)
    }
}

/// A thousandth of a number, to one decimal, below one to two.
struct Thousandths(u64);

impl fmt::Display for Thousandths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(value) = *self;
        if value < 995 {
            write!(f, "0.{:02}", (value + 5) / 10)
        } else {
            let tenths = (value + 50) / 100;
            write!(f, "{}.{}", tenths / 10, tenths % 10)
        }
    }
}
