//! What follows viewers around, kept from origins unless they allow it.
//!
//! Cookies and query parameters are known by name, each with the purpose that it
//! takes. What the grants do not cover is taken out of the request to the origin, and
//! out of the URIs of its manifests. Other names pass: they may be what a URL needs.
//!
//! - `names`: the names that are known from the start, with their sources

mod names;

use std::borrow::Cow;

use http::header::{self, HeaderMap, HeaderValue};
use tidegate_manifest::query::without_parameters;
use tidegate_sdk::types::Grants;

use crate::reads::Basis;

/// A name, or what it begins with; compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    prefix: bool,
}

/// A pattern that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a name, or the beginning of one followed by `*`")]
pub struct PatternError;

impl Pattern {
    /// Reads a name such as `gclid`, or the beginning of one: `utm_*`.
    ///
    /// # Errors
    /// A text that is neither.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let (name, prefix) = match text.strip_suffix('*') {
            Some(name) => (name, true),
            None => (text, false),
        };
        let odd = |byte: u8| !byte.is_ascii_graphic() || b"*&=;?#\"".contains(&byte);
        if name.is_empty() || name.bytes().any(odd) {
            return Err(PatternError);
        }
        Ok(Self { text: name.to_owned(), prefix })
    }

    fn matches(&self, name: &str) -> bool {
        let start = if self.prefix { name.get(..self.text.len()) } else { Some(name) };
        start.is_some_and(|start| start.eq_ignore_ascii_case(&self.text))
    }
}

/// The names that follow viewers around.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tracking {
    /// Query parameters, the first that matches counts.
    pub query: Vec<(Pattern, Basis)>,
    /// Cookies, likewise.
    pub cookies: Vec<(Pattern, Basis)>,
}

impl Tracking {
    /// The names that are known from the start.
    #[must_use]
    pub fn customary() -> Self {
        let read = |names: &[(&str, u8)]| {
            let known = |(name, purpose): &(&str, u8)| {
                Some((Pattern::parse(name).ok()?, Basis::Purpose(*purpose)))
            };
            names.iter().filter_map(known).collect()
        };
        Self { query: read(names::QUERY), cookies: read(names::COOKIES) }
    }

    /// Whether a request has any of the names: if not, no grant matters to it.
    #[must_use]
    pub fn concerns(&self, query: Option<&str>, headers: &HeaderMap) -> bool {
        let of = |list: &[(Pattern, Basis)], name: &str| {
            list.iter().any(|(pattern, _)| pattern.matches(name))
        };
        query.is_some_and(|query| query.split('&').any(|pair| of(&self.query, &name(pair))))
            || cookies(headers).any(|(name, _)| of(&self.cookies, name))
    }

    /// The query without what the grants do not cover; the rest as written. `None` if
    /// nothing is left.
    #[must_use]
    pub fn query(&self, query: &str, grants: &Grants) -> Option<String> {
        let kept: Vec<_> =
            query.split('&').filter(|pair| !refused(&self.query, &name(pair), grants)).collect();
        (!kept.is_empty()).then(|| kept.join("&"))
    }

    /// The cookies without what the grants do not cover and without those that are
    /// `withheld` in any case, as one header field. `None` if none is left.
    #[must_use]
    pub fn cookies(
        &self,
        headers: &HeaderMap,
        grants: &Grants,
        withheld: impl Fn(&str) -> bool,
    ) -> Option<HeaderValue> {
        let kept: Vec<_> = cookies(headers)
            .filter(|(name, _)| !withheld(name) && !refused(&self.cookies, name, grants))
            .map(|(_, pair)| pair)
            .collect();
        if kept.is_empty() {
            return None;
        }
        HeaderValue::try_from(kept.join("; ")).ok()
    }

    /// A manifest whose URIs have no parameters that the grants do not cover, but for
    /// those that it tells players to read.
    #[must_use]
    pub fn manifest<'t>(&self, text: &'t str, grants: &Grants) -> Cow<'t, str> {
        without_parameters(text, |written| refused(&self.query, &name(written), grants))
    }
}

