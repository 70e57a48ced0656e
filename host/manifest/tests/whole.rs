//! Edits that are about the whole playlist.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod common;

use common::{LADDER, edit, id};
use tidegate_manifest::edit::Slate;
use tidegate_manifest::{Drm, Edit, Floor, Multivariant, Refusal, Relied, Rule, TrackKind};

/// Two pathways, each with its own audio and trick play; steered to the first.
const STEERED: &str = "#EXTM3U\r\n#EXT-X-VERSION:12\r\n\
    #EXT-X-CONTENT-STEERING:SERVER-URI=\"/steer?v=1\",PATHWAY-ID=\"a\"\r\n\
    #EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI=\"skd://k\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\r\n\
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"s-a\",NAME=\"English\",LANGUAGE=\"en\",URI=\"a/en.m3u8\"\r\n\
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"s-b\",NAME=\"English\",LANGUAGE=\"en\",URI=\"b/en.m3u8\"\r\n\
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"s-b\",NAME=\"French\",URI=\"b/fr.m3u8\"\r\n\
    #EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"s-a\",PATHWAY-ID=\"a\"\r\na/v.m3u8\r\n\
    #EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"s-b\",PATHWAY-ID=\"b\"\r\n  b/v.m3u8 \r\n\
    #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"a/i\",PATHWAY-ID=\"a\"\r\n\
    #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"b/i\",PATHWAY-ID=\"b\"\r\n";

fn refused(text: &str, edits: &[Edit]) -> (usize, Rule) {
    let playlist = Multivariant::parse(text).unwrap();
    let Refusal { edit, rule } = playlist.apply(edits, Floor::default()).unwrap_err();
    (edit, rule)
}

fn pathway(name: &str) -> Edit {
    Edit::SetPathway(name.to_owned())
}

fn without(name: &str) -> Edit {
    Edit::DropPathway(name.to_owned())
}

fn steering(server: &str, pathway: &str) -> Edit {
    Edit::SetSteering { server: server.to_owned(), pathway: pathway.to_owned() }
}

fn base(uri: &str) -> Edit {
    Edit::SetBase { uri: uri.to_owned() }
}

fn slate() -> Slate {
    Slate { uri: "slate.m3u8".to_owned(), duration: 1, bandwidth: 7, codecs: None }
}

#[test]
fn a_start_is_added_or_replaced() {
    let start = |offset, precise| Edit::SetStart { offset, precise };
    let after = edit(STEERED, &[start(-12_050, true)]);
    let line = "#EXT-X-START:TIME-OFFSET=-12.050,PRECISE=YES\r\n";
    assert_eq!(after, STEERED.replace("12\r\n", &format!("12\r\n{line}")));
    assert_eq!(
        edit(&after, &[start(1, false), start(60_000, false)]),
        after.replace(line, "#EXT-X-START:TIME-OFFSET=60.000\r\n")
    );
    let twice = after.replace(line, &format!("  {line}{line}"));
    assert_eq!(edit(&twice, &[start(-12_050, true)]), after);
    assert!(
        edit(LADDER, &[start(0, false)])
            .starts_with("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-START:TIME-OFFSET=0.000\n## audio\n")
    );
}

