//! Why a request failed, in a few words.

use std::error::Error;

/// The innermost reason, e.g. of a certificate; those around it tell only that there is one.
#[must_use]
pub fn innermost(error: &dyn Error) -> String {
    let mut reason = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    reason.to_string()
}
