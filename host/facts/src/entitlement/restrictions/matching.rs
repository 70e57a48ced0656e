//! The conditions that a Common Access Token puts on a text.

use coset::cbor::Value;
use sha2::{Digest, Sha256, Sha512_256};

use crate::entitlement::refused::Reason;

const EXACT: i64 = 0;
const PREFIX: i64 = 1;
const SUFFIX: i64 = 2;
const CONTAINS: i64 = 3;
const REGEX: i64 = 4;
const SHA_256: i64 = -1;
const SHA_512_256: i64 = -2;

/// Conditions that must hold together.
pub(super) struct Conditions<'a>(Vec<Condition<'a>>);

enum Condition<'a> {
    Exact(&'a str),
    Prefix(&'a str),
    Suffix(&'a str),
    Contains(&'a str),
    Sha256(&'a [u8]),
    Sha512_256(&'a [u8]),
}

impl<'a> Conditions<'a> {
    /// Reads a match map: what kind of match, and what with. Regular expressions
    /// are not supported: a token would choose how long its own check takes.
    pub fn read(value: &'a Value) -> Result<Self, Reason> {
        let malformed = || Reason::Malformed("a map of matches");
        let entries = value.as_map().filter(|map| !map.is_empty()).ok_or_else(malformed)?;
        let conditions = entries.iter().map(|(kind, value)| {
            let kind = kind.as_integer().and_then(|kind| i64::try_from(kind).ok());
            let text = || value.as_text().ok_or(Reason::Malformed("a text to match"));
            let hash = || {
                let hash = value.as_bytes().filter(|hash| hash.len() == 32);
                hash.map(Vec::as_slice).ok_or(Reason::Malformed("32 bytes of hash to match"))
            };
            match kind.ok_or_else(malformed)? {
                EXACT => Ok(Condition::Exact(text()?)),
                PREFIX => Ok(Condition::Prefix(text()?)),
                SUFFIX => Ok(Condition::Suffix(text()?)),
                CONTAINS => Ok(Condition::Contains(text()?)),
                REGEX => Err(Reason::UnsupportedPart("regular expressions")),
                SHA_256 => Ok(Condition::Sha256(hash()?)),
                SHA_512_256 => Ok(Condition::Sha512_256(hash()?)),
                _ => Err(Reason::UnsupportedPart("that kind of match")),
            }
        });
        conditions.collect::<Result<_, _>>().map(Self)
    }

    /// Whether all of them hold for a text.
    pub fn hold(&self, text: &str) -> bool {
        self.0.iter().all(|condition| match condition {
            Condition::Exact(whole) => text == *whole,
            Condition::Prefix(start) => text.starts_with(start),
            Condition::Suffix(end) => text.ends_with(end),
            Condition::Contains(part) => text.contains(part),
            Condition::Sha256(hash) => Sha256::digest(text).as_slice() == *hash,
            Condition::Sha512_256(hash) => Sha512_256::digest(text).as_slice() == *hash,
        })
    }
}