#[test]
fn references_get_their_base() {
    let after = edit(STEERED, &[base("https://cdn/x/")]);
    let expected = STEERED
        .replace("\"/steer", "\"https://cdn/steer")
        .replace("URI=\"a/", "URI=\"https://cdn/x/a/")
        .replace("URI=\"b/", "URI=\"https://cdn/x/b/")
        .replace("\na/v", "\nhttps://cdn/x/a/v")
        .replace("  b/v", "  https://cdn/x/b/v");
    assert_eq!(after, expected);
    assert_eq!(edit(&after, &[base("/y/")]), after);
    let text = "#EXTM3U\n#EXT-X-DEFINE:NAME=\"h\",VALUE=\"//host\"\n#EXT-X-SESSION-DATA:DATA-ID=\"d\",URI=\"d.json\"\n\
        #EXT-X-MEDIA:TYPE=OTHER,URI=o\n#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=1,URI=\"t\"\n\
        #EXT-X-STREAM-INF:BANDWIDTH=1,URI=\"x\"\n{$h}/v\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{$q}/v";
    assert_eq!(
        edit(text, &[base("/e/")]),
        text.replace("\"d.json", "\"/e/d.json")
            .replace("URI=o", "URI=\"/e/o\"")
            .replace("\"t\"", "\"/e/t\"")
            .replace("\"x\"", "\"/e/x\"")
            .replace("{$q}", "/e/{$q}")
    );
    // Each sees what those before it left.
    let both = [steering("s", "a"), base("/y/"), steering("t", "b"), base("https://cdn/")];
    let after = edit(STEERED, &both);
    assert!(after.contains("SERVER-URI=\"https://cdn/t\",PATHWAY-ID=\"b\"\r\n"));
    assert!(after.contains("\r\nhttps://cdn/y/a/v.m3u8\r\n"));
}

#[test]
fn a_base_cannot_make_a_text_too_long() {
    let keys = "#EXT-X-SESSION-KEY:URI=k\n".repeat(1 << 17);
    let text = format!("#EXTM3U\n{keys}#EXT-X-STREAM-INF:BANDWIDTH=1\nv\n");
    assert!(edit(&text, &[base("/e/")]).contains("URI=\"/e/k\""));
    let long = format!("/{}/", "e".repeat(1000));
    assert_eq!(refused(&text, &[base(&long)]), (0, Rule::Unwritable { what: "base" }));
}

#[test]
fn steering_is_set_and_stripped() {
    assert_eq!(
        edit(STEERED, &[pathway("b")]),
        STEERED.replace("1\",PATHWAY-ID=\"a\"", "1\",PATHWAY-ID=\"b\"")
    );
    let line = "#EXT-X-CONTENT-STEERING:SERVER-URI=\"/steer?v=1\",PATHWAY-ID=\"a\"\r\n";
    let stripped = STEERED.replace(line, "");
    assert_eq!(edit(STEERED, &[Edit::StripSteering]), stripped);
    assert_eq!(edit(&stripped, &[steering("/steer?v=1", "a")]), STEERED);
    assert_eq!(
        edit(STEERED, &[steering("x", "b"), pathway("a"), steering("/steer?v=1", "a")]),
        STEERED
    );
    let unsaid = STEERED.replace("1\",PATHWAY-ID=\"a\"", "1\"");
    assert_eq!(edit(&unsaid, &[pathway("a")]), STEERED);
    // Without pathways, all is on the one of those that name none.
    let playlist = Multivariant::parse(LADDER).unwrap();
    let edits = [steering("data:,x", ".")];
    let edited = playlist.apply(&edits, Floor::default()).unwrap();
    let on_it = edited.tracks().filter(|track| track.pathway == Some(0)).count();
    assert_eq!(on_it, 7);
    assert!(
        edited
            .write()
            .contains("7\n#EXT-X-CONTENT-STEERING:SERVER-URI=\"data:,x\",PATHWAY-ID=\".\"\n")
    );
}

#[test]
fn a_dropped_pathway_goes_with_all_that_is_on_it() {
    let playlist = Multivariant::parse(STEERED).unwrap();
    let edits = [without("b")];
    let edited = playlist.apply(&edits, Floor::default()).unwrap();
    let left: Vec<_> = edited.tracks().map(|track| track.id).collect();
    assert_eq!(left, [0, 3, 5]);
    assert!(!edited.write().contains("b/"));
    // A variant dropped by itself takes its trick play along, too.
    let edits = [Edit::Drop(4)];
    let edited = playlist.apply(&edits, Floor::default()).unwrap();
    assert!(edited.tracks().map(|track| track.id).eq([0, 3, 5]));
}

