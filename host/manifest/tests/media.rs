//! Media playlists: what is read of them, and what each edit does. Expected
//! values are the standards' own examples, or counted by hand.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

#[path = "common/media.rs"]
mod model;

use model::{edit, refused};
use tidegate_manifest::edit::{Interstitial, Slate};
use tidegate_manifest::timeline::{CueKind, DateRange};
use tidegate_manifest::{Edit, Expected, Kind, MediaPlaylist, Rule, Timeline, classify};

/// RFC 8216 section 8.2: a live playlist using HTTPS.
const LIVE: &str = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:8\n\
    #EXT-X-MEDIA-SEQUENCE:2680\n\n\
    #EXTINF:7.975,\nhttps://priv.example.com/fileSequence2680.ts\n\
    #EXTINF:7.941,\nhttps://priv.example.com/fileSequence2681.ts\n\
    #EXTINF:7.975,\nhttps://priv.example.com/fileSequence2682.ts\n";

/// A window of eight segments of 4 s that has all the state a trim must carry.
const WINDOW: &str = "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:4\n\
    #EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=24.0,HOLD-BACK=12.0\n\
    #EXT-X-MEDIA-SEQUENCE:100\n#EXT-X-DISCONTINUITY-SEQUENCE:7\n\
    #EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k/a\",KEYFORMAT=\"com.a\"\n\
    #EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k/b\",KEYFORMAT=\"com.b\"\n\
    #EXT-X-MAP:URI=\"init.mp4\"\n\
    #EXT-X-PROGRAM-DATE-TIME:2026-01-01T23:59:54.500+01:00\n\
    #EXT-X-BITRATE:1000\n\
    #EXTINF:4,\n#EXT-X-BYTERANGE:100@0\na.mp4\n\
    #EXT-X-DISCONTINUITY\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k/b2\",KEYFORMAT=\"com.b\"\n\
    #EXTINF:4,\n#EXT-X-BYTERANGE:50\na.mp4\n\
    # of the second segment\n#EXT-X-DATERANGE:ID=\"d\",START-DATE=\"2026-01-01T22:59:58Z\"\n\
    #EXT-X-DISCONTINUITY\n\
    #EXTINF:4,\n#EXT-X-BYTERANGE:60\na.mp4\n\
    # of the fourth segment\n#EXTINF:4,\n#EXT-X-BYTERANGE:70\na.mp4\n\
    #EXTINF:4,\ne.mp4\n#EXTINF:4,\nf.mp4\n#EXTINF:4,\ng.mp4\n#EXTINF:4,\nh.mp4\n";

fn timeline(text: &str) -> Timeline<'_> {
    MediaPlaylist::parse(text).unwrap().timeline()
}

fn range(id: &str) -> DateRange {
    DateRange { id: id.into(), class: None, start: 0, duration: None, attributes: Vec::new() }
}

fn slate() -> Edit {
    Edit::Replace(Slate { uri: "slate.ts".into(), duration: 6000, bandwidth: 1, codecs: None })
}

#[test]
fn a_live_playlist_is_summed_up() {
    let summary = timeline(LIVE);
    assert!(summary.live);
    assert_eq!((summary.target_duration, summary.part_target), (Some(8000), None));
    assert_eq!((summary.window, summary.segments, summary.start), (Some(23_891), 3, None));
    for (tail, live) in [
        ("#EXT-X-ENDLIST\n", false),
        ("#EXT-X-PLAYLIST-TYPE:VOD\n", false),
        ("#EXT-X-PLAYLIST-TYPE:EVENT\n", true),
    ] {
        assert_eq!(timeline(&format!("{LIVE}{tail}")).live, live, "{tail}");
    }
}

#[test]
fn the_first_moment_is_counted_back_from_the_first_date() {
    let text = "#EXTM3U\n#EXTINF:2.5,\na\n#EXTINF:2.5,\nb\n\
        #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:01:00Z\n#EXTINF:4,\nc\n";
    assert_eq!(timeline(text).start, Some(55_000));
    // A delta update does not say how long what it skips is.
    let delta = text.replacen("#EXTINF", "#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n#EXTINF", 1);
    let summary = timeline(&delta);
    assert_eq!((summary.start, summary.window, summary.segments), (None, None, 3));
}

