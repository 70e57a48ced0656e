//! All facts of one request, in one place.

use std::net::IpAddr;

use http::header::USER_AGENT;
use http::{HeaderMap, Method, Uri};
use tidegate_sdk::types::{Facts, Presentation};

use crate::entitlement::{self, Need, TokenError, Tokens};
use crate::grid::Grid;
use crate::kinds::FactKind;
use crate::overrides::{OverrideError, Overrides};
use crate::place::{PlaceError, Places};
use crate::session::SessionKey;
use crate::signals::{SignalNames, TooLong};
use crate::viewer::TrustedProxies;
use crate::{capabilities, device, languages, player, session, signals, viewer};

/// Bytes of an asset in the contract.
pub const LONGEST_ASSET: usize = 1024;

/// One request, as far as facts are read from it.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The request's method.
    pub method: &'a Method,
    /// The request's header fields.
    pub headers: &'a HeaderMap,
    /// The request's target; its query is read.
    pub uri: &'a Uri,
    /// The address at the other end of the connection.
    pub peer: IpAddr,
    /// Now, in seconds since 1970.
    pub now: u64,
    /// The path below the route without a leading slash, at most
    /// [`LONGEST_ASSET`] bytes.
    pub asset: &'a str,
    /// Live or on demand, if the operator has said.
    pub presentation: Option<Presentation>,
    /// Whether the route allows `Tidegate-Debug-` headers.
    pub overrides: bool,
    /// Whether the route asks for an entitlement token.
    pub need: Need,
}

/// Where facts come from besides the request.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// Whose `X-Forwarded-For` is believed.
    pub proxies: &'a TrustedProxies,
    /// Places and networks.
    pub places: &'a Places,
    /// Where signals are looked for.
    pub signals: &'a SignalNames,
    /// Grid intensities.
    pub grid: &'a Grid,
    /// What tokens are verified with. Without it none is looked at.
    pub tokens: Option<Tokens<'a>>,
    /// The key of sessions' shares.
    pub session_key: &'a SessionKey,
}

/// What was gathered. Personal data: neither printable nor to be logged.
pub struct Gathered {
    /// The facts.
    pub facts: Facts,
    /// The viewer's address.
    pub viewer: IpAddr,
    /// The second since 1970 from which on the viewer is no longer entitled.
    /// Absent if nothing rests on a token.
    pub entitled_until: Option<u64>,
}

/// Why facts cannot be gathered. Holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatherError {
    /// The request's fault: an override that is refused or malformed.
    #[error(transparent)]
    Override(#[from] OverrideError),
    /// The request's fault: a signal or the asset is too long.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// The viewer is not entitled, as far as tokens tell.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The node's fault: a database cannot be read there. To go on without a
    /// place would lift what licences hold against networks.
    #[error(transparent)]
    Place(#[from] PlaceError),
}

/// Gathers the facts of one request.
///
/// # Errors
/// [`GatherError`], which tells the request's faults from the node's.
pub fn gather(request: &Request<'_>, sources: &Sources<'_>) -> Result<Gathered, GatherError> {
    let Request { headers, uri, .. } = *request;
    let overrides = Overrides::read(headers, request.overrides, request.now)?;
    if request.asset.len() > LONGEST_ASSET {
        return Err(TooLong { signal: FactKind::Asset, limit: LONGEST_ASSET }.into());
    }
    let viewer = viewer::address(headers, request.peer, sources.proxies);
    let place = sources.places.find(viewer)?;
    let agent = headers.get(USER_AGENT).and_then(|agent| str::from_utf8(agent.as_bytes()).ok());
    let device = agent.map(device::recognise);
    let said = player::said(headers, uri);
    let names = sources.signals;
    let token = signals::value(headers, uri, &names.session);

    let mut facts = Facts {
        now: Some(request.now),
        asset: Some(request.asset.to_owned()),
        presentation: request.presentation,
        country: place.country,
        subdivision: place.subdivision,
        asn: place.asn,
        network: place.network,
        device: device.as_ref().and_then(|device| device.class),
        languages: languages::accepted(headers),
        accessibility: signals::accessibility(headers, uri, &names.accessibility),
        tc_string: signals::tc_string(headers, uri, &names.tc_string)?,
        gpc: signals::gpc(headers),
        carbon_opt_out: signals::carbon_opt_out(headers, uri, &names.carbon_opt_out),
        postal_code: place.postal_code,
        metro: place.metro,
        location: place.location,
        capabilities: agent
            .zip(device.as_ref())
            .and_then(|(agent, device)| capabilities::row(agent, device))
            .map(|row| row.able),
        gpp_string: signals::gpp_string(headers, uri, &names.gpp_string)?,
        consent_preference: signals::consent_preference(headers, uri, &names.consent_preference)?,
        session: session::session(
            sources.session_key,
            token.as_deref(),
            said.session.as_deref(),
            request.now,
        ),
        player: said.fact(),
        ..Facts::NOTHING
    };
    overrides.apply(&mut facts);
    let who = (viewer, sources.proxies);
    let entitled_until = entitlement::gather(request, names, sources.tokens, who, &mut facts)?;
    // Tokens are held to the place that is overridden, and may be overridden themselves.
    overrides.apply(&mut facts);
    if overrides.sets(FactKind::Device) && !overrides.sets(FactKind::Capabilities) {
        facts.capabilities = None;
    }
    if !overrides.sets(FactKind::Intensity) {
        let (country, subdivision) = (facts.country.as_deref(), facts.subdivision.as_deref());
        facts.intensity = sources.grid.intensity(country, subdivision);
    }
    Ok(Gathered { facts, viewer, entitled_until })
}
