//! The cap on real grids, seen through the windows in which a node sees them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::{Value, json};
use support::{HALF_HOUR, Series, banded, changes_by_day, demo, levels, policy};
use tidegate_sdk::carbon_cap::{CarbonCap, Outcome};

/// 21 hours, as much as the demo asks for; a day; two; all.
const WINDOWS: [usize; 4] = [42, 48, 96, usize::MAX];

fn root() -> Option<std::path::PathBuf> {
    let Some(root) = std::env::var_os("TIDEGATE_CORPUS") else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs TIDEGATE_CORPUS");
        println!("skipped: TIDEGATE_CORPUS names no corpus");
        return None;
    };
    Some(std::path::Path::new(&root).join("carbon"))
}

fn read(path: &std::path::Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// One zone: what was measured, and what had been forecast.
struct Zone {
    name: String,
    series: Series,
    /// In the places of the samples; where there is none the sample itself.
    forecast: Vec<u16>,
}

fn zones() -> Option<Vec<Zone>> {
    let mut zones = Vec::new();
    for entry in std::fs::read_dir(root()?.join("series")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        for zone in read(&path)["zones"].as_array().unwrap() {
            zones.push(read_zone(zone));
        }
    }
    assert!(zones.len() >= 3, "the corpus has at least three zones");
    Some(zones)
}

fn read_zone(zone: &Value) -> Zone {
    let slots: Vec<&Value> = zone["values"].as_array().unwrap().iter().collect();
    let grams = |slot: &Value, first: &str, second: &str| {
        let grams = slot[first].as_f64().or_else(|| slot[second].as_f64());
        grams.map(|grams| grams.round() as u16)
    };
    let both: Vec<(u16, u16)> = slots
        .iter()
        .filter_map(|slot| {
            Some((grams(slot, "actual", "forecast")?, grams(slot, "forecast", "actual")?))
        })
        .collect();
    let start = seconds(slots[0]["from"].as_str().unwrap());
    let (samples, forecast) = both.into_iter().unzip();
    Zone {
        name: zone["zone"].as_str().unwrap().to_owned(),
        series: Series { start, step: HALF_HOUR, samples },
        forecast,
    }
}

/// Of `2020-01-01T00:30Z`, by days from civil (Howard Hinnant).
fn seconds(text: &str) -> u64 {
    let part = |range: std::ops::Range<usize>| text[range].parse::<u64>().unwrap();
    let (month, day) = (part(5..7), part(8..10));
    let year = part(0..4) - u64::from(month <= 2);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468;
    days * 86_400 + part(11..13) * 3600 + part(14..16) * 60
}

/// Three bands in which every zone is at times, so that the test shows something.
fn provoking(series: &Series) -> Value {
    let mut sorted = series.samples.clone();
    sorted.sort_unstable();
    let at = |share: usize| sorted[sorted.len() * share / 100].max(2);
    let mut thresholds = Vec::new();
    for share in [40, 60, 80] {
        let enter = at(share).max(thresholds.last().map_or(0, |&(enter, _)| enter + 1));
        thresholds.push((enter, enter - 1));
    }
    banded(&thresholds)
}

/// By percentiles of so long a history.
fn percentiles(history: u32) -> Value {
    let mut document = demo();
    document["history"] = json!(history);
    document["percentile"] = json!({ "least-intensity": 0, "least-swing": 1 });
    document["bands"] = json!([
        { "name": "upper-half", "enter": 60, "exit": 40 },
        { "name": "upper-quarter", "enter": 80, "exit": 60 },
    ]);
    document
}

#[test]
fn on_real_grids_the_cap_changes_at_most_six_times_a_day() {
    let Some(zones) = zones() else { return };
    let (mut capped, mut all) = (0, 0);
    for zone in zones {
        let provoking = provoking(&zone.series);
        for (kind, document, windows) in [
            ("demo", &demo(), WINDOWS),
            ("provoking", &provoking, WINDOWS),
            ("percentiles", &percentiles(75_600), WINDOWS),
            ("two days of percentiles", &percentiles(176_400), [usize::MAX; 4]),
        ] {
            for most in windows {
                let levels = levels(document, &zone.series, most, 0);
                let changes = changes_by_day(&zone.series, &levels);
                assert!(changes.iter().all(|&changes| changes <= 6), "{} {changes:?}", zone.name);
                // In any day, not only in those of UTC.
                let moved: Vec<bool> = levels.windows(2).map(|pair| pair[0] != pair[1]).collect();
                for day in moved.windows(48) {
                    assert!(day.iter().filter(|&&moved| moved).count() <= 6, "{}", zone.name);
                }
                assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{}", zone.name);
                all += changes.iter().sum::<usize>();
                capped += levels.iter().filter(|&&level| level > 0).count();
                println!("{:12} {kind}: {changes:?} a day", zone.name);
            }
        }
    }
    assert!(
        capped > 0 && all > 0,
        "{capped} samples capped, {all} changes: the test shows nothing"
    );
}

/// What the provider had forecast, right or not.
#[test]
fn real_forecasts_keep_the_bound() {
    let Some(zones) = zones() else { return };
    for zone in zones {
        for document in [demo(), provoking(&zone.series)] {
            let policy = policy(&document);
            let level = |last: usize| {
                let mut intensity = zone.series.window(last, 48, 0);
                intensity.forecast = zone.forecast[last + 1..].to_vec();
                support::level(&policy, &document, &support::facts(intensity))
            };
            let levels: Vec<usize> = (0..zone.series.samples.len()).map(level).collect();
            let changes = changes_by_day(&zone.series, &levels);
            assert!(changes.iter().all(|&changes| changes <= 6), "{} {changes:?}", zone.name);
        }
    }
}

/// Without hysteresis and dwell the same bands would flap.
#[test]
fn it_is_the_dwell_that_keeps_the_cap_still() {
    let Some(zones) = zones() else { return };
    let (mut with, mut without) = (0, 0);
    for zone in zones {
        let document = provoking(&zone.series);
        with += changes_by_day(&zone.series, &levels(&document, &zone.series, 48, 0))
            .iter()
            .sum::<usize>();
        // A single figure has no history.
        let bare = levels(&document, &zone.series, 1, 0);
        without += changes_by_day(&zone.series, &bare).iter().sum::<usize>();
    }
    println!("{with} changes, {without} by single figures");
    assert!(with * 2 <= without, "{with} of {without}");
}

/// Countries and bidding zones, of which the corpus has yearly figures: the demo caps
/// by the thresholds it states, and always the same.
#[test]
fn yearly_figures_are_capped_by_their_thresholds() {
    let Some(root) = root() else { return };
    let policy = policy(&demo());
    let mut bands = std::collections::BTreeMap::new();
    for (file, list) in [("country-intensity.json", "countries"), ("nordic-zones.json", "zones")] {
        for row in read(&root.join(file))[list].as_array().unwrap() {
            let grams = row["gco2e_per_kwh"].as_f64().unwrap().round() as u16;
            let series = Series { start: 1_700_000_000, step: 1, samples: vec![grams] };
            let mut band = None;
            for now in [1_700_000_000, 1_750_000_000, 1_800_000_123] {
                let mut facts = support::facts(series.window(0, 1, 0));
                (facts.now, facts.intensity.as_mut().unwrap().expires) =
                    (Some(now), 253_402_300_799);
                let seen = match policy.decide(&facts).outcome {
                    Outcome::Capped(cap) => cap.band,
                    Outcome::Uncapped(_) => "none".to_owned(),
                };
                assert_eq!(*band.get_or_insert_with(|| seen.clone()), seen);
            }
            let expected = match grams {
                0..250 => "none",
                250..300 => "raised",
                300..450 => "elevated",
                _ => "high",
            };
            assert_eq!(band.as_deref(), Some(expected), "{row}");
            *bands.entry(expected).or_insert(0) += 1;
        }
    }
    println!("{bands:?}");
    assert_eq!(bands.len(), 4, "{bands:?}");
}
