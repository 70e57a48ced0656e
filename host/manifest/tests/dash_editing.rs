//! What is read of an MPD, what edits make of it, and what they may not do.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, Instant};

use tidegate_manifest::edit::{Event, EventStream, Slate};
use tidegate_manifest::timeline::CueKind;
use tidegate_manifest::{
    Codecs, Drm, DynamicRange, Edit, Expected, Floor, Mpd, Refusal, Resolution, Roles, Rule,
    TrackKind,
};

/// Two representations of video, sound in two languages, trick mode, captions.
const LIVE: &str = include_str!("dash_common/live.mpd");

fn edit(text: &str, edits: &[Edit]) -> String {
    Mpd::parse(text).unwrap().apply(edits, Floor::default()).unwrap().write()
}

fn refusal(text: &str, edits: &[Edit]) -> Refusal {
    Mpd::parse(text).unwrap().apply(edits, Floor::default()).map(|_| ()).unwrap_err()
}

/// What is only in the one text and only in the other, line by line.
fn changes<'t>(before: &'t str, after: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let only = |one: &'t str, other: &str| {
        let others: Vec<&str> = other.lines().collect();
        one.lines().filter(|line| !others.contains(line)).map(str::trim).collect()
    };
    (only(before, after), only(after, before))
}

#[test]
fn tracks_say_what_their_sets_and_descriptors_say() {
    let mpd = Mpd::parse(LIVE).unwrap();
    let [v1, v2, a1, a2, t1, s1] = mpd.tracks() else { panic!("{:?}", mpd.tracks()) };
    assert_eq!(
        mpd.tracks().iter().map(|track| (track.kind, track.set, track.group)).collect::<Vec<_>>(),
        [
            (TrackKind::Video, Some(0), None),
            (TrackKind::Video, Some(0), None),
            (TrackKind::Audio, Some(1), Some(0)),
            (TrackKind::Audio, Some(2), Some(0)),
            (TrackKind::TrickPlay, Some(3), None),
            (TrackKind::Subtitles, Some(4), Some(1)),
        ]
    );
    assert_eq!(v1.resolution, Some(Resolution { width: 640, height: 360 }));
    assert_eq!(
        (v1.frame_rate, v1.drm, v1.range),
        (Some(29_970), Drm::WIDEVINE, Some(DynamicRange::Sdr))
    );
    assert_eq!((v2.codecs, v2.range), (Codecs::HEVC, Some(DynamicRange::Pq)));
    assert_eq!((a1.language.as_deref(), a1.label.as_deref()), (Some("en"), Some("English")));
    assert_eq!((a1.channels, a1.sample_rate, a1.codecs), (Some(2), Some(48_000), Codecs::AAC));
    assert_eq!((a1.roles, a1.is_default, a1.autoselect), (Roles::MAIN, true, true));
    assert_eq!((a2.channels, a2.spatial, a2.is_default), (Some(6), true, false));
    assert_eq!((a2.roles, a2.stable_id.as_deref()), (Roles::DESCRIBED_AUDIO, Some("a2")));
    assert_eq!((t1.drm, t1.bandwidth), (Drm::empty(), Some(100_000)));
    assert_eq!((s1.codecs, s1.roles), (Codecs::TEXT, Roles::CAPTIONS));
    assert_eq!(mpd.pathways(), ["a", "b"]);
}

#[test]
fn timelines_tell_windows_segments_and_cues() {
    let timeline = Mpd::parse(LIVE).unwrap().timeline();
    assert!(timeline.live);
    assert_eq!((timeline.target_duration, timeline.window), (Some(4_000), Some(3_600_000)));
    assert_eq!((timeline.segments, timeline.start), (900, Some(1_767_225_600_000)));
    let [cue] = &timeline.cues[..] else { panic!("{:?}", timeline.cues) };
    assert_eq!((cue.kind, cue.at, cue.duration), (CueKind::Out, 10_000, Some(30_000)));
    assert_eq!(cue.id.as_deref(), Some("7"));
}

