//! What the rings of tests share.
//!
//! - [`node`]: the real binary on port 0, ended when dropped
//! - [`client`]: one HTTP request, answered whole
//! - [`tools`]: outside tools that a user's machine may lack

pub mod client;
pub mod node;
pub mod tools;
