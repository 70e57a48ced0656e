//! Pieces of the part of a catalogue that is read in pieces.

use tidegate_sdk::kept::Kept;

use crate::bytes::{Bytes, push_number};

/// Where a piece stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub offset: u32,
    pub length: u32,
}

impl Span {
    /// The piece that was just appended: from `start` to the end. `None` beyond 4 GiB.
    pub fn since(start: usize, out: &[u8]) -> Option<Self> {
        let offset = u32::try_from(start).ok()?;
        u32::try_from(out.len()).ok().map(|end| Self { offset, length: end.saturating_sub(offset) })
    }

    /// A copy of the piece.
    pub fn of(self, kept: &Kept) -> Vec<u8> {
        kept.far(self.offset as usize, self.length as usize)
    }

    pub fn write(self, out: &mut Vec<u8>) {
        push_number(out, self.offset.into());
        push_number(out, self.length.into());
    }

    /// Reads what [`Span::write`] wrote; it is taken away.
    pub fn next(bytes: &mut Bytes<'_>) -> Self {
        Self { offset: bytes.next_short(), length: bytes.next_short() }
    }
}
