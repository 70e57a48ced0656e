//! All cases of some files.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tidegate_pipeline::Fault;

use crate::expect::{Expected, wished};
use crate::file::{Case, CaseFile};
use crate::outcome::{CaseReport, Failing, FileReport, Report};
use crate::runner::{Deployment, Factory, Ran, Runner, Undeployed};

/// Calls that a median is taken of, at most and at least.
const CALLS: (usize, usize) = (101, 5);

/// How long one case's calls are repeated, at most, once there are enough for a median.
const LONGEST: Duration = Duration::from_millis(250);

/// How cases are run.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// Cases at a time.
    pub jobs: NonZero<usize>,
    /// Only cases whose name has this in it, in letters of any case.
    pub filter: Option<&'a str>,
    /// Asked in place of the component that the files name.
    pub component: Option<&'a Path>,
    /// Whether limits on time hold: they are for a machine that does nothing else.
    pub timed: bool,
    /// The configuration, a JSON document, of cases that name none; an empty document unless
    /// told otherwise. A bundle's self-test has the bundle's.
    pub config: Option<&'a str>,
}

/// Runs the cases of some files. Each function is configured once for all cases that it is
/// the same for, then all cases are asked at once; those with a limit on time are measured
/// after that, one by one, with nothing else running. `done` counts cases.
pub fn run<F: Factory>(
    files: &[CaseFile],
    factory: &F,
    options: &Options<'_>,
    done: &AtomicUsize,
) -> Report {
    let start = Instant::now();
    let wanted = |case: &Case| match options.filter {
        Some(text) => case.name.to_lowercase().contains(&text.to_lowercase()),
        None => true,
    };
    let all = files.iter().flat_map(|file| file.cases.iter().map(move |case| (file, case)));
    let left_out = all.clone().filter(|(_, case)| !wanted(case)).count();
    let cases: Vec<_> = all.filter(|(_, case)| wanted(case)).collect();
    let mut memories = BTreeMap::new();
    for (file, case) in &cases {
        let most: &mut Option<u64> = memories.entry(key(file, case, options)).or_default();
        *most = (*most).max(case.limits.memory_kib);
    }
    let deployments: Vec<_> = memories
        .into_iter()
        .map(|(deployment, memory_kib)| Deployment { memory_kib, ..deployment })
        .collect();
    let deployed = parallel(options.jobs, &deployments, |deployment| factory.configure(deployment));
    let deployed: BTreeMap<_, _> = deployments
        .iter()
        .map(|deployment| Deployment { memory_kib: None, ..*deployment })
        .zip(deployed)
        .collect();
    let cases: Vec<_> = cases
        .into_iter()
        .map(|(file, case)| (case, deployed.get(&key(file, case, options))))
        .collect();
    let mut reports = parallel(options.jobs, &cases, |(case, function)| {
        let report = asked(case, *function);
        done.fetch_add(1, Ordering::Relaxed);
        report
    });
    for ((case, function), report) in cases.iter().zip(&mut reports) {
        if let (Some(Ok(function)), Some(most), true) =
            (function, case.limits.call_us, options.timed && report.passed())
        {
            measure(case, function, most, report);
        }
    }
    let mut reports = reports.into_iter();
    let files = files
        .iter()
        .map(|file| FileReport {
            path: file.path.clone(),
            kind: file.kind,
            cases: reports
                .by_ref()
                .take(file.cases.iter().filter(|case| wanted(case)).count())
                .collect(),
        })
        .collect();
    Report { files, left_out, took: start.elapsed() }
}

/// What is deployed for a case.
fn key<'a>(file: &'a CaseFile, case: &'a Case, options: &Options<'a>) -> Deployment<'a> {
    Deployment {
        kind: file.kind,
        component: options.component.or(file.component.as_deref()),
        config: case.config.as_deref().or(options.config).unwrap_or("{}"),
        memory_kib: None,
    }
}

