//! Playlists from the wild: the folder named by `TIDEGATE_CORPUS`. What editing
//! does to them is seen by m3u8-rs too, which shares no code with this crate.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod common;

use common::checked::Looked;
use common::numbers::Numbers;
use common::wild::manifests;
use tidegate_manifest::{Floor, Kind, Multivariant, Track, classify};

/// Edit lists tried on each playlist.
const LISTS: usize = 1000;

/// Variants, trick play included, and renditions as m3u8-rs counts them.
fn second_opinion(text: &str) -> Option<(usize, usize)> {
    let playlist = m3u8_rs::parse_master_playlist_res(text.as_bytes()).ok()?;
    Some((playlist.variants.len(), playlist.alternatives.len()))
}

#[test]
fn multivariant_playlists_come_back_byte_for_byte() {
    for (name, bytes) in manifests("hls", &["multivariant"]).unwrap_or_default() {
        let text = std::str::from_utf8(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(classify(text), Kind::Multivariant, "{name}");
        let playlist = Multivariant::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(playlist.apply(&[], Floor::default()).unwrap().write(), text, "{name}");
    }
}

#[test]
fn multivariant_playlists_survive_edits() {
    let Some(files) = manifests("hls", &["multivariant"]) else { return };
    // Two halves at a time: a debug build takes half a minute for all.
    let (some, others) = files.split_at(files.len() / 2);
    let (accepted, seconded) = std::thread::scope(|scope| {
        let other = scope.spawn(|| survive_edits(others));
        let (accepted, seconded) = survive_edits(some);
        let (more_accepted, more_seconded) = other.join().unwrap();
        (accepted + more_accepted, seconded + more_seconded)
    });
    eprintln!(
        "{accepted} lists of {} carried out, {seconded} with a second opinion",
        files.len() * LISTS
    );
    assert!(accepted > files.len() * LISTS / 4);
    assert!(seconded > accepted / 2);
}

/// Edits playlists; says how many lists were carried out, and on how many of
/// the outcomes there is a second opinion.
fn survive_edits(files: &[(String, Vec<u8>)]) -> (usize, usize) {
    let (mut accepted, mut seconded) = (0, 0);
    for (name, bytes) in files {
        let text = std::str::from_utf8(bytes).unwrap();
        let looked = Looked::at(text);
        let opinion = second_opinion(text);
        let mut numbers = Numbers(bytes.len() as u64);
        for _ in 0..LISTS {
            let edits = numbers.edits_of(&looked.playlist);
            let Some(checked) = looked.edit(&edits) else { continue };
            accepted += 1;
            let Some(before) = opinion else { continue };
            let after = second_opinion(&checked.text);
            // It passes over what it cannot read, so only where it found all
            // tracks before does it find all that are left.
            let expected = if before == counts(looked.playlist.tracks()) {
                Some((checked.variants + checked.trick_play, checked.renditions))
            } else {
                after.or(Some(before))
            };
            assert_eq!(after, expected, "{name}: {edits:?}\n{}", checked.text);
            seconded += 1;
        }
    }
    (accepted, seconded)
}

/// The same counts of tracks.
fn counts(tracks: &[Track<'_>]) -> (usize, usize) {
    let renditions = tracks.iter().filter(|track| track.group.is_some()).count();
    (tracks.len() - renditions, renditions)
}

#[test]
fn other_playlists_are_refused() {
    for (name, bytes) in manifests("hls", &["invalid"]).unwrap_or_default() {
        let text = String::from_utf8_lossy(&bytes);
        // A media playlist's own faults are no concern here.
        let Err(error) = Multivariant::parse(&text) else { panic!("{name} is read") };
        let lines = text.lines().count() + 1;
        assert!((1..=lines).contains(&(error.line as usize)), "{name}: {error}");
        assert!(error.column >= 1, "{name}: {error}");
    }
    for (name, bytes) in manifests("hls", &["media"]).unwrap_or_default() {
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(classify(&text), Kind::Media, "{name}");
        assert!(Multivariant::parse(&text).is_err(), "{name}");
    }
}
