//! Facts as text.

use std::time::Duration;

use tidegate_facts::FactKind;
use tidegate_sdk::names::{Name, Names};
use tidegate_sdk::types::{Capabilities, Facts, Hdcp, Location, Network, Player, Preferences};

/// A fact as text; empty if it is absent.
#[must_use]
pub fn value(kind: FactKind, facts: &Facts) -> String {
    let text = match kind {
        FactKind::Now => facts.now.map(|now| {
            let time =
                std::time::UNIX_EPOCH + Duration::from_secs(now.min(tidegate_facts::grid::NEVER));
            humantime::format_rfc3339_seconds(time).to_string()
        }),
        FactKind::Asset => facts.asset.clone(),
        FactKind::Presentation => facts.presentation.map(|kind| kind.name().to_owned()),
        FactKind::Country => facts.country.clone(),
        FactKind::Subdivision => facts.subdivision.clone(),
        FactKind::Asn => facts.asn.map(|asn| asn.to_string()),
        FactKind::Network => facts.network.map(network),
        FactKind::Device => facts.device.map(|device| device.name().to_owned()),
        FactKind::Languages => facts.languages.clone(),
        FactKind::Accessibility => facts.accessibility.map(|wanted| wanted.names().join(", ")),
        FactKind::TcString => facts.tc_string.clone(),
        FactKind::Gpc => facts.gpc.map(|gpc| gpc.to_string()),
        FactKind::Intensity => facts.intensity.as_ref().map(|intensity| {
            let newest = intensity.samples.last().copied().unwrap_or_default();
            match intensity.samples.len() {
                1 => format!("{newest} gCO2e/kWh"),
                count => format!("{newest} gCO2e/kWh, the newest of {count} samples"),
            }
        }),
        FactKind::CarbonOptOut => facts.carbon_opt_out.map(|out| out.to_string()),
        FactKind::PostalCode => facts.postal_code.clone(),
        FactKind::Metro => facts.metro.map(|metro| metro.to_string()),
        FactKind::Location => facts.location.map(location),
        FactKind::Capabilities => facts.capabilities.map(capabilities),
        FactKind::GppString => facts.gpp_string.clone(),
        FactKind::ConsentPreference => facts.consent_preference.clone(),
        FactKind::Plan => facts.plan.clone(),
        FactKind::HomeCountry => facts.home_country.clone(),
        FactKind::Concurrency => facts.concurrency.clone(),
        FactKind::Preferences => facts.preferences.as_ref().map(preferences),
        FactKind::Session => facts.session.map(|session| match session.started {
            None => format!("{} of 10000", session.share),
            Some(started) => format!("{} of 10000, since {started}", session.share),
        }),
        FactKind::Player => facts.player.map(player),
    };
    text.unwrap_or_default()
}

fn network(network: Network) -> String {
    let names = network.names().join(", ");
    if names.is_empty() { "ordinary".to_owned() } else { names }
}

fn location(location: Location) -> String {
    let degrees = |millionths: i32| f64::from(millionths) / 1e6;
    let Location { latitude, longitude, accuracy } = location;
    format!("{:.4}, {:.4}, within {accuracy} km", degrees(latitude), degrees(longitude))
}

fn capabilities(able: Capabilities) -> String {
    let mut words = Vec::new();
    words.extend(able.max_height.map(|height| format!("{height} lines")));
    words.extend(Some(able.codecs.names().join(", ")).filter(|names| !names.is_empty()));
    words.extend(Some(able.ranges.names().join(", ")).filter(|names| !names.is_empty()));
    words.extend((able.hdcp != Hdcp::Unstated).then(|| format!("HDCP {}", able.hdcp.name())));
    words.join("; ")
}

fn preferences(chosen: &Preferences) -> String {
    let mut words = Vec::new();
    words.extend(chosen.original_audio.then(|| "original audio".to_owned()));
    words.extend(chosen.audio.as_ref().map(|languages| format!("audio {languages}")));
    words.extend(chosen.subtitles.as_ref().map(|languages| format!("subtitles {languages}")));
    words.join("; ")
}

fn player(player: Player) -> String {
    let mut words = Vec::new();
    words.extend(player.throughput.map(|rate| format!("measures {rate} kbit/s")));
    words.extend(player.buffer.map(|length| format!("has {length} ms in its buffer")));
    words.extend(player.top_bitrate.map(|rate| format!("plays up to {rate} kbit/s")));
    words.join("; ")
}
