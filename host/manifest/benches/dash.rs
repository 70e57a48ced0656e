//! An MPD of 100 KB, most of it segment timelines: read, edited with five edits
//! and written, beside dash-mpd, which reads and writes the same text. Nothing
//! is kept between runs; throughput counts bytes of the text read.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tidegate_manifest::{Edit, Floor, Mpd};

/// The size aimed at, in bytes.
const SIZE: usize = 100_000;

/// Video at six rates, sound in three languages, subtitles in two; a timeline
/// for each set, as packagers of live channels write them.
fn text() -> String {
    let mut mpd = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" \
         type=\"dynamic\" availabilityStartTime=\"2026-01-01T00:00:00Z\" minBufferTime=\"PT2S\" \
         timeShiftBufferDepth=\"PT2H\" minimumUpdatePeriod=\"PT2S\" \
         profiles=\"urn:mpeg:dash:profile:isoff-live:2011\">\n  <Period id=\"1\" start=\"PT0S\">\n",
    );
    let sets = [
        ("video", "", 6),
        ("audio", "en", 2),
        ("audio", "fr", 2),
        ("audio", "de", 2),
        ("text", "en", 1),
        ("text", "fr", 1),
    ];
    for (set, (kind, language, ones)) in sets.into_iter().enumerate() {
        let mime = if kind == "text" { "application/mp4" } else { &format!("{kind}/mp4") };
        let language =
            if language.is_empty() { String::new() } else { format!(" lang=\"{language}\"") };
        let _ = write!(
            mpd,
            "    <AdaptationSet id=\"{set}\" contentType=\"{kind}\" mimeType=\"{mime}\"{language} segmentAlignment=\"true\">\n      \
             <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"main\"/>\n      \
             <SegmentTemplate timescale=\"90000\" initialization=\"$RepresentationID$/init.mp4\" media=\"$RepresentationID$/$Time$.m4s\">\n        <SegmentTimeline>\n"
        );
        let end = mpd.len() + SIZE / sets.len() - 900;
        let mut time = 151_351_200_000_u64;
        while mpd.len() < end {
            let _ = writeln!(mpd, "          <S t=\"{time}\" d=\"180180\"/>");
            time += 180_180;
        }
        mpd.push_str("        </SegmentTimeline>\n      </SegmentTemplate>\n");
        for one in 0..ones {
            let height = 240 + one * 168;
            let about = match kind {
                "video" => format!(
                    "codecs=\"avc1.64001f\" width=\"{}\" height=\"{height}\" frameRate=\"30000/1001\"",
                    height * 16 / 9
                ),
                "audio" => "codecs=\"mp4a.40.2\" audioSamplingRate=\"48000\"".to_owned(),
                _ => "codecs=\"stpp.ttml.im1t\"".to_owned(),
            };
            let _ = writeln!(
                mpd,
                "      <Representation id=\"{set}-{one}\" bandwidth=\"{}\" {about}/>",
                (one + 1) * 500_000
            );
        }
        mpd.push_str("    </AdaptationSet>\n");
    }
    mpd.push_str("  </Period>\n</MPD>\n");
    mpd
}

fn bench(criterion: &mut Criterion) {
    let text = text();
    let edits = [
        Edit::Drop(5),
        Edit::Order(vec![8, 6]),
        Edit::SetDefault(8),
        Edit::Rename { track: 8, label: "Français".to_owned() },
        Edit::SetBase { uri: "https://cdn.example/live/".to_owned() },
    ];
    let mut group = criterion.benchmark_group("mpd");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("parse", |bencher| {
        bencher.iter(|| Mpd::parse(black_box(&text)).unwrap().tracks().len());
    });
    group.bench_function("parse, apply 5 edits, write", |bencher| {
        bencher.iter(|| {
            let mpd = Mpd::parse(black_box(&text)).unwrap();
            mpd.apply(&edits, Floor::default()).unwrap().write()
        });
    });
    group.bench_function("dash-mpd: parse, write", |bencher| {
        bencher.iter(|| dash_mpd::parse(black_box(&text)).unwrap().to_string());
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
