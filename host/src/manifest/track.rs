//! What is said of a track.

use serde_json::json;
use tidegate_manifest::codecs::{self, Codec};
use tidegate_manifest::hls::usage::RenditionGroup;
use tidegate_manifest::{Codecs, DynamicRange, Hdcp, Manifest, Track, TrackKind};

use super::fact::Facts;
use super::units;

/// The names behind the numbers that tracks have.
#[derive(Debug)]
pub struct Names<'t> {
    /// By their numbers. Empty but for multivariant playlists.
    pub groups: Vec<RenditionGroup<'t>>,
    /// By their numbers.
    pub pathways: Vec<String>,
    /// By the ids of tracks, the numbers of the groups that they name.
    named: Vec<Vec<u32>>,
    /// Whether tracks are in periods and sets.
    dash: bool,
}

impl<'t> Names<'t> {
    /// Those of a manifest.
    #[must_use]
    pub fn of(manifest: &Manifest<'t>) -> Self {
        let groups = match manifest {
            Manifest::Multivariant(playlist) => playlist.groups(),
            Manifest::Media(_) | Manifest::Mpd(_) => Vec::new(),
        };
        let mut named = vec![Vec::new(); manifest.tracks().len()];
        for (group, number) in groups.iter().zip(0..) {
            for variant in &group.variants {
                if let Some(named) = named.get_mut(*variant as usize) {
                    named.push(number);
                }
            }
        }
        let pathways = manifest.pathways().iter().map(|name| name.to_string()).collect();
        Self { groups, pathways, named, dash: matches!(manifest, Manifest::Mpd(_)) }
    }
}

/// What a manifest says of a track.
#[must_use]
pub fn facts(track: &Track<'_>, names: &Names<'_>) -> Facts {
    let mut facts = Facts::default();
    facts.add_some("id", "id", Some(track.id));
    facts.add("kind", "kind", slug(track.kind), words(track.kind));
    if names.dash {
        facts.add_some("period", "period", Some(track.period));
        facts.add_some("set", "set", track.set);
    }
    match track.group.and_then(|number| names.groups.get(number as usize)) {
        Some(group) => facts.add("group", "group", &*group.name, &*group.name),
        None => facts.add_some("group", "", track.group),
    }
    facts.add_some("language", "language", track.language.as_deref());
    facts.add_some("label", "label", track.label.as_deref());
    if let Some(size) = track.resolution {
        let value = json!({ "width": size.width, "height": size.height });
        facts.add("resolution", "size", value, format!("{}x{}", size.width, size.height));
    }
    if let Some(rate) = track.frame_rate {
        facts.add("frame-rate", "fps", f64::from(rate) / 1000.0, units::decimals(rate.into()));
    }
    if let Some(rate) = track.bandwidth {
        facts.add("bandwidth", "peak", rate, units::bit_rate(rate));
    }
    if let Some(rate) = track.average_bandwidth {
        facts.add("average-bandwidth", "average", rate, units::bit_rate(rate));
    }
    facts.add_some("codecs", "", track.codec_list.as_deref());
    facts.add_list("codec-names", "codecs", codec_names(track));
    facts.add_list("supplemental-codecs", "supplemental", families(track.supplemental));
    if let Some(range) = track.range {
        let (slug, words) = match range {
            DynamicRange::Sdr => ("sdr", "SDR"),
            DynamicRange::Hlg => ("hlg", "HLG"),
            DynamicRange::Pq => ("pq", "PQ"),
        };
        facts.add("range", "range", slug, words);
    }
    if let Some(level) = track.hdcp {
        let (slug, words) = match level {
            Hdcp::None => ("none", "none"),
            Hdcp::Type0 => ("type-0", "TYPE-0"),
            Hdcp::Type1 => ("type-1", "TYPE-1"),
        };
        facts.add("hdcp", "HDCP", slug, words);
    }
    if let Some(channels) = track.channels {
        let spatial = if track.spatial { " spatial" } else { "" };
        facts.add("channels", "channels", channels, format!("{channels}{spatial}"));
    }
    if track.spatial {
        facts.add("spatial", "", true, "yes");
    }
    if let Some(rate) = track.sample_rate {
        let kilohertz = format!("{} kHz", units::decimals(rate.into()));
        facts.add("sample-rate", "sampled", rate, kilohertz);
    }
    facts.add_list("roles", "roles", flags(track.roles.iter_names()));
    if track.group.is_some() {
        let yes = |value| if value { "yes" } else { "no" };
        facts.add("default", "default", track.is_default, yes(track.is_default));
        facts.add("autoselect", "autoselect", track.autoselect, yes(track.autoselect));
    }
    if let Some(score) = track.score {
        facts.add("score", "score", f64::from(score) / 1000.0, units::decimals(score.into()));
    }
    for number in names.named.get(track.id as usize).into_iter().flatten() {
        let Some(group) = names.groups.get(*number as usize) else { continue };
        let (name, column) = match group.kind {
            TrackKind::Audio => ("audio-group", "audio"),
            TrackKind::Subtitles => ("subtitles-group", "subtitles"),
            TrackKind::ClosedCaptions => ("captions-group", "captions"),
            _ => ("video-group", "video"),
        };
        facts.add(name, column, &*group.name, &*group.name);
    }
    let pathway = track.pathway.and_then(|number| names.pathways.get(number as usize));
    facts.add_some("pathway", "pathway", pathway.map(String::as_str));
    facts.add_list("drm", "DRM", flags(track.drm.iter_names()));
    facts.add_some("stable-id", "stable id", track.stable_id.as_deref());
    facts
}

