//! What a tag and its descriptors say of tracks, and a track made of it.

use std::borrow::Cow;

use super::attributes::Attribute;
use super::descriptors;
use super::names::Kind;
use crate::codecs::{self, Codecs, Profile};
use crate::track::{Drm, DynamicRange, Resolution, Roles, Track, TrackKind};

/// What is stated of one representation, or of all in a set: the common
/// attributes and elements, ISO/IEC 23009-1 clause 5.3.7.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts<'t> {
    id: Option<Cow<'t, str>>,
    mime: Option<Cow<'t, str>>,
    content: Option<Cow<'t, str>>,
    codecs: Option<Cow<'t, str>>,
    supplemental: Codecs,
    language: Option<Cow<'t, str>>,
    label: Option<Cow<'t, str>>,
    bandwidth: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    frame_rate: Option<u32>,
    sample_rate: Option<u32>,
    channels: Option<u8>,
    spatial: bool,
    roles: Roles,
    /// What accessibility descriptors say if the track is text, and if not.
    as_text: Roles,
    as_other: Roles,
    drm: Drm,
    protected: bool,
    range: Option<DynamicRange>,
    for_seeking: bool,
    /// Components with pictures and with sound.
    pictures: bool,
    sound: bool,
    pub(super) priority: Option<u32>,
}

impl<'t> Facts<'t> {
    /// What the tag of an adaptation set or a representation says.
    pub(super) fn of(attributes: &[Attribute<'t>]) -> Self {
        let mut facts = Self::default();
        for attribute in attributes {
            let text = || Some(attribute.value());
            match attribute.name {
                "id" => facts.id = text(),
                "mimeType" => facts.mime = text(),
                "contentType" => facts.content = text(),
                "codecs" => facts.codecs = text(),
                "lang" => facts.language = text().filter(|language| !language.is_empty()),
                "bandwidth" => facts.bandwidth = number(&attribute.value()),
                "width" => facts.width = number(&attribute.value()).filter(|width| *width > 0),
                "height" => facts.height = number(&attribute.value()).filter(|height| *height > 0),
                "frameRate" => facts.frame_rate = frame_rate(&attribute.value()),
                "audioSamplingRate" => facts.sample_rate = sample_rate(&attribute.value()),
                "selectionPriority" => facts.priority = number(&attribute.value()),
                name if name.ends_with(":supplementalCodecs") => {
                    // Layers are listed with blanks, and have brands behind a slash.
                    let list = attribute.value().replace([' ', '/'], ",");
                    facts.supplemental = Codecs::parse(&list).0 - Codecs::OTHER;
                }
                _ => {}
            }
        }
        facts
    }

    pub(super) fn id(&self) -> Option<Cow<'t, str>> {
        self.id.clone()
    }

    /// Whether it is what the author would have played.
    pub(super) fn is_main(&self) -> bool {
        self.roles.contains(Roles::MAIN)
    }

    /// The first label names it.
    pub(super) fn name(&mut self, label: Cow<'t, str>) {
        if self.label.is_none() && !label.is_empty() {
            self.label = Some(label);
        }
    }

