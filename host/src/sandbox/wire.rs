//! The contract's types to and from the bindings'.
//!
//! Both are generated from `wit/`, by two generators; field by field they are the
//! same, and the compiler sees to it that they stay so.

use tidegate_sdk::types;

use super::bindings::vocabulary as wit;

macro_rules! flags {
    ($name:ident, $from:ty, $to:ty, $($flag:ident)+) => {
        pub fn $name(from: $from) -> $to {
            let mut to = <$to>::empty();
            $(if from.contains(<$from>::$flag) { to |= <$to>::$flag; })+
            to
        }
    };
}
pub(super) use flags;

flags!(network, types::Network, wit::Network,
    HOSTING VPN PUBLIC_PROXY RESIDENTIAL_PROXY TOR);
flags!(accessibility, types::Accessibility, wit::Accessibility,
    DESCRIBED_AUDIO CAPTIONS ENHANCED_SPEECH);
flags!(codecs, types::Codecs, wit::Codecs,
    H264 HEVC DOLBY_VISION AV1 VP9 VVC AAC AC3 EC3 AC4 OPUS FLAC MP3 TEXT OTHER);
flags!(ranges_in, types::DynamicRanges, wit::DynamicRanges, SDR HLG PQ);
flags!(ranges_out, wit::DynamicRanges, types::DynamicRanges, SDR HLG PQ);
flags!(purposes_in, types::Purposes, wit::Purposes,
    STORAGE LIMITED_ADVERTISING ADVERTISING_PROFILE PERSONALISED_ADVERTISING CONTENT_PROFILE
    PERSONALISED_CONTENT ADVERTISING_MEASUREMENT CONTENT_MEASUREMENT AUDIENCE_RESEARCH
    IMPROVEMENT LIMITED_CONTENT);
flags!(special_features_in, types::SpecialFeatures, wit::SpecialFeatures,
    PRECISE_LOCATION DEVICE_SCANNING);
flags!(purposes, wit::Purposes, types::Purposes,
    STORAGE LIMITED_ADVERTISING ADVERTISING_PROFILE PERSONALISED_ADVERTISING CONTENT_PROFILE
    PERSONALISED_CONTENT ADVERTISING_MEASUREMENT CONTENT_MEASUREMENT AUDIENCE_RESEARCH
    IMPROVEMENT LIMITED_CONTENT);
flags!(special_features, wit::SpecialFeatures, types::SpecialFeatures,
    PRECISE_LOCATION DEVICE_SCANNING);

pub fn facts(facts: &types::Facts) -> wit::Facts {
    wit::Facts {
        now: facts.now,
        asset: facts.asset.clone(),
        presentation: facts.presentation.map(|presentation| match presentation {
            types::Presentation::Live => wit::Presentation::Live,
            types::Presentation::OnDemand => wit::Presentation::OnDemand,
        }),
        country: facts.country.clone(),
        subdivision: facts.subdivision.clone(),
        asn: facts.asn,
        network: facts.network.map(network),
        device: facts.device.map(|device| match device {
            types::DeviceClass::Desktop => wit::DeviceClass::Desktop,
            types::DeviceClass::Mobile => wit::DeviceClass::Mobile,
            types::DeviceClass::Tablet => wit::DeviceClass::Tablet,
            types::DeviceClass::Tv => wit::DeviceClass::Tv,
            types::DeviceClass::Console => wit::DeviceClass::Console,
            types::DeviceClass::Bot => wit::DeviceClass::Bot,
        }),
        languages: facts.languages.clone(),
        accessibility: facts.accessibility.map(accessibility),
        tc_string: facts.tc_string.clone(),
        gpc: facts.gpc,
        intensity: facts.intensity.as_ref().map(|intensity| wit::Intensity {
            signal: match intensity.signal {
                types::IntensitySignal::Average => wit::IntensitySignal::Average,
                types::IntensitySignal::Marginal => wit::IntensitySignal::Marginal,
            },
            samples: intensity.samples.clone(),
            step: intensity.step,
            forecast: intensity.forecast.clone(),
            measured: intensity.measured,
            expires: intensity.expires,
        }),
        carbon_opt_out: facts.carbon_opt_out,
        postal_code: facts.postal_code.clone(),
        metro: facts.metro,
        location: facts.location.map(|location| wit::Location {
            latitude: location.latitude,
            longitude: location.longitude,
            accuracy: location.accuracy,
        }),
        capabilities: facts.capabilities.map(|able| wit::Capabilities {
            max_height: able.max_height,
            codecs: codecs(able.codecs),
            ranges: ranges_in(able.ranges),
            hdcp: hdcp_in(able.hdcp),
        }),
        gpp_string: facts.gpp_string.clone(),
        consent_preference: facts.consent_preference.clone(),
        plan: facts.plan.clone(),
        home_country: facts.home_country.clone(),
        concurrency: facts.concurrency.clone(),
        preferences: facts.preferences.as_ref().map(|chosen| wit::Preferences {
            audio: chosen.audio.clone(),
            subtitles: chosen.subtitles.clone(),
            original_audio: chosen.original_audio,
        }),
        session: facts
            .session
            .map(|session| wit::Session { share: session.share, started: session.started }),
        player: facts.player.map(|player| wit::Player {
            throughput: player.throughput,
            buffer: player.buffer,
            top_bitrate: player.top_bitrate,
        }),
    }
}

pub fn grants_in(grants: &types::Grants) -> wit::Grants {
    wit::Grants {
        purposes: purposes_in(grants.purposes),
        special_features: special_features_in(grants.special_features),
    }
}

pub const fn hdcp_in(hdcp: types::Hdcp) -> wit::Hdcp {
    match hdcp {
        types::Hdcp::Unstated => wit::Hdcp::Unstated,
        types::Hdcp::None => wit::Hdcp::None,
        types::Hdcp::Type0 => wit::Hdcp::Type0,
        types::Hdcp::Type1 => wit::Hdcp::Type1,
    }
}

const fn hdcp_out(hdcp: wit::Hdcp) -> types::Hdcp {
    match hdcp {
        wit::Hdcp::Unstated => types::Hdcp::Unstated,
        wit::Hdcp::None => types::Hdcp::None,
        wit::Hdcp::Type0 => types::Hdcp::Type0,
        wit::Hdcp::Type1 => types::Hdcp::Type1,
    }
}

pub fn limits_in(limits: &types::Limits) -> wit::Limits {
    wit::Limits {
        max_height: limits.max_height,
        max_bandwidth: limits.max_bandwidth,
        ranges: limits.ranges.map(ranges_in),
        min_hdcp: limits.min_hdcp.map(hdcp_in),
        audio_languages: limits.audio_languages.clone(),
        subtitle_languages: limits.subtitle_languages.clone(),
        strict: limits.strict,
    }
}

pub fn limits_out(limits: wit::Limits) -> types::Limits {
    types::Limits {
        max_height: limits.max_height,
        max_bandwidth: limits.max_bandwidth,
        ranges: limits.ranges.map(ranges_out),
        min_hdcp: limits.min_hdcp.map(hdcp_out),
        audio_languages: limits.audio_languages,
        subtitle_languages: limits.subtitle_languages,
        strict: limits.strict,
    }
}