#[test]
fn parts_and_oddities_are_read() {
    let text = "\u{feff} #EXTM3U\r\n#EXT-X-PART-INF:PART-TARGET=0.33334\r\n\
        #EXT-X-TARGETDURATION: 4\r\n #EXTINF: 3.96667 ,t\r\n  a.ts\r\nb.ts\r\n\
        #EXT-X-PART:DURATION=0.33334,URI=\"c.ts\"\r\n#EXTINF:4,";
    let summary = timeline(text);
    assert_eq!((summary.part_target, summary.target_duration), (Some(333), Some(4000)));
    assert_eq!((summary.window, summary.segments), (Some(3967), 2));
    assert_eq!(edit(text, &[]), text);
}

#[test]
fn cues_are_found_where_they_are() {
    let text = "#EXTM3U\n#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:01:00Z\n\
        #EXT-X-CUE-OUT-CONT:10/25\n#EXTINF:5,\na\n\
        #EXT-X-CUE-OUT-CONT:ElapsedTime=15,Duration=25\n#EXTINF:5,\nb\n\
        #EXT-X-CUE-IN\n#EXTINF:5,\nc\n\
        #EXT-OATCLS-SCTE35:/DAl\n#EXT-X-ASSET:CAID=0x1\n#EXT-X-CUE-OUT:DURATION=30.5\n#EXTINF:5,\nd\n\
        #EXT-X-DATERANGE:ID=\"s\",START-DATE=\"1970-01-01T00:01:07.250Z\",PLANNED-DURATION=9,SCTE35-OUT=0xFC\n\
        #EXT-X-DATERANGE:ID=\"t\",CLASS=\"c\",START-DATE=\"1970-01-01T00:00:59Z\",END-DATE=\"1970-01-01T00:01:09Z\"\n\
        #EXT-X-SCTE35:CUE=\"/DA=\",ID=\"7\",CUE-IN=YES\n#EXTINF:5,\ne\n\
        #EXT-OATCLS-SCTE35:/DAl\n#EXTINF:5,\nf\n\
        #EXT-X-CUE:TYPE=\"SpliceOut\",ID=\"x\",TIME=1.5,DURATION=12\n";
    let summary = timeline(text);
    let cues: Vec<_> = summary
        .cues
        .iter()
        .map(|cue| (cue.kind, cue.at, cue.duration, cue.id.as_deref()))
        .collect();
    assert_eq!(
        cues,
        [
            (CueKind::Out, 0, Some(15_000), None),
            (CueKind::Out, 7250, Some(9000), Some("s")),
            (CueKind::In, 10_000, None, None),
            (CueKind::Out, 15_000, Some(30_500), None),
            (CueKind::In, 20_000, None, Some("7")),
            (CueKind::Other, 25_000, None, None),
            (CueKind::Out, 30_000, Some(12_000), Some("x")),
        ]
    );
    let ranges: Vec<_> =
        summary.date_ranges.iter().map(|it| (it.start, it.duration, it.class.as_deref())).collect();
    assert_eq!(ranges, [(Some(67_250), Some(9000), None), (Some(59_000), Some(10_000), Some("c"))]);
}

#[test]
fn what_is_no_media_playlist_is_told_where() {
    for (text, line, column, expected) in [
        ("#EXTM3U\n#EXTINF:4,\na\n #EXTINF:x,\nb", 4, 10, Expected::Duration),
        ("#EXTM3U\n#EXTINF\na", 2, 8, Expected::Duration),
        ("#EXTM3U\n#EXTINF:-1,\na", 2, 9, Expected::Duration),
        ("#EXTM3U\n#EXTINF:4,\ra", 2, 12, Expected::LineFeed),
        ("#EXTINF:4,\na", 1, 1, Expected::Header),
        ("", 1, 1, Expected::Header),
        ("#EXTM3U\na\n", 3, 1, Expected::MediaTag),
        (
            "#EXTM3U\n#EXTINF:4,\na\n#EXT-X-STREAM-INF:BANDWIDTH=1\nb",
            4,
            1,
            Expected::NoMultivariantTag,
        ),
    ] {
        let error = MediaPlaylist::parse(text).unwrap_err();
        assert_eq!((error.line, error.column, error.expected), (line, column, expected), "{text}");
        assert!(
            expected == Expected::Duration || classify(text) != Kind::Media || text.contains('\r')
        );
    }
    let long = format!("#EXTM3U\n#EXTINF:4,\n{}", "a".repeat(8 << 20));
    assert_eq!(MediaPlaylist::parse(&long).unwrap_err().expected, Expected::Bytes(8 << 20));
}

