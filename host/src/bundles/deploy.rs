//! From a reference to what runs, step by step. What runs is untouched until the last.

use std::sync::Arc;

use arc_swap::{ArcSwap, ArcSwapOption};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tidegate_bundle::artifact::descriptor::BundleDescriptor;
use tidegate_bundle::{Bundle, Digest, Function, Name, Reference, Store};
use tidegate_signatures::{Older, Trust};
use tokio::runtime::Handle;
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

use super::Identity;
use super::history::Entry;
use super::state::{State, StateError};
use super::step::Steps;
use crate::node::Node;
use crate::rollout::plan::Plan;
use crate::rollout::{Rollout, Stage};
use crate::running::Running;
use crate::selftest;
use crate::signing::{signatures, verified};

/// Deploys bundles on a node, one at a time.
#[derive(Debug)]
pub struct Deployer {
    node: Arc<Node>,
    store: Store,
    trust: Trust,
    name: Name,
    /// What is on disk. Whoever changes what runs or is tried holds it, for as long as that
    /// takes: a deploy at its end only.
    state: Mutex<State>,
    /// To deploy, of which there is one.
    turns: Arc<Semaphore>,
    /// What ran, to be told while `state` is held.
    history: ArcSwap<Vec<Entry>>,
    /// What ran last before what runs, ready: nothing is compiled on the way back.
    before: ArcSwapOption<Running>,
}

/// The right to deploy, until it is dropped. Nobody who rolls back or promotes waits for it: what
/// is deployed meanwhile is compared with what runs when it is ready.
#[derive(Debug)]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

/// A deploy that is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Asked {
    /// Where the bundle is, see [`Reference`].
    pub reference: String,
    /// How it is tried first. Absent: it runs at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// The name of the bundle, to allow a version below the highest seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_older: Option<String>,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// Another deploy is under way.
    #[error("another deploy is under way")]
    Busy,
    /// There is nothing to do it to.
    #[error("{0}")]
    Nothing(String),
    /// A step failed.
    #[error("{0}")]
    Refused(String),
}

fn refused(error: impl std::fmt::Display) -> NotDone {
    NotDone::Refused(error.to_string())
}

impl Deployer {
    /// A deployer of one node.
    #[must_use]
    pub fn new(node: Arc<Node>, store: Store, trust: Trust, name: Name, state: State) -> Self {
        let history = ArcSwap::from_pointee(state.history.entries().to_vec());
        let turns = Arc::new(Semaphore::new(1));
        let (state, before) = (Mutex::new(state), ArcSwapOption::empty());
        Self { node, store, trust, name, state, turns, history, before }
    }

    /// Takes the turn.
    ///
    /// # Errors
    /// When it is taken.
    pub fn turn(&self) -> Result<Turn, NotDone> {
        Arc::clone(&self.turns)
            .try_acquire_owned()
            .map(|permit| Turn { _permit: permit })
            .map_err(|_| NotDone::Busy)
    }

    /// Pulls a bundle, verifies it, makes it ready, tests it, and lets it run or tries it.
    ///
    /// # Errors
    /// The first step that fails; what ran before runs on.
    pub async fn deploy(
        &self,
        _turn: Turn,
        asked: &Asked,
        steps: &mut Steps<'_>,
    ) -> Result<(), NotDone> {
        let reference: Reference = asked.reference.parse().map_err(refused)?;
        if let Some(plan) = &asked.plan {
            plan.check().map_err(NotDone::Refused)?;
            let known: Vec<_> = self.node.prefixes().collect();
            if let Some(route) = plan.routes.iter().find(|route| !known.contains(&route.as_str())) {
                let known = known.join(", ");
                return Err(refused(format!(
                    "`plan.routes`: found {route:?}, expected of {known}"
                )));
            }
        }
        if let Some(name) = asked.allow_older.as_deref().filter(|name| *name != self.name.as_str())
        {
            let ours = &self.name;
            return Err(refused(format!("`allow-older`: found {name:?}, expected \"{ours}\"")));
        }
        let artifact = steps.step("pull", self.store.pull(&reference)).await.map_err(refused)?;
        let digest = artifact.digest();
        let described = artifact.descriptor().map_err(refused)?;
        let version = described.version;
        steps.step("verify the signature", self.verify(&reference, digest, &described)).await?;
        let identity = Identity { name: described.name, version, digest };
        let older = match asked.allow_older {
            Some(_) => Older::Allowed(Timestamp::now()),
            None => Older::Refused,
        };
        let seen = async {
            let state = self.state.lock().await;
            state.ledger.check(&identity.name, version, digest, older).map_err(refused)
        };
        steps.step("compare with versions seen", seen).await?;
        let bundle = artifact.clone().into_bundle(self.store.caps()).map_err(refused)?;
        let running = self.ready(bundle, steps).await?;
        let candidate = Arc::new(Running { bundle: Some(identity.clone()), ..running });

        // From here on nothing but the disk can fail.
        let mut state = self.state.lock().await;
        steps.step("keep", state.keep(version, &artifact)).await.map_err(refused)?;
        state.ledger.admit(&identity.name, version, digest, older).map_err(refused)?;
        match &asked.plan {
            Some(plan) => {
                let current = Arc::clone(&self.node.stage.load().current);
                let rollout = Some(Arc::new(Rollout::new(candidate, plan.clone())));
                let stage = Stage { rollout, ..Stage::of(current) };
                self.node.stage.store(Arc::new(stage));
            }
            None => self.run(&mut state, candidate)?,
        }
        Ok(())
    }

