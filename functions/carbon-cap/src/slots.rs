//! An intensity series, cut into the slots in which a cap stands still.
//!
//! A function keeps nothing between calls: at every call it works out anew where
//! the cap stands, from a series of which it sees only the newest part. Had the
//! dwell time been counted from the last change, the answer would depend on where
//! that part happens to begin. So time is cut into slots of one dwell each, counted
//! from 1970 on (for four hours: 00:00, 04:00, … UTC), and every slot is judged once, by
//! the mean of the hour that ends with its first sample: marginal signals jump from one
//! five minutes to the next. Whatever window of the series a call sees, what is judged
//! is the same, and no sample but a slot's first can move a cap.
//!
//! Only as many slots count as fit into the configured history. While the series
//! [reaches](Slots::reaches) back that far, which samples lie before makes no
//! difference: not the window's length, not whether it grows or slides.

use tidegate_sdk::types::Intensity;

/// Samples looked at most, the newest: a fortnight of five-minute values.
const MOST_SAMPLES: usize = 4032;

/// 9999-12-31T23:59:59Z. Later times count as this one, so that no sum overflows.
const LATEST: u64 = 253_402_300_799;

/// Seconds over which a slot is judged.
const JUDGED: u64 = 3600;

/// How time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Seconds of a slot, at least 1.
    pub(crate) dwell: u32,
    /// Slots that count, the present one among them, at least 1.
    pub(crate) slots: u32,
}

impl Clock {
    /// The slot in which a moment lies.
    pub(crate) fn slot(self, moment: u64) -> u64 {
        moment.min(LATEST) / u64::from(self.dwell.max(1))
    }
}

/// One slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Slots since 1970.
    pub(crate) number: u64,
    /// The mean of the hour that ends with its first sample, gCO2e/kWh.
    pub(crate) begins: u16,
    /// The mean over the slot, by what is measured and, for what is not yet, by the
    /// forecast. Absent without a forecast: a feed that has none is judged by what
    /// is known at the slot's beginning alone, and never in hindsight.
    pub(crate) mean: Option<u16>,
}

/// A series by slots. Samples are numbered by their times: number `n` is the one
/// nearest to `n` steps after 1970, so that a clock that is a little off moves no
/// sample into another slot.
pub(crate) struct Slots<'f> {
    samples: &'f [u16],
    forecast: &'f [u16],
    /// Numbers of the first and last of `samples`.
    oldest: u64,
    newest: u64,
    step: u64,
    dwell: u64,
    begin: u64,
    present: u64,
    reaches: bool,
}

impl<'f> Slots<'f> {
    /// `None` without samples.
    pub(crate) fn new(intensity: &'f Intensity, clock: Clock) -> Option<Self> {
        let (step, dwell) = (u64::from(intensity.step.max(1)), u64::from(clock.dwell.max(1)));
        let newest = (intensity.measured.min(LATEST) + step / 2) / step;
        let samples = &intensity.samples;
        let most = usize::try_from(newest).map_or(MOST_SAMPLES, |all| all.min(MOST_SAMPLES));
        let samples = samples.get(samples.len().saturating_sub(most.max(1))..)?;
        let oldest = (newest + 1).checked_sub(samples.len() as u64)?;
        if samples.is_empty() {
            return None;
        }
        let mut slots = Self {
            samples,
            forecast: &intensity.forecast,
            oldest,
            newest,
            step,
            dwell,
            begin: oldest * step / dwell,
            present: newest * step / dwell,
            reaches: false,
        };
        let wanted = slots.present.saturating_sub(u64::from(clock.slots.max(1)) - 1);
        // Of a series with longer steps than slots some slots have no sample: it
        // has no history to climb in.
        let judged = slots.first_of(wanted).saturating_sub(slots.judged() - 1);
        if step <= dwell && samples.len() > 1 && judged >= oldest {
            slots.begin = wanted;
            slots.reaches = true;
        }
        Some(slots)
    }

    /// Whether all slots that count are known from their beginning.
    pub(crate) fn reaches(&self) -> bool {
        self.reaches
    }

    /// The slot of the newest sample.
    pub(crate) fn present(&self) -> u64 {
        self.present
    }

    /// The slots that count, oldest first, the present one last; those without a
    /// sample are left out.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Slot> {
        (self.begin..=self.present).filter_map(|number| self.slot(number))
    }

    /// The samples from the first of the slot so many before up to the slot's first.
    pub(crate) fn known(&self, slot: u64, before: u32) -> &[u16] {
        let begin = slot.saturating_sub(before.into()).max(self.begin);
        let from = self.index(self.first_of(begin));
        let to = self.index(self.first_of(slot));
        self.samples.get(from..=to).unwrap_or_default()
    }

    fn slot(&self, number: u64) -> Option<Slot> {
        let from = self.first_of(number).max(self.oldest);
        let end = self.first_of(number + 1);
        let here = self.samples.get(self.index(from)..self.index(end.max(from)))?;
        let ahead = if number == self.present { end - self.newest - 1 } else { 0 };
        here.first()?;
        let judged = (from + 1).saturating_sub(self.judged());
        let judged = self.samples.get(self.index(judged)..=self.index(from))?;
        Some(Slot { number, begins: mean(judged.iter())?, mean: self.expected(here, ahead) })
    }

    /// `ahead`: how many of the slot's samples are not measured yet.
    fn expected(&self, here: &[u16], ahead: u64) -> Option<u16> {
        if self.forecast.is_empty() {
            return None;
        }
        let ahead = usize::try_from(ahead).unwrap_or(usize::MAX);
        mean(here.iter().chain(self.forecast.iter().take(ahead)))
    }

    /// How many samples a slot is judged by.
    fn judged(&self) -> u64 {
        (JUDGED / self.step).max(1)
    }

    /// The number of the first sample that a slot has, or would have.
    fn first_of(&self, slot: u64) -> u64 {
        (slot * self.dwell).div_ceil(self.step)
    }

    /// The place in `samples` of a number, at most their length.
    fn index(&self, number: u64) -> usize {
        let index = number.saturating_sub(self.oldest);
        usize::try_from(index).unwrap_or(usize::MAX).min(self.samples.len())
    }
}

/// Rounded down. `None` of nothing.
fn mean<'s>(samples: impl Iterator<Item = &'s u16>) -> Option<u16> {
    let (sum, count) =
        samples.fold((0_u64, 0_u64), |(sum, count), &sample| (sum + u64::from(sample), count + 1));
    u16::try_from(sum.checked_div(count)?).ok()
}
