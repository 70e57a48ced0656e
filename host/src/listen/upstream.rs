//! What of a viewer's request an origin gets to see.

use http::{HeaderMap, HeaderValue};
use tidegate_facts::signals::Names;
use tidegate_sdk::types::Grants;

use crate::node::{Node, Way};

/// What is passed on besides the path and the few headers of [`crate::origin`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upstream {
    /// The query.
    pub query: Option<String>,
    /// Cookies, on routes that pass them on.
    pub cookie: Option<HeaderValue>,
}

impl Upstream {
    /// The query and the cookies without those that carry signals, which are the
    /// node's to read, and without those that follow viewers around and that the
    /// grants do not cover. The rest is as it was sent.
    #[must_use]
    pub fn of(node: &Node, way: &Way<'_>, headers: &HeaderMap, grants: &Grants) -> Self {
        let signal = |of: fn(&Names) -> Option<&str>, name: &str| {
            node.signals.all().any(|names| of(names) == Some(name))
        };
        let query = way
            .query
            .as_deref()
            .and_then(|query| without(query, |name| signal(|names| names.query.as_deref(), name)))
            .and_then(|query| node.tracking.query(&query, grants));
        let cookie = way.route.pass_cookies.then(|| {
            let withheld = |name: &str| signal(|names| names.cookie.as_deref(), name);
            node.tracking.cookies(headers, grants, withheld)
        });
        Self { query, cookie: cookie.flatten() }
    }

    /// Whether the grants matter to what is passed on.
    #[must_use]
    pub fn depends_on_grants(node: &Node, way: &Way<'_>, headers: &HeaderMap) -> bool {
        let none = HeaderMap::new();
        let headers = if way.route.pass_cookies { headers } else { &none };
        node.tracking.concerns(way.query.as_deref(), headers)
    }
}

fn without(query: &str, gone: impl Fn(&str) -> bool) -> Option<String> {
    let kept: Vec<_> = query
        .split('&')
        .filter(|pair| {
            let decoded = form_urlencoded::parse(pair.as_bytes()).next();
            !decoded.is_some_and(|(name, _)| gone(&name))
        })
        .collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_stay_at_the_node() {
        let passed = |query| without(query, |name| name == "gdpr_consent");
        assert_eq!(passed("a=1&gdpr_consent=CQ&b=%20"), Some("a=1&b=%20".to_owned()));
        assert_eq!(passed("gdpr%5Fconsent=CQ"), None);
        assert_eq!(passed("_HLS_msn=4&_HLS_part=1"), Some("_HLS_msn=4&_HLS_part=1".to_owned()));
    }
}
