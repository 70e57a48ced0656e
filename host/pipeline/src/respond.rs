//! THE table of HTTP statuses, and the headers that tell an answer's story.
//!
//! It lives here, not in the node's listener, because the Spin gateway answers
//! with the same bytes.

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{HeaderName, Response, StatusCode};
use tidegate_facts::signals::SignalNames;
use tidegate_sdk::carbon_cap;
use tidegate_sdk::geo_licensing::{DenialReason, Verdict};
use tidegate_sdk::manifest_rewriting::Format;
use tidegate_sdk::names::Name;

use crate::decide::{Decisions, Declarations};
use crate::functions::{Fault, FunctionKind};
use crate::messages::{Language, Message};
use crate::outcome::{Problem, varying_headers};
use crate::rewrite::Rewritten;

/// Names each function's component and verdict, an RFC 9651 list.
pub const DECISION: HeaderName = HeaderName::from_static("tidegate-decision");

/// The media type of HLS playlists (RFC 8216 section 4).
pub const PLAYLIST: &str = "application/vnd.apple.mpegurl";

/// The media type of MPDs (ISO/IEC 23009-1 annex C).
pub const MPD: &str = "application/dash+xml";

/// How long a refusal may be kept at most, in seconds: rights are corrected in a hurry.
const LONGEST_REFUSAL: u32 = 60;

/// What came of a request for a playlist.
#[derive(Debug)]
pub struct Told<'a> {
    /// What the viewer gets.
    pub result: Result<Rewritten, Problem>,
    /// What was decided; `None` if nothing was gathered to decide on.
    pub decisions: Option<&'a Decisions>,
    /// What the functions read.
    pub declarations: &'a Declarations,
    /// Where signals are looked for.
    pub signals: &'a SignalNames,
    /// Whether `Tidegate-Debug-` headers may set facts.
    pub overridable: bool,
    /// For how many seconds the origin says its playlist is fresh, if it says so.
    pub origin_age: Option<u32>,
    /// The viewer's languages, by preference, comma-separated.
    pub languages: Option<&'a str>,
}

/// The answer to a request for a playlist, with its `Vary` and `Tidegate-Decision`.
///
/// `digest`: see [`decision_header`].
#[must_use]
pub fn told(told: Told<'_>, digest: impl Fn(FunctionKind) -> Option<String>) -> Response<Bytes> {
    let rewritten = told.result.as_ref().ok();
    let decision =
        told.decisions.and_then(|decisions| decision_header(decisions, rewritten, digest));
    let mut response = match told.result {
        Ok(rewritten) => manifest(rewritten, told.origin_age),
        Err(refusal) => problem(&refusal, told.languages),
    };
    vary(&mut response, &varying_headers(told.declarations, told.signals, told.overridable));
    if let Some(decision) = decision {
        response.headers_mut().insert(DECISION, decision);
    }
    response
}

/// The status of each problem. RFC 7725: 451 is for legal demands alone; a lapsed
/// window or a refused network is a lack of entitlement, 403. So is a token that is
/// not accepted: the viewer has said who they are; one that says nothing gets 401.
#[must_use]
pub const fn status(problem: &Problem) -> StatusCode {
    match problem {
        Problem::Denied { reason, .. } => match reason {
            DenialReason::Territory | DenialReason::Blackout => {
                StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS
            }
            DenialReason::AssetNotLicensed
            | DenialReason::NotYetAvailable
            | DenialReason::NoLongerAvailable
            | DenialReason::Network
            | DenialReason::PlaceUnknown
            | DenialReason::Device
            | DenialReason::Plan => StatusCode::FORBIDDEN,
        },
        Problem::NoRendition { .. } => StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS,
        Problem::TokenMissing => StatusCode::UNAUTHORIZED,
        Problem::TokenRefused(_) | Problem::OverridesRefused => StatusCode::FORBIDDEN,
        Problem::Undecided | Problem::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        Problem::BadRequest(_) => StatusCode::BAD_REQUEST,
        Problem::NoRoute | Problem::NotAtOrigin { gone: false } => StatusCode::NOT_FOUND,
        Problem::NotAtOrigin { gone: true } => StatusCode::GONE,
        Problem::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Problem::OriginRefused(_) | Problem::OriginUnreachable | Problem::OriginInvalid(_) => {
            StatusCode::BAD_GATEWAY
        }
        Problem::OriginTimeout => StatusCode::GATEWAY_TIMEOUT,
    }
}

