//! The gateway and the node, held against each other.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result};
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::Empty;
use tidegate::dev;
use tidegate::node::Node;
use tidegate::sandbox::Engines;
use tidegate_tests::client;
use tokio::net::TcpListener;

use crate::application::gateway;
use crate::cases::{self, Case};
use crate::serve::Instance;

/// Header fields in which the two agree. Only the node times its stages and
/// knows the functions' digests.
const SAME: [&str; 6] = [
    "content-type",
    "cache-control",
    "content-language",
    "vary",
    "allow",
    "access-control-allow-origin",
];

/// Seconds that may pass between the two answers, where they go by their clocks.
const APART: u32 = 5;

/// How often what goes by the clock is asked again.
const ATTEMPTS: usize = 5;

/// Differences that are shown.
const SHOWN: usize = 10;

/// What Spin adds to a request that comes from this machine.
const LOOPBACK: &str = "127.0.0.1:53188";

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_answers_as_the_node_does() -> Result<()> {
    let Some(gateway) = gateway() else { return Ok(()) };
    let node = node().await?;
    let cases = cases::all();
    // Spin keeps an instance for up to 128 requests: nothing of one may show in the next.
    let mut kept = gateway.instance().await?;
    let mut different = Vec::new();
    let mut seen = Seen::default();
    for case in &cases {
        let mut expected = of_node(node, case).await?;
        let mut fresh = gateway.instance().await?;
        for (which, instance) in [("a fresh", &mut fresh), ("the kept", &mut kept)] {
            let about = || format!("{which} instance, {case:?}");
            let mut answer = of_gateway(instance, case, LOOPBACK).await.with_context(about)?;
            let mut found = differences(case, &expected, &answer);
            // What is live changes with each second, and one may end between the two.
            for _ in 0..ATTEMPTS {
                if found.is_empty() || !case.clock {
                    break;
                }
                expected = of_node(node, case).await?;
                answer = of_gateway(instance, case, LOOPBACK).await.with_context(about)?;
                found = differences(case, &expected, &answer);
            }
            different.extend(
                found
                    .into_iter()
                    .map(|difference| format!("{which} instance: {difference}\n  {case:?}")),
            );
        }
        seen.note(case, &expected);
    }
    let (count, first) = (different.len(), different.iter().take(SHOWN));
    let first: Vec<_> = first.map(String::as_str).collect();
    assert!(different.is_empty(), "{count} differences, first:\n{}", first.join("\n"));
    seen.check();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_viewer_is_who_spin_says() -> Result<()> {
    let Some(gateway) = gateway() else { return Ok(()) };
    let node = node().await?;
    let mut instance = gateway.instance().await?;
    let france = "192.0.2.5";
    let case = |address: &str| Case {
        method: http::Method::GET,
        target: format!("/{}", tidegate_demo::MAIN_PATH),
        headers: [("x-forwarded-for", address), ("tidegate-debug-now", "1795377600")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        clock: false,
    };
    let expected = of_node(node, &case(france)).await?;
    let india = case("198.51.100.165");
    let answer = of_gateway(&mut instance, &india, &format!("{france}:1")).await?;
    assert_eq!(differences(&india, &expected, &answer), Vec::<String>::new());
    assert_eq!(answer.status(), StatusCode::OK);

    // Without Spin's word nobody is believed.
    let answer = of_gateway(&mut instance, &case(france), "unknown").await?;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    Ok(())
}

async fn node() -> Result<SocketAddr> {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = TcpListener::bind(any).await?;
    let address = listener.local_addr()?;
    let origin = dev::origin::start().await?;
    let config = dev::config::demo(any, origin)?;
    let node = Node::assemble(Engines::new(config.server.calls)?, config, |_| {}).await?;
    tokio::spawn(tidegate::listen::serve(listener, Arc::new(node), std::future::pending()));
    Ok(address)
}

async fn of_node(node: SocketAddr, case: &Case) -> Result<Response<Bytes>> {
    client::send(request(node, case)?.body(Empty::new())?)
        .await
        .with_context(|| format!("the node, {case:?}"))
}

async fn of_gateway(instance: &mut Instance, case: &Case, peer: &str) -> Result<Response<Bytes>> {
    let server = SocketAddr::from((Ipv4Addr::LOCALHOST, 3000));
    let request = request(server, case)?.header("spin-client-addr", peer);
    instance.request(request.body(())?).await
}

fn request(server: SocketAddr, case: &Case) -> Result<http::request::Builder> {
    let mut request =
        Request::builder().method(&case.method).uri(format!("http://{server}{}", case.target));
    for (name, value) in &case.headers {
        request = request.header(name, value);
    }
    Ok(request)
}

fn differences(case: &Case, node: &Response<Bytes>, gateway: &Response<Bytes>) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, node: String, gateway: String| {
        if node != gateway {
            found.push(format!("{what}: the node has {node:?}, the gateway {gateway:?}"));
        }
    };
    compare("status", node.status().to_string(), gateway.status().to_string());
    if node.body() != gateway.body() {
        let (node, gateway) = first_difference(node.body(), gateway.body());
        compare("body", node, gateway);
    }
    for name in SAME {
        if name == "cache-control" && case.clock && close(node.headers(), gateway.headers()) {
            continue;
        }
        compare(name, all_of(node.headers(), name), all_of(gateway.headers(), name));
    }
    compare("verdicts", verdicts(node.headers()), verdicts(gateway.headers()));
    found
}

/// The first line that is not the same, and the length of all.
fn first_difference(node: &Bytes, gateway: &Bytes) -> (String, String) {
    let (one, other) = (String::from_utf8_lossy(node), String::from_utf8_lossy(gateway));
    let at = one.lines().zip(other.lines()).take_while(|(one, other)| one == other).count();
    let line = |text: &str| {
        format!("{} bytes, line {}: {}", text.len(), at + 1, text.lines().nth(at).unwrap_or("end"))
    };
    (line(&one), line(&other))
}

fn all_of(headers: &HeaderMap, name: &str) -> String {
    let values: Vec<_> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    values.join(" | ")
}

/// Whether both hold for about as long.
fn close(node: &HeaderMap, gateway: &HeaderMap) -> bool {
    let age = |headers| all_of(headers, "cache-control").rsplit_once('=')?.1.parse::<u32>().ok();
    matches!((age(node), age(gateway)), (Some(node), Some(gateway)) if node.abs_diff(gateway) <= APART)
}

/// `Tidegate-Decision` without the digests.
fn verdicts(headers: &HeaderMap) -> String {
    all_of(headers, "tidegate-decision")
        .split(';')
        .map(|part| match part.strip_prefix("d=\"") {
            Some(_) => "",
            None => part,
        })
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(";")
}

/// That the requests are really varied.
#[derive(Default)]
struct Seen {
    cases: BTreeSet<String>,
    bodies: BTreeSet<Bytes>,
    playlists: BTreeSet<Bytes>,
    statuses: BTreeSet<u16>,
    languages: BTreeSet<String>,
}

impl Seen {
    fn note(&mut self, case: &Case, answer: &Response<Bytes>) {
        assert!(self.cases.insert(format!("{case:?}")), "asked twice: {case:?}");
        self.bodies.insert(answer.body().clone());
        if answer.status() == StatusCode::OK {
            self.playlists.insert(answer.body().clone());
        }
        self.statuses.insert(answer.status().as_u16());
        self.languages.insert(all_of(answer.headers(), "content-language"));
    }

    fn check(&self) {
        println!(
            "{} requests, {} bodies, {} playlists, statuses {:?}, languages {:?}",
            self.cases.len(),
            self.bodies.len(),
            self.playlists.len(),
            self.statuses,
            self.languages
        );
        assert!(self.cases.len() >= 50);
        assert!(self.bodies.len() >= 40);
        assert!(self.playlists.len() >= 20);
        assert_eq!(self.statuses, BTreeSet::from([200, 400, 403, 404, 405, 451]));
        for language in ["en", "de", "fr", "es", "ja"] {
            assert!(self.languages.contains(language), "no answer in {language}");
        }
    }
}
