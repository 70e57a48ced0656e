//! What a large catalogue of rights costs: 100,000 assets with 20 rules each beside ten.
//!
//! - `deploy`: configured, snapshotted and compiled, once
//! - `ten`, `large`: one decision, facts lowered and answer lifted, over assets taken
//!   here and there, so that no two calls in a row look at the same
//!
//! The targets are 10 s, and twice the time for the large one.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::Criterion;
use tidegate::dev::config::FUNCTIONS;
use tidegate::sandbox::{CallLimits, Deployed, Engines, GeoLicensing};
use tidegate_pipeline::FunctionKind;
use tidegate_sdk::geo_licensing::Verdict;
use tidegate_sdk::types::{Facts, Network};
use tidegate_tests::rights;

const LARGE: u32 = 100_000;

fn facts(asset: u32) -> Facts {
    Facts {
        now: Some(1_795_392_000),
        asset: Some(rights::path(asset)),
        country: Some("FI".to_owned()),
        network: Some(Network::empty()),
        ..Facts::NOTHING
    }
}

/// Viewers of assets here and there: multiples of a number that shares no factor with the size.
fn viewers(assets: u32) -> Vec<Facts> {
    (0..4096_u64).map(|turn| facts((turn * 68_111 % u64::from(assets)) as u32)).collect()
}

struct Case {
    function: Deployed<GeoLicensing>,
    viewers: Vec<Facts>,
    turn: usize,
}

impl Case {
    fn step(&mut self) {
        self.turn = (self.turn + 1) % self.viewers.len();
        let said = self.viewers.get(self.turn).map(|viewer| self.function.decide(viewer));
        assert!(matches!(black_box(said), Some(Ok(Verdict::Allow(_)))));
    }

    /// The median of many single calls.
    fn median(&mut self) -> Duration {
        let mut times: Vec<Duration> = (0..20_000)
            .map(|_| {
                let start = Instant::now();
                self.step();
                start.elapsed()
            })
            .collect();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

async fn deploy(engines: &Engines, assets: u32) -> anyhow::Result<Case> {
    let component = FUNCTIONS
        .iter()
        .find(|(kind, ..)| *kind == FunctionKind::GeoLicensing)
        .map(|(_, component, _)| *component)
        .unwrap_or_default();
    let document = rights::catalogue(assets);
    let start = Instant::now();
    let function = Deployed::deploy(engines, component, &document, CallLimits::default()).await?;
    println!(
        "{assets} assets: {} MB of JSON deployed in {:.2} s, a snapshot of {} KB",
        document.len() / 1_000_000,
        start.elapsed().as_secs_f64(),
        function.snapshot_size() / 1000,
    );
    Ok(Case { function, viewers: viewers(assets), turn: 0 })
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let engines = Engines::new(64)?;
    let mut ten = runtime.block_on(deploy(&engines, 10))?;
    let mut large = runtime.block_on(deploy(&engines, LARGE))?;

    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("catalogue/ten", |bencher| bencher.iter(|| ten.step()));
    criterion.bench_function("catalogue/large", |bencher| bencher.iter(|| large.step()));
    criterion.final_summary();

    let (few, many) = (ten.median(), large.median());
    println!(
        "median: ten {:.2} µs, large {:.2} µs, {:.2} times as long",
        few.as_secs_f64() * 1e6,
        many.as_secs_f64() * 1e6,
        many.as_secs_f64() / few.as_secs_f64(),
    );
    Ok(())
}
