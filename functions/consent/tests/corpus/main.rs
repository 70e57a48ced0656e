//! Strings of other implementations, from the folder `TIDEGATE_CORPUS` names.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod cmpapi;
mod gpp;
mod iab_gpp;
mod refused;
#[path = "../strings/mod.rs"]
mod strings;
mod tc;

use std::path::PathBuf;

use serde_json::Value;

/// The records of a file, or none where there is no corpus.
fn records(name: &str) -> Vec<Value> {
    let Some(folder) = std::env::var_os("TIDEGATE_CORPUS") else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "TIDEGATE_CORPUS is not set");
        println!("skipped: TIDEGATE_CORPUS is not set");
        return Vec::new();
    };
    let path = PathBuf::from(folder).join("consent").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let records: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(!records.is_empty());
    records
}

/// The string of a record.
fn text(record: &Value) -> &str {
    let text = record.get("tcString").or_else(|| record.get("gppString"));
    text.and_then(Value::as_str).unwrap()
}

fn ids(list: &Value) -> Vec<u64> {
    let mut ids: Vec<u64> = list.as_array().unwrap().iter().filter_map(Value::as_u64).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn members(set: u64) -> Vec<u64> {
    (1..=64).filter(|number| set >> (number - 1) & 1 == 1).collect()
}

/// Days since 1970-01-01 of a date, counted year by year and month by month.
fn days(year: u64, month: usize, day: u64) -> u64 {
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let february = if leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: u64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    years + months[..month - 1].iter().sum::<u64>() + day - 1
}

/// Tenths of a second of a time written as `2022-10-27T00:00:00.000Z`.
fn deciseconds(time: &Value) -> u64 {
    let time = time.as_str().unwrap();
    let part = |range: std::ops::Range<usize>| time[range].parse::<u64>().unwrap();
    let seconds = days(part(0..4), part(5..7) as usize, part(8..10)) * 86_400
        + part(11..13) * 3600
        + part(14..16) * 60
        + part(17..19);
    seconds * 10 + part(20..23) / 100
}
