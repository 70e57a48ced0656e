//! TC and GPP strings decoded in full, for people and programs that look at them.
//!
//! - [`decode`]: the way in
//! - [`names`]: what numbers and fields are called

pub mod names;

use crate::fault::{Fault, Problem};
use crate::gpp::Gpp;
use crate::tcf::TcString;

/// A decoded string; borrows the text. Lists of vendors and sections are read from it
/// when they are asked for.
#[derive(Debug, Clone, Copy)]
pub enum Decoded<'a> {
    /// A TC string.
    Tc(TcString<'a>),
    /// A GPP string, all sections of which can be read.
    Gpp(Gpp<'a>),
}

/// Decodes a TC or GPP string: which of them, its first character tells (`C` or `D`; GPP,
/// "Section IDs").
///
/// # Errors
/// The first [`Fault`]. [`Fault::position`] tells where it is.
pub fn decode(text: &str) -> Result<Decoded<'_>, Fault> {
    match text.as_bytes().first() {
        Some(b'D') => Gpp::decode(text).map(Decoded::Gpp),
        Some(_) => TcString::decode(text).map(Decoded::Tc),
        None => Err(Fault::new(Problem::Empty, 0, 0)),
    }
}
