//! The filter languages of others: their documents' examples, what they refuse,
//! and what holds for every expression.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod aws;
mod bakery;
mod properties;
mod request;
mod support;
mod unified;
