//! What holds for any media playlist and any edits.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

#[path = "common/media.rs"]
mod model;

use std::time::{Duration, Instant};

use model::edits::Known;
use model::{Model, Numbers, check};
use proptest::prelude::*;
use tidegate_manifest::{Edit, Floor, Kind, MediaPlaylist, classify};

/// Text made of what playlists are made of, in any order.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        8 => prop::sample::select(vec![
            "#EXTM3U", "#EXTINF:", "4", "4.5,", "#EXT-X-KEY:METHOD=NONE", "#EXT-X-KEY:", "#EXT-X-MAP:",
            "#EXT-X-BYTERANGE:", "1@2", "#EXT-X-PART:", "BYTERANGE=\"3\"", "#EXT-X-DISCONTINUITY",
            "#EXT-X-PROGRAM-DATE-TIME:", "2026-01-01T00:00:00Z", "#EXT-X-DATERANGE:", "ID=\"a\"",
            "START-DATE=\"2026-01-01T00:00:00Z\"", "#EXT-X-MEDIA-SEQUENCE:", "18446744073709551615",
            "#EXT-X-SERVER-CONTROL:", "CAN-SKIP-UNTIL=1", "#EXT-X-TARGETDURATION:1", "URI=\"a\"",
            "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"{$a}{$a}\"", "#EXT-X-START:", "#EXT-X-CUE-OUT:", "\"",
            "#EXT-OATCLS-SCTE35:", "#EXT-X-CUE-OUT-CONT:", "#EXT-X-PREFETCH:", "{$a}", "é", "a.ts",
            "\u{feff}", "#EXT-X-MEDIA:", "#EXT-X-GAP", "#EXT-X-DISCONTINUITY-SEQUENCE:1", "\r",
        ]).prop_map(str::to_owned),
        6 => prop::sample::select(vec!["\n", "\n", "\r\n", ",", " "]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let start = prop::sample::select(vec!["", "#EXTM3U\n#EXTINF:1,\n", "\u{feff} #EXTM3U\r\n"]);
    (start, prop::collection::vec(scrap, 0..80))
        .prop_map(|(start, scraps)| start.to_owned() + &scraps.concat())
}