fn refused(list: &[(Pattern, Basis)], name: &str, grants: &Grants) -> bool {
    let found = list.iter().find(|(pattern, _)| pattern.matches(name));
    found.is_some_and(|(_, basis)| !basis.granted(grants))
}

/// The name of a parameter, decoded.
fn name(pair: &str) -> Cow<'_, str> {
    form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name).unwrap_or_default()
}

/// Cookies by name, each with its pair as written (RFC 6265 section 4.2.1). What is
/// no text is left out.
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| {
        let pair = pair.trim_ascii();
        let name = pair.split('=').next()?.trim_ascii_end();
        (!name.is_empty()).then_some((name, pair))
    })
}

#[cfg(test)]
mod tests {
    use tidegate_sdk::types::Purposes;

    use super::*;

    fn granted(purposes: Purposes) -> Grants {
        Grants { purposes, ..Grants::NOTHING }
    }

    #[test]
    fn every_known_name_can_be_read() {
        let tracking = Tracking::customary();
        assert_eq!(tracking.query.len(), names::QUERY.len());
        assert_eq!(tracking.cookies.len(), names::COOKIES.len());
    }

    #[test]
    fn a_parameter_takes_its_own_purpose() {
        let tracking = Tracking::customary();
        let query = "token=a%20b&gclid=1&IDFA=2&utm%5Fsource=x&_HLS_msn=4";
        let kept = |grants| tracking.query(query, &grants);
        assert_eq!(kept(Grants::NOTHING).as_deref(), Some("token=a%20b&_HLS_msn=4"));
        assert_eq!(
            kept(granted(Purposes::ADVERTISING_MEASUREMENT)).as_deref(),
            Some("token=a%20b&gclid=1&utm%5Fsource=x&_HLS_msn=4")
        );
        assert_eq!(
            kept(granted(Purposes::PERSONALISED_ADVERTISING)).as_deref(),
            Some("token=a%20b&IDFA=2&_HLS_msn=4")
        );
        assert_eq!(kept(granted(Purposes::all())).as_deref(), Some(query));
        assert_eq!(tracking.query("gclid=1", &Grants::NOTHING), None);
    }

    #[test]
    fn cookies_too() {
        let tracking = Tracking::customary();
        let mut headers = HeaderMap::new();
        headers.append("cookie", HeaderValue::from_static("sid=1; _ga=2;_ga_ABC=3; consent=x"));
        headers.append("cookie", HeaderValue::from_static("b=\"4\""));
        let kept = |grants| {
            let kept = tracking.cookies(&headers, &grants, |name| name == "consent");
            kept.map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(kept(Grants::NOTHING).as_deref(), Some("sid=1; b=\"4\""));
        assert_eq!(
            kept(granted(Purposes::CONTENT_MEASUREMENT)).as_deref(),
            Some("sid=1; _ga=2; _ga_ABC=3; b=\"4\"")
        );
        assert!(tracking.concerns(None, &headers));
        assert!(tracking.concerns(Some("a=1&gclid=2"), &HeaderMap::new()));
        assert!(!tracking.concerns(Some("a=1"), &HeaderMap::new()));
    }

    #[test]
    fn manifests_hand_on_nothing_that_is_not_granted() {
        let tracking = Tracking::customary();
        let text = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8?a=1&gclid=2\n";
        let none = tracking.manifest(text, &Grants::NOTHING);
        assert_eq!(none, "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8?a=1\n");
        assert_eq!(tracking.manifest(text, &granted(Purposes::all())), text);
    }

    #[test]
    fn patterns_are_names_or_their_beginnings() {
        for text in ["", "*", "a*b", "a b", "a=b", "é"] {
            assert_eq!(Pattern::parse(text), Err(PatternError), "{text}");
        }
        let prefix = Pattern::parse("utm_*").unwrap();
        assert!(prefix.matches("UTM_source") && !prefix.matches("utm"));
        assert!(!Pattern::parse("gclid").unwrap().matches("gclid2"));
    }
}