    async fn verify(
        &self,
        reference: &Reference,
        digest: Digest,
        described: &BundleDescriptor,
    ) -> Result<(), NotDone> {
        let name = &described.name;
        if name != self.name.as_str() {
            let ours = &self.name;
            return Err(refused(format!(
                "this node runs bundles of {ours}, this is one of {name}"
            )));
        }
        let signatures = signatures(&self.store, reference, digest)
            .await
            .map_err(|error| refused(format!("{error:#}")))?;
        verified(&self.trust, signatures.as_ref(), described, digest, Timestamp::now())
            .map_err(refused)?;
        Ok(())
    }

    /// Configures, snapshots, compiles and tests the functions of a bundle.
    async fn ready(&self, bundle: Bundle, steps: &mut Steps<'_>) -> Result<Running, NotDone> {
        let functions = Arc::new(bundle.functions);
        let (tell, parts) = unbounded_channel();
        let made = made(&self.node, functions.to_vec(), move |part| {
            // Where nobody listens any more, it is made all the same.
            let _ = tell.send(part.to_owned());
        });
        let running = steps
            .step_of_parts("configure, snapshot and compile", parts, made)
            .await
            .map_err(refused)?;
        if functions.iter().any(|function| function.cases.is_some()) {
            let (node, runtime) = (Arc::clone(&self.node), Handle::current());
            let tested = tokio::task::spawn_blocking(move || {
                selftest::run(&node.engines, &runtime, &functions)
            });
            steps
                .step("self-test", async { tested.await.map_err(|error| error.to_string())? })
                .await
                .map_err(NotDone::Refused)?;
        }
        Ok(running)
    }

    /// Lets the candidate run, if one is tried.
    ///
    /// # Errors
    /// When there is none, it is halted at this moment, or the disk fails.
    pub async fn promote(&self) -> Result<(), NotDone> {
        let mut state = self.state.lock().await;
        let stage = self.node.stage.load_full();
        let Some(rollout) = &stage.rollout else { return Err(untried(&stage)) };
        let promoted = |_: &Stage| Stage::of(Arc::clone(&rollout.candidate));
        let before =
            Stage::end(&self.node.stage, rollout, promoted).map_err(|now| untried(&now))?;
        // It runs before it is written down: what is written down could not be halted.
        if let Err(error) = self.write_down(&mut state, &rollout.candidate) {
            self.node.stage.store(before);
            return Err(error);
        }
        self.keep_ready(&before.current, &rollout.candidate);
        Ok(())
    }

    /// Ends a rollout, or runs what ran before what runs, or a version that ran.
    ///
    /// # Errors
    /// When there is nothing to go back to, or it does not deploy any more.
    pub async fn rollback(&self, to: Option<u64>) -> Result<(), NotDone> {
        let mut state = self.state.lock().await;
        let stage = self.node.stage.load_full();
        if to.is_none()
            && let Some(rollout) = &stage.rollout
        {
            let ended = |stage: &Stage| Stage::of(Arc::clone(&stage.current));
            // If a halt was first, what ran before runs all the same.
            let _halted = Stage::end(&self.node.stage, rollout, ended);
            return Ok(());
        }
        let entry = match to {
            Some(version) => state.history.version(version).ok_or_else(|| {
                NotDone::Nothing(format!("version {version} has not run here, or long ago"))
            })?,
            None => state
                .history
                .before()
                .ok_or_else(|| NotDone::Nothing("nothing ran before what runs".to_owned()))?,
        };
        let identity = entry.bundle.clone();
        let ready = self.before.load_full();
        let running = match ready.filter(|ready| ready.bundle.as_ref() == Some(&identity)) {
            Some(ready) => ready,
            None => Arc::new(again(&self.node, &state, identity.clone()).await.map_err(refused)?),
        };
        state.history.back(identity.digest, now()).map_err(refused)?;
        self.tell(&state);
        self.swap(running);
        Ok(())
    }