#[test]
fn a_window_never_gets_shorter_than_three_target_durations() {
    for window in [0, 1000, 23_999] {
        assert_eq!(edit(LIVE, &[Edit::Trim(window)]), LIVE);
    }
    // Four of 4 s: 12 s must stay. 16 s when players hold back 13.
    let text = |control: &str| {
        let segments = "#EXTINF:4,\na\n".repeat(4);
        format!("#EXTM3U\n#EXT-X-TARGETDURATION:4\n{control}{segments}")
    };
    let left = |control: &str, window| {
        timeline(&edit(&text(control), &[Edit::Trim(window)])).window.unwrap()
    };
    assert_eq!(left("", 0), 12_000);
    assert_eq!(left("", 12_000), 12_000);
    assert_eq!(left("", 15_999), 12_000);
    assert_eq!(left("", 16_000), 16_000);
    assert_eq!(left("#EXT-X-SERVER-CONTROL:HOLD-BACK=13\n", 0), 16_000);
    assert_eq!(left("#EXT-X-SERVER-CONTROL:PART-HOLD-BACK=12.1\n", 0), 16_000);
}

#[test]
fn a_trim_carries_what_the_first_segment_needs() {
    let trimmed = edit(WINDOW, &[Edit::Trim(20_000)]);
    assert_eq!(
        trimmed,
        "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:4\n\
         #EXT-X-SERVER-CONTROL:HOLD-BACK=12.0\n\
         #EXT-X-MEDIA-SEQUENCE:103\n#EXT-X-DISCONTINUITY-SEQUENCE:9\n\
         #EXT-X-DATERANGE:ID=\"d\",START-DATE=\"2026-01-01T22:59:58Z\"\n\
         #EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k/a\",KEYFORMAT=\"com.a\"\n\
         #EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k/b\",KEYFORMAT=\"com.b\"\n\
         #EXT-X-MAP:URI=\"init.mp4\"\n\
         #EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k/b2\",KEYFORMAT=\"com.b\"\n\
         #EXT-X-BITRATE:1000\n\
         #EXT-X-PROGRAM-DATE-TIME:2026-01-02T00:00:06.500+01:00\n\
         # of the fourth segment\n#EXTINF:4,\n#EXT-X-BYTERANGE:70@210\na.mp4\n\
         #EXTINF:4,\ne.mp4\n#EXTINF:4,\nf.mp4\n#EXTINF:4,\ng.mp4\n#EXTINF:4,\nh.mp4\n"
    );
    let based = edit(WINDOW, &[Edit::Trim(20_000), Edit::SetBase { uri: "/b/".into() }]);
    let expected = trimmed.replace("URI=\"", "URI=\"/b/").replace("a.mp4", "/b/a.mp4");
    let expected = "efgh".chars().fold(expected, |text, name| {
        text.replace(&format!("\n{name}.mp4"), &format!("\n/b/{name}.mp4"))
    });
    assert_eq!(based, expected);
}

