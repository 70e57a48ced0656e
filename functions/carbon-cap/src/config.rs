//! The configuration document: what is written, and what is checked.
//!
//! - `bands`: thresholds
//! - `ladders`: what bands take away, and for whom
//! - `power`: the model of savings
//!
//! Errors name the path in the document, what was found and what would be accepted.

mod bands;
mod ladders;
mod power;
#[cfg(test)]
mod tests;

use serde::Deserialize;
use tidegate_sdk::config::{parse, refuse};
use tidegate_sdk::types::IntensitySignal;

use crate::Policy;
use crate::ladder::Audience;
use crate::slots::Clock;

/// A cap that stands for four hours changes six times a day at most.
const SHORTEST_DWELL: u32 = 14_400;
/// What a slot is judged by.
const HOUR: u32 = 3600;
const DAY: u32 = 86_400;
const LONGEST_HISTORY: u32 = 14 * DAY;

/// Caps on pictures while the grid that serves the viewer is dirty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document {
    /// No rung may cap below this height, in pixels.
    #[cfg_attr(test, schemars(range(min = 1)))]
    floor: u32,
    /// How long an answer holds at most, in seconds, 1 to 86400. It ends earlier
    /// when the next sample is due or the newest one expires.
    #[serde(default = "valid_for")]
    #[cfg_attr(test, schemars(range(min = 1, max = 86_400)))]
    valid_for: u32,
    /// How long a cap stands before it may change, in seconds, 14400 to 86400. Changes
    /// fall on whole multiples of it since 1970: 00:00, 04:00, … UTC for four hours.
    #[serde(default = "dwell")]
    #[cfg_attr(test, schemars(range(min = 14_400, max = 86_400)))]
    dwell: u32,
    /// How much of the series counts, in seconds, at most 1209600 (a fortnight): at
    /// least an hour and one dwell for each band, with percentiles two. The node has to
    /// supply a series of this length.
    #[serde(default = "history")]
    #[cfg_attr(test, schemars(range(min = 18_000, max = 1_209_600)))]
    history: u32,
    /// The signal that thresholds are meant for; another one is no data. Absent:
    /// either, which suits percentiles only.
    signal: Option<RawSignal>,
    /// The share of sessions that may be capped at all, in percent, 1 to 100. With
    /// less than 100 a viewer without a session is not capped.
    #[serde(default = "sessions")]
    #[cfg_attr(test, schemars(range(min = 1, max = 100)))]
    sessions: u16,
    /// If present, the bands' thresholds are percentiles instead of intensities.
    percentile: Option<bands::RawPercentile>,
    /// Bands by rising thresholds. Each takes away one rung more of a ladder.
    #[cfg_attr(test, schemars(length(min = 1, max = 8)))]
    bands: Vec<bands::RawBand>,
    /// What bands take away, for whom. The first that fits applies; the last one has
    /// to fit everybody. Absent: `sdr`, 1440, 1080, 720 and 540, down to the floor.
    ladders: Option<Vec<ladders::RawLadder>>,
    /// The model by which savings are estimated. Absent: none is stated.
    power: Option<power::RawPower>,
    /// Who is never capped.
    #[serde(default)]
    exempt: ladders::RawExempt,
}

fn valid_for() -> u32 {
    300
}

fn dwell() -> u32 {
    SHORTEST_DWELL
}

/// Five dwells and an hour: what a feed still covers that keeps a day and is late.
fn history() -> u32 {
    75_600
}

fn sessions() -> u16 {
    100
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum RawSignal {
    /// Mean over all that is generated.
    Average,
    /// What one unit more would cause.
    Marginal,
}

/// Who is never capped. A fact that is absent exempts nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exempt {
    pub(crate) devices: Audience,
    pub(crate) presentations: Audience,
}

/// Reads and checks a document.
///
/// # Errors
/// One line that names the path, what was found and what would be accepted.
pub(crate) fn read(document: &str) -> Result<Policy, String> {
    let document: Document = parse(document)?;
    if document.floor == 0 {
        return Err(refuse("floor", 0, "a height in pixels, at least 1"));
    }
    within("valid-for", document.valid_for, (1, DAY), "seconds")?;
    within("dwell", document.dwell, (SHORTEST_DWELL, DAY), "seconds")?;
    within("history", document.history, (SHORTEST_DWELL + HOUR, LONGEST_HISTORY), "seconds")?;
    within("sessions", document.sessions.into(), (1, 100), "percent")?;
    let slots = (document.history - HOUR) / document.dwell;
    let percentile =
        document.percentile.as_ref().map(|raw| bands::percentile(raw, slots)).transpose()?;
    let bands = bands::read(document.bands, percentile.is_some())?;
    let judged = slots - percentile.map_or(0, |percentile| percentile.compared);
    if usize::try_from(judged).is_ok_and(|judged| judged < bands.len()) {
        let dwells = if percentile.is_some() { "twice the dwell" } else { "the dwell" };
        let accepted = format!("at least 3600 and {dwells}, {}, for each band", document.dwell);
        return Err(refuse("history", document.history, &accepted));
    }
    Ok(Policy {
        ladders: ladders::read(document.ladders, document.floor)?,
        power: document.power.map(power::read).transpose()?,
        exempt: ladders::exempt(document.exempt),
        clock: Clock { dwell: document.dwell, slots },
        signal: document.signal.map(|signal| match signal {
            RawSignal::Average => IntensitySignal::Average,
            RawSignal::Marginal => IntensitySignal::Marginal,
        }),
        valid_for: document.valid_for,
        sessions: document.sessions * 100,
        percentile,
        bands,
    })
}

fn within(path: &str, found: u32, (least, most): (u32, u32), unit: &str) -> Result<(), String> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(refuse(path, found, &format!("{unit}, {least} to {most}")))
}
