//! Whom an audience holds, as sets of viewers that can be combined exactly.
//!
//! - [`places`]: countries and subdivisions
//! - [`devices`]: classes of device
//! - [`local`]: postal codes, markets and circles
//! - [`region`]: viewers who have something of each, and unions of them
//! - [`globe`]: circles around areas
//! - [`compile`]: from audiences to regions, by ALL, ANY and NONE
//!
//! What the edge cannot know of a viewer is bounded from both sides: an audience
//! becomes those whom it surely holds and those whom it may hold. Whoever is given
//! something is taken from the former, whoever something is taken from, from the
//! latter, so that what is lost can only make decisions stricter.

pub mod compile;
pub mod devices;
mod globe;
pub mod local;
pub mod places;
pub mod region;

pub use compile::Compiler;
pub use devices::Devices;
pub use local::{Circle, Local};
pub use places::Places;
pub use region::{Region, Regions};
