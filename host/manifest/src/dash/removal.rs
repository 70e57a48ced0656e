//! What goes with the tracks that edits drop, and what may not go.

use std::collections::HashMap;

use super::descriptors::{self, TRICK_MODE};
use super::mpd::{Mpd, Period, Set};
use super::names::Kind;
use super::splice::value_of;
use crate::error::{Refusal, Rule};
use crate::plan::Plan;
use crate::track::{Track, TrackKind};

/// What is gone.
#[derive(Debug)]
pub(super) struct Gone {
    /// By adaptation set.
    pub(super) sets: Vec<bool>,
    /// By period.
    pub(super) periods: Vec<bool>,
}

impl Gone {
    pub(super) fn set(&self, set: usize) -> bool {
        self.sets.get(set).copied().unwrap_or(false)
    }

    pub(super) fn period(&self, period: usize) -> bool {
        self.periods.get(period).copied().unwrap_or(false)
    }
}

/// Drops from the plan what cannot stay without what its edits drop, and
/// refuses what would break a period.
pub(super) fn settle(mpd: &Mpd<'_>, plan: &mut Plan<'_>) -> Result<Gone, Refusal> {
    let mut gone =
        Gone { sets: vec![false; mpd.sets.len()], periods: vec![false; mpd.periods.len()] };
    if plan.outcomes.iter().all(|outcome| outcome.kept) {
        return Ok(gone);
    }
    for (number, period) in mpd.periods.iter().enumerate() {
        let ids = period.first..period.first + period.tracks;
        if ids.clone().all(|id| kept(plan, id)) {
            continue;
        }
        drop_dependents(mpd, period, plan);
        drop_sets(mpd, period, plan, &mut gone);
        drop_trick_play(mpd, period, plan, &mut gone);
        let emptied = keep_playable(mpd, period, plan, &gone)?;
        if let Some(empty) = gone.periods.get_mut(number) {
            *empty = emptied.is_some();
        }
    }
    super::periods::keep_one(mpd, plan, &gone)?;
    Ok(gone)
}

pub(super) fn kept(plan: &Plan<'_>, track: u32) -> bool {
    plan.outcomes.get(track as usize).is_some_and(|outcome| outcome.kept)
}

fn drop_with(plan: &mut Plan<'_>, track: u32, cause: Option<usize>) {
    if let Some(outcome) = plan.outcomes.get_mut(track as usize) {
        outcome.kept = false;
        outcome.dropped_by = cause;
    }
}

/// Drops the representations that cannot be decoded without one that is gone
/// (`@dependencyId`, ISO/IEC 23009-1 clause 5.3.5.2).
fn drop_dependents(mpd: &Mpd<'_>, period: &Period<'_>, plan: &mut Plan<'_>) {
    let tracks = mpd.period_tracks(period);
    // How many are left by that id.
    let mut left: HashMap<&str, usize> = HashMap::new();
    let mut dependents: HashMap<String, Vec<u32>> = HashMap::new();
    let mut fallen: Vec<&Track<'_>> = Vec::new();
    for track in tracks {
        if !kept(plan, track.id) {
            fallen.push(track);
            continue;
        }
        if let Some(id) = &track.stable_id {
            *left.entry(id).or_default() += 1;
        }
        let element = mpd.places.get(track.id as usize).and_then(|place| mpd.tree.get(*place));
        let needed = element.and_then(|element| value_of(mpd, element, "dependencyId"));
        for id in needed.as_deref().unwrap_or_default().split_ascii_whitespace() {
            dependents.entry(id.to_owned()).or_default().push(track.id);
        }
    }
    while let Some(track) = fallen.pop() {
        let Some(id) = track.stable_id.as_deref() else { continue };
        if left.get(id).is_some_and(|left| *left > 0) {
            continue;
        }
        let cause = plan.outcomes.get(track.id as usize).and_then(|outcome| outcome.dropped_by);
        for dependent in dependents.remove(id).unwrap_or_default() {
            let Some(track) = mpd.tracks.get(dependent as usize) else { continue };
            if !kept(plan, dependent) {
                continue;
            }
            drop_with(plan, dependent, cause);
            if let Some(left) = track.stable_id.as_deref().and_then(|id| left.get_mut(id)) {
                *left -= 1;
            }
            fallen.push(track);
        }
    }
}

