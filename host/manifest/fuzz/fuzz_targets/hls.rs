#![no_main]

use tidegate_manifest::{Edit, Multivariant};

// The first bytes are edits, the rest is a playlist. Without edits it comes out
// as it went in; with them it parses again.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((edits, text)) = data.split_at_checked(8) else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let Ok(playlist) = Multivariant::parse(text) else { return };
    if let Ok(same) = playlist.apply(&[], Default::default()) {
        assert_eq!(same.write(), text);
    }
    let count = playlist.tracks().len().max(1) as u32;
    let edits: Vec<Edit> = edits
        .chunks_exact(2)
        .map(|pair| {
            let track = u32::from(pair[1]) % count;
            match pair[0] % 6 {
                0 | 1 => Edit::Drop(track),
                2 => Edit::Order(vec![track, (track + 1) % count]),
                3 => Edit::SetDefault(track),
                4 => Edit::Rename { track, label: "x".to_owned() },
                _ => Edit::Relabel { track, language: "de-CH".to_owned() },
            }
        })
        .collect();
    tidegate_manifest_fuzz::apply(&playlist, &edits[..1]);
    tidegate_manifest_fuzz::apply(&playlist, &edits);
});
