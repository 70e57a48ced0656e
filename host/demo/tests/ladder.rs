//! The ladder as another parser sees it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

mod common;

use std::collections::HashSet;

use common::{media, multivariant};
use m3u8_rs::{AlternativeMediaType, MediaPlaylistType};
use tidegate_demo::{File, MAIN, MAIN_PATH, MPD_PATH, find, ladder};

/// The media playlists.
fn renditions() -> Vec<File> {
    let mut files = ladder();
    files.retain(|file| ![MAIN_PATH, MPD_PATH].contains(&file.path.as_str()));
    files
}

#[test]
fn the_main_playlist_is_complete() {
    let files = ladder();
    assert_eq!((files[0].path.as_str(), files[0].body.as_str()), (MAIN_PATH, MAIN));
    let main = multivariant(MAIN);
    assert!(main.version >= Some(7) && main.independent_segments);

    let (iframes, variants): (Vec<_>, Vec<_>) =
        main.variants.iter().partition(|variant| variant.is_i_frame);
    assert_eq!((variants.len(), iframes.len()), (8, 4));
    let heights: HashSet<_> =
        variants.iter().map(|variant| variant.resolution.unwrap().height).collect();
    assert_eq!(heights, HashSet::from([234, 360, 432, 540, 720, 1080, 1440, 2160]));
    for variant in &variants {
        let height = variant.resolution.unwrap().height;
        let codec = if height > 1080 { "hvc1." } else { "avc1." };
        assert!(variant.codecs.as_ref().unwrap().starts_with(codec), "{height}");
        assert!(variant.average_bandwidth.unwrap() < variant.bandwidth, "{height}");
        assert!(variant.frame_rate.is_some(), "{height}");
        let ranged = variant.other_attributes.as_ref().unwrap();
        let range = ranged["VIDEO-RANGE"].to_string();
        assert_eq!(range.trim_matches('"'), if height > 1080 { "PQ" } else { "SDR" }, "{height}");
        assert_eq!(variant.audio.as_deref(), Some("stereo"));
        assert_eq!(variant.subtitles.as_deref(), Some("text"));
    }
    let mut rising: Vec<_> = variants
        .iter()
        .map(|variant| (variant.bandwidth, variant.resolution.unwrap().height))
        .collect();
    rising.sort_unstable();
    assert!(rising.is_sorted_by_key(|(_, height)| *height));

    let of = |kind| main.alternatives.iter().filter(move |track| track.media_type == kind);
    let audio: Vec<_> = of(AlternativeMediaType::Audio).collect();
    let languages: HashSet<_> =
        audio.iter().filter_map(|track| track.language.as_deref()).collect();
    assert_eq!((audio.len(), languages.len()), (5, 4));
    let described = |marks: &Option<String>, mark: &str| {
        marks.as_ref().is_some_and(|marks| marks.contains(mark))
    };
    let describing = audio
        .iter()
        .filter(|track| described(&track.characteristics, "public.accessibility.describes-video"));
    assert_eq!(describing.count(), 1);
    assert_eq!(audio.iter().filter(|track| track.default).count(), 1);
    let subtitles: Vec<_> = of(AlternativeMediaType::Subtitles).collect();
    let languages: HashSet<_> =
        subtitles.iter().filter_map(|track| track.language.as_deref()).collect();
    assert_eq!((subtitles.len(), languages.len()), (5, 5));
    let captioning = subtitles.iter().filter(|track| {
        described(&track.characteristics, "public.accessibility.transcribes-spoken-dialog")
    });
    assert_eq!(captioning.count(), 1);
}

#[test]
fn every_uri_has_a_playlist_and_the_reverse() {
    let main = multivariant(MAIN);
    let uris = main.variants.iter().map(|variant| variant.uri.clone());
    let uris = uris.chain(main.alternatives.iter().filter_map(|track| track.uri.clone()));
    let named: HashSet<String> = uris.map(|uri| format!("tide/{uri}")).collect();
    let served: HashSet<String> = renditions().into_iter().map(|file| file.path).collect();
    assert_eq!(named, served);
}

#[test]
fn each_file_is_found_by_its_path() {
    for file in ladder() {
        assert_eq!(find(&file.path).as_ref(), Some(&file));
    }
    for path in ["", "tide", "tide/video/1p.m3u8", "/tide/main.m3u8", "tide/audio/720p.m3u8"] {
        assert_eq!(find(path), None, "{path}");
    }
}

#[test]
fn media_playlists_are_on_demand() {
    for file in renditions() {
        let media = media(&file.body);
        assert_eq!(media.playlist_type, Some(MediaPlaylistType::Vod), "{}", file.path);
        assert!(media.end_list, "{}", file.path);
        assert_eq!(media.segments.len(), 40, "{}", file.path);
        let seconds: f32 = media.segments.iter().map(|segment| segment.duration).sum();
        assert_eq!(seconds, 240.0, "{}", file.path);
        let mapped = media.segments[0].map.is_some();
        assert_eq!(mapped, !file.path.contains("/subtitles/"), "{}", file.path);
        let iframes = file.path.contains("/iframes/");
        assert_eq!(media.i_frames_only, iframes, "{}", file.path);
        assert!(media.segments.iter().all(|segment| segment.byte_range.is_some() == iframes));
    }
}
