//! Everything that can come of a request.

use http::header::{self, HeaderName};
use tidegate_facts::entitlement::{Refused, TokenError};
use tidegate_facts::overrides::{self, OverrideError};
use tidegate_facts::signals::SignalNames;
use tidegate_facts::{FactKind, GatherError, player};
use tidegate_manifest::filter::FilterError;
use tidegate_sdk::geo_licensing::{DenialReason, Verdict};
use tidegate_sdk::types::Facts;

use crate::decide::{Decisions, Declarations};
use crate::functions::{FunctionKind, Functions};
use crate::library::Library;
use crate::rewrite::{RewriteError, Rewritten, Terms, rewrite};

/// Makes of the origin's manifest what this viewer gets.
///
/// # Errors
/// A [`Problem`], when the licence allows no variant, the text is no manifest or
/// a filter fits it not.
pub fn personalise(
    text: &str,
    facts: &Facts,
    decisions: &Decisions,
    declarations: &Declarations,
    terms: Terms<'_>,
    functions: &mut impl Functions,
) -> Result<Rewritten, Problem> {
    if let Some(problem) = Problem::of_decisions(decisions, terms.library) {
        return Err(problem);
    }
    let reads = &declarations.manifest_rewriting;
    rewrite(text, facts, decisions, reads, terms, functions)
        .map_err(|error| Problem::of_rewrite(&error, decisions))
}

/// Why a viewer gets no playlist. [`crate::respond`] gives each its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Geo-licensing denied it.
    Denied {
        /// Why.
        reason: DenialReason,
        /// For how many seconds.
        valid_for: u32,
    },
    /// No variant is within the licence.
    NoRendition {
        /// For how many seconds.
        valid_for: u32,
    },
    /// Geo-licensing failed: a fault is no legal verdict.
    Undecided,
    /// The request is malformed; the text says how.
    BadRequest(String),
    /// Facts were overridden by headers on a route that does not allow it.
    OverridesRefused,
    /// The route asks for an entitlement token, and there is none.
    TokenMissing,
    /// The entitlement token is not accepted, for the sake of one claim.
    TokenRefused(Refused),
    /// No route leads there.
    NoRoute,
    /// Only GET and HEAD are served.
    MethodNotAllowed,
    /// The origin has no such resource (its 404 or 410).
    NotAtOrigin {
        /// Whether the origin said it is gone for good.
        gone: bool,
    },
    /// The origin refused or failed; its status.
    OriginRefused(u16),
    /// The origin could not be reached.
    OriginUnreachable,
    /// The origin did not answer in time.
    OriginTimeout,
    /// The origin's answer is too large, cut short, or no playlist.
    OriginInvalid(String),
    /// The node has as much work as it takes.
    Overloaded,
}

impl Problem {
    /// What geo-licensing says against the viewer, if anything. A slate that the
    /// library does not have is none.
    #[must_use]
    pub fn of_decisions(decisions: &Decisions, library: &Library) -> Option<Self> {
        match decisions.replacement() {
            Some(replacement) if library.slate(&replacement.slate).is_some() => None,
            _ => Self::unless_allowed(decisions),
        }
    }

    fn unless_allowed(decisions: &Decisions) -> Option<Self> {
        let reason = match &decisions.geo_licensing.said {
            Ok(Verdict::Allow(_)) => return None,
            Ok(Verdict::Deny(denial)) => denial.reason,
            Ok(Verdict::Replace(replacement)) => replacement.reason,
            Err(_) => return Some(Self::Undecided),
        };
        Some(Self::Denied { reason, valid_for: decisions.valid_for() })
    }

    /// What a failed manifest stage means for the viewer.
    #[must_use]
    pub fn of_rewrite(error: &RewriteError, decisions: &Decisions) -> Self {
        match error {
            RewriteError::NotLicensed | RewriteError::NoSlate(_) => {
                Self::unless_allowed(decisions).unwrap_or(Self::Undecided)
            }
            RewriteError::NoVariant => Self::NoRendition { valid_for: decisions.valid_for() },
            RewriteError::Parse(error) => Self::OriginInvalid(error.to_string()),
            RewriteError::Filter(error) => Self::of_filter(error),
        }
    }
}

