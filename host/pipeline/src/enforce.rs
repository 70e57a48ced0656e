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

/// The limits to go by for a ladder: all of them if a variant is within them.
/// If none is, the lowest variant that the licence allows is what is left: a
/// cap for the grid's sake never leaves a viewer without a picture.
/// `None` if the licence allows no variant at all.
#[must_use]
pub fn reachable(tracks: &[Track<'_>], licence: &Limits, cap: &Limits) -> Option<Limits> {
    let all = meet(licence, cap);
    if variants(tracks).any(|track| !above(track, &all)) {
        return Some(all);
    }
    let lowest = variants(tracks)
        .filter(|track| !above(track, licence))
        .min_by_key(|track| (track.kind == TrackKind::AudioOnly, track.bandwidth))?;
    Some(Limits { max_bandwidth: lowest.bandwidth.or(licence.max_bandwidth), ..*licence })
}

fn variants<'m>(tracks: &'m [Track<'m>]) -> impl Iterator<Item = &'m Track<'m>> {
    tracks.iter().filter(|track| track.is_variant())
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
    fn a_licence_may_leave_nothing() {
        let ladder = [variant(0, Some(2160), 16_000_000, None)];
        let licence = Limits { max_height: Some(1080), ..UNLIMITED };
        assert_eq!(reachable(&ladder, &licence, &UNLIMITED), None);
    }
}