    /// A `ContentComponent` of a set says what the set's tag could.
    pub(super) fn component(&mut self, attributes: &[Attribute<'t>]) {
        let component = Self::of(attributes);
        match component.content.as_deref() {
            Some("video") => self.pictures = true,
            Some("audio") => self.sound = true,
            _ => {}
        }
        if self.content.is_none() {
            self.content = component.content;
        }
        if self.language.is_none() {
            self.language = component.language;
        }
    }

    /// A descriptor in it.
    pub(super) fn describe(&mut self, kind: Kind, scheme: &str, value: &str) {
        match kind {
            Kind::Role => self.roles |= descriptors::role(scheme, value),
            Kind::Accessibility => {
                self.as_text |= descriptors::accessibility(scheme, value, true);
                self.as_other |= descriptors::accessibility(scheme, value, false);
            }
            Kind::ContentProtection => {
                self.protected = true;
                self.drm |= descriptors::protection(scheme);
            }
            Kind::AudioChannelConfiguration => {
                self.channels = self.channels.max(descriptors::channels(scheme, value));
            }
            Kind::EssentialProperty | Kind::SupplementalProperty => {
                // A supplemental range is what better screens show.
                self.range = self.range.max(descriptors::transfer(scheme, value));
                self.for_seeking |= descriptors::for_seeking(scheme);
                self.spatial |= descriptors::of_objects(scheme, value);
            }
            _ => {}
        }
    }

    /// The track that a representation in this set is. None if it is neither
    /// pictures, sound nor text, or does not say.
    pub(super) fn track(&self, one: &Self) -> Option<Track<'t>> {
        let codec_list = one.codecs.clone().or_else(|| self.codecs.clone());
        let mime = one.mime.as_deref().or(self.mime.as_deref()).unwrap_or_default();
        let codecs = codec_list.as_deref().map_or(Codecs::empty(), |list| Codecs::parse(list).0);
        let for_seeking = self.for_seeking || one.for_seeking;
        let both = (self.pictures && self.sound) || codecs.intersects(Codecs::AUDIO);
        let kind = match self.nature(mime, codecs)? {
            Nature::Pictures if for_seeking => TrackKind::TrickPlay,
            Nature::Pictures if both => TrackKind::Muxed,
            Nature::Pictures => TrackKind::Video,
            Nature::Image => TrackKind::TrickPlay,
            Nature::Sound => TrackKind::Audio,
            Nature::Text => TrackKind::Subtitles,
        };
        let width = one.width.or(self.width);
        let height = one.height.or(self.height);
        let text = kind == TrackKind::Subtitles;
        let drm = self.drm | one.drm;
        let unnamed = drm.is_empty() && (self.protected || one.protected);
        let accessible = if text { self.as_text } else { self.as_other };
        let rendition = matches!(kind, TrackKind::Audio | TrackKind::Subtitles);
        let implied = || implied_range(codec_list.as_deref()?);
        let range = one.range.or(self.range).or_else(implied).filter(|_| !rendition);
        Some(Track {
            bandwidth: one.bandwidth,
            resolution: width
                .zip(height)
                .filter(|_| !rendition)
                .map(|(width, height)| Resolution { width, height }),
            frame_rate: one.frame_rate.or(self.frame_rate),
            sample_rate: one.sample_rate.or(self.sample_rate),
            codecs: if text && codecs.is_empty() { Codecs::TEXT } else { codecs },
            codec_list,
            supplemental: self.supplemental | one.supplemental,
            range,
            language: self.language.clone(),
            label: self.label.clone(),
            roles: self.roles | accessible,
            autoselect: rendition,
            channels: one.channels.or(self.channels),
            spatial: self.spatial || one.spatial,
            drm: if unnamed { Drm::OTHER } else { drm },
            stable_id: one.id.clone(),
            ..Track::bare(0, kind)
        })
    }

    /// What is in the segments: by their MIME type, which is the
    /// representation's own; then by the set's content type, and by codecs.
    fn nature(&self, mime: &str, codecs: Codecs) -> Option<Nature> {
        let (general, special) = mime.split_once('/').unwrap_or((mime, ""));
        match general.trim_ascii() {
            "video" => return Some(Nature::Pictures),
            "audio" => return Some(Nature::Sound),
            "image" => return Some(Nature::Image),
            "text" => return Some(Nature::Text),
            _ if special.starts_with("ttml+xml") => return Some(Nature::Text),
            _ => {}
        }
        match self.content.as_deref() {
            Some("video") => Some(Nature::Pictures),
            Some("audio") => Some(Nature::Sound),
            Some("image") => Some(Nature::Image),
            Some("text") => Some(Nature::Text),
            _ if codecs.intersects(Codecs::VIDEO) => Some(Nature::Pictures),
            _ if codecs.intersects(Codecs::AUDIO) => Some(Nature::Sound),
            _ if codecs.intersects(Codecs::TEXT) => Some(Nature::Text),
            _ => None,
        }
    }
}

enum Nature {
    Pictures,
    Sound,
    Image,
    Text,
}

fn number<N: std::str::FromStr>(value: &str) -> Option<N> {
    value.trim_ascii().parse().ok()
}

/// Frames per 1000 seconds of `30` or `30000/1001`, at least 1.
fn frame_rate(value: &str) -> Option<u32> {
    let (frames, seconds) = value.split_once('/').unwrap_or((value, "1"));
    let frames = number::<u32>(frames).map(u64::from)?;
    let seconds = number::<u32>(seconds).map(u64::from).filter(|seconds| *seconds > 0)?;
    let rate = (frames * 1000 + seconds / 2) / seconds;
    u32::try_from(rate).ok().filter(|rate| *rate > 0)
}

/// Samples per second of `48000`, or the most of `24000 48000`.
fn sample_rate(value: &str) -> Option<u32> {
    value.split_ascii_whitespace().filter_map(number).max()
}

/// The range of pictures that state no transfer characteristics, as most that is SDR
/// does not: wider ranges have at least ten bits a sample (ITU-R BT.2100 table
/// 10), so that a codec whose string says eight is of SDR.
pub(super) fn implied_range(list: &str) -> Option<DynamicRange> {
    let codec = codecs::list(list).find(|codec| codec.family.intersects(Codecs::VIDEO))?;
    let profile = codec.profile.map(Profile::number);
    let eight_bits = match codec.family {
        // Baseline, Main, Extended, High.
        Codecs::H264 => matches!(profile, Some(66 | 77 | 88 | 100)),
        // Main, Main Still Picture.
        Codecs::HEVC => matches!(profile, Some(1 | 3)),
        _ => codec.bit_depth == Some(8),
    };
    eight_bits.then_some(DynamicRange::Sdr)
}
