//! The demo's HLS ladder: a film of four minutes, on demand.
//!
//! A multivariant playlist as a service would write it and a media playlist for
//! each of its renditions. There is no media behind them: the
//! demo origin answers 404 for initialisation sections and segments.

use std::fmt::Write;

/// The multivariant playlist, at [`MAIN_PATH`].
pub const MAIN: &str = include_str!("../ladder/tide/main.m3u8");

/// The path of the multivariant playlist below the origin's root.
pub const MAIN_PATH: &str = "tide/main.m3u8";

/// For how many seconds the demo origin says that a playlist is fresh.
pub const FRESH_FOR: u32 = 60;

/// What the demo origin says, with a 404, of anything that is no playlist of the ladder.
pub const NO_MEDIA: &str = "The demo origin has playlists only, no media.\n";

/// HLS playlists, RFC 8216 section 4.
const CONTENT_TYPE: &str = "application/vnd.apple.mpegurl";

/// Segments of each rendition, [`SECONDS`] long.
const SEGMENTS: u32 = 40;

/// Seconds of a segment.
const SECONDS: u32 = 6;

/// One file of the demo origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Below the origin's root, without a leading slash, e.g. `tide/main.m3u8`.
    pub path: String,
    /// The media type.
    pub content_type: &'static str,
    /// The text.
    pub body: String,
}

/// What a media playlist lists.
#[derive(Clone, Copy)]
enum Kind {
    Video,
    Audio,
    Subtitles,
    IFrames,
}

const RENDITIONS: [(Kind, &[&str]); 4] = [
    (Kind::Video, &["234p", "360p", "432p", "540p", "720p", "1080p", "1440p", "2160p"]),
    (Kind::Audio, &["en", "fr", "de", "es", "en-described"]),
    (Kind::Subtitles, &["en", "fr", "de", "es", "ja"]),
    (Kind::IFrames, &["360p", "720p", "1080p", "2160p"]),
];

/// All playlists of the demo origin.
#[must_use]
pub fn ladder() -> Vec<File> {
    let renditions = renditions().map(|(path, kind, name)| file(path, kind.playlist(name)));
    std::iter::once(main()).chain(renditions).collect()
}

/// One of the playlists, by its path below the origin's root.
#[must_use]
pub fn find(path: &str) -> Option<File> {
    if path == MAIN_PATH {
        return Some(main());
    }
    let (path, kind, name) = renditions().find(|(known, ..)| known == path)?;
    Some(file(path, kind.playlist(name)))
}

fn main() -> File {
    file(MAIN_PATH.to_owned(), MAIN.to_owned())
}

const fn file(path: String, body: String) -> File {
    File { path, content_type: CONTENT_TYPE, body }
}

/// The path, the kind and the name of each media playlist.
fn renditions() -> impl Iterator<Item = (String, Kind, &'static str)> {
    RENDITIONS.iter().flat_map(|(kind, names)| {
        let path = |name| format!("tide/{}/{name}.m3u8", kind.folder());
        names.iter().map(move |name| (path(name), *kind, *name))
    })
}

impl Kind {
    const fn folder(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Subtitles => "subtitles",
            Self::IFrames => "iframes",
        }
    }

    /// A media playlist (RFC 8216 section 4.3.3).
    fn playlist(self, name: &str) -> String {
        let mut text = format!(
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{SECONDS}\n\
             #EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n"
        );
        text.push_str(match self {
            Self::Video | Self::Audio => "#EXT-X-INDEPENDENT-SEGMENTS\n",
            Self::Subtitles => "",
            Self::IFrames => "#EXT-X-I-FRAMES-ONLY\n",
        });
        // The I-frames are those that the segments of the same height start with.
        let folder =
            if let Self::IFrames = self { format!("../video/{name}") } else { name.to_owned() };
        let extension = if let Self::Subtitles = self { "vtt" } else { "m4s" };
        if extension == "m4s" {
            line(&mut text, format_args!("#EXT-X-MAP:URI=\"{folder}/init.mp4\""));
        }
        for segment in 0..SEGMENTS {
            line(&mut text, format_args!("#EXTINF:{SECONDS}.000,"));
            if let Self::IFrames = self {
                line(&mut text, format_args!("#EXT-X-BYTERANGE:{}@888", 9_000 + segment % 7 * 512));
            }
            line(&mut text, format_args!("{folder}/{segment}.{extension}"));
        }
        text.push_str("#EXT-X-ENDLIST\n");
        text
    }
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
