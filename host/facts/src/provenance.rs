//! Where each fact of a request came from, in words for an operator.

use http::header::USER_AGENT;
use tidegate_sdk::types::Facts;

use crate::gather::{GatherError, Gathered, Request, Sources};
use crate::kinds::FactKind;
use crate::overrides::{Overrides, PREFIX};
use crate::place::Place;
use crate::signals::{self, Carrier, Names};
use crate::{capabilities, device};

/// Where the facts that are known came from, in the contract's order.
///
/// # Errors
/// Those of [`gather()`](crate::gather()) for the same request.
pub fn provenance(
    request: &Request<'_>,
    sources: &Sources<'_>,
    gathered: &Gathered,
) -> Result<Vec<(FactKind, String)>, GatherError> {
    let Gathered { facts, viewer, .. } = gathered;
    let overrides = Overrides::read(request.headers, request.overrides, request.now)?;
    let mut places = Vec::new();
    sources.places.each(*viewer, |label, place| places.push((label.to_owned(), place)))?;
    let known = FactKind::all().iter().filter(|fact| fact.present_in(facts));
    Ok(known
        .map(|fact| {
            let from = if overrides.sets(*fact) {
                format!("header `{PREFIX}{fact}`")
            } else {
                from(*fact, request, sources, facts, &places)
            };
            (*fact, from)
        })
        .collect())
}

fn from(
    fact: FactKind,
    request: &Request<'_>,
    sources: &Sources<'_>,
    facts: &Facts,
    places: &[(String, Place)],
) -> String {
    let names = sources.signals;
    let signal = |names: &Names| carrier(request, names).unwrap_or_default();
    // The first that says what was taken over.
    let database = |says: fn(&Place, &Facts) -> bool| {
        let first = places.iter().find(|(_, place)| says(place, facts));
        first.map_or_else(String::new, |(label, _)| format!("database {label}"))
    };
    match fact {
        FactKind::Now => "the clock".to_owned(),
        FactKind::Asset | FactKind::Presentation => "the route".to_owned(),
        FactKind::Country => database(|place, facts| place.country == facts.country),
        FactKind::Subdivision => database(|place, facts| place.subdivision == facts.subdivision),
        FactKind::PostalCode => database(|place, facts| place.postal_code == facts.postal_code),
        FactKind::Metro => database(|place, facts| place.metro == facts.metro),
        FactKind::Location => database(|place, facts| place.location == facts.location),
        FactKind::Asn => database(|place, facts| place.asn == facts.asn),
        FactKind::Network => database(|place, facts| place.network == facts.network),
        FactKind::Device => {
            told(request, |_, device| device.by.map(|by| format!("`User-Agent`: {by}")))
        }
        FactKind::Capabilities => told(request, |agent, device| {
            let row = capabilities::row(agent, device)?;
            Some(format!("the table of devices: {} ({})", row.name, row.source))
        }),
        FactKind::Languages => "header `accept-language`".to_owned(),
        FactKind::Accessibility => signal(&names.accessibility),
        FactKind::TcString => signal(&names.tc_string),
        FactKind::Gpc => "header `sec-gpc`".to_owned(),
        FactKind::Intensity => "the grid of the place".to_owned(),
        FactKind::CarbonOptOut => signal(&names.carbon_opt_out),
        FactKind::GppString => signal(&names.gpp_string),
        FactKind::ConsentPreference => signal(&names.consent_preference),
        FactKind::Plan | FactKind::HomeCountry | FactKind::Concurrency | FactKind::Preferences => {
            "the token of entitlement".to_owned()
        }
        FactKind::Session => {
            carrier(request, &names.session).unwrap_or_else(|| "the player, CMCD `sid`".to_owned())
        }
        FactKind::Player => "the player, CMCD `mtp`, `bl`, `tb`".to_owned(),
    }
}

fn told(
    request: &Request<'_>,
    says: impl FnOnce(&str, &device::Device<'_>) -> Option<String>,
) -> String {
    let agent = request.headers.get(USER_AGENT).map(|agent| str::from_utf8(agent.as_bytes()));
    let Some(Ok(agent)) = agent else { return String::new() };
    says(agent, &device::recognise(agent)).unwrap_or_default()
}

fn carrier(request: &Request<'_>, names: &Names) -> Option<String> {
    let (carrier, _) = signals::found(request.headers, request.uri, names)?;
    Some(match carrier {
        Carrier::Header => format!("header `{}`", names.header.as_ref()?),
        Carrier::Query => format!("query parameter `{}`", names.query.as_ref()?),
        Carrier::Cookie => format!("cookie `{}`", names.cookie.as_ref()?),
    })
}
