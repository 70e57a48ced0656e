//! The tokens of one request, read into facts.

use std::net::IpAddr;

use tidegate_sdk::types::Facts;

use super::granted::GrantNames;
use super::profile::{Profile, ProfileNames};
use super::registered::Expected;
use super::{Asked, Keys, Refused, find, open};
use crate::gather::Request;
use crate::signals::{self, SignalNames};
use crate::viewer::{self, TrustedProxies};

/// Whether a route asks for an entitlement token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Need {
    /// Tokens are not looked at.
    #[default]
    Off,
    /// There need not be one; one that is sent must be good.
    Optional,
    /// There must be a good one.
    Required,
}

/// What tokens must say, and where they say what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Who issues tokens, and for whom.
    pub expected: Expected,
    /// The names of grants.
    pub grants: GrantNames,
    /// The names of preferences.
    pub profile: ProfileNames,
}

/// What tokens are verified with.
#[derive(Clone, Copy)]
pub struct Tokens<'a> {
    /// The issuer's keys.
    pub keys: &'a Keys,
    /// What tokens must say.
    pub terms: &'a Terms,
}

/// Why a request is not entitled. Holds nothing of a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// There is no token, and there must be one.
    #[error("no entitlement token")]
    Missing,
    /// There is one, and it is not accepted.
    #[error("the entitlement token: {0}")]
    Refused(#[from] Refused),
}

/// Reads the tokens of a request into `facts`, which know the viewer's place.
/// Returns the second from which on the entitlement is refused, if there is one.
///
/// A profile token of its own opens nothing, so one that is not accepted is as
/// none.
pub(crate) fn gather(
    request: &Request<'_>,
    names: &SignalNames,
    tokens: Option<Tokens<'_>>,
    (viewer, proxies): (IpAddr, &TrustedProxies),
    facts: &mut Facts,
) -> Result<Option<u64>, TokenError> {
    let (Some(Tokens { keys, terms }), false) = (tokens, request.need == Need::Off) else {
        return Ok(None);
    };
    let ours = [&names.entitlement, &names.profile];
    let ours = |name: &str| ours.iter().any(|names| names.query.as_deref() == Some(name));
    let query = request.uri.query().and_then(|query| signals::without(query, ours));
    let query = query.unwrap_or_default();
    let asked = Asked {
        method: request.method,
        uri: request.uri,
        scheme: viewer::scheme(request.headers, request.peer, proxies),
        headers: request.headers,
        viewer,
        asn: facts.asn,
        country: facts.country.as_deref(),
        subdivision: facts.subdivision.as_deref(),
        now: request.now,
    };
    let open = |token: &str| open(token, keys, &terms.expected, &asked, &query);
    let token = find(request.headers, request.uri, &names.entitlement);
    let own = find(request.headers, request.uri, &names.profile);
    let own = own.and_then(|token| open(&token).ok());
    let token = match token {
        Some(token) => Some(open(&token)?),
        None if request.need == Need::Required => return Err(TokenError::Missing),
        None => None,
    };
    let entitlement = match &token {
        Some(token) => Some(token.entitlement(&terms.grants)?),
        None => None,
    };
    if let Some(token) = own.as_ref().or(token.as_ref()) {
        let Profile { preferences, accessibility } = token.profile(&terms.profile);
        facts.preferences = preferences;
        // What the request itself says of accessibility is newer.
        facts.accessibility = facts.accessibility.or(accessibility);
    }
    let Some(entitlement) = entitlement else { return Ok(None) };
    facts.plan = entitlement.plan;
    facts.home_country = entitlement.home_country;
    facts.concurrency = entitlement.concurrency;
    Ok(Some(entitlement.expires))
}
