//! Language tags, BCP 47, matched per RFC 4647.

use oxilangtag::LanguageTag;

/// Whether a text is a well-formed tag, RFC 5646 section 2.1.
#[must_use]
pub fn well_formed(tag: &str) -> bool {
    LanguageTag::parse(tag).is_ok()
}
