//! How often a cap changes, and how far at once, on series made to provoke it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::{DWELL, HALF_HOUR, Series, banded, changes_by_day, demo, levels, levels_in_session};

/// 21 hours, which the default history takes, and a day.
const WINDOW: usize = 42;
const DAY: usize = 48;

/// One to five bands, overlapping or far apart, with thresholds up to 1000.
fn bands() -> impl Strategy<Value = Value> {
    prop::collection::vec((1u16..200, 1u16..150), 1..=5).prop_map(|steps| {
        let (mut enter, mut exit) = (0, 0);
        let mut thresholds = Vec::new();
        for (rise, gap) in steps {
            enter += rise;
            exit = enter.saturating_sub(gap).max(exit).min(enter - 1);
            thresholds.push((enter, exit));
        }
        banded(&thresholds)
    })
}

/// Series of three days: noise, hovering around one value, square waves and saw teeth of
/// every period, and stretches of each.
fn samples() -> impl Strategy<Value = Vec<u16>> {
    let whole = 3 * DAY;
    let noise = prop::collection::vec(0u16..1000, whole);
    let hovering = (0u16..1000, prop::collection::vec(0u16..60, whole))
        .prop_map(|(around, by)| by.iter().map(|by| around + by).collect());
    let square = (1usize..100, 0usize..100, 0u16..1000, 0u16..1000).prop_map(
        move |(half, phase, low, high)| {
            let value =
                |index: usize| if ((index + phase) / half).is_multiple_of(2) { low } else { high };
            (0..whole).map(value).collect()
        },
    );
    let saw = (1usize..100, 0usize..100, any::<bool>()).prop_map(move |(period, phase, falls)| {
        let value = |index: usize| {
            let at = ((index + phase) % period * 1000 / period) as u16;
            if falls { 1000 - at } else { at }
        };
        (0..whole).map(value).collect::<Vec<u16>>()
    });
    let steps = prop::collection::vec((0u16..1000, 1usize..30), 3 * DAY).prop_map(move |runs| {
        let runs = runs.iter().flat_map(|&(value, length)| std::iter::repeat_n(value, length));
        runs.take(whole).collect()
    });
    prop_oneof![noise, hovering, square, saw, steps]
}

fn series() -> impl Strategy<Value = Series> {
    (samples(), 0u64..DAY as u64).prop_map(|(samples, late)| Series {
        start: 1_700_006_400 + late * u64::from(HALF_HOUR),
        step: HALF_HOUR,
        samples,
    })
}

/// The slot of a sample.
fn slot(series: &Series, index: usize) -> u64 {
    series.time(index) / DWELL
}

/// At most one change per slot, at its first sample, and so six a day.
fn assert_dwells(series: &Series, levels: &[usize]) -> Result<(), TestCaseError> {
    for index in 1..levels.len() {
        if slot(series, index) == slot(series, index - 1) {
            prop_assert_eq!(levels[index], levels[index - 1], "within a slot, at {}", index);
        }
    }
    for changes in changes_by_day(series, levels) {
        prop_assert!(changes <= 6, "{} changes in a day", changes);
    }
    Ok(())
}

fn assert_tightens_by_one(levels: &[usize]) -> Result<(), TestCaseError> {
    for pair in levels.windows(2) {
        prop_assert!(pair[1] <= pair[0] + 1, "from {} to {}", pair[0], pair[1]);
    }
    Ok(())
}

