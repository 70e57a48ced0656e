//! A catalogue of many assets: it is deployed soon, and answers as quickly as one of few.
//!
//! In a debug build a tenth of it: the node's own part of deploying is slow there.

use std::time::{Duration, Instant};

use tidegate::dev::config::FUNCTIONS;
use tidegate::sandbox::{CallLimits, Deployed, GeoLicensing};
use tidegate_geo_licensing::Catalogue;
use tidegate_pipeline::FunctionKind;
use tidegate_sdk::types::{Facts, Network};
use tidegate_tests::rights;

use crate::guests::{ENGINES, PATIENT};

const LARGE: u32 = if cfg!(debug_assertions) { 10_000 } else { 100_000 };

/// Ten seconds are the aim, which the bench `catalogue` measures; a machine that tests
/// has much else to do.
const SOON: Duration = Duration::from_secs(60);

fn viewer(asset: u32, country: &str) -> Facts {
    Facts {
        now: Some(1_795_392_000),
        asset: Some(rights::path(asset)),
        country: Some(country.to_owned()),
        network: Some(Network::empty()),
        ..Facts::NOTHING
    }
}

async fn deploy(document: &str) -> Deployed<GeoLicensing> {
    let found = FUNCTIONS.iter().find(|(kind, ..)| *kind == FunctionKind::GeoLicensing);
    // As small a memory as any function's: the catalogue is not in it.
    let limits = CallLimits { memory: 1 << 20, ..PATIENT };
    Deployed::deploy(&ENGINES, found.unwrap().1, document, limits).await.unwrap()
}

/// Medians of calls that take turns, so that what else the machine does slows both.
fn medians(few: &Deployed<GeoLicensing>, many: &Deployed<GeoLicensing>) -> [Duration; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for turn in 0..4000_u32 {
        let asset = turn * 68_111 % LARGE;
        let viewers = [viewer(asset % 10, "FI"), viewer(asset, "FI")];
        for (times, (function, viewer)) in times.iter_mut().zip([few, many].iter().zip(&viewers)) {
            let start = Instant::now();
            assert!(function.decide(viewer).is_ok());
            times.push(start.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

#[tokio::test]
async fn is_as_quick_as_a_small_one() {
    let document = rights::catalogue(LARGE);
    let start = Instant::now();
    let many = deploy(&document).await;
    let took = start.elapsed();
    assert!(took < SOON, "{took:?}");
    let few = deploy(&rights::catalogue(10)).await;

    let catalogue = Catalogue::from_owned_json(document).unwrap();
    for asset in [0, 1, 9, LARGE / 2, LARGE - 1, LARGE, u32::MAX] {
        for country in ["FR", "FI", "KR", "ZZ"] {
            let viewer = viewer(asset, country);
            assert_eq!(many.decide(&viewer), Ok(catalogue.decide(&viewer)), "{asset} {country}");
        }
    }
    let [few, many] = medians(&few, &many);
    assert!(many < few * 2, "{many:?}, and {few:?} among ten assets");
}
