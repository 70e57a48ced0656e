//! The US Privacy string (section 6, "US Privacy String", version 1).

use crate::fault::{Fault, Problem};

/// What a character says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// `Y`.
    Yes,
    /// `N`.
    No,
    /// `-`.
    NotApplicable,
}

/// A decoded section `uspv1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsPrivacy {
    /// Notice and the opportunity to opt out were given.
    pub notice: Said,
    /// The viewer opted out of the sale of personal data.
    pub opt_out_sale: Said,
    /// The transaction is covered by the IAB Limited Service Provider Agreement.
    pub lspa_covered: Said,
}

impl UsPrivacy {
    /// Decodes a section that starts at byte `start` of a GPP string. It is not
    /// encoded: a version and three letters. Faults count six bits to a character.
    pub(super) fn decode_at(text: &str, start: usize) -> Result<Self, Fault> {
        let fault = |place: usize, problem| Fault::new(problem, start, 6 * place);
        let said = |place: usize, byte: u8| match byte {
            b'Y' => Ok(Said::Yes),
            b'N' => Ok(Said::No),
            b'-' => Ok(Said::NotApplicable),
            _ => Err(fault(place, Problem::Value)),
        };
        let &[version, notice, opt_out_sale, lspa_covered, ref more @ ..] = text.as_bytes() else {
            return Err(fault(text.len(), Problem::Truncated));
        };
        if version != b'1' {
            return Err(fault(0, Problem::Version));
        }
        let section = Self {
            notice: said(1, notice)?,
            opt_out_sale: said(2, opt_out_sale)?,
            lspa_covered: said(3, lspa_covered)?,
        };
        if more.is_empty() { Ok(section) } else { Err(fault(4, Problem::Trailing)) }
    }
}
