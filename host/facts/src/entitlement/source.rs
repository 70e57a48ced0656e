//! Where a token is looked for in a request.

use std::borrow::Cow;

use http::{HeaderMap, Uri, header};

use crate::signals::{self, Names};

/// The token of a request: from a header, else the query, else a cookie. In
/// `Authorization` only the scheme `Bearer` (RFC 6750 section 2.1) carries one;
/// what else stands there is someone else's.
#[must_use]
pub fn find<'a>(headers: &'a HeaderMap, uri: &'a Uri, names: &Names) -> Option<Cow<'a, str>> {
    if names.header.as_ref() != Some(&header::AUTHORIZATION) {
        return signals::value(headers, uri, names);
    }
    let elsewhere = || signals::value(headers, uri, &Names { header: None, ..names.clone() });
    bearer(headers).map(Cow::Borrowed).or_else(elsewhere)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let values = headers.get_all(header::AUTHORIZATION).iter();
    let mut credentials = values.filter_map(|value| value.to_str().ok()?.trim().split_once(' '));
    let (_, token) = credentials.find(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))?;
    Some(token.trim_start())
}
