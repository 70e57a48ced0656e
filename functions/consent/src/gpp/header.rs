//! The header: which sections follow.

use crate::bits::Bits;
use crate::fault::{Fault, Problem};

/// The numbers of the sections, ascending: an iterator (GPP, "Header Encoding").
#[derive(Debug, Clone, Copy, Default)]
pub struct SectionIds<'a> {
    /// At the next entry; `None` for no header.
    bits: Option<Bits<'a>>,
    entries: u16,
    /// The last number seen.
    last: u16,
    /// How many more numbers the last entry holds.
    more: u16,
}

impl<'a> SectionIds<'a> {
    /// Reads a header: type 3, version 1, and a range in Fibonacci coding, whose entries
    /// are all checked.
    pub(super) fn decode(header: &'a str) -> Result<Self, Fault> {
        let mut bits = Bits::new(header, 0)?;
        for expected in [3, 1] {
            let place = bits.place();
            if bits.take(6)? != expected {
                return Err(bits.fault_at(place, Problem::Version));
            }
        }
        let entries = bits.take(12)? as u16;
        let ids = Self { bits: Some(bits), entries, last: 0, more: 0 };
        let mut check = ids;
        while check.entries > 0 {
            check.entry(&mut bits)?;
        }
        bits.finish()?;
        Ok(ids)
    }

    /// Reads an entry: a number, or a group of them.
    fn entry(&mut self, bits: &mut Bits<'a>) -> Result<(), Fault> {
        let too_high = bits.fault_at(bits.place(), Problem::Number);
        let is_group = bits.take_flag()?;
        let first =
            (self.last.checked_add(self.more).ok_or(too_high)?).checked_add(bits.take_fibonacci()?);
        self.last = first.ok_or(too_high)?;
        self.more = if is_group { bits.take_fibonacci()? } else { 0 };
        self.last.checked_add(self.more).ok_or(too_high)?;
        self.entries -= 1;
        Ok(())
    }
}

impl Iterator for SectionIds<'_> {
    type Item = Result<u16, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(more) = self.more.checked_sub(1) {
            self.more = more;
            self.last += 1;
            return Some(Ok(self.last));
        }
        let mut bits = self.bits.filter(|_| self.entries > 0)?;
        let read = self.entry(&mut bits);
        self.bits = Some(bits);
        Some(read.map(|()| self.last))
    }
}
