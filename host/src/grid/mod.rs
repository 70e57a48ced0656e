//! Live intensities of the grid: providers polled, each zone on its own, while the
//! node serves from what was said last.
//!
//! - [`feed`]: one provider: what is asked of it, and under whose name
//! - [`credentials`]: tokens and passwords from files and variables
//! - [`client`]: one GET over HTTP or HTTPS, bounded in time and size
//! - [`schedule`]: when to ask again
//! - [`poll`]: the tasks, and how each stands
//!
//! What is asked and how answers are read is `tidegate_facts::grid::provider`, which
//! does no I/O.

pub mod client;
pub mod credentials;
pub mod feed;
pub mod poll;
pub mod schedule;
#[cfg(test)]
mod tests;

pub use credentials::Credentials;
pub use feed::{Failure, Feed};
pub use poll::{Feeds, Status};
