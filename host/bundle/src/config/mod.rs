//! Configuration files: what is common to a bundle's and a node's.
//!
//! - [`error`]: file, key, found, accepted
//! - [`document`]: the files that keys name
//! - [`function`]: one `[functions.X]` table

pub mod document;
pub mod error;
pub mod function;
