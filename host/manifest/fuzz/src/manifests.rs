//! Manifests and edits of them, from bytes.

use tidegate_manifest::timeline::DateRange;
use tidegate_manifest::{Edit, Floor, Manifest, edit};

use crate::apply;

/// The first bytes are edits, the rest is a manifest. Without edits it comes
/// out as it went in; with them it parses again.
pub fn manifest(data: &[u8]) {
    let Some((bytes, text)) = data.split_at_checked(8) else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let Ok(manifest) = Manifest::parse(text) else { return };
    let same = manifest.apply(&[], Floor::default()).expect("no edit breaks no rule");
    assert_eq!(same.write(), text);
    let edits = edits(bytes, &manifest);
    apply(&manifest, &edits[..1]);
    apply(&manifest, &edits);
}

fn edits(bytes: &[u8], manifest: &Manifest<'_>) -> Vec<Edit> {
    let tracks = manifest.tracks().len().max(1) as u32;
    let pathway = |number: u8| {
        let name = manifest.pathways().get(usize::from(number));
        name.map_or(".", |name| name).to_owned()
    };
    bytes
        .chunks_exact(2)
        .map(|pair| {
            let track = u32::from(pair[1]) % tracks;
            let start = i64::from(pair[1]) * 1_700_000_000;
            match pair[0] % 26 {
                0 | 1 => Edit::Drop(track),
                2 => Edit::Order(vec![track, (track + 1) % tracks]),
                3 => Edit::SetDefault(track),
                4 => Edit::SetAutoselect { track, value: pair[0] > 99 },
                5 => Edit::Rename { track, label: "x".to_owned() },
                6 => Edit::Relabel { track, language: "de-CH".to_owned() },
                7 => Edit::SetStart { offset: i64::from(pair[1]) - 99, precise: pair[0] > 99 },
                8 => Edit::SetBase { uri: "https://example.com/a/".to_owned() },
                9 => Edit::SetPathway(pathway(pair[1])),
                10 => Edit::DropPathway(pathway(pair[1])),
                11 => Edit::SetSteering { server: "/steer".to_owned(), pathway: pathway(pair[1]) },
                12 => Edit::StripSteering,
                13 => Edit::InsertDateRange(DateRange {
                    id: "new".to_owned(),
                    class: None,
                    start,
                    duration: Some(1500),
                    attributes: vec![],
                }),
                14 => Edit::RemoveDateRange("a".to_owned()),
                15 => Edit::InsertInterstitial(edit::Interstitial {
                    id: "break".to_owned(),
                    start,
                    duration: None,
                    asset: "ad.m3u8".to_owned(),
                    resume: Some(0),
                }),
                16 | 17 => Edit::Trim(u64::from(pair[1]) * 500),
                18 => Edit::StripSessionKeys,
                19 => Edit::InsertEventStream(edit::EventStream {
                    period: u32::from(pair[1] % 3),
                    scheme: "urn:x".to_owned(),
                    value: None,
                    timescale: 1000,
                    events: vec![edit::Event {
                        id: 1,
                        time: 500,
                        duration: None,
                        message: "<&>".to_owned(),
                        alternative: (pair[0] % 2 == 0).then(|| edit::Alternative::Insert {
                            url: "ad.mpd?a&b".to_owned(),
                        }),
                    }],
                }),
                20 | 21 => Edit::Clip {
                    // Around the date of the seeds.
                    start: 1_771_035_216_106 + i64::from(pair[1].cast_signed()) * 500,
                    end: (pair[0] > 99).then_some(1_771_035_226_106 + i64::from(pair[0]) * 100),
                },
                22 => Edit::StripCues,
                23 => Edit::RemoveEventStream { scheme: "urn:a".to_owned(), value: None },
                _ => Edit::Replace(edit::Slate {
                    uri: "slate.ts".to_owned(),
                    duration: 6000,
                    bandwidth: 1,
                    codecs: None,
                }),
            }
        })
        .collect()
}