#[test]
fn sound_without_pictures_is_audio_only_and_sound_inside_is_muxed() {
    let text = "<MPD><Period><AdaptationSet mimeType='audio/mp4'><Representation/></AdaptationSet></Period>\
                <Period><AdaptationSet mimeType='video/mp4'><Representation codecs='avc1.4d401f,mp4a.40.2'/></AdaptationSet>\
                <AdaptationSet mimeType='application/x'><Representation/></AdaptationSet></Period></MPD>";
    let mpd = Mpd::parse(text).unwrap();
    let kinds: Vec<_> = mpd.tracks().iter().map(|track| (track.kind, track.period)).collect();
    assert_eq!(kinds, [(TrackKind::AudioOnly, 0), (TrackKind::Muxed, 1)]);
}

#[test]
fn other_namespaces_and_remote_elements_have_no_tracks() {
    let one = "<d:AdaptationSet mimeType='video/mp4'><d:Representation/></d:AdaptationSet>";
    let text = format!(
        "\u{feff}<d:MPD xmlns:d='urn:mpeg:dash:schema:mpd:2011'><d:Period>{one}{}{}{}</d:Period></d:MPD>",
        one.replace("d:", ""),
        one.replace(" mime", " xmlns:d='urn:x' mime"),
        one.replace(" mime", " xlink:href='x' mime"),
    );
    let mpd = Mpd::parse(&text).unwrap();
    assert_eq!(mpd.tracks().len(), 1);
    let written =
        mpd.apply(&[Edit::SetBase { uri: "/x/".to_owned() }], Floor::default()).unwrap().write();
    assert!(written.contains("2011'><d:BaseURL>/x/</d:BaseURL><d:Period>"), "{written}");
}

#[test]
fn dropped_representations_take_their_lines_along() {
    let written = edit(LIVE, &[Edit::Drop(0)]);
    assert_eq!(written.lines().count() + 1, LIVE.lines().count());
    let (gone, new) = changes(LIVE, &written);
    let [gone] = gone[..] else { panic!("{gone:?}") };
    assert!(gone.starts_with("<Representation id=\"v1\"") && new.is_empty(), "{gone}");
}

#[test]
fn dropped_sets_are_named_no_more() {
    let written = edit(LIVE, &[Edit::Drop(3), Edit::Drop(5)]);
    let (gone, new) = changes(LIVE, &written);
    assert_eq!(
        new,
        ["<Subset contains=\"1 2\"/>", "<Preselection id=\"x\" preselectionComponents=\"2\"/>"]
    );
    assert!(!written.contains("id=\"3\"") && !written.contains("id=\"5\""), "{gone:?}");
    // Without its first a preselection is nothing.
    let written = edit(LIVE, &[Edit::Drop(2)]);
    assert!(!written.contains("Preselection") && written.contains("contains=\"1 5\""));
}

#[test]
fn what_depends_on_what_is_gone_goes() {
    let text = "<MPD><Period><AdaptationSet id='1' mimeType='video/mp4'>\
                <Representation id='a'/><Representation id='b' dependencyId='a'/>\
                <Representation id='c' dependencyId='b'/><Representation id='d' associationId='a x' associationType='cdsc cdsc'/>\
                </AdaptationSet><AdaptationSet mimeType='video/mp4'><Representation id='e'/></AdaptationSet>\
                <AdaptationSet mimeType='video/mp4'><SupplementalProperty schemeIdUri='http://dashif.org/guidelines/trickmode' value='1'/><Representation id='t'/></AdaptationSet>\
                </Period></MPD>";
    let written = edit(text, &[Edit::Drop(0)]);
    assert!(written.contains("<AdaptationSet id='1' mimeType='video/mp4'><Representation id='d' associationId='x' associationType='cdsc'/></AdaptationSet>"), "{written}");
    let written = edit(text, &[Edit::Drop(0), Edit::Drop(3)]);
    assert_eq!(
        written,
        "<MPD><Period><AdaptationSet mimeType='video/mp4'><Representation id='e'/></AdaptationSet></Period></MPD>"
    );
}