#[test]
fn a_trim_numbers_what_was_not_numbered() {
    let part = "#EXT-X-PART:DURATION=1,URI=\"p\",BYTERANGE=";
    let segment = |range: &str| format!("{part}{range}\r\n#EXTINF:1,\r\nb\r\n");
    let text = format!(
        "#EXTM3U\r\n#EXT-X-TARGETDURATION:1\r\n#EXTINF:1,\r\na\r\n#EXT-X-DISCONTINUITY\r\n{}{}{}{}{}",
        segment("\"10@5\""),
        segment("20"),
        segment("30"),
        segment("40"),
        segment("50"),
    );
    let expected = format!(
        "#EXTM3U\r\n#EXT-X-TARGETDURATION:1\r\n#EXT-X-MEDIA-SEQUENCE:3\r\n\
         #EXT-X-DISCONTINUITY-SEQUENCE:1\r\n{}{}{}",
        segment("\"30@35\""),
        segment("40"),
        segment("50"),
    );
    assert_eq!(edit(&text, &[Edit::Trim(0)]), expected);
}

#[test]
fn a_trim_counts_the_last_of_several_byte_ranges() {
    let segment = |ranges: &str| format!("{ranges}#EXTINF:1,\na.mp4\n");
    let kept = segment("").repeat(3);
    let text = format!(
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n{}{}{}{kept}",
        segment("#EXT-X-BYTERANGE:10@100\n"),
        segment("#EXT-X-BYTERANGE:7@7\n#EXT-X-BYTERANGE:20\n"),
        segment("#EXT-X-BYTERANGE:30\n"),
    );
    let trimmed = edit(&text, &[Edit::Trim(4_000)]);
    let expected = format!("{}{kept}", segment("#EXT-X-BYTERANGE:30@130\n"));
    assert!(trimmed.ends_with(&expected), "{trimmed}");
}

#[test]
fn only_windows_that_slide_are_trimmed() {
    for tag in [
        "#EXT-X-ENDLIST\n",
        "#EXT-X-PLAYLIST-TYPE:VOD\n",
        "#EXT-X-PLAYLIST-TYPE:EVENT\n",
        "#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n",
    ] {
        let rule = refused(&format!("{LIVE}{tag}"), &[Edit::Trim(0)]);
        assert!(matches!(rule, Rule::NotHere { edit: "trim", .. }), "{tag}");
    }
    let text = WINDOW.replace("SEQUENCE:100", "SEQUENCE:many");
    assert!(matches!(refused(&text, &[Edit::Trim(0)]), Rule::NotHere { edit: "trim", .. }));
}

#[test]
fn a_slate_takes_every_segments_place() {
    let edits = [Edit::Trim(12_000), slate(), Edit::SetBase { uri: "https://s.example/x/".into() }];
    let segment = "#EXTINF:4,\nhttps://s.example/x/slate.ts\n";
    assert_eq!(
        edit(WINDOW, &edits),
        format!(
            "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:4\n\
             #EXT-X-SERVER-CONTROL:HOLD-BACK=12.0\n\
             #EXT-X-MEDIA-SEQUENCE:105\n#EXT-X-DISCONTINUITY-SEQUENCE:105\n\
             #EXT-X-DATERANGE:ID=\"d\",START-DATE=\"2026-01-01T22:59:58Z\"\n\
             #EXT-X-PROGRAM-DATE-TIME:2026-01-02T00:00:14.500+01:00\n\
             {segment}#EXT-X-DISCONTINUITY\n{segment}#EXT-X-DISCONTINUITY\n{segment}"
        )
    );
    let parts = "#EXTM3U\n#EXT-X-PART-INF:PART-TARGET=1\n#EXT-X-GAP\n#EXTINF:1,t\na\n\
        #EXT-X-PART:DURATION=1,URI=\"p\"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"q\"\n\
        #EXT-X-RENDITION-REPORT:URI=\"r\"\n#EXT-X-ENDLIST";
    assert_eq!(edit(parts, &[slate()]), "#EXTM3U\n#EXTINF:1,t\nslate.ts\n#EXT-X-ENDLIST");
    for tag in ["#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n", "#EXT-X-I-FRAMES-ONLY\n"] {
        let rule = refused(&format!("{LIVE}{tag}"), &[slate()]);
        assert!(matches!(rule, Rule::NotHere { edit: "replace", .. }), "{tag}");
    }
}

/// Milliseconds of 2026-01-01T22:59:54.5Z, where [`WINDOW`] begins.
const BEGIN: i64 = 1_767_308_394_500;

