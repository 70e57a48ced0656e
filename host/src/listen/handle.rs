//! Which of the two ways a request takes: playlists through the functions,
//! everything else straight from the origin.

use std::net::IpAddr;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use http::{Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use tidegate_facts::languages;
use tidegate_pipeline::{Problem, request};

use super::playlist::{Asked, tell};
use super::query;
use super::respond::{self, Body};
use crate::node::Node;

/// Answers one request.
pub async fn handle(node: &Node, peer: IpAddr, request: Request<Incoming>) -> Response<Body> {
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
    node: &Node,
    peer: IpAddr,
    head: &http::request::Parts,
) -> Result<Response<Body>, Problem> {
    request::check_method(&head.method)?;
    let path = head.uri.path();
    request::check_path(path)?;
    let (route, origin, asset) = node.route(path).ok_or(Problem::NoRoute)?;
    let asked =
        Asked { route, origin, asset, uri: &head.uri, headers: &head.headers, peer, now: now() };
    if request::names_playlist(asset) {
        return Ok(respond::playlist(node, route, tell(node, asked, None).await));
    }
    let passed = query::passed_on(head.uri.query(), &node.signals);
    let answer = origin.ask(&head.method, asset, passed.as_deref(), &head.headers).await?;
    if typed_as_playlist(answer.headers()) {
        // Without a whole body (HEAD, a range) the playlist is asked for properly.
        let whole = head.method == Method::GET && answer.status() == StatusCode::OK;
        let already = if whole { Some(origin.read(answer).await) } else { None };
        return Ok(respond::playlist(node, route, tell(node, asked, already).await));
    }
    Ok(respond::passed(answer))
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// RFC 8216 section 4: what is not named as a playlist is one by its media type.
fn typed_as_playlist(headers: &http::HeaderMap) -> bool {
    let Some(Ok(kind)) = headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str()) else {
        return false;
    };
    let essence = kind.split(';').next().unwrap_or_default().trim();
    ["application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl"]
        .iter()
        .any(|playlist| essence.eq_ignore_ascii_case(playlist))
}
