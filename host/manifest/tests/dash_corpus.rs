//! MPDs from the wild: the folder named by `TIDEGATE_CORPUS`. What editing does
//! to them is seen by dash-mpd too, which shares no code with this crate.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod dash_common;
#[path = "common/wild.rs"]
mod wild;

use std::sync::atomic::{AtomicUsize, Ordering};

use dash_common::{Numbers, check, naive, second_opinion};
use tidegate_manifest::{Floor, Mpd};
use wild::manifests;

/// Edit lists tried on each MPD; fewer on long ones, down to the least.
const LISTS: usize = 1000;
const LEAST: usize = 50;

/// Up to this many bytes an MPD gets all of them.
const SHORT: usize = 1_500;

const VALID: &[&str] = &["static", "dynamic", "list"];

#[test]
fn mpds_come_back_byte_for_byte() {
    for (name, bytes) in manifests("dash", VALID).unwrap_or_default() {
        let text = std::str::from_utf8(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mpd = Mpd::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(mpd.apply(&[], Floor::default()).unwrap().write(), text, "{name}");
        assert_eq!(mpd.text(), text);
        let _ = mpd.timeline();
    }
}

#[test]
fn what_is_no_mpd_is_refused_with_its_place() {
    for (name, bytes) in manifests("dash", &["invalid", "fragment"]).unwrap_or_default() {
        let text = String::from_utf8_lossy(&bytes);
        let error = Mpd::parse(&text).map(|_| ()).expect_err(&name);
        let lines: Vec<&str> = text.split('\n').collect();
        assert!((1..=lines.len() as u32).contains(&error.line), "{name}: {error}");
        assert!(error.column >= 1, "{name}: {error}");
        eprintln!("{name}: {error}");
    }
}

/// Edit lists tried on an MPD of some length: fewer of long ones in a debug build,
/// where all would take minutes; `cargo test --release` tries all.
fn lists(length: usize) -> usize {
    if cfg!(debug_assertions) { (LISTS * SHORT / length.max(SHORT)).max(LEAST) } else { LISTS }
}

/// On all processors.
#[test]
fn mpds_survive_edits() {
    let Some(files) = manifests("dash", VALID) else { return };
    let next = AtomicUsize::new(0);
    let work = || {
        let mut counts = [0; 3];
        while let index = next.fetch_add(1, Ordering::Relaxed)
            && let Some((name, bytes)) = files.get(index)
        {
            let text = std::str::from_utf8(bytes).unwrap();
            let tried = try_edits(name, text, index as u64, lists(text.len()));
            counts.iter_mut().zip(tried).for_each(|(count, tried)| *count += tried);
        }
        counts
    };
    let counts: Vec<[usize; 3]> = std::thread::scope(|scope| {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let total = |which: usize| counts.iter().map(|counts| counts[which]).sum::<usize>();
    let (tried, accepted, seconded) = (total(0), total(1), total(2));
    eprintln!("{accepted} of {tried} lists carried out, {seconded} with a second opinion");
    assert!(accepted > tried / 4);
    assert!(seconded > accepted / 40);
}

/// How many lists were tried on an MPD, were carried out, and were looked at by
/// dash-mpd.
fn try_edits(name: &str, text: &str, seed: u64, lists: usize) -> [usize; 3] {
    let mpd = Mpd::parse(text).unwrap();
    let before = naive(text);
    let opinion = second_opinion(text);
    let mut numbers = Numbers(seed);
    let (mut accepted, mut seconded) = (0, 0);
    for list in 0..lists {
        let edits = numbers.edits(&mpd);
        let Some(written) = check(name, &mpd, &before, &edits) else { continue };
        accepted += 1;
        // It takes much longer than all else together.
        if opinion.is_none() || list % 10 != 0 {
            continue;
        }
        seconded += 1;
        assert!(second_opinion(&written).is_some(), "{name}: {edits:?}\n{written}");
    }
    [lists, accepted, seconded]
}
