use tidegate_manifest::Filter;
use tidegate_manifest::filter::Language::Unified;

use crate::support::{dropped, dropped_mpd, refused_at};

#[test]
fn the_examples_of_the_documents() {
    for (expression, drops) in [
        ("true", &[][..]),
        (
            r#"(type=="audio"&&systemBitrate<100000)||(type=="video"&&systemBitrate<4000000)"#,
            &["subs-en", "subs-fr", "hdr10", "dv"],
        ),
        (
            r#"(type=="audio")||(type=="textstream")||(type=="video"&&MaxHeight<=480)"#,
            &["v720", "v720-ec3", "hdr10", "dv", "i720"],
        ),
        (r#"type != "video" | systemBitrate < 4000000"#, &["hdr10", "dv"]),
        (r#"FourCC != "AVC1" | AVC_PROFILE == AVC_PROFILE_HIGH"#, &[]),
        (r#"type!="audio"||channels==2"#, &["ec3-en", "v720-ec3", "dv"]),
        (r#"type=="audio"||DisplayWidth>1000"#, &["subs-en", "subs-fr", "v360", "i360"]),
        (r#"type!="audio"||FourCC=="AACL""#, &["ec3-en", "v720-ec3", "dv"]),
        (
            r#"type!="video"||FourCC=="avc1"&&avc_level<=30||FourCC=="hev1""#,
            &["v720", "v720-ec3", "dv", "i720"],
        ),
        (r#"type!="audio"||systemLanguage=="por""#, &[]),
        (r#"type!="audio"||systemLanguage=="fre""#, &["aac-en", "aac-pt"]),
        (r#"!(type=="textstream"&&systemLanguage=="eng")"#, &["subs-en"]),
        (r#"!(frameRate==59.94)"#, &["v720-ec3"]),
        (r#"trackName!="Francais""#, &["aac-fr", "subs-fr"]),
    ] {
        assert_eq!(dropped(Unified, expression), drops, "{expression}");
    }
}

#[test]
fn an_mpd_states_what_a_playlist_does_not() {
    for (expression, drops) in [
        (r#"type!="audio"||systemBitrate<100000"#, &[3][..]),
        (r#"(FourCC=="AACL"&&SamplingRate==48000)||(FourCC=="AVC1"&&AVC_LEVEL>=30)"#, &[1, 2, 4]),
        (r#"type!="img""#, &[5]),
        (r#"FourCC!="TTML""#, &[4]),
        (r#"type!="audio"||role=="main""#, &[2]),
        (r#"type!="audio"||!(role=="main")"#, &[3]),
        (r#"type!="audio"||systemLanguage=="en""#, &[3]),
    ] {
        assert_eq!(dropped_mpd(Unified, expression), drops, "{expression}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_column() {
    for (expression, column) in [
        ("", 1),
        ("()", 2),
        (r#"(type=="audio""#, 15),
        (r#"type=="audio")"#, 14),
        (r#"type="audio""#, 5),
        ("type==audio", 7),
        (r#"type=="audio"#, 13),
        (r#"type<"audio""#, 5),
        (r#"type=="audio"&&"#, 16),
        ("trackID==2", 1),
        ("TimeScale!=1000", 1),
        ("systemBitrate<2147483648", 15),
        ("systemBitrate<-1", 15),
        ("avc_profile==AVC_PROFILE_BEST", 14),
        ("frameRate==59.9400", 15),
        ("é", 1),
    ] {
        assert_eq!(refused_at(Unified, expression), column, "{expression}");
    }
}

#[test]
fn nesting_ends_at_32() {
    let nested = |depth| format!("{}true{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Filter::parse(Unified, &nested(31)).is_ok());
    assert_eq!(refused_at(Unified, &nested(32)), 33);
    refused_at(Unified, &("!".repeat(2000) + "true"));
    refused_at(Unified, &" ".repeat(2049));
}

#[test]
fn and_binds_more_than_or() {
    let shown = |expression| Filter::parse(Unified, expression).unwrap().to_string();
    assert_eq!(shown("true||false&&false"), "true||(false&&false)");
    assert_eq!(shown("!true&&false"), "!(true)&&false");
    assert_eq!(shown(r#" ( TYPE == "a" ) "#), r#"type=="a""#);
}
