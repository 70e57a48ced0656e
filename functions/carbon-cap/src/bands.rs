//! Bands of intensity: when they are entered and left.
//!
//! A band is entered by a slot that begins at `enter` or above and left by one that
//! begins below `exit`; in between nothing changes (hysteresis). A slot
//! moves the cap by one band at most. A forecast only holds back: a band is not
//! entered if the slot's mean is expected below `exit`, and not left if it is expected
//! to reach `enter`, since either would be over within the dwell.
//!
//! Two theorems follow from [`crate::slots`], for a series that reaches back far enough,
//! whatever its values, with percentiles as well; `tests/bounds.rs` tries them:
//!
//! 1. The cap changes at most once a slot: with slots of four hours six times a day.
//! 2. It tightens by one band a slot at most. The replay begins uncapped and is
//!    monotone (what is entered from a lower band is not left from a higher one), so
//!    that one which begins later never ends higher: what a window has forgotten can
//!    loosen the cap, never tighten it.
//!
//! With a forecast both hold as far as it is right; each time that it changes its
//! mind about the present slot the cap may move once more, by one band.

use crate::slots::Slot;

/// One band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Band {
    /// 1 to 32 characters of `a-z`, `0-9` and `-`.
    pub(crate) name: String,
    /// In gCO2e/kWh, or in percent where slots are ranked.
    pub(crate) thresholds: Thresholds,
}

/// The two thresholds of a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Thresholds {
    /// From which on the band is entered.
    pub(crate) enter: u16,
    /// Below which it is left, less than `enter`.
    pub(crate) exit: u16,
}

impl Thresholds {
    fn enters(self, slot: Slot) -> bool {
        slot.begins >= self.enter && slot.mean.is_none_or(|mean| mean >= self.exit)
    }

    fn leaves(self, slot: Slot) -> bool {
        slot.begins < self.exit && slot.mean.is_none_or(|mean| mean < self.enter)
    }
}

/// Where a replay begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// Before the first slot no band is entered.
    Uncapped,
    /// It has always been as in the first slot.
    Settled,
}

/// How many of the bands are entered in the last of `slots`, oldest first.
///
/// With `since`, a session's slot, it is the fewest in any slot from that one on: a
/// cap is never tightened within a session, so that a picture once given is kept. It
/// may loosen, once for each band, and so cannot flap. That holds for two dwells
/// less than there are slots; a session that outlives them is one like any other.
pub(crate) fn entered(
    bands: &[Band],
    slots: impl Iterator<Item = Slot>,
    start: Start,
    since: Option<u64>,
) -> usize {
    let mut level = match start {
        Start::Uncapped => Some(0),
        Start::Settled => None,
    };
    let mut fewest = usize::MAX;
    for slot in slots {
        let next = match level {
            Some(level) => moved(bands, level, slot),
            None => bands.iter().take_while(|band| band.thresholds.enters(slot)).count(),
        };
        level = Some(next);
        if since.is_some_and(|since| slot.number >= since) {
            fewest = fewest.min(next);
        }
    }
    level.unwrap_or(0).min(fewest)
}

/// From `level` bands by one at most.
fn moved(bands: &[Band], level: usize, slot: Slot) -> usize {
    if bands.get(level).is_some_and(|band| band.thresholds.enters(slot)) {
        return level + 1;
    }
    match level.checked_sub(1).and_then(|below| Some((below, bands.get(below)?))) {
        Some((below, band)) if band.thresholds.leaves(slot) => below,
        _ => level,
    }
}
