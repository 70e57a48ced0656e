//! Something else instead of all content.

use quick_xml::escape::escape;

use super::characters::is_writable;
use super::facts::implied_range;
use super::mpd::Mpd;
use super::splice::{Splices, value_of};
use super::timing;
use crate::codecs::Codecs;
use crate::edit::{Edit, Slate};
use crate::error::{Refusal, Rule};
use crate::track::{Track, TrackKind};

/// What only content to come or of the past needs, and a static MPD may not
/// have or would be wrong about: ISO/IEC 23009-1 table 3.
const OF_OTHER_CONTENT: [&str; 8] = [
    "availabilityStartTime",
    "availabilityEndTime",
    "publishTime",
    "minimumUpdatePeriod",
    "timeShiftBufferDepth",
    "suggestedPresentationDelay",
    "maxSegmentDuration",
    "maxSubsegmentDuration",
];

/// The slate of the last edit that asks for one. No edit may follow it but
/// another: there is nothing left that it could be about.
pub(super) fn last(edits: &[Edit]) -> Result<Option<&Slate>, Refusal> {
    let mut slate = None;
    for (edit, one) in edits.iter().enumerate() {
        match one {
            Edit::Replace(other) => {
                check(other).map_err(|what| Refusal { edit, rule: Rule::Unwritable { what } })?;
                slate = Some(other);
            }
            _ if slate.is_none() => {}
            Edit::Drop(track)
            | Edit::SetDefault(track)
            | Edit::Rename { track, .. }
            | Edit::Relabel { track, .. } => {
                return Err(Refusal { edit, rule: Rule::DroppedTrack { track: *track } });
            }
            _ => {
                let kinds = "an MPD's own content, which was replaced";
                return Err(Refusal { edit, rule: Rule::NotHere { edit: "this edit", kinds } });
            }
        }
    }
    Ok(slate)
}

fn check(slate: &Slate) -> Result<(), &'static str> {
    if slate.uri.is_empty() || !is_writable(&slate.uri) {
        return Err("slate's URI");
    }
    if slate.duration == 0 || slate.bandwidth == 0 {
        return Err("slate's duration or bandwidth");
    }
    if !is_writable(slate.codecs.as_deref().unwrap_or_default()) {
        return Err("slate's codecs");
    }
    Ok(())
}

/// Whether a slate is sound alone.
fn is_sound(slate: &Slate) -> bool {
    slate.codecs.as_deref().is_some_and(|codecs| Codecs::parse(codecs).1)
}

/// Writes a static MPD of one period with the slate. All there was goes, as
/// does what the root says of its time; a player of a live MPD sees that it has
/// ended.
pub(super) fn write(mpd: &Mpd<'_>, slate: &Slate, splices: &mut Splices) {
    let Some(root) = mpd.tree.get(0) else { return };
    let duration = timing::written(timing::from_millis(slate.duration));
    for name in OF_OTHER_CONTENT {
        splices.attribute(mpd, root, name, None);
    }
    if value_of(mpd, root, "type").is_some() {
        splices.attribute(mpd, root, "type", Some("static"));
    }
    // A file without an index fits no narrower profile.
    splices.attribute(mpd, root, "profiles", Some("urn:mpeg:dash:profile:full:2011"));
    if value_of(mpd, root, "minBufferTime").is_none() {
        splices.attribute(mpd, root, "minBufferTime", Some("PT2S"));
    }
    splices.attribute(mpd, root, "mediaPresentationDuration", Some(&duration));

    let named = |name| mpd.named(name);
    let (period, set) = (named("Period"), named("AdaptationSet"));
    let (one, url) = (named("Representation"), named("BaseURL"));
    let kind = if is_sound(slate) { "audio" } else { "video" };
    let codecs = slate
        .codecs
        .as_deref()
        .map_or_else(String::new, |codecs| format!(" codecs=\"{}\"", escape(codecs)));
    let bandwidth = slate.bandwidth;
    let uri = escape(&slate.uri);
    let xml = format!(
        "\n  <{period} id=\"slate\" start=\"PT0S\" duration=\"{duration}\">\
         \n    <{set} contentType=\"{kind}\" mimeType=\"{kind}/mp4\">\
         \n      <{one} id=\"slate\" bandwidth=\"{bandwidth}\"{codecs}>\
         \n        <{url}>{uri}</{url}>\
         \n      </{one}>\n    </{set}>\n  </{period}>\n"
    );
    if root.is_empty_tag() {
        let name = super::splice::name(mpd.text, root);
        let slash = root.open_end.saturating_sub(2);
        splices.replace(slash, root.open_end, format!(">{xml}</{name}>"));
    } else {
        splices.replace(root.open_end, root.close, xml);
    }
}

/// The one track that there is then.
pub(super) fn track<'t>(slate: &Slate) -> Track<'t> {
    let codecs = Codecs::parse(slate.codecs.as_deref().unwrap_or_default()).0;
    let kind = if is_sound(slate) {
        TrackKind::AudioOnly
    } else if codecs.intersects(Codecs::AUDIO) {
        TrackKind::Muxed
    } else {
        TrackKind::Video
    };
    Track {
        bandwidth: Some(slate.bandwidth),
        codecs,
        codec_list: slate.codecs.clone().map(Into::into),
        range: slate.codecs.as_deref().and_then(implied_range),
        set: Some(0),
        stable_id: Some("slate".into()),
        ..Track::bare(0, kind)
    }
}
