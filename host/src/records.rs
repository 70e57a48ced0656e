//! A sample of what a node decides, for `tidegate replay`.
//!
//! What is written is a record's ([`crate::replay::record`]): what the functions saw and
//! said, no address, header or URL. No viewer waits for the disk: what it is too slow for is
//! left out. A full file becomes `FILE.1`, in the place of the one before it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use tidegate_facts::session::SHARES;

use crate::listen::manifest::Told;
use crate::replay::record;
use crate::rollout::plan::Percent;

/// Requests whose records may wait for the disk.
const WAITING: usize = 64;

/// Where decisions are written.
#[derive(Clone, Debug)]
pub struct RecordsTo {
    /// The file, which only the node's own user may read if it is new.
    pub file: PathBuf,
    /// Of the requests for manifests.
    pub share: Percent,
    /// Most bytes of the file.
    pub largest: u64,
}

/// Writes decisions to a file, in a thread of its own, which ends with it.
#[derive(Debug)]
pub struct Records {
    share: u64,
    seen: AtomicU64,
    /// `None` while it is dropped.
    lines: Option<SyncSender<Vec<u8>>>,
    writer: Option<JoinHandle<()>>,
}

impl Records {
    /// Opens the file, and goes on at its end.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn open(to: RecordsTo) -> io::Result<Self> {
        let share = u64::from(to.share.hundredths());
        let mut target = Target::open(to.file, to.largest)?;
        let (lines, waiting) = sync_channel(WAITING);
        let writer = std::thread::Builder::new()
            .name("records".to_owned())
            .spawn(move || target.write_all(&waiting))?;
        Ok(Self { share, seen: AtomicU64::new(0), lines: Some(lines), writer: Some(writer) })
    }

    /// Writes down what was decided about a request, if it is of the sample.
    pub fn keep(&self, told: &Told) {
        let seen = self.seen.fetch_add(1, Ordering::Relaxed) % u64::from(SHARES);
        if !sampled(seen, self.share) {
            return;
        }
        let mut lines = Vec::new();
        let written = record::write(told, &told.chosen.running.functions, &mut lines);
        if let (Ok(()), Some(waiting)) = (written, &self.lines)
            && !lines.is_empty()
        {
            // Full: left out.
            let _ = waiting.try_send(lines);
        }
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        self.lines = None;
        if let Some(writer) = self.writer.take() {
            // It writes what waits, and ends.
            let _ = writer.join();
        }
    }
}

/// Whether a request is of the sample: `share` of all `SHARES`, evenly.
fn sampled(seen: u64, share: u64) -> bool {
    let shares = u64::from(SHARES);
    (seen + 1) * share / shares > seen * share / shares
}

struct Target {
    path: PathBuf,
    largest: u64,
    file: File,
    size: u64,
}

impl Target {
    fn open(path: PathBuf, largest: u64) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, largest, file, size })
    }

    fn write_all(&mut self, waiting: &Receiver<Vec<u8>>) {
        let mut failing = false;
        while let Ok(lines) = waiting.recv() {
            let written = self.write(&lines);
            if let (Err(error), false) = (&written, failing) {
                tracing::error!(%error, file = %self.path.display(), "decisions are not recorded");
            }
            failing = written.is_err();
        }
    }

    /// Whole records, in one piece: a node that is killed leaves no halves.
    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        let more = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        if self.size > 0 && self.size.saturating_add(more) > self.largest {
            let mut old = OsString::from(&self.path);
            old.push(".1");
            fs::rename(&self.path, old)?;
            *self = Self::open(self.path.clone(), self.largest)?;
        }
        self.file.write_all(lines)?;
        self.size = self.size.saturating_add(more);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_even() {
        let among = |share, seen: std::ops::Range<u64>| seen.filter(|n| sampled(*n, share)).count();
        assert_eq!(among(1, 0..10_000), 1);
        assert_eq!(among(150, 0..10_000), 150);
        assert_eq!(among(2_500, 400..408), 2);
        assert_eq!(among(10_000, 0..10_000), 10_000);
    }

    #[test]
    fn a_full_file_makes_room() {
        let folder = tempfile::tempdir().unwrap();
        let (path, old) = (folder.path().join("d.jsonl"), folder.path().join("d.jsonl.1"));
        let read = |path: &PathBuf| fs::read_to_string(path).unwrap_or_default();
        let mut target = Target::open(path.clone(), 8).unwrap();
        for (lines, now, before) in [
            ("one\n", "one\n", ""),
            ("two\n", "one\ntwo\n", ""),
            ("three\n", "three\n", "one\ntwo\n"),
            ("longer than that\n", "longer than that\n", "three\n"),
        ] {
            target.write(lines.as_bytes()).unwrap();
            assert_eq!((read(&path).as_str(), read(&old).as_str()), (now, before));
        }
        drop(target);
        let mut again = Target::open(path.clone(), 100).unwrap();
        again.write(b"more\n").unwrap();
        assert_eq!(read(&path), "longer than that\nmore\n");
    }
}