#[test]
fn orders_move_sets_and_representations() {
    let written = edit(LIVE, &[Edit::Order(vec![3, 2]), Edit::Order(vec![1, 0])]);
    let ids = ["\"v2\"", "<!-- the best -->", "\"v1\"", "\"a2\"", "\"a1\"", "\"t1\""];
    let places: Vec<_> = ids.iter().map(|id| written.find(id).unwrap()).collect();
    assert!(places.is_sorted(), "{written}");
    assert_eq!(written.len(), LIVE.len());
    let edits = [Edit::Order(vec![3, 2])];
    let mpd = Mpd::parse(LIVE).unwrap();
    let edited = mpd.apply(&edits, Floor::default()).unwrap();
    assert_eq!(edited.tracks().map(|track| track.id).collect::<Vec<_>>(), [0, 1, 3, 2, 4, 5]);
}

#[test]
fn a_default_is_one_for_every_player() {
    let edits = [Edit::SetDefault(3)];
    let mpd = Mpd::parse(LIVE).unwrap();
    let edited = mpd.apply(&edits, Floor::default()).unwrap();
    let defaults: Vec<u32> =
        edited.tracks().filter(|track| track.is_default).map(|track| track.id).collect();
    assert_eq!(defaults, [3]);
    let written = edited.write();
    let (gone, new) = changes(LIVE, &written);
    // The line of the old main one is still there: it is the new one's.
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert_eq!(
        new,
        [
            "<Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"alternate\"/>",
            "<AdaptationSet id=\"3\" contentType=\"audio\" mimeType=\"audio/mp4\" codecs=\"ec-3\" lang=\"fr\" selectionPriority=\"2\">",
        ]
    );
    // Behind Accessibility, as the schema has it, and indented as that.
    assert!(written.contains("value=\"1\"/>\n      <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"main\"/>\n      <Rep"));
}

#[test]
fn names_and_languages_cannot_break_out() {
    let written = edit(
        LIVE,
        &[
            Edit::Rename { track: 2, label: "</Label><x y='".to_owned() },
            Edit::Rename { track: 3, label: "Français".to_owned() },
            Edit::Relabel { track: 3, language: "fr-CA".to_owned() },
        ],
    );
    assert!(written.contains("<Label>&lt;/Label&gt;&lt;x y=&apos;</Label>"), "{written}");
    assert!(written.contains("value=\"JOC\"/>\n      <Label>Français</Label>\n      <Access"));
    assert!(written.contains("codecs=\"ec-3\" lang=\"fr-CA\">"));
    for label in ["\u{ffff}", "a\u{1}"] {
        let rule = refusal(LIVE, &[Edit::Rename { track: 2, label: label.to_owned() }]).rule;
        assert_eq!(rule, Rule::Unwritable { what: "name" });
    }
}

#[test]
fn bases_go_before_what_is_relative() {
    let base = |uri: &str| Edit::SetBase { uri: uri.to_owned() };
    let written = edit(LIVE, &[base("https://c.example/x&y/")]);
    assert_eq!(
        changes(LIVE, &written).1,
        ["<BaseURL serviceLocation=\"b\">https://c.example/x&amp;y/live/</BaseURL>"]
    );
    let text = "<MPD>\n  <Title/>\n  <BaseURL> /films/ </BaseURL>\n</MPD>";
    assert!(edit(text, &[base("https://c.example/x/")]).contains("> https://c.example/films/ <"));
    assert_eq!(edit(text, &[base("/y/")]), text);
    assert_eq!(edit("<MPD/>", &[base("/y/")]), "<MPD><BaseURL>/y/</BaseURL></MPD>");
    for uri in ["x/", "https://c.example", "ftp:/x/", "/\n/"] {
        let rule = refusal(text, &[base(uri)]).rule;
        assert_eq!(rule, Rule::Unwritable { what: "base" }, "{uri}");
    }
}

