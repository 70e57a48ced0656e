//! The publisher's own purposes.

use crate::bits::Bits;
use crate::fault::Fault;

/// The segment "Publisher Purposes Transparency and Consent" (segment type 3), in TCF
/// Canada the sub-section "Publisher Purposes": consent is express there, and implied
/// consent has the place of legitimate interest.
/// Sets have bit *n* - 1 set for number *n*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublisherTc {
    /// Purposes the publisher has consent for, 1 to 24.
    pub purpose_consents: u32,
    /// Purposes the publisher has a legitimate interest in, not objected to, 1 to 24.
    pub purpose_legitimate_interests: u32,
    /// How many purposes of its own the publisher has, 0 to 63.
    pub custom_purposes: u8,
    /// Its own purposes it has consent for.
    pub custom_consents: u64,
    /// Its own purposes it has a legitimate interest in, not objected to.
    pub custom_legitimate_interests: u64,
}

impl PublisherTc {
    pub(crate) fn decode(bits: &mut Bits<'_>) -> Result<Self, Fault> {
        let purpose_consents = bits.take_numbers(24)?;
        let purpose_legitimate_interests = bits.take_numbers(24)?;
        let custom_purposes = bits.take(6)? as u8;
        Ok(Self {
            purpose_consents,
            purpose_legitimate_interests,
            custom_purposes,
            custom_consents: custom(bits, custom_purposes)?,
            custom_legitimate_interests: custom(bits, custom_purposes)?,
        })
    }
}

/// Up to 63 numbers, in two halves because one read yields at most 58 bits.
fn custom(bits: &mut Bits<'_>, count: u8) -> Result<u64, Fault> {
    let count = usize::from(count);
    let low = bits.take_numbers(count.min(32))?;
    let high = bits.take_numbers(count.saturating_sub(32))?;
    Ok(u64::from(high) << 32 | u64::from(low))
}