/// Works on all items, some at a time, and gives the results in their order.
fn parallel<T: Sync, U: Send>(
    jobs: NonZero<usize>,
    items: &[T],
    work: impl Fn(&T) -> U + Sync,
) -> Vec<U> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs.get().min(items.len()) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(number) else { return };
                    let result = work(item);
                    if let Ok(mut results) = results.lock() {
                        results.insert(number, result);
                    }
                }
            });
        }
    });
    results.into_inner().unwrap_or_default().into_values().collect()
}

fn asked<R: Runner>(case: &Case, function: Option<&Result<R, Undeployed>>) -> CaseReport {
    let mut report = CaseReport {
        name: case.name.clone(),
        line: case.line,
        took: None,
        memory: None,
        failings: Vec::new(),
    };
    let failing = match (function, &case.expected) {
        (None, _) => Some(Failing::Undeployed { why: "it was never tried".to_owned() }),
        (Some(Err(Undeployed::Failed(why))), _) => Some(Failing::Undeployed { why: why.clone() }),
        (Some(Err(Undeployed::Refused(words))), Expected::Refused(expected)) => (!words
            .contains(expected))
        .then(|| Failing::Refused { expected: Some(expected.clone()), found: words.clone() }),
        (Some(Err(Undeployed::Refused(words))), _) => {
            Some(Failing::Refused { expected: None, found: words.clone() })
        }
        (Some(Ok(_)), Expected::Refused(expected)) => {
            Some(Failing::Configured { expected: expected.clone() })
        }
        (Some(Ok(function)), expected) => {
            let ran = function.decide(&case.view);
            report.took = Some(ran.took);
            report.memory = ran.memory;
            if let Some(most) = case.limits.memory_kib {
                report.failings.extend(too_large(most, &ran));
            }
            compared(expected, ran.said)
        }
    };
    report.failings.extend(failing);
    report
}

fn too_large(most: u64, ran: &Ran) -> Option<Failing> {
    match ran.memory {
        None => Some(Failing::Unmeasured),
        Some(took) => (took > most.saturating_mul(1024)).then_some(Failing::Large { most, took }),
    }
}

fn compared(expected: &Expected, said: Result<serde_json::Value, Fault>) -> Option<Failing> {
    let (expected, whole) = match (expected, said) {
        (Expected::Fault(expected), Err(fault)) => {
            return (fault.name() != *expected).then(|| Failing::Fault {
                expected: Some(expected),
                found: fault.name(),
                why: fault.to_string(),
            });
        }
        (Expected::Fault(expected), Ok(found)) => {
            return Some(Failing::Answered { expected, found });
        }
        (_, Err(fault)) => {
            let (found, why) = (fault.name(), fault.to_string());
            return Some(Failing::Fault { expected: None, found, why });
        }
        (Expected::Refused(expected), Ok(_)) => {
            return Some(Failing::Configured { expected: expected.clone() });
        }
        (Expected::Part(expected), Ok(found)) => ((expected, found), false),
        (Expected::Whole(expected), Ok(found)) => ((expected, found), true),
    };
    let (expected, found) = expected;
    wished(expected, whole, &found).map(|expected| Failing::Answer { expected, found })
}

/// Calls it some more times: it takes no longer than it may, and answers the same.
fn measure<R: Runner>(case: &Case, function: &R, most: u64, report: &mut CaseReport) {
    let (calls, least) = CALLS;
    let start = Instant::now();
    let first = function.decide(&case.view);
    let mut times = vec![first.took];
    while times.len() < calls && (times.len() < least || start.elapsed() < LONGEST) {
        let ran = function.decide(&case.view);
        times.push(ran.took);
        if ran.said != first.said {
            let told = |said: &Result<serde_json::Value, Fault>| match said {
                Ok(answer) => answer.clone(),
                Err(fault) => serde_json::json!({ "fault": fault.name() }),
            };
            let (first, later) = (told(&first.said), told(&ran.said));
            report.failings.push(Failing::Unsteady { first, later });
            return;
        }
    }
    let calls = times.len();
    times.sort();
    let Some(median) = times.get(calls / 2).copied() else { return };
    report.took = Some(median);
    if median > Duration::from_micros(most) {
        report.failings.push(Failing::Slow { most, took: median, calls });
    }
}
