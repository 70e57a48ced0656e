//! Which tracks are above the limits, and what is left when none is below.

use tidegate_sdk::manifest_rewriting::{Track, TrackKind};
use tidegate_sdk::types::Limits;

use crate::meet::meet;

/// Whether a track is above the limits. Renditions of audio and text never are.
#[must_use]
pub fn above(track: &Track<'_>, limits: &Limits) -> bool {
    let pictures = match track.kind {
        TrackKind::Video | TrackKind::Muxed | TrackKind::TrickPlay | TrackKind::AlternateVideo => {
            true
        }
        TrackKind::AudioOnly => false,
        TrackKind::Audio | TrackKind::Subtitles | TrackKind::ClosedCaptions => return false,
    };
    // Bit rates belong to variants; a rendition has none to state.
    let rated = track.kind != TrackKind::AlternateVideo;
    let too_tall = pictures
        && limits.max_height.is_some_and(|most| {
            track.resolution.map_or(limits.strict, |picture| picture.height > most)
        });
    let too_fast = rated
        && limits
            .max_bandwidth
            .is_some_and(|most| track.bandwidth.map_or(limits.strict, |rate| rate > most));
    let wrong_range = pictures
        && limits.ranges.is_some_and(|allowed| {
            track.range.map_or(limits.strict, |range| !allowed.contains(range))
        });
    too_tall || too_fast || wrong_range
}

/// The limits to go by for a ladder: all of them if a variant of every period is
/// within them. Else the lowest variants that the licence allows are what is left,
/// one in every period: a cap for the grid's sake never leaves a viewer without
/// a picture. `None` if the licence allows no variant at all of some period.
#[must_use]
pub fn reachable(tracks: &[Track<'_>], licence: &Limits, cap: &Limits) -> Option<Limits> {
    let all = meet(licence, cap);
    let variants: Vec<_> = tracks.iter().filter(|track| track.is_variant()).collect();
    if variants.is_empty() {
        return None;
    }
    let mut within_all = true;
    let mut lowest = None;
    for period in variants.chunk_by(|a, b| a.period == b.period) {
        let licensed = period.iter().filter(|track| !above(track, licence));
        let best = licensed.min_by_key(|track| {
            (above(track, &all), track.kind == TrackKind::AudioOnly, track.bandwidth)
        })?;
        within_all &= !above(best, &all);
        lowest = lowest.max(best.bandwidth);
    }
    if within_all {
        return Some(all);
    }
    Some(Limits { max_bandwidth: lowest.or(licence.max_bandwidth), ..*licence })
}

#[cfg(test)]
mod tests {
    use tidegate_sdk::manifest_rewriting::Resolution;
    use tidegate_sdk::types::DynamicRanges;

    use super::*;
    use crate::meet::UNLIMITED;

    fn variant(
        id: u32,
        height: Option<u32>,
        bandwidth: u64,
        range: Option<DynamicRanges>,
    ) -> Track<'static> {
        Track {
            bandwidth: Some(bandwidth),
            resolution: height.map(|height| Resolution { width: height * 16 / 9, height }),
            range,
            ..Track::bare(id, TrackKind::Video)
        }
    }

    #[test]
    fn each_limit_is_inclusive() {
        let track = variant(0, Some(720), 3_000_000, Some(DynamicRanges::SDR));
        for (limits, expected) in [
            (Limits { max_height: Some(720), ..UNLIMITED }, false),
            (Limits { max_height: Some(719), ..UNLIMITED }, true),
            (Limits { max_bandwidth: Some(3_000_000), ..UNLIMITED }, false),
            (Limits { max_bandwidth: Some(2_999_999), ..UNLIMITED }, true),
            (Limits { ranges: Some(DynamicRanges::SDR | DynamicRanges::PQ), ..UNLIMITED }, false),
            (Limits { ranges: Some(DynamicRanges::PQ), ..UNLIMITED }, true),
            (Limits { ranges: Some(DynamicRanges::empty()), ..UNLIMITED }, true),
        ] {
            assert_eq!(above(&track, &limits), expected, "{limits:?}");
        }
    }

    #[test]
    fn what_is_not_stated_counts_as_above_only_when_strict() {
        let track = variant(0, None, 1, None);
        for strict in [false, true] {
            let tall = Limits { max_height: Some(720), strict, ..UNLIMITED };
            let ranged = Limits { ranges: Some(DynamicRanges::SDR), strict, ..UNLIMITED };
            assert_eq!(above(&track, &tall), strict);
            assert_eq!(above(&track, &ranged), strict);
        }
        assert!(!above(&track, &Limits { strict: true, ..UNLIMITED }));
    }

    #[test]
    fn a_cap_leaves_the_lowest_licensed_variant() {
        let ladder = [
            variant(0, Some(2160), 16_000_000, None),
            variant(1, Some(1080), 6_000_000, None),
            variant(2, Some(720), 3_000_000, None),
        ];
        let licence = Limits { max_height: Some(1080), ..UNLIMITED };
        let cap = Limits { max_height: Some(360), ..UNLIMITED };
        let left = reachable(&ladder, &licence, &cap).unwrap();
        let kept: Vec<_> =
            ladder.iter().filter(|track| !above(track, &left)).map(|track| track.id).collect();
        assert_eq!(kept, [2]);
    }

    #[test]
    fn every_period_keeps_a_variant() {
        let period = |period, track: Track<'static>| Track { period, ..track };
        let tracks = [
            period(0, variant(0, Some(720), 3_000_000, None)),
            period(0, variant(1, Some(360), 800_000, None)),
            period(1, variant(2, Some(1080), 6_000_000, None)),
            period(1, variant(3, Some(540), 2_000_000, None)),
        ];
        let cap = Limits { max_height: Some(360), ..UNLIMITED };
        let left = reachable(&tracks, &UNLIMITED, &cap).unwrap();
        let kept = tracks.iter().filter(|track| !above(track, &left)).map(|track| track.id);
        assert_eq!(kept.collect::<Vec<_>>(), [1, 3]);
        let licence = Limits { max_height: Some(360), ..UNLIMITED };
        assert_eq!(reachable(&tracks, &licence, &UNLIMITED), None);
    }

    #[test]
    fn a_licence_may_leave_nothing() {
        let ladder = [variant(0, Some(2160), 16_000_000, None)];
        let licence = Limits { max_height: Some(1080), ..UNLIMITED };
        assert_eq!(reachable(&ladder, &licence, &UNLIMITED), None);
    }
}
