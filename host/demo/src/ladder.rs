//! The demo's ladder: a film of four minutes, on demand, in HLS and in DASH.
//!
//! A multivariant playlist as a service would write it, a media playlist for
//! each of its renditions, and an MPD of the same media. There is no media behind
//! them: the demo origin answers 404 for initialisation sections and segments.

use std::fmt::Write;

use crate::file::{DASH, File, HLS};

/// The multivariant playlist, at [`MAIN_PATH`].
pub const MAIN: &str = include_str!("../ladder/tide/main.m3u8");

/// The path of the multivariant playlist below the origin's root.
pub const MAIN_PATH: &str = "tide/main.m3u8";

/// The MPD, at [`MPD_PATH`]. Its representations are named as the media playlists,
/// without their extension.
pub const MPD: &str = include_str!("../ladder/tide/main.mpd");

/// The path of the MPD below the origin's root.
pub const MPD_PATH: &str = "tide/main.mpd";

/// The path of the match's multivariant playlist below the origin's root.
pub const MATCH_PATH: &str = "match/main.m3u8";

/// For how many seconds the demo origin says that a file of the ladder is fresh.
pub const FRESH_FOR: u32 = 60;

/// What the demo origin says, with a 404, of anything that is no manifest of its own.
pub const NO_MEDIA: &str = "The demo origin has playlists only, no media.\n";

/// Segments of each rendition, [`SECONDS`] long.
const SEGMENTS: u32 = 40;

/// Seconds of a segment.
const SECONDS: u32 = 6;

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

/// All files of the film: the multivariant playlist, the media playlists, the MPD.
#[must_use]
pub fn ladder() -> Vec<File> {
    let renditions = renditions().map(|(path, kind, name)| media(&path, kind, name));
    std::iter::once(main()).chain(renditions).chain([mpd()]).collect()
}

/// One of the film's files, by its path below the origin's root. A match that is
/// blacked out here and there, [`MATCH_PATH`], has the same content.
#[must_use]
pub fn find(path: &str) -> Option<File> {
    if let Some(below) = path.strip_prefix("match/") {
        let file = find(&format!("tide/{below}"))?;
        return Some(File { path: path.to_owned(), ..file });
    }
    match path {
        MAIN_PATH => Some(main()),
        MPD_PATH => Some(mpd()),
        _ => {
            let (path, kind, name) = renditions().find(|(known, ..)| known == path)?;
            Some(media(&path, kind, name))
        }
    }
}

fn main() -> File {
    File::new(MAIN_PATH, HLS, MAIN.to_owned())
}

fn mpd() -> File {
    File::new(MPD_PATH, DASH, MPD.to_owned())
}

fn media(path: &str, kind: Kind, name: &str) -> File {
    File::new(path, HLS, kind.playlist(name))
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
