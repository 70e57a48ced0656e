//! Media playlists from the wild: the folder named by `TIDEGATE_CORPUS`. What
//! editing does to them is seen by a naive model of segments, and by m3u8-rs.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

#[path = "common/media.rs"]
mod model;
#[path = "common/wild.rs"]
mod wild;

use std::sync::atomic::{AtomicUsize, Ordering};

use model::edits::Known;
use model::{Model, Numbers, check};
use tidegate_manifest::{Floor, Kind, MediaPlaylist, classify};
use wild::manifests;

/// Edit lists tried on each playlist.
const LISTS: usize = 1000;

/// Bytes of text that all lists of one playlist may read together in a debug build. Of
/// the 592, the 20 of more than 8 KB get fewer lists then, the one of 1.2 MB
/// seven; `cargo test --release` tries all.
const BYTES: usize = 8 << 20;

#[test]
fn media_playlists_come_back_byte_for_byte() {
    for (name, bytes) in manifests("hls", &["media"]).unwrap_or_default() {
        let text = std::str::from_utf8(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(classify(text), Kind::Media, "{name}");
        let playlist = MediaPlaylist::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(playlist.apply(&[], Floor::default()).unwrap().write(), text, "{name}");
        playlist.timeline();
    }
}

/// The first media sequence number and the number of segments as m3u8-rs has them.
fn second_opinion(text: &str) -> Option<(u64, usize)> {
    let playlist = m3u8_rs::parse_media_playlist_res(text.as_bytes()).ok()?;
    Some((playlist.media_sequence, playlist.segments.len()))
}

fn first(model: &Model<'_>) -> u64 {
    model.segments.first().map_or(0, |segment| segment.number)
}

/// Lists tried, carried out, and seconded by m3u8-rs.
#[derive(Default)]
struct Counts([usize; 3]);

fn survives(seed: u64, name: &str, bytes: &[u8]) -> Counts {
    let text = std::str::from_utf8(bytes).unwrap();
    let (known, before) = (Known::of(text), Model::of(text));
    let playlist = MediaPlaylist::parse(text).unwrap();
    let opinion = second_opinion(text);
    // It counts other segments where a line is neither URI nor tag to it.
    let agrees = opinion == Some((first(&before), before.segments.len()));
    let mut numbers = Numbers(seed);
    let mut counts = Counts::default();
    let most = if cfg!(debug_assertions) { BYTES / text.len().max(1) } else { LISTS };
    for _ in 0..LISTS.min(most) {
        let edits = known.edits(&mut numbers);
        counts.0[0] += 1;
        let Some(written) = check(&playlist, &before, &edits) else { continue };
        counts.0[1] += 1;
        if opinion.is_some() {
            let after = second_opinion(&written);
            assert!(after.is_some(), "{name}: {edits:?}\n{written}");
            let model = Model::of(&written);
            let same = after == Some((first(&model), model.segments.len()));
            assert!(same || !agrees, "{name}: {after:?} {edits:?}\n{written}");
            counts.0[2] += usize::from(agrees);
        }
    }
    counts
}

#[test]
fn media_playlists_survive_edits() {
    let Some(files) = manifests("hls", &["media"]) else { return };
    let next = AtomicUsize::new(0);
    let work = || {
        let mut counts = Counts::default();
        while let Some((index, (name, bytes))) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            files.get(index).map(|file| (index, file))
        } {
            let more = survives(index as u64, name, bytes);
            counts.0.iter_mut().zip(more.0).for_each(|(count, more)| *count += more);
        }
        counts.0
    };
    let threads = std::thread::available_parallelism().map_or(2, |threads| threads.get().max(2));
    let counts = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .fold([0; 3], |all, more| [all[0] + more[0], all[1] + more[1], all[2] + more[2]])
    });
    let [tried, accepted, seconded] = counts;
    eprintln!("{accepted} lists of {tried} carried out, {seconded} with a second opinion");
    assert!(accepted > tried / 4);
    assert!(seconded > accepted / 2);
}

#[test]
fn invalid_playlists_are_refused() {
    for (name, bytes) in manifests("hls", &["invalid"]).unwrap_or_default() {
        let text = String::from_utf8_lossy(&bytes);
        let Err(error) = MediaPlaylist::parse(&text) else { panic!("{name} was read") };
        assert!(error.line >= 1 && error.column >= 1, "{name}");
    }
    for (name, bytes) in manifests("hls", &["multivariant"]).unwrap_or_default() {
        assert!(MediaPlaylist::parse(&String::from_utf8_lossy(&bytes)).is_err(), "{name}");
    }
}
