//! The tasks that ask, one for each zone, and how each stands.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use arc_swap::ArcSwap;
use tidegate_facts::grid::Grid;
use tokio::task::JoinSet;

use super::client::Get;
use super::feed::{Account, Failure, Feed, Learnt};
use super::schedule::{Outcome, Schedule};

/// How one zone stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The provider's name in configurations.
    pub provider: &'static str,
    /// The provider's zone.
    pub zone: String,
    /// The places that it stands for.
    pub places: Vec<String>,
    /// When it was last learnt of, in seconds since 1970.
    pub learnt: Option<u64>,
    /// When the newest sample was valid, likewise.
    pub measured: Option<u64>,
    /// Failures since then.
    pub failures: u32,
    /// What failed last, if anything has since it was last learnt of, or what of it
    /// was lacking then.
    pub trouble: Option<String>,
    /// When it is asked again, in seconds since 1970.
    pub next: Option<u64>,
}

/// One zone of one provider.
struct Zone {
    account: Arc<Account>,
    name: String,
    places: Vec<String>,
    status: Mutex<Status>,
}

/// Tells the time in seconds since 1970.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// All zones of all providers.
pub struct Feeds<G> {
    get: Arc<G>,
    zones: Vec<Arc<Zone>>,
    max_age: u32,
    clock: Clock,
}

impl<G> Clone for Feeds<G> {
    fn clone(&self) -> Self {
        let Self { get, zones, max_age, clock } = self;
        let (get, clock) = (Arc::clone(get), Arc::clone(clock));
        Self { get, zones: zones.clone(), max_age: *max_age, clock }
    }
}

impl<G> std::fmt::Debug for Feeds<G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Feeds").field("zones", &self.zones.len()).finish_non_exhaustive()
    }
}

/// Seconds since 1970 by the system.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

impl<G: Get> Feeds<G> {
    /// Nothing has been asked. A value is acted on for `max_age` seconds.
    #[must_use]
    pub fn new(feeds: Vec<Feed>, max_age: u32, get: G, clock: Clock) -> Self {
        let mut zones = Vec::new();
        for feed in feeds {
            let account = Arc::new(Account::new(feed));
            for (name, places) in by_zone(&account.feed().zones) {
                let status = Status {
                    provider: account.feed().provider.name(),
                    zone: name.clone(),
                    places: places.clone(),
                    ..Status::default()
                };
                let (account, status) = (Arc::clone(&account), Mutex::new(status));
                zones.push(Arc::new(Zone { account, name, places, status }));
            }
        }
        Self { get: Arc::new(get), zones, max_age, clock }
    }

    /// How each zone stands.
    #[must_use]
    pub fn status(&self) -> Vec<Status> {
        self.zones.iter().map(|zone| zone.stands().clone()).collect()
    }

    /// Asks until the future is dropped, and puts what is learnt into `grid`.
    pub async fn poll(&self, grid: &Arc<ArcSwap<Grid>>) {
        let mut tasks = JoinSet::new();
        for zone in &self.zones {
            let (feeds, zone, grid) = (self.clone(), Arc::clone(zone), Arc::clone(grid));
            tasks.spawn(async move {
                let mut schedule = Schedule::new(zone.account.feed().interval);
                loop {
                    let wait = feeds.ask(&zone, &grid, &mut schedule).await;
                    tokio::time::sleep(wait).await;
                }
            });
        }
        // None ends by itself.
        while let Some(Err(error)) = tasks.join_next().await {
            tracing::error!(%error, "a zone of the grid is no longer asked about");
        }
        std::future::pending().await
    }

    /// Asks about every zone once.
    pub async fn poll_once(&self, grid: &Arc<ArcSwap<Grid>>) {
        let mut tasks = JoinSet::new();
        for zone in &self.zones {
            let (feeds, zone, grid) = (self.clone(), Arc::clone(zone), Arc::clone(grid));
            tasks.spawn(async move {
                let mut schedule = Schedule::new(zone.account.feed().interval);
                feeds.ask(&zone, &grid, &mut schedule).await;
            });
        }
        tasks.join_all().await;
    }

    /// Asks about a zone; returns for how long to wait.
    async fn ask(&self, zone: &Zone, grid: &ArcSwap<Grid>, schedule: &mut Schedule) -> Duration {
        let now = (self.clock)();
        let learnt = zone.account.learn(&*self.get, &zone.name, now).await;
        let (outcome, wish) = match &learnt {
            Ok(learnt) => (Outcome::Answered, learnt.lacking.as_ref().and_then(Failure::wish)),
            Err(failure) => (failure.outcome(), failure.wish()),
        };
        let before = schedule.failures();
        let wait = schedule.next(outcome, wish, fastrand::f64());
        if let Ok(Learnt { reading, .. }) = &learnt {
            let intensity = reading.clone().intensity(self.max_age);
            grid.rcu(|grid| {
                zone.places
                    .iter()
                    .fold(Grid::clone(grid), |grid, place| grid.with_feed(place, intensity.clone()))
            });
        }
        zone.note(&learnt, before, wait, (self.clock)());
        wait
    }
}

impl Zone {
    fn stands(&self) -> std::sync::MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, learnt: &Result<Learnt, Failure>, before: u32, wait: Duration, now: u64) {
        let (provider, zone) = (self.account.feed().provider.name(), self.name.as_str());
        let mut status = self.stands();
        status.next = Some(now.saturating_add(wait.as_secs()));
        match learnt {
            Ok(Learnt { reading, lacking }) => {
                status.learnt = Some(now);
                status.measured = Some(reading.measured);
                status.failures = 0;
                status.trouble = lacking.as_ref().map(ToString::to_string);
                if let Some(lacking) = lacking {
                    tracing::debug!(provider, zone, %lacking, "part of a grid feed is lacking");
                }
                if before > 0 {
                    tracing::info!(provider, zone, "a grid feed answers again");
                }
            }
            Err(failure) => {
                status.failures = before.saturating_add(1);
                status.trouble = Some(failure.to_string());
                let again = wait.as_secs();
                tracing::warn!(provider, zone, %failure, again, "a grid feed failed; what it said last is kept");
            }
        }
    }
}

/// Zones with their places: those that share one are asked about once.
fn by_zone(zones: &[(String, String)]) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for (place, zone) in zones {
        match found.iter_mut().find(|(known, _)| known == zone) {
            Some((_, places)) => places.push(place.clone()),
            None => found.push((zone.clone(), vec![place.clone()])),
        }
    }
    found
}
