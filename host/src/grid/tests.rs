//! Feeds against a stand-in for the providers, by a clock that stands still unless
//! all wait.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Empty;
use tidegate_facts::grid::Grid;
use tidegate_facts::grid::provider::Provider;
use tidegate_sdk::types::{Intensity, IntensitySignal};
use tidegate_tests::providers::{Asked, StandIn, TOKEN, Trouble, USER};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::client::{Client, Get, LARGEST_ANSWER};
use super::feed::{Account, Failure};
use super::poll::Clock;
use super::{Credentials, Feed, Feeds, Status};

/// 2026-10-01T12:10:00Z.
const NOON: u64 = 1_790_856_600;

const HOUR: u64 = 3600;

/// Without a network: what the paused clock waits for is timers alone.
struct InMemory(Arc<StandIn>);

impl Get for InMemory {
    async fn get(&self, request: Request<Empty<Bytes>>) -> Result<Response<Bytes>, Failure> {
        let mut head = format!("GET {} HTTP/1.1\r\n", request.uri().path_and_query().unwrap());
        for (name, value) in request.headers() {
            head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
        let answer = self.0.answer(&format!("{head}\r\n")).ok_or(Failure::TooSlow)?;
        let mut response = Response::builder().status(answer.status);
        for (name, value) in answer.headers.lines().filter_map(|line| line.split_once(": ")) {
            response = response.header(name, value);
        }
        Ok(response.body(Bytes::from(answer.body)).unwrap())
    }
}

struct Scene {
    providers: Arc<StandIn>,
    feeds: Feeds<InMemory>,
    grid: Arc<ArcSwap<Grid>>,
    start: Instant,
    _folder: tempfile::TempDir,
}

fn clock() -> Clock {
    let start = Instant::now();
    Arc::new(move || NOON + start.elapsed().as_secs())
}

fn feed(provider: Provider, zones: &[(&str, &str)], folder: &tempfile::TempDir) -> Feed {
    let secret = match provider {
        Provider::ElectricityMaps => TOKEN,
        _ => USER.0,
    };
    let file = folder.path().join(provider.name());
    std::fs::write(&file, format!("{secret}\n")).unwrap();
    let path = if provider == Provider::ElectricityMaps { "v3/" } else { "" };
    Feed {
        provider,
        url: format!("http://stand-in.example/{path}").parse().unwrap(),
        zones: zones.iter().map(|(place, zone)| ((*place).into(), (*zone).into())).collect(),
        signal: provider.usual_signal().unwrap_or(IntensitySignal::Average),
        interval: Duration::from_secs(300),
        credentials: Some(Credentials::File(file)),
    }
}

impl Scene {
    fn new(feeds: &[(Provider, &[(&str, &str)])]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let feeds = feeds.iter().map(|(provider, zones)| feed(*provider, zones, &folder)).collect();
        let clock = clock();
        let told = Arc::clone(&clock);
        let providers = StandIn::new(move || told());
        let feeds = Feeds::new(feeds, 7200, InMemory(Arc::clone(&providers)), clock);
        let table = "country,gco2e_per_kwh,year,source\nFR,56,2023,Ember\n";
        let grid = Grid::default().with_table(table).unwrap();
        let grid = Arc::new(ArcSwap::from_pointee(grid));
        Self { providers, feeds, grid, start: Instant::now(), _folder: folder }
    }

    fn poll(&self) -> JoinHandle<()> {
        let (feeds, grid) = (self.feeds.clone(), Arc::clone(&self.grid));
        tokio::spawn(async move { feeds.poll(&grid).await })
    }

    fn at(&self, country: &str, subdivision: Option<&str>) -> Intensity {
        self.grid.load().intensity(Some(country), subdivision).unwrap()
    }

    fn newest(&self, country: &str, subdivision: Option<&str>) -> u16 {
        *self.at(country, subdivision).samples.last().unwrap()
    }

    fn stands(&self) -> Status {
        self.feeds.status().remove(0)
    }

