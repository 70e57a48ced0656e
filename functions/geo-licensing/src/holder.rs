//! Assets and collections: what holds rules.

use crate::bytes::{Bytes, push_number, push_record};
use crate::index::Rank;
use crate::pattern::Pattern;
use crate::rule::Rule;
use crate::span::Span;

/// An asset or a collection as its record has it.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'i> {
    pub id: &'i str,
    /// Of an asset: the paths it covers.
    patterns: Bytes<'i>,
    /// Of an asset: where its collections stand.
    collections: Bytes<'i>,
    blackouts: Bytes<'i>,
    rules: Bytes<'i>,
}

/// What a holder's record is made of.
#[derive(Debug, Default)]
pub struct Parts {
    pub patterns: Vec<u8>,
    pub collections: Vec<u8>,
    pub blackouts: Vec<u8>,
    pub rules: Vec<u8>,
}

/// That a blackout concerns a holder, and when at all.
#[derive(Clone, Copy, Debug)]
pub struct Concern {
    /// The blackout's number in the document, from 0.
    pub number: u32,
    /// When its first window opens.
    pub from: u64,
    /// When its last one closes.
    pub until: u64,
    /// Where its record stands.
    pub span: Span,
}

impl Parts {
    /// Adds a pattern.
    pub fn add_pattern(&mut self, pattern: &Pattern<'_>) {
        let (kind, text) = pattern.parts();
        push_number(&mut self.patterns, kind.into());
        push_record(&mut self.patterns, text.as_bytes());
    }

    /// Adds a blackout; they come in the document's order.
    pub fn add_blackout(&mut self, concern: &Concern) {
        push_number(&mut self.blackouts, concern.number.into());
        push_number(&mut self.blackouts, concern.from);
        push_number(&mut self.blackouts, concern.until);
        concern.span.write(&mut self.blackouts);
    }

    /// Appends the record, and empties the parts for the next.
    pub fn write(&mut self, id: &str, out: &mut Vec<u8>) {
        push_record(out, id.as_bytes());
        for part in
            [&mut self.patterns, &mut self.collections, &mut self.blackouts, &mut self.rules]
        {
            push_record(out, part);
            part.clear();
        }
    }
}

impl<'i> Holder<'i> {
    /// Reads what [`Parts::write`] wrote.
    pub fn read(mut record: Bytes<'i>) -> Self {
        Self {
            id: record.next_record().text(),
            patterns: record.next_record(),
            collections: record.next_record(),
            blackouts: record.next_record(),
            rules: record.next_record(),
        }
    }

    /// How exactly the asset covers a path.
    pub fn rank(&self, path: &str) -> Option<Rank> {
        let mut left = self.patterns;
        let next = || {
            (!left.0.is_empty())
                .then(|| Pattern::from_parts(left.next_short() as u8, left.next_record().text()))
        };
        std::iter::from_fn(next).filter_map(|pattern| pattern.rank(path)).min()
    }

    pub fn rules(&self) -> impl Iterator<Item = Rule<'i>> + use<'i> {
        let mut left = self.rules;
        std::iter::from_fn(move || (!left.0.is_empty()).then(|| Rule::next(&mut left)))
    }

    pub fn collections(&self) -> impl Iterator<Item = Span> + use<'i> {
        let mut left = self.collections;
        std::iter::from_fn(move || (!left.0.is_empty()).then(|| Span::next(&mut left)))
    }

    pub fn blackouts(&self) -> impl Iterator<Item = Concern> + use<'i> {
        let mut left = self.blackouts;
        std::iter::from_fn(move || {
            (!left.0.is_empty()).then(|| Concern {
                number: left.next_short(),
                from: left.next_number(),
                until: left.next_number(),
                span: Span::next(&mut left),
            })
        })
    }
}
