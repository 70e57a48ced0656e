//! Tracks with their texts, and how the contract packs those.

use crate::manifest_rewriting::{Codecs, Resolution, Roles, TrackKind, packed};
use crate::types::DynamicRanges;

/// One track of a manifest. Field by field as in `wit/manifest-rewriting.wit`, but
/// with its texts in place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Track {
    /// Its number in the manifest's own order, from 0.
    pub id: u32,
    /// What it carries.
    pub kind: TrackKind,
    /// Peak bit rate in bits/s. Absent for renditions.
    pub bandwidth: Option<u64>,
    /// Average bit rate in bits/s. Absent if not stated.
    pub average_bandwidth: Option<u64>,
    /// Absent if not stated.
    pub resolution: Option<Resolution>,
    /// Frames per 1000 seconds. Absent if not stated.
    pub frame_rate: Option<u32>,
    /// The codecs of the track; for variants of their renditions too.
    pub codecs: Codecs,
    /// Exactly one flag. Absent if not stated.
    pub range: Option<DynamicRanges>,
    /// BCP 47, as written in the manifest. Absent if not stated.
    pub language: Option<String>,
    /// The name shown to people. Absent if not stated.
    pub label: Option<String>,
    /// What a rendition is for.
    pub roles: Roles,
    /// Played when the viewer has not chosen.
    pub is_default: bool,
    /// May be chosen by the player from the system's settings.
    pub autoselect: bool,
    /// Audio channels, 1 to 255. Absent if not stated.
    pub channels: Option<u8>,
    /// Number of the group a rendition is in. Absent for variants.
    pub group: Option<u32>,
    /// Number of the audio group a variant plays with. Absent if none.
    pub audio_group: Option<u32>,
    /// Number of the subtitles group a variant plays with. Absent if none.
    pub subtitles_group: Option<u32>,
}

impl Track {
    /// A track of which nothing is stated.
    #[must_use]
    pub const fn bare(id: u32, kind: TrackKind) -> Self {
        Self {
            id,
            kind,
            bandwidth: None,
            average_bandwidth: None,
            resolution: None,
            frame_rate: None,
            codecs: Codecs::empty(),
            range: None,
            language: None,
            label: None,
            roles: Roles::empty(),
            is_default: false,
            autoselect: false,
            channels: None,
            group: None,
            audio_group: None,
            subtitles_group: None,
        }
    }
}

/// Packs tracks, in the manifest's own order, as the contract hands them over. A
/// text with a line break in it counts as not stated.
#[must_use]
pub fn pack(tracks: &[Track]) -> packed::Tracks {
    let mut languages = Lines::default();
    let mut labels = Lines::default();
    let mut rungs = Vec::new();
    let mut renditions = Vec::new();
    for track in tracks {
        let label = track.label.as_deref().and_then(|text| labels.number(text));
        match track.kind {
            TrackKind::Video | TrackKind::AudioOnly | TrackKind::TrickPlay => {
                rungs.push(packed::Rung {
                    id: track.id,
                    kind: track.kind,
                    bandwidth: track.bandwidth,
                    average_bandwidth: track.average_bandwidth,
                    resolution: track.resolution,
                    frame_rate: track.frame_rate,
                    codecs: track.codecs,
                    range: track.range,
                    label,
                    audio_group: track.audio_group,
                    subtitles_group: track.subtitles_group,
                });
            }
            TrackKind::Audio
            | TrackKind::AlternateVideo
            | TrackKind::Subtitles
            | TrackKind::ClosedCaptions => renditions.push(packed::Rendition {
                id: track.id,
                kind: track.kind,
                codecs: track.codecs,
                language: track.language.as_deref().and_then(|text| languages.number(text)),
                label,
                roles: track.roles,
                is_default: track.is_default,
                autoselect: track.autoselect,
                channels: track.channels,
                group: track.group,
            }),
        }
    }
    packed::Tracks { rungs, renditions, languages: languages.text, labels: labels.text }
}

