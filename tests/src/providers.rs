//! A stand-in for the providers of grid intensities: answers in the documented format
//! of each, for any zone, around its own clock.
//!
//! - Electricity Maps below `/v3/`: `carbon-intensity/history`, `/latest`, `/forecast`,
//!   header `auth-token`
//! - the Carbon Intensity API of Great Britain: `/intensity/{from}/{to}` and
//!   `/regional/intensity/{from}/{to}/regionid/{id}`
//! - WattTime: `/login`, `/v3/historical`, `/v3/forecast`
//! - the Carbon Aware SDK's Web API: `/emissions/bylocation`,
//!   `/emissions/forecasts/current`

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// The token that Electricity Maps takes.
pub const TOKEN: &str = "electricity-maps-token";

/// The user and password that WattTime takes, and both as RFC 7617 encodes them.
pub const USER: (&str, &str) = ("user:pass-word", "dXNlcjpwYXNzLXdvcmQ=");

/// For how many seconds a login to WattTime is good.
pub const LOGIN: u64 = 30 * 60;

/// What to do instead of answering.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// This status and perhaps a `Retry-After`.
    Status(u16, Option<&'static str>),
    /// Half of the JSON, sent as if it were whole.
    HalfJson,
    /// Half of the body that was announced.
    HalfBody,
    /// This many bytes.
    Huge(usize),
    /// Nothing, with the connection open.
    Silent,
    /// `302` to this URL.
    Redirect(String),
}

/// One request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its target.
    pub target: String,
    /// Its head, in lower case but for the target.
    pub head: String,
    /// When it came.
    pub at: Instant,
}

/// An answer: its status, further headers and its body.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Further headers, each line ended.
    pub headers: String,
    /// The body.
    pub body: Vec<u8>,
}

#[derive(Default)]
struct State {
    grams: HashMap<String, u16>,
    trouble: Option<(String, Trouble)>,
    asked: Vec<Asked>,
    logins: Vec<u64>,
}

/// The stand-in.
pub struct StandIn {
    state: Mutex<State>,
    clock: Box<dyn Fn() -> u64 + Send + Sync>,
}

