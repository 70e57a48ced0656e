//! `tidegate bundle` and `tidegate contract`.
//!
//! - [`mod@bundle`]: build, inspect, push, pull, diff
//! - [`contract`]: build, push
//! - [`store`]: the options of everything that reaches a store

pub mod bundle;
pub mod contract;
mod inspect;
pub mod store;
