//! Which band applies: hysteresis without a memory.
//!
//! A function keeps nothing between calls, so the state that hysteresis needs is
//! found again each time by replaying the intensity series, oldest sample first.
//! The oldest sample has no history and enters by the `enter` thresholds alone;
//! after it every sample moves by one band at most, up when it reaches the next
//! band's `enter`, down when it falls below the present band's `exit`. Between
//! the two thresholds the band stays, so noise around one of them changes nothing.
//!
//! Two replays that start at different samples can differ only until the first
//! sample that lies outside every pair of thresholds.

use tidegate_sdk::types::DynamicRanges;

/// Samples replayed at most, the newest ones: a week of half-hours. More would
/// cost time and change nothing but the first day.
const LONGEST_REPLAY: usize = 336;

/// One band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Band {
    /// 1 to 32 characters of `a-z`, `0-9` and `-`.
    pub(crate) name: String,
    /// gCO2e/kWh from which on the band is entered.
    pub(crate) enter: u16,
    /// gCO2e/kWh below which the band is left, less than `enter`.
    pub(crate) exit: u16,
    /// Pixels, never below the configured floor. Absent: any height.
    pub(crate) max_height: Option<u32>,
    /// Never empty. Absent: any range.
    pub(crate) ranges: Option<DynamicRanges>,
}

/// Bands by rising thresholds, each narrower than the one before. Made by
/// [`crate::config`] only, which checks that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ladder(Vec<Band>);

impl Ladder {
    pub(crate) fn new(bands: Vec<Band>) -> Self {
        Self(bands)
    }

    /// The band in which the newest of `samples` (oldest first) leaves the grid.
    pub(crate) fn replay(&self, samples: &[u16]) -> Option<&Band> {
        let newest = samples.get(samples.len().saturating_sub(LONGEST_REPLAY)..)?;
        let (&first, rest) = newest.split_first()?;
        // The number of bands entered; band `entered - 1` applies.
        let mut entered = self.0.iter().take_while(|band| first >= band.enter).count();
        for &sample in rest {
            let next = self.0.get(entered);
            let present =
                entered.checked_sub(1).and_then(|index| Some((index, self.0.get(index)?)));
            if next.is_some_and(|band| sample >= band.enter) {
                entered += 1;
            } else if let Some((below, band)) = present
                && sample < band.exit
            {
                entered = below;
            }
        }
        self.0.get(entered.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ladder(thresholds: &[(u16, u16)]) -> Ladder {
        let band = |(index, &(enter, exit)): (usize, &(u16, u16))| Band {
            name: index.to_string(),
            enter,
            exit,
            max_height: None,
            ranges: None,
        };
        Ladder::new(thresholds.iter().enumerate().map(band).collect())
    }

    fn name(ladder: &Ladder, samples: &[u16]) -> Option<String> {
        ladder.replay(samples).map(|band| band.name.clone())
    }

    #[test]
    fn a_single_sample_enters_by_the_enter_thresholds() {
        let ladder = ladder(&[(300, 250), (450, 380)]);
        assert_eq!(name(&ladder, &[]), None);
        assert_eq!(name(&ladder, &[299]), None);
        assert_eq!(name(&ladder, &[300]).as_deref(), Some("0"));
        assert_eq!(name(&ladder, &[449]).as_deref(), Some("0"));
        assert_eq!(name(&ladder, &[450]).as_deref(), Some("1"));
        assert_eq!(name(&ladder, &[u16::MAX]).as_deref(), Some("1"));
    }

    #[test]
    fn stays_between_the_thresholds_as_history_says() {
        let ladder = ladder(&[(300, 250), (450, 380)]);
        assert_eq!(name(&ladder, &[200, 270]), None, "from below");
        assert_eq!(name(&ladder, &[310, 270]).as_deref(), Some("0"), "from above");
        assert_eq!(name(&ladder, &[310, 250]).as_deref(), Some("0"), "exit itself still holds");
        assert_eq!(name(&ladder, &[310, 249]), None);
    }

    #[test]
    fn moves_one_band_per_sample() {
        let ladder = ladder(&[(100, 90), (200, 190), (300, 290)]);
        assert_eq!(name(&ladder, &[0, 900]).as_deref(), Some("0"));
        assert_eq!(name(&ladder, &[0, 900, 900]).as_deref(), Some("1"));
        assert_eq!(name(&ladder, &[0, 900, 900, 900]).as_deref(), Some("2"));
        assert_eq!(name(&ladder, &[900, 0]).as_deref(), Some("1"));
        assert_eq!(name(&ladder, &[900, 0, 0, 0]), None);
    }

    #[test]
    fn replays_only_the_newest_samples() {
        let ladder = ladder(&[(300, 250)]);
        let mut samples = vec![270; LONGEST_REPLAY + 1];
        samples[0] = 900;
        assert_eq!(name(&ladder, &samples), None, "the 900 is too old to count");
        samples[1] = 900;
        assert_eq!(name(&ladder, &samples).as_deref(), Some("0"));
    }
}
