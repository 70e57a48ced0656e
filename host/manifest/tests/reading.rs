//! Text to tracks.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod common;

use common::{LADDER, id};
use tidegate_manifest::hls::multivariant::{MAX_BYTES, MAX_TRACKS};
use tidegate_manifest::{
    Codecs, Drm, DynamicRange, Expected, Hdcp, Multivariant, Resolution, Roles, Track, TrackKind,
};

fn only(line: &str) -> Track<'static> {
    let text = format!("#EXTM3U\n{line}\n").leak();
    let playlist = Multivariant::parse(text).unwrap();
    assert_eq!(playlist.tracks().len(), 1, "{line}");
    playlist.tracks()[0].clone()
}

fn error(text: &str) -> String {
    Multivariant::parse(text).unwrap_err().to_string()
}

#[test]
fn a_variant_says_all_it_states() {
    let playlist = Multivariant::parse(LADDER).unwrap();
    let track = &playlist.tracks()[id::V720 as usize];
    let expected = Track {
        bandwidth: Some(3_000_000),
        resolution: Some(Resolution { width: 1280, height: 720 }),
        frame_rate: Some(59_940),
        codecs: Codecs::H264 | Codecs::AAC,
        codec_list: Some("avc1.64001f,mp4a.40.2".into()),
        range: Some(DynamicRange::Sdr),
        audio_group: Some(0),
        subtitles_group: Some(2),
        ..Track::bare(id::V720, TrackKind::Video)
    };
    assert_eq!(*track, expected);
}

#[test]
fn a_rendition_says_all_it_states() {
    let playlist = Multivariant::parse(LADDER).unwrap();
    let track = &playlist.tracks()[id::AAC_FR as usize];
    assert_eq!(track.kind, TrackKind::Audio);
    assert_eq!(track.language.as_deref(), Some("fr"));
    assert_eq!(track.label.as_deref(), Some("Français"));
    assert_eq!(track.roles, Roles::DESCRIBED_AUDIO);
    assert_eq!((track.is_default, track.autoselect), (false, false));
    assert_eq!((track.channels, track.group), (Some(2), Some(0)));
    assert_eq!((track.bandwidth, track.audio_group), (None, None));
}

#[test]
fn the_ladder_is_read_in_order() {
    let playlist = Multivariant::parse(LADDER).unwrap();
    let tracks = playlist.tracks();
    assert!(tracks.iter().map(|track| track.id).eq(0..14));
    let kinds: Vec<_> = tracks.iter().map(|track| track.kind).collect();
    use TrackKind::*;
    assert_eq!(
        kinds,
        [
            Audio,
            Audio,
            Audio,
            Audio,
            Subtitles,
            Subtitles,
            ClosedCaptions,
            Video,
            Video,
            Video,
            Video,
            AudioOnly,
            TrickPlay,
            TrickPlay
        ]
    );
    let groups: Vec<_> = tracks.iter().filter_map(|track| track.group).collect();
    assert_eq!(groups, [0, 0, 1, 1, 2, 2, 3]);
    assert_eq!(tracks[id::V1080 as usize].audio_group, Some(1));
    assert_eq!(tracks[id::V2160_PQ as usize].range, Some(DynamicRange::Pq));
    assert_eq!(tracks[id::V2160_PQ as usize].codecs, Codecs::HEVC | Codecs::EC3);
    assert_eq!(tracks[id::SUBS_FR_FORCED as usize].roles, Roles::FORCED);
}

#[test]
fn renditions_have_the_codec_that_their_variants_agree_on() {
    let playlist = Multivariant::parse(LADDER).unwrap();
    let codecs: Vec<_> = playlist.tracks().iter().take(7).map(|track| track.codecs).collect();
    let none = Codecs::empty();
    assert_eq!(codecs, [Codecs::AAC, Codecs::AAC, Codecs::EC3, Codecs::EC3, none, none, none]);
    let text = LADDER.replace("\"hvc1.2.4.L153.B0,ec-3\"", "\"hvc1.2.4.L153.B0,ac-3\"");
    let playlist = Multivariant::parse(&text).unwrap();
    assert_eq!(playlist.tracks()[id::EC3_EN as usize].codecs, none);
}

