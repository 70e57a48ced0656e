//! The request that a token's restrictions are held against.

use std::net::IpAddr;

use http::uri::Authority;
use http::{HeaderMap, Method, Uri, header};

/// What is known of a request before its token is read. Personal data: not
/// printable.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The method.
    pub method: &'a Method,
    /// The target as the viewer sent it.
    pub uri: &'a Uri,
    /// `http` or `https`, towards the viewer.
    pub scheme: &'a str,
    /// The header fields.
    pub headers: &'a HeaderMap,
    /// The viewer's address.
    pub viewer: IpAddr,
    /// The viewer's autonomous system number.
    pub asn: Option<u32>,
    /// The viewer's country, ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// The first-level subdivision, ISO 3166-2.
    pub subdivision: Option<&'a str>,
    /// Now, in seconds since 1970.
    pub now: u64,
}

impl Asked<'_> {
    /// The authority: the target's (HTTP/2) or that of `Host`.
    pub(super) fn authority(&self) -> Option<Authority> {
        let sent = || self.headers.get(header::HOST)?.to_str().ok()?.parse().ok();
        self.uri.authority().cloned().or_else(sent)
    }

    /// A header's value, its lines joined as RFC 9110 section 5.3 says. Absent if
    /// it was not sent or is no text.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let lines = self.headers.get_all(name).iter().map(|line| line.to_str().ok());
        let lines: Vec<_> = lines.collect::<Option<_>>()?;
        (!lines.is_empty()).then(|| lines.join(", "))
    }
}
