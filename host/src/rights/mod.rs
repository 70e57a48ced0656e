//! `tidegate rights`: rights imported, and a rights catalogue asked.
//!
//! - [`args`]: its command line
//! - [`import`]: SCTE 224 to a catalogue, and a report
//! - [`check`]: one question to a catalogue
//! - [`told`]: what a catalogue answers and why, for people and for programs

pub mod args;
pub mod check;
pub mod import;
pub mod told;

use std::process::ExitCode;

use crate::manifest::finish;
use args::{Args, Command};

/// Runs one of the commands. Exits 0 if it was carried out, 1 if the asset may not be
/// watched, 2 if something could not be read.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    match &args.command {
        Command::Import(args) => finish(import::run(args), args.json),
        Command::Check(args) => finish(check::run(args), args.json),
    }
}
