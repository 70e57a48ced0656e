//! MPDs from the wild: the folder named by `TIDEGATE_CORPUS`. What editing does
//! to them is seen by dash-mpd too, which shares no code with this crate.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod dash_common;

use std::path::PathBuf;

use dash_common::{Numbers, check, naive, second_opinion};
use tidegate_manifest::{Floor, Mpd};

/// Edit lists tried on each MPD; fewer on long ones, down to the least.
const LISTS: usize = 1000;
const LEAST: usize = 50;

/// Up to this many bytes an MPD gets all of them.
const SHORT: usize = 1_500;

/// The MPDs of some kinds, with their names. Nothing where there is no corpus.
fn mpds(kinds: &[&str]) -> Option<Vec<(String, Vec<u8>)>> {
    let Some(corpus) = std::env::var_os("TIDEGATE_CORPUS") else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "TIDEGATE_CORPUS is not set");
        eprintln!("skipped: TIDEGATE_CORPUS is not set");
        return None;
    };
    let folder = PathBuf::from(corpus).join("dash");
    let read = |path: PathBuf| {
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let manifest = String::from_utf8(read(folder.join("MANIFEST.tsv"))).unwrap();
    let rows = manifest.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    let files: Vec<_> = rows
        .filter(|row| kinds.contains(&row[1]))
        .map(|row| (row[0].to_owned(), read(folder.join(row[0]))))
        .collect();
    assert!(!files.is_empty(), "no {kinds:?} in {}", folder.display());
    Some(files)
}

const VALID: &[&str] = &["static", "dynamic", "list"];

#[test]
fn mpds_come_back_byte_for_byte() {
    for (name, bytes) in mpds(VALID).unwrap_or_default() {
        let text = std::str::from_utf8(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mpd = Mpd::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(mpd.apply(&[], Floor::default()).unwrap().write(), text, "{name}");
        assert_eq!(mpd.text(), text);
        let _ = mpd.timeline();
    }
}

#[test]
fn what_is_no_mpd_is_refused_with_its_place() {
    for (name, bytes) in mpds(&["invalid", "fragment"]).unwrap_or_default() {
        let text = String::from_utf8_lossy(&bytes);
        let error = Mpd::parse(&text).map(|_| ()).expect_err(&name);
        let lines: Vec<&str> = text.split('\n').collect();
        assert!((1..=lines.len() as u32).contains(&error.line), "{name}: {error}");
        assert!(error.column >= 1, "{name}: {error}");
        eprintln!("{name}: {error}");
    }
}

#[test]
fn mpds_survive_edits() {
    let Some(files) = mpds(VALID) else { return };
    let (mut tried, mut accepted, mut seconded) = (0, 0, 0);
    for (index, (name, bytes)) in files.iter().enumerate() {
        let text = std::str::from_utf8(bytes).unwrap();
        let mpd = Mpd::parse(text).unwrap();
        let before = naive(text);
        let opinion = second_opinion(text);
        let mut numbers = Numbers(index as u64);
        let lists = (LISTS * SHORT / text.len().max(SHORT)).max(LEAST);
        for list in 0..lists {
            let edits = numbers.edits(&mpd);
            tried += 1;
            let Some(written) = check(name, &mpd, &before, &edits) else { continue };
            accepted += 1;
            // It takes much longer than all else together.
            if opinion.is_none() || list % 10 != 0 {
                continue;
            }
            seconded += 1;
            assert!(second_opinion(&written).is_some(), "{name}: {edits:?}\n{written}");
        }
    }
    eprintln!("{accepted} of {tried} lists carried out, {seconded} with a second opinion");
    assert!(accepted > tried / 4);
    assert!(seconded > accepted / 40);
}
