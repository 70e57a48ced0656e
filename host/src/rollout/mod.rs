//! Safe rollouts: a candidate beside what runs, until it is promoted or halted.
//!
//! - [`plan`]: which viewers, and how much may go wrong
//! - [`counts`]: what came of it so far
//! - [`compare`]: one viewer's answer from both
//!
//! **Shadow**: what runs answers everybody; the candidate is asked the same again
//! beside it, and differences are counted. **Canary**: the candidate answers a share of the
//! sessions, some routes or some regions; the others are compared with it as in a
//! shadow. Whatever goes beyond the plan's bounds ends the rollout at once: what ran
//! answers everybody again.

pub mod compare;
pub mod counts;
pub mod plan;

use std::sync::Arc;

use arc_swap::ArcSwap;
use tidegate_facts::session::SHARES;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::running::Running;
use counts::Counts;
use plan::{Mode, Plan};

pub use compare::shadow;

/// What decides: what runs, and a candidate beside it.
#[derive(Debug, Default)]
pub struct Stage {
    /// What runs.
    pub current: Arc<Running>,
    /// What is tried.
    pub rollout: Option<Arc<Rollout>>,
    /// Why the last rollout was halted, if it was and nothing has been deployed since.
    pub halted: Option<String>,
}

/// A candidate being tried.
#[derive(Debug)]
pub struct Rollout {
    /// The candidate.
    pub candidate: Arc<Running>,
    /// How it is tried.
    pub plan: Plan,
    /// What came of it.
    pub counts: Counts,
    /// Places for comparisons under way: they must not keep viewers waiting.
    turns: Arc<Semaphore>,
}

/// [`SHARES`] by the golden ratio, and one with no factor in common with it: each share has
/// a place of its own.
const GOLDEN: u32 = 6181;

/// How many comparisons may be under way.
const TURNS: usize = 2;

impl Rollout {
    /// A candidate that nobody has been asked about yet.
    #[must_use]
    pub fn new(candidate: Arc<Running>, plan: Plan) -> Self {
        let turns = Arc::new(Semaphore::new(TURNS));
        Self { candidate, plan, counts: Counts::default(), turns }
    }

    /// Where a session is in the order in which sessions come to this candidate. Shares that
    /// follow one another lie apart in it (by the golden ratio), and each candidate begins
    /// elsewhere: it is not tried on those whom functions choose by their low shares, nor on
    /// those whom the last one was tried on. Nodes with equal keys agree.
    fn order(&self, share: u16) -> u16 {
        let digest = self.candidate.bundle.as_ref().map(|bundle| bundle.digest);
        let first = digest.map_or(0, |digest| {
            let [one, two, three, four, ..] = *digest.bytes();
            u32::from_be_bytes([one, two, three, four]) % u32::from(SHARES)
        });
        let place = (u32::from(share) * GOLDEN + first) % u32::from(SHARES);
        u16::try_from(place).unwrap_or(share)
    }

    /// A place for a comparison, if one is free.
    fn turn(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.turns).try_acquire_owned().ok()
    }
}

/// What of a viewer decides on who answers.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The prefix of the route.
    pub route: &'a str,
    /// ISO 3166-1, if it is known.
    pub country: Option<&'a str>,
    /// ISO 3166-2, if it is known.
    pub subdivision: Option<&'a str>,
    /// The session's share, of [`tidegate_facts::session::SHARES`].
    pub share: u16,
}

/// Who answers a viewer.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// What decides.
    pub running: Arc<Running>,
    /// The rollout under way, and whether its candidate is who answers. `None`: there is
    /// none, or it is not for this viewer.
    pub rollout: Option<(Arc<Rollout>, bool)>,
}

impl Stage {
    /// Nothing is tried.
    #[must_use]
    pub fn of(current: Arc<Running>) -> Self {
        Self { current, rollout: None, halted: None }
    }

    /// Ends a rollout, if it is still under way: a halt and an operator may want to at once,
    /// and the first does. `then` is what decides afterwards. Returns what did before.
    ///
    /// # Errors
    /// What decides now, if the rollout had ended already.
    pub fn end(
        cell: &ArcSwap<Self>,
        rollout: &Arc<Rollout>,
        then: impl Fn(&Self) -> Self,
    ) -> Result<Arc<Self>, Arc<Self>> {
        let tries = |stage: &Self| {
            stage.rollout.as_ref().is_some_and(|under_way| Arc::ptr_eq(under_way, rollout))
        };
        let before =
            cell.rcu(|stage| if tries(stage) { Arc::new(then(stage)) } else { Arc::clone(stage) });
        if tries(&before) { Ok(before) } else { Err(before) }
    }

    /// Nothing is tried any more, for a reason.
    #[must_use]
    pub fn halted(&self, why: &str) -> Self {
        Self { halted: Some(why.to_owned()), ..Self::of(Arc::clone(&self.current)) }
    }

