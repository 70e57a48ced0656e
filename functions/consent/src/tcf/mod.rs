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

mod bits;
mod core;
mod publisher;
mod vendors;

pub use self::core::Core;
pub use publisher::PublisherTc;
pub use vendors::{Restriction, RestrictionType, Restrictions, Vendors};

use bits::Bits;

/// Why a text is not a TC string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// A character outside the base64url alphabet (RFC 4648 section 5), of which
    /// padding is no part, or an empty segment.
    #[error("not base64url without padding")]
    Alphabet,
    /// The first six bits are not 2.
    #[error("not version 2")]
    Version,
    /// A segment ends inside a field.
    #[error("truncated")]
    Truncated,
    /// Bits after the last field are set, or more than an encoder needs.
    #[error("trailing data")]
    Trailing,
    /// A letter code above 25.
    #[error("a letter code above 25")]
    Letter,
    /// A vendor id of 0, above the stated maximum, or a range that ends before it starts.
    #[error("a vendor id out of range")]
    VendorId,
    /// A segment of an unknown type, or a second one of its type.
    #[error("an unknown or repeated segment")]
    Segment,
}

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
    /// [`Malformed`] for anything the format does not allow, surrounding white
    /// space and base64 padding included.
    pub fn decode(text: &'a str) -> Result<Self, Malformed> {
        let mut segments = text.split('.');
        let core = Core::decode(Bits::new(segments.next().unwrap_or_default())?)?;
        let mut string =
            Self { core, disclosed_vendors: None, allowed_vendors: None, publisher: None };
        for segment in segments {
            let mut bits = Bits::new(segment)?;
            let repeated = match bits.take(3)? {
                1 => string.disclosed_vendors.replace(Vendors::decode(&mut bits)?).is_some(),
                2 => string.allowed_vendors.replace(Vendors::decode(&mut bits)?).is_some(),
                3 => string.publisher.replace(PublisherTc::decode(&mut bits)?).is_some(),
                _ => return Err(Malformed::Segment),
            };
            if repeated {
                return Err(Malformed::Segment);
            }
            bits.finish()?;
        }
        Ok(string)
    }
}
