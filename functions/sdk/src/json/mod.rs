//! The contract's types in JSON, for what outlives a call: records of decisions.
//!
//! Names are the contract's own, in kebab case. What is absent or empty is left
//! out; a variant is an object with one member, or a text if it carries nothing;
//! flags are lists of their names. Unknown members are refused.
//!
//! - `macros`: how the types below are written once for both directions; cases and
//!   flags are in [`names`](crate::names)
//! - `vocabulary`: `wit/types.wit`
//! - `answers`: consent, geo-licensing, carbon-cap
//! - `manifest`: manifest-rewriting

mod answers;
mod macros;
mod manifest;
mod vocabulary;

#[cfg(test)]
mod tests;

use crate::consent::Signals;
use crate::manifest_rewriting::{Drm, Roles, Traits};
use crate::types::{Codecs, DynamicRanges, Purposes, SpecialFeatures};

/// What is left out when it says nothing.
trait Silent {
    /// Whether it says nothing.
    fn is_silent(&self) -> bool;

    /// What says nothing.
    fn silence() -> Self;
}

fn silence<T: Silent>() -> T {
    T::silence()
}

impl<T> Silent for Option<T> {
    fn is_silent(&self) -> bool {
        self.is_none()
    }

    fn silence() -> Self {
        None
    }
}

impl<T> Silent for Vec<T> {
    fn is_silent(&self) -> bool {
        self.is_empty()
    }

    fn silence() -> Self {
        Self::new()
    }
}

impl Silent for String {
    fn is_silent(&self) -> bool {
        self.is_empty()
    }

    fn silence() -> Self {
        Self::new()
    }
}

impl Silent for bool {
    fn is_silent(&self) -> bool {
        !self
    }

    fn silence() -> Self {
        false
    }
}

macro_rules! flags {
    ($($type:ty),+) => {
        $(impl Silent for $type {
            fn is_silent(&self) -> bool {
                self.is_empty()
            }

            fn silence() -> Self {
                Self::empty()
            }
        })+
    };
}

flags!(Codecs, Drm, DynamicRanges, Purposes, Roles, Signals, SpecialFeatures, Traits);
