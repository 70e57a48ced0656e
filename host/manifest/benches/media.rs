//! Media playlists: reading, five edits and writing, warm, one core. Beside
//! them m3u8-rs and quick-m3u8 read and write the same text, with no edit.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use quick_m3u8::config::ParsingOptionsBuilder;
use quick_m3u8::{Reader, Writer};
use tidegate_manifest::edit::Interstitial;
use tidegate_manifest::timeline::DateRange;
use tidegate_manifest::{Edit, Floor, MediaPlaylist};

/// A live window of at least so many bytes: MPEG-2 TS in one folder, a date
/// every ten segments and a break now and then.
fn window(bytes: usize) -> String {
    let mut text = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:6\n\
        #EXT-X-MEDIA-SEQUENCE:7000\n#EXT-X-DISCONTINUITY-SEQUENCE:3\n"
        .to_owned();
    let mut number = 7000;
    while text.len() < bytes {
        if number % 10 == 0 {
            let (hour, minute) = (number / 600 % 24, number / 10 % 60);
            writeln!(text, "#EXT-X-PROGRAM-DATE-TIME:2026-01-05T{hour:02}:{minute:02}:00.000Z")
                .unwrap();
        }
        if number % 200 == 50 {
            writeln!(
                text,
                "#EXT-X-DATERANGE:ID=\"break-{number}\",START-DATE=\"2026-01-05T10:00:00.000Z\",\
                 PLANNED-DURATION=30\n#EXT-X-DISCONTINUITY\n#EXT-X-CUE-OUT:30"
            )
            .unwrap();
        }
        if number % 200 == 55 {
            text.push_str("#EXT-X-CUE-IN\n#EXT-X-DISCONTINUITY\n");
        }
        writeln!(text, "#EXTINF:6.00600,\nvideo_1080p_{number}.ts").unwrap();
        number += 1;
    }
    text
}

fn edits(base: bool) -> Vec<Edit> {
    vec![
        Edit::RemoveDateRange("break-7050".into()),
        Edit::InsertDateRange(DateRange {
            id: "window".into(),
            class: Some("example".into()),
            start: 1_767_607_200_000,
            duration: Some(30_000),
            attributes: vec![("X-NOTE".into(), "for the bench".into())],
        }),
        Edit::InsertInterstitial(Interstitial {
            id: "ad".into(),
            start: 1_767_607_200_000,
            duration: Some(30_000),
            asset: "https://ads.example/one.m3u8".into(),
            resume: Some(0),
        }),
        Edit::Trim(1_800_000),
        if base {
            Edit::SetBase { uri: "https://cdn.example/live/".into() }
        } else {
            Edit::SetStart { offset: -18_000, precise: false }
        },
    ]
}

fn media(criterion: &mut Criterion) {
    let text = window(60_000);
    let mut group = criterion.benchmark_group("media");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("parse", |bencher| {
        bencher.iter(|| MediaPlaylist::parse(black_box(&text)).unwrap());
    });
    for (name, base) in [("parse, 5 edits, write", false), ("with a new base", true)] {
        let edits = edits(base);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let playlist = MediaPlaylist::parse(black_box(&text)).unwrap();
                playlist.apply(black_box(&edits), Floor::default()).unwrap().write()
            });
        });
    }
    group.bench_function("parse, write", |bencher| {
        bencher.iter(|| {
            let playlist = MediaPlaylist::parse(black_box(&text)).unwrap();
            playlist.apply(&[], Floor::default()).unwrap().write()
        });
    });
    group.bench_function("parse, timeline", |bencher| {
        bencher.iter(|| MediaPlaylist::parse(black_box(&text)).unwrap().timeline().segments);
    });
    group.bench_function("m3u8-rs: parse, write", |bencher| {
        bencher.iter(|| {
            let playlist = m3u8_rs::parse_media_playlist_res(black_box(&text).as_bytes()).unwrap();
            let mut out = Vec::with_capacity(text.len());
            playlist.write_to(&mut out).unwrap();
            out
        });
    });
    group.bench_function("quick-m3u8: parse, write", |bencher| {
        bencher.iter(|| {
            let options = ParsingOptionsBuilder::new().with_parsing_for_all_tags().build();
            let mut reader = Reader::from_str(black_box(&text), options);
            let mut writer = Writer::new(Vec::with_capacity(text.len()));
            while let Ok(Some(line)) = reader.read_line() {
                writer.write_line(line).unwrap();
            }
            writer.into_inner()
        });
    });
    group.finish();
}

criterion_group!(benches, media);
criterion_main!(benches);
