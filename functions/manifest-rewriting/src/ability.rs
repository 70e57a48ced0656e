//! What a device can show, and which tracks that leaves.
//!
//! What a node knows of a device is a row of a table, or the kind of device that the
//! User-Agent names; and players test codecs better themselves. So ability never takes
//! the last variant of a period away, nor the last described or captioned track or the
//! last in the original language, and what a manifest does not say counts as within reach.

use tidegate_sdk::manifest_rewriting::{Codecs, Hdcp, Resolution, Track, TrackKind};
use tidegate_sdk::types::{Capabilities, DynamicRanges};

use crate::codecs;
use crate::relied::{keeps_groups, relied};
use crate::renditions::restrict_audio;

/// What a device can show. Absent: anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ability {
    /// Families that are no obstacle: those the device plays, `text` and `other`.
    pub(crate) codecs: Option<Codecs>,
    /// The strongest protection of its output.
    pub(crate) hdcp: Option<Hdcp>,
    /// Never empty.
    pub(crate) ranges: Option<DynamicRanges>,
    /// The most lines ([`lines`]), at least 1.
    pub(crate) max_height: Option<u32>,
    /// The highest peak bit rate in kbit/s.
    pub(crate) top_bitrate: Option<u32>,
}

/// From the surest obstacle to the least: a codec that is missing stops playback, a
/// picture that is too tall wastes bits.
const RULES: [u8; 5] = [CODECS, HDCP, RANGE, HEIGHT, RATE];
const CODECS: u8 = 1;
const HDCP: u8 = 1 << 1;
const RANGE: u8 = 1 << 2;
const HEIGHT: u8 = 1 << 3;
const RATE: u8 = 1 << 4;
const ALL: u8 = CODECS | HDCP | RANGE | HEIGHT | RATE;

impl Ability {
    /// What the node's table says, and where it does not, what is said of the kind of
    /// device.
    pub(crate) fn of(capabilities: &Capabilities, class: Self) -> Self {
        let hdcp = Some(capabilities.hdcp).filter(|hdcp| *hdcp != Hdcp::Unstated);
        Self {
            codecs: codecs::no_obstacle(capabilities.codecs).or(class.codecs),
            hdcp: hdcp.or(class.hdcp),
            ranges: Some(capabilities.ranges).filter(|known| !known.is_empty()).or(class.ranges),
            max_height: capabilities.max_height.or(class.max_height),
            top_bitrate: class.top_bitrate,
        }
    }

    /// Takes from `kept` what is beyond the device.
    ///
    /// Variants and trick-play tracks: rule by rule, and period by period. A rule that
    /// would leave no variant with pictures of a period (no variant, where none has
    /// pictures) is passed over there; one that would take what people rely on, everywhere.
    pub(crate) fn restrict(&self, tracks: &[Track<'_>], kept: &mut [bool]) {
        let met: Vec<u8> = tracks.iter().map(|track| self.met(track)).collect();
        let met_by_all = met.iter().zip(kept.iter()).filter(|(_, kept)| **kept);
        let met_by_all = met_by_all.fold(ALL, |all, (met, _)| all & met);
        // Rules passed over for what people rely on: what meets them is not to go by others.
        let mut owed = 0;
        for rule in RULES.into_iter().filter(|rule| met_by_all & rule == 0) {
            let mut left = kept.to_vec();
            let (mut of_left, mut of_met) = (left.as_mut_slice(), met.as_slice());
            for period in tracks.chunk_by(|a, b| a.period == b.period) {
                let (left, rest) = of_left.split_at_mut(period.len().min(of_left.len()));
                let (met, more) = of_met.split_at(period.len().min(of_met.len()));
                (of_left, of_met) = (rest, more);
                obey(rule, owed, period, met, left);
            }
            if keeps_groups(tracks, kept, &left)
                || relied(tracks, &left).contains(relied(tracks, kept))
            {
                kept.copy_from_slice(&left);
            } else {
                owed |= rule;
            }
        }
        if let Some(played) = self.codecs {
            restrict_audio(played, tracks, kept);
        }
    }

    /// The rules that a track meets; all of them, if it is not for judging.
    fn met(&self, track: &Track<'_>) -> u8 {
        if !track.is_variant() && track.kind != TrackKind::TrickPlay {
            return ALL;
        }
        let rule = |met: bool, rule: u8| if met { rule } else { 0 };
        let hdcp = self.hdcp.is_none_or(|strongest| track.hdcp <= strongest);
        let rate = match (self.top_bitrate, track.bandwidth) {
            (Some(most), Some(bandwidth)) => bandwidth / 1000 <= u64::from(most),
            _ => true,
        };
        rule(self.codecs.is_none_or(|played| played.contains(track.codecs)), CODECS)
            | rule(hdcp, HDCP)
            | rule(shows_range(self, track), RANGE)
            | rule(shows_height(self, track), HEIGHT)
            | rule(rate, RATE)
    }
}

/// Takes from a period what does not meet a rule, if that leaves enough: a variant that
/// meets those `owed` too, if there is one.
fn obey(rule: u8, owed: u8, period: &[Track<'_>], met: &[u8], left: &mut [bool]) {
    let is_picture = |track: &Track<'_>| matches!(track.kind, TrackKind::Video | TrackKind::Muxed);
    let pictures = period.iter().zip(left.iter()).any(|(track, left)| *left && is_picture(track));
    let any_meets = |rules: u8| {
        period.iter().zip(met).zip(left.iter()).any(|((track, met), left)| {
            let needed = if pictures { is_picture(track) } else { track.is_variant() };
            *left && needed && met & rules == rules
        })
    };
    let owed = if any_meets(owed) { owed } else { 0 };
    if any_meets(rule | owed) {
        for (met, left) in met.iter().zip(left) {
            *left = *left && met & rule != 0;
        }
    }
}

/// The picture's shorter side in pixels: the number people call its height, also
/// when it stands upright (1080x1920).
pub(crate) fn lines(resolution: Resolution) -> u32 {
    resolution.width.min(resolution.height)
}

fn shows_range(ability: &Ability, track: &Track<'_>) -> bool {
    match (ability.ranges, track.range) {
        (Some(shown), Some(range)) => shown.contains(range),
        _ => true,
    }
}

fn shows_height(ability: &Ability, track: &Track<'_>) -> bool {
    match (ability.max_height, track.resolution) {
        (Some(most), Some(resolution)) => lines(resolution) <= most,
        _ => true,
    }
}
