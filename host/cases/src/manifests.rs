//! Manifests that functions are asked about.

use std::path::Path;

use tidegate_manifest::Manifest;
use tidegate_pipeline::offered::{offered, timeline};
use tidegate_sdk::manifest_rewriting::packed;

use crate::error::read;

/// The longest manifest that is read, in bytes: the node's cap.
const LONGEST: u64 = 8 << 20;

/// How a manifest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// An HLS playlist.
    Playlist,
    /// A DASH MPD.
    Mpd,
}

impl std::fmt::Display for Syntax {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Playlist => "an HLS playlist",
            Self::Mpd => "a DASH MPD",
        })
    }
}

/// What a function is handed of the manifest in a file.
///
/// # Errors
/// Why it cannot be read.
pub fn manifest(file: &Path, syntax: Syntax) -> Result<packed::Manifest, String> {
    let text = read(file, LONGEST).map_err(|error| error.to_string())?;
    let named = |why: String| format!("{}: {why}", file.display());
    let parsed = Manifest::parse(&text).map_err(|error| named(error.to_string()))?;
    let found = match &parsed {
        Manifest::Multivariant(_) | Manifest::Media(_) => Syntax::Playlist,
        Manifest::Mpd(_) => Syntax::Mpd,
    };
    if found != syntax {
        return Err(named(format!("found {found}, expected {syntax}")));
    }
    let timeline = timeline(&parsed);
    Ok(offered(&parsed, timeline.as_ref()).pack())
}
