//! Limits only narrow: they form a meet-semilattice.

use crate::languages;
use crate::manifest_rewriting::{Hdcp, Track, TrackKind};
use crate::types::Limits;

impl Limits {
    /// Nothing is limited: the top of the lattice.
    pub const NONE: Self = Self {
        max_height: None,
        max_bandwidth: None,
        ranges: None,
        min_hdcp: None,
        audio_languages: None,
        subtitle_languages: None,
        strict: false,
    };

    /// What both allow: the lower height and bit rate, the common ranges and
    /// languages, the stronger protection, and the stricter reading of what is
    /// not stated.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Self {
        Self {
            max_height: both(self.max_height, other.max_height, Ord::min),
            max_bandwidth: both(self.max_bandwidth, other.max_bandwidth, Ord::min),
            ranges: both(self.ranges, other.ranges, |a, b| a & b),
            min_hdcp: both(self.min_hdcp, other.min_hdcp, Ord::max),
            audio_languages: common(&self.audio_languages, &other.audio_languages),
            subtitle_languages: common(&self.subtitle_languages, &other.subtitle_languages),
            strict: self.strict || other.strict,
        }
    }
}

/// Which tracks are within limits, by their places: those that are not above one
/// ([`Track::above`]), without the variants that would be silent because all audio
/// that they play with is above the limits.
#[must_use]
pub fn within(tracks: &[Track<'_>], limits: &Limits) -> Vec<bool> {
    let mut within: Vec<bool> = tracks.iter().map(|track| !track.above(limits)).collect();
    if limits.audio_languages.is_some() {
        drop_silent(tracks, &mut within);
    }
    within
}

fn drop_silent(tracks: &[Track<'_>], within: &mut [bool]) {
    // Groups count from 0, so no more of them are named than there are tracks.
    let (mut left, mut lost) = (vec![false; tracks.len()], vec![false; tracks.len()]);
    for (track, within) in tracks.iter().zip(within.iter()) {
        let groups = if *within { &mut left } else { &mut lost };
        let group = track.group.filter(|_| track.kind == TrackKind::Audio);
        if let Some(of) = group.and_then(|group| groups.get_mut(group as usize)) {
            *of = true;
        }
    }
    let holds = |groups: &[bool], group: u32| groups.get(group as usize) == Some(&true);
    for (track, within) in tracks.iter().zip(within) {
        let group = track.audio_group.filter(|_| track.is_variant());
        *within &= !group.is_some_and(|group| holds(&lost, group) && !holds(&left, group));
    }
}

impl Track<'_> {
    /// Whether the track is above a limit, or, where limits are strict, may be
    /// because it does not state what is limited.
    ///
    /// Height, range and protection limit what has pictures, bit rate what states one
    /// in HLS: variants and trick play. Languages limit renditions of audio and text;
    /// of other tracks only those that state one.
    #[must_use]
    pub fn above(&self, limits: &Limits) -> bool {
        let (pictures, rated) = match self.kind {
            TrackKind::Video | TrackKind::Muxed | TrackKind::TrickPlay => (true, true),
            TrackKind::AlternateVideo => (true, false),
            TrackKind::AudioOnly => (false, true),
            TrackKind::Audio => return self.unlicensed(&limits.audio_languages, limits.strict),
            TrackKind::Subtitles | TrackKind::ClosedCaptions => {
                return self.unlicensed(&limits.subtitle_languages, limits.strict);
            }
        };
        let strict = limits.strict;
        let height = || {
            limits.max_height.is_some_and(|most| {
                self.resolution.map_or(strict, |resolution| resolution.height > most)
            })
        };
        let range = || {
            limits
                .ranges
                .is_some_and(|allowed| self.range.map_or(strict, |range| !allowed.contains(range)))
        };
        let protection = || {
            limits.min_hdcp.is_some_and(|least| match self.hdcp {
                Hdcp::Unstated => strict && least != Hdcp::Unstated,
                stated => stated < least,
            })
        };
        let bandwidth = || {
            limits
                .max_bandwidth
                .is_some_and(|most| self.bandwidth.map_or(strict, |bandwidth| bandwidth > most))
        };
        pictures && (height() || range() || protection())
            || rated && bandwidth()
            || self.kind != TrackKind::TrickPlay && self.unlicensed(&limits.audio_languages, false)
    }

    fn unlicensed(&self, allowed: &Option<String>, strict: bool) -> bool {
        allowed.as_deref().is_some_and(|ranges| {
            self.language.map_or(strict, |language| !languages::any_matches(ranges, language))
        })
    }
}

fn both<T>(a: Option<T>, b: Option<T>, narrow: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(narrow(a, b)),
        (one, other) => one.or(other),
    }
}