#[test]
fn what_states_no_pictures_may_still_have_them() {
    for (list, kind) in [
        ("BANDWIDTH=1,CODECS=\"mp4a.40.2\"", TrackKind::AudioOnly),
        ("BANDWIDTH=1,CODECS=\"mp4a.40.2\",AUDIO=\"a\"", TrackKind::AudioOnly),
        ("BANDWIDTH=1,CODECS=\"mp4a.40.2\",RESOLUTION=2x2", TrackKind::Muxed),
        ("BANDWIDTH=1,CODECS=\"mp4a.40.2,xxxx\"", TrackKind::Muxed),
        ("BANDWIDTH=1,CODECS=\"\"", TrackKind::Muxed),
        ("BANDWIDTH=1", TrackKind::Muxed),
        ("BANDWIDTH=1,AUDIO=\"a\"", TrackKind::Video),
        ("BANDWIDTH=1,CODECS=\"avc1.64001f\"", TrackKind::Video),
        ("BANDWIDTH=1,CODECS=\"avc1.64001f,mp4a.40.2\"", TrackKind::Muxed),
        ("BANDWIDTH=1,CODECS=\"avc1.64001f,mp4a.40.2\",AUDIO=\"a\"", TrackKind::Video),
    ] {
        let line = format!("#EXT-X-STREAM-INF:{list}\na.m3u8");
        assert_eq!(only(&line).kind, kind, "{list}");
    }
}

#[test]
fn what_cannot_be_read_is_not_stated() {
    let track = only(
        "#EXT-X-STREAM-INF:BANDWIDTH=1,SCORE=-1,RESOLUTION=big,FRAME-RATE=x,VIDEO-RANGE=HDR\na",
    );
    assert_eq!((track.score, track.hdcp, track.pathway), (None, None, None));
    let trick_play = only("#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=fast,URI=\"i\"");
    assert_eq!(trick_play.bandwidth, None);
    assert_eq!((track.resolution, track.frame_rate, track.range), (None, None, None));
    let track = only("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=a,NAME=\"\",CHANNELS=\"0\",DEFAULT=yes");
    assert_eq!((track.label, track.channels, track.is_default), (None, None, false));
}

/// rfc8216bis section 4.4.6.2: "Its absence implies a value of SDR."
#[test]
fn pictures_without_a_range_are_sdr() {
    let range = |list: &str| only(&format!("#EXT-X-STREAM-INF:{list}\na")).range;
    assert_eq!(range("BANDWIDTH=1"), Some(DynamicRange::Sdr));
    assert_eq!(range("BANDWIDTH=1,VIDEO-RANGE=HLG"), Some(DynamicRange::Hlg));
    assert_eq!(range("BANDWIDTH=1,VIDEO-RANGE=HDR"), None);
    assert_eq!(range("BANDWIDTH=1,CODECS=\"mp4a.40.2\""), None);
}

#[test]
fn variables_are_replaced() {
    let text = "#EXTM3U\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"aac\"\n\
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"aac\",NAME=\"{$a}!\",LANGUAGE=\"{$unknown}\"\n\
        #EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"{$a}\"\nx\n";
    let playlist = Multivariant::parse(text).unwrap();
    assert_eq!(playlist.tracks()[0].label.as_deref(), Some("aac!"));
    assert_eq!(playlist.tracks()[0].language.as_deref(), Some("{$unknown}"));
    assert_eq!(playlist.tracks()[1].audio_group, Some(0));
}

