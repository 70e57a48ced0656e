//! The rung a player starts on: players begin with the variant listed first.

use tidegate_sdk::manifest_rewriting::{Track, TrackKind};
use tidegate_sdk::types::Player;

use crate::ability::lines;

/// The rung to start on, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Lines of the picture.
    Height(u32),
    /// Peak bit rate in bits/s.
    Bandwidth(u64),
}

impl Target {
    /// How far above or below the target a variant is, so that the least is best:
    /// the nearest from below, then the nearest from above. Absent if the variant
    /// does not state it.
    fn distance(self, track: &Track<'_>) -> Option<(bool, u64)> {
        let (value, target) = match self {
            Self::Height(target) => (u64::from(lines(track.resolution?)), u64::from(target)),
            Self::Bandwidth(target) => (track.bandwidth?, target),
        };
        Some((value > target, value.abs_diff(target)))
    }
}

/// What is made of what players say of themselves (CTA-5004).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hints {
    /// The part of the measured throughput (`mtp`) that the first rung may take, in
    /// percent: a measurement is of the past, and a stall costs more than a rung.
    pub(crate) share: u32,
    /// That part while the buffer is short.
    pub(crate) short_share: u32,
    /// A buffer (`bl`) of fewer milliseconds is short.
    pub(crate) short_buffer: u32,
    /// Whether rungs above the highest bit rate that it says it plays (`tb`) go.
    pub(crate) capped: bool,
}

impl Hints {
    /// The rung that the player's throughput is enough for. A player that does not say
    /// how much it has buffered asks for its first manifest, or is one that never says.
    pub(crate) fn target(&self, player: &Player) -> Option<Target> {
        let short = player.buffer.is_some_and(|buffer| buffer < self.short_buffer);
        let share = if short { self.short_share } else { self.share };
        // kbit/s, percent: a thousandth of a hundredth.
        Some(Target::Bandwidth(u64::from(player.throughput?) * u64::from(share) * 10))
    }
}

/// For every period in which another variant than the one to start on comes first:
/// all kept variants with that one first and the others in their order. Nothing
/// where no variant states what is aimed at.
///
/// Of several variants on one rung the one most like the first video variant of the
/// period is taken: parallel ladders differ in range, codecs or audio group, and
/// which of them comes first is the origin's choice. Then the one of lowest bit rate.
pub(crate) fn orders(tracks: &[Track<'_>], kept: &[bool], target: Target) -> Vec<Vec<u32>> {
    let variants: Vec<&Track<'_>> = tracks
        .iter()
        .zip(kept)
        .filter_map(|(track, kept)| (*kept && track.is_variant()).then_some(track))
        .collect();
    variants
        .chunk_by(|a, b| a.period == b.period)
        .filter_map(|period| order(period, target))
        .collect()
}

fn order(variants: &[&Track<'_>], target: Target) -> Option<Vec<u32>> {
    let videos = || variants.iter().filter(|track| track.kind != TrackKind::AudioOnly);
    let model = videos().next()?;
    let best = videos()
        .filter_map(|track| {
            let unlike = (
                track.range != model.range,
                track.codecs != model.codecs,
                track.audio_group != model.audio_group,
            );
            let bandwidth = track.bandwidth.unwrap_or(u64::MAX);
            Some((target.distance(track)?, unlike, bandwidth, track.id))
        })
        .min()?
        .3;
    if variants.first()?.id == best {
        return None;
    }
    let others = variants.iter().map(|track| track.id).filter(|id| *id != best);
    Some(core::iter::once(best).chain(others).collect())
}
