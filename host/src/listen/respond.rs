//! From what came of a request to the bytes on the wire. Statuses are chosen in
//! `tidegate_pipeline::respond`, which the Spin gateway shares.

use std::fmt::Write;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as _, Incoming};
use tidegate_pipeline::{Problem, respond};

use super::manifest::Told;
use crate::config::Route;
use crate::node::Node;

/// A body: whole, or an origin's as it comes.
pub type Body = UnsyncBoxBody<Bytes, hyper::Error>;

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// The answer to a request for a manifest, with its story.
pub fn manifest(node: &Node, route: &Route, told: Told) -> Response<Body> {
    let (origin_age, cors) =
        told.fetched.map_or_else(Default::default, |fetched| (fetched.age, fetched.cors));
    let outcome = respond::Told {
        result: told.result,
        decisions: told.decisions.as_ref(),
        declarations: &told.chosen.running.declarations,
        signals: &node.signals,
        overridable: route.debug_overrides,
        origin_age,
        languages: told.languages.as_deref(),
    };
    let mut response =
        respond::told(outcome, |kind| told.chosen.running.functions.short_digest(kind));
    let headers = response.headers_mut();
    headers.extend(cors);
    if let Some(timing) = timing(&told.stages) {
        headers.insert(SERVER_TIMING, timing);
    }
    response.map(whole)
}

/// The answer to a request that came to nothing before any fact was gathered.
pub fn problem(problem: &Problem, languages: Option<&str>) -> Response<Body> {
    respond::problem(problem, languages).map(whole)
}

/// An origin's answer as it comes, without what was meant for the node alone.
pub fn passed(answer: Response<Incoming>) -> Response<Body> {
    let (mut head, body) = answer.into_parts();
    for name in [
        header::CONNECTION,
        header::PROXY_AUTHENTICATE,
        header::SERVER,
        header::SET_COOKIE,
        header::TE,
        header::TRAILER,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
        HeaderName::from_static("keep-alive"),
    ] {
        head.headers.remove(name);
    }
    head.version = http::Version::default();
    Response::from_parts(head, body.boxed_unsync())
}

/// The answer to HEAD: the length of what GET would bring, and nothing of it
/// (RFC 9110 section 9.3.2). hyper sees to that in HTTP/1 alone.
pub fn without_body(answer: Response<Body>) -> Response<Body> {
    let (mut head, body) = answer.into_parts();
    // An origin's answer to HEAD has its length in a header, if at all.
    if let Some(length @ 1..) = body.size_hint().exact() {
        head.headers.entry(header::CONTENT_LENGTH).or_insert(length.into());
    }
    Response::from_parts(head, whole(Bytes::new()))
}

fn whole(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

/// `Server-Timing` (W3C), in milliseconds.
fn timing(stages: &[(&'static str, Duration)]) -> Option<HeaderValue> {
    let mut text = String::with_capacity(stages.len() * 32);
    for (name, took) in stages {
        let separator = if text.is_empty() { "" } else { ", " };
        write!(text, "{separator}{name};dur={:.3}", took.as_secs_f64() * 1000.0).ok()?;
    }
    if text.is_empty() { None } else { HeaderValue::try_from(text).ok() }
}
