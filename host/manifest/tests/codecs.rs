//! Codecs taken apart: the examples of the standards, and what is malformed.

use proptest::prelude::*;
use tidegate_manifest::Codecs;
use tidegate_manifest::codecs::{Codec, Level, Profile, Tier, list};

const fn level(major: u8, minor: u8) -> Option<Level> {
    Some(Level { major, minor })
}

#[test]
fn avc_of_rfc_6381() {
    // Section 3.6's example, and section 3.3's profile_idc 66, constraints E0, level 30.
    let codec = Codec::parse("avc1.42E01E");
    assert_eq!(codec.profile, Some(Profile::Avc { idc: 0x42, constraints: 0xe0 }));
    assert_eq!(codec.level, level(3, 0));
    assert_eq!(codec.to_string(), "H.264 Constrained Baseline L3.0");
    assert_eq!(Codec::parse("avc1.64001f").to_string(), "H.264 High L3.1");
    assert_eq!(Codec::parse("avc3.640028").to_string(), "H.264 High L4.0");
    assert_eq!(Codec::parse("avc1.77.30").to_string(), "H.264 Main L3.0");
    assert_eq!(Codec::parse("avc1.66.30").to_string(), "H.264 Baseline L3.0");
    assert_eq!(Codec::parse("avc1.4d0009").level, level(1, 1));
    assert_eq!(Codec::parse("avc1.dd00dd").level, None);
}

#[test]
fn hevc_of_iso_14496_15() {
    // The examples of annex E.3.
    let codec = Codec::parse("hev1.1.2.L93.B0");
    assert_eq!(codec.profile, Some(Profile::Hevc { space: 0, idc: 1, compatibility: 2 }));
    assert_eq!((codec.level, codec.tier), (level(3, 1), Some(Tier::Main)));
    let codec = Codec::parse("hev1.A4.41.H120.B0.23");
    assert_eq!(codec.profile, Some(Profile::Hevc { space: 1, idc: 4, compatibility: 0x41 }));
    assert_eq!((codec.level, codec.tier), (level(4, 0), Some(Tier::High)));
    assert_eq!(Codec::parse("hvc1.2.4.L153.B0").to_string(), "HEVC Main 10 L5.1");
    assert_eq!(Codec::parse("hvc1.2.4.H153.B0").to_string(), "HEVC Main 10 L5.1 High tier");
    assert_eq!(Codec::parse("hvc1.1.6.L94.90").level, None);
}

#[test]
fn vvc_of_iso_14496_15() {
    for name in ["vvc1.1.L51", "vvc1.1.L51.CQA.O1+3", "vvi1.1.L51.00"] {
        let codec = Codec::parse(name);
        assert_eq!(codec.to_string(), "VVC Main 10 L3.1", "{name}");
    }
    assert_eq!(Codec::parse("vvc1.1.H83").to_string(), "VVC Main 10 L5.1 High tier");
}

#[test]
fn av1_of_its_binding() {
    // The examples of section 5.
    let codec = Codec::parse("av01.0.04M.10.0.112.09.16.09.0");
    assert_eq!(codec.to_string(), "AV1 Main L3.0 10-bit");
    assert_eq!((codec.tier, codec.bit_depth), (Some(Tier::Main), Some(10)));
    assert_eq!(Codec::parse("av01.0.04M.10").to_string(), "AV1 Main L3.0 10-bit");
    assert_eq!(Codec::parse("av01.2.13H.12").to_string(), "AV1 Professional L5.1 High tier 12-bit");
    assert_eq!(Codec::parse("av01.0.31M.08").level, None);
}

#[test]
fn vp9_of_its_binding() {
    let codec = Codec::parse("vp09.02.10.10.01.09.16.09.01");
    assert_eq!(codec.to_string(), "VP9 profile 2 L1.0 10-bit");
    assert_eq!(Codec::parse("vp09.00.41.08").to_string(), "VP9 profile 0 L4.1 8-bit");
}

