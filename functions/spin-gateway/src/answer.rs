//! One request, one response.

use http::request::Parts;
use http::{Response, StatusCode};
use tidegate_facts::nothing_known;
use tidegate_sdk::types::Limits;

use crate::functions::Functions;
use crate::viewer;

/// Answers one request, at `now` in seconds since 1970.
pub fn answer(request: &Parts, now: u64) -> Response<String> {
    match Functions::configured() {
        Ok(functions) => decide(request, now, functions),
        Err(error) => {
            eprintln!("{error}");
            respond(StatusCode::INTERNAL_SERVER_ERROR, "a function is misconfigured\n".to_owned())
        }
    }
}

/// Asks the four functions and reports what they decided.
fn decide(request: &Parts, now: u64, functions: Functions) -> Response<String> {
    let mut facts = nothing_known();
    facts.now = Some(now);
    facts.asset = Some(request.uri.path().trim_start_matches('/').to_owned());
    let limits = Limits { max_height: None, max_bandwidth: None, ranges: None, strict: false };
    let viewer = if viewer::address(&request.headers).is_some() { "known" } else { "unknown" };
    let text = format!(
        "viewer's address: {viewer}\nconsent: {:?}\ngeo-licensing: {:?}\ncarbon-cap: {:?}\nmanifest-rewriting: {:?}\n",
        functions.consent(&facts),
        functions.geo_licensing(&facts),
        functions.carbon_cap(&facts),
        functions.manifest_rewriting(&facts, &limits, &[]),
    );
    respond(StatusCode::OK, text)
}

fn respond(status: StatusCode, text: String) -> Response<String> {
    let mut response = Response::new(text);
    *response.status_mut() = status;
    response
}