fn common(a: &Option<String>, b: &Option<String>) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) => Some(languages::common(a, b)),
        (one, other) => one.as_ref().or(other.as_ref()).cloned(),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::manifest_rewriting::Resolution;
    use crate::types::DynamicRanges;

    fn languages() -> impl Strategy<Value = Option<String>> {
        let range = prop_oneof![Just("fr"), Just("fr-CA"), Just("FR-ca"), Just("en"), Just("de")];
        proptest::option::of(proptest::collection::vec(range, 0..4).prop_map(|list| list.join(",")))
    }

    fn hdcp() -> impl Strategy<Value = Option<Hdcp>> {
        proptest::option::of(prop_oneof![Just(Hdcp::None), Just(Hdcp::Type0), Just(Hdcp::Type1)])
    }

    fn limits() -> impl Strategy<Value = Limits> {
        let pictures = (
            proptest::option::of(1..4320_u32),
            proptest::option::of(1..100_000_000_u64),
            proptest::option::of((0..8_u8).prop_map(DynamicRanges::from_bits_truncate)),
        );
        (pictures, hdcp(), languages(), languages(), any::<bool>()).prop_map(
            |((max_height, max_bandwidth, ranges), min_hdcp, audio, subtitles, strict)| Limits {
                max_height,
                max_bandwidth,
                ranges,
                min_hdcp,
                audio_languages: audio,
                subtitle_languages: subtitles,
                strict,
            },
        )
    }

    fn tracks() -> Vec<Track<'static>> {
        let kinds = [
            TrackKind::Video,
            TrackKind::AudioOnly,
            TrackKind::TrickPlay,
            TrackKind::Audio,
            TrackKind::Subtitles,
        ];
        let mut tracks = Vec::new();
        for kind in kinds {
            for language in [None, Some("fr"), Some("fr-ca"), Some("fr-CA-x-a"), Some("en")] {
                for hdcp in [Hdcp::Unstated, Hdcp::None, Hdcp::Type0, Hdcp::Type1] {
                    tracks.push(Track { language, hdcp, ..Track::bare(0, kind) });
                }
            }
            for height in [480, 1080, 2160] {
                let resolution = Some(Resolution { width: 1, height });
                let (bandwidth, range) = (Some(5_000_000), Some(DynamicRanges::SDR));
                tracks.push(Track { resolution, bandwidth, range, ..Track::bare(0, kind) });
            }
        }
        tracks
    }

    proptest! {
        /// By what it lets through, not by how it is written.
        #[test]
        fn is_a_semilattice(a in limits(), b in limits(), c in limits()) {
            for track in tracks() {
                let above = |limits: &Limits| track.above(limits);
                prop_assert_eq!(above(&a.meet(&a)), above(&a));
                prop_assert_eq!(above(&a.meet(&b)), above(&b.meet(&a)));
                prop_assert_eq!(above(&a.meet(&b).meet(&c)), above(&a.meet(&b.meet(&c))));
            }
            prop_assert_eq!(a.meet(&Limits::NONE), a.clone());
        }

        #[test]
        fn never_widens(a in limits(), b in limits()) {
            let met = a.meet(&b);
            for track in tracks() {
                prop_assert!(met.strict || track.above(&met) == (track.above(&a) || track.above(&b)));
                prop_assert!(track.above(&met) || !track.above(&a) && !track.above(&b));
            }
        }
    }

    #[test]
    fn nothing_is_above_no_limit() {
        for track in tracks() {
            assert!(!track.above(&Limits::NONE));
            assert!(!track.above(&Limits { strict: true, ..Limits::NONE }));
        }
    }
}
