//! `tidegate consent`: consent strings decoded, with names, and what they grant.
//!
//! - [`args`]: its command line
//! - [`report`]: what is told, for people and for programs
//! - [`tcf`]: TC strings and TCF Canada
//! - [`gpp`]: GPP strings
//! - [`grants`]: what is granted under each regime

pub mod args;
mod gpp;
mod grants;
pub mod report;
mod tcf;

use std::io::{Read, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::json;
use tidegate_consent::strings::{self, Decoded, names};
use tidegate_consent::{Fault, Position};

use crate::manifest::trouble::excerpt;
use args::{Command, DecodeArgs};
use report::Report;

/// The longest string that is read from standard input, in bytes.
const LONGEST: u64 = 1 << 20;

/// Runs one of the commands. Exits 0 if the string was decoded, 2 if it cannot be.
///
/// # Errors
/// If the configuration or standard input cannot be read.
pub fn run(command: &Command) -> Result<ExitCode> {
    let Command::Decode(args) = command;
    let policy = grants::policy(args.config.as_deref())?;
    let text = text(args)?;
    match strings::decode(&text) {
        Ok(decoded) => {
            let mut report = told(&decoded);
            report.tables.push(grants::table(&policy, &text, &decoded, args.at));
            let told = if args.json { format!("{}\n", report.json()) } else { report.text() };
            // A reader that has seen enough (`| head`) is no trouble.
            let _ = std::io::stdout().write_all(told.as_bytes());
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => {
            let told = faulty(&text, &fault, args.json);
            let _ = std::io::stderr().write_all(told.as_bytes());
            Ok(ExitCode::from(2))
        }
    }
}

/// The string, from the command line or standard input.
fn text(args: &DecodeArgs) -> Result<String> {
    if args.string != "-" {
        return Ok(args.string.clone());
    }
    let mut text = String::new();
    let mut input = std::io::stdin().take(LONGEST);
    input.read_to_string(&mut text).context("reading standard input")?;
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    Ok(text)
}

fn told(decoded: &Decoded<'_>) -> Report {
    match decoded {
        Decoded::Tc(string) => {
            Report { kind: "tc", sections: vec![tcf::string(string)], tables: Vec::new() }
        }
        Decoded::Gpp(sections) => Report {
            kind: "gpp",
            // All were read before.
            sections: (*sections).filter_map(Result::ok).map(gpp::section).collect(),
            tables: Vec::new(),
        },
    }
}

/// A fault and its position, for people or for programs.
fn faulty(text: &str, fault: &Fault, json: bool) -> String {
    let Position { section, segment, bit, byte } = fault.position(text);
    let before = text.get(..byte).unwrap_or(text);
    let character = before.chars().count() + 1;
    if json {
        let told = json!({
            "error": "malformed",
            "section": section,
            "segment": segment,
            "bit": bit,
            "byte": byte,
            "says": fault.to_string(),
        });
        return format!("{told}\n");
    }
    let section = match (text.contains('~'), section) {
        (false, _) => String::new(),
        (true, 0) => "header, ".to_owned(),
        (true, section) => format!("section {section}, "),
    };
    format!(
        "character {character} ({section}segment {segment}, bit {bit}): {fault}\n{}",
        excerpt(text, character)
    )
}

/// A set of numbers with bit *n* - 1 for number *n*.
fn members(set: u64) -> Vec<u8> {
    (1..=64_u8).filter(|number| set >> (number - 1) & 1 == 1).collect()
}

/// A purpose's name; numbers without one are reserved.
fn purpose(number: u8) -> &'static str {
    names::purpose(number).unwrap_or("reserved")
}
