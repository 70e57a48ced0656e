//! Consent: a TCF string, Global Privacy Control and a place in, grants out.
//!
//! - [`Policy`]: the function; its configuration is described in `schema.json` and
//!   shown in `demo.toml`
//! - [`tcf`]: the decoder of TC strings
//!
//! Decided in this order, and every step can only narrow:
//!
//! 1. The place names the regime: under opt-in nothing is granted until the viewer
//!    agrees, under opt-out everything until the viewer objects. An unknown
//!    place is opt-in.
//! 2. A consent string grants (opt-in) or leaves (opt-out) what it consents to. One
//!    that is malformed, expired, dated ahead of the clock or of unverifiable age
//!    (`now` absent) grants and leaves nothing.
//! 3. Global Privacy Control takes away the purposes configured for it.

mod config;
mod reading;
mod regimes;
pub mod tcf;

use tidegate_sdk::config::place::Place;
use tidegate_sdk::consent::{Consent, Decision, Regime, Signals};
use tidegate_sdk::types::{Facts, Grants, Purposes, SpecialFeatures};

use reading::{Reading, Rules};
use regimes::Regimes;

/// The configured function.
#[derive(Debug)]
pub struct Policy {
    regimes: Regimes,
    strings: Rules,
    /// What Global Privacy Control leaves.
    gpc_leaves: Grants,
    valid_for: u32,
}

impl Consent for Policy {
    fn configure(document: &str) -> Result<Self, String> {
        config::read(document)
    }

    fn decide(&self, facts: &Facts) -> Decision {
        let regime = self.regimes.of(Place::of(facts));
        let default = match regime {
            Regime::OptIn | Regime::Notice => nothing(),
            Regime::OptOut => everything(),
        };
        let (mut used, mut refused) = (Signals::empty(), Signals::empty());
        let (grants, valid_for) = match facts.tc_string.as_deref() {
            None => (default, self.valid_for),
            Some(text) => match self.strings.read(text, facts.now) {
                Reading::Usable { grants, holds } => {
                    used |= Signals::TC_STRING;
                    (grants, holds)
                }
                Reading::Refused { holds } => {
                    refused |= Signals::TC_STRING;
                    (nothing(), holds)
                }
            },
        };
        let grants = if facts.gpc == Some(true) {
            used |= Signals::GPC;
            meet(grants, self.gpc_leaves)
        } else {
            grants
        };
        Decision { grants, regime, used, refused, valid_for: valid_for.min(self.valid_for) }
    }
}

/// The purposes of the contract, 1 to 11, as bits.
const ALL_PURPOSES: u16 = 0x7ff;

/// The special features of the contract, 1 and 2, as bits.
const ALL_SPECIAL_FEATURES: u8 = 0b11;

/// Grants of the purposes and special features whose bits are set, bit *n* - 1 for
/// number *n*; what the contract does not know is left out.
fn grants(purposes: u32, special_features: u32) -> Grants {
    Grants {
        purposes: Purposes::from_bits_retain(purposes as u16 & ALL_PURPOSES),
        special_features: SpecialFeatures::from_bits_retain(
            special_features as u8 & ALL_SPECIAL_FEATURES,
        ),
    }
}

fn nothing() -> Grants {
    grants(0, 0)
}

fn everything() -> Grants {
    grants(u32::MAX, u32::MAX)
}

fn meet(one: Grants, other: Grants) -> Grants {
    Grants {
        purposes: one.purposes & other.purposes,
        special_features: one.special_features & other.special_features,
    }
}

#[cfg(feature = "component")]
tidegate_sdk::export!(consent: Policy);
