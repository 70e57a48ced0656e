//! A track and the lines that are its own.

use std::borrow::Cow;

use super::fields::{self, Fault, Fields};
use super::groups::{Groups, Named};
use super::lines::Line;
use super::protection;
use super::variables::{TooMuch, Variables};
use crate::codecs::Codecs;
use crate::error::Expected;
use crate::track::{Drm, Roles, Track, TrackKind};

/// Where a track stands in the text. Positions are bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Where its first line starts.
    pub(super) start: usize,
    /// Where its attribute list starts.
    pub(super) list: usize,
    /// Where the list's line ends, the line's end left out.
    pub(super) list_end: usize,
    /// Where its last line ends: the URI's for a variant. The line's end is
    /// not its own but belongs to the place.
    pub(super) end: usize,
    /// Where the URI of a variant starts; `end` for the others.
    pub(super) uri: usize,
    /// Where the next line starts.
    pub(super) next: usize,
    /// The groups it names that have renditions.
    pub(super) names: Named<u32>,
    /// What protects it by its own list.
    pub(super) drm: Drm,
    /// Whether it names its pathway.
    pub(super) names_pathway: bool,
}

impl Entry {
    /// An entry of one line.
    pub(super) fn of(line: &Line<'_>, list: usize) -> Self {
        Self {
            start: line.start,
            list: (line.start + list).min(line.end()),
            list_end: line.end(),
            end: line.end(),
            uri: line.end(),
            next: line.next,
            names: Named::default(),
            drm: Drm::empty(),
            names_pathway: false,
        }
    }
}

/// What could not be read, and where in the list.
#[derive(Debug)]
pub(super) struct Unreadable(pub(super) usize, pub(super) Expected);

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Open(at) => Self(at, Expected::ClosingQuote),
            Fault::Twice(at) => Self(at, Expected::OtherAttribute),
        }
    }
}

impl From<TooMuch> for Unreadable {
    fn from(TooMuch: TooMuch) -> Self {
        Self(0, Expected::Replaced(super::variables::MAX_REPLACED))
    }
}

/// A variant or trick-play track, the groups and the pathway that it names.
#[derive(Debug)]
pub(super) struct Variant<'t> {
    pub(super) track: Track<'t>,
    pub(super) groups: Named<Cow<'t, str>>,
    pub(super) pathway: Option<Cow<'t, str>>,
}

/// Reads the list of an `EXT-X-STREAM-INF`, or of an
/// `EXT-X-I-FRAME-STREAM-INF` if `trick_play`.
///
/// A variant has pictures unless all its codecs are sound and it states no
/// size, frame rate or range of pictures: what states no codecs counts as video, which limits
/// on pictures can then hold. `SUPPLEMENTAL-CODECS` decide nothing here.
pub(super) fn variant<'t>(
    list: &'t str,
    trick_play: bool,
    variables: &mut Variables<'t>,
) -> Result<Variant<'t>, Unreadable> {
    let fields = Fields::read(list)?;
    let codec_list = text(fields.codecs, variables)?;
    let (codecs, only_sound) = Codecs::parse(codec_list.as_deref().unwrap_or_default());
    let pictures = [fields.resolution, fields.frame_rate, fields.video_range];
    let kind = match () {
        () if trick_play => TrackKind::TrickPlay,
        () if only_sound && pictures.iter().all(Option::is_none) => TrackKind::AudioOnly,
        () => with_pictures(codecs, fields.audio.is_some()),
    };
    let names = [fields.audio, fields.subtitles, fields.video, fields.closed_captions];
    let mut named = Named::default();
    for (name, field) in named.iter_mut().zip(names) {
        *name = text(field, variables)?;
    }
    let bandwidth = fields.bandwidth.and_then(|value| value.parse().ok());
    if bandwidth.is_none() && !trick_play {
        return Err(Unreadable(0, Expected::Bandwidth));
    }
    let track = Track {
        bandwidth,
        average_bandwidth: fields.average_bandwidth.and_then(|value| value.parse().ok()),
        resolution: fields.resolution.and_then(fields::resolution),
        frame_rate: fields.frame_rate.and_then(fields::thousandths),
        codecs,
        codec_list,
        supplemental: text(fields.supplemental_codecs, variables)?
            .map_or_else(Codecs::empty, |list| fields::supplemental(&list)),
        range: (kind != TrackKind::AudioOnly)
            .then(|| fields::range(fields.video_range.unwrap_or("SDR")))
            .flatten(),
        hdcp: fields.hdcp_level.and_then(fields::hdcp),
        label: text(fields.name, variables)?,
        score: fields.score.and_then(fields::thousandths),
        drm: text(fields.allowed_cpc, variables)?
            .map_or_else(Drm::empty, |list| protection::allowed(&list)),
        stable_id: text(fields.stable_variant_id, variables)?,
        ..Track::bare(0, kind)
    };
    Ok(Variant { track, groups: named, pathway: text(fields.pathway_id, variables)? })
}

/// The kind of a variant that has pictures. Without codecs, most of what plays
/// with no audio group has its sound inside.
pub(super) fn with_pictures(codecs: Codecs, names_audio: bool) -> TrackKind {
    if !names_audio && (codecs.is_empty() || codecs.intersects(Codecs::AUDIO)) {
        TrackKind::Muxed
    } else {
        TrackKind::Video
    }
}

/// Reads the list of an `EXT-X-MEDIA`. One without a known `TYPE` or without
/// a `GROUP-ID` is no rendition that anything could play: it is left as it is.
pub(super) fn rendition<'t>(
    list: &'t str,
    variables: &mut Variables<'t>,
    groups: &mut Groups<'t>,
) -> Result<Option<Track<'t>>, Unreadable> {
    let fields = Fields::read(list)?;
    let kind = match fields.kind {
        Some("AUDIO") => TrackKind::Audio,
        Some("VIDEO") => TrackKind::AlternateVideo,
        Some("SUBTITLES") => TrackKind::Subtitles,
        Some("CLOSED-CAPTIONS") => TrackKind::ClosedCaptions,
        _ => return Ok(None),
    };
    let Some(group) = text(fields.group_id, variables)? else { return Ok(None) };
    let characteristics = text(fields.characteristics, variables)?;
    let mut roles = fields::roles(characteristics.as_deref().unwrap_or_default());
    roles.set(Roles::FORCED, roles.contains(Roles::FORCED) || fields::yes(fields.forced));
    let channels = text(fields.channels, variables)?;
    Ok(Some(Track {
        sample_rate: fields.sample_rate.and_then(|value| value.parse().ok()),
        language: text(fields.language, variables)?,
        label: text(fields.name, variables)?,
        roles,
        is_default: fields::yes(fields.default),
        autoselect: fields::yes(fields.autoselect),
        channels: channels.as_deref().and_then(fields::channels),
        spatial: channels.as_deref().is_some_and(fields::spatial),
        stable_id: text(fields.stable_rendition_id, variables)?,
        group: Some(groups.enter(kind, group, fields.uri.is_none())),
        ..Track::bare(0, kind)
    }))
}

/// A value with its variables replaced; nothing if it is empty.
fn text<'t>(
    value: Option<&'t str>,
    variables: &mut Variables<'t>,
) -> Result<Option<Cow<'t, str>>, TooMuch> {
    match value {
        Some(value) if !value.is_empty() => variables.replace(value).map(Some),
        _ => Ok(None),
    }
}
