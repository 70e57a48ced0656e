//! What a Tidegate function in Rust needs.
//!
//! - [`types`]: the words of the contract (`wit/types.wit`), as Rust types
//! - [`consent`], [`geo_licensing`], [`carbon_cap`], [`manifest_rewriting`]: one
//!   module per kind of function, each with the trait to implement and its answers
//! - [`export!`]: turns an implementation into a component
//! - [`config`]: configuration documents with errors that name the path
//! - [`languages`]: lists of language ranges
//! - [`limits`]: limits met, and what is within them
//! - [`kept`]: data of which a call reads pieces
//! - [`alloc`]: the allocator that keeps a call free of system calls
//!
//! A function is ordinary Rust: it compiles natively for tests, and to
//! `wasm32-unknown-unknown` for the node. This one allows an asset in the countries
//! that its configuration lists:
//!
//! ```
//! use tidegate_sdk::config;
//! use tidegate_sdk::geo_licensing::{Allowance, Denial, DenialReason, GeoLicensing, Verdict};
//! use tidegate_sdk::types::{Facts, Limits};
//!
//! #[derive(serde::Deserialize)]
//! #[serde(deny_unknown_fields)]
//! struct Countries {
//!     countries: Vec<String>,
//! }
//!
//! impl GeoLicensing for Countries {
//!     fn configure(document: &str) -> Result<Self, String> {
//!         config::parse(document)
//!     }
//!
//!     fn decide(&self, facts: &Facts) -> Verdict {
//!         let (rule, version) = ("countries".to_owned(), "1".to_owned());
//!         let valid_for = 300;
//!         match &facts.country {
//!             Some(country) if self.countries.contains(country) => {
//!                 Verdict::Allow(Allowance { limits: Limits::NONE, rule, version, valid_for })
//!             }
//!             Some(_) => {
//!                 let reason = DenialReason::Territory;
//!                 Verdict::Deny(Denial { reason, rule: Some(rule), version, valid_for })
//!             }
//!             None => {
//!                 let reason = DenialReason::PlaceUnknown;
//!                 Verdict::Deny(Denial { reason, rule: Some(rule), version, valid_for })
//!             }
//!         }
//!     }
//! }
//!
//! tidegate_sdk::export!(geo-licensing: Countries);
//! ```

pub mod alloc;
mod bindings;
pub mod config;
#[cfg(feature = "json")]
mod json;
pub mod kept;
pub mod languages;
pub mod limits;
pub mod names;
mod nothing;
mod shell;
mod tracks;

pub use bindings::{carbon_cap, consent, geo_licensing, manifest_rewriting, types};

#[doc(hidden)]
pub use bindings::shells;
