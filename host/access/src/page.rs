//! How a request that a web page made is told, on the machine of someone who may use
//! the admin API.
//!
//! A browser reaches loopback addresses, and any page that it shows can have it ask:
//!
//! - **Cross-site requests** (CSRF): a form or `fetch` of any page can send GET, HEAD and
//!   POST to `http://127.0.0.1:7070/` without asking first. The page cannot read the
//!   answer, but the deploy is done. Such a request carries `Origin` (Fetch standard,
//!   section 3.2), `Sec-Fetch-Site`, or, from old browsers, one of the three content
//!   types that need no preflight: `text/plain`, `multipart/form-data`,
//!   `application/x-www-form-urlencoded`. The API's clients send neither of the two
//!   headers, and name `application/json`.
//! - **DNS rebinding**: the page's own name is made to point to 127.0.0.1; its requests
//!   are then of one origin, and it reads the answers. They carry the page's name in
//!   `Host`, so names other than the machine's own are refused.
//!
//! Certificates of clients come from browsers by themselves, as cookies do, so the first
//! holds behind mutual TLS as well. The second does not: the page's name is not in the
//! server's certificate.
//!
//! The API must never answer with `Access-Control-Allow-Origin`, nor change anything on
//! GET or HEAD.

use http::header::{CONTENT_TYPE, FORWARDED, HOST, ORIGIN, VIA};
use http::uri::Authority;
use http::{HeaderMap, HeaderName, Method};

use crate::Denied;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// What proxies add: on loopback, the sign of a caller from elsewhere.
const PROXIES: [HeaderName; 4] = [FORWARDED, VIA, X_FORWARDED_FOR, X_REAL_IP];

/// Refuses what a page of another site could send.
pub(crate) fn check_site(method: &Method, headers: &HeaderMap) -> Result<(), Denied> {
    if headers.contains_key(ORIGIN) {
        return Err(Denied::Origin);
    }
    // `none` is what someone typed, `same-origin` cannot be: the API serves no page.
    if headers.get_all(SEC_FETCH_SITE).iter().any(|site| site != "none") {
        return Err(Denied::CrossSite);
    }
    if matches!(*method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let mut types = headers.get_all(CONTENT_TYPE).into_iter();
    let (Some(kind), None) = (types.next(), types.next()) else { return Err(Denied::ContentType) };
    let kind = kind.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    if kind.trim_ascii().eq_ignore_ascii_case(b"application/json") {
        Ok(())
    } else {
        Err(Denied::ContentType)
    }
}

/// Refuses names that someone else could have pointed here, and what came by a proxy.
pub(crate) fn check_loopback(parts: &http::request::Parts) -> Result<(), Denied> {
    if PROXIES.iter().any(|header| parts.headers.contains_key(header)) {
        return Err(Denied::Forwarded);
    }
    let mut hosts = parts.headers.get_all(HOST).into_iter();
    let (host, more) = (hosts.next(), hosts.next());
    let host = host.map(|host| host.as_bytes().try_into().ok());
    let named: [Option<Option<Authority>>; 2] = [host, parts.uri.authority().cloned().map(Some)];
    let mut named = named.into_iter().flatten().peekable();
    if more.is_some() || named.peek().is_none() {
        return Err(Denied::Host);
    }
    // HTTP/2 says it in the URI, and may say it twice.
    match named.all(|authority| authority.is_some_and(|authority| is_here(&authority))) {
        true => Ok(()),
        false => Err(Denied::Host),
    }
}

/// `localhost` (RFC 6761 section 6.3) or a loopback address. Any port: a tunnel has its own.
fn is_here(authority: &Authority) -> bool {
    if authority.as_str().contains('@') {
        return false;
    }
    let host = authority.host();
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let loopback = |address: std::net::IpAddr| address.to_canonical().is_loopback();
    host.eq_ignore_ascii_case("localhost") || address.parse().is_ok_and(loopback)
}
