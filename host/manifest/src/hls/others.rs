//! Lines that are no track's own and that edits may change.

use super::lines::Line;
use super::tag::Tag;

/// A line of one of the tags that edits of the whole manifest are about.
/// Positions are bytes; texts are shorter than 2³² of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Other {
    /// `Start`, `ContentSteering`, `SessionKey`, `SessionData`,
    /// `ImageStreamInf`, or a `Media` that is no track.
    pub(super) tag: Tag,
    start: u32,
    list: u32,
    end: u32,
    next: u32,
}

impl Other {
    /// The line, and where in it the attribute list starts.
    pub(super) fn of(tag: Tag, line: &Line<'_>, list: usize) -> Self {
        let position = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            tag,
            start: position(line.start),
            list: position((line.start + list).min(line.end())),
            end: position(line.end()),
            next: position(line.next),
        }
    }

    /// Where it starts.
    pub(super) fn start(self) -> usize {
        self.start as usize
    }

    /// Where its attribute list starts.
    pub(super) fn list(self) -> usize {
        self.list as usize
    }

    /// Where it ends, its line's end left out.
    pub(super) fn end(self) -> usize {
        self.end as usize
    }

    /// Where the next line starts.
    pub(super) fn next(self) -> usize {
        self.next as usize
    }
}
