//! What viewers state about themselves: consent, Global Privacy Control,
//! accessibility, the wish not to be capped, and the operator's session token.
//!
//! A signal is looked for in a header, then in the query, then in a cookie: the
//! more deliberate statement wins. An empty value is none.

use std::borrow::Cow;

use http::header::COOKIE;
use http::{HeaderMap, HeaderName, Uri};
use tidegate_sdk::types::Accessibility;

use crate::kinds::FactKind;

/// Bytes of a consent string in the contract.
pub const LONGEST_TC_STRING: usize = 4096;

/// Bytes of a GPP string in the contract.
pub const LONGEST_GPP_STRING: usize = 4096;

/// Bytes of a consent preference in the contract.
pub const LONGEST_PREFERENCE: usize = 256;

/// Where one signal is looked for. Nothing set: nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The name of a request header.
    pub header: Option<HeaderName>,
    /// The name of a query parameter, compared after percent-decoding.
    pub query: Option<String>,
    /// The name of a cookie.
    pub cookie: Option<String>,
}

/// Where the signals are looked for. By default:
///
/// | signal | header | query | cookie |
/// |---|---|---|---|
/// | consent string | `Tidegate-Tc-String` | `gdpr_consent` | `euconsent-v2` |
/// | carbon opt-out | `Tidegate-Carbon-Opt-Out` | `carbon-opt-out` | `tidegate-carbon-opt-out` |
/// | accessibility | `Tidegate-Accessibility` | `accessibility` | `tidegate-accessibility` |
/// | GPP string | `Tidegate-Gpp-String` | `gpp` | `__gpp` |
/// | consent preference | `Tidegate-Consent-Preference` | `consent-preference` | `tidegate-consent-preference` |
/// | session token | `Tidegate-Session` | `tidegate-session` | `tidegate-session` |
///
/// `gdpr_consent` and `gpp` are the parameters of the IAB for URLs (TCF, "Full consent
/// passing"; GPP, "Updates to standards"), `euconsent-v2` the customary cookie of consent
/// platforms. For GPP the IAB names no cookie; `__gpp` is what it calls the interface
/// in pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalNames {
    /// An IAB TCF consent string.
    pub tc_string: Names,
    /// `1` or `true`: do not cap for the grid's sake.
    pub carbon_opt_out: Names,
    /// An entitlement token, see [`entitlement`](crate::entitlement). Nowhere
    /// unless configured.
    pub entitlement: Names,
    /// A profile token of its own. Nowhere unless configured: then the
    /// entitlement token tells preferences, too.
    pub profile: Names,
    /// `described-audio`, `captions` or both, see [`accessibility`].
    pub accessibility: Names,
    /// An IAB GPP string.
    pub gpp_string: Names,
    /// The operator's own statement of what the viewer allows.
    pub consent_preference: Names,
    /// The operator's own session token, see [`crate::session`].
    pub session: Names,
}

impl SignalNames {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Names> {
        let Self {
            tc_string,
            carbon_opt_out,
            accessibility,
            gpp_string,
            consent_preference,
            session,
            entitlement,
            profile,
        } = self;
        [
            tc_string,
            carbon_opt_out,
            accessibility,
            gpp_string,
            consent_preference,
            session,
            entitlement,
            profile,
        ]
        .into_iter()
    }
}

impl Default for SignalNames {
    fn default() -> Self {
        let names = |header, query: &str, cookie: &str| Names {
            header: Some(HeaderName::from_static(header)),
            query: Some(query.to_owned()),
            cookie: Some(cookie.to_owned()),
        };
        Self {
            tc_string: names("tidegate-tc-string", "gdpr_consent", "euconsent-v2"),
            carbon_opt_out: names(
                "tidegate-carbon-opt-out",
                "carbon-opt-out",
                "tidegate-carbon-opt-out",
            ),
            entitlement: Names::default(),
            profile: Names::default(),
            accessibility: names(
                "tidegate-accessibility",
                "accessibility",
                "tidegate-accessibility",
            ),
            gpp_string: names("tidegate-gpp-string", "gpp", "__gpp"),
            consent_preference: names(
                "tidegate-consent-preference",
                "consent-preference",
                "tidegate-consent-preference",
            ),
            session: names("tidegate-session", "tidegate-session", "tidegate-session"),
        }
    }
}