#[test]
fn groups_of_other_types_are_other_groups() {
    let text = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"none\",SUBTITLES=\"g\"\nx\n\
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"g\"\n#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"g\"\n\
        #EXT-X-MEDIA:TYPE=AUDIO,NAME=\"no group\"\n#EXT-X-MEDIA:TYPE=SMELL,GROUP-ID=\"g\"\n";
    let playlist = Multivariant::parse(text).unwrap();
    let groups: Vec<_> = playlist.tracks().iter().map(|track| track.group).collect();
    assert_eq!(groups, [None, Some(0), Some(1)]);
    let variant = &playlist.tracks()[0];
    assert_eq!((variant.audio_group, variant.subtitles_group), (None, Some(1)));
}

#[test]
fn errors_name_the_place() {
    for (text, message) in [
        ("", "line 1, column 1: expected #EXTM3U"),
        (
            "#EXTM3U\n#\r#EXT-X-STREAM-INF:BANDWIDTH=1\n",
            "line 2, column 3: expected a line feed after a carriage return",
        ),
        ("# a\n#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO\n", "line 1, column 1: expected #EXTM3U"),
        (
            "#EXTM3U\n#EXT-X-VERSION:4\n",
            "line 3, column 1: expected a tag of multivariant playlists",
        ),
        (
            "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO\n  #EXTINF:4,\na\n",
            "line 3, column 1: expected no tag of media playlists",
        ),
        (
            "#EXTM3U\n#EXT-X-STREAM-INF:CODECS=\"avc1\"\na\n",
            "line 2, column 19: expected a BANDWIDTH that is a number",
        ),
        (
            "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1AVERAGE-BANDWIDTH=2\na\n",
            "line 2, column 19: expected a BANDWIDTH that is a number",
        ),
        (
            "#EXTM3U\n#EXT-X-CONTENT-STEERING:SERVER-URI=\"x\n",
            "line 2, column 36: expected a closing quote for this value",
        ),
        (
            "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXT-X-STREAM-INF:BANDWIDTH=2\na\n",
            "line 3, column 1: expected the URI of the EXT-X-STREAM-INF before",
        ),
        (
            "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n# é",
            "line 3, column 4: expected the URI of the EXT-X-STREAM-INF before",
        ),
        (
            "#EXTM3U\r\n#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"é\",URI=\"x\r\n",
            "line 2, column 38: expected a closing quote for this value",
        ),
        (
            "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1, BANDWIDTH=9\na\n",
            "line 2, column 32: expected another attribute: this one is in the list already",
        ),
    ] {
        assert_eq!(error(text), message, "{text}");
    }
}

#[test]
fn hostile_sizes_are_refused() {
    let tracks =
        format!("#EXTM3U\n{}", "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=a\n".repeat(MAX_TRACKS + 1));
    assert_eq!(Multivariant::parse(&tracks).unwrap_err().expected, Expected::Tracks(MAX_TRACKS));
    let bytes = "#EXTM3U\n".repeat(MAX_BYTES / 8) + "#";
    assert_eq!(Multivariant::parse(&bytes).unwrap_err().expected, Expected::Bytes(MAX_BYTES));
    let references = "{$a{$a".repeat(1 << 16) + &"{$".repeat(1 << 18);
    let variables = format!(
        "#EXTM3U\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"x\"\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{references}\"\n"
    );
    assert!(Multivariant::parse(&variables).is_ok());
    let attributes = format!("#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,{}", "X=\"y\",".repeat(1 << 18));
    assert!(Multivariant::parse(&attributes).is_ok());
}

