//! One request, one response.

use std::net::{IpAddr, Ipv4Addr};

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};
use tidegate_facts::{Request, gather, languages};
use tidegate_pipeline::respond::{self, Told};
use tidegate_pipeline::{Decisions, Problem, Rewritten, Terms, decide, personalise, request};
use tidegate_sdk::types::Presentation;

use crate::functions::Functions;
use crate::peer;
use crate::sources::Sources;

/// A peer that Spin does not name: it has no place, and its `X-Forwarded-For` is
/// not believed.
const NOBODY: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// Answers one request, at `now` in seconds since 1970.
pub fn answer(head: &Parts, now: u64) -> Response<Bytes> {
    taken(head, now).unwrap_or_else(|problem| {
        respond::problem(&problem, languages::accepted(&head.headers).as_deref())
    })
}

fn taken(head: &Parts, now: u64) -> Result<Response<Bytes>, Problem> {
    request::check_method(&head.method)?;
    let path = head.uri.path();
    request::check_path(path)?;
    let asset = path.strip_prefix('/').ok_or(Problem::NoRoute)?;
    if !request::names_manifest(asset) {
        return Ok(no_media());
    }
    let functions = Functions::configured().map_err(broken)?;
    let sources = Sources::read().map_err(broken)?;
    Ok(playlist(head, asset, now, functions, sources))
}

/// Only if the project's own files are broken.
fn broken(error: &str) -> Problem {
    eprintln!("{error}");
    Problem::Undecided
}

fn playlist(
    head: &Parts,
    asset: &str,
    now: u64,
    functions: Functions,
    sources: &Sources,
) -> Response<Bytes> {
    let languages = languages::accepted(&head.headers);
    let mut story = Story { languages, decisions: None, found: false };
    let result = story.tell(head, asset, now, functions, sources);
    let told = Told {
        result,
        decisions: story.decisions.as_ref(),
        declarations: &sources.declarations,
        signals: &sources.signals,
        overridable: true,
        origin_age: Some(tidegate_demo::FRESH_FOR),
        languages: story.languages.as_deref(),
    };
    let mut response = respond::told(told, |_| None);
    if story.found {
        // As the demo origin has it: pages of any site may play the ladder.
        let anyone = HeaderValue::from_static("*");
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anyone);
    }
    response
}

/// How far a request came.
struct Story {
    /// The viewer's languages, for the texts of problems.
    languages: Option<String>,
    /// What was decided; `None` if nothing was gathered.
    decisions: Option<Decisions>,
    /// Whether the ladder has such a playlist.
    found: bool,
}

impl Story {
    /// Gathers, decides, finds, rewrites: the node's `listen::playlist`, with the
    /// ladder at hand instead of an origin.
    fn tell(
        &mut self,
        head: &Parts,
        asset: &str,
        now: u64,
        mut functions: Functions,
        sources: &Sources,
    ) -> Result<Rewritten, Terms, Problem> {
        let request = Request {
            headers: &head.headers,
            uri: &head.uri,
            peer: peer::address(&head.headers).unwrap_or(NOBODY),
            now,
            asset,
            presentation: Some(Presentation::OnDemand),
            overrides: true,
        };
        let facts = gather(&request, &sources.of_facts())?.facts;
        self.languages.clone_from(&facts.languages);
        let declarations = &sources.declarations;
        let decisions = self.decisions.insert(decide(&facts, declarations, &mut functions));
        if let Some(problem) = Problem::of_decisions(decisions) {
            return Err(problem);
        }
        let file = tidegate_demo::find(asset).ok_or(Problem::NotAtOrigin { gone: false })?;
        self.found = true;
        personalise(&file.body, &facts, decisions, declarations, Terms::default(), &mut functions)
    }
}

/// What the demo origin answers where it has no playlist; the node passes it on.
fn no_media() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(tidegate_demo::NO_MEDIA.as_bytes()));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
