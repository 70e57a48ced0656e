//! The demo's document, also on real grids.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

use serde_json::Value;
use tidegate_carbon_cap::Policy;
use tidegate_sdk::carbon_cap::{CarbonCap, Outcome};
use tidegate_sdk::types::{Facts, Intensity};

fn demo() -> Value {
    let text = include_str!("../demo.toml");
    serde_json::to_value(toml::from_str::<toml::Value>(text).unwrap()).unwrap()
}

fn policy(document: &Value) -> Policy {
    Policy::configure(&document.to_string()).unwrap()
}

/// The band after each sample of a series, the series growing as a day goes by.
fn bands(policy: &Policy, series: &[u16]) -> Vec<Option<String>> {
    (1..=series.len())
        .map(|length| {
            let intensity = Intensity {
                samples: series[..length].to_vec(),
                step: 1800,
                measured: 1000,
                expires: 2000,
            };
            let facts = Facts {
                now: Some(1000),
                asset: None,
                presentation: None,
                country: None,
                subdivision: None,
                asn: None,
                network: None,
                device: None,
                languages: None,
                accessibility: None,
                tc_string: None,
                gpc: None,
                intensity: Some(intensity),
                carbon_opt_out: None,
            };
            match policy.decide(&facts).outcome {
                Outcome::Capped(cap) => Some(cap.band),
                Outcome::Uncapped(_) => None,
            }
        })
        .collect()
}

fn changes(bands: &[Option<String>]) -> usize {
    bands.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// The same bands, each left as soon as the intensity is below its entry.
fn without_hysteresis(mut document: Value) -> Value {
    for band in document["bands"].as_array_mut().unwrap() {
        band["exit"] = Value::from(band["enter"].as_u64().unwrap() - 1);
    }
    document
}

#[test]
fn the_demo_configures() {
    policy(&demo());
}

#[test]
fn hysteresis_keeps_a_hovering_grid_still() {
    let hovering: Vec<u16> = (0u16..48).map(|slot| 300 + (slot % 4) * 5 - 10).collect();
    let held = changes(&bands(&policy(&demo()), &hovering));
    let flapping = changes(&bands(&policy(&without_hysteresis(demo())), &hovering));
    assert_eq!(held, 1, "entered once");
    assert!(flapping >= 20, "only {flapping} changes without hysteresis");
}

/// `(zone, gCO2e/kWh per half-hour)` of the corpus, or nothing when it is not there.
fn corpus() -> Option<Vec<(String, Vec<u16>)>> {
    let Some(root) = std::env::var_os("TIDEGATE_CORPUS") else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs TIDEGATE_CORPUS");
        println!("skipped: TIDEGATE_CORPUS names no corpus");
        return None;
    };
    let folder = std::path::Path::new(&root).join("carbon/series");
    let mut zones = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        for zone in file["zones"].as_array().unwrap() {
            let value = |slot: &Value| {
                let grams = slot["actual"].as_f64().or_else(|| slot["forecast"].as_f64())?;
                Some(grams.round() as u16)
            };
            let series = zone["values"].as_array().unwrap().iter().filter_map(value).collect();
            zones.push((zone["zone"].as_str().unwrap().to_owned(), series));
        }
    }
    assert!(zones.len() >= 3, "the corpus has at least three zones");
    Some(zones)
}

#[test]
fn on_real_grids_the_cap_changes_at_most_six_times_a_day() {
    let Some(zones) = corpus() else { return };
    let mut capped = 0;
    for (zone, series) in zones {
        let bands = bands(&policy(&demo()), &series);
        for day in bands.chunks(48) {
            assert!(changes(day) <= 6, "{zone}: {day:?}");
        }
        let bare = changes(&bands_without(&series));
        assert!(changes(&bands) <= bare, "{zone}: hysteresis adds changes");
        println!("{zone}: {} changes, {bare} without hysteresis", changes(&bands));
        capped += bands.iter().flatten().count();
    }
    assert!(capped > 0, "no zone of the corpus is ever capped: the test shows nothing");
}

fn bands_without(series: &[u16]) -> Vec<Option<String>> {
    bands(&policy(&without_hysteresis(demo())), series)
}
