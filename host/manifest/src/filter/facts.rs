//! What filters ask about tracks.

use crate::codecs::{self, Codec, Codecs, Profile};
use crate::track::{Track, TrackKind};

/// A codec as filters tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Exactly one family.
    pub(super) family: Codecs,
    /// What it is when taken for the codec that it extends: Dolby Vision in
    /// `dvh1` is HEVC.
    pub(super) base: Codecs,
    /// Absent where only the family is known.
    pub(super) profile: Option<Profile>,
    /// Whether text is TTML.
    pub(super) is_ttml: bool,
    /// The sample entry; nothing where only the family is known or it has not
    /// four letters at most.
    pub(super) entry: Option<[u8; 4]>,
}

impl Seen {
    fn of(codec: &Codec<'_>) -> Self {
        let entry = codec.entry();
        let base = match codec.family {
            Codecs::DOLBY_VISION if entry.eq_ignore_ascii_case("dav1") => Codecs::AV1,
            Codecs::DOLBY_VISION if entry.to_ascii_lowercase().starts_with("dva") => Codecs::H264,
            Codecs::DOLBY_VISION => Codecs::HEVC,
            family => family,
        };
        let is_ttml = entry.eq_ignore_ascii_case("stpp");
        let mut four = [b' '; 4];
        let letters =
            four.get_mut(..entry.len()).map(|four| four.copy_from_slice(entry.as_bytes()));
        let entry = letters.map(|()| four);
        Self { family: codec.family, base, profile: codec.profile, is_ttml, entry }
    }

    /// Whether it is AAC with spectral band replication; nothing if unknown.
    pub(super) fn is_high_efficiency(&self) -> Option<bool> {
        match self.profile? {
            Profile::Aac(object_type) => Some(matches!(object_type, 5 | 29)),
            _ => None,
        }
    }
}

/// The start of a list of codecs, in bytes: all of what any track has, little
/// of what would take time in each of many filters.
const MOST_CODECS: usize = 256;

fn start(list: &str) -> &str {
    list.get(..list.floor_char_boundary(MOST_CODECS)).unwrap_or_default()
}

/// A track's codecs as written, as far as they are looked at.
pub(super) fn list<'t>(track: &'t Track<'_>) -> &'t str {
    track.codec_list.as_deref().map_or("", start)
}

/// What is known of tracks from other tracks.
///
/// Renditions of HLS state no codecs: theirs are those of the variants that
/// name their group, if these state exactly one of the kind.
pub(super) struct Facts(Groups);

impl Facts {
    pub(super) fn of(tracks: &[Track<'_>]) -> Self {
        Self(Groups::of(tracks))
    }

    /// A track's codecs of some families. None: the manifest does not say.
    pub(super) fn codecs<'a>(
        &'a self,
        track: &'a Track<'_>,
        families: Codecs,
    ) -> impl Iterator<Item = Seen> + 'a {
        let list = track.codec_list.as_deref().map(start);
        let rendition = if list.is_none() { self.0.codec(track) } else { None };
        let bare = match (list, rendition) {
            (None, None) => track.codecs,
            _ => Codecs::empty(),
        };
        let seen =
            |family| Seen { family, base: family, profile: None, is_ttml: false, entry: None };
        list.into_iter()
            .flat_map(codecs::list)
            .map(|codec| Seen::of(&codec))
            .chain(rendition)
            .chain(bare.iter().map(seen))
            .filter(move |codec| families.intersects(codec.family))
    }
}

/// By group: the one codec that variants naming it state; nothing if several.
struct Groups {
    audio: Vec<Option<Option<Seen>>>,
    subtitles: Vec<Option<Option<Seen>>>,
}

impl Groups {
    fn of(tracks: &[Track<'_>]) -> Self {
        let count =
            tracks.iter().filter_map(|track| track.group).max().map_or(0, |last| last as usize + 1);
        let count = count.min(tracks.len());
        let mut groups = Self { audio: vec![None; count], subtitles: vec![None; count] };
        for track in tracks {
            for codec in codecs::list(list(track)) {
                let (all, group) = match codec.family {
                    family if Codecs::AUDIO.contains(family) => {
                        (&mut groups.audio, track.audio_group)
                    }
                    Codecs::TEXT => (&mut groups.subtitles, track.subtitles_group),
                    _ => continue,
                };
                if let Some(known) = group.and_then(|group| all.get_mut(group as usize)) {
                    let codec = Seen::of(&codec);
                    *known = match *known {
                        None => Some(Some(codec)),
                        Some(Some(other)) if other == codec => Some(Some(codec)),
                        Some(_) => Some(None),
                    };
                }
            }
        }
        groups
    }

    fn codec(&self, track: &Track<'_>) -> Option<Seen> {
        let groups = match track.kind {
            TrackKind::Audio => &self.audio,
            TrackKind::Subtitles => &self.subtitles,
            _ => return None,
        };
        groups.get(track.group? as usize).copied().flatten().flatten()
    }
}

/// Whether a trick-play track is of images, not of frames of a video: it
/// states no codec of video but one of images, or, in an MPD, none at all.
pub(super) fn is_image(track: &Track<'_>, mpd: bool) -> bool {
    let image = |codec: Codec<'_>| {
        ["jpeg", "mjpg", "mjpa", "png", "webp"]
            .iter()
            .any(|name| codec.entry().eq_ignore_ascii_case(name))
    };
    track.kind == TrackKind::TrickPlay
        && match track.codec_list.as_deref() {
            Some(list) => codecs::list(start(list)).any(image),
            None => mpd && track.codecs.is_empty(),
        }
}
