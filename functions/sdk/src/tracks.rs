//! Tracks with their texts, and how the contract packs those into columns.

use crate::manifest_rewriting::{Codecs, Drm, Hdcp, Roles, TrackKind, Traits, packed};
use crate::types::DynamicRanges;

/// A picture's size in pixels, both at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Resolution {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// One track of a manifest: a row of the table in `wit/manifest-rewriting.wit`, with
/// its texts in place. Numbers count from 0 here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Track {
    /// Its number in the manifest's own order, from 0.
    pub id: u32,
    /// What it carries.
    pub kind: TrackKind,
    /// Number of the period (DASH).
    pub period: u32,
    /// Peak bit rate in bits/s. Absent if not stated.
    pub bandwidth: Option<u64>,
    /// Average bit rate in bits/s. Absent if not stated.
    pub average_bandwidth: Option<u64>,
    /// Absent if not stated.
    pub resolution: Option<Resolution>,
    /// Frames per 1000 seconds. Absent if not stated.
    pub frame_rate: Option<u32>,
    /// Samples of audio per second. Absent if not stated.
    pub sample_rate: Option<u32>,
    /// The codecs of the track; for HLS variants of their renditions too.
    pub codecs: Codecs,
    /// Codecs that a player may use instead.
    pub supplemental_codecs: Codecs,
    /// The codecs as written, RFC 6381. Absent if not stated.
    pub codec_list: Option<String>,
    /// Exactly one flag. Absent if not stated.
    pub range: Option<DynamicRanges>,
    /// Output protection.
    pub hdcp: Hdcp,
    /// BCP 47, as written in the manifest. Absent if not stated.
    pub language: Option<String>,
    /// The name shown to people. Absent if not stated.
    pub label: Option<String>,
    /// What a track is for.
    pub roles: Roles,
    /// Played when the viewer has not chosen.
    pub is_default: bool,
    /// May be chosen by the player from the system's settings.
    pub autoselect: bool,
    /// Audio channels, 1 to 255. Absent if not stated.
    pub channels: Option<u8>,
    /// Whether its sound is of objects (Atmos).
    pub spatial: bool,
    /// How much to prefer a variant to those of other scores, in thousandths.
    /// Absent if not stated.
    pub score: Option<u32>,
    /// Number of the set of renditions it is chosen from. Absent for variants.
    pub group: Option<u32>,
    /// Number of its adaptation set (DASH).
    pub set: Option<u32>,
    /// Number of the audio group a variant plays with. Absent if none.
    pub audio_group: Option<u32>,
    /// Number of the subtitles group a variant plays with. Absent if none.
    pub subtitles_group: Option<u32>,
    /// Name of its pathway. Absent without content steering.
    pub pathway: Option<String>,
    /// What protects it.
    pub drm: Drm,
    /// The same in all versions of the manifest. Absent if not stated.
    pub stable_id: Option<String>,
}

impl Track {
    /// A track of which nothing is stated.
    #[must_use]
    pub const fn bare(id: u32, kind: TrackKind) -> Self {
        Self {
            id,
            kind,
            period: 0,
            bandwidth: None,
            average_bandwidth: None,
            resolution: None,
            frame_rate: None,
            sample_rate: None,
            codecs: Codecs::empty(),
            supplemental_codecs: Codecs::empty(),
            codec_list: None,
            range: None,
            hdcp: Hdcp::Unstated,
            language: None,
            label: None,
            roles: Roles::empty(),
            is_default: false,
            autoselect: false,
            channels: None,
            spatial: false,
            score: None,
            group: None,
            set: None,
            audio_group: None,
            subtitles_group: None,
            pathway: None,
            drm: Drm::empty(),
            stable_id: None,
        }
    }

    /// Whether it can be played by itself: a variant, a representation with pictures.
    #[must_use]
    pub const fn is_variant(&self) -> bool {
        matches!(self.kind, TrackKind::Video | TrackKind::Muxed | TrackKind::AudioOnly)
    }
}

