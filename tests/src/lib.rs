//! What the rings of tests share.
//!
//! - [`chromium`]: a browser without a window
//! - [`node`]: the real binary on port 0, ended when dropped
//! - [`client`]: one HTTP request, answered whole
//! - [`origin`]: files by path, and what is posted
//! - [`providers`]: a stand-in for the providers of grid intensities
//! - [`registry`]: Debian's docker-registry
//! - [`rights`]: catalogues of rights of any size
//! - [`tools`]: outside tools that a user's machine may lack

pub mod chromium;
pub mod client;
pub mod node;
pub mod origin;
pub mod providers;
pub mod registry;
pub mod rights;
pub mod tools;
