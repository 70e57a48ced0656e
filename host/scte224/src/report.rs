//! What an import could not carry over, by line.

use std::collections::BTreeSet;

use crate::error::Place;

/// What became of something that the catalogue cannot say as the document does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// Viewers may get less than the document gives them; never more.
    Stricter,
    /// A restriction that no manifest carries: somebody else has to keep it.
    Elsewhere,
    /// It has no effect on what may be watched, or is likely not what was meant.
    Remark,
}

impl Loss {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stricter => "stricter",
            Self::Elsewhere => "elsewhere",
            Self::Remark => "remark",
        }
    }
}

/// One entry of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub place: Place,
    /// What became of it.
    pub loss: Loss,
    /// For people: what it is, and what was done.
    pub says: String,
}

/// Notes while a document is read, by byte; the same thing is said once.
#[derive(Debug, Default)]
pub struct Notes(BTreeSet<(usize, Loss, String)>);

impl Notes {
    /// Viewers may get less.
    pub fn stricter(&mut self, at: usize, says: impl Into<String>) {
        self.0.insert((at, Loss::Stricter, says.into()));
    }

    /// Somebody else has to keep it.
    pub fn elsewhere(&mut self, at: usize, says: impl Into<String>) {
        self.0.insert((at, Loss::Elsewhere, says.into()));
    }

    /// It has no effect, or is likely not meant.
    pub fn ignored(&mut self, at: usize, says: impl Into<String>) {
        self.0.insert((at, Loss::Remark, says.into()));
    }

    /// The notes in the document's order, with lines and columns.
    #[must_use]
    pub fn finish(self, text: &str) -> Vec<Note> {
        let mut place = Place { line: 1, column: 1 };
        let mut passed = 0;
        let mut notes = Vec::with_capacity(self.0.len());
        for (at, loss, says) in self.0 {
            for char in text.get(passed..at).unwrap_or_default().chars() {
                if char == '\n' {
                    place = Place { line: place.line.saturating_add(1), column: 1 };
                } else {
                    place.column = place.column.saturating_add(1);
                }
            }
            passed = passed.max(at);
            notes.push(Note { place, loss, says });
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_stand_in_the_documents_order() {
        let mut notes = Notes::default();
        notes.ignored(4, "third");
        notes.elsewhere(3, "second");
        notes.stricter(0, "first");
        notes.stricter(0, "first");
        let said: Vec<_> = notes
            .finish("aä\nb")
            .into_iter()
            .map(|note| (note.place.line, note.place.column, note.says))
            .collect();
        assert_eq!(
            said,
            [(1, 1, "first".to_owned()), (1, 3, "second".to_owned()), (2, 1, "third".to_owned())]
        );
    }
}
