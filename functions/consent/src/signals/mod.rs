//! What a viewer's signals say.
//!
//! - [`Reading`]: what became of one signal
//! - [`tcf`]: TC strings and TCF Canada
//! - [`gpp`]: GPP strings
//! - [`preference`]: the operator's own cookie
//! - [`Objections`]: what a viewer objects to

mod gpp;
mod objections;
pub mod preference;
pub mod tcf;

pub use gpp::read as read_gpp;
pub use objections::{Objection, Objections};

use tidegate_sdk::types::Grants;

/// The most seconds an answer can hold.
const FOREVER: u32 = u32::MAX;

/// What became of a signal. `holds`: seconds until that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Well-formed and in force.
    Usable {
        /// What the viewer consents to; `None` if the signal knows no consent.
        consents: Option<Grants>,
        /// What the viewer objects to.
        objections: Objections,
        /// Until it expires.
        holds: u32,
    },
    /// Well-formed, and without a word that is known and meant for the viewer.
    Silent,
    /// Malformed, invalid by its contents, or not in force.
    Refused {
        /// Until it comes into force, if it is dated ahead.
        holds: u32,
    },
}

impl Reading {
    /// Refused for good.
    pub const REFUSED: Self = Self::Refused { holds: FOREVER };

    /// What the operator's cookie consents to.
    pub fn preference(consents: Grants) -> Self {
        Self::consent(consents, FOREVER)
    }

    /// A consent that holds for some time, and no objection.
    fn consent(consents: Grants, holds: u32) -> Self {
        Self::Usable { consents: Some(consents), objections: Objections::default(), holds }
    }
}