/// Packs tracks, in the manifest's own order, as the contract hands them over. A
/// text with a line break in it counts as not stated.
#[must_use]
pub fn pack(tracks: &[Track]) -> packed::Tracks {
    let mut texts = Lines::default();
    let numbers = |of: fn(&Track) -> Option<u32>| {
        column(tracks, 0, |track| of(track).map_or(0, |number| number.saturating_add(1)))
    };
    packed::Tracks {
        kinds: tracks.iter().map(|track| track.kind).collect(),
        periods: column(tracks, 0, |track| track.period),
        bandwidths: column(tracks, 0, |track| track.bandwidth.unwrap_or(0)),
        average_bandwidths: column(tracks, 0, |track| track.average_bandwidth.unwrap_or(0)),
        widths: column(tracks, 0, |track| track.resolution.map_or(0, |size| size.width)),
        heights: column(tracks, 0, |track| track.resolution.map_or(0, |size| size.height)),
        frame_rates: column(tracks, 0, |track| track.frame_rate.unwrap_or(0)),
        sample_rates: column(tracks, 0, |track| track.sample_rate.unwrap_or(0)),
        codecs: column(tracks, Codecs::empty(), |track| track.codecs),
        supplemental_codecs: column(tracks, Codecs::empty(), |track| track.supplemental_codecs),
        codec_lists: texts.column(tracks, |track| track.codec_list.as_deref()),
        ranges: column(tracks, DynamicRanges::empty(), |track| {
            track.range.unwrap_or(DynamicRanges::empty())
        }),
        hdcp: column(tracks, Hdcp::Unstated, |track| track.hdcp),
        languages: texts.column(tracks, |track| track.language.as_deref()),
        labels: texts.column(tracks, |track| track.label.as_deref()),
        roles: column(tracks, Roles::empty(), |track| track.roles),
        traits: column(tracks, Traits::empty(), traits),
        channels: column(tracks, 0, |track| track.channels.unwrap_or(0)),
        scores: column(tracks, 0, |track| track.score.unwrap_or(0)),
        groups: numbers(|track| track.group),
        sets: numbers(|track| track.set),
        audio_groups: numbers(|track| track.audio_group),
        subtitles_groups: numbers(|track| track.subtitles_group),
        pathways: texts.column(tracks, |track| track.pathway.as_deref()),
        drm: column(tracks, Drm::empty(), |track| track.drm),
        stable_ids: texts.column(tracks, |track| track.stable_id.as_deref()),
        texts: texts.text,
    }
}

fn traits(track: &Track) -> Traits {
    let mut traits = Traits::empty();
    traits.set(Traits::IS_DEFAULT, track.is_default);
    traits.set(Traits::AUTOSELECT, track.autoselect);
    traits.set(Traits::SPATIAL, track.spatial);
    traits
}

/// A column; empty if all its values say nothing.
fn column<T: Copy + PartialEq>(
    tracks: &[Track],
    nothing: T,
    value: impl Fn(&Track) -> T,
) -> Vec<T> {
    if tracks.iter().all(|track| value(track) == nothing) {
        return Vec::new();
    }
    tracks.iter().map(value).collect()
}

/// Puts the texts back in place. A number that names no line counts as not stated,
/// and so does what is missing at a column's end.
#[must_use]
pub fn unpack(packed: &packed::Tracks) -> Vec<Track> {
    let texts: Vec<&str> = packed.texts.split('\n').collect();
    let text = |column: &[u32], row: usize| {
        let line = usize::try_from(*column.get(row)?).ok()?.checked_sub(1)?;
        Some((*texts.get(line)?).to_owned())
    };
    packed
        .kinds
        .iter()
        .zip(0..)
        .enumerate()
        .map(|(row, (kind, id))| {
            let traits = of(&packed.traits, row).unwrap_or(Traits::empty());
            Track {
                id,
                kind: *kind,
                period: of(&packed.periods, row).unwrap_or(0),
                bandwidth: of(&packed.bandwidths, row).filter(|rate| *rate > 0),
                average_bandwidth: of(&packed.average_bandwidths, row).filter(|rate| *rate > 0),
                resolution: of(&packed.widths, row)
                    .zip(of(&packed.heights, row))
                    .filter(|(width, height)| *width > 0 && *height > 0)
                    .map(|(width, height)| Resolution { width, height }),
                frame_rate: of(&packed.frame_rates, row).filter(|rate| *rate > 0),
                sample_rate: of(&packed.sample_rates, row).filter(|rate| *rate > 0),
                codecs: of(&packed.codecs, row).unwrap_or(Codecs::empty()),
                supplemental_codecs: of(&packed.supplemental_codecs, row)
                    .unwrap_or(Codecs::empty()),
                codec_list: text(&packed.codec_lists, row),
                range: of(&packed.ranges, row).filter(|range| !range.is_empty()),
                hdcp: of(&packed.hdcp, row).unwrap_or(Hdcp::Unstated),
                language: text(&packed.languages, row),
                label: text(&packed.labels, row),
                roles: of(&packed.roles, row).unwrap_or(Roles::empty()),
                is_default: traits.contains(Traits::IS_DEFAULT),
                autoselect: traits.contains(Traits::AUTOSELECT),
                spatial: traits.contains(Traits::SPATIAL),
                channels: of(&packed.channels, row).filter(|channels| *channels > 0),
                score: of(&packed.scores, row).filter(|score| *score > 0),
                group: of(&packed.groups, row).and_then(|number: u32| number.checked_sub(1)),
                set: of(&packed.sets, row).and_then(|number: u32| number.checked_sub(1)),
                audio_group: of(&packed.audio_groups, row)
                    .and_then(|number: u32| number.checked_sub(1)),
                subtitles_group: of(&packed.subtitles_groups, row)
                    .and_then(|number: u32| number.checked_sub(1)),
                pathway: text(&packed.pathways, row),
                drm: of(&packed.drm, row).unwrap_or(Drm::empty()),
                stable_id: text(&packed.stable_ids, row),
            }
        })
        .collect()
}