/// A signal that is too long to be read. Silence must not be taken for consent,
/// so it is neither cut nor left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{signal}` is longer than {limit} bytes")]
pub struct TooLong {
    /// The fact it would have been.
    pub signal: FactKind,
    /// The most bytes it may have.
    pub limit: usize,
}

/// The consent string, exactly as sent but for the query's percent-encoding.
///
/// # Errors
/// One of more than [`LONGEST_TC_STRING`] bytes.
pub fn tc_string(headers: &HeaderMap, uri: &Uri, names: &Names) -> Result<Option<String>, TooLong> {
    bounded(value(headers, uri, names), FactKind::TcString, LONGEST_TC_STRING)
}

/// The GPP string, likewise.
///
/// # Errors
/// One of more than [`LONGEST_GPP_STRING`] bytes.
pub fn gpp_string(
    headers: &HeaderMap,
    uri: &Uri,
    names: &Names,
) -> Result<Option<String>, TooLong> {
    bounded(value(headers, uri, names), FactKind::GppString, LONGEST_GPP_STRING)
}

/// The operator's own statement of what the viewer allows, likewise.
///
/// # Errors
/// One of more than [`LONGEST_PREFERENCE`] bytes.
pub fn consent_preference(
    headers: &HeaderMap,
    uri: &Uri,
    names: &Names,
) -> Result<Option<String>, TooLong> {
    bounded(value(headers, uri, names), FactKind::ConsentPreference, LONGEST_PREFERENCE)
}

fn bounded(
    value: Option<Cow<'_, str>>,
    signal: FactKind,
    limit: usize,
) -> Result<Option<String>, TooLong> {
    match value {
        Some(value) if value.len() > limit => Err(TooLong { signal, limit }),
        value => Ok(value.map(Cow::into_owned)),
    }
}

/// Global Privacy Control: `Some(true)` for exactly `Sec-GPC: 1` (W3C Global
/// Privacy Control, section 3.2), else nothing.
#[must_use]
pub fn gpc(headers: &HeaderMap) -> Option<bool> {
    headers.get_all("sec-gpc").iter().any(|value| value == "1").then_some(true)
}

/// The carbon opt-out: `Some(true)` for `1` or `true`, else nothing.
#[must_use]
pub fn carbon_opt_out(headers: &HeaderMap, uri: &Uri, names: &Names) -> Option<bool> {
    value(headers, uri, names).filter(|value| matches!(value.as_ref(), "1" | "true")).map(|_| true)
}

/// The accessibility preference: `described-audio` and `captions` in any order,
/// separated by commas, spaces or dots (RFC 6265 section 4.1.1 allows only the
/// dot in a cookie). Other words say nothing; `None` if no known one is left.
#[must_use]
pub fn accessibility(headers: &HeaderMap, uri: &Uri, names: &Names) -> Option<Accessibility> {
    preferences(&value(headers, uri, names)?)
}

pub(crate) fn preferences(text: &str) -> Option<Accessibility> {
    let stated = text.split([',', ' ', '.']).fold(Accessibility::empty(), |all, word| match word {
        "described-audio" => all | Accessibility::DESCRIBED_AUDIO,
        "captions" => all | Accessibility::CAPTIONS,
        "enhanced-speech" => all | Accessibility::ENHANCED_SPEECH,
        _ => all,
    });
    (stated != Accessibility::empty()).then_some(stated)
}

/// What is sent under one of the names.
pub(crate) fn value<'a>(
    headers: &'a HeaderMap,
    uri: &'a Uri,
    names: &Names,
) -> Option<Cow<'a, str>> {
    found(headers, uri, names).map(|(_, value)| value)
}

/// Where something was sent.
#[derive(Clone, Copy)]
pub(crate) enum Carrier {
    Header,
    Query,
    Cookie,
}

