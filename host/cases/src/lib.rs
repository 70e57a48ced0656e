//! Cases of a function: what is asked, what must be answered, in what time and memory.
//! `tidegate test` runs them, and a bundle carries them as its self-test.
//!
//! - [`mod@file`]: a file of cases, checked
//! - [`carried`]: cases as a bundle carries them
//! - [`runner`]: who runs a function; the node does in its sandbox, tests natively
//! - [`mod@run`]: all cases of some files, in parallel, told in their order
//! - [`outcome`]: what came of them
//! - [`report`]: that for people, for programs, and as JUnit's XML
//! - [`watch`]: what has changed of what they were read from
//! - [`cli`]: the command
//!
//! # A file of cases
//!
//! ```toml
//! kind = "geo-licensing"              # consent, geo-licensing, carbon-cap, manifest-rewriting
//! component = "dark-hours.wasm"       # else the function of that kind that comes with the node
//! config = "rights.toml"              # TOML or JSON; or a table `document`; without, an empty document
//!
//! [limits]                            # of every case that has none of its own
//! call-us = 200                       # microseconds that a call may take, the median of some
//! memory-kib = 128                    # that a call may take
//!
//! [[cases]]
//! name = "France may watch"           # no two in a file are equal
//! facts = { country = "FR", now = 2026-11-23T12:00:00Z }
//! expect = { allow = { limits = { max-height = 1080 } } }
//! ```
//!
//! Paths are relative to the file. Facts and answers are in the JSON form of `tidegate_sdk`,
//! which `tidegate replay` records too: the contract's own names; where the contract has a
//! timestamp, a date with a time and an offset may stand. For manifest-rewriting there are
//! `grants`, `limits-in` (the limits of the functions before) and one of `playlist` and `mpd`
//! (a file) and `manifest` (its tracks), besides; these may stand above the cases for all.
//!
//! A case has exactly one of
//!
//! - `expect`: what is named must be equal, lists as a whole; what is not named is free. A
//!   name that ends in `-exactly` compares all that is below it: `limits-exactly = {}`;
//! - `expect-exactly`: the whole answer;
//! - `expect-fault`: there is none, and why: `trap`, `deadline`, `memory`, `answer-size`, `invalid`;
//! - `expect-refused`: `configure` refuses the document, in words that contain this.

mod beside;
pub mod carried;
pub mod cli;
mod document;
mod error;
mod expect;
pub mod file;
mod handed;
mod manifests;
pub mod outcome;
mod raw;
pub mod report;
pub mod run;
pub mod runner;
mod value;
pub mod watch;

pub use document::json_of_toml;
pub use error::CaseError;
pub use file::{Case, CaseFile};
pub use outcome::Report;
pub use run::{Options, run};
pub use runner::{Deployment, Factory, Ran, Runner, Undeployed, View, ask};
