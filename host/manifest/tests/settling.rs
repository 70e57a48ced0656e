//! What edits leave dangling.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod common;

use common::{LADDER, edit, id, left};
use tidegate_manifest::{Edit, Floor, Multivariant, Rule};

fn drops(tracks: &[u32]) -> Vec<Edit> {
    tracks.iter().map(|track| Edit::Drop(*track)).collect()
}

fn lost(text: &str, tracks: &[u32]) -> Vec<u32> {
    let left = left(text, &drops(tracks));
    let all = 0..Multivariant::parse(text).unwrap().tracks().len() as u32;
    all.filter(|id| !left.contains(id) && !tracks.contains(id)).collect()
}

#[test]
fn renditions_go_with_the_last_variant_that_names_them() {
    assert_eq!(lost(LADDER, &[id::V1080]), []);
    assert_eq!(
        lost(LADDER, &[id::V1080, id::V2160_PQ]),
        [id::EC3_EN, id::EC3_FR, id::TRICK_2160_PQ]
    );
    assert_eq!(lost(LADDER, &[id::V360, id::V720]), [id::CC, id::TRICK_720]);
}

#[test]
fn an_emptied_group_is_named_no_more() {
    let after = edit(LADDER, &drops(&[id::SUBS_EN, id::SUBS_FR_FORCED, id::CC]));
    assert!(!after.contains("SUBTITLES"));
    assert!(!after.contains("CLOSED-CAPTIONS=\"cc\""));
    assert!(after.contains("VIDEO-RANGE=SDR,CLOSED-CAPTIONS=NONE\nv1080"));
    assert!(after.contains("FRAME-RATE=59.94, AUDIO=\"aac\"\n# the one"));
    assert!(after.contains("AUDIO=\"ec3\"\nv2160"));
    let playlist = Multivariant::parse(LADDER).unwrap();
    let edits = drops(&[id::SUBS_EN, id::SUBS_FR_FORCED]);
    let edited = playlist.apply(&edits, Floor::default()).unwrap();
    assert!(edited.tracks().all(|track| track.subtitles_group.is_none()));
}

#[test]
fn the_only_audio_stays() {
    let playlist = Multivariant::parse(LADDER).unwrap();
    let refusal = playlist.apply(&drops(&[id::EC3_EN, id::EC3_FR]), Floor::default()).unwrap_err();
    assert_eq!(refusal.edit, 1);
    assert_eq!(refusal.rule, Rule::LastAudio { track: id::EC3_FR, variant: id::V1080 });
    // Nobody needs it once its variants are gone, in whatever order they go.
    let gone = [id::EC3_EN, id::EC3_FR, id::V1080, id::V2160_PQ];
    assert!(playlist.apply(&drops(&gone), Floor::default()).is_ok());
    // Sound inside the variant or as the variant is sound still.
    let inside = LADDER.replace(",URI=\"ec3-en.m3u8\"", "");
    let after = edit(&inside, &drops(&[id::EC3_EN, id::EC3_FR]));
    assert!(after.contains("#EXT-X-STREAM-INF:BANDWIDTH=6000000,"));
    let only_sound = [id::AAC_EN, id::AAC_FR, id::V360, id::V720];
    let after = edit(LADDER, &drops(&only_sound));
    assert!(after.contains("BANDWIDTH=160000,CODECS=\"mp4a.40.2\"\naac-en.m3u8"));
}

fn ladder(lines: &[&str]) -> String {
    let line = |line: &&str| match line.strip_prefix("i ") {
        Some(list) => format!("#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,{list},URI=\"i\"\n"),
        None => format!("#EXT-X-STREAM-INF:BANDWIDTH=1,{line}\nv\n"),
    };
    format!("#EXTM3U\n{}", lines.iter().map(line).collect::<String>())
}

