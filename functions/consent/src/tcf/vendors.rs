//! Lists of vendors, left in the text and scanned when asked.

use crate::bits::Bits;
use crate::fault::{Fault, Problem};

/// How ranges of vendors are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Ids of 16 bits, in any order (TCF of the EU; GPP, "Range (Int)").
    Fixed,
    /// Offsets to the id before in Fibonacci coding (GPP, "Range (Fibonacci)").
    Fibonacci,
}

/// A vendor section: a bit field, or ranges (format, "Vendor Consent Section").
#[derive(Debug, Clone, Copy)]
pub struct Vendors<'a> {
    max_id: u16,
    list: List<'a>,
}

#[derive(Debug, Clone, Copy)]
enum List<'a> {
    /// One bit for each id from 1 to the maximum.
    BitField(Bits<'a>),
    Ranges(Ranges<'a>),
}

impl<'a> Vendors<'a> {
    /// Reads the maximum, the kind and the list.
    ///
    /// GPP's text puts the maximum of an "OptimizedRange" (TCF Canada) inside its bit
    /// field only; IAB Tech Lab's own encoders (iabgpp-es, iabgpp-java) write it first
    /// for both kinds, as is read here.
    pub(crate) fn decode(bits: &mut Bits<'a>, coding: Coding) -> Result<Self, Fault> {
        let max_id = bits.take_u16()?;
        let list = if bits.take_flag()? {
            List::Ranges(Ranges::decode(bits, max_id, coding)?)
        } else {
            let field = *bits;
            bits.skip(usize::from(max_id))?;
            List::BitField(field)
        };
        Ok(Self { max_id, list })
    }

    /// The highest id the section speaks of, 0 to 65535.
    #[must_use]
    pub fn max_id(&self) -> u16 {
        self.max_id
    }

    /// Whether the section lists ranges instead of one bit for each vendor.
    #[must_use]
    pub fn is_ranges(&self) -> bool {
        matches!(self.list, List::Ranges(_))
    }

    /// Whether the vendor is listed. Takes time linear in the number of ranges.
    #[must_use]
    pub fn contains(&self, vendor: u16) -> bool {
        match self.list {
            List::BitField(mut field) => {
                (1..=self.max_id).contains(&vendor)
                    && field.skip(usize::from(vendor) - 1).is_ok()
                    && field.take_flag() == Ok(true)
            }
            List::Ranges(ranges) => {
                ranges.flatten().any(|(first, last)| (first..=last).contains(&vendor))
            }
        }
    }

    /// The vendors listed, as inclusive ranges: those of a bit field ascending and as
    /// long as can be, others as they are written.
    pub fn ranges(&self) -> impl Iterator<Item = (u16, u16)> {
        let (runs, ranges) = match self.list {
            List::BitField(field) => (Some(Runs { field, next: 1, max_id: self.max_id }), None),
            List::Ranges(ranges) => (None, Some(ranges.flatten())),
        };
        runs.into_iter().flatten().chain(ranges.into_iter().flatten())
    }
}

/// Runs of set bits.
struct Runs<'a> {
    field: Bits<'a>,
    /// The id of the field's next bit.
    next: u32,
    max_id: u16,
}

impl Iterator for Runs<'_> {
    type Item = (u16, u16);

    fn next(&mut self) -> Option<(u16, u16)> {
        let mut first = None;
        while self.next <= u32::from(self.max_id) {
            let id = self.next as u16;
            self.next += 1;
            match (self.field.take_flag().ok()?, first) {
                (true, None) => first = Some(id),
                (false, Some(first)) => return Some((first, id - 1)),
                _ => {}
            }
        }
        first.map(|first| (first, self.max_id))
    }
}

/// `RangeEntry` repeated, an iterator of first and last ids.
#[derive(Debug, Clone, Copy)]
struct Ranges<'a> {
    bits: Bits<'a>,
    left: u16,
    coding: Coding,
    /// The last id seen.
    last: u16,
}

