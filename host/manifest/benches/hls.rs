//! HLS manifests read, edited and written, beside two other crates that read
//! and write the same text.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use quick_m3u8::config::ParsingOptions;
use tidegate_manifest::{Edit, Floor, Multivariant};

/// Twenty-two tracks: two audio groups of three, three subtitles, captions,
/// eight variants in SDR and HDR, four trick-play tracks. About 3 KB.
fn ladder() -> String {
    let mut text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
    for (group, channels) in [("aac", "2"), ("ec3", "16/JOC")] {
        for (language, name) in [("en", "English"), ("fr", "Français"), ("de", "Deutsch")] {
            let default = if language == "en" { "YES" } else { "NO" };
            writeln!(
                text,
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{group}\",NAME=\"{name}\",LANGUAGE=\"{language}\",DEFAULT={default},AUTOSELECT=YES,CHANNELS=\"{channels}\",URI=\"{group}-{language}.m3u8\""
            )
            .unwrap();
        }
    }
    for (language, name) in [("en", "English"), ("fr", "Français"), ("de", "Deutsch")] {
        writeln!(
            text,
            "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subs\",NAME=\"{name}\",LANGUAGE=\"{language}\",AUTOSELECT=YES,URI=\"subs-{language}.m3u8\""
        )
        .unwrap();
    }
    text.push_str("#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"cc\",NAME=\"CC\",LANGUAGE=\"en\",INSTREAM-ID=\"CC1\"\n");
    let heights = [(640, 360), (1280, 720), (1920, 1080), (3840, 2160)];
    for (codec, range, audio, sound) in
        [("avc1.64001f", "SDR", "aac", "mp4a.40.2"), ("hvc1.2.4.L153.B0", "PQ", "ec3", "ec-3")]
    {
        for (width, height) in heights {
            let bandwidth = width * height * 2;
            writeln!(
                text,
                "#EXT-X-STREAM-INF:BANDWIDTH={bandwidth},CODECS=\"{codec},{sound}\",RESOLUTION={width}x{height},FRAME-RATE=59.940,VIDEO-RANGE={range},AUDIO=\"{audio}\",SUBTITLES=\"subs\",CLOSED-CAPTIONS=\"cc\"\n{range}-{height}.m3u8"
            )
            .unwrap();
        }
    }
    for (width, height) in heights {
        writeln!(
            text,
            "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=300000,CODECS=\"avc1.64001f\",RESOLUTION={width}x{height},URI=\"i{height}.m3u8\""
        )
        .unwrap();
    }
    text
}

/// Five edits of the ladder: what a limit on height and a choice of language come to.
fn five() -> [Edit; 5] {
    [
        Edit::Drop(17),
        Edit::Drop(13),
        Edit::Drop(2),
        Edit::SetDefault(1),
        Edit::Rename { track: 6, label: "English (CC)".to_owned() },
    ]
}

fn ours(text: &str, edits: &[Edit]) -> String {
    let playlist = Multivariant::parse(text).unwrap();
    playlist.apply(edits, Floor::default()).unwrap().write()
}

fn m3u8_rs(text: &str) -> Vec<u8> {
    let playlist = m3u8_rs::parse_master_playlist_res(text.as_bytes()).unwrap();
    let mut out = Vec::with_capacity(text.len());
    playlist.write_to(&mut out).unwrap();
    out
}

fn quick_m3u8(text: &str) -> Vec<u8> {
    let mut reader = quick_m3u8::Reader::from_str(text, ParsingOptions::default());
    let mut writer = quick_m3u8::Writer::new(Vec::with_capacity(text.len()));
    while let Some(line) = reader.read_line().unwrap() {
        writer.write_line(line).unwrap();
    }
    writer.into_inner()
}

fn group<'c>(criterion: &'c mut Criterion, name: &str, text: &str) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group
}

fn multivariant(criterion: &mut Criterion) {
    let text = ladder();
    let edits = five();
    assert_eq!(Multivariant::parse(&text).unwrap().tracks().len(), 22);
    assert_eq!(ours(&text, &[]), text);
    let mut group = group(criterion, "multivariant", &text);
    group.bench_function("parse", |bencher| {
        bencher.iter(|| Multivariant::parse(black_box(&text)).unwrap().tracks().len());
    });
    group.bench_function("parse and write", |bencher| {
        bencher.iter(|| ours(black_box(&text), &[]));
    });
    group.bench_function("parse, 5 edits, write", |bencher| {
        bencher.iter(|| ours(black_box(&text), black_box(&edits)));
    });
    let base = [Edit::SetBase { uri: "https://cdn.example/live/".to_owned() }];
    group.bench_function("parse, base, write", |bencher| {
        bencher.iter(|| ours(black_box(&text), black_box(&base)));
    });
    group.bench_function("m3u8-rs: parse and write", |bencher| {
        bencher.iter(|| m3u8_rs(black_box(&text)));
    });
    group.bench_function("quick-m3u8: parse and write", |bencher| {
        bencher.iter(|| quick_m3u8(black_box(&text)));
    });
    group.finish();
}

criterion_group!(benches, multivariant);
criterion_main!(benches);
