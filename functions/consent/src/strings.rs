//! TC and GPP strings decoded in full, for people and programs that look at them.
//!
//! - [`decode`]: the way in
//! - [`names`]: what numbers and fields are called

pub mod names;

use crate::fault::Fault;
use crate::gpp::Gpp;
use crate::tcf::TcString;

/// A decoded string; borrows the text. Lists of vendors and sections are read from it
/// when they are asked for.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, and decoding allocates nothing"
)]
pub enum Decoded<'a> {
    /// A TC string.
    Tc(TcString<'a>),
    /// A GPP string, all sections of which can be read.
    Gpp(Gpp<'a>),
}

/// Decodes a TC or GPP string: a GPP string begins with `D` (GPP, "Section IDs") or has
/// sections.
///
/// # Errors
/// The first [`Fault`]. [`Fault::position`] tells where it is.
pub fn decode(text: &str) -> Result<Decoded<'_>, Fault> {
    if text.starts_with('D') || text.contains('~') {
        Gpp::decode(text).map(Decoded::Gpp)
    } else {
        TcString::decode(text).map(Decoded::Tc)
    }
}