/// The headings in their order.
pub const SECTIONS: [&str; 7] =
    ["variants", "video", "trick play", "alternate video", "audio", "subtitles", "closed captions"];

/// Under which of [`SECTIONS`] a kind of track is shown.
#[must_use]
pub const fn section(kind: TrackKind, dash: bool) -> &'static str {
    match kind {
        TrackKind::Video | TrackKind::Muxed if dash => "video",
        TrackKind::AudioOnly if dash => "audio",
        TrackKind::Video | TrackKind::Muxed | TrackKind::AudioOnly => "variants",
        TrackKind::TrickPlay => "trick play",
        TrackKind::Audio => "audio",
        TrackKind::AlternateVideo => "alternate video",
        TrackKind::Subtitles => "subtitles",
        TrackKind::ClosedCaptions => "closed captions",
    }
}

/// A kind of track in JSON.
#[must_use]
pub const fn slug(kind: TrackKind) -> &'static str {
    match kind {
        TrackKind::Video => "video",
        TrackKind::Muxed => "muxed",
        TrackKind::AudioOnly => "audio-only",
        TrackKind::TrickPlay => "trick-play",
        TrackKind::Audio => "audio",
        TrackKind::AlternateVideo => "alternate-video",
        TrackKind::Subtitles => "subtitles",
        TrackKind::ClosedCaptions => "closed-captions",
    }
}

/// A kind of track for people.
#[must_use]
pub fn words(kind: TrackKind) -> String {
    slug(kind).replace('-', " ")
}

/// The codecs for people: those of the list, else what is known of a rendition
/// by its variants.
fn codec_names(track: &Track<'_>) -> Vec<String> {
    match &track.codec_list {
        Some(list) => codecs::list(list).map(|codec| codec.to_string()).collect(),
        None => families(track.codecs),
    }
}

/// Families by the names that their codecs have.
fn families(families: Codecs) -> Vec<String> {
    let name = |(name, family): (&str, Codecs)| {
        // Those without a name of their own are told by the flag's, `text` and `other`.
        let name = &*name.to_ascii_lowercase();
        Codec { name, family, profile: None, level: None, tier: None, bit_depth: None }.to_string()
    };
    families.iter_names().map(name).collect()
}

/// Names of flags as they are in JSON, e.g. `described-audio`.
fn flags<T>(names: impl Iterator<Item = (&'static str, T)>) -> Vec<String> {
    names.map(|(name, _)| name.to_ascii_lowercase().replace('_', "-")).collect()
}
