use tidegate_manifest::filter::{Language::Aws, Scope};
use tidegate_manifest::{Edit, Filter, FilterError};

use crate::support::{dropped, dropped_mpd, edits, mpd, refused_at};

#[test]
fn the_examples_of_the_guide() {
    for (expression, drops) in [
        ("video_height:240-360,720-1080,1440,2160", &[][..]),
        ("video_height:240-360,720-1080,1440", &["dv"]),
        ("audio_sample_rate:0-44100;video_codec:h264", &["hdr10", "dv"]),
        ("video_bitrate:0-9000000", &["dv"]),
        ("video_framerate:23.976-30", &["v720", "v720-ec3", "hdr10"]),
        ("video_dynamic_range:hdr10", &["v360", "v720", "v720-ec3", "dv"]),
        ("video_dynamic_range:dv,SDR", &["hdr10"]),
        ("video_codec:H265", &["v360", "v720", "v720-ec3"]),
        ("audio_codec:AACL,AC-3", &["ec3-en", "v720-ec3", "dv"]),
        ("audio_channels:1-8", &[]),
        ("audio_channels:6", &["aac-en", "aac-fr", "aac-pt", "v360", "v720", "hdr10"]),
        ("audio_language:fr,en-US,de", &["aac-en", "aac-pt"]),
        ("subtitle_language:en-US, hi", &["subs-en", "subs-fr"]),
        ("subtitle_language:FR", &["subs-en"]),
        ("trickplay_type:iframe", &[]),
        ("trickplay_type:none", &["i360", "i720"]),
        ("trickplay_type:image", &["i360", "i720"]),
        ("trickplay_height:200-400", &["i720"]),
        ("VIDEO_HEIGHT:1-720;Audio_Language:PT-br", &["aac-en", "aac-fr", "hdr10", "dv"]),
    ] {
        assert_eq!(dropped(Aws, expression), drops, "{expression}");
    }
}

#[test]
fn an_mpd_states_what_a_playlist_does_not() {
    for (expression, drops) in [
        ("audio_bitrate:0-64000", &[3][..]),
        ("audio_codec:aach", &[3]),
        ("audio_codec:aacl", &[2]),
        ("audio_sample_rate:0-48000", &[]),
        ("audio_language:de", &[2]),
        ("trickplay_type:iframe", &[5]),
        ("trickplay_type:image", &[]),
        ("video_codec:av1", &[0]),
        ("audio_sample_rate:0-1;video_bitrate:0-1", &[0, 1, 2, 3]),
    ] {
        assert_eq!(dropped_mpd(Aws, expression), drops, "{expression}");
    }
}

#[test]
fn frame_rates_are_equal_within_half_a_thousandth() {
    assert_eq!(dropped(Aws, "video_framerate:59.94-59.94").len(), 4);
    // Nothing is 59.941: all variants go.
    assert_eq!(edits(Aws, "video_framerate:59.941").unwrap().len(), 5);
}

#[test]
fn a_language_that_no_audio_has_is_no_error_and_no_silence() {
    assert_eq!(dropped(Aws, "audio_language:dahlia"), [""; 0]);
    assert_eq!(dropped(Aws, "subtitle_language:dahlia"), ["subs-en", "subs-fr"]);
}

#[test]
fn the_guides_errors_are_errors_at_their_column() {
    for (expression, column) in [
        ("donut_type:rhododendron", 1),
        ("audio_sample_rate:300-0", 19),
        ("audio_sample_rate:0-2147483648", 21),
        ("audio_sample_rate:is:0-44100", 19),
        ("audio_sample_rate:0-48000;aws.manifestfilter=audio_sample_rate:0-48000", 27),
        ("audio_sample_rate:0-48000;audio_sample_rate:0-1", 27),
        ("video_bitrate=0-1", 1),
        ("video_bitrate", 14),
        ("video_bitrate:0-1;", 19),
        ("video_bitrate:", 15),
        ("video_bitrate:-1", 15),
        ("video_bitrate:1-2-3", 18),
        ("video_framerate:23.9764", 20),
        ("video_framerate:30-23.976", 17),
        ("video_codec:vp9", 13),
        ("audio_codec:ec3", 13),
        ("audio_language:", 16),
        ("", 1),
    ] {
        assert_eq!(refused_at(Aws, expression), column, "{expression}");
    }
    assert!(Filter::parse(Aws, "audio_sample_rate:0-2147483647").is_ok());
    let long = format!("audio_language:{}", "a".repeat(1009));
    assert!(Filter::parse(Aws, &long).is_ok());
    assert_eq!(refused_at(Aws, &(long + "a")), 1025);
}

#[test]
fn nothing_left_is_an_error_but_subtitles_are_something() {
    assert_eq!(edits(Aws, "video_height:1"), Ok((6..11).map(Edit::Drop).collect::<Vec<_>>()));
    let mut tracks = mpd();
    tracks.retain(|track| track.id < 4);
    let filter = Filter::parse(Aws, "audio_sample_rate:0-1;video_bitrate:0-1").unwrap();
    assert_eq!(filter.edits(&tracks, Scope::Mpd), Err(FilterError::Empty));
}

#[test]
fn media_playlists_and_segments_have_no_tracks() {
    let filter = Filter::parse(Aws, "video_codec:h264").unwrap();
    for scope in [Scope::Media, Scope::Segment] {
        assert_eq!(filter.edits(&[], scope), Err(FilterError::NotHere));
    }
}
