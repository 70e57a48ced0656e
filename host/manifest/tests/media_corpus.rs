//! Media playlists from the wild: the folder named by `TIDEGATE_CORPUS`. What
//! editing does to them is seen by a naive model of segments, and by m3u8-rs.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod common;

use std::path::PathBuf;

use common::Numbers;
use common::media::{check, edits};
use tidegate_manifest::{Floor, Kind, MediaPlaylist, Multivariant, classify};

/// Edit lists tried on each playlist.
const LISTS: usize = 1000;

/// Bytes of text that all lists of one playlist may read together: the largest
/// playlist, of 1.2 MB, gets fewer lists.
const BYTES: usize = 24 << 20;

/// The playlists of a kind, with their names. Nothing where there is no corpus.
fn playlists(kind: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let Some(corpus) = std::env::var_os("TIDEGATE_CORPUS") else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "TIDEGATE_CORPUS is not set");
        eprintln!("skipped: TIDEGATE_CORPUS is not set");
        return None;
    };
    let folder = PathBuf::from(corpus).join("hls");
    let read = |path: PathBuf| {
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let manifest = String::from_utf8(read(folder.join("MANIFEST.tsv"))).unwrap();
    let rows = manifest.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    let files: Vec<_> = rows
        .filter(|row| row[1] == kind)
        .map(|row| (row[0].to_owned(), read(folder.join(row[0]))))
        .collect();
    assert!(!files.is_empty(), "no {kind} playlist in {}", folder.display());
    Some(files)
}

#[test]
fn media_playlists_come_back_byte_for_byte() {
    for (name, bytes) in playlists("media").unwrap_or_default() {
        let text = std::str::from_utf8(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(classify(text), Kind::Media, "{name}");
        let playlist = MediaPlaylist::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(playlist.apply(&[], Floor::default()).unwrap().write(), text, "{name}");
        playlist.timeline();
    }
}

#[test]
fn media_playlists_survive_edits() {
    let Some(files) = playlists("media") else { return };
    let (mut tried, mut accepted, mut seconded) = (0, 0, 0);
    for (index, (name, bytes)) in files.iter().enumerate() {
        let text = std::str::from_utf8(bytes).unwrap();
        let opinion = m3u8_rs::parse_media_playlist_res(text.as_bytes()).is_ok();
        let mut numbers = Numbers(index as u64);
        for _ in 0..LISTS.min(BYTES / text.len().max(1)) {
            let edits = edits(&mut numbers, text);
            tried += 1;
            let Some(written) = check(text, &edits) else { continue };
            accepted += 1;
            if opinion {
                let after = m3u8_rs::parse_media_playlist_res(written.as_bytes());
                assert!(after.is_ok(), "{name}: {edits:?}\n{written}");
                seconded += 1;
            }
        }
    }
    eprintln!("{accepted} lists of {tried} carried out, {seconded} with a second opinion");
    assert!(accepted > tried / 4);
    assert!(seconded > accepted / 2);
}

#[test]
fn invalid_playlists_are_refused() {
    for (name, bytes) in playlists("invalid").unwrap_or_default() {
        let text = String::from_utf8_lossy(&bytes);
        for error in [MediaPlaylist::parse(&text).err(), Multivariant::parse(&text).err()] {
            let error = error.unwrap_or_else(|| panic!("{name} was read"));
            assert!(error.line >= 1 && error.column >= 1, "{name}");
        }
    }
    for (name, bytes) in playlists("multivariant").unwrap_or_default() {
        assert!(MediaPlaylist::parse(&String::from_utf8_lossy(&bytes)).is_err(), "{name}");
    }
}
