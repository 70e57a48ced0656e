//! `tidegate manifest`: manifests looked at, edited, filtered and compared, for
//! people who debug streams.
//!
//! - [`args`]: its command line
//! - [`input`]: files, standard input and URLs, read whole
//! - [`trouble`]: what can go wrong, and how it is told
//! - [`fact`]: one thing that a manifest says, for people and for programs
//! - [`track`], [`time`]: what is said of a track, and of time
//! - [`units`]: bit rates, durations and moments for people
//! - [`table`]: aligned columns
//! - [`inspect`], [`edit`], [`filter`], [`diff`]: the commands

pub mod args;
pub mod diff;
pub mod edit;
pub mod fact;
pub mod filter;
pub mod input;
pub mod inspect;
pub mod table;
pub mod time;
pub mod track;
pub mod trouble;
pub mod units;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use args::{Args, Command};
use trouble::Trouble;

/// What a command leaves.
#[derive(Debug)]
pub struct Output {
    /// For standard output.
    pub text: String,
    /// Whether the answer is no: the manifests differ. Exits 1.
    pub no: bool,
}

impl Output {
    /// What a command that was carried out leaves.
    #[must_use]
    pub fn of(text: String) -> Self {
        Self { text, no: false }
    }
}

/// Runs one of the commands. Exits 0 if it was carried out, 1 if the answer is
/// no (refused, nothing matches, different), 2 if something could not be read.
pub async fn run(args: &Args) -> ExitCode {
    let (json, output) = match &args.command {
        Command::Inspect(args) => (args.json, inspect::run(args).await),
        Command::Edit(args) => (args.json, edit::run(args).await),
        Command::Filter(args) => (args.json, filter::run(args).await),
        Command::Diff(args) => (args.json, diff::run(args).await),
    };
    finish(output, json)
}

/// Writes what a command leaves, or its trouble, and says how to exit.
pub(crate) fn finish(output: Result<Output, Trouble>, json: bool) -> ExitCode {
    let written = output.and_then(|output| write(&output.text).map(|()| output.no));
    match written {
        Ok(no) => ExitCode::from(u8::from(no)),
        Err(trouble) => {
            let told = if json { format!("{}\n", trouble.json()) } else { trouble.text() };
            // Where nobody listens, the exit code still speaks.
            let _ = std::io::stderr().write_all(told.as_bytes());
            ExitCode::from(trouble.code())
        }
    }
}

/// Writes to standard output. A reader that has seen enough (`| head`) is no trouble.
fn write(text: &str) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Trouble::Unwritten(error)),
        _ => Ok(()),
    }
}
