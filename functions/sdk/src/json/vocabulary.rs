//! The types of `wit/types.wit`.

use super::macros::record;
use crate::types::{
    Accessibility, Capabilities, Codecs, DeviceClass, DynamicRanges, Facts, Grants, Hdcp,
    Intensity, IntensitySignal, Limits, Location, Network, Player, Preferences, Presentation,
    Purposes, Session, SpecialFeatures,
};

record!(Preferences {
    ;
    "audio" audio: Option<String>,
    "subtitles" subtitles: Option<String>,
    "original-audio" original_audio: bool,
});

record!(Location {
    "latitude" latitude: i32, "longitude" longitude: i32, "accuracy" accuracy: u16;
});

record!(Capabilities {
    "hdcp" hdcp: Hdcp;
    "max-height" max_height: Option<u32>,
    "codecs" codecs: Codecs,
    "ranges" ranges: DynamicRanges,
});

record!(Session { "share" share: u16; "started" started: Option<u64> });

record!(Player {
    ;
    "throughput" throughput: Option<u32>,
    "buffer" buffer: Option<u32>,
    "top-bitrate" top_bitrate: Option<u32>,
});

record!(Intensity {
    "signal" signal: IntensitySignal, "samples" samples: Vec<u16>, "step" step: u32,
    "measured" measured: u64, "expires" expires: u64;
    "forecast" forecast: Vec<u16>,
});

record!(Facts {
    ;
    "now" now: Option<u64>,
    "asset" asset: Option<String>,
    "presentation" presentation: Option<Presentation>,
    "country" country: Option<String>,
    "subdivision" subdivision: Option<String>,
    "asn" asn: Option<u32>,
    "network" network: Option<Network>,
    "device" device: Option<DeviceClass>,
    "languages" languages: Option<String>,
    "accessibility" accessibility: Option<Accessibility>,
    "tc-string" tc_string: Option<String>,
    "gpc" gpc: Option<bool>,
    "intensity" intensity: Option<Intensity>,
    "carbon-opt-out" carbon_opt_out: Option<bool>,
    "postal-code" postal_code: Option<String>,
    "metro" metro: Option<u16>,
    "location" location: Option<Location>,
    "capabilities" capabilities: Option<Capabilities>,
    "gpp-string" gpp_string: Option<String>,
    "consent-preference" consent_preference: Option<String>,
    "plan" plan: Option<String>,
    "home-country" home_country: Option<String>,
    "concurrency" concurrency: Option<String>,
    "preferences" preferences: Option<Preferences>,
    "session" session: Option<Session>,
    "player" player: Option<Player>,
});

record!(Grants {
    ;
    "purposes" purposes: Purposes, "special-features" special_features: SpecialFeatures,
});

record!(Limits {
    ;
    "max-height" max_height: Option<u32>,
    "max-bandwidth" max_bandwidth: Option<u64>,
    "ranges" ranges: Option<DynamicRanges>,
    "min-hdcp" min_hdcp: Option<Hdcp>,
    "audio-languages" audio_languages: Option<String>,
    "subtitle-languages" subtitle_languages: Option<String>,
    "strict" strict: bool,
});
