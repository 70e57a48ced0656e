use tidegate_manifest::filter::{Language::Bakery, Scope};
use tidegate_manifest::{Edit, Filter, FilterError, Floor, Multivariant};

use crate::support::{NAMES, PLAYLIST, dropped, dropped_mpd, edits, refused_at};

#[test]
fn the_examples_of_the_documents() {
    for (expression, drops) in [
        ("v(avc)", &["v360", "v720", "v720-ec3", "i360", "i720"][..]),
        ("/v(hdr10)", &["hdr10"]),
        ("/v(hdr10,dvh)", &["hdr10", "dv"]),
        ("/v(i-frame,hdr10,dvh)", &["hdr10", "dv", "i360", "i720"]),
        ("a(ac-3,ec-3)", &["ec3-en", "v720-ec3", "dv"]),
        ("v(co(hdr10))/a(co(ec-3),b(500000,1000000))", &["ec3-en", "v720-ec3", "hdr10", "dv"]),
        ("c(stpp)", &[]),
        ("c(wvtt)", &["subs-en", "subs-fr"]),
        ("l(pt-BR)", &["aac-pt"]),
        ("l(pt)", &[]),
        ("l(pt,pt-BR)", &["aac-pt"]),
        ("c(l(fr))", &["subs-fr"]),
        ("a(l(fr))/c(l(en))", &["aac-fr", "subs-en"]),
        ("b(3000000)", &["v360"]),
        ("b(0,3000000)", &["v720-ec3", "hdr10", "dv"]),
        ("b(1000000,5000000)", &["v360", "hdr10", "dv"]),
        ("b(,3000000)", &["v720-ec3", "hdr10", "dv"]),
        ("b(3000000,)", &["v360"]),
        ("v(b(,3000000))/b(9000000,)", &["v720-ec3", "hdr10", "dv"]),
        ("fps(59.94)", &["v720-ec3"]),
        ("fps(60000:1001,24000:1001)", &["v720-ec3", "dv"]),
        ("tags(i-frame)/fps(59.94,50)", &["v720", "v720-ec3", "i360", "i720"]),
        ("tags(i-frame,ads)/", &["i360", "i720"]),
        ("ct(video)", &[]),
        ("t(100,1000)", &[]),
        ("dw(false)/phe(false)", &[]),
        ("r(480-1920x1080)", &["v360", "dv"]),
        ("r(-720)", &["hdr10", "dv"]),
        ("r(1280x720)", &["v360", "hdr10", "dv"]),
    ] {
        assert_eq!(dropped(Bakery, expression), drops, "{expression}");
    }
}

#[test]
fn codecs_are_families_where_bakery_compares_letters() {
    // `hev1` has no `hvc` in it, `av01` no `av1`, and nothing has `hevc`.
    assert_eq!(dropped(Bakery, "v(hvc)"), ["hdr10"]);
    assert_eq!(dropped(Bakery, "v(hevc)"), ["hdr10"]);
    assert_eq!(dropped_mpd(Bakery, "v(av1)"), [1]);
    // 60.000 is not written `60`.
    assert_eq!(dropped(Bakery, "fps(60)"), ["hdr10"]);
    // The variants that state the captions' codec stay.
    assert_eq!(dropped_mpd(Bakery, "c(stpp)"), [4]);
}

#[test]
fn suffixes_say_what_is_done_with_matches() {
    for (expression, drops) in [
        ("l-i(en)", &["aac-fr", "aac-pt", "subs-fr"][..]),
        ("a(l-i(fr))", &["aac-en", "aac-pt"]),
        ("a-i(mp4a)", &["ec3-en", "v720-ec3", "dv"]),
        ("v-i(hevc,dvh)", &["v360", "v720", "v720-ec3", "i360", "i720"]),
        ("v(co-i(avc))", &["hdr10", "dv"]),
        ("v-f(av1,hevc,avc)", &["v360", "v720", "v720-ec3", "dv", "i360", "i720"]),
        ("l-f(de,fr,en)", &["aac-en", "aac-pt", "subs-en"]),
        ("l-f(de,ja)", &[]),
        ("fps-i(25,50)", &["v720-ec3", "hdr10", "dv"]),
    ] {
        assert_eq!(dropped(Bakery, expression), drops, "{expression}");
    }
}

