//! Values at given moments, brought to the constant step of the contract.
//!
//! - A value counts from its own time to the next one's, but for no longer than
//!   four steps or an hour, whichever is longer ([`hold`]): so one or two missing
//!   values do not end a series, and none is made up over a longer gap.
//! - The step is the median distance between what is known.
//! - The newest sample is the newest value itself. The one before it is the mean,
//!   weighted by time, over the step before it, and so on backwards; the forecast
//!   likewise forwards. For a series that is regular these are its own values.
//! - Where a step is not wholly covered, the series ends.

use tidegate_sdk::types::{Intensity, IntensitySignal};

use super::{MOST_SAMPLES, NEVER};

/// What the grid emits from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Seconds since 1970, at most [`NEVER`].
    pub start: u64,
    /// gCO2e per kWh.
    pub grams: u16,
}

/// What one or more answers of a provider say, in any order. Of two values of one
/// kind for the same moment the one that was added later counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slots {
    /// Measured, or settled by the provider.
    pub measured: Vec<Slot>,
    /// Estimated for a time that had begun; gives way to what is measured.
    pub estimated: Vec<Slot>,
    /// Expected of a later time.
    pub expected: Vec<Slot>,
}

/// A series in the contract's form, without an end of its use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What the samples count.
    pub signal: IntensitySignal,
    /// gCO2e per kWh, oldest first, 1 to [`MOST_SAMPLES`] of them.
    pub samples: Vec<u16>,
    /// Seconds between two, at least 1.
    pub step: u32,
    /// gCO2e per kWh after the newest sample, nearest first, at most [`MOST_SAMPLES`].
    pub forecast: Vec<u16>,
    /// When the newest sample's step began, in seconds since 1970.
    pub measured: u64,
}

impl Reading {
    /// The fact. It expires `max_age` seconds after it was measured.
    #[must_use]
    pub fn intensity(self, max_age: u32) -> Intensity {
        let Self { signal, samples, step, forecast, measured } = self;
        let expires = measured.saturating_add(u64::from(max_age)).min(NEVER);
        Intensity { signal, samples, step, forecast, measured, expires }
    }
}

impl Slots {
    /// The series as of `now`: what begins later is expected, whatever it is called.
    /// `usual` is the step if there is one value only. `None` without a value that
    /// has begun.
    #[must_use]
    pub fn in_steps(self, signal: IntensitySignal, usual: u32, now: u64) -> Option<Reading> {
        let Self { measured, estimated, expected } = self;
        let (mut known, mut later) = (Vec::new(), expected);
        for (rank, slots) in [(0_u8, measured), (1, estimated)] {
            for slot in slots {
                if slot.start <= now { known.push((rank, slot)) } else { later.push(slot) }
            }
        }
        // The sort is stable: what came last stands first among its equals.
        known.reverse();
        known.sort_by_key(|(rank, slot)| (slot.start, *rank));
        known.dedup_by_key(|(_, slot)| slot.start);
        let known: Vec<Slot> = known.into_iter().map(|(_, slot)| slot).collect();
        let newest = *known.last()?;
        later.retain(|slot| slot.start > newest.start);
        later.reverse();
        later.sort_by_key(|slot| slot.start);
        later.dedup_by_key(|slot| slot.start);

        let ahead = distance(&later);
        let step = distance(&known).or(ahead).unwrap_or(u64::from(usual)).max(1);
        let step = u64::from(u32::try_from(step).unwrap_or(u32::MAX));
        let mirrored = pieces(&known, step, step).into_iter().rev().map(Piece::mirrored).collect();
        let mut samples = vec![newest.grams];
        samples.append(&mut steps(mirrored, MIRROR - newest.start, step, MOST_SAMPLES - 1));
        samples.reverse();
        let mut ahead_of = vec![newest];
        ahead_of.append(&mut later);
        let forecast = steps(
            pieces(&ahead_of, step, ahead.unwrap_or(step)),
            newest.start + step,
            step,
            MOST_SAMPLES,
        );
        let step = u32::try_from(step).unwrap_or(u32::MAX);
        Some(Reading { signal, samples, step, forecast, measured: newest.start })
    }
}

/// Beyond every time that can be written; times are mirrored at half of it.
const MIRROR: u64 = 4 * NEVER;

/// A value and the time over which it counts.
#[derive(Clone, Copy)]
struct Piece {
    start: u64,
    end: u64,
    grams: u16,
}

impl Piece {
    const fn mirrored(self) -> Self {
        Self { start: MIRROR - self.end, end: MIRROR - self.start, grams: self.grams }
    }
}

