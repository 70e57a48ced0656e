//! Decisions written down, and run again.
//!
//! - [`asked`]: whose functions are asked
//! - [`record`]: the form of a record, and how it is written
//! - [`again`]: one record, run again
//! - [`stream`]: a file of them
//! - [`tally`]: what it comes to
//! - [`report`]: for people and for programs

pub mod again;
pub mod asked;
pub mod record;
pub mod report;
pub mod stream;
pub mod tally;

use std::fs::File;
use std::io::{self, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tidegate_bundle::cli::store::StoreArgs;

use crate::listen::manifest::Told;
use crate::running::Running;
use crate::sandbox::{Engines, FunctionSet};
use stream::ReplayError;

/// What to replay.
#[derive(Debug, clap::Args)]
pub struct ReplayArgs {
    /// Records, as `tidegate explain --record` writes them; `-` for standard input.
    pub file: PathBuf,
    /// Whose functions are asked: a bundle.toml, a bundle's reference (a directory,
    /// HOST/NAME:TAG, HOST/NAME@sha256:…) or a node's configuration; without it, the demo's.
    #[arg(long, value_name = "FILE|REFERENCE")]
    pub bundle: Option<String>,
    /// How registries are reached.
    #[command(flatten)]
    pub store: StoreArgs,
    /// How many decisions that would change are shown one by one.
    #[arg(long, default_value_t = 10)]
    pub cases: usize,
    /// Print the result as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Runs recorded decisions again. Exits 0 if all would be the same, 1 if some
/// would not, 2 if a line is no record.
///
/// # Errors
/// When the file or the configuration cannot be read.
pub async fn run(args: &ReplayArgs) -> Result<ExitCode> {
    let asked = asked::functions(args.bundle.as_deref(), &args.store.store()).await?;
    let name = args.file.display().to_string();
    let engines = Engines::new(CALLS)?;
    let running = Running::deploy(&engines, asked, telling()).await?;
    let functions = &running.functions;
    let start = Instant::now();
    let replayed = tokio::task::block_in_place(|| {
        watched(|done| {
            if name == "-" {
                stream::replay(io::stdin().lock(), functions, args.cases, done)
            } else {
                let file = File::open(&args.file).map_err(ReplayError::Unreadable)?;
                stream::replay(BufReader::new(file), functions, args.cases, done)
            }
        })
    });
    let tally = match replayed {
        Ok(tally) => tally,
        Err(error @ ReplayError::Malformed { .. }) => {
            eprintln!("tidegate: {name}: {error}");
            return Ok(ExitCode::from(2));
        }
        Err(error @ ReplayError::Unreadable(_)) => return Err(error).context(name),
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report::json(&tally, start.elapsed()))?);
    } else {
        print!("{}", report::text(&tally, start.elapsed()));
    }
    Ok(ExitCode::from(u8::from(tally.changed() > 0)))
}

/// Calls at once: no more than threads.
const CALLS: u32 = 64;

/// Tells a person at a terminal of steps, each over the one before.
fn telling() -> impl FnMut(&str) {
    let person = io::stderr().is_terminal();
    move |step| {
        if person {
            eprint!("\r\x1b[K{step} …");
        }
    }
}

/// Tells a person at a terminal how far it is, once a second.
fn watched<T>(work: impl FnOnce(&AtomicU64) -> T) -> T {
    let done = Arc::new(AtomicU64::new(0));
    if !io::stderr().is_terminal() {
        return work(&done);
    }
    let seen = Arc::downgrade(&done);
    let teller = std::thread::spawn(move || {
        loop {
            std::thread::park_timeout(Duration::from_secs(1));
            let Some(done) = seen.upgrade() else { return };
            eprint!("\r\x1b[K{} lines …", done.load(Ordering::Relaxed));
        }
    });
    let result = work(&done);
    drop(done);
    teller.thread().unpark();
    let _ = teller.join();
    eprint!("\r\x1b[K");
    result
}

/// Adds what was decided about one request to a file of records, which nobody but
/// its owner may read.
///
/// # Errors
/// When the file cannot be written.
pub fn append(file: &Path, told: &Told, functions: &FunctionSet) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut lines = Vec::new();
    record::write(told, functions, &mut lines)?;
    let mut options = File::options();
    options.append(true).create(true).mode(0o600);
    let mut to = options.open(file).with_context(|| file.display().to_string())?;
    io::Write::write_all(&mut to, &lines).with_context(|| file.display().to_string())
}
