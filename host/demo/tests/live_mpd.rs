//! The live channel's MPD, as another parser sees it, says what its playlists say.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

mod common;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::{media, mpd, tracks_of_dash, tracks_of_hls};
use dash_mpd::MPD;
use tidegate_demo::{LIVE_MPD_PATH, LIVE_PATH, live};

/// 2026-10-01T00:00:00Z.
const START: u64 = 1_790_812_800;

fn at(now: u64) -> MPD {
    let file = live(LIVE_MPD_PATH, now).unwrap();
    assert_eq!(file.content_type, "application/dash+xml");
    mpd(&file.body)
}

#[test]
fn both_formats_offer_the_same_tracks() {
    let tracks = tracks_of_hls(&live(LIVE_PATH, START).unwrap().body);
    assert_eq!(tracks.len(), 5);
    for period in at(START).periods {
        assert_eq!(tracks_of_dash(&period.adaptations), tracks);
    }
}

#[test]
fn it_is_live_with_a_minute_behind_it() {
    for now in START..START + 60 {
        let mpd = at(now);
        assert_eq!(mpd.mpdtype.as_deref(), Some("dynamic"));
        assert_eq!(mpd.availabilityStartTime.unwrap().timestamp(), 0);
        assert_eq!(mpd.publishTime.unwrap().timestamp(), now as i64);
        assert_eq!(mpd.timeShiftBufferDepth, Some(Duration::from_secs(60)));
        assert!(mpd.minimumUpdatePeriod.is_some() && mpd.mediaPresentationDuration.is_none());
        assert_eq!(mpd.UTCTiming.len(), 1);
        // One that is over and one that goes on, without a gap.
        let [over, on] = &mpd.periods[..] else { panic!("{now}") };
        assert_eq!(over.start.unwrap() + over.duration.unwrap(), on.start.unwrap());
        assert_eq!(on.duration, None);
        let (oldest, newest) = (over.start.unwrap().as_secs(), on.start.unwrap().as_secs());
        assert!(oldest <= now - 60 && newest <= now);
        assert_ne!(over.id, on.id);
    }
}

#[test]
fn both_formats_number_segments_alike() {
    for now in START..START + 60 {
        let mpd = at(now);
        let playlist = media(&live("harbour/video/720p.m3u8", now).unwrap().body);
        for (number, segment) in (playlist.media_sequence..).zip(&playlist.segments) {
            let began = segment.program_date_time.unwrap().timestamp() as u64;
            let periods = mpd.periods.iter().rev();
            let mut before = periods.filter(|period| period.start.unwrap().as_secs() <= began);
            let period = before.next().unwrap();
            let template = period.SegmentTemplate.as_ref().unwrap();
            let seconds = template.duration.unwrap() as u64 / template.timescale.unwrap();
            let start = period.start.unwrap().as_secs();
            let index = (began - start) / seconds;
            assert_eq!(template.startNumber.unwrap() + index, number);
            assert_eq!(segment.discontinuity, index == 0);
            assert_eq!(template.media.as_deref(), Some("$RepresentationID$/$Number$.m4s"));
            assert_eq!(segment.uri, format!("720p/{number}.m4s"));
        }
        // What is in parts there is in chunks here: all but the last second early.
        for period in &mpd.periods {
            let template = period.SegmentTemplate.as_ref().unwrap();
            assert_eq!(template.availabilityTimeOffset, Some(5.0));
            assert_eq!(template.availabilityTimeComplete, Some(false));
        }
    }
}

#[test]
fn both_formats_announce_the_same_breaks() {
    let now = START + 45;
    let playlist = live("harbour/audio/en.m3u8", now).unwrap().body;
    let range = playlist.lines().find(|line| line.starts_with("#EXT-X-DATERANGE")).unwrap();
    let (_, message) = range.split_once("SCTE35-OUT=0x").unwrap();
    let on = &at(now).periods[1];
    let [stream] = &on.event_streams[..] else { panic!() };
    assert_eq!(stream.schemeIdUri, "urn:scte:scte35:2014:xml+bin");
    let [event] = &stream.event[..] else { panic!() };
    assert!(range.contains(&format!("\"break-{}\"", event.id.as_deref().unwrap())));
    let seconds = |ticks: Option<u64>| ticks.unwrap() / stream.timescale.unwrap();
    assert_eq!((seconds(event.presentationTime), seconds(event.duration)), (24, 12));
    let binary = &event.signal[0].content.as_ref().unwrap().content;
    let bytes = STANDARD.decode(binary.trim()).unwrap();
    let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(hexadecimal, message);
    // SCTE 35 section 9.6: the length counts from the fourth byte.
    assert_eq!(usize::from(bytes[2]) + 3, bytes.len());
    // The splice event, its time and its length in ticks of 90 kHz, 33 bits each.
    let ticks = |at: usize| {
        let field: [u8; 5] = bytes[at..at + 5].try_into().unwrap();
        field.iter().fold(0_u64, |ticks, byte| ticks << 8 | u64::from(*byte)) & ((1 << 33) - 1)
    };
    assert_eq!(u64::from(u32::from_be_bytes(bytes[14..18].try_into().unwrap())), now / 60);
    assert_eq!((ticks(20), ticks(25)), (24 * 90_000, 12 * 90_000));
}