fn clip(start: i64, end: impl Into<Option<i64>>) -> Edit {
    let end: Option<i64> = end.into();
    Edit::Clip { start: BEGIN + start, end: end.map(|end| BEGIN + end) }
}

#[test]
fn a_clip_is_cut_like_a_window_and_ends() {
    // 12 s from the front are gone as in a trim, and nothing else.
    assert_eq!(edit(WINDOW, &[clip(12_000, None)]), edit(WINDOW, &[Edit::Trim(20_000)]));
    // The end, too, once it is reached.
    let clipped = edit(WINDOW, &[clip(12_000, 19_999)]);
    let whole = edit(WINDOW, &[Edit::Trim(20_000)]);
    let tail = "#EXTINF:4,\nf.mp4\n#EXTINF:4,\ng.mp4\n#EXTINF:4,\nh.mp4\n";
    assert_eq!(clipped, whole.replace(tail, "#EXT-X-ENDLIST\n"));
    // A moment of a segment is enough; an end that is not reached changes nothing.
    for (start, end, left) in [
        (0, 0, "0"),
        (3999, 4000, "01"),
        (4000, 4000, "1"),
        (-9999, 1, "0"),
        (-9999, 31_998, "01234567"),
        (31_999, 99_999, "7"),
    ] {
        let text = edit(WINDOW, &[clip(start, end)]);
        let count = text.lines().filter(|line| line.starts_with("#EXTINF")).count();
        assert_eq!(count, left.len(), "{start} {end} {text}");
        let first: u64 = left[..1].parse().unwrap();
        assert!(text.contains(&format!("#EXT-X-MEDIA-SEQUENCE:{}\n", 100 + first)), "{text}");
        assert_eq!(text.contains("#EXT-X-ENDLIST"), end < 32_000, "{text}");
    }
    assert_eq!(edit(WINDOW, &[clip(0, 32_000)]), WINDOW);
    let both = [clip(4000, 30_000), clip(0, 19_999), clip(12_000, None)];
    assert_eq!(edit(WINDOW, &both), clipped);
}

#[test]
fn a_clip_that_has_ended_promises_nothing() {
    let text = "#EXTM3U\r\n#EXT-X-TARGETDURATION:4\r\n#EXT-X-PART-INF:PART-TARGET=2\r\n\
        #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=6\r\n\
        #EXT-X-PART:DURATION=2,URI=\"a1\"\r\n#EXTINF:4,\r\na\r\n#EXTINF:4,\r\nb\r\n\
        #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:10Z\r\n\
        #EXT-X-PART:DURATION=2,URI=\"c1\"\r\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"c2\"\r\n\
        #EXT-X-DATERANGE:ID=\"d\"\r\n#EXT-X-RENDITION-REPORT:URI=\"r\"";
    let head = "#EXTM3U\r\n#EXT-X-TARGETDURATION:4\r\n\
        #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\r\n";
    // The one date, of what comes after, is counted back.
    let date = |second| format!("#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:0{second}Z\r\n");
    let (a, b) = ("#EXTINF:4,\r\na\r\n", "#EXTINF:4,\r\nb\r\n");
    let tail = "#EXT-X-ENDLIST\r\n#EXT-X-DATERANGE:ID=\"d\"\r\n";
    let clipped = |start, end| edit(text, &[Edit::Clip { start, end: Some(end) }]);
    assert_eq!(clipped(0, 9999), format!("{head}{}{a}{b}{tail}", date(2)));
    let sequence = "#EXT-X-MEDIA-SEQUENCE:1\r\n";
    assert_eq!(clipped(6000, 9999), format!("{head}{sequence}{}{b}{tail}", date(6)));
    assert_eq!(clipped(0, 10_000), text);
    // A half-ended last line gets all of its end.
    let cut = "#EXTM3U\n#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:00Z\n#EXTINF:4,\na";
    for tail in ["", "\r"] {
        let text = format!("{cut}{tail}");
        let expected = format!("{text}\n#EXT-X-ENDLIST\n");
        assert_eq!(edit(&text, &[Edit::Clip { start: 0, end: Some(3999) }]), expected);
    }
    let ended = format!("{cut}\n#EXT-X-ENDLIST");
    assert_eq!(edit(&ended, &[Edit::Clip { start: 0, end: Some(3999) }]), ended);
}

