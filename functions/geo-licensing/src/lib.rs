//! Geo-licensing: an asset, a place, a time, a plan, a device and a network in; a verdict out.
//!
//! - [`Catalogue`]: the function; its configuration is described in `schema.json` and
//!   shown in `demo.toml`
//! - [`Explanation`]: a verdict and what was asked to find it
//!
//! A catalogue lists assets, each with the paths it covers and with rules. A rule asks, in
//! this order: is the viewer in its territory, is a window open, does the viewer's
//! plan include the asset, is the class of device licensed, is the viewer's network
//! none it refuses. Terms stand in policies, which rules name. Several assets may cover
//! a path, and the first rule that allows wins, in the order that [`index`] gives: an
//! asset's own rules and then those of its collections. If none allows, the denial that
//! came furthest is the answer, by this precedence, the first asked among equals:
//!
//! 1. `network`: all else would have been granted
//! 2. `device`: the class of device is not licensed, or not known where classes are told apart
//! 3. `plan`: a plan is needed that the viewer has not
//! 4. `not-yet-available`: licensed here, a window opens later
//! 5. `no-longer-available`: licensed here, no window opens any more
//! 6. `place-unknown`: it cannot be told whether the asset is licensed here
//! 7. `territory`: not licensed here
//! 8. `asset-not-licensed`: no rule covers the asset
//!
//! After a rule has allowed, the blackouts of all these assets and collections are asked in
//! the document's order; the first that is on where the viewer is denies, or has a slate
//! shown (`blackout`).
//!
//! What is unknown never allows: without `now`, a rule with windows answers
//! `not-yet-available`, which claims nothing about a licence that ended; terms that may
//! apply do; and who may be in a blackout's area is. The exceptions are for the operator to
//! choose: a network that no database knows is refused only where a policy says so, and a
//! blackout may count viewers of unknown place as outside.
//!
//! Where a policy grants portability (Regulation (EU) 2017/1128), a viewer who is in one of
//! its places and whose verified home country is another of them is asked for as if
//! at home, by territories, terms and blackouts alike.
//!
//! The answer is to be asked for again at the next edge of a window of the rules and
//! blackouts that decided, or could decide instead.

mod area;
mod blackout;
mod bytes;
mod catalogue;
mod circle;
mod config;
mod explain;
mod holder;
mod index;
mod pattern;
mod plans;
mod policy;
mod postal;
mod rule;
mod sorted;
mod span;
mod territory;
mod time;
mod viewer;
mod window;

use tidegate_sdk::geo_licensing::{GeoLicensing, Verdict};
use tidegate_sdk::types::Facts;

pub use catalogue::Catalogue;
pub use explain::{Explanation, Looked, Outcome};

impl GeoLicensing for Catalogue {
    fn configure(document: &str) -> Result<Self, String> {
        Self::from_json(document)
    }

    fn configure_in_place(document: String) -> Result<Self, String> {
        Self::from_owned_json(document)
    }

    fn decide(&self, facts: &Facts) -> Verdict {
        Self::decide(self, facts)
    }
}

#[cfg(feature = "component")]
tidegate_sdk::export!(geo-licensing: Catalogue);
