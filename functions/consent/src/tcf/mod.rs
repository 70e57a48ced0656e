//! TC strings of the IAB Transparency and Consent Framework, version 2.
//!
//! - [`TcString`]: a whole string; [`TcString::decode`] is the way in
//! - [`Core`]: the core segment
//! - [`Vendors`], [`Restrictions`]: lists of vendors, answered by scanning
//! - [`PublisherTc`]: the publisher's own purposes
//!
//! The source of every rule is "Transparency and Consent String with Global Vendor
//! & CMP List Formats" of IAB Tech Lab (the *format* below), state of 26 February 2026.
//!
//! The decoder is strict (every field present, every id in range, padding of zeros
//! only and never longer than an encoder makes it), takes time linear in the
//! text's length and allocates nothing: a list of vendors stays text until it is
//! asked for a vendor. The crate `iab_gpp` (0.1.2) was measured first and refused: it
//! reads publisher restrictions with a vendor section's header, which the format
//! does not have, and so fails on ordinary strings; it accepts letter codes above 25,
//! ids above the stated maximum and ranges that end before they start; and it
//! copies every id out of its range, so that 22 kB of text cost 13 seconds.

mod core;
mod publisher;
mod vendors;

pub use self::core::Core;
pub use publisher::PublisherTc;
pub use vendors::{Coding, Restriction, RestrictionType, Restrictions, Vendors};

use crate::bits::Bits;
use crate::fault::{Fault, Problem};
use crate::segments::Parts;

/// A decoded TC string; borrows the text.
#[derive(Debug, Clone, Copy)]
pub struct TcString<'a> {
    /// The core segment.
    pub core: Core<'a>,
    /// Vendors shown to the viewer (segment type 1). Mandatory since TCF 2.3.
    pub disclosed_vendors: Option<Vendors<'a>>,
    /// Vendors allowed to use other legal bases (segment type 2). Out of use since
    /// global scope ended, and without effect here.
    pub allowed_vendors: Option<Vendors<'a>>,
    /// The publisher's own purposes (segment type 3).
    pub publisher: Option<PublisherTc>,
}

impl<'a> TcString<'a> {
    /// Decodes a TC string (format, "TC String Format"): the core segment first, then
    /// the optional ones in any order, each at most once.
    ///
    /// # Errors
    /// [`Fault`] for anything the format does not allow, surrounding white
    /// space and base64 padding included.
    pub fn decode(text: &'a str) -> Result<Self, Fault> {
        Self::decode_at(text, 0)
    }

    /// Decodes a section that starts at byte `start` of a GPP string.
    pub(crate) fn decode_at(text: &'a str, start: usize) -> Result<Self, Fault> {
        let mut segments = Parts::segments(text, start);
        let (first, start) = segments.next().unwrap_or_default();
        let core = Core::decode(Bits::new(first, start)?)?;
        let mut string =
            Self { core, disclosed_vendors: None, allowed_vendors: None, publisher: None };
        for (segment, start) in segments {
            let mut bits = Bits::new(segment, start)?;
            let unexpected = bits.fault_at(0, Problem::Segment);
            let vendors = |bits: &mut Bits<'a>| Vendors::decode(bits, Coding::Fixed);
            let repeated = match bits.take(3)? {
                1 => string.disclosed_vendors.replace(vendors(&mut bits)?).is_some(),
                2 => string.allowed_vendors.replace(vendors(&mut bits)?).is_some(),
                3 => string.publisher.replace(PublisherTc::decode(&mut bits)?).is_some(),
                _ => return Err(unexpected),
            };
            if repeated {
                return Err(unexpected);
            }
            bits.finish()?;
        }
        Ok(string)
    }
}