#[test]
fn pathways_are_steered_to_and_dropped() {
    let drop = |pathway: &str| Edit::DropPathway(pathway.to_owned());
    let begin = |pathway: &str| Edit::SetPathway(pathway.to_owned());
    let written = edit(LIVE, &[drop("a"), begin("b")]);
    assert!(!written.contains("a.example") && written.contains("Location=\"b\">https://steer"));
    let unknown = |pathway: &str| Rule::UnknownPathway { pathway: pathway.to_owned() };
    assert_eq!(refusal(LIVE, &[drop("a")]), Refusal { edit: 0, rule: unknown("a") });
    assert_eq!(refusal(LIVE, &[begin("c")]).rule, unknown("c"));
    assert_eq!(refusal(LIVE, &[drop("a"), begin("a")]), Refusal { edit: 1, rule: unknown("a") });
    let last = Rule::LastPathway { pathway: "b".to_owned() };
    let all = [Edit::StripSteering, drop("a"), drop("b")];
    assert_eq!(refusal(LIVE, &all), Refusal { edit: 2, rule: last });
    let stripped = edit(LIVE, &[Edit::StripSteering]);
    assert_eq!(changes(LIVE, &stripped).0.len(), 1);
    let server = "https://s.example/?a&b".to_owned();
    let steered = edit(&stripped, &[Edit::SetSteering { server, pathway: "b".to_owned() }]);
    assert!(steered.contains("live/</BaseURL>\n  <ContentSteering defaultServiceLocation=\"b\">https://s.example/?a&amp;b</ContentSteering>\n  <Period"), "{steered}");
}

fn stream(scheme: &str, period: u32) -> Edit {
    let message = "a<b]]>\r\n".to_owned();
    let event = Event { id: 1, time: 5, duration: None, message, alternative: None };
    Edit::InsertEventStream(EventStream {
        period,
        scheme: scheme.to_owned(),
        value: None,
        timescale: 10,
        events: vec![event],
    })
}

#[test]
fn event_streams_come_and_go() {
    let written = edit(LIVE, &[stream("urn:x", 0)]);
    assert!(written.contains("</EventStream>\n    <EventStream schemeIdUri=\"urn:x\" timescale=\"10\"><Event presentationTime=\"5\" id=\"1\">a&lt;b]]&gt;&#13;\n</Event></EventStream>\n    <AdaptationSet"), "{written}");
    let remove = |scheme: &str| Edit::RemoveEventStream { scheme: scheme.to_owned(), value: None };
    assert_eq!(edit(&written, &[remove("urn:x")]), LIVE);
    assert_eq!(edit(LIVE, &[stream("urn:x", 0), remove("urn:x")]), LIVE);
    assert!(!edit(LIVE, &[remove("urn:scte:scte35:2013:xml")]).contains("EventStream"));
    assert_eq!(
        refusal(LIVE, &[remove("urn:y")]).rule,
        Rule::Unknown { what: "event stream", name: "urn:y".to_owned() }
    );
    let twice = refusal(LIVE, &[stream("urn:x", 0), stream("urn:x", 0)]);
    assert_eq!(
        twice,
        Refusal { edit: 1, rule: Rule::Taken { what: "event stream", name: "urn:x".to_owned() } }
    );
    let nowhere = Rule::Unknown { what: "period", name: "1".to_owned() };
    assert_eq!(refusal(LIVE, &[stream("urn:x", 1)]).rule, nowhere);
}

#[test]
fn an_mpd_that_changes_announces_no_patches_of_the_one_it_was() {
    let patch = "<PatchLocation ttl=\"60\">live.mpp?from=1</PatchLocation>";
    let text = LIVE.replacen("<Period", &format!("{patch}\n  <Period"), 1);
    assert_eq!(edit(&text, &[]), text);
    assert_eq!(edit(&text, &[Edit::Trim(4_000_000)]), text);
    assert_eq!(edit(&text, &[Edit::Drop(0)]), edit(LIVE, &[Edit::Drop(0)]));
    let base = [Edit::SetBase { uri: "/x/".to_owned() }];
    assert_eq!(edit(&text, &base), edit(LIVE, &base));
}

