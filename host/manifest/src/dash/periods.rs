//! Periods that go, and the times of those that stay.

use super::mpd::Mpd;
use super::removal::{Gone, kept, last_dropped};
use super::splice::Splices;
use super::timing;
use super::when;
use crate::error::{Refusal, Rule};
use crate::plan::Plan;

/// New times: what edits them is `None` for those that stay as they are.
#[derive(Debug, Default, PartialEq, Eq)]
struct Moved {
    /// By period: its new `@start`.
    starts: Vec<Option<u64>>,
    /// `@mediaPresentationDuration`.
    duration: Option<u64>,
}

/// Refuses to empty a period that cannot go: all of a dynamic MPD, where other
/// viewers' times would shift; the last with tracks; and one whose length
/// cannot be told, if others come after it.
pub(super) fn keep_one(mpd: &Mpd<'_>, plan: &Plan<'_>, gone: &Gone) -> Result<(), Refusal> {
    if !gone.periods.contains(&true) {
        return Ok(());
    }
    let stays = mpd.tracks.iter().any(|track| track.kind.is_variant() && kept(plan, track.id));
    if !mpd.times.dynamic && stays && moved(mpd, gone).is_some() {
        return Ok(());
    }
    let in_gone = |period: u32| gone.period(period as usize);
    match last_dropped(&mpd.tracks, plan, &|track| in_gone(track.period)) {
        None => Ok(()),
        Some((edit, track)) => Err(Refusal { edit, rule: Rule::LastVariant { track } }),
    }
}

/// Cuts the periods that are gone. What came after them comes earlier by
/// their length.
pub(super) fn cut(mpd: &Mpd<'_>, gone: &Gone, splices: &mut Splices) {
    if !gone.periods.contains(&true) {
        return;
    }
    let moved = moved(mpd, gone).unwrap_or_default();
    for ((number, period), start) in mpd.periods.iter().enumerate().zip(&moved.starts) {
        let Some(element) = mpd.tree.get(period.element) else { continue };
        if gone.period(number) {
            splices.cut(mpd, element);
        } else if let Some(start) = start {
            splices.attribute(mpd, element, "start", Some(&timing::written(*start)));
        }
    }
    if let (Some(duration), Some(root)) = (moved.duration, mpd.tree.get(0)) {
        let written = timing::written(duration);
        splices.attribute(mpd, root, "mediaPresentationDuration", Some(&written));
    }
}

/// The new times; none if they cannot be told.
fn moved(mpd: &Mpd<'_>, gone: &Gone) -> Option<Moved> {
    let known = when::starts(mpd);
    let mut moved = Moved::default();
    let mut shift = 0_u64;
    let mut shift_known = true;
    // Whether the period before the next that stays says how long it is.
    let mut linked = true;
    let mut between = false;
    for ((number, period), (start, duration)) in mpd.periods.iter().enumerate().zip(known) {
        let mut new = None;
        if gone.period(number) {
            between = true;
            match duration {
                Some(duration) => shift = shift.checked_add(duration)?,
                None => shift_known = false,
            }
        } else {
            let shifted = shift > 0 || !shift_known || between;
            if shifted && (period.start.is_some() || (between && !linked)) {
                let start = start.filter(|_| shift_known)?;
                new = Some(start.checked_sub(shift)?);
            }
            between = false;
            linked = period.duration.is_some();
        }
        moved.starts.push(new);
    }
    if let Some(duration) = mpd.times.duration {
        moved.duration = Some(duration.checked_sub(shift).filter(|_| shift_known)?);
    }
    Some(moved)
}