    /// Writes down what runs from now on, and lets it.
    fn run(&self, state: &mut State, running: Arc<Running>) -> Result<(), NotDone> {
        self.write_down(state, &running)?;
        self.swap(running);
        Ok(())
    }

    fn swap(&self, running: Arc<Running>) {
        let before = self.node.stage.swap(Arc::new(Stage::of(Arc::clone(&running))));
        self.keep_ready(&before.current, &running);
    }

    /// Keeps what ran, unless it is what runs.
    fn keep_ready(&self, ran: &Arc<Running>, runs: &Running) {
        if ran.bundle.is_some() && ran.bundle != runs.bundle {
            self.before.store(Some(Arc::clone(ran)));
        }
    }

    fn write_down(&self, state: &mut State, running: &Running) -> Result<(), NotDone> {
        if let Some(bundle) = &running.bundle {
            state.history.put(bundle.clone(), now()).map_err(refused)?;
            self.tell(state);
        }
        if let Err(error) = state.trim() {
            tracing::warn!(%error, "bundles that are not remembered are not removed");
        }
        Ok(())
    }

    fn tell(&self, state: &State) {
        self.history.store(Arc::new(state.history.entries().to_vec()));
    }

    /// What runs, what is tried, and what ran.
    #[must_use]
    pub fn status(&self) -> serde_json::Value {
        let stage = self.node.stage.load_full();
        serde_json::json!({
            "name": self.name.as_str(),
            "running": stage.current.bundle,
            "rollout": stage.rollout.as_ref().map(|rollout| serde_json::json!({
                "candidate": rollout.candidate.bundle,
                "plan": rollout.plan,
                "so-far": rollout.counts.told(),
            })),
            "halted": stage.halted,
            "deploying": self.turns.available_permits() == 0,
            "history": **self.history.load(),
        })
    }

    /// Answers that differ between what runs and the candidate.
    #[must_use]
    pub fn differences(&self) -> Vec<crate::rollout::counts::Difference> {
        let stage = self.node.stage.load();
        stage.rollout.as_ref().map_or_else(Vec::new, |rollout| rollout.counts.samples())
    }
}

/// Lets the bundle that ran last run again, if any did.
///
/// # Errors
/// When it is not on disk as it was, or does not deploy any more.
pub async fn start(node: &Arc<Node>, state: &State) -> Result<(), StartError> {
    let Some(entry) = state.history.current() else { return Ok(()) };
    let running = again(node, state, entry.bundle.clone()).await?;
    node.stage.store(Arc::new(Stage::of(Arc::new(running))));
    Ok(())
}

/// A bundle that was verified when it came, from the node's own disk.
async fn again(node: &Arc<Node>, state: &State, identity: Identity) -> Result<Running, NotAgain> {
    let bundle = state.bundle(&identity).await?;
    let running = made(node, bundle.functions, |_| {}).await?;
    Ok(Running { bundle: Some(identity), ..running })
}

/// Makes functions ready beside the threads that answer viewers: compiling takes seconds.
async fn made(
    node: &Arc<Node>,
    functions: Vec<Function>,
    progress: impl FnMut(&str) + Send + 'static,
) -> Result<Running, NotMade> {
    let (node, runtime) = (Arc::clone(node), Handle::current());
    let made = tokio::task::spawn_blocking(move || {
        runtime.block_on(Running::deploy(&node.engines, functions, progress))
    });
    Ok(made.await??)
}

/// Why there is no candidate to promote.
fn untried(stage: &Stage) -> NotDone {
    NotDone::Nothing(match &stage.halted {
        Some(why) => format!("no candidate is being tried: the rollout was halted: {why}"),
        None => "no candidate is being tried".to_owned(),
    })
}

fn now() -> u64 {
    u64::try_from(Timestamp::now().as_second()).unwrap_or_default()
}

/// Why functions are not ready.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// One does not deploy.
    #[error(transparent)]
    Deploy(#[from] crate::running::NotDeployed),
    /// The node is stopping.
    #[error("interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// Why a bundle that ran does not run again.
#[derive(Debug, thiserror::Error)]
pub enum NotAgain {
    /// It is not there.
    #[error(transparent)]
    State(#[from] StateError),
    /// It does not deploy any more.
    #[error(transparent)]
    Made(#[from] NotMade),
}

/// Why a node cannot start with the bundle that ran last.
#[derive(Debug, thiserror::Error)]
#[error("the bundle that ran last")]
pub struct StartError(#[from] NotAgain);
