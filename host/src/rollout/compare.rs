//! One viewer's answer from what runs and from the candidate.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use tidegate_manifest::Floor;
use tidegate_manifest::filter::Filter;
use tidegate_pipeline::{Decisions, FunctionKind, Problem, Rewritten, Terms, decide, personalise};
use tidegate_sdk::geo_licensing::Verdict;
use tidegate_sdk::names::Name;
use tidegate_sdk::types::Facts;

use super::Rollout;
use super::counts::{Difference, MANIFEST, Side, of};
use crate::listen::manifest::{Asked, Told};
use crate::node::Node;
use crate::running::Running;
use crate::sandbox::Calls;

/// Notes how a viewer was answered, and asks the other of the two the same, after the
/// viewer has the answer. Ends the rollout if something is beyond its bounds.
pub fn shadow(node: &Arc<Node>, asked: Asked<'_>, told: &Told) {
    let Some((rollout, by_candidate)) = &told.chosen.rollout else { return };
    let (Some(facts), Some(decisions)) = (&told.facts, &told.decisions) else { return };
    let took = told
        .stages
        .iter()
        .filter(|(name, _)| FunctionKind::ALL.iter().any(|kind| kind.name() == *name))
        .map(|(_, took)| *took)
        .sum();
    let answered = Answered::new(decisions, &told.result, took);
    answered.note(sides(rollout, *by_candidate).0);
    end(node, rollout);

    let Some(turn) = rollout.turn() else {
        rollout.counts.skipped();
        return;
    };
    let other_running = if *by_candidate {
        Arc::clone(&node.stage.load().current)
    } else {
        Arc::clone(&rollout.candidate)
    };
    let same = Same {
        facts: facts.clone(),
        text: told.fetched.as_ref().map(|fetched| fetched.text.clone()),
        filters: asked.way.filters.clone(),
        floor: asked.way.route.floor,
    };
    let (node, rollout, by_candidate) = (Arc::clone(node), Arc::clone(rollout), *by_candidate);
    tokio::task::spawn_blocking(move || {
        let other = same.answer(&node, &other_running);
        other.note(sides(&rollout, by_candidate).1);
        let (was, is) = if by_candidate { (&other, &answered) } else { (&answered, &other) };
        rollout.counts.compared(differences(&same.facts, was, is));
        end(&node, &rollout);
        drop(turn);
    });
}

/// Whose answer the viewer has, and the other's.
fn sides(rollout: &Rollout, by_candidate: bool) -> (&Side, &Side) {
    let (current, candidate) = (&rollout.counts.current, &rollout.counts.candidate);
    if by_candidate { (candidate, current) } else { (current, candidate) }
}

fn end(node: &Node, rollout: &Arc<Rollout>) {
    if let Some(why) = rollout.counts.beyond(&rollout.plan.bounds) {
        node.halt(rollout, &why);
    }
}

/// What both are asked.
struct Same {
    facts: Facts,
    /// The origin's manifest; absent if the origin was not asked.
    text: Option<String>,
    filters: Vec<Filter>,
    floor: Floor,
}

impl Same {
    fn answer(&self, node: &Node, running: &Running) -> Answered {
        let mut calls = Calls::new(&running.functions);
        let decisions = decide(&self.facts, &running.declarations, &mut calls);
        let terms = Terms {
            filters: &self.filters,
            floor: self.floor,
            library: &node.library,
            tracking: Some(&node.tracking),
        };
        let result = match (&self.text, Problem::of_decisions(&decisions, &node.library)) {
            (Some(text), None) => {
                personalise(text, &self.facts, &decisions, &running.declarations, terms, &mut calls)
            }
            (_, Some(problem)) => Err(problem),
            (None, None) => Err(Problem::OriginUnreachable),
        };
        let took = calls.took().iter().map(|(_, took)| *took).sum();
        Answered::new(&decisions, &result, took)
    }
}

/// One of the two answers: what of it a viewer notices.
#[derive(Debug)]
struct Answered {
    parts: [(&'static str, Value); 3],
    /// The manifest and the edits that made it; absent if there is none.
    manifest: Option<(String, Value)>,
    failed: bool,
    took: Duration,
}

impl Answered {
    fn new(decisions: &Decisions, result: &Result<Rewritten, Problem>, took: Duration) -> Self {
        let rewriting = result.as_ref().ok().and_then(|made| made.answer.as_ref());
        let failed = decisions.consent.said.is_err()
            || decisions.geo_licensing.said.is_err()
            || decisions.carbon_cap.as_ref().is_some_and(|cap| cap.said.is_err())
            || rewriting.is_some_and(|answer| answer.said.is_err());
        let verdict = match &decisions.geo_licensing.said {
            Ok(Verdict::Allow(allowance)) => json!({ "allow": value(&allowance.limits) }),
            Ok(Verdict::Deny(denial)) => json!({ "deny": value(&denial.reason) }),
            Ok(Verdict::Replace(replacement)) => json!({ "replace": replacement.slate }),
            Err(fault) => json!({ "fault": fault.name() }),
        };
        Self {
            parts: [
                (of(FunctionKind::Consent), value(&decisions.grants())),
                (of(FunctionKind::GeoLicensing), verdict),
                (of(FunctionKind::CarbonCap), value(&decisions.cap())),
            ],
            manifest: result.as_ref().ok().map(|made| (made.body.clone(), value(&made.edits))),
            failed,
            took,
        }
    }

    fn note(&self, side: &Side) {
        side.note(self.failed, self.took);
    }
}

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

fn differences(facts: &Facts, was: &Answered, is: &Answered) -> Vec<Difference> {
    let difference = |what, was: &Value, is: &Value| Difference {
        what,
        asset: facts.asset.clone(),
        country: facts.country.clone(),
        device: facts.device.map(|device| device.name().to_owned()),
        was: was.clone(),
        is: is.clone(),
    };
    let parts = was.parts.iter().zip(&is.parts);
    let mut found: Vec<_> = parts
        .filter(|((_, was), (_, is))| was != is)
        .map(|((what, was), (_, is))| difference(what, was, is))
        .collect();
    // Where one of them has none, a verdict differs.
    if let (Some((body, edits)), Some((other, others))) = (&was.manifest, &is.manifest)
        && body != other
    {
        found.push(difference(MANIFEST, edits, others));
    }
    found
}