    /// Seconds after the start at which each poll began.
    fn polls(&self, first: &str) -> Vec<u64> {
        let asked = self.providers.asked();
        let of = |asked: &&Asked| asked.target.contains(first);
        asked.iter().filter(of).map(|asked| (asked.at - self.start).as_secs()).collect()
    }
}

const FRANCE: (Provider, &[(&str, &str)]) = (Provider::ElectricityMaps, &[("FR", "FR")]);

#[tokio::test(start_paused = true)]
async fn every_provider_is_understood() {
    for (provider, zone, step, samples) in [
        (Provider::ElectricityMaps, "FR", 3600, 24),
        (Provider::UkCarbonIntensity, "GB", 1800, 48),
        (Provider::UkCarbonIntensity, "13", 1800, 48),
        (Provider::WattTime, "CAISO_NORTH", 300, 288),
        (Provider::CarbonAwareSdk, "eastus", 300, 288),
    ] {
        let scene = Scene::new(&[(provider, &[("FR", zone)])]);
        scene.providers.set(zone, 321);
        scene.feeds.poll_once(&scene.grid).await;
        let Intensity { signal, samples: found, step: every, forecast, measured, expires } =
            scene.at("FR", None);
        let name = format!("{} {zone}", provider.name());
        assert_eq!(found, vec![321; samples], "{name}");
        assert_eq!(forecast, vec![321; samples], "{name}");
        assert_eq!(every, step, "{name}");
        assert_eq!(measured, NOON - NOON % u64::from(step), "{name}");
        assert_eq!(expires, measured + 7200, "{name}");
        assert_eq!(signal == IntensitySignal::Marginal, provider == Provider::WattTime, "{name}");
        let stands = scene.stands();
        assert_eq!((stands.trouble, stands.learnt), (None, Some(NOON)), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_viewer_has_their_own_zone() {
    let scene = Scene::new(&[
        (Provider::ElectricityMaps, &[("FR", "FR"), ("US-CA", "US-CAL-CISO"), ("MC", "FR")]),
        (Provider::UkCarbonIntensity, &[("GB", "GB"), ("GB-SCT", "16")]),
    ]);
    for (zone, grams) in [("FR", 40), ("US-CAL-CISO", 210), ("GB", 180), ("16", 30)] {
        scene.providers.set(zone, grams);
    }
    scene.feeds.poll_once(&scene.grid).await;
    for (country, subdivision, grams) in [
        ("FR", Some("FR-IDF"), 40),
        ("MC", None, 40),
        ("US", Some("US-CA"), 210),
        ("GB", Some("GB-ENG"), 180),
        ("GB", Some("GB-SCT"), 30),
    ] {
        assert_eq!(scene.newest(country, subdivision), grams, "{country} {subdivision:?}");
    }
    assert_eq!(scene.grid.load().intensity(Some("US"), Some("US-NY")), None);
    // Monaco has the zone of France: three zones of four places, and two.
    assert_eq!(scene.providers.asked().len(), 2 * 3 + 2);
}

#[tokio::test(start_paused = true)]
async fn a_zone_is_asked_at_its_interval() {
    let scene = Scene::new(&[FRANCE]);
    scene.providers.set("FR", 40);
    let task = scene.poll();
    tokio::time::sleep(Duration::from_secs(HOUR)).await;
    let polls = scene.polls("history");
    assert!((11..=12).contains(&polls.len()), "{polls:?}");
    let waits = polls.iter().zip(polls.iter().skip(1)).map(|(one, next)| next - one);
    assert!(waits.clone().all(|wait| (300..=330).contains(&wait)), "{polls:?}");
    // Not in step: that every wait is the same has a chance of one in 30^10.
    assert!(waits.collect::<std::collections::HashSet<_>>().len() > 1, "{polls:?}");
    scene.providers.set("FR", 90);
    tokio::time::sleep(Duration::from_secs(331)).await;
    assert_eq!(scene.newest("FR", None), 90);
    task.abort();
}

#[tokio::test(start_paused = true)]
async fn failures_are_waited_out_longer_and_longer_and_the_last_value_is_kept() {
    for trouble in [Trouble::Status(500, None), Trouble::HalfJson, Trouble::Silent] {
        let scene = Scene::new(&[FRANCE]);
        scene.providers.set("FR", 40);
        let task = scene.poll();
        tokio::time::sleep(Duration::from_secs(60)).await;
        let known = scene.at("FR", None);
        assert_eq!(scene.polls("latest"), [0]);

        scene.providers.trouble("latest", Some(trouble.clone()));
        scene.providers.set("FR", 90);
        tokio::time::sleep(Duration::from_secs(3 * HOUR)).await;
        let polls = scene.polls("latest");
        assert!(polls.len() > 12, "{trouble:?} {polls:?}");
        let waits = polls.iter().zip(polls.iter().skip(1)).map(|(one, next)| next - one);
        for (wait, least) in waits.zip([10, 20, 40, 80, 160, 320, 640, 900, 900, 900]) {
            // Instants are cut to whole seconds.
            assert!((least - 1..=least + least / 10 + 1).contains(&wait), "{trouble:?} {polls:?}");
        }
        // What was said last stays, with its age: a function sees that it has expired.
        assert_eq!(scene.at("FR", None), known);
        assert!(known.expires < NOON + scene.start.elapsed().as_secs());
        let stands = scene.stands();
        assert_eq!((stands.failures as usize, stands.learnt), (polls.len(), Some(NOON)));
        assert_eq!(stands.measured, Some(known.measured));
        assert!(stands.trouble.is_some() && stands.next > stands.learnt);

        scene.providers.trouble("latest", None);
        tokio::time::sleep(Duration::from_secs(1000)).await;
        let fresh = scene.at("FR", None);
        assert_eq!((fresh.samples.last(), scene.stands().failures), (Some(&90), 0));
        assert!(fresh.measured > known.measured);
        assert_eq!(scene.stands().trouble, None);
        task.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_known_of_a_provider_that_never_answered() {
    let scene = Scene::new(&[FRANCE]);
    scene.providers.trouble("", Some(Trouble::Status(503, None)));
    scene.feeds.poll_once(&scene.grid).await;
    // The table's.
    assert_eq!(scene.newest("FR", None), 56);
    let stands = scene.stands();
    assert_eq!((stands.failures, stands.learnt, stands.measured), (1, None, None));
    assert_eq!(stands.trouble.as_deref(), Some("it answered 503 Service Unavailable"));
    assert_eq!((stands.provider, stands.zone.as_str()), ("electricity-maps", "FR"));
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_wishes_to_rest_rests() {
    let scene = Scene::new(&[FRANCE]);
    scene.providers.trouble("history", Some(Trouble::Status(429, Some("1800"))));
    let task = scene.poll();
    tokio::time::sleep(Duration::from_secs(1700)).await;
    // Nor is it asked for the other parts.
    assert_eq!(scene.providers.asked().len(), 1);
    scene.providers.trouble("", None);
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(scene.newest("FR", None), 100);
    task.abort();
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_not_repeated_soon() {
    for (trouble, least) in [
        (Trouble::Status(401, None), 900),
        (Trouble::Status(404, None), 900),
        (Trouble::Redirect("http://elsewhere.example/v3/".to_owned()), 900),
    ] {
        let scene = Scene::new(&[FRANCE]);
        scene.providers.trouble("latest", Some(trouble.clone()));
        let task = scene.poll();
        tokio::time::sleep(Duration::from_secs(HOUR)).await;
        let polls = scene.polls("latest");
        assert!((3..=4).contains(&polls.len()), "{trouble:?} {polls:?}");
        assert!(polls[1] >= least, "{trouble:?} {polls:?}");
        task.abort();
    }
}

/// The forecast is not part of every plan.
#[tokio::test(start_paused = true)]
async fn what_is_lacking_is_done_without() {
    let scene = Scene::new(&[FRANCE]);
    scene.providers.trouble("forecast", Some(Trouble::Status(403, None)));
    let task = scene.poll();
    tokio::time::sleep(Duration::from_secs(HOUR)).await;
    let known = scene.at("FR", None);
    assert_eq!((known.samples.len(), known.forecast.len()), (24, 0));
    let stands = scene.stands();
    assert_eq!(stands.trouble.as_deref(), Some("it answered 403 Forbidden"));
    assert_eq!(stands.failures, 0);
    assert!(scene.polls("latest").len() > 10);
    task.abort();
}

#[tokio::test(start_paused = true)]
async fn a_login_serves_all_zones_and_is_renewed_before_it_ends() {
    let zones: &[(&str, &str)] = &[("US-CA", "CAISO_NORTH"), ("US-TX", "ERCOT")];
    let scene = Scene::new(&[(Provider::WattTime, zones)]);
    let task = scene.poll();
    tokio::time::sleep(Duration::from_secs(3 * HOUR)).await;
    let logins = scene.polls("login");
    assert_eq!(logins[0], 0);
    // Every 25 minutes and until the next question, at most 330 s later.
    assert!((6..=8).contains(&logins.len()), "{logins:?}");
    assert!(scene.feeds.status().iter().all(|stands| stands.trouble.is_none()));
    task.abort();
}

#[tokio::test(start_paused = true)]
async fn a_login_that_ended_early_is_renewed_at_once() {
    let scene = Scene::new(&[(Provider::WattTime, &[("US-CA", "CAISO_NORTH")])]);
    scene.feeds.poll_once(&scene.grid).await;
    // Somebody else logs in under the same name, and the stand-in knows the newest only.
    let head = format!("GET /login HTTP/1.1\r\nauthorization: Basic {}\r\n\r\n", USER.1);
    assert_eq!(scene.providers.answer(&head).unwrap().status, 200);
    scene.providers.asked();
    scene.feeds.poll_once(&scene.grid).await;
    assert_eq!(scene.stands().trouble, None);
    let targets: Vec<_> = scene.providers.asked().into_iter().map(|asked| asked.target).collect();
    let logins = targets.iter().filter(|target| *target == "/login").count();
    assert_eq!((logins, targets.len()), (1, 4), "{targets:?}");
}

#[tokio::test(start_paused = true)]
async fn credentials_that_change_are_read_again_and_never_shown() {
    for provider in [Provider::ElectricityMaps, Provider::WattTime] {
        let folder = tempfile::tempdir().unwrap();
        let feed = feed(provider, &[("FR", "FR")], &folder);
        let file = folder.path().join(provider.name());
        let good = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, "hush:hush").unwrap();
        let told = clock();
        let get = InMemory(StandIn::new(move || told()));
        let account = Account::new(feed);
        let failure = account.learn(&get, "FR", NOON).await.unwrap_err();
        assert_eq!(failure.to_string(), "it answered 401 Unauthorized");
        std::fs::write(&file, good).unwrap();
        assert!(account.learn(&get, "FR", NOON).await.is_ok());
        std::fs::remove_file(&file).unwrap();
        // WattTime is still logged in.
        let without = account.learn(&get, "FR", NOON).await;
        assert_eq!(without.is_ok(), provider == Provider::WattTime);
        let shown = format!("{account:?} {failure:?} {without:?}");
        for secret in [TOKEN, "hush", "pass-word", USER.1, "token-1"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

/// Asks a stand-in that listens, over HTTP.
async fn over_http(trouble: Option<Trouble>, within: Duration) -> Result<Vec<u16>, Failure> {
    let served = StandIn::new(|| NOON).serve().await.unwrap();
    served.providers.trouble("", trouble);
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://{}/v3/", served.address).parse().unwrap();
    let account =
        Account::new(Feed { url, ..feed(Provider::ElectricityMaps, &[("FR", "FR")], &folder) });
    let client = Client::plain(within);
    account.learn(&client, "FR", NOON).await.map(|learnt| learnt.reading.samples)
}

#[tokio::test]
async fn answers_are_bounded_in_time_and_size() {
    let long = Duration::from_secs(30);
    assert_eq!(over_http(None, long).await, Ok(vec![100; 24]));
    for (trouble, failure) in [
        (Trouble::HalfBody, Failure::CutShort),
        (Trouble::Huge(LARGEST_ANSWER + 1), Failure::TooLarge),
    ] {
        assert_eq!(over_http(Some(trouble), long).await, Err(failure));
    }
    let slow = over_http(Some(Trouble::Silent), Duration::from_millis(50)).await;
    assert_eq!(slow, Err(Failure::TooSlow));
}

#[tokio::test]
async fn nobody_else_is_asked() {
    let elsewhere = StandIn::new(|| NOON).serve().await.unwrap();
    let there = format!("http://{}/v3/", elsewhere.address);
    let failure =
        over_http(Some(Trouble::Redirect(there)), Duration::from_secs(30)).await.unwrap_err();
    assert_eq!(failure.to_string(), "it answered 302 Found");
    assert!(elsewhere.providers.asked().is_empty());
    let closed = elsewhere.address;
    drop(elsewhere);
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://{closed}/v3/").parse().unwrap();
    let account =
        Account::new(Feed { url, ..feed(Provider::ElectricityMaps, &[("FR", "FR")], &folder) });
    let client = Client::plain(Duration::from_secs(30));
    let failure = account.learn(&client, "FR", NOON).await.unwrap_err();
    assert!(matches!(failure, Failure::Unreachable(_)), "{failure}");
}