/// The bands' thresholds as percentiles. Sessions of four hours take two slots more.
fn percentiles(document: &Value, least_swing: u16) -> Value {
    let mut document = document.clone();
    let bands = document["bands"].as_array_mut().unwrap();
    let count = bands.len();
    for (index, band) in bands.iter_mut().enumerate() {
        band["exit"] = json!(30 + 60 * index / count);
        band["enter"] = json!(50 + 50 * (index + 1) / count);
    }
    document["history"] = json!(3600 + 2 * (count + 2) * DWELL as usize);
    document["percentile"] = json!({ "least-intensity": 0, "least-swing": least_swing });
    document
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sliding_window_dwells_and_tightens_by_one(
        document in bands(), series in series(), most in WINDOW..100,
    ) {
        let levels = levels(&document, &series, most, 0);
        assert_dwells(&series, &levels)?;
        assert_tightens_by_one(&levels[WINDOW..])?;
    }

    #[test]
    fn a_growing_window_dwells_and_tightens_by_one(document in bands(), series in series()) {
        let levels = levels(&document, &series, usize::MAX, 0);
        assert_dwells(&series, &levels)?;
        assert_tightens_by_one(&levels)?;
    }

    #[test]
    fn what_lies_before_the_history_changes_nothing(
        document in bands(), series in series(), a in WINDOW..150, b in WINDOW..150,
    ) {
        let (a, b) = (levels(&document, &series, a, 0), levels(&document, &series, b, 0));
        prop_assert_eq!(&a[WINDOW..], &b[WINDOW..]);
    }

    #[test]
    fn forecasts_that_are_right_add_no_change(
        document in bands(), series in series(), ahead in 8usize..100,
    ) {
        let known = series.samples.len() - 8;
        let levels = levels(&document, &series, DAY, ahead);
        assert_dwells(&series, &levels[..known])?;
        assert_tightens_by_one(&levels[WINDOW..known])?;
    }

    #[test]
    fn forecasts_that_are_wrong_move_by_one_band_at_most(
        document in bands(), series in series(),
        wrong in prop::collection::vec(0u16..1000, 1..8),
    ) {
        let policy = support::policy(&document);
        let right = levels(&document, &series, DAY, 100);
        // Up to where even the right forecast ends.
        let known = series.samples.len() - 8;
        for (last, right) in right.iter().enumerate().take(known).skip(WINDOW) {
            let mut intensity = series.window(last, DAY, 0);
            intensity.forecast = wrong.clone();
            let level = support::level(&policy, &document, &support::facts(intensity));
            prop_assert!(level.abs_diff(*right) <= 1);
        }
    }

    #[test]
    fn percentiles_dwell_and_tighten_by_one(
        document in bands(), series in series(), more in 0usize..50, swing in 1u16..100,
    ) {
        let document = percentiles(&document, swing);
        let history = document["history"].as_u64().unwrap() as usize / HALF_HOUR as usize;
        for most in [history + more, usize::MAX] {
            let levels = levels(&document, &series, most, 0);
            assert_dwells(&series, &levels)?;
            assert_tightens_by_one(&levels)?;
        }
    }

    #[test]
    fn a_session_is_never_tightened_by_percentiles(
        document in bands(), series in series(), began in 0usize..130, swing in 1u16..100,
    ) {
        let document = percentiles(&document, swing);
        let levels = levels_in_session(&document, &series, usize::MAX, began);
        for pair in levels[..levels.len().min(8)].windows(2) {
            prop_assert!(pair[1] <= pair[0], "{:?}", levels);
        }
    }

    #[test]
    fn a_session_is_never_tightened(
        document in bands(), series in series(), began in WINDOW..130, most in WINDOW..150,
    ) {
        // Three dwells long, two less than the history.
        let levels = levels_in_session(&document, &series, most, began);
        for pair in levels[..levels.len().min(24)].windows(2) {
            prop_assert!(pair[1] <= pair[0], "{:?}", levels);
        }
    }

    #[test]
    fn steps_of_any_length_dwell(
        document in bands(), samples in samples(), step in 60u32..20_000, start in 0u64..DWELL,
    ) {
        let series = Series { start: 1_700_006_400 + start, step, samples };
        let levels = levels(&document, &series, usize::MAX, 0);
        let number = |index| (series.time(index) + u64::from(step) / 2) / u64::from(step);
        let slot = |index| number(index) * u64::from(step) / DWELL;
        for index in 1..levels.len() {
            prop_assert!(levels[index] == levels[index - 1] || slot(index) != slot(index - 1));
        }
    }
}

#[test]
fn the_demo_changes_six_times_a_day_at_worst() {
    let wave = |half: usize| {
        let value = |slot: usize| if ((slot + 2) / half).is_multiple_of(2) { 900 } else { 10 };
        let samples = (0..5 * DAY).map(value).collect();
        let series = Series { start: 1_700_006_400, step: HALF_HOUR, samples };
        let levels = levels(&demo(), &series, DAY, 0);
        changes_by_day(&series, &levels).into_iter().max()
    };
    assert_eq!(wave(1), Some(0), "from sample to sample, it averages out");
    assert_eq!(wave(8), Some(6), "from slot to slot");
    assert!((1..200).all(|half| wave(half) <= Some(6)));
}
