//! What the headers may hold.

use tidegate_sdk::names::{Name, Names};
use tidegate_sdk::types::{
    Capabilities, Codecs, DeviceClass, DynamicRanges, Facts, Hdcp, Intensity, Location, Network,
    Presentation, Session,
};

use crate::grid::{MOST_SAMPLES, NEVER};
use crate::kinds::FactKind;
use crate::place::{is_country, is_postal_code, is_subdivision};
use crate::session::SHARES;
use crate::signals::{LONGEST_GPP_STRING, LONGEST_PREFERENCE, LONGEST_TC_STRING, preferences};
use crate::{languages, player};

/// What a header may hold.
pub(super) const fn accepted(fact: FactKind) -> &'static str {
    match fact {
        FactKind::Now => "seconds since 1970, e.g. `1790812800`,",
        FactKind::Asset => "nothing",
        FactKind::Presentation => "`live`, `on-demand`",
        FactKind::Country => "a country, e.g. `FR`,",
        FactKind::Subdivision => "a subdivision, e.g. `US-CA`,",
        FactKind::Asn => "a number from 1 to 4294967295",
        FactKind::Network => {
            "`ordinary` or some of `hosting`, `vpn`, `public-proxy`, `residential-proxy`, `tor`, comma-separated,"
        }
        FactKind::Device => "`desktop`, `mobile`, `tablet`, `tv`, `console`, `bot`",
        FactKind::Languages => "1 to 16 language tags, e.g. `fr-CA,fr,en`,",
        FactKind::Accessibility => "`described-audio`, `captions`, comma-separated,",
        FactKind::TcString => "a consent string of at most 4096 bytes",
        FactKind::Gpc | FactKind::CarbonOptOut => "`true`",
        FactKind::Intensity => {
            "1 to 288 samples of gCO2e per kWh, half an hour apart, the newest last, e.g. `310,420`,"
        }
        FactKind::PostalCode => "a postal code of at most 16 bytes",
        FactKind::Metro => "a market area, e.g. `501`,",
        FactKind::GppString => "a GPP string of at most 4096 bytes",
        FactKind::ConsentPreference => "a preference of at most 256 bytes",
        FactKind::Plan => "a plan of at most 64 bytes",
        FactKind::HomeCountry => "a country, e.g. `FR`,",
        FactKind::Concurrency => "a class of at most 64 bytes",
        FactKind::Location => "degrees north and east and kilometres, e.g. `48.8566,2.3522,5`,",
        FactKind::Capabilities => {
            "lines, codecs, ranges and protection, e.g. `1080,h264,aac,sdr,type1`,"
        }
        FactKind::Preferences => "nothing",
        FactKind::Session => {
            "a share from 0 to 9999 and, if known, seconds since 1970, e.g. `2500,1790812800`,"
        }
        FactKind::Player => "keys of CMCD, e.g. `mtp=4200,bl=8000,tb=15000`,",
    }
}

/// Sets one fact to what a header holds. `None` if the fact cannot be that.
pub(super) fn set(facts: &mut Facts, fact: FactKind, text: &str) -> Option<()> {
    if text == "none" {
        fact.clear(facts);
        return Some(());
    }
    let owned = |allowed: bool| allowed.then(|| Some(text.to_owned()));
    match fact {
        FactKind::Asset => return None,
        FactKind::Now => facts.now = Some(text.parse().ok().filter(|now| *now <= NEVER)?),
        FactKind::Presentation => {
            facts.presentation = Some(named(&[Presentation::Live, Presentation::OnDemand], text)?);
        }
        FactKind::Country => facts.country = owned(is_country(text))?,
        FactKind::Subdivision => facts.subdivision = owned(is_subdivision(text))?,
        FactKind::Asn => facts.asn = Some(text.parse().ok().filter(|asn| *asn > 0)?),
        FactKind::Network => facts.network = Some(network(text)?),
        FactKind::Device => facts.device = Some(named(&DEVICES, text)?),
        FactKind::Languages => facts.languages = Some(languages::listed(text)?),
        FactKind::Accessibility => facts.accessibility = Some(preferences(text)?),
        FactKind::TcString => {
            facts.tc_string = owned(!text.is_empty() && text.len() <= LONGEST_TC_STRING)?;
        }
        FactKind::Gpc => facts.gpc = (text == "true").then_some(Some(true))?,
        FactKind::CarbonOptOut => facts.carbon_opt_out = (text == "true").then_some(Some(true))?,
        FactKind::Intensity => facts.intensity = Some(intensity(text)?),
        FactKind::PostalCode => facts.postal_code = owned(is_postal_code(text))?,
        FactKind::Metro => facts.metro = Some(text.parse().ok().filter(|metro| *metro > 0)?),
        FactKind::GppString => {
            facts.gpp_string = owned((1..=LONGEST_GPP_STRING).contains(&text.len()))?;
        }
        FactKind::ConsentPreference => {
            facts.consent_preference = owned((1..=LONGEST_PREFERENCE).contains(&text.len()))?;
        }
        FactKind::Plan => facts.plan = owned((1..=64).contains(&text.len()))?,
        FactKind::HomeCountry => facts.home_country = owned(is_country(text))?,
        FactKind::Concurrency => facts.concurrency = owned((1..=64).contains(&text.len()))?,
        FactKind::Location => facts.location = Some(location(text)?),
        FactKind::Capabilities => facts.capabilities = Some(capabilities(text)?),
        FactKind::Preferences => return None,
        FactKind::Session => facts.session = Some(session(text)?),
        FactKind::Player => facts.player = Some(player::listed(text)?),
    }
    Some(())
}

