//! The film's MPD, as another parser sees it, offers what its playlists do.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

mod common;

use std::collections::HashSet;
use std::time::Duration;

use common::{essential, media, mpd, tracks_of_dash, tracks_of_hls};
use tidegate_demo::{MAIN, MPD, MPD_PATH, find};

#[test]
fn both_formats_offer_the_same_tracks() {
    let period = &mpd(MPD).periods[0];
    let tracks = tracks_of_dash(&period.adaptations);
    assert_eq!(tracks, tracks_of_hls(MAIN));
    // Eight rungs, five of audio, five of text, four for seeking.
    assert_eq!(tracks.len(), 22);
}

#[test]
fn both_formats_name_the_same_segments() {
    let parsed = mpd(MPD);
    let template = parsed.periods[0].SegmentTemplate.as_ref().unwrap();
    let path = |pattern: &Option<String>, id: &str, number: u64| {
        let named = pattern.as_deref().unwrap().replace("$RepresentationID$", id);
        named.replace("$Number$", &number.to_string())
    };
    for id in ["video/234p", "video/2160p", "audio/en-described"] {
        let playlist = media(&find(&format!("tide/{id}.m3u8")).unwrap().body);
        let (folder, _) = id.split_once('/').unwrap();
        let map = playlist.segments[0].map.as_ref().unwrap();
        assert_eq!(path(&template.initialization, id, 0), format!("{folder}/{}", map.uri));
        for (number, segment) in (template.startNumber.unwrap()..).zip(&playlist.segments) {
            let uri = format!("{folder}/{}", segment.uri);
            assert_eq!(path(&template.media, id, number), uri);
            let seconds = template.duration.unwrap() / template.timescale.unwrap() as f64;
            assert_eq!(seconds, f64::from(segment.duration));
        }
        let seconds: f32 = playlist.segments.iter().map(|segment| segment.duration).sum();
        let length = Duration::from_secs_f32(seconds);
        assert_eq!(parsed.mediaPresentationDuration, Some(length));
        assert_eq!(length.as_secs() % 6, 0, "whole segments");
    }
}

#[test]
fn the_mpd_is_on_demand() {
    let file = find(MPD_PATH).unwrap();
    assert_eq!((file.content_type, file.body.as_str()), ("application/dash+xml", MPD));
    let parsed = mpd(MPD);
    assert_eq!(parsed.mpdtype.as_deref(), Some("static"));
    assert_eq!(parsed.periods.len(), 1);
}

#[test]
fn sets_have_a_codec_a_range_and_a_role_each() {
    let sets = &mpd(MPD).periods[0].adaptations;
    let ids: HashSet<_> = sets.iter().filter_map(|set| set.id.clone()).collect();
    assert_eq!(ids.len(), sets.len());
    let mut pictures = 0;
    for set in sets {
        let families = set.representations.iter().filter_map(|track| track.codecs.as_deref());
        let families: HashSet<_> = families.map(|codecs| codecs.split('.').next()).collect();
        assert!(families.len() + usize::from(set.codecs.is_some()) == 1, "{:?}", set.id);
        if let Some(of) = essential(set, "http://dashif.org/guidelines/trickmode") {
            let main = sets.iter().find(|set| set.id.as_deref() == Some(of)).unwrap();
            for track in &set.representations {
                let same = main.representations.iter().find(|other| other.height == track.height);
                assert_eq!(same.unwrap().codecs, track.codecs);
            }
            assert!(set.Role.is_empty() && set.maxPlayoutRate > Some(1.0));
            continue;
        }
        assert_eq!(set.Role.len(), 1, "{:?}", set.id);
        let highest = set.representations.iter().filter_map(|track| track.height).max();
        assert_eq!(set.maxHeight, highest);
        pictures += usize::from(highest.is_some());
    }
    assert_eq!(pictures, 2);
    let roles = |kind: &str| -> Vec<_> {
        let sets = sets.iter().filter(|set| set.contentType.as_deref() == Some(kind));
        sets.map(|set| set.Role[0].value.clone().unwrap()).collect()
    };
    assert_eq!(roles("audio"), ["main", "dub", "dub", "dub", "alternate"]);
    assert_eq!(roles("text"), ["caption", "subtitle", "subtitle", "subtitle", "subtitle"]);
}