    /// Who answers a viewer: equal sessions get equal answers for as long as the rollout
    /// lasts.
    #[must_use]
    pub fn choose(&self, place: Place<'_>) -> Chosen {
        let current = || Arc::clone(&self.current);
        let Some(rollout) = &self.rollout else {
            return Chosen { running: current(), rollout: None };
        };
        let plan = &rollout.plan;
        let place = Place { share: rollout.order(place.share), ..place };
        let candidate = plan.mode == Mode::Canary && plan.covers(place);
        // Those whom the candidate does not answer show what it would have answered them.
        let concerned = candidate || plan.mode == Mode::Canary || plan.covers(place);
        Chosen {
            running: if candidate { Arc::clone(&rollout.candidate) } else { current() },
            rollout: concerned.then(|| (Arc::clone(rollout), candidate)),
        }
    }
}

#[cfg(test)]
mod tests {
    use tidegate_bundle::Digest;

    use super::*;
    use crate::bundles::Identity;

    fn stage(plan: Plan) -> (Stage, Arc<Running>) {
        let candidate = Arc::new(Running::default());
        let rollout = Rollout::new(Arc::clone(&candidate), plan);
        let stage =
            Stage { rollout: Some(Arc::new(rollout)), ..Stage::of(Arc::new(Running::default())) };
        (stage, candidate)
    }

    const ANY: Place<'_> =
        Place { route: "/vod/", country: Some("FR"), subdivision: None, share: 420 };

    fn plan(mode: Mode) -> Plan {
        Plan { mode, ..Plan::default() }
    }

    #[test]
    fn the_first_to_end_a_rollout_does() {
        let (stage, candidate) = stage(plan(Mode::Canary));
        let rollout = stage.rollout.clone().unwrap();
        let current = Arc::clone(&stage.current);
        let promoted = |_: &Stage| Stage::of(Arc::clone(&candidate));

        let cell = ArcSwap::from_pointee(Stage { rollout: Some(Arc::clone(&rollout)), ..stage });
        Stage::end(&cell, &rollout, |stage| stage.halted("too many errors")).unwrap();
        let now = Stage::end(&cell, &rollout, promoted).unwrap_err();
        assert_eq!(now.halted.as_deref(), Some("too many errors"));
        assert!(Arc::ptr_eq(&cell.load().current, &current));

        let stage = Stage { rollout: Some(Arc::clone(&rollout)), ..Stage::of(current) };
        let cell = ArcSwap::from_pointee(stage);
        Stage::end(&cell, &rollout, promoted).unwrap();
        assert!(Stage::end(&cell, &rollout, |stage| stage.halted("too late")).is_err());
        assert!(Arc::ptr_eq(&cell.load().current, &candidate));
        assert_eq!(cell.load().halted, None);
    }

    #[test]
    fn a_shadow_answers_nobody() {
        let (stage, candidate) = stage(plan(Mode::Shadow));
        let chosen = stage.choose(ANY);
        assert!(!Arc::ptr_eq(&chosen.running, &candidate));
        assert!(matches!(chosen.rollout, Some((_, false))));
    }

    #[test]
    fn a_canary_answers_its_share_of_sessions_and_always_the_same() {
        let (stage, candidate) = stage(Plan { share: "5".parse().unwrap(), ..plan(Mode::Canary) });
        let answered =
            |share| Arc::ptr_eq(&stage.choose(Place { share, ..ANY }).running, &candidate);
        assert_eq!((0..10_000).filter(|share| answered(*share)).count(), 500);
        let chosen: Vec<u16> = (0..10_000).filter(|share| answered(*share)).collect();
        assert!((0..100).all(|_| chosen.iter().all(|share| answered(*share))));
        // Of any share of sessions that is not too small, it is the same share.
        for from in [0, 500, 9_500] {
            let among = chosen.iter().filter(|share| (from..from + 500).contains(*share)).count();
            assert!((20..=30).contains(&among), "{among} from {from}");
        }
    }

    #[test]
    fn another_candidate_has_other_sessions_first() {
        let answered = |version: u64| -> Vec<u16> {
            let digest = Digest::of(&version.to_le_bytes());
            let bundle = Some(Identity { name: "acme/eu".to_owned(), version, digest });
            let candidate = Arc::new(Running { bundle, ..Running::default() });
            let plan = Plan { share: "5".parse().unwrap(), ..plan(Mode::Canary) };
            let rollout = Rollout::new(candidate, plan);
            (0..10_000).filter(|share| rollout.order(*share) < 500).collect()
        };
        let (one, two) = (answered(1), answered(2));
        assert_eq!((one.len(), two.len()), (500, 500));
        assert!(one.iter().filter(|share| two.contains(share)).count() < 100);
        assert_eq!(one, answered(1));
    }

    #[test]
    fn a_canary_of_routes_and_regions_answers_only_there() {
        let (stage, candidate) = stage(Plan {
            routes: vec!["/vod/".to_owned()],
            regions: vec!["FR".to_owned(), "US-CA".to_owned()],
            ..plan(Mode::Canary)
        });
        let answered = |place| Arc::ptr_eq(&stage.choose(place).running, &candidate);
        assert!(answered(ANY));
        assert!(!answered(Place { route: "/live/", ..ANY }));
        assert!(!answered(Place { country: Some("DE"), ..ANY }));
        assert!(!answered(Place { country: None, ..ANY }));
        let american = Place { country: Some("US"), ..ANY };
        assert!(answered(Place { subdivision: Some("US-CA"), ..american }));
        assert!(!answered(Place { subdivision: Some("US-NY"), ..american }));
    }
}
