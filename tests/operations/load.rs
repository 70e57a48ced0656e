//! Deploys while viewers ask: none of them notices.
//!
//! `TIDEGATE_DEPLOYS` says how many, 100 if it is not there; in a release build 1,000 take
//! minutes.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::node::{FILM, Node, digests_of};
use crate::recipe::Recipe;
use crate::workshop::Workshop;

/// Viewers who ask all the time, each on a connection of its own.
const VIEWERS: usize = 3;

fn deploys() -> usize {
    std::env::var("TIDEGATE_DEPLOYS").map_or(100, |number| number.parse().unwrap())
}

/// Resident memory of a process in KiB, without what it shares with files.
fn resident(process: u32) -> u64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap();
    let of = |name: &str| -> u64 {
        let line = rollup.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    of("Anonymous:")
}

/// Asks until it is told to stop; how many answers there were.
async fn viewer(url: String, bundles: Arc<[HashSet<String>; 2]>, stop: Arc<AtomicBool>) -> u64 {
    let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
    let mut answers = 0;
    while !stop.load(Ordering::Relaxed) {
        let request = Request::get(&url).header("x-forwarded-for", "192.0.2.1");
        let request = request.body(Empty::<Bytes>::new()).unwrap();
        let answer = client.request(request).await.expect("a request failed");
        assert_eq!(answer.status(), 200);
        let answered: HashSet<_> = digests_of(answer.headers()).into_iter().collect();
        assert!(bundles.contains(&answered), "a mixture: {answered:?}");
        answer.into_body().collect().await.expect("an answer was cut off");
        answers += 1;
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bundles_alternate_under_load() {
    let shop = Workshop::open().await;
    let node = shop.node().await;
    let process = node.process.id().unwrap();
    let mut references = Vec::new();
    let mut bundles = Vec::new();
    for version in [1, 2] {
        let reference = shop.ready(&Recipe::of(version)).await;
        node.deploy(&reference, &[]).await.done();
        bundles.push(node.digests().await.into_iter().collect::<HashSet<_>>());
        references.push(reference);
    }
    let bundles: Arc<[_; 2]> = Arc::new(bundles.try_into().unwrap());
    let stop = Arc::new(AtomicBool::new(false));
    let viewers: Vec<_> = (0..VIEWERS)
        .map(|_| {
            let url = format!("{}{FILM}", node.process.url);
            tokio::spawn(viewer(url, Arc::clone(&bundles), Arc::clone(&stop)))
        })
        .collect();

    let deploys = deploys();
    let client = crate::doors::client();
    let start = Instant::now();
    let mut memory = Vec::with_capacity(deploys);
    for deploy in 0..deploys {
        let asked = serde_json::json!({
            "reference": references[deploy % 2],
            "allow-older": "acme/eu",
        });
        let told = client
            .post(format!("{}/v1/deploy", node.admin))
            .header("content-type", "application/json")
            .body(asked.to_string())
            .send()
            .await
            .unwrap();
        let told = told.text().await.unwrap();
        assert!(told.contains("\"event\":\"ended\""), "deploy {deploy}: {told}");
        memory.push(resident(process));
        assert!(viewers.iter().all(|viewer| !viewer.is_finished()), "a viewer has left");
    }
    let took = start.elapsed();
    stop.store(true, Ordering::Relaxed);
    let mut answers = 0;
    for viewer in viewers {
        answers += viewer.await.unwrap();
    }
    // Threads come with work, and each keeps for itself some of what it once took: in the first
    // half of a hundred deploys that may be one more step, and is bounded apart.
    let tenth = deploys / 10;
    let mean = |part: &[u64]| part.iter().sum::<u64>() / part.len() as u64;
    let (second, half) = (mean(&memory[tenth..2 * tenth]), deploys / 2);
    let (early, late) = (mean(&memory[half..half + tenth]), mean(&memory[deploys - tenth..]));
    eprintln!(
        "{deploys} deploys in {took:?}, {answers} answers, {early} KiB early, {late} KiB late"
    );
    assert!(answers > deploys as u64, "hardly a viewer asked");
    assert!(late * 20 <= early * 21, "{early} KiB have become {late} KiB: {memory:?}");
    assert!(late * 4 <= second * 5, "{second} KiB have become {late} KiB: {memory:?}");
    assert_eq!(node.version().await, Some(u64::try_from((deploys - 1) % 2).unwrap() + 1));
    assert_eq!(node.status().await["history"].as_array().unwrap().len(), 2);
}

/// Compiling is no work for threads that answer viewers, of which there is one here.
#[tokio::test]
async fn viewers_are_answered_while_a_bundle_is_compiled() {
    let shop = Workshop::bare().await;
    let node = Node::start_with(&shop.config("", ""), "TOKIO_WORKER_THREADS=1").await;
    let one = shop.ready(&Recipe::of(1)).await;
    let two = shop.ready(&Recipe::of(2).with_cases()).await;
    node.deploy(&one, &[]).await.done();
    let running = node.digests().await;
    let deploying = async {
        let deployed = node.deploy(&two, &["--json"]).await;
        let events: Vec<serde_json::Value> =
            deployed.done().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ms = events.iter().filter_map(|event| event["ms"].as_u64());
        Duration::from_millis(ms.max().unwrap())
    };
    let asking = async {
        let mut slowest = Duration::ZERO;
        loop {
            let start = Instant::now();
            if node.digests().await != running {
                return slowest;
            }
            slowest = slowest.max(start.elapsed());
        }
    };
    let (longest, slowest) = tokio::join!(deploying, asking);
    eprintln!("the longest step took {longest:?}, the slowest answer {slowest:?}");
    assert!(slowest < longest / 2, "an answer took {slowest:?}, a step {longest:?}");
}