/// A [`StandIn`] that listens, ended when dropped.
pub struct Served {
    /// What answers.
    pub providers: Arc<StandIn>,
    /// Where it listens.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl StandIn {
    /// With a clock in seconds since 1970.
    pub fn new(clock: impl Fn() -> u64 + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), clock: Box::new(clock) })
    }

    /// Sets what a zone's grid emits, in g/kWh, at all times: 100 if never set.
    pub fn set(&self, zone: &str, grams: u16) {
        self.state().grams.insert(zone.to_owned(), grams);
    }

    /// Makes trouble of requests whose target contains `part`, until set again.
    pub fn trouble(&self, part: &str, trouble: Option<Trouble>) {
        self.state().trouble = trouble.map(|trouble| (part.to_owned(), trouble));
    }

    /// The requests since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state().asked)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a request's head; `None`: nothing is ever answered.
    pub fn answer(&self, head: &str) -> Option<Answer> {
        let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut state = self.state();
        let lower = head.to_lowercase();
        state.asked.push(Asked { target: target.clone(), head: lower.clone(), at: Instant::now() });
        let trouble = state.trouble.clone().filter(|(part, _)| target.contains(part.as_str()));
        let plain = |status, body: Vec<u8>| Answer { status, headers: String::new(), body };
        let answered = match trouble {
            None => self.documented(&mut state, &target, &lower),
            Some((_, Trouble::Silent)) => return None,
            Some((_, Trouble::Status(status, after))) => {
                let headers =
                    after.map(|after| format!("retry-after: {after}\r\n")).unwrap_or_default();
                let body = json!({ "error": { "code": status.to_string(), "message": "string" } });
                return Some(Answer { status, headers, body: body.to_string().into() });
            }
            Some((_, Trouble::Redirect(to))) => {
                let headers = format!("location: {to}\r\n");
                return Some(Answer { status: 302, headers, body: Vec::new() });
            }
            Some((_, Trouble::Huge(bytes))) => return Some(plain(200, vec![b' '; bytes])),
            Some((_, half)) => {
                let mut whole =
                    self.documented(&mut state, &target, &lower).1.to_string().into_bytes();
                let length = whole.len();
                whole.truncate(length / 2);
                let lie = matches!(half, Trouble::HalfBody);
                let headers =
                    if lie { format!("content-length: {length}\r\n") } else { String::new() };
                return Some(Answer { status: 200, headers, body: whole });
            }
        };
        Some(plain(answered.0, answered.1.to_string().into()))
    }

    fn documented(&self, state: &mut State, target: &str, head: &str) -> (u16, Value) {
        let now = (self.clock)();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let parameter = |name: &str| {
            let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
            pair.unwrap_or_default().to_owned()
        };
        let has = |line: &str| head.lines().any(|found| found == line.to_lowercase());
        let grams = |zone: &str| state.grams.get(zone).copied().unwrap_or(100);
        match path.trim_start_matches('/').split('/').collect::<Vec<_>>().as_slice() {
            ["v3", "carbon-intensity", part] => {
                if !has(&format!("auth-token: {TOKEN}")) {
                    return (401, json!({ "error": "Invalid auth-token" }));
                }
                let zone = parameter("zone");
                (200, electricity_maps(part, &zone, grams(&zone), now))
            }
            ["intensity", _, _] => (200, json!({ "data": half_hours(grams("GB"), now, true) })),
            ["regional", "intensity", _, _, "regionid", id] => {
                let data = half_hours(grams(id), now, false);
                let id: u32 = id.parse().unwrap_or_default();
                (
                    200,
                    json!({ "data": {
                        "regionid": id, "dnoregion": "Electricity", "shortname": "Region", "data": data,
                    }}),
                )
            }
            ["login"] => {
                if !has(&format!("authorization: Basic {}", USER.1)) {
                    return (401, json!({ "error": "Unauthorized" }));
                }
                state.logins.push(now);
                (200, json!({ "token": format!("token-{}", state.logins.len()) }))
            }
            ["v3", part] => {
                let newest = state.logins.last().is_some_and(|login| now < login + LOGIN);
                if !newest || !has(&format!("authorization: Bearer token-{}", state.logins.len())) {
                    return (401, json!({ "error": "Unauthorized" }));
                }
                let region = parameter("region");
                (200, watttime(part, &region, grams(&region), now))
            }
            ["emissions", part @ ..] => {
                let location = parameter("location");
                (200, carbon_aware(part, &location, grams(&location), now))
            }
            _ => (404, json!({ "error": "Not Found" })),
        }
    }

    /// Listens on the loopback.
    ///
    /// # Errors
    /// When there is no port to be had.
    pub async fn serve(self: Arc<Self>) -> Result<Served> {
        self.serve_with(async |stream| Some(stream)).await
    }

    /// The same behind what `wrap` makes of a connection, e.g. TLS.
    ///
    /// # Errors
    /// When there is no port to be had.
    pub async fn serve_with<W, S, F>(self: Arc<Self>, wrap: W) -> Result<Served>
    where
        W: Fn(TcpStream) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Option<S>> + Send,
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let providers = Arc::clone(&self);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (wrap, providers) = (wrap.clone(), Arc::clone(&self));
                tokio::spawn(async move {
                    if let Some(stream) = wrap(stream).await {
                        converse(stream, &providers).await;
                    }
                });
            }
        });
        Ok(Served { providers, address, task })
    }
}

/// One request and its answer; a client that goes away is the test's to notice.
async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, providers: &StandIn) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let Some(Answer { status, mut headers, body }) =
        providers.answer(&String::from_utf8_lossy(&head))
    else {
        std::future::pending().await
    };
    if !headers.contains("content-length") {
        headers.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    let head = format!(
        "HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\nconnection: close\r\n{headers}\r\n"
    );
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body).await;
    let _ = stream.shutdown().await;
}

/// The beginnings of the steps around a moment: a day back and a day ahead.
fn steps(now: u64, step: u64) -> (Vec<u64>, Vec<u64>) {
    let newest = now - now % step;
    let day = 86_400 / step;
    let past = (0..day).rev().map(|index| newest - index * step).collect();
    (past, (1..=day).map(|index| newest + index * step).collect())
}

