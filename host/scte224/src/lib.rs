//! SCTE 224 (Event Scheduling and Notification Interface) to a rights catalogue.
//!
//! - [`import`]: the way from a document to a catalogue
//! - [`xml`]: the document as elements, with bounds on what a text may make of it
//! - [`document`]: what it says: media, policies, audiences
//! - [`schedule`]: when a policy is in force
//! - [`audience`]: whom an audience holds
//! - [`catalogue`]: what the geo-licensing function is configured with
//! - [`report`]: what could not be carried over, by line

pub mod audience;
pub mod catalogue;
pub mod document;
mod error;
pub mod import;
pub mod report;
pub mod schedule;
pub mod xml;

pub use error::{Expected, ParseError, Place};
pub use import::{Imported, Options, Unmatched, import};
