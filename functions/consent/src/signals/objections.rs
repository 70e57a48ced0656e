//! What a viewer may object to.

use serde::Deserialize;

/// An objection. What each takes away is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Objection {
    /// Global Privacy Control: `Sec-GPC: 1`, or said in a section of a GPP string.
    Gpc,
    /// Opted out of the sale of personal data.
    Sale,
    /// Opted out of sharing it.
    Sharing,
    /// Opted out of targeted advertising.
    TargetedAdvertising,
    /// Opted out of processing sensitive data of any category but location, did not
    /// consent to it, or was given no notice of it.
    SensitiveData,
    /// Opted out of processing precise geolocation, or did not consent to it.
    PreciseLocation,
    /// A known child, for whom nobody consented.
    KnownChild,
    /// Did not consent to uses beyond those that were disclosed.
    FurtherUses,
    /// Was given no notice, or no opportunity to opt out.
    NoNotice,
}

impl Objection {
    /// How many there are.
    pub const COUNT: usize = 9;

    /// Their names in the configuration.
    pub const NAMES: [&'static str; Self::COUNT] = [
        "gpc",
        "sale",
        "sharing",
        "targeted-advertising",
        "sensitive-data",
        "precise-location",
        "known-child",
        "further-uses",
        "no-notice",
    ];

    /// Its name in the configuration.
    pub fn name(self) -> &'static str {
        Self::NAMES.get(self as usize).copied().unwrap_or_default()
    }
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
