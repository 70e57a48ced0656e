//! What holds for any text and any edits.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod common;

use common::checked::Looked;
use common::numbers::Numbers;
use proptest::prelude::*;
use tidegate_manifest::{Floor, Kind, Multivariant, classify};

/// Text made of what playlists are made of, in any order.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        8 => prop::sample::select(vec![
            "#EXTM3U", "#EXT-X-STREAM-INF:", "#EXT-X-MEDIA:", "#EXT-X-I-FRAME-STREAM-INF:",
            "#EXT-X-DEFINE:", "NAME=\"a\"", "VALUE=\"{$a}{$b}\"", "TYPE=AUDIO", "TYPE=SUBTITLES",
            "GROUP-ID=\"a\"", "AUDIO=\"a\"", "CODECS=\"mp4a.40.2,avc1\"", "RESOLUTION=1x2", "DEFAULT=YES",
            "BANDWIDTH=", "99999999999999999999", "=", "\"", "{$a}", "{$", "#", "\u{feff}", "\r", "é",
            "#EXTINF:", "#EXT-X-SESSION-DATA", "#EXT-X-SESSION-KEY:", "#EXT-X-CONTENT-STEERING:",
            "#EXT-X-START:", "PATHWAY-ID=\"a\"", "URI=\"u\"", "BANDWIDTH=1",
        ]).prop_map(str::to_owned),
        4 => prop::sample::select(vec!["\n", "\r\n", ",", ", ", " "]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let start = prop::sample::select(vec!["", "#EXTM3U\n", "\u{feff} #EXTM3U\r\n"]);
    (start, prop::collection::vec(scrap, 0..60))
        .prop_map(|(start, scraps)| start.to_owned() + &scraps.concat())
}

/// A playlist as someone could have written it.
fn playlist() -> impl Strategy<Value = String> {
    let group = "[ab]";
    let height = prop::sample::select(vec![
        "",
        ",RESOLUTION=2x2",
        ",RESOLUTION=640x360",
        ", RESOLUTION=1920x1080",
    ]);
    let codecs = prop::sample::select(vec![
        "",
        ",CODECS=\"avc1,mp4a\"",
        ",CODECS=\"hvc1,ec-3\"",
        ",CODECS=\"mp4a\"",
        ",CODECS=\"avc1\"",
    ]);
    let range = prop::sample::select(vec!["", ",VIDEO-RANGE=SDR", ",VIDEO-RANGE=PQ"]);
    let named = prop::option::of(group);
    let end = prop::sample::select(vec!["\n", "\r\n", "\n\n"]);
    let names = (named.clone(), named.clone(), named.clone(), named).prop_map(|names| {
        let name = |attribute: &str, group: Option<String>| {
            group.map_or_else(String::new, |group| format!(", {attribute}=\"{group}\""))
        };
        name("AUDIO", names.0)
            + &name("SUBTITLES", names.1)
            + &name("VIDEO", names.2)
            + &name("CLOSED-CAPTIONS", names.3)
    });
    let between = prop::sample::select(vec!["", "# between\n", "\r\n#EXT-X-OTHER:A=\"b\"\n"]);
    let pathway = prop::sample::select(vec!["", "", ",PATHWAY-ID=\"a\"", ", PATHWAY-ID=\"b\""]);
    let uri = prop::sample::select(vec!["u", " ../u ", "/u", "//h/u", "https://h/u", "?u"]);
    let place = (pathway.clone(), uri);
    let variant = (names, height, codecs, range, between, end.clone(), any::<bool>(), place).prop_map(
        |(names, height, codecs, range, between, end, first, (pathway, uri))| {
            let (before, after) = if first { (names.get(2..).unwrap_or("").to_owned(), String::new()) } else { (String::new(), names) };
            let comma = if before.is_empty() { "" } else { "," };
            format!("#EXT-X-STREAM-INF:{before}{comma}BANDWIDTH=1{height}{codecs}{range}{pathway}{after}{end}{between}{uri}{end}")
        },
    );
    let trick = (
        prop::sample::select(vec!["2x2", "640x360", "1920x1080"]),
        prop::sample::select(vec!["", ",VIDEO-RANGE=PQ", ",CODECS=\"hvc1\""]),
        pathway,
        end.clone(),
    )
        .prop_map(|(size, more, pathway, end)| {
            format!("#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,RESOLUTION={size}{more}{pathway},URI=\"i\"{end}")
        });
    let kind = prop::sample::select(vec!["AUDIO", "SUBTITLES", "VIDEO", "CLOSED-CAPTIONS"]);
    let flags = prop::sample::select(vec![
        "",
        ",DEFAULT=YES",
        ", DEFAULT=YES,AUTOSELECT=YES",
        ",AUTOSELECT=NO",
        ",DEFAULT=NO, AUTOSELECT=YES,FORCED=YES",
    ]);
    let uri = prop::sample::select(vec!["", ",URI=\"a,b\"", ",URI=\"a\","]);
    let media = (kind, group, flags, uri, end.clone()).prop_map(|(kind, group, flags, uri, end)| {
        format!("#EXT-X-MEDIA:TYPE={kind},GROUP-ID=\"{group}\"{flags},NAME=\"x, DEFAULT=YES\"{uri}{end}")
    });
    let other = (
        prop::sample::select(vec![
            "# c",
            "#EXT-X-SESSION-DATA:DATA-ID=\"d\",VALUE=\"v\"",
            "#EXT-X-SESSION-DATA:DATA-ID=\"d\", URI=d,",
            "#EXT-X-SESSION-KEY:METHOD=AES-128,URI=\"k\"",
            "#EXT-X-CONTENT-STEERING:SERVER-URI=\"s\" ,PATHWAY-ID=\"a\"",
            " #EXT-X-START:TIME-OFFSET=1",
            "",
            "stray",
        ]),
        end,
    )
        .prop_map(|(line, end)| format!("{line}{end}"));
    let line = prop_oneof![3 => variant, 1 => trick, 4 => media, 1 => other];
    (prop::collection::vec(line, 1..16), any::<bool>()).prop_map(|(lines, cut)| {
        let text = format!("#EXTM3U\n#EXT-X-SESSION-KEY:METHOD=NONE\n{}", lines.concat());
        if cut { text.trim_end().to_owned() } else { text }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn any_text_is_read_or_refused(text in scraps()) {
        let kind = classify(&text);
        if let Ok(playlist) = Multivariant::parse(&text) {
            prop_assert_eq!(kind, Kind::Multivariant);
            prop_assert_eq!(playlist.apply(&[], Floor::default()).unwrap().write(), text.as_str());
            let mut numbers = Numbers(text.len() as u64);
            for _ in 0..8 {
                let edits = numbers.edits_of(&playlist);
                let Ok(edited) = playlist.apply(&edits, Floor::default()) else { continue };
                let readable = Multivariant::parse(&edited.write()).is_ok();
                // Without variants, edits may take the last tag that made it one.
                prop_assert!(readable || edited.tracks().next().is_none(), "{:?}", edits);
            }
        }
    }

    #[test]
    fn edits_do_what_they_say(text in playlist(), seed in any::<u64>()) {
        let looked = Looked::at(&text);
        let unedited = looked.playlist.apply(&[], Floor::default()).unwrap();
        prop_assert_eq!(unedited.write(), text.as_str());
        let mut numbers = Numbers(seed);
        for _ in 0..8 {
            looked.edit(&numbers.edits_of(&looked.playlist));
        }
    }
}
