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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Track<'t> {
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
    /// Profile of the pictures' codec in its own numbering. Absent if not stated.
    pub profile: Option<u8>,
    /// Level of the pictures' codec, times ten. Absent if not stated.
    pub level: Option<u8>,
    /// Exactly one flag. Absent if not stated.
    pub range: Option<DynamicRanges>,
    /// Output protection.
    pub hdcp: Hdcp,
    /// BCP 47, as written in the manifest. Absent if not stated.
    pub language: Option<&'t str>,
    /// The name shown to people. Absent if not stated.
    pub label: Option<&'t str>,
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
    pub pathway: Option<&'t str>,
    /// What protects it.
    pub drm: Drm,
    /// The same in all versions of the manifest. Absent if not stated.
    pub stable_id: Option<&'t str>,
}

impl Track<'_> {
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
            profile: None,
            level: None,
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
pub fn pack(tracks: &[Track<'_>]) -> packed::Tracks {
    let mut texts = Lines::default();
    let numbers = |of: fn(&Track<'_>) -> Option<u32>| {
        column(tracks, 0, |track| of(track).map_or(0, |number| number.saturating_add(1)))
    };
    packed::Tracks {
        tracks: tracks.iter().map(common).collect(),
        bandwidths: column(tracks, 0, |track| track.bandwidth.unwrap_or(0)),
        average_bandwidths: column(tracks, 0, |track| track.average_bandwidth.unwrap_or(0)),
        widths: column(tracks, 0, |track| track.resolution.map_or(0, |size| size.width)),
        heights: column(tracks, 0, |track| track.resolution.map_or(0, |size| size.height)),
        frame_rates: column(tracks, 0, |track| track.frame_rate.unwrap_or(0)),
        profiles: column(tracks, 0, |track| track.profile.unwrap_or(0)),
        levels: column(tracks, 0, |track| track.level.unwrap_or(0)),
        channels: column(tracks, 0, |track| track.channels.unwrap_or(0)),
        languages: texts.column(tracks, |track| track.language),
        labels: texts.column(tracks, |track| track.label),
        groups: numbers(|track| track.group),
        audio_groups: numbers(|track| track.audio_group),
        subtitles_groups: numbers(|track| track.subtitles_group),
        details: tracks.iter().any(has_details).then(|| packed::Details {
            periods: column(tracks, 0, |track| track.period),
            sets: numbers(|track| track.set),
            sample_rates: column(tracks, 0, |track| track.sample_rate.unwrap_or(0)),
            supplemental_codecs: column(tracks, Codecs::empty(), |track| track.supplemental_codecs),
            hdcp: column(tracks, Hdcp::Unstated, |track| track.hdcp),
            drm: column(tracks, Drm::empty(), |track| track.drm),
            scores: column(tracks, 0, |track| track.score.unwrap_or(0)),
            pathways: texts.column(tracks, |track| track.pathway),
            stable_ids: texts.column(tracks, |track| track.stable_id),
        }),
        texts: texts.text,
    }
}

fn common(track: &Track<'_>) -> packed::Track {
    packed::Track {
        kind: track.kind,
        codecs: track.codecs,
        range: track.range.unwrap_or(DynamicRanges::empty()),
        roles: track.roles,
        traits: traits(track),
    }
}

fn has_details(track: &Track<'_>) -> bool {
    track.period > 0
        || track.set.is_some()
        || track.sample_rate.is_some()
        || !track.supplemental_codecs.is_empty()
        || track.hdcp != Hdcp::Unstated
        || !track.drm.is_empty()
        || track.score.is_some()
        || track.pathway.is_some()
        || track.stable_id.is_some()
}

fn traits(track: &Track<'_>) -> Traits {
    let mut traits = Traits::empty();
    traits.set(Traits::IS_DEFAULT, track.is_default);
    traits.set(Traits::AUTOSELECT, track.autoselect);
    traits.set(Traits::SPATIAL, track.spatial);
    traits
}

/// A column; empty if all its values say nothing.
fn column<T: Copy + PartialEq>(
    tracks: &[Track<'_>],
    nothing: T,
    value: impl Fn(&Track<'_>) -> T,
) -> Vec<T> {
    if tracks.iter().all(|track| value(track) == nothing) {
        return Vec::new();
    }
    tracks.iter().map(value).collect()
}

/// Puts the texts back in place. A number that names no line counts as not stated,
/// and so does what is missing at a column's end.
///
/// Column by column: moving whole tracks about is what costs in a sandbox, where
/// every copy of some length is a call into the host.
#[must_use]
pub fn unpack(packed: &packed::Tracks) -> Vec<Track<'_>> {
    let mut tracks: Vec<Track<'_>> = packed
        .tracks
        .iter()
        .zip(0..)
        .map(|(common, id)| Track {
            codecs: common.codecs,
            range: (!common.range.is_empty()).then_some(common.range),
            roles: common.roles,
            is_default: common.traits.contains(Traits::IS_DEFAULT),
            autoselect: common.traits.contains(Traits::AUTOSELECT),
            spatial: common.traits.contains(Traits::SPATIAL),
            ..Track::bare(id, common.kind)
        })
        .collect();
    macro_rules! fill {
        ($columns:ident.$column:ident, |$track:ident, $value:ident| $set:expr) => {
            for ($track, $value) in tracks.iter_mut().zip($columns.$column.iter().copied()) {
                $set;
            }
        };
    }
    macro_rules! stated {
        ($columns:ident: $($column:ident => $field:ident)+) => {
            $(fill!($columns.$column, |track, value| {
                track.$field = (value > 0).then_some(value)
            });)+
        };
    }
    let sizes = packed.widths.iter().zip(&packed.heights);
    for (track, (&width, &height)) in tracks.iter_mut().zip(sizes) {
        track.resolution = (width > 0 && height > 0).then_some(Resolution { width, height });
    }
    stated! { packed:
        bandwidths => bandwidth
        average_bandwidths => average_bandwidth
        frame_rates => frame_rate
        profiles => profile
        levels => level
        channels => channels
    }
    fill!(packed.groups, |track, number| track.group = number.checked_sub(1));
    fill!(packed.audio_groups, |track, number| track.audio_group = number.checked_sub(1));
    fill!(packed.subtitles_groups, |track, number| track.subtitles_group = number.checked_sub(1));
    let lines: Vec<&str> = packed.texts.split('\n').collect();
    let text = |number: u32| {
        let line = usize::try_from(number.checked_sub(1)?).ok()?;
        lines.get(line).copied()
    };
    fill!(packed.languages, |track, number| track.language = text(number));
    fill!(packed.labels, |track, number| track.label = text(number));
    if let Some(details) = &packed.details {
        stated! { details:
            sample_rates => sample_rate
            scores => score
        }
        fill!(details.periods, |track, period| track.period = period);
        fill!(details.sets, |track, number| track.set = number.checked_sub(1));
        fill!(details.supplemental_codecs, |track, codecs| track.supplemental_codecs = codecs);
        fill!(details.hdcp, |track, hdcp| track.hdcp = hdcp);
        fill!(details.drm, |track, drm| track.drm = drm);
        fill!(details.pathways, |track, number| track.pathway = text(number));
        fill!(details.stable_ids, |track, number| track.stable_id = text(number));
    }
    tracks
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
        tracks: &'t [Track<'t>],
        text: impl Fn(&Track<'t>) -> Option<&'t str>,
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

    fn track<'t>(id: u32, language: Option<&'t str>, label: Option<&'t str>) -> Track<'t> {
        Track {
            codecs: Codecs::AAC,
            language,
            label,
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
                profile: Some(100),
                level: Some(31),
                range: Some(DynamicRanges::SDR),
                hdcp: Hdcp::Type0,
                language: None,
                label: Some("English"),
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
                pathway: Some("."),
                drm: Drm::WIDEVINE,
                stable_id: Some("v1"),
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
        assert!(packed.details.is_none());
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