const DEVICES: [DeviceClass; 6] = [
    DeviceClass::Desktop,
    DeviceClass::Mobile,
    DeviceClass::Tablet,
    DeviceClass::Tv,
    DeviceClass::Console,
    DeviceClass::Bot,
];

fn named<T: Name + Copy>(cases: &[T], text: &str) -> Option<T> {
    cases.iter().copied().find(|case| case.name() == text)
}

fn network(text: &str) -> Option<Network> {
    if text == "ordinary" {
        return Some(Network::empty());
    }
    text.split(',').try_fold(Network::empty(), |all, word| match word.trim() {
        "hosting" => Some(all | Network::HOSTING),
        "vpn" => Some(all | Network::VPN),
        "public-proxy" => Some(all | Network::PUBLIC_PROXY),
        "residential-proxy" => Some(all | Network::RESIDENTIAL_PROXY),
        "tor" => Some(all | Network::TOR),
        _ => None,
    })
}

fn intensity(text: &str) -> Option<Intensity> {
    let samples: Vec<u16> = text
        .split(',')
        .take(MOST_SAMPLES + 1)
        .map(|sample| sample.trim().parse().ok())
        .collect::<Option<_>>()?;
    let few = samples.len() <= MOST_SAMPLES;
    few.then(|| Intensity::average(samples, 1800, 0, NEVER))
}

fn location(text: &str) -> Option<Location> {
    let mut parts = text.split(',').map(str::trim);
    let mut millionths = |most: f64| {
        let degrees: f64 = parts.next()?.parse().ok()?;
        // At most 180 million: it fits.
        (degrees.abs() <= most).then(|| (degrees * 1e6).round() as i32)
    };
    let (latitude, longitude) = (millionths(90.0)?, millionths(180.0)?);
    let accuracy = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some(Location { latitude, longitude, accuracy })
}

/// Words in any order: a number is the tallest picture, the others are the contract's own
/// names of codecs, ranges and protections.
fn capabilities(text: &str) -> Option<Capabilities> {
    let mut able = Capabilities {
        max_height: None,
        codecs: Codecs::empty(),
        ranges: DynamicRanges::empty(),
        hdcp: Hdcp::Unstated,
    };
    for word in text.split(',').map(str::trim) {
        if let Ok(height) = word.parse() {
            able.max_height = Some(height);
        } else if let Some(codec) = flag(Codecs::all().iter(), word) {
            able.codecs |= codec;
        } else if let Some(range) = flag(DynamicRanges::all().iter(), word) {
            able.ranges |= range;
        } else {
            able.hdcp = named(&[Hdcp::Type0, Hdcp::Type1], word)?;
        }
    }
    Some(able)
}

fn flag<T: Names>(mut flags: impl Iterator<Item = T>, word: &str) -> Option<T> {
    flags.find(|flag| flag.names() == [word])
}

fn session(text: &str) -> Option<Session> {
    let (share, started) = match text.split_once(',') {
        Some((share, started)) => (share, Some(started.trim().parse().ok()?)),
        None => (text, None),
    };
    let share = share.trim().parse().ok().filter(|share| *share < SHARES)?;
    Some(Session { share, started: started.filter(|started| *started <= NEVER) })
}
