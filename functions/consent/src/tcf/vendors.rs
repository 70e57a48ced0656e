//! Lists of vendors, left in the text and scanned when asked.

use super::Malformed;
use super::bits::Bits;

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
    pub(super) fn decode(bits: &mut Bits<'a>) -> Result<Self, Malformed> {
        let max_id = bits.take_u16()?;
        let list = if bits.take_flag()? {
            List::Ranges(Ranges::decode(bits, max_id)?)
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
            List::Ranges(ranges) => ranges.contains(vendor),
        }
    }
}

/// `RangeEntry` repeated: single ids and inclusive ranges, in any order.
#[derive(Debug, Clone, Copy)]
struct Ranges<'a> {
    bits: Bits<'a>,
    entries: u16,
}

impl<'a> Ranges<'a> {
    /// Checks every entry, so that a later scan meets no error.
    fn decode(bits: &mut Bits<'a>, max_id: u16) -> Result<Self, Malformed> {
        let entries = bits.take(12)? as u16;
        let ranges = Self { bits: *bits, entries };
        for _ in 0..entries {
            let (first, last) = entry(bits)?;
            if first == 0 || last < first || last > max_id {
                return Err(Malformed::VendorId);
            }
        }
        Ok(ranges)
    }

    fn contains(mut self, vendor: u16) -> bool {
        (0..self.entries).any(|_| {
            entry(&mut self.bits).is_ok_and(|(first, last)| (first..=last).contains(&vendor))
        })
    }
}

fn entry(bits: &mut Bits<'_>) -> Result<(u16, u16), Malformed> {
    let head = bits.take(17)?;
    let first = head as u16;
    let last = if head >> 16 == 1 { bits.take_u16()? } else { first };
    Ok((first, last))
}

/// What a publisher restriction demands (format, `RestrictionType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestrictionType {
    /// 0: the purpose is not allowed. Also what the undefined type 3 counts as.
    NotAllowed,
    /// 1: the vendor needs consent; a legitimate interest does not do.
    RequireConsent,
    /// 2: the vendor needs a legitimate interest; consent does not do.
    RequireLegitimateInterest,
}

/// One restriction: a purpose, what is demanded, and of which vendors.
#[derive(Debug, Clone, Copy)]
pub struct Restriction<'a> {
    /// The purpose, 0 to 63.
    pub purpose: u8,
    /// What is demanded.
    pub kind: RestrictionType,
    vendors: Ranges<'a>,
}

impl Restriction<'_> {
    /// Whether the vendor is restricted. Takes time linear in the number of ranges.
    #[must_use]
    pub fn contains(&self, vendor: u16) -> bool {
        self.vendors.contains(vendor)
    }
}

/// The publisher restrictions (format, "Publisher Restrictions Section"), an iterator.
#[derive(Debug, Clone, Copy)]
pub struct Restrictions<'a> {
    bits: Bits<'a>,
    left: u16,
}

impl<'a> Restrictions<'a> {
    pub(super) fn decode(bits: &mut Bits<'a>) -> Result<Self, Malformed> {
        let left = bits.take(12)? as u16;
        let restrictions = Self { bits: *bits, left };
        for _ in 0..left {
            restriction(bits)?;
        }
        Ok(restrictions)
    }
}

impl<'a> Iterator for Restrictions<'a> {
    type Item = Restriction<'a>;

    fn next(&mut self) -> Option<Restriction<'a>> {
        self.left = self.left.checked_sub(1)?;
        restriction(&mut self.bits).ok()
    }
}

fn restriction<'a>(bits: &mut Bits<'a>) -> Result<Restriction<'a>, Malformed> {
    let purpose = bits.take(6)? as u8;
    let kind = match bits.take(2)? {
        1 => RestrictionType::RequireConsent,
        2 => RestrictionType::RequireLegitimateInterest,
        _ => RestrictionType::NotAllowed,
    };
    Ok(Restriction { purpose, kind, vendors: Ranges::decode(bits, u16::MAX)? })
}