/// What is sent under one of the names, and where.
pub(crate) fn found<'a>(
    headers: &'a HeaderMap,
    uri: &'a Uri,
    names: &Names,
) -> Option<(Carrier, Cow<'a, str>)> {
    let header = || headers.get(names.header.as_ref()?).map(|value| text(value.as_bytes()));
    let query = || parameter(uri.query()?, names.query.as_deref()?);
    let cookie = || cookie(headers, names.cookie.as_deref()?);
    let stated = |value: &Cow<'_, str>| !value.is_empty();
    let of = |carrier| move |value| (carrier, value);
    header()
        .filter(stated)
        .map(of(Carrier::Header))
        .or_else(|| query().filter(stated).map(of(Carrier::Query)))
        .or_else(|| cookie().filter(stated).map(of(Carrier::Cookie)))
}

/// Bytes that are no text become U+FFFD: the signal was sent, and whoever reads
/// it finds it malformed.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.trim_ascii())
}

/// A query without the parameters whose names, percent-decoded, are `gone`. The
/// rest is left as it is; `None` if nothing is left.
#[must_use]
pub fn without(query: &str, gone: impl Fn(&str) -> bool) -> Option<String> {
    let kept: Vec<_> = query
        .split('&')
        .filter(|pair| {
            let decoded = form_urlencoded::parse(pair.as_bytes()).next();
            !decoded.is_some_and(|(name, _)| gone(&name))
        })
        .collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

/// The first parameter of that name (WHATWG URL, `application/x-www-form-urlencoded`).
fn parameter<'a>(query: &'a str, name: &str) -> Option<Cow<'a, str>> {
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value)
}

