//! The demo's files as other parsers see them.

#![allow(dead_code, reason = "not every test needs all of it")]

use dash_mpd::{AdaptationSet, MPD};
use m3u8_rs::{MasterPlaylist, MediaPlaylist, Playlist};

pub fn multivariant(body: &str) -> MasterPlaylist {
    match m3u8_rs::parse_playlist_res(body.as_bytes()) {
        Ok(Playlist::MasterPlaylist(playlist)) => playlist,
        _ => panic!("{body}"),
    }
}

pub fn media(body: &str) -> MediaPlaylist {
    match m3u8_rs::parse_playlist_res(body.as_bytes()) {
        Ok(Playlist::MediaPlaylist(playlist)) => playlist,
        _ => panic!("{body}"),
    }
}

pub fn mpd(body: &str) -> MPD {
    dash_mpd::parse(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

/// What both formats say of a track. `uri` is the playlist's without its extension:
/// the representation's identifier. What only one of them can say is left out.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Common {
    pub uri: String,
    pub bandwidth: Option<u64>,
    pub size: Option<(u64, u64)>,
    pub millihertz: Option<u64>,
    pub codec: Option<String>,
    pub range: Option<&'static str>,
    pub language: Option<String>,
    pub label: Option<String>,
    pub described: bool,
    pub captions: bool,
    pub trick: bool,
}

fn stem(uri: &str) -> String {
    uri.strip_suffix(".m3u8").unwrap().to_owned()
}

/// The tracks of a multivariant playlist, sorted.
pub fn tracks_of_hls(body: &str) -> Vec<Common> {
    let playlist = multivariant(body);
    let variants = playlist.variants.iter().map(|variant| {
        let size = variant.resolution.unwrap();
        let codecs = variant.codecs.as_deref().unwrap();
        let range = variant.other_attributes.as_ref().unwrap()["VIDEO-RANGE"].to_string();
        Common {
            uri: stem(&variant.uri),
            bandwidth: Some(variant.bandwidth),
            size: Some((size.width, size.height)),
            millihertz: variant.frame_rate.map(|rate| (rate * 1000.0) as u64),
            codec: codecs.split(',').next().map(str::to_owned),
            range: Some(if range.contains("PQ") { "16" } else { "1" }),
            trick: variant.is_i_frame,
            ..Common::default()
        }
    });
    let renditions = playlist.alternatives.iter().map(|rendition| {
        let marks = rendition.characteristics.as_deref().unwrap_or_default();
        Common {
            uri: stem(rendition.uri.as_deref().unwrap()),
            language: rendition.language.clone(),
            label: Some(rendition.name.clone()),
            described: marks.contains("public.accessibility.describes-video"),
            captions: marks.contains("public.accessibility.transcribes-spoken-dialog"),
            ..Common::default()
        }
    });
    let mut tracks: Vec<_> = variants.chain(renditions).collect();
    tracks.sort();
    tracks
}

/// The tracks of one period, sorted.
pub fn tracks_of_dash(sets: &[AdaptationSet]) -> Vec<Common> {
    let mut tracks = Vec::new();
    for set in sets {
        let pictures = set.contentType.as_deref() == Some("video");
        let trick = essential(set, "http://dashif.org/guidelines/trickmode").is_some();
        let purpose = set.Accessibility.first().map(|mark| {
            assert_eq!(mark.schemeIdUri, "urn:tva:metadata:cs:AudioPurposeCS:2007");
            mark.value.clone().unwrap()
        });
        for track in &set.representations {
            let rate = track.frameRate.as_deref().filter(|_| !trick);
            tracks.push(Common {
                uri: track.id.clone().unwrap(),
                bandwidth: track.bandwidth.filter(|_| pictures),
                size: track.width.zip(track.height),
                millihertz: rate.map(|rate| rate.parse::<u64>().unwrap() * 1000),
                codec: track.codecs.clone(),
                range: pictures.then(|| transfer(set)),
                language: set.lang.clone(),
                label: set.Label.first().map(|label| label.content.clone()),
                described: purpose.as_deref() == Some("1"),
                captions: purpose.as_deref() == Some("2"),
                trick,
            });
        }
    }
    tracks.sort();
    tracks
}

/// The value of a set's essential property.
pub fn essential<'s>(set: &'s AdaptationSet, scheme: &str) -> Option<&'s str> {
    let found = set.essential_property.iter().find(|property| property.schemeIdUri == scheme)?;
    found.value.as_deref()
}

/// Code points of ISO/IEC 23091-2: 1 is BT.709, 16 is PQ.
fn transfer(set: &AdaptationSet) -> &'static str {
    let scheme = "urn:mpeg:mpegB:cicp:TransferCharacteristics";
    let supplemental = set.supplemental_property.iter();
    let supplemental = supplemental
        .filter(|property| property.schemeIdUri == scheme)
        .find_map(|property| property.value.as_deref());
    match (essential(set, scheme), supplemental) {
        (Some("16"), None) => "16",
        (None, Some("1")) => "1",
        other => panic!("{other:?}"),
    }
}
