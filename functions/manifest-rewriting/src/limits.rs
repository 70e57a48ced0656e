//! Whether a track is above the limits.

use tidegate_sdk::manifest_rewriting::{Track, TrackKind};
use tidegate_sdk::types::Limits;

/// Whether a track is above a limit, or, where limits are strict, may be because it
/// does not state what is limited.
///
/// Height and range limit what has pictures, bit rate what states one in HLS:
/// variants and trick play.
pub(crate) fn above(track: &Track<'_>, limits: &Limits) -> bool {
    let (pictures, rated) = match track.kind {
        TrackKind::Video | TrackKind::Muxed | TrackKind::TrickPlay => (true, true),
        TrackKind::AlternateVideo => (true, false),
        TrackKind::AudioOnly => (false, true),
        TrackKind::Audio | TrackKind::Subtitles | TrackKind::ClosedCaptions => return false,
    };
    let strict = limits.strict;
    let height = limits
        .max_height
        .is_some_and(|most| track.resolution.map_or(strict, |resolution| resolution.height > most));
    let range = limits
        .ranges
        .is_some_and(|allowed| track.range.map_or(strict, |range| range & allowed != range));
    let bandwidth = limits
        .max_bandwidth
        .is_some_and(|most| track.bandwidth.map_or(strict, |bandwidth| bandwidth > most));
    pictures && (height || range) || rated && bandwidth
}
