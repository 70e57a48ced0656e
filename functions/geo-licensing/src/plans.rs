//! Choices of subscription plans.

use crate::bytes::{Bytes, push_record};

/// Names of plans in and out.
#[derive(Clone, Copy, Debug)]
pub struct Plans<'i> {
    /// `None`: every plan.
    inside: Option<Bytes<'i>>,
    outside: Bytes<'i>,
}

impl<'i> Plans<'i> {
    /// Writes names in, `None` for every plan, and names out.
    pub fn write<'n>(
        inside: Option<impl Iterator<Item = &'n str>>,
        outside: impl Iterator<Item = &'n str>,
    ) -> Vec<u8> {
        let mut record = vec![u8::from(inside.is_some())];
        let mut names = Vec::new();
        for name in inside.into_iter().flatten() {
            push_record(&mut names, name.as_bytes());
        }
        push_record(&mut record, &names);
        names.clear();
        for name in outside {
            push_record(&mut names, name.as_bytes());
        }
        push_record(&mut record, &names);
        record
    }

    /// Reads what [`Plans::write`] wrote.
    pub fn read(mut record: Bytes<'i>) -> Self {
        let listed = record.next_u8() != 0;
        let inside = record.next_record();
        Self { inside: listed.then_some(inside), outside: record.next_record() }
    }

    /// Whether a plan is meant; out goes before in.
    pub fn have(&self, plan: &str) -> bool {
        self.inside.is_none_or(|names| names_has(names, plan)) && !names_has(self.outside, plan)
    }
}

fn names_has(mut names: Bytes<'_>, name: &str) -> bool {
    while !names.0.is_empty() {
        if names.next_record().0 == name.as_bytes() {
            return true;
        }
    }
    false
}
