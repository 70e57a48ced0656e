//! Decisions and limits in a few words.

use tidegate_manifest::{DynamicRange, Manifest, Track, TrackKind};
use tidegate_pipeline::{Answer, Fault, Rewritten};
use tidegate_sdk::manifest_rewriting::Edit;
use tidegate_sdk::names::{Name, Names};
use tidegate_sdk::types::{Grants, Limits};
use tidegate_sdk::{carbon_cap, consent, geo_licensing, manifest_rewriting};

use crate::listen::manifest::Told;

/// The numbers of the purposes granted, e.g. `1, 5, 6`.
#[must_use]
pub fn purposes(grants: &Grants) -> Vec<u8> {
    numbers(u64::from(grants.purposes.bits()))
}

/// The numbers of the special features granted.
#[must_use]
pub fn special_features(grants: &Grants) -> Vec<u8> {
    numbers(u64::from(grants.special_features.bits()))
}

fn numbers(bits: u64) -> Vec<u8> {
    (1..=64_u8).filter(|number| bits >> (number - 1) & 1 == 1).collect()
}

fn list(numbers: &[u8]) -> String {
    numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

/// Limits, e.g. `at most 1080 lines, sdr only`.
#[must_use]
pub fn limits(limits: &Limits) -> String {
    let mut words = Vec::new();
    if let Some(height) = limits.max_height {
        words.push(format!("at most {height} lines"));
    }
    if let Some(rate) = limits.max_bandwidth {
        words.push(format!("at most {rate} bit/s"));
    }
    if let Some(allowed) = limits.ranges {
        words.push(format!("{} only", allowed.names().join(" and ")));
    }
    if let Some(hdcp) = limits.min_hdcp {
        words.push(format!("HDCP {}", hdcp.name()));
    }
    if let Some(languages) = &limits.audio_languages {
        words.push(format!("audio in {languages}"));
    }
    if let Some(languages) = &limits.subtitle_languages {
        words.push(format!("subtitles in {languages}"));
    }
    if words.is_empty() { "everything".to_owned() } else { words.join(", ") }
}

/// What consent said.
#[must_use]
pub fn consent(said: &Result<consent::Decision, Fault>) -> String {
    match said {
        Err(fault) => format!("failed ({fault}): nothing is granted"),
        Ok(decision) => {
            let granted = purposes(&decision.grants);
            let granted = match granted.len() {
                0 => "no purpose".to_owned(),
                11 => "all purposes".to_owned(),
                _ => format!("purposes {}", list(&granted)),
            };
            let by = match decision.used.names().as_slice() {
                [] => "the regime's default".to_owned(),
                used => used.join(" and "),
            };
            let refused = match decision.refused.names().as_slice() {
                [] => String::new(),
                refused => format!(" ({} refused)", refused.join(" and ")),
            };
            format!("{}, by {by}{refused}: {granted}", decision.regime.name())
        }
    }
}

/// What geo-licensing said.
#[must_use]
pub fn verdict(said: &Result<geo_licensing::Verdict, Fault>) -> String {
    match said {
        Err(fault) => format!("failed ({fault}): not available"),
        Ok(geo_licensing::Verdict::Allow(allowance)) => {
            format!("allow by rule {}: {}", allowance.rule, limits(&allowance.limits))
        }
        Ok(geo_licensing::Verdict::Deny(denial)) => {
            let rule = denial.rule.as_deref().unwrap_or("none");
            format!("deny by rule {rule}: {}", denial.reason.name())
        }
        Ok(geo_licensing::Verdict::Replace(replacement)) => {
            let geo_licensing::Replacement { slate, rule, reason, .. } = replacement;
            format!("replace by slate {slate} by rule {rule}: {}", reason.name())
        }
    }
}

/// What a cap is thought to save, by the power model from `source`.
#[must_use]
pub fn saving(answer: &Answer<carbon_cap::Decision>, source: Option<&str>) -> Option<String> {
    let Ok(carbon_cap::Decision { outcome: carbon_cap::Outcome::Capped(cap), .. }) = &answer.said
    else {
        return None;
    };
    let signal = answer.view.intensity.as_ref()?.signal;
    let source = source.unwrap_or("not stated");
    tidegate_carbon_cap::report(cap, signal, source).map(|report| report.to_string())
}

/// What carbon-cap said.
#[must_use]
pub fn cap(said: &Result<carbon_cap::Decision, Fault>) -> String {
    match said.as_ref().map(|decision| &decision.outcome) {
        Err(fault) => format!("failed ({fault}): no cap"),
        Ok(carbon_cap::Outcome::Uncapped(why)) => format!("no cap: {}", why.name()),
        Ok(carbon_cap::Outcome::Capped(cap)) => {
            format!("band {} at {} gCO2e/kWh: {}", cap.band, cap.intensity, limits(&cap.limits))
        }
    }
}

/// What manifest-rewriting said.
#[must_use]
pub fn rewriting(said: &Result<manifest_rewriting::Decision, Fault>) -> String {
    match said {
        Err(fault) => format!("failed ({fault}): the limits alone"),
        Ok(decision) if decision.edits.is_empty() => "no edit".to_owned(),
        Ok(decision) => match decision.edits.len() {
            1 => "1 edit".to_owned(),
            count => format!("{count} edits"),
        },
    }
}

/// The edits to a manifest, e.g. `drop 3 (video 3840x2160 pq)`.
#[must_use]
pub fn edits(told: &Told, made: &Rewritten) -> Vec<String> {
    let origin = told.fetched.as_ref().map_or("", |fetched| &fetched.text);
    // It was read before, or there would be no edits.
    let manifest = Manifest::parse(made.filtered.as_deref().unwrap_or(origin)).ok();
    let tracks = manifest.as_ref().map_or(&[][..], Manifest::tracks);
    made.edits.iter().map(|change| edit(tracks, change)).collect()
}

/// A track, e.g. `3 (video 1920x1080 pq)`.
fn track(tracks: &[Track<'_>], id: u32) -> String {
    let Some(track) = tracks.iter().find(|track| track.id == id) else {
        return id.to_string();
    };
    let mut words = vec![kind(track.kind).to_owned()];
    if let Some(size) = track.resolution {
        words.push(format!("{}x{}", size.width, size.height));
    }
    if let Some(range) = track.range {
        words.push(
            match range {
                DynamicRange::Sdr => "sdr",
                DynamicRange::Hlg => "hlg",
                DynamicRange::Pq => "pq",
            }
            .to_owned(),
        );
    }
    words.extend(track.language.as_deref().map(str::to_owned));
    words.extend(track.label.as_ref().map(|label| format!("{label:?}")));
    format!("{id} ({})", words.join(" "))
}

const fn kind(kind: TrackKind) -> &'static str {
    match kind {
        TrackKind::Video => "video",
        TrackKind::Muxed => "video with audio",
        TrackKind::AudioOnly => "audio only",
        TrackKind::TrickPlay => "trick play",
        TrackKind::Audio => "audio",
        TrackKind::AlternateVideo => "alternate video",
        TrackKind::Subtitles => "subtitles",
        TrackKind::ClosedCaptions => "closed captions",
    }
}

fn edit(tracks: &[Track<'_>], edit: &Edit) -> String {
    match edit {
        Edit::Drop(id) => format!("drop {}", track(tracks, *id)),
        Edit::Order(ids) => {
            let order: Vec<_> = ids.iter().map(|id| track(tracks, *id)).collect();
            format!("order {}", order.join(", "))
        }
        Edit::SetDefault(id) => format!("make default {}", track(tracks, *id)),
        Edit::SetAutoselect(set) => {
            let value = if set.value { "allow" } else { "forbid" };
            format!("{value} autoselect of {}", track(tracks, set.track))
        }
        Edit::Rename(text) => format!("rename {} to {:?}", track(tracks, text.track), text.text),
        Edit::Relabel(text) => {
            format!("set the language of {} to {:?}", track(tracks, text.track), text.text)
        }
        Edit::SetStart(start) => format!("start at {} ms", start.offset),
        Edit::SetPathway(pathway) => format!("begin on pathway {pathway:?}"),
        Edit::DropPathway(pathway) => format!("drop pathway {pathway:?}"),
        Edit::StripSteering => "strip content steering".to_owned(),
        Edit::RemoveDateRange(id) => format!("remove date range {id:?}"),
        Edit::Trim(window) => format!("trim the window to {window} ms"),
        Edit::StripSessionKeys => "strip session keys".to_owned(),
        Edit::StripCues => "strip advertising cues".to_owned(),
        Edit::InsertInterstitial(interstitial) => {
            format!("insert interstitial {:?} at {} ms", interstitial.name, interstitial.at)
        }
    }
}