/// A short, stable name for a problem, e.g. `territory`.
#[must_use]
pub fn slug(problem: &Problem) -> &'static str {
    match problem {
        Problem::Denied { reason, .. } => reason.name(),
        Problem::NoRendition { .. } => "no-rendition",
        Problem::Undecided => "undecided",
        Problem::BadRequest(_) => "bad-request",
        Problem::TokenMissing => "token-missing",
        Problem::TokenRefused(_) => "token-refused",
        Problem::OverridesRefused => "overrides-refused",
        Problem::NoRoute => "no-route",
        Problem::MethodNotAllowed => "method-not-allowed",
        Problem::NotAtOrigin { .. } => "not-at-origin",
        Problem::OriginRefused(_) => "origin-refused",
        Problem::OriginUnreachable => "origin-unreachable",
        Problem::OriginTimeout => "origin-timeout",
        Problem::OriginInvalid(_) => "origin-invalid",
        Problem::Overloaded => "overloaded",
    }
}

/// The members of RFC 9457 sections 3.1 and 3.2, in the order they are written. A struct,
/// because the order of `serde_json::json!` depends on who else is in the build.
#[derive(serde::Serialize)]
struct Details {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    /// The claim that stands against a token, and why: extension members.
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The answer to a viewer who gets no playlist: `application/problem+json`
/// (RFC 9457), in the viewer's language where there is one.
#[must_use]
pub fn problem(problem: &Problem, languages: Option<&str>) -> Response<Bytes> {
    let status = status(problem);
    let language = Language::of(languages);
    let message = match problem {
        Problem::Denied { reason, .. } => Some(Message::Denied(*reason)),
        Problem::NoRendition { .. } => Some(Message::NoRendition),
        Problem::TokenMissing => Some(Message::TokenMissing),
        Problem::TokenRefused(_) => Some(Message::TokenRefused),
        Problem::Undecided | Problem::Overloaded => Some(Message::Unavailable),
        _ => None,
    };
    let (title, language) = match message {
        Some(message) => (message.text(language).to_owned(), language),
        None => (plain(problem), Language::English),
    };
    let refused = match problem {
        Problem::TokenRefused(refused) => Some(refused),
        _ => None,
    };
    let details = Details {
        kind: format!("urn:tidegate:problem:{}", slug(problem)),
        title,
        status: status.as_u16(),
        claim: refused.map(|refused| refused.claim.to_string()),
        reason: refused.map(|refused| refused.reason.to_string()),
    };
    // Strings and a number always have a JSON form.
    let body = serde_json::to_string(&details).unwrap_or_default();
    let mut response = Response::new(Bytes::from(body + "\n"));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(header::CACHE_CONTROL, refusal_age(problem));
    if matches!(problem, Problem::MethodNotAllowed) {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    if matches!(problem, Problem::TokenMissing) {
        // RFC 9110 section 15.5.2 asks for it, RFC 6750 section 3 says what without a
        // token: no error.
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn plain(problem: &Problem) -> String {
    match problem {
        Problem::BadRequest(what) => format!("The request is malformed: {what}."),
        Problem::OverridesRefused => {
            "This route does not allow facts to be overridden by Tidegate-Debug headers.".to_owned()
        }
        Problem::NoRoute => "No route leads there.".to_owned(),
        Problem::MethodNotAllowed => "Only GET and HEAD are served.".to_owned(),
        Problem::NotAtOrigin { gone: false } => "The origin has no such resource.".to_owned(),
        Problem::NotAtOrigin { gone: true } => "The origin's resource is gone.".to_owned(),
        Problem::OriginRefused(status) => format!("The origin answered {status}."),
        Problem::OriginUnreachable => "The origin cannot be reached.".to_owned(),
        Problem::OriginTimeout => "The origin did not answer in time.".to_owned(),
        Problem::OriginInvalid(what) => format!("The origin's answer is unusable: {what}."),
        Problem::Denied { .. }
        | Problem::NoRendition { .. }
        | Problem::TokenMissing
        | Problem::TokenRefused(_)
        | Problem::Undecided
        | Problem::Overloaded => String::new(),
    }
}

fn refusal_age(problem: &Problem) -> HeaderValue {
    match problem {
        Problem::Denied { valid_for, .. } | Problem::NoRendition { valid_for } => {
            private((*valid_for).min(LONGEST_REFUSAL))
        }
        _ => HeaderValue::from_static("no-store"),
    }
}

fn private(seconds: u32) -> HeaderValue {
    HeaderValue::try_from(format!("private, max-age={seconds}"))
        .unwrap_or_else(|_| HeaderValue::from_static("no-store"))
}

/// The answer to a viewer who gets a manifest. `origin_age`: for how many
/// seconds the origin says its own is fresh, if it says so.
#[must_use]
pub fn manifest(rewritten: Rewritten, origin_age: Option<u32>) -> Response<Bytes> {
    let age = origin_age.map_or(rewritten.valid_for, |age| age.min(rewritten.valid_for));
    let mut response = Response::new(Bytes::from(rewritten.body));
    let headers = response.headers_mut();
    let kind = match rewritten.format {
        Format::HlsMultivariant | Format::HlsMedia => PLAYLIST,
        Format::Dash => MPD,
    };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, private(age));
    response
}

/// Adds `Vary`, so that a viewer's own cache asks again when what they send changes.
pub fn vary(response: &mut Response<Bytes>, names: &[HeaderName]) {
    let names: Vec<_> = names.iter().map(HeaderName::as_str).collect();
    if let Ok(value) = HeaderValue::try_from(names.join(", ")) {
        response.headers_mut().insert(header::VARY, value);
    }
}

/// The `Tidegate-Decision` header: for each function that was asked, the first
/// digits of its component's digest and its verdict, e.g.
/// `consent;d="1f00aa21";v=opt-in, geo-licensing;d="9c0e77d0";v=allow`.
///
/// `digest` names the component of a function, in hexadecimal; `None` if there is none.
#[must_use]
pub fn decision_header(
    decisions: &Decisions,
    rewritten: Option<&Rewritten>,
    digest: impl Fn(FunctionKind) -> Option<String>,
) -> Option<HeaderValue> {
    let mut said = vec![
        (FunctionKind::Consent, verdict(&decisions.consent.said, |said| said.regime.name())),
        (
            FunctionKind::GeoLicensing,
            verdict(&decisions.geo_licensing.said, |said| match said {
                Verdict::Allow(_) => "allow",
                Verdict::Deny(_) => "deny",
                Verdict::Replace(_) => "replace",
            }),
        ),
    ];
    if let Some(answer) = &decisions.carbon_cap {
        let cap = verdict(&answer.said, |said| match &said.outcome {
            carbon_cap::Outcome::Uncapped(_) => "uncapped",
            carbon_cap::Outcome::Capped(_) => "capped",
        });
        said.push((FunctionKind::CarbonCap, cap));
    }
    if let Some(answer) = rewritten.and_then(|rewritten| rewritten.answer.as_ref()) {
        let edits =
            verdict(
                &answer.said,
                |said| {
                    if said.edits.is_empty() { "unchanged" } else { "edited" }
                },
            );
        said.push((FunctionKind::ManifestRewriting, edits));
    }
    let items: Vec<_> = said
        .into_iter()
        .map(|(kind, verdict)| match digest(kind) {
            Some(digest) => format!("{kind};d=\"{digest}\";v={verdict}"),
            None => format!("{kind};v={verdict}"),
        })
        .collect();
    HeaderValue::try_from(items.join(", ")).ok()
}

fn verdict<T>(said: &Result<T, Fault>, name: impl Fn(&T) -> &'static str) -> String {
    match said {
        Ok(said) => name(said).to_owned(),
        Err(fault) => format!("fault;why={}", fault.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_token_is_told_by_its_claim() {
        use tidegate_facts::entitlement::{Reason, Refused};
        let refused = Refused { claim: "exp".into(), reason: Reason::Expired(42) };
        let response = problem(&Problem::TokenRefused(refused), Some("fr"));
        assert_eq!(response.status(), 403);
        assert_eq!(
            response.body(),
            "{\"type\":\"urn:tidegate:problem:token-refused\",\"title\":\"Votre jeton d’accès n’est \
             pas accepté.\",\"status\":403,\"claim\":\"exp\",\"reason\":\"expired 42 s ago\"}\n"
        );
        let missing = problem(&Problem::TokenMissing, None);
        assert_eq!(missing.status(), 401);
        assert_eq!(missing.headers()["www-authenticate"], "Bearer");
        assert_eq!(missing.headers()["cache-control"], "no-store");
    }

    #[test]
    fn a_problem_has_one_form_in_every_build() {
        let denied = Problem::Denied { reason: DenialReason::Territory, valid_for: 5 };
        let response = problem(&denied, Some("de"));
        assert_eq!(
            response.body(),
            "{\"type\":\"urn:tidegate:problem:territory\",\"title\":\"Dieser Titel ist für Ihre \
             Region nicht lizenziert.\",\"status\":451}\n"
        );
        assert_eq!(response.headers()["content-language"], "de");
        assert_eq!(response.headers()["cache-control"], "private, max-age=5");
    }
}
