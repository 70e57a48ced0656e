//! Tracks to edits to text.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod common;

use common::{LADDER, edit, id, left};
use tidegate_manifest::{Edit, Floor, Multivariant, Refusal, Rule};

fn refused(edits: &[Edit]) -> Refusal {
    Multivariant::parse(LADDER).unwrap().apply(edits, Floor::default()).unwrap_err()
}

/// The lines that differ, as `-before` and `+after`.
fn changed(edits: &[Edit]) -> Vec<String> {
    let after = edit(LADDER, edits);
    let gone = LADDER.lines().filter(|line| !after.lines().any(|other| other == *line));
    let new = after.lines().filter(|line| !LADDER.lines().any(|other| other == *line));
    gone.map(|line| format!("-{line}")).chain(new.map(|line| format!("+{line}"))).collect()
}

#[test]
fn no_edits_change_nothing() {
    assert_eq!(edit(LADDER, &[]), LADDER);
    let dangling = "\u{feff}#EXTM3U\r\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\"\r\n\
        #EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"b\"\n\r\n  x  \r\nstray";
    assert_eq!(edit(dangling, &[]), dangling);
}

#[test]
fn a_dropped_track_goes_with_its_lines() {
    let expected = LADDER.lines().filter(|line| {
        !["RESOLUTION=1280x720, ", "# the one", "v720"].iter().any(|part| line.contains(part))
    });
    let expected: Vec<_> = expected.collect();
    let after = edit(LADDER, &[Edit::Drop(id::V720), Edit::Drop(id::TRICK_720)]);
    let after: Vec<_> = after.lines().filter(|line| !line.is_empty()).collect();
    let expected: Vec<_> = expected.into_iter().filter(|line| !line.is_empty()).collect();
    assert_eq!(after.len(), expected.len() - 1);
    assert!(after.iter().all(|line| expected.contains(line)));
}

#[test]
fn ends_of_lines_stay_where_they_are() {
    let text = "#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=1\r\n# c\na\r\n\n#EXT-X-STREAM-INF:BANDWIDTH=2\n b\n\
        #EXT-X-STREAM-INF:BANDWIDTH=3\nc";
    assert_eq!(
        edit(text, &[Edit::Order(vec![2, 0])]),
        "#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=3\nc\r\n\n#EXT-X-STREAM-INF:BANDWIDTH=2\n b\n\
        #EXT-X-STREAM-INF:BANDWIDTH=1\r\n# c\na"
    );
    assert_eq!(
        edit(text, &[Edit::Drop(2)]),
        "#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=1\r\n# c\na\r\n\n#EXT-X-STREAM-INF:BANDWIDTH=2\n b\n"
    );
}

#[test]
fn an_order_takes_the_places_held() {
    let order = |edits: &[Edit]| {
        left(LADDER, edits).into_iter().filter(|id| (7..=11).contains(id)).collect::<Vec<_>>()
    };
    assert_eq!(order(&[Edit::Order(vec![10, 8, 7])]), [10, 8, 9, 7, 11]);
    assert_eq!(order(&[Edit::Order(vec![10, 7]), Edit::Order(vec![7, 10])]), [7, 8, 9, 10, 11]);
    assert_eq!(order(&[Edit::Order(vec![10, 7]), Edit::Order(vec![8, 10])]), [8, 10, 9, 7, 11]);
    assert_eq!(order(&[Edit::Drop(7), Edit::Order(vec![11, 8])]), [11, 9, 10, 8]);
    assert_eq!(order(&[Edit::Order(vec![11, 7]), Edit::Drop(11)]), [8, 9, 10, 7]);
    assert_eq!(edit(LADDER, &[Edit::Order(vec![])]), LADDER);
    let trick = left(LADDER, &[Edit::Order(vec![13, 12])]);
    assert!(trick.ends_with(&[13, 12]));
}

#[test]
fn a_default_is_the_only_one_of_its_group() {
    assert_eq!(
        changed(&[Edit::SetDefault(id::AAC_FR)]),
        [
            "-#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"aac\",NAME=\"English, stereo\",LANGUAGE=\"en\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"aac-en.m3u8\"",
            "-#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"aac\",NAME=\"Français\",LANGUAGE=\"fr\",CHARACTERISTICS=\"public.accessibility.describes-video\",CHANNELS=\"2\",URI=\"aac-fr.m3u8\"",
            "+#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"aac\",NAME=\"English, stereo\",LANGUAGE=\"en\",DEFAULT=NO,AUTOSELECT=YES,CHANNELS=\"2\",URI=\"aac-en.m3u8\"",
            "+#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"aac\",NAME=\"Français\",LANGUAGE=\"fr\",CHARACTERISTICS=\"public.accessibility.describes-video\",CHANNELS=\"2\",URI=\"aac-fr.m3u8\",DEFAULT=YES,AUTOSELECT=YES",
        ]
    );
    assert_eq!(edit(LADDER, &[Edit::SetDefault(id::AAC_EN)]), LADDER);
    assert_eq!(edit(LADDER, &[Edit::SetDefault(id::EC3_EN)]), LADDER);
    let playlist = Multivariant::parse(LADDER).unwrap();
    let edited = playlist.apply(&[Edit::SetDefault(id::SUBS_EN)], Floor::default()).unwrap();
    let defaults: Vec<_> =
        edited.tracks().filter(|track| track.is_default).map(|track| track.id).collect();
    assert_eq!(defaults, [id::AAC_EN, id::EC3_EN, id::SUBS_EN]);
    assert!(
        edited.write().contains("LANGUAGE=\"en\",DEFAULT=YES,AUTOSELECT=YES,URI=\"subs-en.m3u8\"")
    );
}

