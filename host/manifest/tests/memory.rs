//! What reading, editing and writing a manifest takes of memory: at most four times
//! its text.

#![cfg(test)]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "common/wild.rs"]
mod wild;

use peak_alloc::PeakAlloc;
use tidegate_manifest::{Edit, Floor, Manifest};
use wild::manifests;

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
    let corpus =
        [("hls", &["multivariant", "media"][..]), ("dash", &["static", "dynamic", "list"])];
    for (format, kinds) in corpus {
        let files = manifests(format, kinds).unwrap_or_default();
        texts
            .extend(files.into_iter().map(|(name, text)| (name, String::from_utf8(text).unwrap())));
    }
    for (name, text) in &texts {
        let took = peak(text);
        assert!(took <= 4 * text.len() + BESIDES, "{name}: {took} bytes for {}", text.len());
    }
}
