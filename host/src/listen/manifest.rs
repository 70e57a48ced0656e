//! One request for a manifest, from facts to what the viewer gets.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderValue, Method, Uri, header};
use tidegate_facts::entitlement::{Need, Tokens};
use tidegate_facts::{GatherError, Gathered, Request, gather, languages};
use tidegate_pipeline::decide::grants;
use tidegate_pipeline::{Decisions, FunctionKind, Problem, Rewritten, Terms, decide, personalise};
use tidegate_sdk::types::{Facts, Grants};

use crate::listen::upstream::Upstream;
use crate::node::{Node, Way};
use crate::origin::Fetched;
use crate::rollout::{Chosen, Place};
use crate::sandbox::Calls;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The way that the request takes.
    pub way: &'a Way<'a>,
    /// The request's method.
    pub method: &'a Method,
    /// The request's target.
    pub uri: &'a Uri,
    /// The request's header fields.
    pub headers: &'a HeaderMap,
    /// The other end of the connection.
    pub peer: IpAddr,
    /// Seconds since 1970.
    pub now: u64,
}

/// What came of it: everything that the answer and its story are made from.
#[derive(Debug)]
pub struct Told {
    /// What decided.
    pub chosen: Chosen,
    /// What was gathered; `None` if that failed.
    pub facts: Option<Facts>,
    /// What was decided before the manifest; `None` if nothing was gathered.
    pub decisions: Option<Decisions>,
    /// What the origin gave; `None` if it was not asked.
    pub fetched: Option<Fetched>,
    /// What the viewer gets.
    pub result: Result<Rewritten, Problem>,
    /// What took how long, in order.
    pub stages: Vec<(&'static str, Duration)>,
    /// The viewer's languages, for the texts of problems.
    pub languages: Option<String>,
}

/// Gathers, decides, fetches, rewrites. The origin is asked only for viewers who
/// may watch: a decision takes microseconds, and a denied viewer costs it nothing.
///
/// `already` is the origin's answer where it had to be asked to learn that this
/// is a manifest.
pub async fn tell(
    node: &Node,
    asked: Asked<'_>,
    already: Option<Result<Fetched, Problem>>,
) -> Told {
    let mut told = Told {
        chosen: Chosen { running: Arc::clone(&node.stage.load().current), rollout: None },
        facts: None,
        decisions: None,
        fetched: None,
        result: Err(Problem::Undecided),
        stages: Vec::with_capacity(6),
        languages: languages::accepted(asked.headers),
    };
    told.result = stages(node, asked, already, &mut told).await;
    told
}

async fn stages(
    node: &Node,
    asked: Asked<'_>,
    already: Option<Result<Fetched, Problem>>,
    told: &mut Told,
) -> Result<Rewritten, Problem> {
    let start = Instant::now();
    let gathered = facts(node, asked, asked.way.route.need)?;
    told.chosen = choose(node, asked, &gathered);
    let running = Arc::clone(&told.chosen.running);
    let Gathered { facts, entitled_until, .. } = gathered;
    told.stages.push(("facts", start.elapsed()));
    let facts = told.facts.insert(facts);
    told.languages.clone_from(&facts.languages);

    let mut calls = Calls::new(&running.functions);
    let decisions = decide(facts, &running.declarations, &mut calls);
    told.stages.extend(calls.took().iter().map(|(kind, took)| (kind.name(), *took)));
    let decisions = told.decisions.insert(decisions);
    let failed = decisions.failed();
    if failed.iter().any(|kind| running.refusing.contains(kind)) {
        return Err(Problem::Undecided);
    }
    if let Some(problem) = Problem::of_decisions(decisions, &node.library) {
        return Err(problem);
    }

    let fetched = match already {
        Some(fetched) => fetched?,
        None => {
            let start = Instant::now();
            let mut passed = Upstream::of(node, asked.way, asked.headers, &decisions.grants());
            if decisions.replacement().is_some() {
                passed.ask_for_the_whole();
            }
            let fetched = asked.way.origin.manifest(asked.way.asset, &passed).await;
            told.stages.push(("origin", start.elapsed()));
            fetched?
        }
    };
    let fetched = told.fetched.insert(fetched);

    let start = Instant::now();
    let mut calls = Calls::new(&running.functions);
    let terms = Terms {
        filters: &asked.way.filters,
        floor: asked.way.route.floor,
        library: &node.library,
        tracking: Some(&node.tracking),
    };
    let mut result =
        personalise(&fetched.text, facts, decisions, &running.declarations, terms, &mut calls);
    if let Ok(rewritten) = &result
        && rewritten.answer.as_ref().is_some_and(|answer| answer.said.is_err())
        && running.refusing.contains(&FunctionKind::ManifestRewriting)
    {
        return Err(Problem::Undecided);
    }
    // A player that kept it for longer would not notice that a token ran out.
    if let (Ok(rewritten), Some(until)) = (&mut result, entitled_until) {
        let left = u32::try_from(until.saturating_sub(asked.now)).unwrap_or(u32::MAX);
        rewritten.valid_for = rewritten.valid_for.min(left);
    }
    let whole = start.elapsed();
    let inside: Duration = calls.took().iter().map(|(_, took)| *took).sum();
    told.stages.extend(calls.took().iter().map(|(kind, took)| (kind.name(), *took)));
    told.stages.push(("manifest", whole.saturating_sub(inside)));
    result
}

/// What the viewer allows, where nothing else needs to be decided.
///
/// # Errors
/// When the facts cannot be gathered.
pub fn granted(node: &Node, asked: Asked<'_>) -> Result<Grants, Problem> {
    // Tokens are asked for with manifests alone.
    let gathered = facts(node, asked, Need::Off)?;
    let running = choose(node, asked, &gathered).running;
    let mut calls = Calls::new(&running.functions);
    Ok(grants(&gathered.facts, &running.declarations, &mut calls))
}

/// Who answers: the same for all requests of a session, or of an address and its software
/// where no session is known.
fn choose(node: &Node, asked: Asked<'_>, gathered: &Gathered) -> Chosen {
    let stage = node.stage.load();
    let facts = &gathered.facts;
    let share = match &facts.session {
        _ if stage.rollout.is_none() => 0,
        Some(session) => session.share,
        None => {
            let software = asked.headers.get(header::USER_AGENT);
            let software = software.map(HeaderValue::as_bytes).unwrap_or_default();
            let address = gathered.viewer.to_string();
            node.session_key.share(&[address.as_bytes(), b" ", software].concat())
        }
    };
    stage.choose(Place {
        route: &asked.way.route.prefix,
        country: facts.country.as_deref(),
        subdivision: facts.subdivision.as_deref(),
        share,
    })
}

fn facts(node: &Node, asked: Asked<'_>, need: Need) -> Result<Gathered, Problem> {
    let request = Request {
        method: asked.method,
        headers: asked.headers,
        uri: asked.uri,
        peer: asked.peer,
        now: asked.now,
        asset: asked.way.asset,
        presentation: asked.way.route.presentation,
        overrides: asked.way.route.debug_overrides,
        need,
    };
    let (places, grid) = (node.sources.places(), node.sources.grid());
    let keys = node.sources.keys();
    let sources = tidegate_facts::Sources {
        proxies: &node.proxies,
        places: &places,
        signals: &node.signals,
        grid: &grid,
        tokens: keys
            .as_deref()
            .zip(node.terms.as_ref())
            .map(|(keys, terms)| Tokens { keys, terms }),
        session_key: &node.session_key,
    };
    gather(&request, &sources).map_err(|error| {
        if let GatherError::Place(error) = &error {
            tracing::error!(%error, "a place database is corrupt");
        }
        error.into()
    })
}
