//! What came of a rollout so far, and whether that is beyond its bounds.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tidegate_pipeline::FunctionKind;

use super::plan::Bounds;

/// How many differences are kept to be looked at, of each function and of the manifests.
const SAMPLES: usize = 20;

/// What came of a rollout.
#[derive(Debug, Default)]
pub struct Counts {
    /// What ran, on the viewers that it answered.
    pub current: Side,
    /// The candidate, on the viewers that it answered or was asked about besides.
    pub candidate: Side,
    compared: AtomicU64,
    different: AtomicU64,
    skipped: AtomicU64,
    samples: Mutex<BTreeMap<&'static str, Vec<Difference>>>,
    differing: Mutex<BTreeMap<&'static str, u64>>,
}

/// The answers of one of the two.
#[derive(Debug, Default)]
pub struct Side {
    answered: AtomicU64,
    failed: AtomicU64,
    times: Times,
}

/// One viewer whom the two answer differently. It holds no more of the viewer than what
/// is shared by many.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// What differs: the name of a function, or `manifest`.
    pub what: &'static str,
    /// The asset.
    pub asset: Option<String>,
    /// ISO 3166-1.
    pub country: Option<String>,
    /// The class of device.
    pub device: Option<String>,
    /// What is answered now.
    pub was: Value,
    /// What the candidate answers.
    pub is: Value,
}

/// How long calls took, by powers of the square root of two in microseconds.
#[derive(Debug)]
struct Times([AtomicU64; BUCKETS]);

/// The last holds everything above 20 s.
const BUCKETS: usize = 50;

impl Default for Times {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl Times {
    fn note(&self, took: Duration) {
        let microseconds = took.as_secs_f64() * 1e6;
        let mut bucket = 0;
        let mut above = std::f64::consts::SQRT_2;
        while bucket < BUCKETS - 1 && microseconds >= above {
            bucket += 1;
            above *= std::f64::consts::SQRT_2;
        }
        if let Some(count) = self.0.get(bucket) {
            count.fetch_add(1, Relaxed);
        }
    }

    /// The upper end of the bucket that holds the quantile, in microseconds; 0 without any.
    fn quantile(&self, quantile: f64) -> f64 {
        let counts = self.0.each_ref().map(|count| count.load(Relaxed));
        #[allow(clippy::cast_precision_loss, reason = "counts of requests")]
        let wanted = counts.iter().sum::<u64>() as f64 * quantile;
        let mut above = 1.0;
        let mut seen = 0;
        for count in counts {
            above *= std::f64::consts::SQRT_2;
            seen += count;
            #[allow(clippy::cast_precision_loss, reason = "counts of requests")]
            if seen > 0 && seen as f64 >= wanted {
                return above;
            }
        }
        0.0
    }
}

/// Below this, in microseconds, no call is slow.
const NEVER_SLOW: f64 = 1000.0;

impl Side {
    /// Notes one viewer's calls.
    pub fn note(&self, failed: bool, took: Duration) {
        self.answered.fetch_add(1, Relaxed);
        self.failed.fetch_add(u64::from(failed), Relaxed);
        self.times.note(took);
    }

    fn failing(&self) -> f64 {
        share(self.failed.load(Relaxed), self.answered.load(Relaxed))
    }