#[test]
fn order_puts_matches_first() {
    assert_eq!(
        edits(Bakery, "l-o(pt-BR,fr)").unwrap(),
        [Edit::Order(vec![2, 1, 0]), Edit::Order(vec![5, 4])],
    );
    let edits = edits(Bakery, "v-o(hevc,dvh)/l(fr)").unwrap();
    let playlist = Multivariant::parse(PLAYLIST).unwrap();
    let text = playlist.apply(&edits, Floor::default()).unwrap().write();
    let variants: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(variants, ["hdr10.m3u8", "dv.m3u8", "v360.m3u8", "v720.m3u8", "v720-ec3.m3u8"]);
    assert!(!text.contains("fr.m3u8"));
    assert_eq!(NAMES.len(), playlist.tracks().len());
}

#[test]
fn the_only_audio_is_never_lost_to_a_language() {
    // Without English, `ec3` would be empty and its variants silent.
    assert_eq!(dropped(Bakery, "l(en)"), ["aac-en", "subs-en"]);
    assert_eq!(dropped(Bakery, "a(l-i(ja))"), [""; 0]);
    assert_eq!(dropped_mpd(Bakery, "l(en,de)"), [4]);
}

#[test]
fn an_mpd_has_kinds_of_content() {
    for (expression, drops) in [
        ("ct(audio)", &[2, 3][..]),
        ("ct(image,text)", &[4, 5]),
        ("ct-i(video,audio)", &[4, 5]),
        ("a(b(,64000))", &[3]),
        ("b(100000)", &[2]),
        ("tags(i-frame)", &[]),
    ] {
        assert_eq!(dropped_mpd(Bakery, expression), drops, "{expression}");
    }
    let filter = Filter::parse(Bakery, "ct(video,audio,text)").unwrap();
    assert_eq!(filter.edits(&crate::support::mpd(), Scope::Mpd), Err(FilterError::Empty));
}

#[test]
fn media_playlists_are_cut() {
    let filter = Filter::parse(Bakery, "/t(1585335477,1585335677)/tags(ads)").unwrap();
    let clip = Edit::Clip { start: 1_585_335_477_000, end: Some(1_585_335_677_000) };
    assert_eq!(filter.edits(&[], Scope::Media), Ok(vec![clip, Edit::StripCues]));
    assert_eq!(filter.edits(&[], Scope::Segment), Err(FilterError::NotHere));
    for (expression, edits) in [
        ("v(avc)", vec![]),
        ("tags(ads)", vec![Edit::StripCues]),
        ("t(1)/t(2)", vec![Edit::Clip { start: 2000, end: None }]),
    ] {
        let filter = Filter::parse(Bakery, expression).unwrap();
        assert_eq!(filter.edits(&[], Scope::Media), Ok(edits), "{expression}");
    }
}

#[test]
fn what_bakery_refuses_and_what_it_passes_over_are_errors() {
    for (expression, column) in [
        // 400 there.
        ("b(3000,3000)", 3),
        ("/b(30000,3000)", 4),
        ("a(b(1000,1000))", 5),
        ("a(b(-100,1000))", 5),
        ("v(b(2147483648))", 5),
        ("a(b(10,2147483648))", 8),
        ("b(one,-100)", 3),
        ("b(100,million)", 7),
        ("t(10000,1000)", 3),
        ("v(codec)", 3),
        ("v(avc)/a(mp4a)/c(co(codec))", 21),
        ("ct(content)", 4),
        ("dw(true,false)", 4),
        ("v()", 3),
        // Passed over there.
        ("x(avc)", 1),
        ("l()", 3),
        ("tags(scte)", 6),
        ("b-i(1,2)", 1),
        ("v(avc", 6),
        ("v(avc)a(mp4a)", 7),
        ("v", 2),
        ("", 1),
        ("//", 2),
        ("fps(30000:0)", 10),
        ("fps(x)", 5),
        ("r()", 3),
        ("r(1080-720)", 3),
        ("phe(true)", 5),
    ] {
        assert_eq!(refused_at(Bakery, expression), column, "{expression}");
    }
    assert!(Filter::parse(Bakery, &"/l(en)".repeat(32)).is_ok());
    refused_at(Bakery, &"/l(en)".repeat(33));
}
