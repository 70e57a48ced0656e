//! What a viewer may object to.

/// An objection. What each takes away is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Objection {
    /// Global Privacy Control, as a header or in a section of a GPP string.
    Gpc,
    /// Opted out of the sale of personal data.
    Sale,
    /// Opted out of sharing it.
    Sharing,
    /// Opted out of targeted advertising.
    TargetedAdvertising,
    /// Opted out of processing sensitive data, or did not consent to it.
    SensitiveData,
    /// The same for precise geolocation.
    PreciseLocation,
    /// A known child, for whom nobody consented.
    KnownChild,
    /// Did not consent to uses beyond those that were disclosed.
    FurtherUses,
    /// Was given no notice or no opportunity to opt out.
    NoNotice,
}

impl Objection {
    /// How many there are.
    pub const COUNT: usize = 9;
}

/// A set of objections.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Objections(u16);

impl Objections {
    /// Adds one.
    pub fn add(&mut self, objection: Objection) {
        self.0 |= 1 << objection as u8;
    }

    /// Adds those of another set.
    pub fn join(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether the objection with a number is in the set.
    pub fn has(self, number: usize) -> bool {
        number < Objection::COUNT && self.0 >> number & 1 == 1
    }
}