fn of<T: Copy>(column: &[T], row: usize) -> Option<T> {
    column.get(row).copied()
}

#[derive(Default)]
struct Lines {
    text: String,
    count: u32,
}

impl Lines {
    /// A column of line numbers; empty if no track has the text.
    fn column<'t>(
        &mut self,
        tracks: &'t [Track],
        text: impl Fn(&'t Track) -> Option<&'t str>,
    ) -> Vec<u32> {
        if tracks.iter().all(|track| text(track).is_none()) {
            return Vec::new();
        }
        tracks.iter().map(|track| text(track).map_or(0, |text| self.number(text))).collect()
    }

    /// The number of the line; the newest is not repeated: tracks of one language
    /// mostly stand together.
    fn number(&mut self, line: &str) -> u32 {
        if line.contains('\n') {
            return 0;
        }
        if self.count > 0 {
            let before = self.text.strip_suffix(line);
            if before.is_some_and(|before| before.is_empty() || before.ends_with('\n')) {
                return self.count;
            }
            self.text.push('\n');
        }
        self.text.push_str(line);
        self.count += 1;
        self.count
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
                id: 5,
                kind: TrackKind::Video,
                period: 1,
                bandwidth: Some(1),
                average_bandwidth: Some(2),
                resolution: Some(Resolution { width: 16, height: 9 }),
                frame_rate: Some(25_000),
                sample_rate: Some(48_000),
                codecs: Codecs::H264,
                supplemental_codecs: Codecs::DOLBY_VISION,
                codec_list: Some("avc1.64001f".to_owned()),
                range: Some(DynamicRanges::SDR),
                hdcp: Hdcp::Type0,
                language: None,
                label: Some("English".to_owned()),
                roles: Roles::MAIN,
                is_default: false,
                autoselect: false,
                spatial: true,
                channels: Some(6),
                score: Some(1500),
                group: None,
                set: Some(3),
                audio_group: Some(0),
                subtitles_group: Some(1),
                pathway: Some(".".to_owned()),
                drm: Drm::WIDEVINE,
                stable_id: Some("v1".to_owned()),
            },
            track(6, None, None),
        ];
        assert_eq!(unpack(&pack(&tracks)), tracks);
    }

    #[test]
    fn lines_are_shared_and_columns_that_say_nothing_are_empty() {
        let packed = pack(&[track(0, Some("en"), None), track(1, Some("en"), None)]);
        assert_eq!((packed.texts.as_str(), packed.languages.as_slice()), ("en", [1, 1].as_slice()));
        assert!(packed.labels.is_empty() && packed.bandwidths.is_empty());
        assert_eq!(packed.groups, [1, 1]);
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
        assert_eq!(unpack(&packed), [track(0, None, Some("English"))]);
    }

    #[test]
    fn a_number_that_names_no_line_counts_as_not_stated() {
        let mut packed = pack(&[track(0, Some("en"), None)]);
        packed.languages = vec![7];
        assert_eq!(unpack(&packed), [track(0, None, None)]);
    }
}
