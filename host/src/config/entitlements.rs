//! The table `[entitlements]`: where tokens are looked for and what they must say.

use std::collections::BTreeMap;
use std::path::Path;

use http::HeaderName;
use tidegate_facts::entitlement::{
    ClaimKey, ClaimName, Expected, GrantNames, MOST_TOLERANCE, Need, ProfileNames, TOLERANCE, Terms,
};
use tidegate_facts::signals::{Names, SignalNames};

use super::check::names;
use super::{ConfigError, Entitlements, raw};
use tidegate_bundle::config::error::{At, quoted};

/// Where CTA-5007 has Common Access Tokens looked for.
const TOKEN: &str = "CTA-Common-Access-Token";
const PARAMETER: &str = "CAT";

/// CWT labels below are for private use (RFC 8392 section 9.1).
const REGISTERED: i64 = -65536;

/// Checks the table, and notes in `signals` where tokens are looked for.
pub(super) fn check(
    at: At<'_>,
    directory: &Path,
    raw: raw::Entitlements,
    signals: &mut SignalNames,
) -> Result<Entitlements, ConfigError> {
    for (key, text) in [("issuer", &raw.issuer), ("audience", &raw.audience)] {
        if text.is_empty() {
            return Err(at.refuse(format!("entitlements.{key}"), quoted(text), "a text"));
        }
    }
    signals.entitlement = match raw.token {
        Some(token) => somewhere(at, "entitlements.token", token)?,
        None => Names {
            header: HeaderName::try_from(TOKEN).ok(),
            query: Some(PARAMETER.to_owned()),
            cookie: Some(TOKEN.to_owned()),
        },
    };
    if let Some(profile) = raw.profile {
        signals.profile = somewhere(at, "entitlements.profile", profile)?;
    }
    let tolerance = at.within(
        "entitlements.clock-tolerance".to_owned(),
        raw.clock_tolerance,
        TOLERANCE,
        0,
        MOST_TOLERANCE,
    )?;
    let (grants, profile) = claims(at, raw.claims)?;
    let expected = Expected { issuer: raw.issuer, audience: raw.audience, tolerance };
    let terms = Terms { expected, grants, profile };
    Ok(Entitlements { keys: directory.join(raw.keys), terms })
}

/// Whether a route asks for a token. Where tokens are configured a route that says
/// nothing does: what was forgotten should not be open.
pub(super) fn need(
    at: At<'_>,
    key: String,
    raw: Option<raw::Need>,
    configured: bool,
) -> Result<Need, ConfigError> {
    match (raw, configured) {
        (None, true) => Ok(Need::Required),
        (None, false) | (Some(raw::Need::Off), _) => Ok(Need::Off),
        (Some(raw::Need::Optional), true) => Ok(Need::Optional),
        (Some(raw::Need::Required), true) => Ok(Need::Required),
        (Some(need), false) => {
            let found = format!("{need:?}").to_lowercase();
            Err(at.refuse(key, quoted(&found), "\"off\" where there is no table [entitlements]"))
        }
    }
}

fn somewhere(at: At<'_>, key: &str, raw: raw::Names) -> Result<Names, ConfigError> {
    let names = names(at, key, raw)?;
    if names == Names::default() {
        return Err(at.refuse(key, "nothing", "at least one of header, query and cookie"));
    }
    Ok(names)
}

fn claims(
    at: At<'_>,
    mut raw: BTreeMap<String, raw::Claim>,
) -> Result<(GrantNames, ProfileNames), ConfigError> {
    let (mut grants, mut profile) = (GrantNames::default(), ProfileNames::default());
    let all: [(&str, &mut ClaimName); 7] = [
        ("plan", &mut grants.plan),
        ("home-country", &mut grants.home_country),
        ("concurrency", &mut grants.concurrency),
        ("audio-languages", &mut profile.audio),
        ("subtitle-languages", &mut profile.subtitles),
        ("original-audio", &mut profile.original_audio),
        ("accessibility", &mut profile.accessibility),
    ];
    let known = all.each_ref().map(|(name, _)| *name).join(", ");
    for (name, claim) in all {
        let Some(stated) = raw.remove(name) else { continue };
        if let Some(jwt) = stated.jwt {
            claim.jwt = jwt;
        }
        match stated.cat {
            Some(raw::ClaimKey::Text(text)) => claim.cat = ClaimKey::Text(text),
            Some(raw::ClaimKey::Label(label)) if label < REGISTERED => {
                claim.cat = ClaimKey::Label(label);
            }
            Some(raw::ClaimKey::Label(label)) => {
                let key = format!("entitlements.claims.{name}.cat");
                return Err(at.refuse(
                    key,
                    label,
                    "a number for private use, below -65536, or a text",
                ));
            }
            None => {}
        }
    }
    match raw.into_keys().next() {
        Some(name) => Err(at.refuse("entitlements.claims", quoted(&name), known)),
        None => Ok((grants, profile)),
    }
}