impl Problem {
    /// What a filter that cannot be applied means for the viewer.
    #[must_use]
    pub fn of_filter(error: &FilterError) -> Self {
        Self::BadRequest(format!("its filter: {error}"))
    }
}

impl From<GatherError> for Problem {
    /// Without its place a request is undecided: that is the node's fault, not
    /// the viewer's.
    fn from(error: GatherError) -> Self {
        match error {
            GatherError::Override(OverrideError::Refused) => Self::OverridesRefused,
            GatherError::Override(error) => Self::BadRequest(error.to_string()),
            GatherError::TooLong(error) => Self::BadRequest(error.to_string()),
            GatherError::Token(TokenError::Missing) => Self::TokenMissing,
            GatherError::Token(TokenError::Refused(refused)) => Self::TokenRefused(refused),
            GatherError::Place(_) => Self::Undecided,
        }
    }
}

/// The request headers that an answer depends on, for `Vary`: those from which
/// the declared facts are read, tokens, and the language of problem texts. Where facts may
/// be overridden, those headers too: else a browser would show one viewer what it
/// kept for another.
#[must_use]
pub fn varying_headers(
    declarations: &Declarations,
    signals: &SignalNames,
    overridable: bool,
) -> Vec<HeaderName> {
    let mut headers = vec![header::ACCEPT_LANGUAGE];
    for fact in FunctionKind::ALL.into_iter().flat_map(|kind| declarations.of(kind).facts()) {
        let names = match fact {
            FactKind::Device | FactKind::Capabilities => {
                headers.push(header::USER_AGENT);
                continue;
            }
            FactKind::Gpc => {
                headers.push(HeaderName::from_static("sec-gpc"));
                continue;
            }
            FactKind::TcString => &signals.tc_string,
            FactKind::Accessibility => &signals.accessibility,
            FactKind::CarbonOptOut => &signals.carbon_opt_out,
            FactKind::GppString => &signals.gpp_string,
            FactKind::ConsentPreference => &signals.consent_preference,
            FactKind::Session => {
                headers.extend(player::HEADERS.map(HeaderName::from_static));
                &signals.session
            }
            FactKind::Player => {
                headers.extend(player::HEADERS.map(HeaderName::from_static));
                continue;
            }
            _ => continue,
        };
        headers.extend(names.header.clone());
        headers.extend(names.cookie.is_some().then_some(header::COOKIE));
    }
    for names in [&signals.entitlement, &signals.profile] {
        headers.extend(names.header.clone());
        headers.extend(names.cookie.is_some().then_some(header::COOKIE));
    }
    if overridable {
        headers.extend(overrides::headers());
    }
    headers.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
    headers.dedup();
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a token is read is the route's to say, not the functions'.
    #[test]
    fn vary_names_where_tokens_are_looked_for() {
        let mut signals = SignalNames::default();
        signals.entitlement.header = Some(header::AUTHORIZATION);
        signals.profile.cookie = Some("profile".to_owned());
        assert_eq!(
            varying_headers(&Declarations::default(), &signals, false),
            [header::ACCEPT_LANGUAGE, header::AUTHORIZATION, header::COOKIE]
        );
    }

    #[test]
    fn vary_names_what_the_declared_facts_are_read_from() {
        let signals = SignalNames::default();
        let names = |declarations: &Declarations| {
            varying_headers(declarations, &signals, false)
                .iter()
                .map(|name| name.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&Declarations::default()), ["accept-language"]);
        let overridable = varying_headers(&Declarations::default(), &signals, true);
        assert!(overridable.iter().any(|name| name == "tidegate-debug-country"));
        assert_eq!(
            names(&Declarations::customary()),
            [
                "accept-language",
                "cmcd-object",
                "cmcd-request",
                "cmcd-session",
                "cmcd-status",
                "cookie",
                "sec-gpc",
                "tidegate-accessibility",
                "tidegate-carbon-opt-out",
                "tidegate-consent-preference",
                "tidegate-gpp-string",
                "tidegate-session",
                "tidegate-tc-string",
                "user-agent",
            ]
        );
    }
}
