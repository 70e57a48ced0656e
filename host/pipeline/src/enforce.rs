//! What is left of a ladder when nothing is below all limits.

use tidegate_sdk::manifest_rewriting::{Track, TrackKind};
use tidegate_sdk::types::Limits;

/// The limits to go by for a ladder: all of them if a variant of every period is
/// within them. Else the lowest variants that the licence allows are what is left,
/// one in every period: a cap for the grid's sake never leaves a viewer without
/// a picture. `None` if the licence allows no variant at all of some period.
#[must_use]
pub fn reachable(tracks: &[Track<'_>], licence: &Limits, cap: &Limits) -> Option<Limits> {
    let all = licence.meet(cap);
    let variants: Vec<_> = tracks.iter().filter(|track| track.is_variant()).collect();
    if variants.is_empty() {
        return None;
    }
    let mut within_all = true;
    let mut lowest = None;
    for period in variants.chunk_by(|a, b| a.period == b.period) {
        let licensed = period.iter().filter(|track| !track.above(licence));
        let best = licensed.min_by_key(|track| {
            (track.above(&all), track.kind == TrackKind::AudioOnly, track.bandwidth)
        })?;
        within_all &= !best.above(&all);
        lowest = lowest.max(best.bandwidth);
    }
    if within_all {
        return Some(all);
    }
    Some(Limits { max_bandwidth: lowest.or(licence.max_bandwidth), ..licence.clone() })
}

#[cfg(test)]
mod tests {
    use tidegate_sdk::manifest_rewriting::Resolution;
    use tidegate_sdk::types::DynamicRanges;

    use super::*;

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
            (Limits { max_height: Some(720), ..Limits::NONE }, false),
            (Limits { max_height: Some(719), ..Limits::NONE }, true),
            (Limits { max_bandwidth: Some(3_000_000), ..Limits::NONE }, false),
            (Limits { max_bandwidth: Some(2_999_999), ..Limits::NONE }, true),
            (
                Limits { ranges: Some(DynamicRanges::SDR | DynamicRanges::PQ), ..Limits::NONE },
                false,
            ),
            (Limits { ranges: Some(DynamicRanges::PQ), ..Limits::NONE }, true),
            (Limits { ranges: Some(DynamicRanges::empty()), ..Limits::NONE }, true),
        ] {
            assert_eq!(track.above(&limits), expected, "{limits:?}");
        }
    }

    #[test]
    fn what_is_not_stated_counts_as_above_only_when_strict() {
        let track = variant(0, None, 1, None);
        for strict in [false, true] {
            let tall = Limits { max_height: Some(720), strict, ..Limits::NONE };
            let ranged = Limits { ranges: Some(DynamicRanges::SDR), strict, ..Limits::NONE };
            assert_eq!(track.above(&tall), strict);
            assert_eq!(track.above(&ranged), strict);
        }
        assert!(!track.above(&Limits { strict: true, ..Limits::NONE }));
    }

    #[test]
    fn a_cap_leaves_the_lowest_licensed_variant() {
        let ladder = [
            variant(0, Some(2160), 16_000_000, None),
            variant(1, Some(1080), 6_000_000, None),
            variant(2, Some(720), 3_000_000, None),
        ];
        let licence = Limits { max_height: Some(1080), ..Limits::NONE };
        let cap = Limits { max_height: Some(360), ..Limits::NONE };
        let left = reachable(&ladder, &licence, &cap).unwrap();
        let kept: Vec<_> =
            ladder.iter().filter(|track| !track.above(&left)).map(|track| track.id).collect();
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
        let cap = Limits { max_height: Some(360), ..Limits::NONE };
        let left = reachable(&tracks, &Limits::NONE, &cap).unwrap();
        let kept = tracks.iter().filter(|track| !track.above(&left)).map(|track| track.id);
        assert_eq!(kept.collect::<Vec<_>>(), [1, 3]);
        let licence = Limits { max_height: Some(360), ..Limits::NONE };
        assert_eq!(reachable(&tracks, &licence, &Limits::NONE), None);
    }

    #[test]
    fn a_licence_may_leave_nothing() {
        let ladder = [variant(0, Some(2160), 16_000_000, None)];
        let licence = Limits { max_height: Some(1080), ..Limits::NONE };
        assert_eq!(reachable(&ladder, &licence, &Limits::NONE), None);
    }
}
