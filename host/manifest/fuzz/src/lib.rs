//! What the fuzz targets share.

mod manifests;

use std::sync::LazyLock;

use tidegate_manifest::filter::{Language, Scope};
use tidegate_manifest::{Edit, Filter, FilterError, Floor, Manifest, Track};

pub use manifests::manifest;

/// A playlist with all that filters ask for.
static PLAYLIST: LazyLock<Manifest<'static>> =
    LazyLock::new(|| Manifest::parse(include_str!("ladder.m3u8")).expect("our own playlist"));

/// Reads an expression and applies it: an error's column is in the expression,
/// as text the filter means the same, edits name each track once at most and
/// are refused for what playback needs alone.
pub fn filter(language: Language, data: &[u8]) {
    let Ok(expression) = std::str::from_utf8(data) else { return };
    let filter = match Filter::parse(language, expression) {
        Ok(filter) => filter,
        Err(FilterError::Syntax { column, .. }) => {
            assert!(column >= 1 && column as usize <= expression.chars().count() + 1);
            return;
        }
        Err(other) => panic!("{other}"),
    };
    let again = Filter::parse(language, &filter.to_string());
    let tracks = PLAYLIST.tracks();
    for scope in [Scope::Multivariant, Scope::Mpd, Scope::Media, Scope::Segment] {
        let edits = filter.edits(tracks, scope);
        // Written out it can be longer than expressions may be.
        if let Ok(again) = &again {
            assert_eq!(again.edits(tracks, scope), edits);
        }
        if let Ok(edits) = edits {
            once(&edits, tracks);
            if scope == Scope::Multivariant {
                apply(&PLAYLIST, &edits);
            }
        }
    }
}

/// Carries out edits; what comes out parses again.
pub fn apply(manifest: &Manifest<'_>, edits: &[Edit]) {
    if let Ok(edited) = manifest.apply(edits, Floor::default()) {
        let text = edited.write();
        assert!(Manifest::parse(&text).is_ok(), "{text}");
    }
}

fn once(edits: &[Edit], tracks: &[Track<'_>]) {
    let mut dropped = vec![false; tracks.len()];
    for edit in edits {
        if let Edit::Drop(id) = edit {
            assert!(!std::mem::replace(&mut dropped[*id as usize], true));
        }
    }
}
