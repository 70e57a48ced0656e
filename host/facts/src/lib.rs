//! What is known of one request: the facts of the contract, gathered once,
//! without I/O; files are read by the caller and handed in as bytes or text.
//!
//! - [`gather()`]: all of it, from a request and the sources
//! - [`viewer`]: the viewer's address behind trusted proxies
//! - [`place`]: country, subdivision, postal code, market area, point, network number and
//!   anonymity traits from MaxMind DB files; reserved addresses have none
//! - [`device`]: the kind of device; [`capabilities`]: what it is able to play
//! - [`player`]: what the player says of itself; [`session`]: the viewing session
//! - [`languages`]: preferred languages
//! - [`signals`]: consent, privacy control, accessibility, carbon opt-out
//! - [`entitlement`]: tokens that grant a plan and tell preferences
//! - [`grid`]: carbon intensity by place
//! - [`overrides`]: facts set by request headers, for local work
//! - [`provenance`]: where each fact came from
//! - [`FactKind`]: the facts by name, for redaction
//!
//! Errors never hold addresses, consent strings or other personal data.

pub mod capabilities;
pub mod device;
pub mod entitlement;
pub mod gather;
pub mod grid;
mod kinds;
pub mod languages;
pub mod overrides;
pub mod place;
pub mod player;
pub mod provenance;
pub mod session;
pub mod signals;
pub mod viewer;

pub use gather::{GatherError, Gathered, Request, Sources, gather};
pub use kinds::{FactKind, UnknownFact};
