//! Which segments a shorter window has.

use super::lists::value;
use super::numbers::{duration, extinf};
use super::playlist::MediaPlaylist;
use super::tag::{Held, MediaTag, held};
use crate::hls::lines::lines_from;

/// The segments that go, all of them from the front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// How many, at least 1.
    pub(super) segments: u64,
    /// Where the line starts after the last one's URI.
    pub(super) end: usize,
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
    let mut left = playlist.duration;
    let mut cut = None;
    let mut next = 0;
    let mut segments = 0;
    for line in lines_from(playlist.text, playlist.body) {
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
                cut = Some(Cut { segments, end: line.next });
            }
            _ => {}
        }
    }
    cut
}
