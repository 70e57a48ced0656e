//! One request, one response.

use std::net::{IpAddr, Ipv4Addr};

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode, Uri};
use tidegate_facts::entitlement::Need;
use tidegate_facts::{Request, gather, languages};
use tidegate_manifest::Floor;
use tidegate_manifest::filter::Language;
use tidegate_pipeline::filters::{self, Filtered};
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
    request::check_path(head.uri.path())?;
    let way = Way::of(&head.uri)?;
    if !request::names_manifest(way.taken.asset) {
        return Ok(if head.uri.path() == "/" { page() } else { no_media() });
    }
    let functions = Functions::configured().map_err(broken)?;
    let sources = Sources::read().map_err(broken)?;
    Ok(manifest(head, &way, now, functions, sources))
}

/// Only if the project's own files are broken.
fn broken(error: &str) -> Problem {
    eprintln!("{error}");
    Problem::Undecided
}

fn manifest(
    head: &Parts,
    way: &Way<'_>,
    now: u64,
    functions: Functions,
    sources: &Sources,
) -> Response<Bytes> {
    let languages = languages::accepted(&head.headers);
    let mut story = Story { languages, decisions: None, fresh: None };
    let result = story.tell(head, way, now, functions, sources);
    let told = Told {
        result,
        decisions: story.decisions.as_ref(),
        declarations: &sources.declarations,
        signals: &sources.signals,
        overridable: true,
        origin_age: story.fresh,
        languages: story.languages.as_deref(),
    };
    let mut response = respond::told(told, |_| None);
    if story.fresh.is_some() {
        // As the demo origin has it: pages of any site may play it.
        let anyone = HeaderValue::from_static("*");
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anyone);
    }
    response
}

/// Where a request goes: the routes of `tidegate dev`.
struct Way<'u> {
    prefix: &'static str,
    live: bool,
    taken: Filtered<'u>,
}

impl<'u> Way<'u> {
    fn of(uri: &'u Uri) -> Result<Self, Problem> {
        let languages = [Language::Aws, Language::Bakery, Language::Unified];
        for (prefix, live) in tidegate_demo::ROUTES {
            // The slash that a prefix ends in begins what is below it.
            let below = uri.path().strip_prefix(prefix.trim_end_matches('/'));
            if let Some(below) = below.filter(|below| below.starts_with('/')) {
                let taken = filters::take(below, uri.query(), &languages)?;
                return Ok(Self { prefix, live, taken });
            }
        }
        Err(Problem::NoRoute)
    }
}

/// How far a request came.
struct Story {
    /// The viewer's languages, for the texts of problems.
    languages: Option<String>,
    /// What was decided; `None` if nothing was gathered.
    decisions: Option<Decisions>,
    /// For how many seconds the manifest is fresh; `None` if there is none.
    fresh: Option<u32>,
}

impl Story {
    /// Gathers, decides, finds, rewrites: the node's `listen::manifest`, with the
    /// manifests at hand instead of an origin.
    fn tell(
        &mut self,
        head: &Parts,
        way: &Way<'_>,
        now: u64,
        mut functions: Functions,
        sources: &Sources,
    ) -> Result<Rewritten, Problem> {
        let request = Request {
            method: &head.method,
            headers: &head.headers,
            uri: &head.uri,
            peer: peer::address(&head.headers).unwrap_or(NOBODY),
            now,
            asset: way.taken.asset,
            presentation: Some(if way.live { Presentation::Live } else { Presentation::OnDemand }),
            overrides: true,
            need: Need::Off,
        };
        let facts = gather(&request, &sources.of_facts())?.facts;
        self.languages.clone_from(&facts.languages);
        let declarations = &sources.declarations;
        let decisions = self.decisions.insert(decide(&facts, declarations, &mut functions));
        if let Some(problem) = Problem::of_decisions(decisions, &sources.library) {
            return Err(problem);
        }
        let path = format!("{}{}", way.prefix, way.taken.asset);
        let path = path.strip_prefix('/').unwrap_or(&path);
        let found = tidegate_demo::at(path, now).ok_or(Problem::NotAtOrigin { gone: false })?;
        let (file, fresh) = found;
        self.fresh = Some(fresh);
        let floor = Floor { accessibility: true };
        let terms = Terms {
            filters: &way.taken.filters,
            floor,
            library: &sources.library,
            tracking: Some(&sources.tracking),
        };
        personalise(&file.body, &facts, decisions, declarations, terms, &mut functions)
    }
}

/// The demo origin's page, which the node passes on.
fn page() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(tidegate_demo::PAGE.as_bytes()));
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}

/// What the demo origin answers where it has no playlist; the node passes it on.
fn no_media() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(tidegate_demo::NO_MEDIA.as_bytes()));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