#[test]
fn clips_go_by_stated_dates() {
    let text = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n\
        #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:00Z\n#EXTINF:4,\na\n#EXTINF:4,\nb\n\
        #EXT-X-PROGRAM-DATE-TIME:1970-01-01T01:00:00Z\n#EXTINF:4,\nc\n#EXTINF:4,\nd\n";
    let left = |start, end| {
        let text = edit(text, &[Edit::Clip { start, end }]);
        text.lines().filter(|line| line.len() == 1).collect::<String>()
    };
    assert_eq!(left(5000, None), "bcd");
    assert_eq!(left(5000, Some(3_600_000)), "bc");
    assert_eq!(left(8000, Some(3_600_000)), "c");
    for (start, end) in [(8000, Some(9000)), (3_608_000, None), (5000, Some(4000))] {
        assert_eq!(refused(text, &[Edit::Clip { start, end }]), Rule::NothingLeft);
    }
    let all = Edit::Clip { start: i64::MIN, end: Some(i64::MAX) };
    assert_eq!(edit(text, std::slice::from_ref(&all)), text);
    let skip = format!("{text}#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n");
    for text in [LIVE, &skip, &text.replace("1970", "then")] {
        let rule = refused(text, std::slice::from_ref(&all));
        assert!(matches!(rule, Rule::NotHere { edit: "clip", .. }), "{text}");
    }
    // What a trim leaves has none of it.
    let edits = [Edit::Trim(0), Edit::Clip { start: i64::MIN, end: Some(3000) }];
    assert_eq!(refused(text, &edits), Rule::NothingLeft);
}

#[test]
fn cues_are_stripped() {
    let plain = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\na\n\
        #EXT-X-DATERANGE:ID=\"b\",X-SCTE35=1\n#EXTINF:5,\nb\n";
    let text = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXT-X-CUE-OUT-CONT:10/25\n#EXTINF:5,\na\n\
        #EXT-X-DATERANGE:ID=\"a\",SCTE35-OUT=0xFC\n#EXT-X-DATERANGE:ID=\"b\",X-SCTE35=1\n\
        #EXT-X-CUE-IN\n #EXT-OATCLS-SCTE35:/DAl\n#EXT-X-ASSET:CAID=0x1\n#EXTINF:5,\nb\n\
        #EXT-X-CUE-OUT:DURATION=30.5\n#EXT-X-SCTE35:CUE=\"/DA=\"\n#EXT-X-CUE:TYPE=\"SpliceOut\"\n\
        #EXT-X-SPLICEPOINT-SCTE35:/DA\n#EXT-X-DATERANGE:ID=\"a\",DURATION=9\n";
    assert_eq!(edit(text, &[Edit::StripCues]), plain);
    assert_eq!(edit(text, &[Edit::StripCues, Edit::StripCues]), plain);
    let remove = |id: &str| Edit::RemoveDateRange(id.into());
    assert_eq!(edit(text, &[remove("a"), Edit::StripCues]), plain);
    let rule = refused(text, &[Edit::StripCues, remove("a")]);
    assert!(matches!(rule, Rule::Unknown { .. }), "{rule}");
}