/// The first cookie of that name (RFC 6265 section 4.2.1), without the quotes
/// that its value may have.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<Cow<'a, str>> {
    let lines = headers.get_all(COOKIE).iter().map(http::HeaderValue::as_bytes);
    let mut pairs = lines.flat_map(|line| line.split(|byte| *byte == b';'));
    let value = pairs.find_map(|pair| {
        pair.trim_ascii_start().strip_prefix(name.as_bytes())?.strip_prefix(b"=")
    })?;
    let value = value.trim_ascii();
    let bare = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\""));
    Some(text(bare.unwrap_or(value)))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn sent(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        headers
    }

    fn tc(lines: &[(&'static str, &str)], target: &str) -> Option<String> {
        let names = SignalNames::default().tc_string;
        tc_string(&sent(lines), &target.parse().unwrap(), &names).unwrap()
    }

    #[test]
    fn header_before_query_before_cookie() {
        let cookie = ("cookie", "a=b; euconsent-v2=fromcookie; c=d");
        let header = ("tidegate-tc-string", "fromheader");
        assert_eq!(
            tc(&[cookie, header], "/?gdpr_consent=fromquery").as_deref(),
            Some("fromheader")
        );
        assert_eq!(tc(&[cookie], "/?x=1&gdpr_consent=from%2Equery").as_deref(), Some("from.query"));
        assert_eq!(tc(&[cookie], "/?x=1").as_deref(), Some("fromcookie"));
        assert_eq!(tc(&[cookie], "/?gdpr_consent=").as_deref(), Some("fromcookie"));
        assert_eq!(tc(&[], "/"), None);
    }

    #[test]
    fn reads_cookies() {
        let read = |line| tc(&[("cookie", line)], "/");
        assert_eq!(read("euconsent-v2=\"quoted\"").as_deref(), Some("quoted"));
        assert_eq!(read("euconsent-v2=a=b").as_deref(), Some("a=b"));
        assert_eq!(read("x=1;euconsent-v2=tight").as_deref(), Some("tight"));
        assert_eq!(read("xeuconsent-v2=no; euconsent-v20=no; euconsent-v2"), None);
        assert_eq!(
            tc(&[("cookie", "a=b"), ("cookie", "euconsent-v2=second")], "/").as_deref(),
            Some("second")
        );
        assert_eq!(read("euconsent-v2=\u{e9}").as_deref(), Some("\u{e9}"));
    }

    #[test]
    fn a_name_that_is_not_set_is_not_read() {
        let headers = sent(&[("cookie", "euconsent-v2=x")]);
        let found = tc_string(&headers, &Uri::from_static("/"), &Names::default());
        assert_eq!(found, Ok(None));
    }

    #[test]
    fn refuses_long_strings() {
        let of = |length| {
            let headers = sent(&[("cookie", &format!("euconsent-v2={}", "x".repeat(length)))]);
            tc_string(&headers, &Uri::from_static("/"), &SignalNames::default().tc_string)
        };
        assert_eq!(of(LONGEST_TC_STRING).unwrap().unwrap().len(), LONGEST_TC_STRING);
        let error = of(LONGEST_TC_STRING + 1).unwrap_err();
        assert_eq!(error.to_string(), "`tc-string` is longer than 4096 bytes");
        let header = |length| sent(&[("tidegate-consent-preference", &"x".repeat(length))]);
        let names = SignalNames::default().consent_preference;
        let of = |length| consent_preference(&header(length), &Uri::from_static("/"), &names);
        assert_eq!(of(LONGEST_PREFERENCE).unwrap().unwrap().len(), LONGEST_PREFERENCE);
        assert_eq!(
            of(LONGEST_PREFERENCE + 1).unwrap_err().to_string(),
            "`consent-preference` is longer than 256 bytes"
        );
    }

    #[test]
    fn reads_gpp_strings() {
        let read = |lines: &[(&'static str, &str)], target: &str| {
            let names = SignalNames::default().gpp_string;
            gpp_string(&sent(lines), &target.parse().unwrap(), &names).unwrap()
        };
        let cookie = ("cookie", "__gpp=DBABLA~BVQqAAAAAgA.QA");
        assert_eq!(read(&[cookie], "/").as_deref(), Some("DBABLA~BVQqAAAAAgA.QA"));
        assert_eq!(read(&[cookie], "/?gpp=DBABMA~x&gpp_sid=2").as_deref(), Some("DBABMA~x"));
    }

    #[test]
    fn gpc_is_one_or_nothing() {
        assert_eq!(gpc(&sent(&[("sec-gpc", "1")])), Some(true));
        for value in ["0", "", "true", "1, 1", "10", "?1"] {
            assert_eq!(gpc(&sent(&[("sec-gpc", value)])), None, "{value}");
        }
        assert_eq!(gpc(&sent(&[])), None);
    }

    #[test]
    fn reads_wishes() {
        let uri = |query: &str| format!("/?{query}").parse::<Uri>().unwrap();
        let names = SignalNames::default();
        let opt = |query| carbon_opt_out(&HeaderMap::new(), &uri(query), &names.carbon_opt_out);
        assert_eq!(opt("carbon-opt-out=1"), Some(true));
        assert_eq!(opt("carbon-opt-out=true"), Some(true));
        assert_eq!(opt("carbon-opt-out=0"), None);
        let wish = |query| accessibility(&HeaderMap::new(), &uri(query), &names.accessibility);
        let both = Accessibility::DESCRIBED_AUDIO | Accessibility::CAPTIONS;
        assert_eq!(wish("accessibility=captions"), Some(Accessibility::CAPTIONS));
        assert_eq!(wish("accessibility=captions+described-audio"), Some(both));
        assert_eq!(wish("accessibility=captions.described-audio,x"), Some(both));
        assert_eq!(wish("accessibility=none"), None);
    }

    proptest! {
        #[test]
        fn takes_anything(line in proptest::collection::vec(any::<u8>(), 0..200), query in "[!-~]{0,60}") {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                headers.append(COOKIE, value);
            }
            if let Ok(uri) = format!("/?{query}").parse::<Uri>() {
                let names = SignalNames::default();
                let _ = tc_string(&headers, &uri, &names.tc_string);
                let _ = accessibility(&headers, &uri, &names.accessibility);
                let _ = carbon_opt_out(&headers, &uri, &names.carbon_opt_out);
            }
        }

        /// A value survives the cookie header as it is.
        #[test]
        fn cookies_round_trip(value in "[A-Za-z0-9_.-]{1,80}", other in "[a-z]{1,8}=[a-z]{0,8}") {
            let line = format!("{other}; euconsent-v2={value}; {other}");
            prop_assert_eq!(tc(&[("cookie", &line)], "/"), Some(value));
        }
    }
}