#[test]
fn windows_shrink_to_what_players_need() {
    let window = |millis| edit(LIVE, &[Edit::Trim(millis)]);
    assert!(window(60_500).contains("timeShiftBufferDepth=\"PT60.5S\""));
    assert!(window(0).contains("timeShiftBufferDepth=\"PT16S\""));
    assert_eq!(window(4_000_000), LIVE);
    let rule = refusal("<MPD/>", &[Edit::Trim(0)]).rule;
    assert!(matches!(rule, Rule::NotHere { edit: "trim", .. }));
}

#[test]
fn periods_go_only_where_the_rest_can_close_up() {
    let one = "<AdaptationSet mimeType='video/mp4'><Representation/></AdaptationSet>";
    let text = format!(
        "<MPD mediaPresentationDuration='PT60S'>\n  <Period duration='PT10S'>{one}</Period>\n  <Period id='ad' duration='PT20.5S'>{one}</Period>\n  <Period start='PT30.5S'>{one}</Period>\n</MPD>"
    );
    assert_eq!(
        edit(&text, &[Edit::Drop(1)]),
        format!(
            "<MPD mediaPresentationDuration='PT39.5S'>\n  <Period duration='PT10S'>{one}</Period>\n  <Period start='PT10S'>{one}</Period>\n</MPD>"
        )
    );
    let last = Rule::LastVariant { track: 1 };
    assert_eq!(refusal(&text.replace("<MPD", "<MPD type='dynamic'"), &[Edit::Drop(1)]).rule, last);
    let all = [Edit::Drop(1), Edit::Drop(0), Edit::Drop(2)];
    assert_eq!(refusal(&text, &all), Refusal { edit: 2, rule: Rule::LastVariant { track: 2 } });
    let unknown = text.replace(" duration='PT20.5S'", "").replace(" start='PT30.5S'", "");
    assert_eq!(refusal(&unknown, &[Edit::Drop(1)]).rule, last);
}

#[test]
fn what_plays_cannot_be_dropped() {
    let drops = |ids: &[u32]| ids.iter().copied().map(Edit::Drop).collect::<Vec<_>>();
    let last = Refusal { edit: 1, rule: Rule::LastVariant { track: 1 } };
    assert_eq!(refusal(LIVE, &drops(&[0, 1])), last);
    let silent = Refusal { edit: 1, rule: Rule::LastAudio { track: 2, variant: 0 } };
    assert_eq!(refusal(LIVE, &drops(&[3, 2])), silent);
    let floor = Floor { accessibility: true };
    let mpd = Mpd::parse(LIVE).unwrap();
    assert!(mpd.apply(&drops(&[3]), floor).is_err());
    assert!(mpd.apply(&drops(&[5]), floor).is_err());
    assert!(mpd.apply(&drops(&[0]), floor).is_ok());
    let autoselect = Edit::SetAutoselect { track: 2, value: true };
    assert!(matches!(refusal(LIVE, &[autoselect]).rule, Rule::NotHere { .. }));
}

#[test]
fn a_slate_is_all_there_is() {
    let slate = Edit::Replace(Slate {
        uri: "s.mp4?a&b".to_owned(),
        duration: 1_500,
        bandwidth: 9,
        codecs: Some("avc1.64001f".to_owned()),
    });
    let edits = [Edit::Drop(0), slate.clone()];
    let mpd = Mpd::parse(LIVE).unwrap();
    let written = mpd.apply(&edits, Floor { accessibility: true }).unwrap().write();
    let again = Mpd::parse(&written).unwrap();
    assert_eq!(
        again.tracks(),
        mpd.apply(&edits, Floor::default()).unwrap().tracks().collect::<Vec<_>>()
    );
    let timeline = again.timeline();
    assert_eq!((timeline.live, timeline.window, timeline.start), (false, Some(1_500), None));
    assert!(written.starts_with(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- written by hand -->\n<MPD xmlns="
    ));
    assert!(written.contains("<BaseURL>s.mp4?a&amp;b</BaseURL>") && !written.contains("timeShift"));
    assert_eq!(
        refusal(LIVE, &[slate, Edit::Drop(0)]),
        Refusal { edit: 1, rule: Rule::DroppedTrack { track: 0 } }
    );
}

