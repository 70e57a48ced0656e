//! What edits leave dangling. What dangled before is left as it was.

use super::groups::REFERENCES;
use super::multivariant::Multivariant;
use crate::codecs::Codecs;
use crate::error::{Refusal, Rule};
use crate::plan::{Emptied, Plan};
use crate::track::{DynamicRange, Track, TrackKind};

/// Which of its groups a variant can no longer name, in the order of [`REFERENCES`].
pub(super) type Unnamed = [bool; REFERENCES.len()];

/// Takes from the plan what its edits leave dangling, and says, by track,
/// which groups are gone. Refuses what leaves a variant without sound.
pub(super) fn settle(
    playlist: &Multivariant<'_>,
    plan: &mut Plan<'_>,
) -> Result<Vec<Unnamed>, Refusal> {
    if plan.dropped_variants {
        keep_a_variant(&playlist.tracks, plan)?;
        drop_trick_play(&playlist.tracks, plan);
        drop_renditions(playlist, plan);
    }
    let mut unnamed = vec![Unnamed::default(); playlist.tracks.len()];
    if plan.emptied.iter().any(Option::is_some) {
        for ((track, entry), unnamed) in
            playlist.tracks.iter().zip(&playlist.entries).zip(&mut unnamed)
        {
            let kept = plan.outcomes.get(track.id as usize).is_some_and(|outcome| outcome.kept);
            for ((name, reference), unnamed) in entry.names.iter().zip(&REFERENCES).zip(unnamed) {
                let Some((group, emptied)) = name.and_then(|name| emptied(plan, name)) else {
                    continue;
                };
                if kept && reference.kind == TrackKind::Audio {
                    keep_sound(playlist, track, group, emptied)?;
                }
                *unnamed = true;
            }
        }
    }
    Ok(unnamed)
}

/// Refuses to drop the last variant.
fn keep_a_variant(tracks: &[Track<'_>], plan: &Plan<'_>) -> Result<(), Refusal> {
    let variants = tracks.iter().zip(&plan.outcomes).filter(|(track, _)| track.kind.is_variant());
    let mut last = None;
    for (track, outcome) in variants {
        if outcome.kept {
            return Ok(());
        }
        last = last.max(outcome.dropped_by.map(|edit| (edit, track.id)));
    }
    match last {
        None => Ok(()),
        Some((edit, track)) => Err(Refusal { edit, rule: Rule::LastVariant { track } }),
    }
}

fn emptied(plan: &Plan<'_>, group: u32) -> Option<(u32, Emptied)> {
    plan.emptied.get(group as usize).copied().flatten().map(|emptied| (group, emptied))
}

/// Refuses to empty an audio group that a video variant has its sound from. It
/// has sound of its own if one of the renditions was inside its segments; an
/// audio-only variant is sound itself.
fn keep_sound(
    playlist: &Multivariant<'_>,
    variant: &Track<'_>,
    group: u32,
    emptied: Emptied,
) -> Result<(), Refusal> {
    let inside = playlist.groups.get(group as usize).is_some_and(|group| group.inside);
    if variant.kind != TrackKind::Video || inside {
        return Ok(());
    }
    let rule = Rule::LastAudio { track: emptied.track, variant: variant.id };
    Err(Refusal { edit: emptied.edit, rule })
}

/// Video variants that a trick-play track may belong to, and how tall they get.
struct Class {
    families: Codecs,
    range: DynamicRange,
    /// The tallest, dropped ones included; the tallest possible if not stated.
    tallest: u32,
    /// The tallest that stays; 0 if none does.
    left: u32,
}

/// Drops the trick-play tracks that show more than the variants that stay.
///
/// It stays while a variant is left that is as tall as itself, or as the
/// tallest of all was; and the same among the variants that share a codec family
/// with it, and its range if it is not SDR, if there were any. A range that is
/// not stated is SDR; codecs and heights that are not stated fit everything.
fn drop_trick_play(tracks: &[Track<'_>], plan: &mut Plan<'_>) {
    // At most one class for every set of video families and range.
    let mut classes: Vec<Class> = Vec::new();
    for track in
        tracks.iter().filter(|track| matches!(track.kind, TrackKind::Video | TrackKind::Muxed))
    {
        let (families, range, height) = measure(track);
        let kept = plan.outcomes.get(track.id as usize).is_some_and(|outcome| outcome.kept);
        let left = if kept { height } else { 0 };
        let same = |class: &&mut Class| class.families == families && class.range == range;
        match classes.iter_mut().find(same) {
            Some(class) => {
                class.tallest = class.tallest.max(height);
                class.left = class.left.max(left);
            }
            None => classes.push(Class { families, range, tallest: height, left }),
        }
    }
    for track in tracks.iter().filter(|track| track.kind == TrackKind::TrickPlay) {
        let (families, range, height) = measure(track);
        let fits = |class: &&Class| {
            let unstated = families.is_empty() || class.families.is_empty();
            (range == DynamicRange::Sdr || class.range == range)
                && (unstated || class.families.intersects(families))
        };
        let exceeds = |(tallest, left): (u32, u32)| {
            // One that states no size needs any picture to go with.
            left < if track.resolution.is_none() { tallest.min(1) } else { height.min(tallest) }
        };
        let exceeds = tops(classes.iter().filter(fits)).is_some_and(exceeds)
            || tops(classes.iter()).is_some_and(exceeds);
        if exceeds && let Some(outcome) = plan.outcomes.get_mut(track.id as usize) {
            outcome.kept = false;
        }
    }
}

fn measure(track: &Track<'_>) -> (Codecs, DynamicRange, u32) {
    let height = track.resolution.map_or(u32::MAX, |resolution| resolution.height);
    (track.codecs & Codecs::VIDEO, track.range.unwrap_or(DynamicRange::Sdr), height)
}

/// The heights of the tallest in some classes, dropped ones included, and of
/// the tallest that stays.
fn tops<'c>(classes: impl Iterator<Item = &'c Class>) -> Option<(u32, u32)> {
    classes
        .map(|class| (class.tallest, class.left))
        .reduce(|(tallest, left), class| (tallest.max(class.0), left.max(class.1)))
}

/// Drops the renditions of groups that only dropped tracks named.
fn drop_renditions(playlist: &Multivariant<'_>, plan: &mut Plan<'_>) {
    #[derive(Clone, Copy, Default)]
    struct Naming {
        before: bool,
        after: bool,
    }
    let mut naming = vec![Naming::default(); playlist.groups.len()];
    for (entry, outcome) in playlist.entries.iter().zip(&plan.outcomes) {
        for group in entry.names.iter().flatten() {
            if let Some(naming) = naming.get_mut(*group as usize) {
                naming.before = true;
                naming.after |= outcome.kept;
            }
        }
    }
    for (track, outcome) in playlist.tracks.iter().zip(&mut plan.outcomes) {
        let naming = track.group.and_then(|group| naming.get(group as usize));
        outcome.kept &= naming.is_none_or(|naming| naming.after || !naming.before);
    }
}
