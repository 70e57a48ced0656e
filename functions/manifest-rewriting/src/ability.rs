//! What a kind of device can show, and which tracks that leaves.
//!
//! A device class is a guess from a User-Agent, and players test codecs better
//! themselves. So ability never takes the last variant away, and what a manifest
//! does not say counts as within reach.

use tidegate_sdk::manifest_rewriting::{Codecs, Resolution, Track, TrackKind};
use tidegate_sdk::types::DynamicRanges;

/// What a kind of device can show. Absent: anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ability {
    /// Families that are no obstacle: those the device plays, `text` and `other`.
    pub(crate) codecs: Option<Codecs>,
    /// The most lines ([`lines`]), at least 1.
    pub(crate) max_height: Option<u32>,
    /// Never empty.
    pub(crate) ranges: Option<DynamicRanges>,
}

/// From the surest obstacle to the least: a codec that is missing stops playback, a
/// picture that is too tall wastes bits.
const PLAYS_CODECS: u8 = 1;
const SHOWS_RANGE: u8 = 1 << 1;
const SHOWS_HEIGHT: u8 = 1 << 2;

impl Ability {
    /// Takes from `kept` the variants and trick-play tracks that are beyond the
    /// device. A rule that would leave no variant with pictures (no variant, where
    /// none has pictures) is passed over.
    pub(crate) fn restrict(&self, tracks: &[Track<'_>], kept: &mut [bool]) {
        let is_picture =
            |track: &Track<'_>| matches!(track.kind, TrackKind::Video | TrackKind::Muxed);
        let pictures =
            tracks.iter().zip(kept.iter()).any(|(track, kept)| *kept && is_picture(track));
        let met: Vec<u8> = tracks.iter().map(|track| self.met(track)).collect();
        for rule in [PLAYS_CODECS, SHOWS_RANGE, SHOWS_HEIGHT] {
            let mut all = tracks.iter().zip(&met).zip(kept.iter());
            let leaves_some = all.any(|((track, met), kept)| {
                let needed = if pictures { is_picture(track) } else { track.is_variant() };
                *kept && needed && met & rule != 0
            });
            if !leaves_some {
                continue;
            }
            for (met, kept) in met.iter().zip(kept.iter_mut()) {
                *kept = *kept && met & rule != 0;
            }
        }
    }

    /// The rules that a track meets; all of them, if it is not for judging.
    fn met(&self, track: &Track<'_>) -> u8 {
        if !track.is_variant() && track.kind != TrackKind::TrickPlay {
            return u8::MAX;
        }
        let rule = |met: bool, rule: u8| if met { rule } else { 0 };
        rule(plays_codecs(self, track), PLAYS_CODECS)
            | rule(shows_range(self, track), SHOWS_RANGE)
            | rule(shows_height(self, track), SHOWS_HEIGHT)
    }
}

/// The picture's shorter side in pixels: the number people call its height, also
/// when it stands upright (1080x1920).
pub(crate) fn lines(resolution: Resolution) -> u32 {
    resolution.width.min(resolution.height)
}

fn plays_codecs(ability: &Ability, track: &Track<'_>) -> bool {
    ability.codecs.is_none_or(|played| track.codecs & played == track.codecs)
}

fn shows_range(ability: &Ability, track: &Track<'_>) -> bool {
    match (ability.ranges, track.range) {
        (Some(shown), Some(range)) => range & shown == range,
        _ => true,
    }
}

fn shows_height(ability: &Ability, track: &Track<'_>) -> bool {
    match (ability.max_height, track.resolution) {
        (Some(most), Some(resolution)) => lines(resolution) <= most,
        _ => true,
    }
}
