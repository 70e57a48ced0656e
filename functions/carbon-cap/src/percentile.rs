//! Thresholds as percentiles of the recent series.
//!
//! The hours that are dirty for their grid, rather than the grids that are dirty: a slot
//! is ranked among the samples before it, and bands are entered and left by that rank.
//! One half of the history is judged, and every slot in it compared with as much again
//! before, so that a slot's rank is the same in every window that holds both.
//!
//! Guards keep ranks from capping where there is nothing to win: a series of few
//! samples has none, one that hardly swings has no dirty hours, and the worst hour
//! of a clean grid is clean.

use crate::slots::{Slot, Slots};

/// How slots are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Percentile {
    /// gCO2e/kWh below which everything ranks lowest.
    pub(crate) least_intensity: u16,
    /// gCO2e/kWh by which the samples differ at least, or everything ranks lowest.
    pub(crate) least_swing: u16,
    /// Samples that it takes at least.
    pub(crate) least_samples: u16,
    /// With how many slots before it a slot is compared.
    pub(crate) compared: u32,
}

impl Percentile {
    /// The slots that are judged, their values replaced by ranks in percent. `None` if
    /// the present one has too few samples before it; others rank lowest then.
    pub(crate) fn ranked<'s>(
        self,
        slots: &'s Slots<'_>,
    ) -> Option<impl Iterator<Item = Slot> + 's> {
        let known = move |slot| {
            let known = slots.known(slot, self.compared);
            Some(known).filter(|known| known.len() >= usize::from(self.least_samples))
        };
        known(slots.present())?;
        let compared = if slots.reaches() { self.compared } else { 0 };
        let judged = slots.iter().skip(usize::try_from(compared).unwrap_or(usize::MAX));
        Some(judged.map(move |slot| {
            let known = known(slot.number);
            let rank = |value| known.map_or(0, |known| self.rank(known, value));
            Slot { begins: rank(slot.begins), mean: slot.mean.map(rank), ..slot }
        }))
    }

    /// How many percent of the samples a value reaches, rounded down: it reaches at
    /// least `p` if and only if the value reaches the `p`th percentile by nearest rank.
    fn rank(self, samples: &[u16], value: u16) -> u16 {
        let (mut reached, mut least, mut most) = (0, u16::MAX, u16::MIN);
        for &sample in samples {
            reached += usize::from(sample <= value);
            least = least.min(sample);
            most = most.max(sample);
        }
        if value < self.least_intensity || most.saturating_sub(least) < self.least_swing {
            return 0;
        }
        (reached * 100)
            .checked_div(samples.len())
            .and_then(|rank| rank.try_into().ok())
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUARDS: Percentile =
        Percentile { least_intensity: 0, least_swing: 1, least_samples: 4, compared: 2 };

    /// The `percent`th percentile by nearest rank, by its definition.
    fn nearest_rank(samples: &[u16], percent: usize) -> u16 {
        let mut sorted = samples.to_vec();
        sorted.sort_unstable();
        sorted[(sorted.len() * percent).div_ceil(100) - 1]
    }

    #[test]
    fn reaches_a_percentile_as_nearest_rank_says() {
        let samples: Vec<u16> = (0..37).map(|index| index * 791 % 1009 + index / 30).collect();
        for value in 0..1100 {
            for percent in 1..=100 {
                let reaches = usize::from(GUARDS.rank(&samples, value)) >= percent;
                assert_eq!(reaches, value >= nearest_rank(&samples, percent), "{value} {percent}");
            }
        }
    }

    #[test]
    fn what_hardly_swings_ranks_lowest() {
        assert_eq!(GUARDS.rank(&[70; 9], 70), 0);
        let swing = |least_swing| Percentile { least_swing, ..GUARDS };
        assert_eq!(swing(40).rank(&[50, 10, 30, 20, 40], 50), 100);
        assert_eq!(swing(41).rank(&[50, 10, 30, 20, 40], 50), 0);
    }

    #[test]
    fn what_is_clean_ranks_lowest() {
        let guards = Percentile { least_intensity: 45, ..GUARDS };
        assert_eq!(guards.rank(&[50, 10, 30, 20, 40], 50), 100);
        assert_eq!(guards.rank(&[50, 10, 30, 20, 40], 44), 0);
    }

    #[test]
    fn nothing_ranks_among_nothing() {
        assert_eq!(GUARDS.rank(&[], 50), 0);
    }
}