#[test]
fn the_last_default_wins() {
    let edits = [Edit::SetDefault(id::AAC_FR), Edit::SetDefault(id::AAC_EN)];
    assert_eq!(changed(&edits).len(), 2);
    let after = edit(LADDER, &edits);
    assert!(after.contains("URI=\"aac-fr.m3u8\",AUTOSELECT=YES\n"));
}

#[test]
fn autoselect_changes_where_it_stands() {
    let edits = [
        Edit::SetAutoselect { track: id::SUBS_EN, value: true },
        Edit::SetAutoselect { track: id::SUBS_FR_FORCED, value: false },
        Edit::SetAutoselect { track: id::AAC_FR, value: false },
    ];
    let after = edit(LADDER, &edits);
    assert!(after.contains("DEFAULT=NO,AUTOSELECT=YES,URI=\"subs-en.m3u8\""));
    assert!(after.contains("AUTOSELECT=NO,FORCED=YES,URI=\"subs-fr.m3u8\""));
    assert_eq!(changed(&edits).len(), 4);
}

#[test]
fn refusals_name_the_edit_and_the_rule() {
    use Edit::*;
    let trick = id::TRICK_720;
    for (edits, edit, rule) in [
        (vec![Drop(0), Drop(99)], 1, Rule::UnknownTrack { track: 99 }),
        (vec![Order(vec![7, u32::MAX])], 0, Rule::UnknownTrack { track: u32::MAX }),
        (vec![Drop(9), Drop(9)], 1, Rule::DroppedTrack { track: 9 }),
        (vec![Drop(4), SetDefault(4)], 1, Rule::DroppedTrack { track: 4 }),
        (vec![Drop(7), Order(vec![8, 7])], 1, Rule::DroppedTrack { track: 7 }),
        (vec![Order(vec![8, 7, 8])], 0, Rule::OrderedTwice { track: 8 }),
        (vec![Order(vec![7, 0])], 0, Rule::Unlike { track: 0, other: 7 }),
        (vec![Order(vec![0, 2])], 0, Rule::Unlike { track: 2, other: 0 }),
        (vec![Order(vec![7, trick])], 0, Rule::Unlike { track: trick, other: 7 }),
        (vec![SetDefault(7)], 0, Rule::NotARendition { track: 7 }),
        (
            vec![SetAutoselect { track: trick, value: true }],
            0,
            Rule::NotARendition { track: trick },
        ),
        (vec![SetAutoselect { track: 0, value: false }], 0, Rule::DefaultIsAutoselect { track: 0 }),
        (
            vec![SetDefault(1), SetAutoselect { track: 1, value: false }],
            1,
            Rule::DefaultIsAutoselect { track: 1 },
        ),
        (vec![Drop(7), Drop(8), Drop(9), Drop(11), Drop(10)], 4, Rule::LastVariant { track: 10 }),
        (vec![Drop(1), Drop(4), Drop(0)], 2, Rule::LastAudio { track: 0, variant: 7 }),
    ] {
        assert_eq!(refused(&edits), Refusal { edit, rule }, "{edits:?}");
    }
    // Found by fuzzing: what is left must still be known as a multivariant playlist.
    let trick_play = "#EXTM3U\n#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"i\"\n";
    let rule = |text: &str, edits: &[Edit]| {
        Multivariant::parse(text).unwrap().apply(edits, Floor::default()).unwrap_err().rule
    };
    assert_eq!(rule(trick_play, &[Drop(0)]), Rule::KindLost);
    let key = "#EXTM3U\n#EXT-X-SESSION-KEY:METHOD=AES-128,URI=\"k\"\n";
    assert_eq!(rule(key, &[StripSessionKeys]), Rule::KindLost);
    assert_eq!(edit(&format!("{key}{}", &trick_play[8..]), &[Drop(0)]), key);
    assert_eq!(refused(&[Drop(99)]).to_string(), "edit 0: there is no track 99");
    let not_default = [SetDefault(1), SetAutoselect { track: 0, value: false }];
    assert!(edit(LADDER, &not_default).contains("DEFAULT=NO,AUTOSELECT=NO,CHANNELS"));
}