fn sets<'m, 't>(
    mpd: &'m Mpd<'t>,
    period: &Period<'_>,
) -> impl Iterator<Item = (usize, &'m Set<'t>)> + use<'m, 't> {
    let first = period.first_set as usize;
    mpd.sets.iter().enumerate().skip(first).take(period.sets as usize)
}

/// Sets of which every representation is gone go.
fn drop_sets(mpd: &Mpd<'_>, period: &Period<'_>, plan: &Plan<'_>, gone: &mut Gone) {
    for (number, set) in sets(mpd, period) {
        let mut ids = set.first..set.first + set.tracks;
        let empty = set.tracks > 0
            && set.tracks == set.representations
            && !ids.any(|track| kept(plan, track));
        if let Some(gone) = gone.sets.get_mut(number) {
            *gone = empty;
        }
    }
}

/// Drops the sets that are trick mode of sets that are all gone.
fn drop_trick_play(mpd: &Mpd<'_>, period: &Period<'_>, plan: &mut Plan<'_>, gone: &mut Gone) {
    let ids = super::references::gone_sets(mpd, period, gone);
    if ids.is_empty() {
        return;
    }
    let tracks = mpd.period_tracks(period);
    let cause =
        tracks.iter().filter_map(|track| plan.outcomes.get(track.id as usize)?.dropped_by).max();
    for (number, set) in sets(mpd, period) {
        if gone.set(number) || set.tracks == 0 || set.tracks != set.representations {
            continue;
        }
        let properties = mpd.tree.children(set.element).filter(|(_, child)| {
            matches!(child.kind, Kind::EssentialProperty | Kind::SupplementalProperty)
        });
        let orphaned = properties.into_iter().any(|(_, property)| {
            let scheme = value_of(mpd, property, "schemeIdUri").unwrap_or_default();
            let value = value_of(mpd, property, "value").unwrap_or_default();
            let mut main = value.split_ascii_whitespace().peekable();
            descriptors::is(&scheme, TRICK_MODE)
                && main.peek().is_some()
                && main.all(|id| ids.contains(id))
        });
        if orphaned {
            for track in set.first..set.first + set.tracks {
                if kept(plan, track) {
                    drop_with(plan, track, cause);
                }
            }
            if let Some(gone) = gone.sets.get_mut(number) {
                *gone = true;
            }
        }
    }
}

/// Refuses to leave a period without a variant or silent. Says which track was
/// dropped last if the period has nothing left at all.
fn keep_playable(
    mpd: &Mpd<'_>,
    period: &Period<'_>,
    plan: &Plan<'_>,
    gone: &Gone,
) -> Result<Option<u32>, Refusal> {
    let tracks = mpd.period_tracks(period);
    let last = |of: &dyn Fn(&Track<'_>) -> bool| last_dropped(tracks, plan, of);
    let left = |of: &dyn Fn(&Track<'_>) -> bool| {
        tracks.iter().find(|track| of(track) && kept(plan, track.id))
    };
    let nothing_left = sets(mpd, period).all(|(number, _)| gone.set(number));
    if nothing_left {
        return Ok(last(&|_| true).map(|(_, track)| track));
    }
    let is_variant = |track: &Track<'_>| track.kind.is_variant();
    if let (None, Some((edit, track))) = (left(&is_variant), last(&is_variant)) {
        return Err(Refusal { edit, rule: Rule::LastVariant { track } });
    }
    let is_audio = |track: &Track<'_>| track.kind == TrackKind::Audio;
    let silent = |track: &Track<'_>| track.kind == TrackKind::Video;
    if let (Some(variant), None, Some((edit, track))) =
        (left(&silent), left(&is_audio), last(&is_audio))
    {
        return Err(Refusal { edit, rule: Rule::LastAudio { track, variant: variant.id } });
    }
    Ok(None)
}

/// The track that was dropped last, and the edit that did.
pub(super) fn last_dropped(
    tracks: &[Track<'_>],
    plan: &Plan<'_>,
    of: &dyn Fn(&Track<'_>) -> bool,
) -> Option<(usize, u32)> {
    let dropped = tracks.iter().filter(|track| of(track)).filter_map(|track| {
        let outcome = plan.outcomes.get(track.id as usize)?;
        (!outcome.kept).then_some((outcome.dropped_by.unwrap_or_default(), track.id))
    });
    dropped.max()
}