#[test]
fn trick_play_shows_no_more_than_what_stays() {
    let text = ladder(&[
        "RESOLUTION=640x360",
        "RESOLUTION=1280x720",
        "RESOLUTION=1920x1080",
        "i RESOLUTION=640x360",
        "i RESOLUTION=1280x720",
        "i RESOLUTION=1920x1080",
        "i X=1",
    ]);
    assert_eq!(lost(&text, &[2]), [5]);
    assert_eq!(lost(&text, &[1, 2]), [4, 5]);
    assert_eq!(lost(&text, &[0, 1]), []);
}

#[test]
fn trick_play_of_another_crop_goes_with_the_tallest() {
    let text = ladder(&["RESOLUTION=640x360", "RESOLUTION=1920x1012", "i RESOLUTION=1920x1080"]);
    assert_eq!(lost(&text, &[0]), []);
    assert_eq!(lost(&text, &[1]), [2]);
}

#[test]
fn trick_play_goes_with_its_range_and_codec() {
    let text = ladder(&[
        "RESOLUTION=2x2,VIDEO-RANGE=PQ",
        "RESOLUTION=2x2",
        "i RESOLUTION=2x2,VIDEO-RANGE=PQ",
        "i RESOLUTION=2x2",
        "i RESOLUTION=2x2,VIDEO-RANGE=HLG",
    ]);
    assert_eq!(lost(&text, &[0]), [2]);
    assert_eq!(lost(&text, &[1]), []);
    let text = ladder(&[
        "RESOLUTION=2x2,CODECS=\"hvc1,mp4a\"",
        "RESOLUTION=2x2,CODECS=\"avc1,mp4a\"",
        "i RESOLUTION=2x2,CODECS=\"hev1\"",
        "i RESOLUTION=2x2,CODECS=\"avc1\"",
        "i RESOLUTION=2x2,CODECS=\"mjpg\"",
        "i RESOLUTION=2x2,CODECS=\"av01\"",
    ]);
    assert_eq!(lost(&text, &[0]), [2]);
    assert_eq!(lost(&text, &[1]), [3]);
}

#[test]
fn trick_play_needs_pictures_to_go_with() {
    let text = ladder(&["RESOLUTION=2x2", "CODECS=\"mp4a.40.2\"", "i RESOLUTION=1x1", "i X=1"]);
    assert_eq!(lost(&text, &[0]), [2, 3]);
    assert_eq!(lost(&text, &[1]), []);
    let text = ladder(&["X=1", "RESOLUTION=2x2", "i RESOLUTION=4x4"]);
    assert_eq!(lost(&text, &[1]), []);
    assert_eq!(lost(&text, &[0]), [2]);
}

#[test]
fn what_dangled_before_is_left() {
    let text = "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"unused\",NAME=\"n\"\n\
        #EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"missing\",SUBTITLES=\"missing\"\na\n\
        #EXT-X-STREAM-INF:BANDWIDTH=2\nb\n";
    assert_eq!(edit(text, &drops(&[2])), text.replace("#EXT-X-STREAM-INF:BANDWIDTH=2\nb\n", ""));
    assert_eq!(lost(text, &[1]), []);
    assert_eq!(left(text, &drops(&[0])), [1, 2]);
}

#[test]
fn trick_play_goes_with_its_pathway() {
    let text = ladder(&[
        "RESOLUTION=2x2",
        "CODECS=\"mp4a.40.2\",PATHWAY-ID=\"b\"",
        "RESOLUTION=1x1,PATHWAY-ID=\"c\"",
        "i RESOLUTION=2x2",
        "i RESOLUTION=2x2,PATHWAY-ID=\"b\"",
        "i RESOLUTION=2x2,PATHWAY-ID=\"c\"",
        "i RESOLUTION=2x2,PATHWAY-ID=\"d\"",
    ]);
    assert_eq!(lost(&text, &[1]), [4]);
    assert_eq!(lost(&text, &[2]), [5]);
    // What only the variants of another pathway were as tall as goes with them.
    assert_eq!(lost(&text, &[0]), [3, 4, 5, 6]);
}
