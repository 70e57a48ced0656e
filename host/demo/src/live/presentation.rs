//! The MPD of the live channel: the minute that is and the one before, each a period.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{BREAK, MINUTE, SEGMENTS, date, splice};

/// The MPD at an instant.
pub fn at(now: u64) -> String {
    let minute = now / MINUTE;
    let before = period(minute - 1, " duration=\"PT1M\"");
    let periods = before + &period(minute, "");
    format!(include_str!("../../ladder/harbour/live.mpd"), now = date(now), periods = periods)
}

/// A minute. Media and the times of events start at 0 in each.
fn period(minute: u64, duration: &str) -> String {
    let (from, seconds) = BREAK;
    format!(
        include_str!("../../ladder/harbour/period.xml"),
        minute = minute,
        start = minute * MINUTE,
        duration = duration,
        number = minute * SEGMENTS,
        break_from = from * 1000,
        break_for = seconds * 1000,
        splice = STANDARD.encode(splice::out(minute)),
    )
}
