//! What of a viewer's request an origin gets to see.

use http::{HeaderMap, HeaderValue};
use tidegate_facts::player;
use tidegate_facts::signals::{Names, without};
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
        let player = Names { query: Some(player::PARAMETER.to_owned()), ..Names::default() };
        let mut withheld = node.signals.all().to_vec();
        withheld.push(&player);
        let query = without(way.query.as_deref(), &withheld)
            .and_then(|query| node.tracking.query(&query, grants));
        let cookie = way.route.pass_cookies.then(|| {
            let signals = node.signals.all();
            let withheld =
                |name: &str| signals.iter().any(|names| names.cookie.as_deref() == Some(name));
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