#[test]
fn what_is_no_mpd_is_refused_where_it_is_not() {
    let deep = "<a>".repeat(70);
    for (text, line, column, expected) in [
        ("", 1, 1, Expected::Mpd),
        ("<Period/>", 1, 1, Expected::Mpd),
        ("<MPD\n type='vod'/>", 2, 8, Expected::MpdType),
        ("<!DOCTYPE MPD><MPD/>", 1, 1, Expected::NoDoctype),
        ("<MPD>\n</Mpd>", 2, 1, Expected::WellFormed),
        ("<MPD>", 1, 6, Expected::WellFormed),
        ("<MPD/><MPD/>", 1, 7, Expected::WellFormed),
        ("<MPD/>x", 1, 7, Expected::WellFormed),
        ("<MPD a='&x;'/>", 1, 9, Expected::WellFormed),
        ("<MPD a='<'/>", 1, 9, Expected::WellFormed),
        ("<MPD a=''b=''/>", 1, 10, Expected::WellFormed),
        ("<MPD a='' a=''/>", 1, 11, Expected::OtherAttribute),
        ("<MPD>&x;</MPD>", 1, 6, Expected::WellFormed),
        ("<MPD>]]></MPD>", 1, 6, Expected::WellFormed),
        ("<MPD>\u{1}</MPD>", 1, 6, Expected::WellFormed),
        (&format!("<MPD>{deep}"), 1, 6 + 63 * 3, Expected::Depth(64)),
    ] {
        let error = Mpd::parse(text).map(|_| ()).unwrap_err();
        assert_eq!((error.line, error.column, error.expected), (line, column, expected), "{text}");
    }
}

#[test]
fn hostile_texts_are_refused_at_once() {
    let many = |one: &str, count: usize| {
        (0..count).map(|n| one.replace('#', &n.to_string())).collect::<String>()
    };
    let set = many(
        "<AdaptationSet id='#' mimeType='video/mp4'><Representation id='#'/></AdaptationSet>",
        5_000,
    );
    let texts = [
        (format!("<MPD {}/>", many(" a#=''", 80_000)), false),
        (format!("<MPD><Period>{set}</Period></MPD>"), false),
        (format!("<MPD>{}</MPD>", many("<Period/>", 100_000)), false),
        (format!("<MPD>{}</MPD>", many("<x y='&amp;'/>", 200_000)), true),
        (format!("<MPD {}", " ".repeat(1 << 20)), false),
        (format!("<MPD a='{}", "&amp;".repeat(100_000)), false),
    ];
    for (text, fine) in texts {
        let start = Instant::now();
        assert_eq!(Mpd::parse(&text).is_ok(), fine, "{:.60}", text);
        // A debug build on a busy machine; release takes a tenth.
        assert!(start.elapsed() < Duration::from_secs(3), "{:?} {:.60}", start.elapsed(), text);
    }
}

/// BT.2100 has ten bits at least: what states no transfer characteristics is SDR if
/// its codec has eight, and unknown otherwise.
#[test]
fn eight_bits_imply_sdr() {
    for (codecs, range) in [
        ("avc1.64001f", Some(DynamicRange::Sdr)),
        ("avc1.6e0028", None),
        ("hvc1.1.6.L93.B0", Some(DynamicRange::Sdr)),
        ("hvc1.2.4.L150.B0", None),
        ("av01.0.08M.08", Some(DynamicRange::Sdr)),
        ("av01.0.08M.10", None),
        ("vp09.00.40.08", Some(DynamicRange::Sdr)),
        ("dvh1.05.06", None),
        ("vp9", None),
    ] {
        let text = format!(
            "<MPD><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"a\" \
             bandwidth=\"1\" codecs=\"{codecs}\"/></AdaptationSet></Period></MPD>"
        );
        let mpd = Mpd::parse(&text).unwrap();
        assert_eq!(mpd.tracks()[0].range, range, "{codecs}");
    }
}
