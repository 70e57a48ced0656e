//! A file of records, run again as it is read: some lines at a time, on all cores.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};

use super::again::{self, Manifests};
use super::record::{MANIFEST, Named};
use super::tally::Tally;
use crate::sandbox::FunctionSet;

/// The longest line that is read, in bytes: a manifest of 4096 tracks has a tenth.
const LONGEST_LINE: u64 = 16 << 20;

/// About so many bytes of lines are handed to a core at once.
const BATCH: usize = 1 << 18;

/// Manifests that are kept, the newest; a decision follows its manifest closely.
const MOST_MANIFESTS: usize = 256;

/// Why a file cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// A line is no record.
    #[error("line {line}: {why}")]
    Malformed {
        /// From 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
}

/// Lines for one core.
struct Batch {
    first: u64,
    text: Vec<u8>,
    manifests: Arc<Manifests>,
}

/// Runs all records of a file again. At most `cases` that would change are kept;
/// `done` counts lines as they are worked off.
///
/// # Errors
/// The first line that is no record.
pub fn replay(
    mut file: impl BufRead,
    functions: &FunctionSet,
    cases: usize,
    done: &AtomicU64,
) -> Result<Tally, ReplayError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (send, batches) = sync_channel::<Batch>(cores * 2);
    let batches = Mutex::new(batches);
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..cores).map(|_| scope.spawn(|| work(&batches, functions, cases, done))).collect();
        let read = read(&mut file, |batch| send.send(batch).is_ok());
        drop(send);
        let mut tally = Tally::default();
        let mut wrong = read.err();
        for worker in workers {
            match worker.join() {
                Ok(Ok(part)) => tally.merge(part, cases),
                Ok(Err(error)) => wrong = first(wrong, error),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        wrong.map_or(Ok(tally), Err)
    })
}

/// The error that stands earlier in the file.
fn first(one: Option<ReplayError>, other: ReplayError) -> Option<ReplayError> {
    match (one, other) {
        (Some(ReplayError::Malformed { line: a, why }), ReplayError::Malformed { line: b, .. })
            if a < b =>
        {
            Some(ReplayError::Malformed { line: a, why })
        }
        (_, other) => Some(other),
    }
}

/// Reads lines and hands them on in batches, until nobody takes them any more.
fn read(
    file: &mut impl BufRead,
    mut hand_on: impl FnMut(Batch) -> bool,
) -> Result<(), ReplayError> {
    let mut manifests = Arc::new(Manifests::new());
    let mut names = VecDeque::new();
    let mut text = Vec::with_capacity(BATCH * 2);
    let (mut first, mut line) = (1, 0);
    loop {
        let start = text.len();
        let read = file.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut text)?;
        if read == 0 {
            break;
        }
        line += 1;
        let malformed = |why: String| ReplayError::Malformed { line, why };
        let written = text.get(start..).unwrap_or_default();
        if read as u64 == LONGEST_LINE && !written.ends_with(b"\n") {
            return Err(malformed(format!("more than {LONGEST_LINE} bytes")));
        }
        if written.starts_with(MANIFEST) {
            let named: Named =
                serde_json::from_slice(written).map_err(|error| malformed(error.to_string()))?;
            if !manifests.contains_key(&named.manifest) {
                let all = Arc::make_mut(&mut manifests);
                names.push_back(named.manifest.clone());
                all.insert(named.manifest, Arc::new(named.offered));
                if names.len() > MOST_MANIFESTS
                    && let Some(oldest) = names.pop_front()
                {
                    // Decisions before this line may name it.
                    let batch = Batch {
                        first,
                        text: std::mem::take(&mut text),
                        manifests: Arc::new(all.clone()),
                    };
                    first = line + 1;
                    all.remove(&oldest);
                    if !hand_on(batch) {
                        return Ok(());
                    }
                }
            }
        }
        if text.len() >= BATCH {
            let text = std::mem::replace(&mut text, Vec::with_capacity(BATCH * 2));
            if !hand_on(Batch { first, text, manifests: Arc::clone(&manifests) }) {
                return Ok(());
            }
            first = line + 1;
        }
    }
    hand_on(Batch { first, text, manifests });
    Ok(())
}

fn work(
    batches: &Mutex<Receiver<Batch>>,
    functions: &FunctionSet,
    cases: usize,
    done: &AtomicU64,
) -> Result<Tally, ReplayError> {
    let mut tally = Tally::default();
    loop {
        let next = {
            let Ok(batches) = batches.lock() else { return Ok(tally) };
            batches.recv()
        };
        let Ok(Batch { first, text, manifests }) = next else { return Ok(tally) };
        let mut lines = 0;
        for (line, written) in (first..).zip(text.split_inclusive(|byte| *byte == b'\n')) {
            lines += 1;
            let written = written.trim_ascii();
            if written.is_empty() || written.starts_with(MANIFEST) {
                continue;
            }
            match again::run(written, functions, &manifests) {
                Ok((kind, outcome)) => tally.count(line, kind, outcome, cases),
                Err(why) => {
                    // Nobody waits for room that is never made.
                    drain(batches);
                    return Err(ReplayError::Malformed { line, why });
                }
            }
        }
        done.fetch_add(lines, Ordering::Relaxed);
    }
}

fn drain(batches: &Mutex<Receiver<Batch>>) {
    if let Ok(batches) = batches.lock() {
        while batches.recv().is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replayed(text: &str) -> Result<Tally, ReplayError> {
        replay(text.as_bytes(), &FunctionSet::default(), 2, &AtomicU64::new(0))
    }

    #[test]
    fn a_missing_function_is_a_fault() {
        let text = "{\"function\":\"consent\",\"saw\":{},\"fault\":\"missing\"}\n".repeat(3);
        let tally = replayed(&text).unwrap();
        assert_eq!((tally.replayed(), tally.changed()), (3, 0));
        let text = "{\"function\":\"consent\",\"saw\":{},\"fault\":\"trap\"}\n\n".repeat(3);
        let tally = replayed(&text).unwrap();
        assert_eq!((tally.replayed(), tally.changed()), (3, 3));
        assert_eq!(tally.cases.iter().map(|case| case.line).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(tally.changes.values().collect::<Vec<_>>(), [&3]);
    }

    #[test]
    fn the_first_wrong_line_is_named() {
        let good = "{\"function\":\"consent\",\"saw\":{},\"fault\":\"missing\"}\n";
        for (wrong, why) in [
            ("nonsense", "expected"),
            ("{\"function\":\"consent\",\"saw\":{\"contry\":\"FR\"}}", "contry"),
            ("{\"function\":\"consent\",\"saw\":{}}", "`said`"),
            ("{\"function\":\"manifest-rewriting\",\"saw\":{},\"manifest\":\"a\"}", "\"a\""),
            ("{\"manifest\":\"a\"}", "offered"),
        ] {
            let text = format!("{}{wrong}\n{good}", good.repeat(4000));
            let error = replayed(&text).unwrap_err().to_string();
            assert!(error.starts_with("line 4001: ") && error.contains(why), "{error}");
        }
    }
}
