//! What may be written in the configuration.

use super::takings::Takings;
use serde::Deserialize;

/// Configuration of the consent function. An empty document is valid, and the strictest.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Document {
    /// Seconds a decision may be reused for the same facts, at most; 0 for never.
    #[serde(default = "default_valid_for")]
    pub valid_for: u32,
    /// The regime of known places on no list. An unknown place is always opt-in.
    #[serde(default)]
    pub default: DefaultRegime,
    /// Places where nothing is allowed until the viewer agrees: ISO 3166-1 alpha-2
    /// countries and ISO 3166-2 subdivisions, e.g. `FR`, `CA-QC`. A subdivision goes
    /// before its country.
    #[serde(default)]
    pub opt_in: Vec<String>,
    /// Places where the opt-out grants hold until the viewer objects, written likewise.
    #[serde(default)]
    pub opt_out: Vec<String>,
    /// Places where the viewer is told, and the notice grants hold, written likewise.
    #[serde(default)]
    pub notice: Vec<String>,
    /// What is granted under opt-out as long as no signal states a consent: without being
    /// written, all purposes and no special feature.
    #[serde(default = "default_opt_out_grants")]
    pub opt_out_grants: Granted,
    /// The same under notice: without being written, the purposes 1 and 8 to 11.
    #[serde(default = "default_notice_grants")]
    pub notice_grants: Granted,
    /// Empty: all signals that state a consent count, and what all of them allow is
    /// granted; one that is refused allows nothing. Otherwise: the first of these that was
    /// sent, can be used and states a consent counts alone; those refused are passed over;
    /// those not listed are not read. Objections of Global Privacy Control always count,
    /// those of a GPP string if it is read.
    #[serde(default)]
    pub precedence: Vec<SignalName>,
    /// What each objection takes away, under every regime: `gpc` (Global Privacy Control as
    /// a header or in a section of a GPP string), and of such sections `sale`, `sharing` and
    /// `targeted-advertising` (opted out), `sensitive-data` and `precise-location` (opted
    /// out, or no consent), `known-child` (nobody consented), `further-uses` (no consent to
    /// uses beyond those disclosed) and `no-notice` (none, or no opportunity to opt out).
    /// Those not written take: `gpc`, `sale`, `sharing` and `no-notice` the purposes 2 to 7;
    /// `targeted-advertising` 2, 3, 4 and 7; `sensitive-data` 3 to 6; `precise-location` the
    /// special feature 1; `known-child` the purposes 2 to 7, 9 and 10 and both special
    /// features; `further-uses` 3, 4, 5 and 10.
    #[serde(default)]
    #[cfg_attr(
        all(test, not(target_arch = "wasm32")),
        schemars(
            with = "std::collections::BTreeMap<String, Granted>",
            extend("propertyNames" = { "enum": crate::signals::Objection::NAMES })
        )
    )]
    pub objections: Takings,
    /// What is demanded of a TC string and of TCF sections in a GPP string.
    #[serde(default)]
    pub tc_string: TcStrings,
}

fn default_valid_for() -> u32 {
    3600
}

fn default_opt_out_grants() -> Granted {
    granted(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], &[])
}

fn default_notice_grants() -> Granted {
    granted(&[1, 8, 9, 10, 11], &[])
}

/// The regime of places on no list.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DefaultRegime {
    /// Nothing is allowed until the viewer agrees.
    #[default]
    OptIn,
    /// The opt-out grants hold until the viewer objects.
    OptOut,
    /// The viewer is told, and the notice grants hold.
    Notice,
}

/// Purposes and special features.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Granted {
    /// TCF purposes, 1 to 11.
    pub purposes: Vec<u8>,
    /// TCF special features, 1 or 2.
    pub special_features: Vec<u8>,
}

fn granted(purposes: &[u8], special_features: &[u8]) -> Granted {
    Granted { purposes: purposes.to_vec(), special_features: special_features.to_vec() }
}

/// A signal that may state a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SignalName {
    /// A TCF consent string.
    TcString,
    /// A GPP string.
    GppString,
    /// The operator's own cookie.
    Preference,
}

/// What is demanded of a TC string.
#[derive(Debug, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct TcStrings {
    /// Days after its last change at which a string expires, 1 to 3650.
    pub max_age_days: u16,
    /// Whose consents count.
    pub consents_of: ConsentsOf,
    /// The operator's ids in the Global Vendor List, 1 to 65535: all of these vendors must
    /// be disclosed and consented to as well, and publisher restrictions of them apply.
    /// Empty: the purposes alone count.
    pub vendors: Vec<u16>,
    /// TCF purposes for which a legitimate interest does instead of consent: 2 and 7
    /// to 11. TCF never allowed it for 1, and since 2.2 not for 3 to 6.
    pub legitimate_interest: Vec<u8>,
    /// TCF purposes for which implied consent does in a section of TCF Canada, 2 to 11.
    pub implied_consent: Vec<u8>,
    /// Which strings must have the segment of disclosed vendors.
    pub disclosed_vendors: Demanded,
    /// Faults of strings that are accepted all the same.
    pub tolerate: Vec<Fault>,
}

impl Default for TcStrings {
    fn default() -> Self {
        Self {
            max_age_days: 395,
            consents_of: ConsentsOf::Vendors,
            vendors: Vec::new(),
            legitimate_interest: Vec::new(),
            implied_consent: Vec::new(),
            disclosed_vendors: Demanded::Dated,
            tolerate: Vec::new(),
        }
    }
}

/// Whose consents count.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ConsentsOf {
    /// Those of the core segment, which are vendors'.
    Vendors,
    /// The publisher's own, of the publisher TC segment; without it nothing is granted.
    Publisher,
}

/// Which strings must have the segment of disclosed vendors (TCF 2.3).
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Demanded {
    /// Those last changed since 1 March 2026, when it became mandatory.
    Dated,
    /// All.
    Always,
    /// None.
    Never,
}

/// A fault that makes a well-formed TC string invalid.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(all(test, not(target_arch = "wasm32")), derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Not specific to the service; invalid since 1 September 2021.
    GlobalScope,
    /// A policy version below 4 in a string made since 1 October 2023.
    OldPolicy,
}
