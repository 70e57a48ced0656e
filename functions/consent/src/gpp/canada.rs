//! TCF Canada (section 5, "GPP Extension: IAB Canada TCF").

use crate::bits::Bits;
use crate::fault::{Fault, Problem};
use crate::segments::Parts;
use crate::tcf::{Coding, PublisherTc, Restrictions, Vendors};

/// A decoded section `tcfcav1`; borrows the text. Sets have bit *n* - 1 set for number *n*.
#[derive(Debug, Clone, Copy)]
pub struct TcfCanada<'a> {
    /// When the section was first made, in tenths of a second since 1970-01-01T00:00:00Z.
    pub created: u64,
    /// When it was last changed, likewise.
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
    /// The version of the policies, 0 to 63.
    pub policy_version: u8,
    /// Whether the platform changed the standard stacks.
    pub use_non_standard_stacks: bool,
    /// Special features with express consent, 1 to 12.
    pub special_feature_express_consent: u32,
    /// Purposes with express consent, 1 to 24. Purpose 1 is not in use in Canada.
    pub purposes_express_consent: u32,
    /// Purposes with implied consent, not objected to, 1 to 24.
    pub purposes_implied_consent: u32,
    /// Vendors with express consent.
    pub vendor_express_consent: Vendors<'a>,
    /// Vendors with implied consent, not objected to.
    pub vendor_implied_consent: Vendors<'a>,
    /// What the publisher forbids some vendors.
    pub restrictions: Restrictions<'a>,
    /// Vendors shown to the viewer (sub-section type 1).
    pub disclosed_vendors: Option<Vendors<'a>>,
    /// The publisher's own purposes (sub-section type 3).
    pub publisher: Option<PublisherTc>,
}

impl<'a> TcfCanada<'a> {
    /// Decodes a section that starts at byte `start` of a GPP string.
    ///
    /// Vendors are in Fibonacci coding as the specification asks. IAB Tech Lab's
    /// encoders before version 3.2 wrote fixed ranges; what cannot be read in the
    /// one way is tried in the other, as their decoder does.
    pub(super) fn decode_at(text: &'a str, start: usize) -> Result<Self, Fault> {
        let fibonacci = Self::decode_in(text, start, Coding::Fibonacci);
        fibonacci.or_else(|fault| Self::decode_in(text, start, Coding::Fixed).map_err(|_| fault))
    }

    fn decode_in(text: &'a str, start: usize, coding: Coding) -> Result<Self, Fault> {
        let mut segments = Parts::segments(text, start);
        let (first, start) = segments.next().unwrap_or_default();
        let mut section = Self::core(Bits::new(first, start)?, coding)?;
        for (segment, start) in segments {
            let mut bits = Bits::new(segment, start)?;
            let unexpected = bits.fault_at(0, Problem::Segment);
            let repeated = match bits.take(3)? {
                1 => {
                    let vendors = Vendors::decode(&mut bits, coding)?;
                    section.disclosed_vendors.replace(vendors).is_some()
                }
                3 => section.publisher.replace(PublisherTc::decode(&mut bits)?).is_some(),
                _ => return Err(unexpected),
            };
            if repeated {
                return Err(unexpected);
            }
            bits.finish()?;
        }
        Ok(section)
    }

    fn core(mut bits: Bits<'a>, coding: Coding) -> Result<Self, Fault> {
        let bits = &mut bits;
        if bits.take(6)? != 1 {
            return Err(bits.fault_at(0, Problem::Version));
        }
        let section = Self {
            created: bits.take(36)?,
            last_updated: bits.take(36)?,
            cmp_id: bits.take(12)? as u16,
            cmp_version: bits.take(12)? as u16,
            consent_screen: bits.take(6)? as u8,
            consent_language: bits.take_letters()?,
            vendor_list_version: bits.take(12)? as u16,
            policy_version: bits.take(6)? as u8,
            use_non_standard_stacks: bits.take_flag()?,
            special_feature_express_consent: bits.take_numbers(12)?,
            purposes_express_consent: bits.take_numbers(24)?,
            purposes_implied_consent: bits.take_numbers(24)?,
            vendor_express_consent: Vendors::decode(bits, coding)?,
            vendor_implied_consent: Vendors::decode(bits, coding)?,
            // Since TCF Canada 1.1; in strings of 1.0 nothing but padding follows.
            restrictions: match bits.left() {
                0..12 => Restrictions::none(*bits),
                _ => Restrictions::decode(bits, coding)?,
            },
            disclosed_vendors: None,
            publisher: None,
        };
        bits.finish()?;
        Ok(section)
    }
}
