//! What reading, editing and writing a manifest takes of memory: at most four times
//! its text.

#![cfg(test)]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::PathBuf;

use peak_alloc::PeakAlloc;
use tidegate_manifest::{Edit, Floor, Manifest};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What any manifest takes besides: room that is made at once for the tracks of
/// most ladders.
const BESIDES: usize = 24 << 10;

/// The most bytes held at once above what was held before.
fn peak(text: &str) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let manifest = Manifest::parse(text).unwrap_or_else(|error| panic!("{error}: {text:.200}"));
    let last = manifest.tracks().len().saturating_sub(1);
    let edits = [Edit::Drop(u32::try_from(last).unwrap())];
    let edits = if manifest.tracks().is_empty() { &[][..] } else { &edits };
    // A refusal takes memory, too.
    let written = manifest.apply(edits, Floor::default()).map(|edited| edited.write());
    drop(written);
    MEMORY.peak_usage().saturating_sub(before)
}

/// All manifests of the corpus that are not marked as something else. None where
/// there is no corpus.
fn corpus() -> Vec<(String, String)> {
    let Some(corpus) = std::env::var_os("TIDEGATE_CORPUS").map(PathBuf::from) else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "TIDEGATE_CORPUS is not set");
        eprintln!("skipped the corpus: TIDEGATE_CORPUS is not set");
        return Vec::new();
    };
    let mut found = Vec::new();
    for format in ["hls", "dash"] {
        let folder = corpus.join(format);
        let table = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
        for row in table.lines().skip(1) {
            let row: Vec<_> = row.split('\t').collect();
            if !["invalid", "fragment"].contains(&row[1]) {
                let text = std::fs::read(folder.join(row[0])).unwrap();
                found.push((row[0].to_owned(), String::from_utf8(text).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "the corpus is empty");
    found
}

/// One test, for one allocator counts for all.
#[test]
fn at_most_four_times_the_text() {
    let mut texts: Vec<(String, String)> = [1_000, 20_000]
        .into_iter()
        .map(|segments| {
            let lines = (0..segments).map(|n| format!("#EXTINF:6.000,\nsegment-{n:08}.m4s\n"));
            let head = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:7\n";
            (format!("{segments} segments"), head.to_owned() + &lines.collect::<String>())
        })
        .collect();
    texts.extend(corpus());
    for (name, text) in &texts {
        let took = peak(text);
        assert!(took <= 4 * text.len() + BESIDES, "{name}: {took} bytes for {}", text.len());
    }
}
