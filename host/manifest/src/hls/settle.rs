//! What edits leave dangling. What dangled before is left as it was.

use super::entry::Entry;
use super::groups::REFERENCES;
use super::multivariant::Multivariant;
use super::trick_play::drop_trick_play;
use crate::codecs::Codecs;
use crate::error::{Refusal, Rule};
use crate::plan::{Emptied, Plan};
use crate::track::{Track, TrackKind};

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
        keep_any_sound(playlist, plan)?;
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

/// Refuses to drop all variants that have sound, if there were any.
fn keep_any_sound(playlist: &Multivariant<'_>, plan: &Plan<'_>) -> Result<(), Refusal> {
    let variants = playlist.tracks.iter().zip(&playlist.entries).zip(&plan.outcomes);
    let variants = variants.filter(|((track, _), _)| track.kind.is_variant());
    let mut last = None;
    for ((track, _), outcome) in
        variants.clone().filter(|((track, entry), _)| has_sound(track, entry))
    {
        if outcome.kept {
            return Ok(());
        }
        last = last.max(outcome.dropped_by.map(|edit| (edit, track.id)));
    }
    let left = variants.into_iter().find(|(_, outcome)| outcome.kept);
    match (last, left) {
        (Some((edit, track)), Some(((variant, _), _))) => {
            Err(Refusal { edit, rule: Rule::LastAudio { track, variant: variant.id } })
        }
        _ => Ok(()),
    }
}

/// Whether a variant has sound, as far as it says: inside, or in a group.
fn has_sound(variant: &Track<'_>, entry: &Entry) -> bool {
    let [audio, ..] = entry.names;
    variant.kind != TrackKind::Video
        || audio.is_some()
        || variant.codecs.is_empty()
        || variant.codecs.intersects(Codecs::AUDIO)
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
