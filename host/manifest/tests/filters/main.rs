//! The filter languages of others: their documents' examples, what they refuse,
//! and what holds for every expression.

mod aws;
mod bakery;
mod properties;
mod request;
mod support;
mod unified;