impl<'a> Ranges<'a> {
    /// Checks every entry, so that a later scan meets no error.
    fn decode(bits: &mut Bits<'a>, max_id: u16, coding: Coding) -> Result<Self, Fault> {
        let left = bits.take(12)? as u16;
        let ranges = Self { bits: *bits, left, coding, last: 0 };
        let mut check = ranges;
        loop {
            let place = check.bits.place();
            let Some(entry) = check.next() else { break };
            let (first, last) = entry?;
            if first == 0 || last < first || last > max_id {
                return Err(bits.fault_at(place, Problem::VendorId));
            }
        }
        *bits = check.bits;
        Ok(ranges)
    }

    fn entry(&mut self) -> Result<(u16, u16), Fault> {
        if self.coding == Coding::Fixed {
            // The flag and the first id at once: lists of hundreds are common.
            let head = self.bits.take(17)?;
            let first = head as u16;
            return Ok((first, if head >> 16 == 1 { self.bits.take_u16()? } else { first }));
        }
        let place = self.bits.place();
        let is_group = self.bits.take_flag()?;
        let too_high = self.bits.fault_at(place, Problem::VendorId);
        let first = self.last.checked_add(self.bits.take_fibonacci()?).ok_or(too_high)?;
        let more = if is_group { self.bits.take_fibonacci()? } else { 0 };
        self.last = first.checked_add(more).ok_or(too_high)?;
        Ok((first, self.last))
    }
}

impl Iterator for Ranges<'_> {
    type Item = Result<(u16, u16), Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        Some(self.entry())
    }
}

/// What a publisher restriction demands (format, `RestrictionType`). In TCF Canada
/// consent is express and a legitimate interest is implied consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestrictionType {
    /// 0: the purpose is not allowed.
    NotAllowed,
    /// 1: the vendor needs consent; a legitimate interest does not do.
    RequireConsent,
    /// 2: the vendor needs a legitimate interest; consent does not do.
    RequireLegitimateInterest,
    /// 3, which the format leaves undefined. Counts as not allowed.
    Undefined,
}

/// One restriction: a purpose, what is demanded, and of which vendors.
#[derive(Debug, Clone, Copy)]
pub struct Restriction<'a> {
    /// The purpose, 0 to 63.
    pub purpose: u8,
    /// What is demanded.
    pub kind: RestrictionType,
    /// Of whom.
    pub vendors: Vendors<'a>,
}

/// The publisher restrictions (format, "Publisher Restrictions Section"), an iterator.
#[derive(Debug, Clone, Copy)]
pub struct Restrictions<'a> {
    bits: Bits<'a>,
    left: u16,
    coding: Coding,
}

impl<'a> Restrictions<'a> {
    /// None at all, of a segment without the section.
    pub(crate) fn none(bits: Bits<'a>) -> Self {
        Self { bits, left: 0, coding: Coding::Fixed }
    }

    pub(crate) fn decode(bits: &mut Bits<'a>, coding: Coding) -> Result<Self, Fault> {
        let left = bits.take(12)? as u16;
        let restrictions = Self { bits: *bits, left, coding };
        for _ in 0..left {
            restriction(bits, coding)?;
        }
        Ok(restrictions)
    }
}

impl<'a> Iterator for Restrictions<'a> {
    type Item = Restriction<'a>;

    fn next(&mut self) -> Option<Restriction<'a>> {
        self.left = self.left.checked_sub(1)?;
        restriction(&mut self.bits, self.coding).ok()
    }
}

/// The EU's restrictions list ranges alone, Canada's a whole vendor section.
fn restriction<'a>(bits: &mut Bits<'a>, coding: Coding) -> Result<Restriction<'a>, Fault> {
    let purpose = bits.take(6)? as u8;
    let kind = match bits.take(2)? {
        0 => RestrictionType::NotAllowed,
        1 => RestrictionType::RequireConsent,
        2 => RestrictionType::RequireLegitimateInterest,
        _ => RestrictionType::Undefined,
    };
    let vendors = match coding {
        Coding::Fixed => {
            let ranges = Ranges::decode(bits, u16::MAX, coding)?;
            Vendors { max_id: u16::MAX, list: List::Ranges(ranges) }
        }
        Coding::Fibonacci => Vendors::decode(bits, coding)?,
    };
    Ok(Restriction { purpose, kind, vendors })
}