#[test]
fn what_goes_side_by_side_leaves_room_for_what_comes() {
    // The cue stands where the tags carried over come in.
    let text = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-BITRATE:9\n#EXTINF:4,\na\n\
        #EXT-X-CUE-IN\n#EXTINF:4,\nb\n#EXTINF:4,\nb\n#EXTINF:4,\nb\n";
    let left = "#EXTINF:4,\nb\n".repeat(3);
    let head = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-BITRATE:9\n";
    assert_eq!(edit(text, &[Edit::Trim(0), Edit::StripCues]), format!("{head}{left}"));
    // Two tags go on either side of the first segment's beginning.
    let control = "#EXT-X-SERVER-CONTROL:PART-HOLD-BACK=1\n";
    let text = format!("#EXTM3U\n{control}#EXT-X-CUE-IN\n#EXTINF:4,\na\n#EXT-X-MEDIA-SEQUENCE:1\n");
    let start = Edit::SetStart { offset: 0, precise: false };
    let expected = "#EXTM3U\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n#EXT-X-START:TIME-OFFSET=0\n\
        #EXTINF:4,\nslate.ts\n#EXT-X-MEDIA-SEQUENCE:1\n";
    assert_eq!(edit(&text, &[slate(), Edit::StripCues, start]), expected);
}

#[test]
fn a_byte_order_mark_is_part_of_no_line() {
    let text = "\u{feff}#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na\n";
    let based = edit(text, &[Edit::SetBase { uri: "/b/".into() }]);
    assert_eq!(based, text.replace("\na\n", "\n/b/a\n"));
    assert_eq!(edit(text, &[slate()]), text.replace("\na\n", "\nslate.ts\n"));
}

/// Found by fuzzing: what is left must still be known as a media playlist.
#[test]
fn the_last_tag_that_tells_the_kind_stays() {
    for (text, edits) in [
        ("#EXTM3U\n#EXT-X-PART-INF:PART-TARGET=0\n", vec![slate()]),
        ("#EXTM3U\n#EXT-X-GAP\na\n", vec![slate()]),
        ("#EXTM3U\n#EXT-X-DATERANGE:ID=\"a\"\n", vec![Edit::RemoveDateRange("a".into())]),
        ("#EXTM3U\n#EXT-X-DATERANGE:ID=\"a\",SCTE35-IN=1\n", vec![Edit::StripCues]),
    ] {
        assert_eq!(refused(text, &edits), Rule::KindLost, "{text}");
        let known = format!("{text}#EXT-X-TARGETDURATION:4\n");
        assert!(MediaPlaylist::parse(&edit(&known, &edits)).is_ok());
    }
}

#[test]
fn date_ranges_come_and_go() {
    let added = Edit::InsertDateRange(DateRange {
        class: Some("c".into()),
        duration: Some(1500),
        attributes: vec![("X-A".into(), "b, c".into())],
        ..range("n")
    });
    let interstitial = Edit::InsertInterstitial(Interstitial {
        id: "i".into(),
        start: 1,
        duration: None,
        asset: "ad.m3u8".into(),
        resume: Some(-1),
    });
    let tags = "#EXT-X-DATERANGE:ID=\"n\",CLASS=\"c\",START-DATE=\"1970-01-01T00:00:00.000Z\",\
        DURATION=1.500,X-A=\"b, c\"\n\
        #EXT-X-DATERANGE:ID=\"i\",CLASS=\"com.apple.hls.interstitial\",\
        START-DATE=\"1970-01-01T00:00:00.001Z\",X-ASSET-URI=\"ad.m3u8\",X-RESUME-OFFSET=-0.001\n";
    let (head, body) = WINDOW.split_at(WINDOW.find("#EXT-X-KEY").unwrap());
    let edits = [added.clone(), interstitial];
    assert_eq!(edit(WINDOW, &edits), format!("{head}{tags}{body}"));
    assert_eq!(edit(WINDOW, &[added.clone(), Edit::RemoveDateRange("n".into())]), WINDOW);
    let without =
        WINDOW.replace("#EXT-X-DATERANGE:ID=\"d\",START-DATE=\"2026-01-01T22:59:58Z\"\n", "");
    assert_eq!(edit(WINDOW, &[Edit::RemoveDateRange("d".into())]), without);
    for (edits, broken) in [
        (vec![Edit::InsertDateRange(range("d"))], "taken"),
        (vec![added.clone(), added], "taken"),
        (vec![Edit::RemoveDateRange("x".into())], "unknown"),
        (vec![Edit::RemoveDateRange("d".into()), Edit::RemoveDateRange("d".into())], "unknown"),
    ] {
        match refused(WINDOW, &edits) {
            Rule::Taken { .. } => assert_eq!(broken, "taken"),
            Rule::Unknown { .. } => assert_eq!(broken, "unknown"),
            other => panic!("{other}"),
        }
    }
    let rule = refused(LIVE, &[Edit::InsertDateRange(range("n"))]);
    assert!(matches!(rule, Rule::NotHere { edit: "insert-date-range", .. }));
}

