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
flags!(accessibility, types::Accessibility, wit::Accessibility, DESCRIBED_AUDIO CAPTIONS);
flags!(ranges_in, types::DynamicRanges, wit::DynamicRanges, SDR HLG PQ);
flags!(ranges_out, wit::DynamicRanges, types::DynamicRanges, SDR HLG PQ);
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
            samples: intensity.samples.clone(),
            step: intensity.step,
            measured: intensity.measured,
            expires: intensity.expires,
        }),
        carbon_opt_out: facts.carbon_opt_out,
    }
}

pub fn limits_in(limits: &types::Limits) -> wit::Limits {
    wit::Limits {
        max_height: limits.max_height,
        max_bandwidth: limits.max_bandwidth,
        ranges: limits.ranges.map(ranges_in),
        strict: limits.strict,
    }
}

pub fn limits_out(limits: &wit::Limits) -> types::Limits {
    types::Limits {
        max_height: limits.max_height,
        max_bandwidth: limits.max_bandwidth,
        ranges: limits.ranges.map(ranges_out),
        strict: limits.strict,
    }
}
