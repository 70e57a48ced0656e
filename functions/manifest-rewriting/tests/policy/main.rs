//! What the policy decides, in a browser and in Node as natively.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

macro_rules! scenarios {
    ($(fn $name:ident() $body:block)+) => {
        $(
            #[cfg_attr(not(target_arch = "wasm32"), test)]
            #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
            fn $name() $body
        )+
    };
}

mod breaks;
mod devices;
mod pathways;
mod player;
mod tracks;
mod wishes;

use support::{offering, rendition, video};
use tidegate_manifest_rewriting::Policy;
use tidegate_sdk::manifest_rewriting::{Edit, ManifestRewriting, Roles, Track, TrackKind};
use tidegate_sdk::types::{Accessibility, DeviceClass, Facts, Grants, Limits};

const CONFIG: &str = r#"{
    "devices": {
        "mobile": { "codecs": ["h264", "aac"], "max-height": 1080, "ranges": ["sdr"] }
    },
    "start": { "mobile": { "height": 400 }, "tv": { "bandwidth": 6000000 } }
}"#;

fn edits_by(config: &str, facts: &Facts, limits: &Limits, tracks: &[Track<'_>]) -> Vec<Edit> {
    Policy::configure(config)
        .unwrap()
        .decide(facts, &Grants::NOTHING, limits, &offering(tracks))
        .edits
}

fn edits(facts: &Facts, tracks: &[Track<'_>]) -> Vec<Edit> {
    edits_by(CONFIG, facts, &Limits::NONE, tracks)
}

fn limited(limits: &Limits, tracks: &[Track<'_>]) -> Vec<Edit> {
    edits_by(CONFIG, &Facts::NOTHING, limits, tracks)
}

fn on(device: DeviceClass) -> Facts {
    Facts { device: Some(device), ..Facts::NOTHING }
}

fn wanting(accessibility: Accessibility, languages: Option<&str>) -> Facts {
    let languages = languages.map(str::to_owned);
    Facts { accessibility: Some(accessibility), languages, ..Facts::NOTHING }
}

fn audio(id: u32, language: &'static str) -> Track<'static> {
    rendition(id, TrackKind::Audio, 0, language)
}

fn subtitles(id: u32, language: &'static str) -> Track<'static> {
    rendition(id, TrackKind::Subtitles, 1, language)
}

/// 360p, 1080p and 2160p from the top down.
fn ladder() -> Vec<Track<'static>> {
    vec![video(0, 2160, 16_000_000), video(1, 1080, 6_000_000), video(2, 360, 800_000)]
}

/// English by default, described English, German, French.
fn dubbed() -> Vec<Track<'static>> {
    vec![
        video(0, 1080, 6_000_000),
        Track { is_default: true, ..audio(1, "en") },
        Track { roles: Roles::DESCRIBED_AUDIO, ..audio(2, "en") },
        audio(3, "de"),
        audio(4, "fr"),
    ]
}