#[test]
fn a_start_replaces_the_one_there_is() {
    let start = Edit::SetStart { offset: -12_500, precise: true };
    let tag = "#EXT-X-START:TIME-OFFSET=-12.500,PRECISE=YES";
    let (head, body) = LIVE.split_at(LIVE.find("#EXTINF").unwrap());
    assert_eq!(edit(LIVE, std::slice::from_ref(&start)), format!("{head}{tag}\n{body}"));
    let text = "#EXTM3U\r\n#EXT-X-START:TIME-OFFSET=1\r\n#EXTINF:4,\r\na\r\n#EXT-X-START:A=2";
    let expected = format!("#EXTM3U\r\n{tag}\r\n#EXTINF:4,\r\na\r\n");
    assert_eq!(edit(text, std::slice::from_ref(&start)), expected);
    assert_eq!(
        edit("#EXTM3U\n#EXT-X-TARGETDURATION:1", &[start]),
        format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n{tag}\n")
    );
}

#[test]
fn a_base_goes_before_what_is_relative() {
    let text = "#EXTM3U\n#EXT-X-DEFINE:NAME=\"p\",VALUE=\"v/\"\n#EXT-X-DEFINE:NAME=\"h\",VALUE=\"https://h/\"\n\
        #EXT-X-DEFINE:IMPORT=\"i\"\n#EXT-X-KEY:METHOD=AES-128, URI=\"k\",IV=0x1\n\
        #EXT-X-MAP:URI=\"https://a/b\"\n#EXTINF:4,\n{$p}a\n#EXTINF:4,\n{$h}a\n#EXTINF:4,\n{$i}a\n\
        #EXTINF:4,\n/a\n#EXTINF:4,\n  a b\n#EXT-X-PREFETCH:x\n#EXT-X-OTHER:URI=\"x\"\n\
        #EXT-X-RENDITION-REPORT:URI=\"../r\",LAST-MSN=1";
    let base = "https://c/d/";
    assert_eq!(
        edit(text, &[Edit::SetBase { uri: base.into() }]),
        text.replace("URI=\"k", "URI=\"https://c/d/k")
            .replace("\n{$p}a", "\nhttps://c/d/{$p}a")
            .replace("\n/a", "\nhttps://c/a")
            .replace("  a b", "  https://c/d/a b")
            .replace(":x\n", ":https://c/d/x\n")
            .replace("../r", "https://c/d/../r")
    );
    for uri in ["a/", "/a", "https://c", "/a\n#EXT/", "/\"/", "/{$h}/", ""] {
        let rule = refused(text, &[Edit::SetBase { uri: uri.into() }]);
        assert!(matches!(rule, Rule::Unwritable { .. }), "{uri}");
    }
}

#[test]
fn edits_end_no_line_and_no_quote() {
    for text in ["", "a\"b", "a\nb", "a\r", "\u{2028}", "{$x}"] {
        let rule = refused(WINDOW, &[Edit::InsertDateRange(range(text))]);
        assert!(matches!(rule, Rule::Unwritable { .. }), "{text:?}");
    }
    let rule = refused(WINDOW, &[Edit::Drop(0)]);
    assert_eq!(rule, Rule::UnknownTrack { track: 0 });
    assert!(matches!(refused(WINDOW, &[Edit::StripSteering]), Rule::NotHere { .. }));
}

#[test]
fn an_edit_cannot_blow_up_a_playlist() {
    let text = format!("#EXTM3U\n#EXTINF:1,\n{}", "a\n".repeat(1 << 20));
    let uri = format!("/{}/", "b".repeat(1000));
    assert!(matches!(refused(&text, &[Edit::SetBase { uri }]), Rule::TooLong { .. }));
}
