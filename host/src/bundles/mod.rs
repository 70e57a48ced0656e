//! Bundles on a node: deployed, kept, rolled back.
//!
//! - [`state`]: what is on the node's disk, and what of it runs
//! - [`history`]: which bundles ran, in one file that is exchanged whole
//! - [`deploy`]: from a reference to what runs, step by step
//! - [`step`]: the steps, as whoever asked hears of them

pub mod deploy;
pub mod history;
pub mod state;
pub mod step;

pub use deploy::{Asked, Deployer, NotDone};
pub use state::{State, StateError};

use std::fmt;

use serde::{Deserialize, Serialize};
use tidegate_bundle::Digest;

/// Which bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Identity {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u64,
    /// The digest of its manifest.
    pub digest: Digest,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} version {} ({})", self.name, self.version, self.digest)
    }
}