/// For how long a value counts at most.
const fn hold(step: u64) -> u64 {
    let steps = 4 * step;
    if steps < 3600 { 3600 } else { steps }
}

/// `last` is how long the last value counts.
fn pieces(slots: &[Slot], step: u64, last: u64) -> Vec<Piece> {
    let ends = slots.iter().skip(1).map(|next| Some(next.start)).chain([None]);
    slots
        .iter()
        .zip(ends)
        .map(|(slot, end)| {
            let end = end.unwrap_or(slot.start + last).min(slot.start + hold(step.max(last)));
            Piece { start: slot.start, end: end.min(MIRROR), grams: slot.grams }
        })
        .collect()
}

/// The median distance between two that follow each other; the lower of two.
fn distance(slots: &[Slot]) -> Option<u64> {
    let mut distances: Vec<u64> = slots
        .iter()
        .zip(slots.iter().skip(1))
        .map(|(slot, next)| next.start.saturating_sub(slot.start))
        .collect();
    distances.sort_unstable();
    distances.get(distances.len().saturating_sub(1) / 2).copied()
}

/// Means over the steps from `from` on, until one is not wholly covered. Pieces do
/// not overlap, the earliest comes first.
fn steps(pieces: Vec<Piece>, from: u64, step: u64, most: usize) -> Vec<u16> {
    let mut pieces = pieces.into_iter().peekable();
    let mut means = Vec::new();
    let mut start = from;
    while means.len() < most {
        let (mut covered, end, mut sum) = (start, start + step, 0_u64);
        while covered < end {
            let Some(piece) = pieces.peek() else { return means };
            if piece.end <= covered {
                pieces.next();
                continue;
            }
            if piece.start > covered {
                return means;
            }
            let until = piece.end.min(end);
            sum += (until - covered) * u64::from(piece.grams);
            covered = until;
        }
        // A mean of values that are at most 65535.
        means.push(u16::try_from((sum + step / 2) / step).unwrap_or(u16::MAX));
        start = end;
    }
    means
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slots(pairs: &[(u64, u16)]) -> Vec<Slot> {
        pairs.iter().map(|&(start, grams)| Slot { start, grams }).collect()
    }

    fn read(slots: Slots, now: u64) -> Option<Reading> {
        slots.in_steps(IntensitySignal::Average, 1800, now)
    }

    const HOUR: u64 = 3600;

    #[test]
    fn a_regular_series_keeps_its_values() {
        let measured = slots(&[(3 * HOUR, 30), (HOUR, 10), (2 * HOUR, 20)]);
        let expected = slots(&[(5 * HOUR, 50), (4 * HOUR, 40)]);
        let reading = read(Slots { measured, expected, ..Slots::default() }, 3 * HOUR + 600);
        let reading = reading.unwrap();
        assert_eq!(reading.samples, [10, 20, 30]);
        assert_eq!(reading.forecast, [40, 50]);
        assert_eq!((reading.step, reading.measured), (3600, 3 * HOUR));
        let intensity = reading.intensity(7200);
        assert_eq!(intensity.expires, 5 * HOUR);
    }

    #[test]
    fn what_has_not_begun_is_a_forecast() {
        let measured = slots(&[(HOUR, 10), (2 * HOUR, 20), (3 * HOUR, 30)]);
        let reading = read(Slots { measured, ..Slots::default() }, 2 * HOUR).unwrap();
        assert_eq!((reading.samples, reading.forecast), (vec![10, 20], vec![30]));
        let none = Slots { expected: slots(&[(HOUR, 1)]), ..Slots::default() };
        assert_eq!(read(none, 9 * HOUR), None);
    }

    #[test]
    fn measured_goes_before_estimated_and_later_before_earlier() {
        let measured = slots(&[(HOUR, 10), (2 * HOUR, 20), (2 * HOUR, 21)]);
        let estimated = slots(&[(2 * HOUR, 99), (3 * HOUR, 30)]);
        let expected = slots(&[(3 * HOUR, 98), (4 * HOUR, 40), (4 * HOUR, 41)]);
        let reading = read(Slots { measured, estimated, expected }, 3 * HOUR).unwrap();
        assert_eq!((reading.samples, reading.forecast), (vec![10, 21, 30], vec![41]));
    }

    #[test]
    fn a_short_gap_is_held_over_and_a_long_one_ends_the_series() {
        let half = HOUR / 2;
        // Three are missing after the second; then four.
        let short = slots(&[(0, 1), (half, 2), (5 * half, 6), (6 * half, 7)]);
        let reading = read(Slots { measured: short, ..Slots::default() }, NEVER).unwrap();
        assert_eq!(reading.step, 1800);
        assert_eq!(reading.samples, [1, 2, 2, 2, 2, 6, 7]);
        let long = slots(&[(0, 1), (half, 2), (6 * half, 7), (7 * half, 8)]);
        let reading = read(Slots { measured: long, ..Slots::default() }, NEVER).unwrap();
        assert_eq!(reading.samples, [7, 8]);
    }

    #[test]
    fn a_forecast_in_other_steps_is_brought_to_those_of_the_samples() {
        let measured = slots(&[(0, 10), (300, 20), (600, 30)]);
        let hourly = slots(&[(900, 40), (900 + HOUR, 50)]);
        let reading = read(Slots { measured, expected: hourly, ..Slots::default() }, 600);
        let forecast = reading.unwrap().forecast;
        assert_eq!(forecast, [vec![40; 12], vec![50; 12]].concat());

        let measured = slots(&[(0, 10), (HOUR, 20)]);
        let quarters = (0..10).map(|quarter| (2 * HOUR + quarter * 900, 10 * quarter as u16));
        let expected = slots(&quarters.collect::<Vec<_>>());
        let reading = read(Slots { measured, expected, ..Slots::default() }, HOUR).unwrap();
        // Two whole hours; the third is covered by half.
        assert_eq!(reading.forecast, [15, 55]);
    }

    #[test]
    fn an_irregular_series_becomes_means_by_time() {
        // Every ten minutes, but for one that came three minutes late.
        let measured = slots(&[(0, 100), (600, 200), (1380, 300), (1800, 400)]);
        let reading = read(Slots { measured, ..Slots::default() }, NEVER).unwrap();
        assert_eq!(reading.step, 600);
        assert_eq!(reading.samples, [100, 200, 270, 400]);
    }

    #[test]
    fn one_value_is_enough() {
        let one = Slots { measured: slots(&[(HOUR, 10)]), ..Slots::default() };
        let reading = read(one, NEVER).unwrap();
        assert_eq!((reading.samples, reading.step), (vec![10], 1800));
    }

    proptest! {
        #[test]
        fn any_slots_give_a_sound_reading(
            measured in prop::collection::vec((0..=NEVER, any::<u16>()), 0..40),
            close in prop::collection::vec((0..200_000_u64, any::<u16>()), 0..400),
            expected in prop::collection::vec((0..=NEVER, any::<u16>()), 0..40),
            now in 0..=NEVER,
            usual in any::<u32>(),
        ) {
            let all = Slots {
                measured: slots(&measured),
                estimated: slots(&close),
                expected: slots(&expected),
            };
            let begun = measured.iter().chain(&close).filter(|(start, _)| *start <= now);
            let newest = begun.map(|(start, _)| *start).max();
            let reading = all.in_steps(IntensitySignal::Average, usual, now);
            prop_assert_eq!(reading.as_ref().map(|reading| reading.measured), newest);
            if let Some(reading) = reading {
                prop_assert!((1..=MOST_SAMPLES).contains(&reading.samples.len()));
                prop_assert!(reading.forecast.len() <= MOST_SAMPLES);
                prop_assert!(reading.step >= 1);
            }
        }

        #[test]
        fn a_mean_lies_between_the_values(values in prop::collection::vec((1..5000_u64, 10..20_u16), 1..50)) {
            let mut start = 0;
            let measured = values.iter().map(|&(distance, grams)| {
                start += distance;
                Slot { start, grams }
            });
            let slots = Slots { measured: measured.collect(), ..Slots::default() };
            let reading = slots.in_steps(IntensitySignal::Average, 60, NEVER).unwrap();
            prop_assert!(reading.samples.iter().all(|sample| (10..20).contains(sample)));
        }

        #[test]
        fn a_regular_series_is_its_own(values in prop::collection::vec(any::<u16>(), 2..MOST_SAMPLES), step in 1..90_000_u64) {
            let measured = values.iter().enumerate().map(|(index, &grams)| Slot {
                start: index as u64 * step,
                grams,
            });
            let slots = Slots { measured: measured.collect(), ..Slots::default() };
            let reading = slots.in_steps(IntensitySignal::Average, 60, NEVER).unwrap();
            prop_assert_eq!(reading.samples, values);
            prop_assert_eq!(u64::from(reading.step), step);
        }
    }
}
