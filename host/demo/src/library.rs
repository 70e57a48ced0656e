//! What is played instead and in between: the demo's slate and interstitials.
//!
//! Their manifests are the demo origin's; as everywhere in the demo there is no media
//! behind them.

use tidegate_pipeline::library::{Interstitial, LibraryError, Slate};
use tidegate_pipeline::{Basis, Library};

use crate::file::{DASH, File, HLS};

/// The slate of the demo's blackout.
const SLATE: &str = "home-market";

/// A break for everyone.
const CONTEXTUAL: &str = "contextual";

/// A break for those who consent to one of their own.
const PERSONAL: &str = "personal";

/// Seconds of a break, as long as one of the live channel, and of its segments.
const SECONDS: (u32, u32) = (12, 6);

/// The library of the demo's nodes.
///
/// # Errors
/// Only if it is broken.
pub fn library() -> Result<Library, LibraryError> {
    let mut library = Library::default();
    let slate = Slate {
        playlist: Some(format!("/slates/{SLATE}.m3u8")),
        segment: Some(format!("/slates/{SLATE}.ts")),
        file: Some(format!("/slates/{SLATE}.mp4")),
        duration: 6000,
        bandwidth: 400_000,
        codecs: Some("avc1.4d401e,mp4a.40.2".to_owned()),
    };
    library.add_slate(SLATE, slate)?;
    // Personalised advertising: TCF purposes 1 to 4.
    let personal = (1..=4).map(Basis::Purpose).collect();
    for (name, requires) in [(CONTEXTUAL, vec![Basis::Necessary]), (PERSONAL, personal)] {
        let milliseconds = u64::from(SECONDS.0) * 1000;
        let interstitial = Interstitial {
            playlist: Some(format!("/breaks/{name}.m3u8")),
            mpd: Some(format!("/breaks/{name}.mpd")),
            duration: Some(milliseconds),
            resume_offset: Some(milliseconds),
            requires,
        };
        library.add_interstitial(name, interstitial)?;
    }
    Ok(library)
}

/// One of the manifests of the library, by its path below the origin's root.
pub(crate) fn find(path: &str) -> Option<File> {
    let (folder, file) = path.split_once('/')?;
    let (name, extension) = file.rsplit_once('.')?;
    let (content_type, body) = match (folder, name, extension) {
        ("slates", SLATE, "m3u8") => (HLS, playlist(&[format!("{name}.ts")])),
        ("breaks", CONTEXTUAL | PERSONAL, "m3u8") => {
            let segments = SECONDS.0 / SECONDS.1;
            (HLS, playlist(&(0..segments).map(|n| format!("{name}/{n}.ts")).collect::<Vec<_>>()))
        }
        ("breaks", CONTEXTUAL | PERSONAL, "mpd") => (DASH, presentation(name)),
        _ => return None,
    };
    Some(File::new(path, content_type, body))
}

/// A media playlist of segments of transport stream, RFC 8216 section 3.2.
fn playlist(uris: &[String]) -> String {
    let seconds = SECONDS.1;
    let segments: String =
        uris.iter().map(|uri| format!("#EXTINF:{seconds}.000,\n{uri}\n")).collect();
    format!(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{seconds}\n#EXT-X-MEDIA-SEQUENCE:0\n\
         #EXT-X-PLAYLIST-TYPE:VOD\n{segments}#EXT-X-ENDLIST\n"
    )
}

/// An MPD of one file, ISO/IEC 23009-1 clause 8.3.
fn presentation(name: &str) -> String {
    format!(include_str!("../ladder/break.mpd"), seconds = SECONDS.0, name = name)
}