    fn told(&self) -> Value {
        serde_json::json!({
            "answered": self.answered.load(Relaxed),
            "failed": self.failed.load(Relaxed),
            "p50-us": self.times.quantile(0.5).round(),
            "p95-us": self.times.quantile(0.95).round(),
        })
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of requests")]
fn share(part: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

impl Counts {
    /// Notes how one viewer's two answers compare.
    pub fn compared(&self, differences: Vec<Difference>) {
        self.compared.fetch_add(1, Relaxed);
        if differences.is_empty() {
            return;
        }
        self.different.fetch_add(1, Relaxed);
        let mut differing = self.differing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        for difference in differences {
            let seen = differing.entry(difference.what).or_default();
            *seen += 1;
            let kept = samples.entry(difference.what).or_default();
            if kept.len() < SAMPLES {
                kept.push(difference);
                continue;
            }
            // Each of all that were seen is among those kept with equal chances (Vitter's
            // algorithm R).
            let place = usize::try_from(fastrand::u64(..*seen)).unwrap_or(usize::MAX);
            if let Some(place) = kept.get_mut(place) {
                *place = difference;
            }
        }
    }

    /// Notes a viewer for whom there was no time to compare.
    pub fn skipped(&self) {
        self.skipped.fetch_add(1, Relaxed);
    }

    /// Why the rollout has to end, if it has to.
    #[must_use]
    pub fn beyond(&self, bounds: &Bounds) -> Option<String> {
        let (current, candidate) = (&self.current, &self.candidate);
        let answered = candidate.answered.load(Relaxed);
        if answered < bounds.after {
            return None;
        }
        let failing = candidate.failing();
        if failing > current.failing() + bounds.errors.fraction() {
            return Some(format!(
                "{:.2} % of its {answered} answers failed, {:.2} % of those of what runs, and {} more may",
                failing * 100.0,
                current.failing() * 100.0,
                bounds.errors
            ));
        }
        let (slow, usual) = (candidate.times.quantile(0.95), current.times.quantile(0.95));
        if current.answered.load(Relaxed) >= bounds.after
            && slow > NEVER_SLOW
            && slow > usual * bounds.slower
        {
            return Some(format!(
                "its calls take up to {slow:.0} µs (95th percentile), those of what runs {usual:.0} µs, \
                 and {} times as long is allowed",
                bounds.slower
            ));
        }
        let compared = self.compared.load(Relaxed);
        let different = share(self.different.load(Relaxed), compared);
        match bounds.different {
            Some(most) if compared >= bounds.after && different > most.fraction() => Some(format!(
                "{:.2} % of {compared} answers differ, and {most} may",
                different * 100.0
            )),
            _ => None,
        }
    }

    /// For people and programs.
    #[must_use]
    pub fn told(&self) -> Value {
        let differing = self.differing.lock().unwrap_or_else(PoisonError::into_inner).clone();
        serde_json::json!({
            "current": self.current.told(),
            "candidate": self.candidate.told(),
            "compared": self.compared.load(Relaxed),
            "different": self.different.load(Relaxed),
            "differing": differing,
            "skipped": self.skipped.load(Relaxed),
        })
    }

    /// The differences that were kept.
    #[must_use]
    pub fn samples(&self) -> Vec<Difference> {
        let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        samples.values().flatten().cloned().collect()
    }
}

/// The names under which differences are counted.
pub const MANIFEST: &str = "manifest";

/// The name under which differences of a function are counted.
#[must_use]
pub const fn of(kind: FunctionKind) -> &'static str {
    kind.name()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(current: &[(bool, u64)], candidate: &[(bool, u64)]) -> Counts {
        let counts = Counts::default();
        for (side, answers) in [(&counts.current, current), (&counts.candidate, candidate)] {
            for (failed, us) in answers {
                side.note(*failed, Duration::from_micros(*us));
            }
        }
        counts
    }

    fn difference() -> Difference {
        let (was, is) = (Value::Null, Value::Null);
        Difference { what: MANIFEST, asset: None, country: None, device: None, was, is }
    }

    #[test]
    fn nothing_counts_before_there_is_enough() {
        let bounds = Bounds { after: 10, ..Bounds::default() };
        assert_eq!(counts(&[], &[(true, 10); 9]).beyond(&bounds), None);
        assert!(counts(&[], &[(true, 10); 10]).beyond(&bounds).is_some());
    }

    #[test]
    fn failures_count_beyond_those_of_what_runs() {
        let bounds = Bounds { after: 10, ..Bounds::default() };
        assert_eq!(counts(&[(true, 10); 10], &[(true, 10); 10]).beyond(&bounds), None);
        let why = counts(&[(false, 10); 10], &[(true, 10); 10]).beyond(&bounds).unwrap();
        assert!(why.contains("100.00 %"), "{why}");
    }

    #[test]
    fn slowness_counts_from_a_millisecond_on() {
        let bounds = Bounds { after: 10, slower: 3.0, ..Bounds::default() };
        let quick = [(false, 30); 10];
        assert_eq!(counts(&quick, &[(false, 700); 10]).beyond(&bounds), None);
        assert!(counts(&quick, &[(false, 5000); 10]).beyond(&bounds).is_some());
        let slow = [(false, 4000); 10];
        assert_eq!(counts(&slow, &[(false, 5000); 10]).beyond(&bounds), None);
    }

    #[test]
    fn differences_count_if_they_are_bounded() {
        let counts = counts(&[(false, 30); 10], &[(false, 30); 10]);
        for _ in 0..9 {
            counts.compared(Vec::new());
        }
        counts.compared(vec![difference()]);
        let bounds = Bounds { after: 10, ..Bounds::default() };
        assert_eq!(counts.beyond(&bounds), None);
        let strict = |most: &str| Bounds { different: Some(most.parse().unwrap()), ..bounds };
        assert_eq!(counts.beyond(&strict("10")), None);
        assert!(counts.beyond(&strict("9.99")).is_some());
    }

    #[test]
    fn samples_are_few() {
        let counts = Counts::default();
        for number in 0..1000 {
            let is = Value::from(number);
            counts.compared(vec![Difference { is, ..difference() }, difference()]);
        }
        let consent = Difference { what: "consent", ..difference() };
        counts.compared(vec![consent.clone()]);
        let samples = counts.samples();
        assert_eq!(samples.len(), SAMPLES + 1, "of each");
        assert!(samples.contains(&consent));
        // Not those that came first.
        assert!(samples.iter().any(|sample| sample.is.as_u64() > Some(100)), "{samples:?}");
        assert_eq!(counts.told()["differing"][MANIFEST], 2000);
    }

    #[test]
    fn quantiles_are_within_a_factor() {
        let times = Times::default();
        for us in 1..=1000 {
            times.note(Duration::from_micros(us));
        }
        for (quantile, exact) in [(0.5, 500.0), (0.95, 950.0)] {
            let found = times.quantile(quantile);
            assert!((exact..exact * 1.5).contains(&found), "{found}");
        }
    }
}
