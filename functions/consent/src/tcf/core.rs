//! The core segment.

use super::vendors::{Coding, Restrictions, Vendors};
use crate::bits::Bits;
use crate::fault::{Fault, Problem};

/// The core segment (format, "The Core String"). Sets of purposes and special
/// features have bit *n* - 1 set for number *n*.
#[derive(Debug, Clone, Copy)]
pub struct Core<'a> {
    /// When the string was first made, in tenths of a second since 1970-01-01T00:00:00Z.
    pub created: u64,
    /// When it was last changed, likewise. Since TCF 2.2 equal to `created` and a whole day.
    pub last_updated: u64,
    /// The consent management platform that wrote it, 0 to 4095.
    pub cmp_id: u16,
    /// That platform's version, 0 to 4095.
    pub cmp_version: u16,
    /// The platform's own number of the screen, 0 to 63.
    pub consent_screen: u8,
    /// ISO 639-1 language of the dialogue, two upper-case letters.
    pub consent_language: [u8; 2],
    /// The version of the Global Vendor List, 0 to 4095.
    pub vendor_list_version: u16,
    /// The version of the policies, 0 to 63. 4 for TCF 2.2, 5 for 2.3.
    pub policy_version: u8,
    /// Made for this service or group of services, not for the whole web.
    pub is_service_specific: bool,
    /// Whether the platform changed the standard texts.
    pub use_non_standard_texts: bool,
    /// Special features opted in to, 1 to 12.
    pub special_feature_opt_ins: u32,
    /// Purposes consented to, 1 to 24.
    pub purpose_consents: u32,
    /// Purposes with legitimate interest disclosed and not objected to, 1 to 24.
    pub purpose_legitimate_interests: u32,
    /// Purpose 1 was not disclosed at all.
    pub purpose_one_treatment: bool,
    /// ISO 3166-1 country of the publisher, two upper-case letters.
    pub publisher_country: [u8; 2],
    /// Vendors consented to.
    pub vendor_consents: Vendors<'a>,
    /// Vendors with legitimate interest disclosed and not objected to.
    pub vendor_legitimate_interests: Vendors<'a>,
    /// What the publisher forbids some vendors.
    pub restrictions: Restrictions<'a>,
}

impl<'a> Core<'a> {
    pub(super) fn decode(mut bits: Bits<'a>) -> Result<Self, Fault> {
        let bits = &mut bits;
        if bits.take(6)? != 2 {
            return Err(bits.fault_at(0, Problem::Version));
        }
        let core = Self {
            created: bits.take(36)?,
            last_updated: bits.take(36)?,
            cmp_id: bits.take(12)? as u16,
            cmp_version: bits.take(12)? as u16,
            consent_screen: bits.take(6)? as u8,
            consent_language: bits.take_letters()?,
            vendor_list_version: bits.take(12)? as u16,
            policy_version: bits.take(6)? as u8,
            is_service_specific: bits.take_flag()?,
            use_non_standard_texts: bits.take_flag()?,
            special_feature_opt_ins: bits.take_numbers(12)?,
            purpose_consents: bits.take_numbers(24)?,
            purpose_legitimate_interests: bits.take_numbers(24)?,
            purpose_one_treatment: bits.take_flag()?,
            publisher_country: bits.take_letters()?,
            vendor_consents: Vendors::decode(bits, Coding::Fixed)?,
            vendor_legitimate_interests: Vendors::decode(bits, Coding::Fixed)?,
            restrictions: Restrictions::decode(bits, Coding::Fixed)?,
        };
        bits.finish()?;
        Ok(core)
    }
}
