//! The policy against a machine that has the memory which the policy lacks: it lives
//! through a series once, sample by sample, and keeps its state.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod support;

use proptest::prelude::*;
use support::{DWELL, HALF_HOUR, Series, banded, levels};

const HISTORY: usize = 42;

/// One that remembers.
struct Machine<'b> {
    bands: &'b [(u16, u16)],
    entered: usize,
    decided: Option<u64>,
    past: Vec<u16>,
}

impl Machine<'_> {
    fn settle(&mut self, judged: u16) {
        self.entered = 0;
        while self.entered < self.bands.len() && judged >= self.bands[self.entered].0 {
            self.entered += 1;
        }
    }

    /// One more sample, half an hour after the last.
    fn live(&mut self, time: u64, sample: u16) -> usize {
        self.past.push(sample);
        let slot = time / DWELL;
        if self.decided == Some(slot) {
            return self.entered;
        }
        let hour = self.past.iter().rev().take(2).map(|&sample| u32::from(sample));
        let judged = (hour.sum::<u32>() / self.past.len().min(2) as u32) as u16;
        match self.decided {
            None => self.settle(judged),
            Some(_) => {
                let up = self.bands.get(self.entered).is_some_and(|band| judged >= band.0);
                let down = self.entered > 0 && judged < self.bands[self.entered - 1].1;
                self.entered = self.entered + usize::from(up) - usize::from(!up && down);
            }
        }
        self.decided = Some(slot);
        self.entered
    }
}

fn lived(bands: &[(u16, u16)], series: &Series) -> Vec<usize> {
    let mut machine = Machine { bands, entered: 0, decided: None, past: Vec::new() };
    let samples = series.samples.iter().enumerate();
    samples.map(|(index, &sample)| machine.live(series.time(index), sample)).collect()
}

fn bands() -> impl Strategy<Value = Vec<(u16, u16)>> {
    // Apart from each other, as they are in service.
    prop::collection::vec((20u16..150, 1u16..20), 1..=5).prop_map(|steps| {
        let mut enter = 50;
        let band = |(rise, gap)| {
            enter += rise;
            (enter, enter - gap)
        };
        steps.into_iter().map(band).collect()
    })
}

fn series(days: usize) -> impl Strategy<Value = Series> {
    // Wanders, as grids do.
    (0u64..48, 0i32..900, prop::collection::vec(-60i32..=60, 48 * days)).prop_map(
        |(late, from, moves)| {
            let mut at = from;
            let mut wander = |by: &i32| {
                at = (at + by).clamp(0, 900);
                at as u16
            };
            Series {
                start: 1_700_006_400 + late * u64::from(HALF_HOUR),
                step: HALF_HOUR,
                samples: moves.iter().map(&mut wander).collect(),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn while_all_is_seen_the_policy_is_the_machine(bands in bands(), series in series(1)) {
        let short = Series { samples: series.samples[..24].to_vec(), ..series };
        prop_assert_eq!(levels(&banded(&bands), &short, usize::MAX, 0), lived(&bands, &short));
    }

    #[test]
    fn what_is_forgotten_only_loosens(bands in bands(), series in series(4)) {
        let seen = levels(&banded(&bands), &series, 48, 0);
        let lived = lived(&bands, &series);
        for index in HISTORY..seen.len() {
            prop_assert!(seen[index] <= lived[index], "at {}: {:?} {:?}", index, seen, lived);
        }
    }
}

/// How often forgetting shows: on series that wander, in one sample of fifty at most.
#[test]
fn little_is_forgotten() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut same, mut all) = (0, 0);
    for _ in 0..200 {
        let bands = bands().new_tree(&mut runner).unwrap().current();
        let series = series(4).new_tree(&mut runner).unwrap().current();
        let seen = levels(&banded(&bands), &series, 48, 0);
        let lived = lived(&bands, &series);
        same += (HISTORY..seen.len()).filter(|&index| seen[index] == lived[index]).count();
        all += seen.len() - HISTORY;
    }
    println!("{same} of {all} the same");
    assert!(same * 50 >= all * 49, "{same} of {all}");
}
