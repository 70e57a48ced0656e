//! Hostile guests: whatever a function does, each call ends in its documented
//! fault, each fault in its safe bottom, and the node answers the next request.
//!
//! - [`guests`]: functions written by hand, polite and hostile
//! - [`calls`]: what a single call comes to
//! - [`deploying`]: what is refused before anything is served
//! - [`memories`]: bombs in one memory, in many, and in many modules
//! - [`answers`]: huge, aliased and malformed answers
//! - [`edits`]: edits that the contract does not allow
//! - [`withheld`]: a function that reads everything finds what was not granted absent
//! - [`serving`]: what viewers get from a node that runs such functions
//! - [`invariants`]: what holds of the project's own four
//! - [`frozen`]: a component of long ago still runs
//! - [`large`]: one of them with very much to know
//! - [`roomy`]: those with an interpreter's memory
//! - [`quiet`]: they cost no system call and no page fault

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test code")]

mod answers;
mod calls;
mod deploying;
mod edits;
mod frozen;
mod guests;
mod invariants;
mod large;
mod memories;
mod quiet;
mod roomy;
mod serving;
mod withheld;