#[test]
fn steering_names_a_pathway_that_is_left() {
    let unknown = |name: &str| Rule::UnknownPathway { pathway: name.to_owned() };
    let last = |name: &str| Rule::LastPathway { pathway: name.to_owned() };
    for (edits, edit, rule) in [
        (vec![pathway("c")], 0, unknown("c")),
        (vec![steering("s", ".")], 0, unknown(".")),
        (vec![without("c")], 0, unknown("c")),
        (vec![Edit::Drop(0), without("a")], 1, unknown("a")),
        (vec![Edit::Drop(3)], 0, unknown("a")),
        (vec![pathway("b"), without("b")], 1, unknown("b")),
        (vec![without("b"), pathway("b")], 1, unknown("b")),
        (vec![Edit::Drop(4), pathway("b")], 1, unknown("b")),
        (vec![Edit::Drop(4), without("b")], 1, unknown("b")),
        (vec![Edit::Drop(4), without("a")], 1, last("a")),
        (vec![pathway("b"), without("a"), without("b")], 2, last("b")),
        (vec![without("b"), Edit::Drop(4)], 1, Rule::DroppedTrack { track: 4 }),
        (vec![without("b"), Edit::Order(vec![3, 4])], 1, Rule::DroppedTrack { track: 4 }),
    ] {
        assert_eq!(refused(STEERED, &edits), (edit, rule), "{edits:?}");
    }
    assert_eq!(refused(LADDER, &[without(".")]), (0, unknown(".")));
    for edits in [
        vec![pathway("b"), without("a")],
        vec![without("a"), pathway("b")],
        vec![without("a"), Edit::StripSteering],
        vec![without("a"), steering("s", "b")],
    ] {
        assert!(edit(STEERED, &edits).contains("b/v.m3u8"));
    }
    let not_here = |rule| matches!(rule, Rule::NotHere { edit: "set-pathway", .. });
    assert!(not_here(refused(LADDER, &[steering("s", "."), Edit::StripSteering, pathway(".")]).1));
    assert!(not_here(refused(STEERED, &[Edit::StripSteering, pathway("b")]).1));
}

#[test]
fn session_keys_are_stripped() {
    let playlist = Multivariant::parse(STEERED).unwrap();
    assert_eq!(playlist.tracks()[3].drm, Drm::FAIRPLAY);
    let edits = [Edit::StripSessionKeys];
    let edited = playlist.apply(&edits, Floor::default()).unwrap();
    assert!(edited.tracks().all(|track| track.drm.is_empty()));
    let kept = STEERED.split_inclusive('\n').filter(|line| !line.contains("SESSION-KEY"));
    assert_eq!(edited.write(), kept.collect::<String>());
}

#[test]
fn a_slate_is_all_there_is() {
    let codecs = Some("avc1.64001f,mp4a.40.2".to_owned());
    let edits = [Edit::Drop(0), base("/e/"), Edit::Replace(Slate { codecs, ..slate() })];
    let playlist = Multivariant::parse(STEERED).unwrap();
    let edited = playlist.apply(&edits, Floor { accessibility: true }).unwrap();
    assert_eq!(
        edited.write(),
        "#EXTM3U\r\n#EXT-X-VERSION:12\r\n\
        #EXT-X-STREAM-INF:BANDWIDTH=7,CODECS=\"avc1.64001f,mp4a.40.2\"\r\nslate.m3u8\r\n"
    );
    let tracks: Vec<_> = edited.tracks().collect();
    assert_eq!((tracks.len(), tracks[0].kind, tracks[0].bandwidth), (1, TrackKind::Muxed, Some(7)));
    let more = [
        Edit::Replace(slate()),
        base("https://h/"),
        Edit::SetStart { offset: 1, precise: false },
        steering("s", "."),
    ];
    assert_eq!(
        edit(LADDER, &more),
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-START:TIME-OFFSET=0.001\n\
        #EXT-X-CONTENT-STEERING:SERVER-URI=\"s\",PATHWAY-ID=\".\"\n\
        #EXT-X-STREAM-INF:BANDWIDTH=7\nhttps://h/slate.m3u8\n"
    );
    let last = [Edit::Replace(slate()), Edit::Drop(0)];
    assert_eq!(refused(LADDER, &last), (1, Rule::DroppedTrack { track: 0 }));
    let a = [Edit::Replace(slate()), pathway("a")];
    assert_eq!(refused(STEERED, &a), (1, Rule::UnknownPathway { pathway: "a".to_owned() }));
}

