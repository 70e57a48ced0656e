//! `tidegate test`.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::error::CaseError;
use crate::file::CaseFile;
use crate::outcome::Report;
use crate::report::{json, junit, text};
use crate::run::{Options, run as run_cases};
use crate::runner::Factory;
use crate::watch::Watch;

/// What the cases' files end in; one may be called just this, without the dot.
const ENDING: &str = "cases.toml";

/// Which cases, and how they are told.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Files of cases, or folders with files named cases.toml or ending in .cases.toml.
    #[arg(default_value = ".")]
    pub files: Vec<PathBuf>,
    /// Ask this component, whatever the files name.
    #[arg(long, value_name = "COMPONENT")]
    pub function: Option<PathBuf>,
    /// Only cases whose name has this in it, in letters of any case.
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// Cases at a time; as many as there are processors unless told otherwise.
    #[arg(long, value_name = "NUMBER")]
    pub jobs: Option<NonZero<usize>>,
    /// Write the result to this file too, as JUnit's XML.
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    pub json: bool,
    /// Run again what a change of the cases, the component or a file beside them concerns,
    /// until interrupted.
    #[arg(long)]
    pub watch: bool,
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
enum TestError {
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error("{}: {why}", file.display())]
    File { file: PathBuf, why: std::io::Error },
    #[error("{}: found no file named cases.toml or ending in .cases.toml", folder.display())]
    NoCases { folder: PathBuf },
    #[error("--filter {text:?}: no case of {cases} has that in its name")]
    NoMatch { text: String, cases: usize },
}

/// Runs cases. Exits 0 if all pass, 1 if some fail, 2 if a file cannot be read, there is
/// no case or the result cannot be written. With `--watch` it does not return.
pub fn run(args: &Args, factory: &impl Factory) -> ExitCode {
    if args.watch {
        watch(args, factory);
    }
    match tested(args, factory, |_| true) {
        Ok(report) => ExitCode::from(u8::from(report.failed() > 0)),
        Err(error) => {
            eprintln!("tidegate: {error}");
            ExitCode::from(2)
        }
    }
}

fn watch(args: &Args, factory: &impl Factory) -> ! {
    let mut watch = Watch::default();
    let (mut known, mut changed) = (BTreeSet::new(), Vec::new());
    loop {
        // What changes after this is run again, even while it is being read.
        let sources = sources(args);
        watch.set(sources.iter().map(PathBuf::as_path));
        let concerned = |file: &CaseFile| {
            !known.contains(&file.path)
                || args.function.as_ref().is_some_and(|function| changed.contains(function))
                || file.sources.iter().any(|source| changed.contains(source))
        };
        if let Err(error) = tested(args, factory, concerned) {
            eprintln!("tidegate: {error}");
        }
        if std::io::stderr().is_terminal() {
            eprintln!("waiting for a change of {} files …", sources.len());
        }
        known = sources;
        changed = watch.wait();
    }
}

/// All that a result depends on. Of a file that cannot be read it is itself.
fn sources(args: &Args) -> BTreeSet<PathBuf> {
    let files = found(args).unwrap_or_default();
    let all = files.iter().flat_map(|file| match CaseFile::read(file) {
        Ok(file) => file.sources,
        Err(_) => vec![file.clone()],
    });
    all.chain(args.files.iter().cloned()).chain(args.function.clone()).collect()
}

/// Runs the cases of the files that are concerned, and tells what came of them.
fn tested(
    args: &Args,
    factory: &impl Factory,
    concerned: impl Fn(&CaseFile) -> bool,
) -> Result<Report, TestError> {
    let files =
        found(args)?.iter().map(|file| CaseFile::read(file)).collect::<Result<Vec<_>, _>>()?;
    let files: Vec<_> = files.into_iter().filter(concerned).collect();
    if files.is_empty() {
        return Ok(Report::default());
    }
    let cores = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let options = Options {
        jobs: args.jobs.unwrap_or(cores),
        filter: args.filter.as_deref(),
        component: args.function.as_deref(),
        timed: true,
        config: None,
    };
    let report = watched(|done| run_cases(&files, factory, &options, done));
    if let (Some(text), None) = (&args.filter, report.cases().next()) {
        return Err(TestError::NoMatch { text: text.clone(), cases: report.left_out });
    }
    if let Some(file) = &args.junit {
        std::fs::write(file, junit::junit(&report))
            .map_err(|why| TestError::File { file: file.clone(), why })?;
    }
    if args.json {
        println!("{:#}", json::json(&report));
    } else {
        print!("{}", text::text(&report));
    }
    Ok(report)
}

/// The files of cases that the arguments mean, those of a folder by name.
fn found(args: &Args) -> Result<Vec<PathBuf>, TestError> {
    let mut files = Vec::new();
    for path in &args.files {
        let unreadable = |why| TestError::File { file: path.clone(), why };
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut below: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            if is_cases(&name) {
                // A file of the working directory is told by its bare name.
                let bare = path == Path::new(".");
                below.push(if bare { name.into() } else { path.join(name) });
            }
        }
        if below.is_empty() {
            return Err(TestError::NoCases { folder: path.clone() });
        }
        below.sort();
        files.extend(below);
    }
    Ok(files)
}

fn is_cases(name: &std::ffi::OsStr) -> bool {
    name.to_str()
        .and_then(|name| name.strip_suffix(ENDING))
        .is_some_and(|before| before.is_empty() || (before.len() > 1 && before.ends_with('.')))
}

/// Tells a person at a terminal how far it is, once a second.
fn watched<T>(work: impl FnOnce(&AtomicUsize) -> T) -> T {
    let done = Arc::new(AtomicUsize::new(0));
    if !std::io::stderr().is_terminal() {
        return work(&done);
    }
    let seen = Arc::downgrade(&done);
    let teller = std::thread::spawn(move || {
        loop {
            std::thread::park_timeout(Duration::from_secs(1));
            let Some(done) = seen.upgrade() else { return };
            match done.load(Ordering::Relaxed) {
                0 => eprint!("\r\x1b[Kdeploying …"),
                done => eprint!("\r\x1b[K{done} cases …"),
            }
        }
    });
    let result = work(&done);
    drop(done);
    teller.thread().unpark();
    let _ = teller.join();
    eprint!("\r\x1b[K");
    result
}
