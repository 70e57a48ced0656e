//! What of a viewer's request an origin gets to see.

use http::{HeaderMap, HeaderValue};
use tidegate_facts::player;
use tidegate_facts::signals::without;
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
    /// The query and the cookies without those that carry signals or name the session,
    /// which are the node's to read, and without those that follow viewers around and that the
    /// grants do not cover. The rest is as it was sent.
    #[must_use]
    pub fn of(node: &Node, way: &Way<'_>, headers: &HeaderMap, grants: &Grants) -> Self {
        let signals: Vec<_> = node.signals.all().collect();
        let ours = |name: &str| {
            name == player::PARAMETER
                || signals.iter().any(|names| names.query.as_deref() == Some(name))
        };
        let query = way.query.as_deref().and_then(|query| without(query, ours));
        let query = query.and_then(|query| node.tracking.query(&query, grants));
        let cookie = way.route.pass_cookies.then(|| {
            let withheld =
                |name: &str| signals.iter().any(|names| names.cookie.as_deref() == Some(name));
            node.tracking.cookies(headers, grants, withheld)
        });
        Self { query, cookie: cookie.flatten() }
    }

    /// Takes the directive for a delta update out of the query (`_HLS_skip`, rfc8216bis
    /// section 6.2.5.1): what skips segments cannot be replaced by a slate.
    pub fn ask_for_the_whole(&mut self) {
        let Some(query) = self.query.take() else { return };
        self.query = without(&query, |name| name == "_HLS_skip");
    }

    /// Whether the grants matter to what is passed on.
    #[must_use]
    pub fn depends_on_grants(node: &Node, way: &Way<'_>, headers: &HeaderMap) -> bool {
        let none = HeaderMap::new();
        let headers = if way.route.pass_cookies { headers } else { &none };
        node.tracking.concerns(way.query.as_deref(), headers)
    }
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

    #[test]
    fn a_slate_stands_in_for_the_whole() {
        let whole = |query: &str| {
            let mut passed = Upstream { query: Some(query.to_owned()), cookie: None };
            passed.ask_for_the_whole();
            passed.query
        };
        assert_eq!(whole("_HLS_msn=4&_HLS_skip=YES"), Some("_HLS_msn=4".to_owned()));
        assert_eq!(whole("_HLS_skip=v2"), None);
    }
}
