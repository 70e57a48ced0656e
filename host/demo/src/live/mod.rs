//! The demo's live channel: a view of a harbour, in HLS and in DASH.
//!
//! Everything is a function of the time, so that a test asks for any instant and
//! the origin for the present one. The encoder starts over with every minute: a
//! discontinuity in HLS, a period in DASH. Within each minute there is one break,
//! announced by SCTE 35. Segments are numbered since 1970, alike in both formats.
//!
//! - [`playlist`]: the media playlists
//! - [`presentation`]: the MPD
//! - [`splice`]: what announces a break

mod playlist;
mod presentation;
mod splice;

use crate::file::{DASH, File, HLS};

/// The path of the channel's multivariant playlist below the origin's root.
pub const LIVE_PATH: &str = "harbour/live.m3u8";

/// The path of the channel's MPD below the origin's root.
pub const LIVE_MPD_PATH: &str = "harbour/live.mpd";

/// The path of one of the channel's media playlists below the origin's root.
pub const LIVE_RENDITION_PATH: &str = "harbour/video/720p.m3u8";

/// For how many seconds the demo origin says that a file of the channel is fresh:
/// until the next part.
pub const LIVE_FRESH_FOR: u32 = 1;

/// The multivariant playlist, the same at any time.
const MAIN: &str = include_str!("../../ladder/harbour/live.m3u8");

/// Names of the renditions, by kind.
const RENDITIONS: [(Kind, &[&str]); 2] =
    [(Kind::Video, &["360p", "720p", "1080p"]), (Kind::Audio, &["en", "fr"])];

/// Seconds of a segment.
const SEGMENT: u64 = 6;

/// Parts of a segment, a second each.
const PARTS: u64 = SEGMENT;

/// Segments of a minute.
const SEGMENTS: u64 = MINUTE / SEGMENT;

const MINUTE: u64 = 60;

/// The seconds of each minute at which its break begins and for which it lasts:
/// the fifth segment and the sixth.
const BREAK: (u64, u64) = (24, 12);

/// Instants that the channel can be asked for, seconds since 1970: from when it has
/// a whole window until RFC 3339 runs out of years.
const INSTANTS: (u64, u64) = (2 * MINUTE, 253_402_300_799);

/// What a media playlist lists.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Video,
    Audio,
}

/// A rendition of the channel.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Rendition {
    kind: Kind,
    name: &'static str,
}

/// A file of the live channel as it is at an instant, in seconds since 1970 (the
/// first two minutes are as the third's begin, and after the year 9999 nothing
/// changes any more). `path` is below the origin's root, without a leading slash;
/// `None` if the channel has no such file.
///
/// What there is: [`LIVE_PATH`], [`LIVE_MPD_PATH`] and a media playlist for each
/// rendition, e.g. `harbour/video/720p.m3u8`.
#[must_use]
pub fn live(path: &str, now: u64) -> Option<File> {
    let (first, last) = INSTANTS;
    let now = now.clamp(first, last);
    let (content_type, body) = match path {
        LIVE_PATH => (HLS, MAIN.to_owned()),
        LIVE_MPD_PATH => (DASH, presentation::at(now)),
        _ => (HLS, playlist::at(now, find(path)?)),
    };
    Some(File::new(path, content_type, body))
}

fn find(path: &str) -> Option<Rendition> {
    let below = path.strip_prefix("harbour/")?.strip_suffix(".m3u8")?;
    let (folder, name) = below.split_once('/')?;
    renditions().find(|known| known.kind.folder() == folder && known.name == name)
}

fn renditions() -> impl Iterator<Item = Rendition> {
    RENDITIONS
        .into_iter()
        .flat_map(|(kind, names)| names.iter().map(move |name| Rendition { kind, name }))
}

impl Kind {
    const fn folder(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }
}

/// RFC 3339 in UTC, with milliseconds.
fn date(seconds: u64) -> impl std::fmt::Display {
    humantime::format_rfc3339_millis(
        std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds),
    )
}