/// Puts the texts back in place and the tracks in the manifest's own order. A
/// number that names no line counts as not stated.
#[must_use]
pub fn unpack(packed: &packed::Tracks) -> Vec<Track> {
    let languages: Vec<&str> = packed.languages.split('\n').collect();
    let labels: Vec<&str> = packed.labels.split('\n').collect();
    let text = |lines: &[&str], number: Option<u32>| {
        let line = lines.get(usize::try_from(number?).ok()?)?;
        Some((*line).to_owned())
    };
    let rungs = packed.rungs.iter().map(|rung| Track {
        bandwidth: rung.bandwidth,
        average_bandwidth: rung.average_bandwidth,
        resolution: rung.resolution,
        frame_rate: rung.frame_rate,
        codecs: rung.codecs,
        range: rung.range,
        label: text(&labels, rung.label),
        audio_group: rung.audio_group,
        subtitles_group: rung.subtitles_group,
        ..Track::bare(rung.id, rung.kind)
    });
    let renditions = packed.renditions.iter().map(|rendition| Track {
        codecs: rendition.codecs,
        language: text(&languages, rendition.language),
        label: text(&labels, rendition.label),
        roles: rendition.roles,
        is_default: rendition.is_default,
        autoselect: rendition.autoselect,
        channels: rendition.channels,
        group: rendition.group,
        ..Track::bare(rendition.id, rendition.kind)
    });
    let mut tracks = Vec::with_capacity(packed.rungs.len() + packed.renditions.len());
    tracks.extend(rungs);
    tracks.extend(renditions);
    tracks.sort_unstable_by_key(|track| track.id);
    tracks
}

#[derive(Default)]
struct Lines {
    text: String,
    count: u32,
}

impl Lines {
    /// The number of the line; the newest is not repeated: tracks of one language
    /// mostly stand together.
    fn number(&mut self, line: &str) -> Option<u32> {
        if line.contains('\n') {
            return None;
        }
        if let Some(newest) = self.count.checked_sub(1) {
            let before = self.text.strip_suffix(line);
            if before.is_some_and(|before| before.is_empty() || before.ends_with('\n')) {
                return Some(newest);
            }
            self.text.push('\n');
        }
        self.text.push_str(line);
        self.count += 1;
        Some(self.count - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(id: u32, language: Option<&str>, label: Option<&str>) -> Track {
        Track {
            codecs: Codecs::AAC,
            language: language.map(str::to_owned),
            label: label.map(str::to_owned),
            roles: Roles::FORCED,
            is_default: true,
            autoselect: true,
            channels: Some(2),
            group: Some(0),
            ..Track::bare(id, TrackKind::Audio)
        }
    }

    #[test]
    fn unpacking_gives_back_what_was_packed() {
        let tracks = [
            track(0, Some("en"), Some("English")),
            track(1, Some("fr"), Some("")),
            track(2, Some("en"), None),
            track(3, None, Some("English")),
            track(4, Some(""), Some("English, described")),
            Track {
                bandwidth: Some(1),
                average_bandwidth: Some(2),
                resolution: Some(Resolution { width: 16, height: 9 }),
                frame_rate: Some(25_000),
                codecs: Codecs::H264,
                range: Some(DynamicRanges::SDR),
                label: Some("English".to_owned()),
                audio_group: Some(0),
                subtitles_group: Some(1),
                ..Track::bare(5, TrackKind::Video)
            },
            track(6, None, None),
        ];
        let packed = pack(&tracks);
        assert_eq!(packed.languages, "en\nfr\nen\n");
        assert_eq!(packed.labels, "English\n\nEnglish\nEnglish, described\nEnglish");
        assert_eq!(unpack(&packed), tracks);
    }

    #[test]
    fn many_names_come_back_too() {
        let names: Vec<_> = (0..500).map(|number| format!("name {}", number % 200)).collect();
        let tracks: Vec<_> =
            (0..).zip(&names).map(|(id, name)| track(id, None, Some(name))).collect();
        assert_eq!(unpack(&pack(&tracks)), tracks);
    }

    #[test]
    fn a_line_break_counts_as_not_stated() {
        let packed = pack(&[track(0, Some("e\nn"), Some("English"))]);
        assert_eq!(packed.languages, "");
        assert_eq!(unpack(&packed), [track(0, None, Some("English"))]);
    }

    #[test]
    fn a_number_that_names_no_line_counts_as_not_stated() {
        let mut packed = pack(&[track(0, Some("en"), None)]);
        for track in &mut packed.renditions {
            track.language = Some(7);
        }
        assert_eq!(unpack(&packed), [track(0, None, None)]);
    }
}
