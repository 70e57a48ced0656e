//! What deciding costs for one viewer of the demo: a television in Germany with a
//! consent string, and the demo's ladder.
//!
//! - `<function>/instantiate`: a fresh sandbox, made and dropped
//! - `<function>/total`: the same with the call, facts lowered and answer lifted
//! - `<function>/native`: the same policy without a sandbox
//! - `chain/sandboxed`, `chain/native`: all four
//!
//! Sandboxes are as in service: snapshotted, pooled, limits and epochs on. The
//! table at the end gives medians; `call` is `total` less `instantiate`.

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use criterion::Criterion;
use tidegate::dev;
use tidegate::explain;
use tidegate::node::Node;
use tidegate::sandbox::{Engines, FunctionSet};
use tidegate_demo::{MAIN_PATH, examples};
use tidegate_manifest::Multivariant;
use tidegate_pipeline::FunctionKind;
use tidegate_pipeline::tracks::contract_tracks;
use tidegate_sdk::carbon_cap::CarbonCap;
use tidegate_sdk::consent::Consent;
use tidegate_sdk::geo_licensing::GeoLicensing;
use tidegate_sdk::manifest_rewriting::{Format, Manifest, ManifestRewriting};
use tidegate_sdk::types::{Facts, Grants, Limits};

/// What each function is handed, taken from a real request.
struct Inputs {
    consent: Facts,
    geo_licensing: Facts,
    carbon_cap: Facts,
    rewriting: Facts,
    grants: Grants,
    limits: Limits,
    manifest: Manifest<'static>,
}

/// The same policies without a sandbox.
struct Native {
    consent: tidegate_consent::Policy,
    geo_licensing: tidegate_geo_licensing::Catalogue,
    carbon_cap: tidegate_carbon_cap::Policy,
    rewriting: tidegate_manifest_rewriting::Policy,
}

async fn prepare() -> anyhow::Result<(Node, Inputs, Native)> {
    let origin = dev::origin::start().await?;
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let config = dev::config::demo(listen, origin)?;
    let document = |kind: FunctionKind| {
        let found = config.functions.iter().find(|function| function.kind == kind);
        found.map(|function| function.document.clone()).unwrap_or_default()
    };
    let configured = anyhow::Error::msg::<String>;
    let native = Native {
        consent: Consent::configure(&document(FunctionKind::Consent)).map_err(configured)?,
        geo_licensing: GeoLicensing::configure(&document(FunctionKind::GeoLicensing))
            .map_err(configured)?,
        carbon_cap: CarbonCap::configure(&document(FunctionKind::CarbonCap)).map_err(configured)?,
        rewriting: ManifestRewriting::configure(&document(FunctionKind::ManifestRewriting))
            .map_err(configured)?,
    };
    let node = Node::assemble(Engines::new(config.server.calls)?, config, |_| {}).await?;
    let viewer = examples()
        .iter()
        .find(|viewer| viewer.tc_string.is_some())
        .ok_or_else(|| anyhow::anyhow!("no example viewer has a consent string"))?;
    let mut headers = http::HeaderMap::new();
    for (name, value) in viewer.headers() {
        headers.insert(name, value.parse()?);
    }
    let uri = format!("/{MAIN_PATH}").parse()?;
    let peer = IpAddr::from(Ipv4Addr::LOCALHOST);
    let told = explain::ask(&node, &uri, &headers, peer, explain::now()).await?;
    let missing = || anyhow::anyhow!("the viewer was not served");
    let decisions = told.decisions.ok_or_else(missing)?;
    let rewritten = told.result.ok().ok_or_else(missing)?;
    // For as long as the process runs, as the functions get it.
    let text: &'static str = told.fetched.ok_or_else(missing)?.text.leak();
    let offered: &'static Multivariant<'static> = Box::leak(Box::new(Multivariant::parse(text)?));
    let manifest = Manifest::of(Format::HlsMultivariant, contract_tracks(offered.tracks(), &[]));
    let inputs = Inputs {
        grants: decisions.grants(),
        consent: decisions.consent.view,
        geo_licensing: decisions.geo_licensing.view,
        carbon_cap: decisions.carbon_cap.ok_or_else(missing)?.view,
        rewriting: rewritten.answer.ok_or_else(missing)?.view,
        limits: rewritten.limits,
        manifest,
    };
    Ok((node, inputs, native))
}

type Step<'a> = (&'static str, Box<dyn FnMut() + 'a>);

fn steps<'a>(set: &'a FunctionSet, inputs: &'a Inputs, native: &'a Native) -> Vec<Step<'a>> {
    let mut steps: Vec<Step<'a>> = Vec::new();
    macro_rules! function {
        ($name:literal, $field:ident, $native:ident, ($($input:expr),+)) => {
            if let Some(function) = &set.$field {
                steps.push((concat!($name, "/instantiate"), Box::new(|| {
                    assert!(black_box(function.instantiate()).is_ok());
                })));
                steps.push((concat!($name, "/total"), Box::new(|| {
                    assert!(black_box(function.decide($($input),+)).is_ok());
                })));
                steps.push((concat!($name, "/native"), Box::new(|| {
                    black_box(native.$native.decide($($input),+));
                })));
            }
        };
    }
    function!("consent", consent, consent, (&inputs.consent));
    function!("geo-licensing", geo_licensing, geo_licensing, (&inputs.geo_licensing));
    function!("carbon-cap", carbon_cap, carbon_cap, (&inputs.carbon_cap));
    function!(
        "manifest-rewriting",
        manifest_rewriting,
        rewriting,
        (&inputs.rewriting, &inputs.grants, &inputs.limits, &inputs.manifest)
    );
    steps
}

fn chains<'a>(set: &'a FunctionSet, inputs: &'a Inputs, native: &'a Native) -> Vec<Step<'a>> {
    let run = |part: &'static str| {
        let mut all: Vec<_> = steps(set, inputs, native)
            .into_iter()
            .filter(|(name, _)| name.ends_with(part))
            .collect();
        Box::new(move || {
            for (_, step) in &mut all {
                step();
            }
        })
    };
    vec![
        ("chain/instantiate", run("/instantiate")),
        ("chain/total", run("/total")),
        ("chain/native", run("/native")),
    ]
}

/// The median of many single runs: what a viewer waits, not an average over stalls.
fn median(step: &mut dyn FnMut()) -> Duration {
    const RUNS: usize = 20_000;
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            step();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(RUNS / 2).copied().unwrap_or_default()
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (node, inputs, native) = runtime.block_on(prepare())?;
    let running = &node.stage.load().current;
    let mut all = steps(&running.functions, &inputs, &native);
    all.extend(chains(&running.functions, &inputs, &native));

    let mut criterion = Criterion::default().configure_from_args();
    for (name, step) in &mut all {
        criterion.bench_function(name, |bencher| bencher.iter(&mut *step));
    }
    criterion.final_summary();

    println!("\nmedian, µs           instantiate     call    total   native");
    for rows in all.chunks_exact_mut(3) {
        if let [(name, instantiate), (_, total), (_, native)] = rows {
            let micros = |time: Duration| time.as_secs_f64() * 1e6;
            let (made, whole, bare) =
                (micros(median(instantiate)), micros(median(total)), micros(median(native)));
            let name = name.split('/').next().unwrap_or(name);
            let called = whole - made;
            println!("{name:<20} {made:>11.2} {called:>8.2} {whole:>8.2} {bare:>8.2}");
        }
    }
    Ok(())
}
