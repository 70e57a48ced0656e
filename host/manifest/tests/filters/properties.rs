use std::time::{Duration, Instant};

use proptest::prelude::*;
use tidegate_manifest::filter::{Language, Scope};
use tidegate_manifest::{Edit, Filter, FilterError, Multivariant};

use crate::support::{PLAYLIST, mpd};

const LANGUAGES: [Language; 3] = [Language::Aws, Language::Bakery, Language::Unified];

/// Pieces that expressions are made of, and some that they are not.
fn expressions() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        &[
            "video_height",
            "audio_codec",
            "audio_language",
            "video_framerate",
            ":",
            ";",
            ",",
            "-",
            "AACL",
            "ec-3",
            "240-360",
            "1080",
            "23.976",
            "en",
            "v(",
            "a(",
            "l(",
            "co(",
            "b(",
            "r(",
            "fps(",
            "ct(",
            "tags(",
            "t(",
            "-i(",
            "-f(",
            "-o(",
            ")",
            "/",
            "avc",
            "hdr10",
            "i-frame",
            "640x360",
            "type",
            "systemBitrate",
            "systemLanguage",
            "FourCC",
            "MaxHeight",
            "==",
            "!=",
            "<=",
            "\"audio\"",
            "\"en\"",
            "\"AVC1\"",
            "100",
            "&&",
            "||",
            "!",
            "(",
            "true",
            " ",
            "é",
            "2147483648",
            "0",
        ][..],
    );
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// Expressions that parse, to be found often.
fn valid() -> impl Strategy<Value = (Language, String)> {
    let aws = prop::sample::subsequence(
        vec![
            "video_height:240-360,720",
            "audio_codec:aacl",
            "audio_language:fr,de",
            "video_framerate:23.976-30",
            "trickplay_type:none",
            "video_dynamic_range:sdr,dv",
            "audio_channels:6",
            "subtitle_language:en",
            "video_bitrate:1000000-4000000",
        ],
        1..5,
    );
    let bakery = prop::collection::vec(
        prop::sample::select(
            &[
                "/v(avc)",
                "/v-i(hevc)",
                "/a-f(ec-3,mp4a)",
                "/l-o(fr,pt-BR)",
                "/l(en)",
                "/b(,4000000)",
                "/fps(60,59.94)",
                "/r(480-1920x1080)",
                "/tags(i-frame)",
                "/ct(text)",
                "/c(l-i(fr))",
                "/v-o(dvh,hevc)",
                "/t(1,2)",
                "/a(l(en),b(1,2))",
            ][..],
        ),
        1..5,
    );
    let leaf = prop::sample::select(
        &[
            "type==\"audio\"",
            "type==\"video\"",
            "systemBitrate<4000000",
            "systemLanguage!=\"en\"",
            "MaxHeight<=720",
            "FourCC==\"AVC1\"",
            "channels==2",
            "true",
            "avc_level>=31.500",
        ][..],
    )
    .prop_map(String::from);
    let unified = leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| format!("!({inner})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})&&{b}")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a}||{b})")),
        ]
    });
    prop_oneof![
        aws.prop_map(|parts| (Language::Aws, parts.join(";"))),
        bakery.prop_map(|parts| (Language::Bakery, parts.concat())),
        unified.prop_map(|expression| (Language::Unified, expression)),
    ]
}

proptest! {
    #[test]
    fn no_text_is_too_much(text in expressions(), noise in "\\PC{0,40}") {
        let playlist = Multivariant::parse(PLAYLIST).unwrap();
        for language in LANGUAGES {
            for text in [&text, &noise] {
                match Filter::parse(language, text) {
                    Ok(filter) => {
                        let _ = filter.edits(playlist.tracks(), Scope::Multivariant);
                        let _ = filter.edits(&mpd(), Scope::Mpd);
                    }
                    Err(FilterError::Syntax { column, .. }) => {
                        prop_assert!(column as usize <= text.chars().count() + 1);
                    }
                    Err(other) => prop_assert!(false, "{other}"),
                }
            }
        }
    }

    #[test]
    fn a_filter_as_text_is_the_filter((language, text) in valid()) {
        let filter = Filter::parse(language, &text).unwrap();
        let again = Filter::parse(language, &filter.to_string()).unwrap();
        prop_assert_eq!(again.to_string(), filter.to_string());
        let playlist = Multivariant::parse(PLAYLIST).unwrap();
        for (tracks, scope) in [(playlist.tracks(), Scope::Multivariant), (&mpd(), Scope::Mpd)] {
            prop_assert_eq!(filter.edits(tracks, scope), again.edits(tracks, scope));
        }
    }

    #[test]
    fn what_is_left_passes_again((language, text) in valid()) {
        let filter = Filter::parse(language, &text).unwrap();
        let mut tracks = mpd();
        let Ok(edits) = filter.edits(&tracks, Scope::Mpd) else { return Ok(()) };
        tracks.retain(|track| !edits.contains(&Edit::Drop(track.id)));
        let again = filter.edits(&tracks, Scope::Mpd).unwrap();
        prop_assert!(!again.iter().any(|edit| matches!(edit, Edit::Drop(_))), "{:?}", again);
    }
}

#[test]
fn time_is_linear_in_tracks_and_bounded_in_expressions() {
    let long = |piece: &str, most: usize| piece.repeat(most / piece.len());
    let expressions = [
        (Language::Aws, format!("audio_language:{}x", long("a,", 1000))),
        (Language::Bakery, format!("/l-f({}x)", long("a,", 2000))),
        (Language::Bakery, format!("/v-f(co-f({}av1))", long("av1,", 1900))),
        (Language::Unified, format!("{}false", long("FourCC==\"x\"|", 2000))),
    ];
    let list: String = long("avc1.64001f,mp4a.40.2,,", 1 << 20);
    let mut tracks: Vec<_> = (0..200).flat_map(|_| mpd()).collect();
    for track in &mut tracks {
        track.codec_list = Some(list.as_str().into());
    }
    for (language, expression) in expressions {
        let filter = Filter::parse(language, &expression);
        let start = Instant::now();
        if let Ok(filter) = filter {
            let _ = filter.edits(&tracks, Scope::Mpd);
        }
        assert!(start.elapsed() < Duration::from_secs(4), "{:?} {expression:.40}", start.elapsed());
    }
}