#[test]
fn dolby_vision_has_profile_and_level() {
    let codec = Codec::parse("dvh1.05.06");
    assert_eq!(codec.profile, Some(Profile::DolbyVision(5)));
    assert_eq!(codec.to_string(), "Dolby Vision profile 5 L6");
    assert_eq!(Codec::parse("dvh1.08.07/db4h").to_string(), "Dolby Vision profile 8 L7");
    assert_eq!(Codec::parse("dav1.10.09").to_string(), "Dolby Vision profile 10 L9");
}

#[test]
fn sound_and_text_have_names() {
    for (name, shown) in [
        ("mp4a.40.2", "AAC-LC"),
        ("mp4a.40.5", "HE-AAC"),
        ("mp4a.40.29", "HE-AAC v2"),
        ("mp4a.40.42", "xHE-AAC"),
        ("mp4a.67", "AAC-LC"),
        ("mp4a", "AAC"),
        ("mp4a.40.34", "MP3"),
        ("mp4a.a6", "E-AC-3"),
        ("ac-3", "AC-3"),
        ("ec-3", "E-AC-3"),
        ("ac-4.02.01.03", "AC-4"),
        ("Opus", "Opus"),
        ("fLaC", "FLAC"),
        ("wvtt", "WebVTT"),
        ("stpp.ttml.im1t", "TTML"),
        ("dtsc", "dtsc"),
    ] {
        assert_eq!(Codec::parse(name).to_string(), shown, "{name}");
    }
}

#[test]
fn of_the_malformed_only_the_family_is_known() {
    for (name, family) in [
        ("avc1", Codecs::H264),
        ("avc1.64001", Codecs::H264),
        ("avc1.+4001f", Codecs::H264),
        ("avc1.64001g", Codecs::H264),
        ("avc1.77.30.1", Codecs::H264),
        ("avc1.256.30", Codecs::H264),
        ("hvc1.2", Codecs::HEVC),
        ("hvc1.D2.4.L93", Codecs::HEVC),
        ("hvc1.32.4.L93", Codecs::HEVC),
        ("hvc1.2.123456789.L93", Codecs::HEVC),
        ("hvc1.2.4.M93", Codecs::HEVC),
        ("hvc1.2.4.L", Codecs::HEVC),
        ("hvc1.2.4.L93.B0.0.0.0.0.0.0", Codecs::HEVC),
        ("hvc1.é", Codecs::HEVC),
        ("vvc1.1.L51.", Codecs::VVC),
        ("vvc1.1.L51.C-", Codecs::VVC),
        ("av01.0.4M.10", Codecs::AV1),
        ("av01.0.04X.10", Codecs::AV1),
        ("av01.3.04M.10", Codecs::AV1),
        ("av01.0.04M.9", Codecs::AV1),
        ("av01.0.04M.10.0.112", Codecs::AV1),
        ("vp09.00.41", Codecs::VP9),
        ("vp9", Codecs::VP9),
        ("dvh1.05", Codecs::DOLBY_VISION),
        ("dvh1.x.01", Codecs::DOLBY_VISION),
        ("mp4a.40.+2", Codecs::AAC),
    ] {
        let codec = Codec::parse(name);
        let bare = Codec { name, family, profile: None, level: None, tier: None, bit_depth: None };
        assert_eq!(codec, bare);
    }
}

#[test]
fn lists_keep_their_order() {
    let names: Vec<_> = list(" avc1.64001f, ,mp4a.40.2,").map(|codec| codec.name).collect();
    assert_eq!(names, ["avc1.64001f", "mp4a.40.2"]);
}

proptest! {
    #[test]
    fn a_list_is_of_the_families_that_its_codecs_are(text in "([a-z]{2}[-0-9vc]{1,2}[0-9]?(\\.[0-9A-FLMH+é]{0,7}){0,5},?){0,4}") {
        let families = list(&text).fold(Codecs::empty(), |all, codec| all | codec.family);
        prop_assert_eq!(families, Codecs::parse(&text).0);
        for codec in list(&text) {
            prop_assert_eq!(codec.family.bits().count_ones(), 1);
            prop_assert!(!codec.to_string().is_empty());
        }
    }
}
