//! Series as a node gives them, and what the policy makes of them.

use serde_json::{Value, json};
use tidegate_carbon_cap::Policy;
use tidegate_sdk::carbon_cap::{CarbonCap, Outcome};
use tidegate_sdk::types::{Facts, Intensity, Session};

#[allow(dead_code, reason = "not in every test")]
pub const HALF_HOUR: u32 = 1800;
#[allow(dead_code, reason = "not in every test")]
pub const DWELL: u64 = 14_400;

/// The demo's document.
#[allow(dead_code, reason = "not in every test")]
pub fn demo() -> Value {
    let text = include_str!("../../demo.toml");
    serde_json::to_value(toml::from_str::<toml::Value>(text).unwrap()).unwrap()
}

pub fn policy(document: &Value) -> Policy {
    Policy::configure(&document.to_string()).unwrap()
}

/// Bands of the thresholds, `b1` the lowest, with so many rungs.
#[allow(dead_code, reason = "not in every test")]
pub fn banded(thresholds: &[(u16, u16)]) -> Value {
    let band = |(index, (enter, exit)): (usize, &(u16, u16))| json!({ "name": format!("b{}", index + 1), "enter": enter, "exit": exit });
    let bands: Vec<Value> = thresholds.iter().enumerate().map(band).collect();
    json!({ "floor": 100, "bands": bands })
}

/// A series that begins at `start`, as a provider would have it in full.
#[derive(Clone, Debug)]
pub struct Series {
    pub start: u64,
    pub step: u32,
    pub samples: Vec<u16>,
}

impl Series {
    pub fn time(&self, index: usize) -> u64 {
        self.start + index as u64 * u64::from(self.step)
    }

    /// What is known when sample `last` is the newest: so many samples at most, and so
    /// many ahead as an exact forecast.
    pub fn window(&self, last: usize, most: usize, ahead: usize) -> Intensity {
        let first = (last + 1).saturating_sub(most);
        let measured = self.time(last);
        let samples = self.samples[first..=last].to_vec();
        let mut intensity = Intensity::average(samples, self.step, measured, measured + 7200);
        intensity.forecast = self.samples[last + 1..].iter().copied().take(ahead).collect();
        intensity
    }
}

pub fn facts(intensity: Intensity) -> Facts {
    Facts { now: Some(intensity.measured), intensity: Some(intensity), ..Facts::NOTHING }
}

/// How many bands apply.
pub fn level(policy: &Policy, bands: &Value, facts: &Facts) -> usize {
    match policy.decide(facts).outcome {
        Outcome::Uncapped(_) => 0,
        Outcome::Capped(cap) => {
            let names = bands["bands"].as_array().unwrap();
            1 + names.iter().position(|band| band["name"] == cap.band.as_str()).unwrap()
        }
    }
}

/// The level at every sample of a series, seen through windows of `most` samples.
#[allow(dead_code, reason = "not in every test")]
pub fn levels(document: &Value, series: &Series, most: usize, ahead: usize) -> Vec<usize> {
    let policy = policy(document);
    (0..series.samples.len())
        .map(|last| level(&policy, document, &facts(series.window(last, most, ahead))))
        .collect()
}

/// The same for a session that began when sample `began` was the newest.
#[allow(dead_code, reason = "not in every test")]
pub fn levels_in_session(
    document: &Value,
    series: &Series,
    most: usize,
    began: usize,
) -> Vec<usize> {
    let policy = policy(document);
    let started = Some(series.time(began) + 600);
    (began..series.samples.len())
        .map(|last| {
            let session = Some(Session { share: 0, started });
            let facts = Facts { session, ..facts(series.window(last, most, 0)) };
            level(&policy, document, &facts)
        })
        .collect()
}

/// Changes between neighbours, by the UTC day of the later one.
#[allow(dead_code, reason = "not in every test")]
pub fn changes_by_day(series: &Series, levels: &[usize]) -> Vec<usize> {
    let mut days = std::collections::BTreeMap::new();
    for (index, pair) in levels.windows(2).enumerate() {
        let day = series.time(index + 1) / 86_400;
        *days.entry(day).or_insert(0) += usize::from(pair[0] != pair[1]);
    }
    days.into_values().collect()
}
