//! The configuration document, and how it becomes a [`Policy`].

mod check;
mod raw;

pub use check::read;
