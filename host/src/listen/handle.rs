//! Which of the two ways a request takes: manifests through the functions,
//! everything else straight from the origin.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use http::{Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use tidegate_facts::languages;
use tidegate_pipeline::{Problem, request};
use tidegate_sdk::types::Grants;

use super::manifest::{Asked, granted, tell};
use super::respond::{self, Body};
use super::upstream::Upstream;
use crate::node::Node;
use crate::origin::Fetched;
use crate::rollout;

/// Answers one request.
pub async fn handle(node: &Arc<Node>, peer: IpAddr, request: Request<Incoming>) -> Response<Body> {
    let start = Instant::now();
    let (head, _) = request.into_parts();
    let response = match answer(node, peer, &head).await {
        Ok(response) => response,
        Err(problem) => respond::problem(&problem, languages::accepted(&head.headers).as_deref()),
    };
    let response =
        if head.method == Method::HEAD { respond::without_body(response) } else { response };
    // No address, query, header or identifier: who watches what stays unwritten.
    tracing::info!(
        method = %head.method,
        path = head.uri.path(),
        status = response.status().as_u16(),
        ms = start.elapsed().as_secs_f64() * 1000.0,
        "answered"
    );
    response
}

async fn answer(
    node: &Arc<Node>,
    peer: IpAddr,
    head: &http::request::Parts,
) -> Result<Response<Body>, Problem> {
    request::check_method(&head.method)?;
    request::check_path(head.uri.path())?;
    let way = node.way(&head.uri)?;
    let asked = Asked {
        way: &way,
        method: &head.method,
        uri: &head.uri,
        headers: &head.headers,
        peer,
        now: now(),
    };
    if request::names_manifest(way.asset) {
        return Ok(told(node, asked, None).await);
    }
    let grants = if Upstream::depends_on_grants(node, &way, &head.headers) {
        granted(node, asked)?
    } else {
        Grants::NOTHING
    };
    let passed = Upstream::of(node, &way, &head.headers, &grants);
    let answer = way.origin.ask(&head.method, way.asset, &passed, &head.headers).await?;
    if typed_as_manifest(answer.headers()) {
        // Without a whole body (HEAD, a range) the manifest is asked for properly.
        let whole = head.method == Method::GET && answer.status() == StatusCode::OK;
        let already = if whole { Some(way.origin.read(answer).await) } else { None };
        return Ok(told(node, asked, already).await);
    }
    Ok(respond::passed(answer))
}

async fn told(
    node: &Arc<Node>,
    asked: Asked<'_>,
    already: Option<Result<Fetched, Problem>>,
) -> Response<Body> {
    let told = tell(node, asked, already).await;
    rollout::shadow(node, asked, &told);
    if let Some(records) = &node.records {
        records.keep(&told);
    }
    respond::manifest(node, asked.way.route, told)
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// RFC 8216 section 4, ISO/IEC 23009-1 annex C: what is not named as a manifest is
/// one by its media type.
fn typed_as_manifest(headers: &http::HeaderMap) -> bool {
    let Some(Ok(kind)) = headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str()) else {
        return false;
    };
    let essence = kind.split(';').next().unwrap_or_default().trim();
    [
        "application/vnd.apple.mpegurl",
        "application/x-mpegurl",
        "audio/mpegurl",
        "audio/x-mpegurl",
        "application/dash+xml",
        // A patch of one (clause 5.15), which is no manifest: nobody gets what was not decided
        // on, and a player asks for the whole MPD instead.
        "application/dash-patch+xml",
    ]
    .iter()
    .any(|manifest| essence.eq_ignore_ascii_case(manifest))
}
