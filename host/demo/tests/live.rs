//! The live channel's playlists, as another parser sees them, at every second of a
//! few minutes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

mod common;

use std::collections::HashSet;

use common::{media, multivariant};
use tidegate_demo::{LIVE_MPD_PATH, LIVE_PATH, live};

/// 2026-10-01T00:00:00Z.
const START: u64 = 1_790_812_800;

const VIDEO: &str = "harbour/video/720p.m3u8";

fn text(path: &str, now: u64) -> String {
    live(path, now).unwrap().body
}

/// The values of a tag, in order.
fn values<'t>(text: &'t str, tag: &str) -> Vec<&'t str> {
    text.lines().filter_map(|line| line.strip_prefix(tag)?.strip_prefix(':')).collect()
}

fn renditions() -> Vec<String> {
    let main = multivariant(&text(LIVE_PATH, START));
    let uris = main.variants.iter().map(|variant| variant.uri.clone());
    let uris = uris.chain(main.alternatives.iter().filter_map(|track| track.uri.clone()));
    uris.map(|uri| format!("harbour/{uri}")).collect()
}

#[test]
fn every_uri_has_a_playlist() {
    assert_eq!(renditions().len(), 5);
    for path in renditions() {
        let file = live(&path, START).unwrap();
        assert_eq!((&file.path, file.content_type), (&path, "application/vnd.apple.mpegurl"));
    }
    for path in ["", "harbour", "harbour/video/en.m3u8", "tide/main.m3u8", "harbour/video/720p"] {
        assert_eq!(live(path, START), None, "{path}");
    }
}

#[test]
fn a_window_of_a_minute_slides() {
    for now in START..START + 180 {
        for path in renditions() {
            let text = text(&path, now);
            let playlist = media(&text);
            assert!(!playlist.end_list && playlist.playlist_type.is_none());
            assert_eq!(playlist.target_duration, 6);
            // The tenth is in the making.
            assert_eq!(playlist.segments.len(), 9);
            for (number, segment) in (playlist.media_sequence..).zip(&playlist.segments) {
                assert!(segment.uri.ends_with(&format!("/{number}.m4s")));
                assert_eq!(segment.duration, 6.0);
                let began = segment.program_date_time.unwrap().timestamp();
                assert_eq!(began, number as i64 * 6);
            }
            let end = (playlist.media_sequence + 9) * 6;
            assert!((end..end + 6).contains(&now));
        }
    }
}

#[test]
fn a_minute_is_a_discontinuity() {
    let mut numbers = HashSet::new();
    for now in START..START + 180 {
        let text = text(VIDEO, now);
        assert_eq!(text.matches("#EXT-X-DISCONTINUITY\n").count(), 1, "{now}");
        let playlist = media(&text);
        let mut sequence = playlist.discontinuity_sequence;
        for (number, segment) in (playlist.media_sequence..).zip(&playlist.segments) {
            sequence += u64::from(segment.discontinuity);
            assert_eq!(segment.discontinuity, number.is_multiple_of(10));
            numbers.insert((number, sequence));
        }
    }
    // A segment keeps its discontinuity number (section 6.2.2).
    let segments: HashSet<_> = numbers.iter().map(|(number, _)| number).collect();
    assert_eq!(segments.len(), numbers.len());
    assert_eq!(numbers.iter().map(|(_, sequence)| sequence).collect::<HashSet<_>>().len(), 4);
}

#[test]
fn a_break_is_announced() {
    let mut ids = HashSet::new();
    for now in START..START + 180 {
        let text = text(VIDEO, now);
        let ranges = values(&text, "#EXT-X-DATERANGE");
        assert_eq!(ranges.len(), 1, "{now}");
        assert!(ranges[0].contains(":24.000Z\",PLANNED-DURATION=12.000,SCTE35-OUT=0xFC30"));
        for range in media(&text).segments.into_iter().filter_map(|segment| segment.daterange) {
            let minute = range.start_date.timestamp() / 60;
            assert_eq!(range.id, format!("break-{minute}"));
            ids.insert(range.id);
        }
    }
    assert_eq!(ids.len(), 4);
}

#[test]
fn parts_make_up_their_segments() {
    for now in START..START + 60 {
        for path in renditions() {
            let text = text(&path, now);
            let parts = values(&text, "#EXT-X-PART");
            let made = now % 6;
            assert_eq!(parts.len() as u64, 3 * 6 + made);
            // Up to the instant, a second each, and the hint is of the next.
            let uri = |value: &str| value.split('"').nth(1).unwrap().to_owned();
            for (back, part) in parts.iter().rev().enumerate() {
                let at = now - 1 - back as u64;
                assert!(part.starts_with("DURATION=1.000,"));
                assert!(uri(part).ends_with(&format!("/{}.{}.m4s", at / 6, at % 6)), "{part}");
                let independent = at.is_multiple_of(6) || path.contains("/audio/");
                assert_eq!(part.ends_with(",INDEPENDENT=YES"), independent);
            }
            let hints = values(&text, "#EXT-X-PRELOAD-HINT");
            assert_eq!(hints.len(), 1);
            assert!(uri(hints[0]).ends_with(&format!("/{}.{made}.m4s", now / 6)));
            assert_eq!(values(&text, "#EXT-X-PART-INF"), ["PART-TARGET=1.000"]);
            let control = ["HOLD-BACK=18.000,PART-HOLD-BACK=3.000"];
            assert_eq!(values(&text, "#EXT-X-SERVER-CONTROL"), control);
        }
    }
}

#[test]
fn each_rendition_reports_the_others() {
    for now in [START, START + 1, START + 5] {
        for path in renditions() {
            let text = text(&path, now);
            let reports = values(&text, "#EXT-X-RENDITION-REPORT");
            let named = reports.iter().map(|report| {
                let (uri, last) = report.split_once(',').unwrap();
                let at = now - 1;
                assert_eq!(last, format!("LAST-MSN={},LAST-PART={}", at / 6, at % 6));
                uri.replace("URI=\"../", "harbour/").replace('"', "")
            });
            let others = renditions().into_iter().filter(|other| *other != path);
            assert_eq!(named.collect::<HashSet<_>>(), others.collect());
        }
    }
}

#[test]
fn any_instant_has_an_answer() {
    for path in [LIVE_PATH, LIVE_MPD_PATH, VIDEO] {
        assert_eq!(live(path, 0), live(path, 120));
        assert_eq!(live(path, u64::MAX), live(path, 253_402_300_799));
    }
    assert_eq!(media(&text(VIDEO, 0)).media_sequence, 11);
    assert_eq!(media(&text(VIDEO, u64::MAX)).segments.len(), 9);
}
