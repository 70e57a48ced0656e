//! Which segments a shorter window has.

use super::lists::value;
use super::numbers::{duration, extinf};
use super::playlist::{MediaPlaylist, STEP, Step};
use super::tag::{Held, MediaTag, held};
use crate::hls::lines::lines_from;

/// The segments that go, all of them from the front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// How many, at least 1.
    pub(super) segments: u64,
    /// Where the line starts after the last one's URI.
    pub(super) end: usize,
    /// Microseconds of those that go.
    pub(super) at: u64,
}

/// How long a window must stay, in microseconds: RFC 8216 section 6.2.2 (three
/// target durations; the longest segment counts where it is longer than said),
/// rfc8216bis section 4.4.3.8 (what players hold back).
pub(super) fn least(playlist: &MediaPlaylist<'_>) -> u64 {
    let control = playlist.value(playlist.head.server_control).unwrap_or_default();
    let held_back = ["HOLD-BACK", "PART-HOLD-BACK"]
        .into_iter()
        .filter_map(|name| duration(value(control, name)?))
        .max();
    let target = playlist.target_duration().unwrap_or(0).max(playlist.longest);
    target.saturating_mul(3).max(held_back.unwrap_or(0))
}

/// Which segments go so that at most so many milliseconds are left. Nothing if
/// none do.
pub(super) fn cut(playlist: &MediaPlaylist<'_>, window: u64) -> Option<Cut> {
    let window = window.saturating_mul(1000);
    let least = least(playlist);
    // All segments up to a step go if after them there is still too much.
    let goes = |step: &Step| {
        let left = playlist.duration.saturating_sub(step.at);
        left > window && left >= least
    };
    let steps = playlist.steps.partition_point(goes);
    let step = steps.checked_sub(1).and_then(|last| playlist.steps.get(last));
    let mut segments = steps as u64 * u64::from(STEP);
    let mut cut = step.map(|step| Cut { segments, end: step.next as usize, at: step.at });
    let mut left = playlist.duration.saturating_sub(step.map_or(0, |step| step.at));
    let mut next = 0;
    for line in lines_from(playlist.text, cut.map_or(playlist.body, |cut| cut.end)) {
        if left <= window {
            break;
        }
        match held(&line) {
            Held::Tag(MediaTag::Inf, value) => next = extinf(value.as_bytes()).unwrap_or(0),
            Held::Uri => {
                let shorter = left.saturating_sub(std::mem::take(&mut next));
                segments += 1;
                if shorter < least || segments == u64::from(playlist.segments) {
                    break;
                }
                left = shorter;
                cut = Some(Cut {
                    segments,
                    end: line.next,
                    at: playlist.duration.saturating_sub(left),
                });
            }
            _ => {}
        }
    }
    // Not even durations that saturate empty a window.
    cut.filter(|cut| cut.segments < u64::from(playlist.segments))
}