/// A live window as a packager could write it.
fn window() -> impl Strategy<Value = String> {
    let tag = prop::sample::select(vec![
        "#EXT-X-DISCONTINUITY",
        "#EXT-X-KEY:METHOD=AES-128,URI=\"k1\"",
        "#EXT-X-KEY:METHOD=AES-128,URI=\"k2\",IV=0x1",
        "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"ka\",KEYFORMAT=\"a\"",
        "#EXT-X-KEY:METHOD=SAMPLE-AES, URI=\"kb\", KEYFORMAT=\"b\"",
        "#EXT-X-KEY:METHOD=NONE",
        "#EXT-X-MAP:URI=\"m1\"",
        "#EXT-X-MAP:URI=\"https://m.example/m2\",BYTERANGE=\"9@0\"",
        "#EXT-X-BITRATE:900",
        "#EXT-X-PROGRAM-DATE-TIME:2026-02-28T23:59:50.250-05:00",
        "#EXT-X-PROGRAM-DATE-TIME:1999-12-31T23:59:59Z",
        "#EXT-X-GAP",
        "#EXT-X-BYTERANGE:10@100",
        "#EXT-X-BYTERANGE:20",
        "#EXT-X-PART:DURATION=1,URI=\"p\",BYTERANGE=\"5@50\"",
        "#EXT-X-PART:DURATION=1,BYTERANGE=\"6\",URI=\"p\"",
        "#EXT-X-PART:DURATION=1,URI=\"/q\"",
        "#EXT-X-DATERANGE:ID=\"r\",START-DATE=\"2026-02-28T23:59:51Z\"",
        "#EXT-X-DATERANGE:ID=\"s\",START-DATE=\"2026-02-28T23:59:51Z\",X-ASSET-LIST=\"l\"",
        "#EXT-X-VERSION:9",
        "#EXT-X-CUE-OUT:30",
        "#EXT-X-DATERANGE:ID=\"t\",START-DATE=\"2026-02-28T23:59:51Z\",SCTE35-OUT=0xFC",
        "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"h\"",
        "#EXT-X-RENDITION-REPORT:URI=\"r\"",
        "#OTHER",
    ]);
    let duration = prop::sample::select(vec!["4", "3.5,title", "2.000001,", "0.25,"]);
    let segment = (prop::collection::vec(tag, 0..4), duration, any::<bool>());
    let control = prop::sample::select(vec![
        "",
        "#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=24,HOLD-BACK=9\n",
        "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=14\n",
    ]);
    let head = prop::sample::select(vec![
        "#EXT-X-MEDIA-SEQUENCE:41\n",
        "#EXT-X-DISCONTINUITY-SEQUENCE:5\n#EXT-X-MEDIA-SEQUENCE:9\n",
        "",
    ]);
    (control, head, 1..4_u8, prop::collection::vec(segment, 0..40), any::<bool>(), any::<bool>())
        .prop_map(|(control, head, target, segments, crlf, cut)| {
            let mut text = format!("#EXTM3U\n#EXT-X-TARGETDURATION:{target}\n{control}{head}");
            for (index, (tags, duration, first)) in segments.iter().enumerate() {
                let inf = format!("#EXTINF:{duration}");
                let (before, after) = if *first { (Some(inf), None) } else { (None, Some(inf)) };
                let tags = tags.iter().map(|tag| (*tag).to_owned());
                for line in before.into_iter().chain(tags).chain(after) {
                    text.push_str(&line);
                    text.push('\n');
                }
                text.push_str(&format!("{index}.ts\n"));
            }
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if cut { text.trim_end().to_owned() } else { text }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn any_text_is_read_or_refused(text in scraps()) {
        let kind = classify(&text);
        let Ok(playlist) = MediaPlaylist::parse(&text) else { return Ok(()) };
        prop_assert_eq!(kind, Kind::Media);
        prop_assert_eq!(playlist.apply(&[], Floor::default()).unwrap().write(), text.as_str());
        let known = Known::of(&text);
        let mut numbers = Numbers(text.len() as u64);
        for _ in 0..8 {
            let edits = known.edits(&mut numbers);
            let Ok(edited) = playlist.apply(&edits, Floor::default()) else { continue };
            let written = edited.write();
            prop_assert!(MediaPlaylist::parse(&written).is_ok(), "{:?}\n{}", edits, written);
        }
    }

    #[test]
    fn edits_do_what_they_say(text in window(), seed in any::<u64>()) {
        let playlist = MediaPlaylist::parse(&text).unwrap();
        let before = Model::of(&text);
        let known = Known::of(&text);
        let mut numbers = Numbers(seed);
        for _ in 0..8 {
            check(&playlist, &before, &known.edits(&mut numbers));
        }
    }
}

/// Reading, summing up and editing take time in proportion to the text, even
/// if all of it is what takes longest.
#[test]
fn hostile_playlists_take_no_longer() {
    let lines: [&dyn Fn(usize) -> String; 6] = [
        &|at| format!("#EXT-X-KEY:METHOD=A,KEYFORMAT=\"{at}\"\n#EXT-X-MAP:URI=\"{at}\"\n"),
        &|at| format!("#EXT-X-DATERANGE:ID=\"{at}\"\n"),
        &|_| "#EXT-X-BYTERANGE:1\n#EXT-OATCLS-SCTE35:\n".to_owned(),
        &|_| "#EXT-X-CUE-OUT-CONT:\n#EXT-X-PART:BYTERANGE=1\n".to_owned(),
        &|at| format!("#EXT-X-DEFINE:NAME=\"{}\",VALUE=\"{{$a}}{{$a}}\"\n{{$a}}\n", at % 7),
        &|_| "#EXT-X-VERSION:1\na\n".to_owned(),
    ];
    for line in lines {
        let mut text = "#EXTM3U\n#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n".to_owned();
        let mut at = 0;
        while text.len() < 1 << 20 {
            text.push_str(&line(at));
            at += 1;
        }
        text.push_str(&"#EXTINF:1,\nb\n".repeat(9));
        let begun = Instant::now();
        let playlist = MediaPlaylist::parse(&text).unwrap();
        playlist.timeline();
        let edits = [Edit::Trim(0), Edit::SetBase { uri: "/b/".into() }];
        playlist.apply(&edits, Floor::default()).unwrap().write();
        assert!(begun.elapsed() < Duration::from_secs(10), "{}", &text[..200]);
    }
}
