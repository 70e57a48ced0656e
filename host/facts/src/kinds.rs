//! The facts by name: what bundles declare and the pipeline redacts.

use std::fmt;
use std::str::FromStr;

use tidegate_sdk::types::Facts;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal, $field:ident;)+) => {
        /// One fact of the contract (`wit/types.wit`, record `facts`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FactKind {
            $($(#[$doc])* $kind,)+
        }

        impl FactKind {
            /// Every fact, in the contract's order.
            #[must_use]
            pub const fn all() -> &'static [Self] {
                &[$(Self::$kind),+]
            }

            /// The contract's own name, e.g. `tc-string`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),+ }
            }

            /// Whether the fact is known.
            #[must_use]
            pub fn present_in(self, facts: &Facts) -> bool {
                match self { $(Self::$kind => facts.$field.is_some()),+ }
            }

            /// Makes the fact absent.
            pub fn clear(self, facts: &mut Facts) {
                match self { $(Self::$kind => facts.$field = None),+ }
            }

            /// Makes the fact what it is in `from`, known or absent.
            pub(crate) fn copy(self, from: &Facts, to: &mut Facts) {
                match self { $(Self::$kind => to.$field.clone_from(&from.$field)),+ }
            }
        }
    };
}

kinds! {
    /// When the decision is made.
    Now = "now", now;
    /// The asset asked for.
    Asset = "asset", asset;
    /// Live or on demand.
    Presentation = "presentation", presentation;
    /// The viewer's country.
    Country = "country", country;
    /// The first-level subdivision.
    Subdivision = "subdivision", subdivision;
    /// The autonomous system number.
    Asn = "asn", asn;
    /// Anonymity traits of the network.
    Network = "network", network;
    /// The kind of device.
    Device = "device", device;
    /// Preferred languages.
    Languages = "languages", languages;
    /// The accessibility preference.
    Accessibility = "accessibility", accessibility;
    /// The consent string.
    TcString = "tc-string", tc_string;
    /// Global Privacy Control.
    Gpc = "gpc", gpc;
    /// Grid intensity.
    Intensity = "intensity", intensity;
    /// The wish not to be capped.
    CarbonOptOut = "carbon-opt-out", carbon_opt_out;
    /// The postal code.
    PostalCode = "postal-code", postal_code;
    /// The designated market area.
    Metro = "metro", metro;
    /// The point on the globe.
    Location = "location", location;
    /// What the device is able to play.
    Capabilities = "capabilities", capabilities;
    /// The GPP string.
    GppString = "gpp-string", gpp_string;
    /// The operator's own consent cookie.
    ConsentPreference = "consent-preference", consent_preference;
    /// The subscription plan.
    Plan = "plan", plan;
    /// The verified country of residence.
    HomeCountry = "home-country", home_country;
    /// The class of concurrent use.
    Concurrency = "concurrency", concurrency;
    /// What the viewer chose in their profile.
    Preferences = "preferences", preferences;
    /// The viewing session.
    Session = "session", session;
    /// What the player says of itself.
    Player = "player", player;
}

/// A name that no fact has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("found `{found}`, expected one of {}", FactKind::all().iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", "))]
pub struct UnknownFact {
    /// What was found in its place.
    pub found: String,
}

impl fmt::Display for FactKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for FactKind {
    type Err = UnknownFact;

    fn from_str(name: &str) -> Result<Self, UnknownFact> {
        let kinds = Self::all().iter().copied();
        kinds
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| UnknownFact { found: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_contract() {
        let wit = include_str!("../../../wit/types.wit");
        let record = wit.split("record facts {").nth(1).unwrap().split("\n    }").next().unwrap();
        let fields: Vec<_> = record
            .lines()
            .filter(|line| !line.trim_start().starts_with("///"))
            .filter_map(|line| Some(line.trim().split_once(':')?.0))
            .collect();
        let names: Vec<_> = FactKind::all().iter().map(|kind| kind.name()).collect();
        assert_eq!(names, fields);
    }

    #[test]
    fn names_parse_back() {
        for kind in FactKind::all() {
            assert_eq!(kind.to_string().parse(), Ok(*kind));
        }
        let error = "contry".parse::<FactKind>().unwrap_err();
        assert!(error.to_string().starts_with("found `contry`, expected one of `now`, `asset`,"));
    }

    #[test]
    fn clearing_one_leaves_the_others() {
        let mut facts = Facts::NOTHING;
        facts.country = Some("FR".to_owned());
        facts.gpc = Some(true);
        FactKind::Country.clear(&mut facts);
        let present: Vec<_> =
            FactKind::all().iter().filter(|kind| kind.present_in(&facts)).collect();
        assert_eq!(present, [&FactKind::Gpc]);
    }
}