fn time(second: u64, format: &str) -> String {
    let time = i64::try_from(second).ok().and_then(|second| Timestamp::from_second(second).ok());
    time.map(|time| time.strftime(format).to_string()).unwrap_or_default()
}

fn electricity_maps(part: &str, zone: &str, grams: u16, now: u64) -> Value {
    let written = |second| time(second, "%Y-%m-%dT%H:%M:%S.000Z");
    let (past, ahead) = steps(now, 3600);
    let value = |second: &u64| {
        json!({
            "zone": zone, "carbonIntensity": grams, "datetime": written(*second),
            "updatedAt": written(now), "createdAt": written(now), "emissionFactorType": "lifecycle",
            "isEstimated": true, "estimationMethod": "TIME_SLICER_AVERAGE",
        })
    };
    match part {
        "latest" => past.last().map(value).unwrap_or_default(),
        "history" => json!({ "zone": zone, "history": past.iter().map(value).collect::<Vec<_>>() }),
        _ => {
            let value =
                |second: &u64| json!({ "carbonIntensity": grams, "datetime": written(*second) });
            let values: Vec<_> = past.last().into_iter().chain(&ahead).map(value).collect();
            json!({ "zone": zone, "forecast": values, "updatedAt": written(now) })
        }
    }
}

fn half_hours(grams: u16, now: u64, national: bool) -> Vec<Value> {
    let written = |second| time(second, "%Y-%m-%dT%H:%MZ");
    let (past, ahead) = steps(now, 1800);
    let half_hour = |second: &u64| {
        let intensity = if national {
            // Published when the half hour is over.
            let actual = (second + 1800 <= now).then_some(grams);
            json!({ "forecast": grams, "actual": actual, "index": "moderate" })
        } else {
            json!({ "forecast": grams, "index": "moderate" })
        };
        let mix = json!([{ "fuel": "gas", "perc": 43.6 }, { "fuel": "solar", "perc": 18.1 }]);
        json!({
            "from": written(*second), "to": written(second + 1800), "intensity": intensity,
            "generationmix": mix,
        })
    };
    past.iter().chain(&ahead).map(half_hour).collect()
}

fn watttime(part: &str, region: &str, grams: u16, now: u64) -> Value {
    let written = |second| time(second, "%Y-%m-%dT%H:%M:%S+00:00");
    let (mut past, mut ahead) = steps(now, 300);
    let made = past.last().copied().unwrap_or_default();
    // Settled values are late; the forecast begins with the present.
    past.truncate(past.len() - 2);
    ahead.insert(0, made);
    let pounds = f64::from(grams) / 0.453_592_37;
    let value = |second: &u64| json!({ "point_time": written(*second), "value": pounds });
    let values = if part == "historical" { &past } else { &ahead };
    let mut meta = json!({
        "data_point_period_seconds": 300, "region": region, "warnings": [],
        "signal_type": "co2_moer", "model": { "date": "2023-03-01" }, "units": "lbs_co2_per_mwh",
    });
    if part == "forecast"
        && let Some(meta) = meta.as_object_mut()
    {
        meta.insert("generated_at".to_owned(), json!(written(made)));
        meta.insert("generated_at_period_seconds".to_owned(), json!(300));
    }
    json!({ "data": values.iter().map(value).collect::<Vec<_>>(), "meta": meta })
}

fn carbon_aware(part: &[&str], location: &str, grams: u16, now: u64) -> Value {
    let written = |second| time(second, "%Y-%m-%dT%H:%M:%S.5092741+00:00");
    let (past, ahead) = steps(now, 300);
    if part == ["bylocation"] {
        let observed = |second: &u64| json!({ "location": location, "time": written(*second), "rating": grams, "duration": "00:05:00" });
        return past.iter().map(observed).collect();
    }
    let expected = |second: &u64| json!({ "location": location, "timestamp": written(*second), "duration": 5, "value": grams });
    json!([{
        "requestedAt": written(now), "generatedAt": written(now), "location": location,
        "dataStartAt": written(now), "dataEndAt": written(now + 86_400), "windowSize": 5,
        "optimalDataPoints": [], "forecastData": ahead.iter().map(expected).collect::<Vec<_>>(),
    }])
}