/// rfc8216bis section 4.4.6.2, and Dolby's signalling of profile 8.4.
#[test]
fn a_variant_says_what_it_takes_to_play_it() {
    let track = only(
        "#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"hvc1.2.4.L153\",SUPPLEMENTAL-CODECS=\"dvh1.08.07/db4h\",\
        SCORE=1.5,HDCP-LEVEL=TYPE-1,STABLE-VARIANT-ID=\"v-1\",PATHWAY-ID=\"b\",\
        ALLOWED-CPC=\"com.apple.streamingkeydelivery:Main,urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed:HW\"\nv",
    );
    assert_eq!((track.codecs, track.supplemental), (Codecs::HEVC, Codecs::DOLBY_VISION));
    assert_eq!((track.score, track.hdcp), (Some(1500), Some(Hdcp::Type1)));
    assert_eq!((track.stable_id.as_deref(), track.pathway), (Some("v-1"), Some(0)));
    assert_eq!(track.drm, Drm::FAIRPLAY | Drm::WIDEVINE);
    let track = only(
        "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,HDCP-LEVEL=NONE,SCORE=2,PATHWAY-ID=\"b\",\
        STABLE-VARIANT-ID=\"i\",CODECS=\"avc1\",URI=\"i\"",
    );
    assert_eq!((track.kind, track.codecs), (TrackKind::TrickPlay, Codecs::H264));
    assert_eq!((track.score, track.hdcp, track.pathway), (Some(2000), Some(Hdcp::None), Some(0)));
    assert_eq!(track.stable_id.as_deref(), Some("i"));
}

#[test]
fn a_rendition_says_what_it_sounds_like() {
    let track = only(
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"n\",CHANNELS=\"16/JOC\",SAMPLE-RATE=48000,\
        STABLE-RENDITION-ID=\"r\",CHARACTERISTICS=\"public.original-content,public.machine-generated\"",
    );
    assert_eq!((track.channels, track.spatial, track.sample_rate), (Some(16), true, Some(48_000)));
    assert_eq!(track.roles, Roles::ORIGINAL | Roles::MACHINE_GENERATED);
    assert_eq!(track.stable_id.as_deref(), Some("r"));
}

#[test]
fn session_keys_protect_all_variants() {
    let text = "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"n\"\n\
        #EXT-X-STREAM-INF:BANDWIDTH=1,ALLOWED-CPC=\"com.microsoft.playready:HW\"\nv\n\
        #EXT-X-STREAM-INF:BANDWIDTH=2\nw\n\
        #EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI=\"skd://k\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\n";
    let playlist = Multivariant::parse(text).unwrap();
    let drm: Vec<_> = playlist.tracks().iter().map(|track| track.drm).collect();
    assert_eq!(drm, [Drm::empty(), Drm::PLAYREADY | Drm::FAIRPLAY, Drm::FAIRPLAY]);
}

/// rfc8216bis section 4.4.6.2: without the attribute, the pathway is `.`.
#[test]
fn pathways_are_numbered_where_there_is_steering() {
    let text = "#EXTM3U\n#EXT-X-DEFINE:NAME=\"p\",VALUE=\"CDN\"\n\
        #EXT-X-STREAM-INF:BANDWIDTH=1\nv\n\
        #EXT-X-STREAM-INF:BANDWIDTH=1,PATHWAY-ID=\"{$p}-B\"\nw\n\
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"n\"\n\
        #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"i\"\n";
    let playlist = Multivariant::parse(text).unwrap();
    assert_eq!(playlist.pathways(), [".", "CDN-B"]);
    let pathways = |playlist: &Multivariant<'_>| -> Vec<_> {
        playlist.tracks().iter().map(|track| track.pathway).collect()
    };
    assert_eq!(pathways(&playlist), [Some(0), Some(1), None, Some(0)]);
    let plain = text.replace(",PATHWAY-ID=\"{$p}-B\"", "");
    let playlist = Multivariant::parse(&plain).unwrap();
    assert!(playlist.pathways().is_empty() && pathways(&playlist) == [None; 4]);
    let steered = format!("{plain}#EXT-X-CONTENT-STEERING:SERVER-URI=\"s\"\n");
    let playlist = Multivariant::parse(&steered).unwrap();
    assert_eq!(playlist.pathways(), ["."]);
    assert_eq!(pathways(&playlist), [Some(0), Some(0), None, Some(0)]);
}