#[test]
fn texts_cannot_break_out() {
    let rename = |label: &str| Edit::Rename { track: 0, label: label.to_owned() };
    let name = || Rule::Unwritable { what: "name" };
    for label in ["", "a\"b", "a\nb", "a\rb", "a\u{85}b", "{$x}"] {
        assert_eq!(refused(LADDER, &[rename(label)]), (0, name()), "{label}");
    }
    for language in ["", "en\"", "en\n", "e n", "{$x}"] {
        let relabel = Edit::Relabel { track: 0, language: language.to_owned() };
        assert_eq!(refused(LADDER, &[relabel]), (0, Rule::NotALanguage { track: 0 }));
    }
    for uri in ["", "#x", "a b", "a\nb", "a\"b", "{$x}", "é"] {
        let unwritable = (0, Rule::Unwritable { what: "URI" });
        assert_eq!(refused(LADDER, &[steering(uri, ".")]), unwritable, "{uri}");
        let replace = Edit::Replace(Slate { uri: uri.to_owned(), ..slate() });
        assert_eq!(refused(LADDER, &[replace]), unwritable, "{uri}");
    }
    for codecs in ["", "a\"", "a\n", "{$x}"] {
        let replace = Edit::Replace(Slate { codecs: Some(codecs.to_owned()), ..slate() });
        assert!(matches!(refused(LADDER, &[replace]).1, Rule::Unwritable { .. }), "{codecs}");
    }
    for slate in [Slate { bandwidth: 0, ..slate() }, Slate { duration: 0, ..slate() }] {
        assert!(matches!(refused(LADDER, &[Edit::Replace(slate)]).1, Rule::Unwritable { .. }));
    }
    // A name that a playlist may have, but that no quoted string can hold.
    let odd = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,PATHWAY-ID=a\"b\nv\n";
    let pathway = (0, Rule::Unwritable { what: "pathway" });
    assert_eq!(refused(odd, &[steering("s", "a\"b")]), pathway);
}

#[test]
fn names_and_languages_are_reported_and_written() {
    let edits = [
        Edit::Rename { track: id::AAC_EN, label: "Englisch, laut".to_owned() },
        Edit::Relabel { track: id::AAC_EN, language: "en-GB".to_owned() },
        Edit::Rename { track: id::AAC_FR, label: "Français".to_owned() },
    ];
    let playlist = Multivariant::parse(LADDER).unwrap();
    let edited = playlist.apply(&edits, Floor::default()).unwrap();
    assert_eq!(
        edited.write(),
        LADDER.replacen(
            "\"English, stereo\",LANGUAGE=\"en\"",
            "\"Englisch, laut\",LANGUAGE=\"en-GB\"",
            1
        )
    );
    let track = edited.tracks().next().unwrap();
    assert_eq!(
        (track.label.as_deref(), track.language.as_deref()),
        (Some("Englisch, laut"), Some("en-GB"))
    );
    let french = STEERED.replace("NAME=\"French\",", "");
    let edits = [
        Edit::Rename { track: 2, label: "French".to_owned() },
        Edit::Relabel { track: 2, language: "fr".to_owned() },
    ];
    assert!(
        edit(&french, &edits).contains("URI=\"b/fr.m3u8\",NAME=\"French\",LANGUAGE=\"fr\"\r\n")
    );
}

