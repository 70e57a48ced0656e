//! The contract's own names of its cases and flags, as `wit/` spells them.

use crate::carbon_cap::NoCap;
use crate::consent::{Regime, Signals};
use crate::geo_licensing::DenialReason;
use crate::manifest_rewriting::{CueKind, Drm, Format, Roles, TrackKind, Traits};
use crate::types::{
    Accessibility, Codecs, DeviceClass, DynamicRanges, Hdcp, IntensitySignal, Network,
    Presentation, Purposes, SpecialFeatures,
};

/// A case that has a name in `wit/`.
pub trait Name {
    /// The name in kebab case, e.g. `not-yet-available`.
    fn name(&self) -> &'static str;
}

/// A set of flags that have names in `wit/`.
pub trait Names {
    /// The names of those that are set, in kebab case and the contract's order.
    fn names(&self) -> Vec<&'static str>;
}

macro_rules! cases {
    ($($type:ident { $($name:literal $case:ident),+ $(,)? })+) => {
        $(
            impl Name for $type {
                fn name(&self) -> &'static str {
                    match self { $(Self::$case => $name),+ }
                }
            }

            #[cfg(feature = "json")]
            impl serde::Serialize for $type {
                fn serialize<S: serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.name())
                }
            }

            #[cfg(feature = "json")]
            impl<'de> serde::Deserialize<'de> for $type {
                fn deserialize<D: serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    #[derive(serde::Deserialize)]
                    enum Mirror { $(#[serde(rename = $name)] $case,)+ }
                    Ok(match Mirror::deserialize(deserializer)? {
                        $(Mirror::$case => Self::$case,)+
                    })
                }
            }
        )+
    };
}

macro_rules! flags {
    ($($type:ident { $($name:literal $flag:ident),+ $(,)? })+) => {
        $(
            impl Names for $type {
                fn names(&self) -> Vec<&'static str> {
                    [$(($name, Self::$flag)),+]
                        .into_iter()
                        .filter_map(|(name, flag)| self.contains(flag).then_some(name))
                        .collect()
                }
            }

            #[cfg(feature = "json")]
            impl serde::Serialize for $type {
                fn serialize<S: serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    serializer.collect_seq(self.names())
                }
            }

            #[cfg(feature = "json")]
            impl<'de> serde::Deserialize<'de> for $type {
                fn deserialize<D: serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    #[derive(serde::Deserialize)]
                    #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
                    enum Mirror { $(#[serde(rename = $name)] $flag,)+ }
                    Ok(Vec::deserialize(deserializer)?.into_iter().fold(
                        Self::empty(),
                        |flags, flag| flags | match flag { $(Mirror::$flag => Self::$flag,)+ },
                    ))
                }
            }
        )+
    };
}

cases! {
    Regime { "opt-in" OptIn, "opt-out" OptOut, "notice" Notice }
    DenialReason {
        "asset-not-licensed" AssetNotLicensed,
        "territory" Territory,
        "not-yet-available" NotYetAvailable,
        "no-longer-available" NoLongerAvailable,
        "network" Network,
        "place-unknown" PlaceUnknown,
        "blackout" Blackout,
        "device" Device,
        "plan" Plan,
    }
    NoCap {
        "below-threshold" BelowThreshold,
        "opted-out" OptedOut,
        "no-data" NoData,
        "stale-data" StaleData,
        "exempt" Exempt,
        "not-selected" NotSelected,
    }
    DeviceClass {
        "desktop" Desktop,
        "mobile" Mobile,
        "tablet" Tablet,
        "tv" Tv,
        "console" Console,
        "bot" Bot,
    }
    Presentation { "live" Live, "on-demand" OnDemand }
    IntensitySignal { "average" Average, "marginal" Marginal }
    Hdcp { "unstated" Unstated, "none" None, "type0" Type0, "type1" Type1 }
    Format { "hls-multivariant" HlsMultivariant, "hls-media" HlsMedia, "dash" Dash }
    TrackKind {
        "video" Video,
        "muxed" Muxed,
        "audio-only" AudioOnly,
        "trick-play" TrickPlay,
        "audio" Audio,
        "alternate-video" AlternateVideo,
        "subtitles" Subtitles,
        "closed-captions" ClosedCaptions,
    }
    CueKind { "out" Out, "in" In, "other" Other }
}

flags! {
    Network {
        "hosting" HOSTING,
        "vpn" VPN,
        "public-proxy" PUBLIC_PROXY,
        "residential-proxy" RESIDENTIAL_PROXY,
        "tor" TOR,
    }
    Accessibility {
        "described-audio" DESCRIBED_AUDIO,
        "captions" CAPTIONS,
        "enhanced-speech" ENHANCED_SPEECH,
    }
    Codecs {
        "h264" H264,
        "hevc" HEVC,
        "dolby-vision" DOLBY_VISION,
        "av1" AV1,
        "vp9" VP9,
        "vvc" VVC,
        "aac" AAC,
        "ac3" AC3,
        "ec3" EC3,
        "ac4" AC4,
        "opus" OPUS,
        "flac" FLAC,
        "mp3" MP3,
        "text" TEXT,
        "other" OTHER,
    }
    DynamicRanges { "sdr" SDR, "hlg" HLG, "pq" PQ }
    Signals { "tc-string" TC_STRING, "gpp-string" GPP_STRING, "gpc" GPC, "preference" PREFERENCE }
    Purposes {
        "storage" STORAGE,
        "limited-advertising" LIMITED_ADVERTISING,
        "advertising-profile" ADVERTISING_PROFILE,
        "personalised-advertising" PERSONALISED_ADVERTISING,
        "content-profile" CONTENT_PROFILE,
        "personalised-content" PERSONALISED_CONTENT,
        "advertising-measurement" ADVERTISING_MEASUREMENT,
        "content-measurement" CONTENT_MEASUREMENT,
        "audience-research" AUDIENCE_RESEARCH,
        "improvement" IMPROVEMENT,
        "limited-content" LIMITED_CONTENT,
    }
    SpecialFeatures { "precise-location" PRECISE_LOCATION, "device-scanning" DEVICE_SCANNING }
    Roles {
        "described-audio" DESCRIBED_AUDIO,
        "captions" CAPTIONS,
        "enhanced-speech" ENHANCED_SPEECH,
        "easy-to-read" EASY_TO_READ,
        "forced" FORCED,
        "main" MAIN,
        "alternate" ALTERNATE,
        "supplementary" SUPPLEMENTARY,
        "commentary" COMMENTARY,
        "dub" DUB,
        "original" ORIGINAL,
        "sign" SIGN,
        "emergency" EMERGENCY,
        "karaoke" KARAOKE,
        "machine-generated" MACHINE_GENERATED,
    }
    Traits { "is-default" IS_DEFAULT, "autoselect" AUTOSELECT, "spatial" SPATIAL }
    Drm {
        "fairplay" FAIRPLAY,
        "widevine" WIDEVINE,
        "playready" PLAYREADY,
        "clear-key" CLEAR_KEY,
        "other" OTHER,
    }
}
