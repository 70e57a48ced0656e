//! What holds for any text that is taken for an MPD, and any edits.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod dash_common;

use dash_common::{Numbers, check, naive};
use proptest::prelude::*;
use tidegate_manifest::{Edit, Floor, Mpd};

/// Text made of what MPDs are made of, in any order.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        8 => prop::sample::select(vec![
            "<MPD>", "<MPD type='dynamic'>", "</MPD>", "<Period>", "<Period/>", "</Period>",
            "<AdaptationSet id='1' mimeType='audio/mp4'>", "</AdaptationSet>", "<Representation/>",
            "<Label>", "</Label>", "<S t=\"0\" d=\"1\"/>", "<SegmentTimeline>", "</SegmentTimeline>",
            "<!--", "-->", "<![CDATA[", "]]>", "<?x", "?>", "&amp;", "&#x0;", "&", "<", ">", "/>",
            "'", "\"", "=", "a='b'", "<BaseURL serviceLocation='a'>", "</BaseURL>", "\u{feff}", "é",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec!["\n", "\r\n", " "]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let start = prop::sample::select(vec![
        "",
        "<MPD>",
        "<MPD><Period>",
        "\u{feff}<?xml version='1.0'?><MPD>",
    ]);
    let end = prop::sample::select(vec!["", "</MPD>", "</Period></MPD>"]);
    (start, prop::collection::vec(scrap, 0..30), end)
        .prop_map(|(start, scraps, end)| start.to_owned() + &scraps.concat() + end)
}

/// An MPD as someone could have written it, minified or not.
fn mpd() -> impl Strategy<Value = String> {
    let mime = prop::sample::select(vec!["video/mp4", "audio/mp4", "text/vtt", "application/x"]);
    let more = prop::sample::select(vec![
        "",
        "<Role schemeIdUri='urn:mpeg:dash:role:2011' value='main'/>",
        "<Role schemeIdUri='urn:mpeg:dash:role:2011' value='alternate'/>",
        "<EssentialProperty schemeIdUri='http://dashif.org/guidelines/trickmode' value='1 2'/>",
        "<SupplementalProperty schemeIdUri='urn:mpeg:dash:adaptation-set-switching:2016' value='2,3'/>",
        "<Label/>",
        "<Label>a</Label>~<Label lang='fr'>b</Label>",
        "<BaseURL serviceLocation='a'>x/</BaseURL>~<BaseURL>y/</BaseURL>",
        "<InbandEventStream schemeIdUri='urn:example:a'/>",
    ]);
    let one = prop::sample::select(vec![
        "<Representation id='#'/>",
        "<Representation id='#' bandwidth='5'>~<BaseURL>x</BaseURL>~</Representation>",
        "<Representation id='#' dependencyId='1'></Representation>",
        "<Representation id='#' associationId='1 2' associationType='cdsc cdsc'/>",
    ]);
    let ones = prop::collection::vec((one, 1..4_u32), 0..4).prop_map(|ones| {
        ones.into_iter()
            .map(|(one, id)| one.replace('#', &id.to_string()) + "~")
            .collect::<String>()
    });
    let priority = prop::sample::select(vec!["", " selectionPriority='7'", " lang='en'", " "]);
    let set = (mime, more, ones, 1..4_u32, priority).prop_map(|(mime, more, ones, id, priority)| {
        format!("<AdaptationSet id='{id}' mimeType='{mime}'{priority}>~{more}~{ones}</AdaptationSet>~")
    });
    let times = prop::sample::select(vec!["", " duration='PT5S'", " start='PT9S'", " id='p'"]);
    let streams = prop::sample::select(vec![
        "",
        "<EventStream schemeIdUri='urn:example:a'><Event/></EventStream>~",
    ]);
    let tail = prop::sample::select(vec![
        "",
        "<Subset contains='1 2'/>",
        "<Preselection preselectionComponents='2 1'/>",
    ]);
    let period = (times, streams, prop::collection::vec(set, 0..5), tail).prop_map(
        |(times, streams, sets, tail)| {
            format!("<Period{times}>~{streams}{}{tail}~</Period>~", sets.concat())
        },
    );
    let root = prop::sample::select(vec![
        "<MPD>",
        "<MPD type='dynamic' timeShiftBufferDepth='PT60S'>",
        "<MPD mediaPresentationDuration='PT40S' >~<BaseURL>/r/</BaseURL>",
        "<MPD>~<BaseURL serviceLocation='a'/>~<BaseURL serviceLocation='b'>z</BaseURL>~<ContentSteering defaultServiceLocation='a b'/>",
    ]);
    let line = prop::sample::select(vec!["", "\n", "\n  ", "\r\n\t"]);
    (root, prop::collection::vec(period, 0..4), line).prop_map(|(root, periods, line)| {
        format!("{root}~{}</MPD>~", periods.concat()).replace('~', line)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn any_text_is_read_or_refused(text in scraps()) {
        if let Ok(mpd) = Mpd::parse(&text) {
            prop_assert_eq!(mpd.apply(&[], Floor::default()).unwrap().write(), text.as_str());
            let _ = mpd.timeline();
            let mut numbers = Numbers(text.len() as u64);
            for _ in 0..4 {
                let edits = numbers.edits(&mpd);
                let Ok(edited) = mpd.apply(&edits, Floor::default()) else { continue };
                let written = edited.write();
                prop_assert!(Mpd::parse(&written).is_ok(), "{:?}\n{}", edits, written);
            }
        }
    }

    #[test]
    fn edits_do_what_they_say(text in mpd(), seed in any::<u64>()) {
        let mpd = Mpd::parse(&text).unwrap();
        prop_assert_eq!(mpd.apply(&[], Floor::default()).unwrap().write(), text.as_str());
        let before = naive(&text);
        let mut numbers = Numbers(seed);
        for _ in 0..4 {
            check("generated", &mpd, &before, &numbers.edits(&mpd));
        }
    }
}

/// What the checks themselves once got wrong: the second period is like the first
/// but for what is dropped from it.
#[test]
fn periods_that_are_alike_are_told_apart() {
    let stream = "<EventStream schemeIdUri='urn:example:a'><Event/></EventStream>";
    let set = "<AdaptationSet id='1' mimeType='video/mp4'><Representation id='1'/></AdaptationSet>";
    let text = format!(
        "<MPD><Period>{stream}{set}</Period>\
         <Period>{stream}<Subset contains='1 2'/></Period><Period>{set}{set}</Period></MPD>"
    );
    let mpd = Mpd::parse(&text).unwrap();
    assert!(check("alike", &mpd, &naive(&text), &[Edit::Drop(0)]).is_some());
}