/// RFC 8216 section 4.3.4.1.1: the names in a group differ.
#[test]
fn names_in_a_group_differ() {
    let rename = |track, label: &str| Edit::Rename { track, label: label.to_owned() };
    let taken = |name: &str| Rule::Taken { what: "name", name: name.to_owned() };
    assert_eq!(refused(STEERED, &[rename(2, "English")]), (0, taken("English")));
    assert_eq!(refused(STEERED, &[rename(1, "x"), rename(2, "x")]), (1, taken("x")));
    let swapped = [rename(1, "French"), rename(2, "English")];
    assert!(edit(STEERED, &swapped).contains("NAME=\"English\",URI=\"b/fr.m3u8\""));
    assert!(edit(STEERED, &[rename(2, "English"), Edit::Drop(1)]).contains("b/fr"));
}

#[test]
fn what_other_manifests_have_is_not_here() {
    let trim = Multivariant::parse(LADDER).unwrap();
    let edits = [Edit::Drop(0), Edit::Trim(1)];
    let refusal = trim.apply(&edits, Floor::default()).unwrap_err();
    assert_eq!(refusal.to_string(), "edit 1: trim is for HLS media playlists and DASH manifests");
    let (edit, rule) = refused(LADDER, &[Edit::RemoveDateRange("a".to_owned())]);
    assert_eq!(
        (edit, rule.to_string().as_str()),
        (0, "remove-date-range is for HLS media playlists")
    );
}

#[test]
fn the_last_sound_stays() {
    let text = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"avc1.64001f,mp4a.40.2\"\na\n\
        #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"avc1.64001f\"\nb\n\
        #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"mp4a.40.2\"\nc\n";
    assert_eq!(
        refused(text, &[Edit::Drop(2), Edit::Drop(0)]),
        (1, Rule::LastAudio { track: 0, variant: 1 })
    );
    assert!(edit(text, &[Edit::Drop(1), Edit::Drop(0)]).contains("\nc\n"));
    let silent = text.replace(",mp4a.40.2", "").replace("mp4a.40.2", "avc1");
    assert!(edit(&silent, &[Edit::Drop(0), Edit::Drop(2)]).contains("\nb\n"));
}

#[test]
fn the_floor_sees_what_settling_drops() {
    let floor = Floor { accessibility: true };
    let playlist = Multivariant::parse(LADDER).unwrap();
    let refused = |edits: &[Edit]| {
        playlist.apply(edits, floor).err().map(|refusal| (refusal.edit, refusal.rule))
    };
    let rule = |track, what| Rule::Floor { track, what };
    assert_eq!(refused(&[Edit::Drop(id::AAC_FR)]), Some((0, rule(id::AAC_FR, Relied::Described))));
    assert_eq!(refused(&[Edit::Drop(id::CC)]), Some((0, rule(id::CC, Relied::Captioned))));
    // The captions go with the variants that name them.
    let low = [Edit::Drop(id::SUBS_EN), Edit::Drop(id::V360), Edit::Drop(id::V720)];
    assert_eq!(refused(&low), Some((2, rule(id::CC, Relied::Captioned))));
    assert_eq!(refused(&[Edit::Drop(id::AAC_EN)]), None);
}

#[test]
fn many_pathways_take_no_more_than_their_time() {
    let variant = |number| format!("#EXT-X-STREAM-INF:BANDWIDTH=1,PATHWAY-ID=\"{number}\"\nv\n");
    let text = format!("#EXTM3U\n{}", (0..4096).map(variant).collect::<String>());
    let edits: Vec<_> = (0..4095).map(|number| without(&number.to_string())).collect();
    assert_eq!(edit(&text, &edits), format!("#EXTM3U\n{}", variant(4095)));
}
