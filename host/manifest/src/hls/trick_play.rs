//! Which trick-play tracks edits leave with nothing to go with.

use crate::codecs::Codecs;
use crate::plan::Plan;
use crate::track::{DynamicRange, Track, TrackKind};

/// Video variants that a trick-play track may belong to, and how tall they get.
struct Class {
    families: Codecs,
    range: DynamicRange,
    /// The tallest, dropped ones included; the tallest possible if not stated.
    tallest: u32,
    /// The tallest that stays; 0 if none does.
    left: u32,
}

/// The variants of a pathway.
#[derive(Default)]
struct Pathway {
    /// Those with pictures.
    classes: Vec<Class>,
    had_variant: bool,
    has_variant: bool,
}

/// Drops the trick-play tracks whose pathway has no variant any more, or that
/// show more than the variants that stay.
///
/// It stays while a variant is left that is as tall as itself, or as the
/// tallest of all was; and the same among those of its own pathway, and among
/// those of them that share a codec family with it, and its range if it is not
/// SDR, if there were any. A range that is not stated is SDR; codecs and
/// heights that are not stated fit everything.
pub(super) fn drop_trick_play(tracks: &[Track<'_>], plan: &mut Plan<'_>) {
    // By pathway, at most one class for every set of video families and range.
    let mut pathways: Vec<Pathway> = Vec::new();
    for track in tracks.iter().filter(|track| track.kind.is_variant()) {
        let number = track.pathway.unwrap_or_default() as usize;
        if pathways.len() <= number {
            pathways.resize_with(number + 1, Pathway::default);
        }
        let Some(pathway) = pathways.get_mut(number) else { continue };
        let kept = plan.outcomes.get(track.id as usize).is_some_and(|outcome| outcome.kept);
        pathway.had_variant = true;
        pathway.has_variant |= kept;
        if track.kind == TrackKind::AudioOnly {
            continue;
        }
        let (families, range, height) = measure(track);
        let left = if kept { height } else { 0 };
        let same = |class: &&mut Class| class.families == families && class.range == range;
        match pathway.classes.iter_mut().find(same) {
            Some(class) => {
                class.tallest = class.tallest.max(height);
                class.left = class.left.max(left);
            }
            None => pathway.classes.push(Class { families, range, tallest: height, left }),
        }
    }
    let top = tops(pathways.iter().flat_map(|pathway| &pathway.classes));
    for track in tracks.iter().filter(|track| track.kind == TrackKind::TrickPlay) {
        let (families, range, height) = measure(track);
        let pathway = pathways.get(track.pathway.unwrap_or_default() as usize);
        let classes = pathway.map(|pathway| pathway.classes.as_slice()).unwrap_or_default();
        let gone = pathway.is_some_and(|pathway| pathway.had_variant && !pathway.has_variant);
        let fits = |class: &&Class| {
            let unstated = families.is_empty() || class.families.is_empty();
            (range == DynamicRange::Sdr || class.range == range)
                && (unstated || class.families.intersects(families))
        };
        let exceeds = |(tallest, left): (u32, u32)| {
            // One that states no size needs any picture to go with.
            left < if track.resolution.is_none() { tallest.min(1) } else { height.min(tallest) }
        };
        let exceeds = [tops(classes.iter().filter(fits)), tops(classes.iter()), top]
            .into_iter()
            .flatten()
            .any(exceeds);
        if (gone || exceeds)
            && let Some(outcome) = plan.outcomes.get_mut(track.id as usize)
        {
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
