//! What a TC string allows the operator, and until when.

use tidegate_sdk::types::{Grants, Purposes};

use crate::tcf::{Core, RestrictionType, TcString};

/// How far ahead of the node's clock a string may be dated, in seconds.
const CLOCK_SKEW: u64 = 60;

/// 2023-10-01T00:00:00Z. Strings made since need policy version 4 (format, "Managing
/// conflicting string versions": "Post 30 September 2023 …").
const POLICY_4_SINCE: u64 = 1_696_118_400;

/// 2026-03-01T00:00:00Z. Strings made since need the segment of disclosed vendors
/// (format, "TC String Format"; IAB Europe's deadline for TCF 2.3 was 28 February 2026).
const DISCLOSED_VENDORS_SINCE: u64 = 1_772_323_200;

/// What is demanded of a TC string.
#[derive(Debug)]
pub struct Rules {
    /// Seconds after its last change at which a string expires.
    pub max_age: u64,
    /// The operator's id in the Global Vendor List, if its own consent is needed.
    pub vendor: Option<u16>,
    /// Purposes for which a legitimate interest does; bit *n* - 1 for purpose *n*.
    pub legitimate_interest: u32,
    /// Accept strings of global scope.
    pub tolerate_global_scope: bool,
    /// Accept strings with an outdated policy version.
    pub tolerate_old_policy: bool,
    /// Accept strings without the segment of disclosed vendors.
    pub tolerate_undisclosed_vendors: bool,
}

/// What became of a string. `holds`: seconds until that changes.
#[derive(Debug, PartialEq, Eq)]
pub enum Reading {
    /// Well-formed and in force.
    Usable {
        /// What it allows.
        grants: Grants,
        /// Until it expires.
        holds: u32,
    },
    /// Malformed, invalid by its contents, or not in force.
    Refused {
        /// Until it comes into force, if it is dated ahead.
        holds: u32,
    },
}

const REFUSED: Reading = Reading::Refused { holds: u32::MAX };

impl Rules {
    /// Reads a TC string at a time; without one its age cannot be verified and it is refused.
    pub fn read(&self, text: &str, now: Option<u64>) -> Reading {
        let (Ok(string), Some(now)) = (TcString::decode(text), now) else { return REFUSED };
        let updated = string.core.last_updated / 10;
        let expires = updated.saturating_add(self.max_age);
        if !self.accepts(&string, updated) || now >= expires {
            return REFUSED;
        }
        let in_force = updated.max(string.core.created / 10).saturating_sub(CLOCK_SKEW);
        if now < in_force {
            return Reading::Refused { holds: clamp(in_force - now) };
        }
        Reading::Usable { grants: self.grants(&string), holds: clamp(expires - now) }
    }

    /// The rules that make a well-formed string invalid (format, "The Core String",
    /// fields IsServiceSpecific and TcfPolicyVersion).
    fn accepts(&self, string: &TcString<'_>, updated: u64) -> bool {
        let core = &string.core;
        (core.is_service_specific || self.tolerate_global_scope)
            && (core.policy_version >= 4 || updated < POLICY_4_SINCE || self.tolerate_old_policy)
            && (string.disclosed_vendors.is_some()
                || updated < DISCLOSED_VENDORS_SINCE
                || self.tolerate_undisclosed_vendors)
    }

    fn grants(&self, string: &TcString<'_>) -> Grants {
        let core = &string.core;
        let mut consented = core.purpose_consents;
        if core.purpose_one_treatment {
            // Purpose 1 was never shown: a bit that is set is no consent.
            consented &= !u32::from(Purposes::STORAGE.bits());
        }
        let mut interested = core.purpose_legitimate_interests & self.legitimate_interest;
        if let Some(vendor) = self.vendor {
            let disclosed = string.disclosed_vendors.is_none_or(|list| list.contains(vendor));
            if !disclosed || !core.vendor_consents.contains(vendor) {
                consented = 0;
            }
            if !disclosed || !core.vendor_legitimate_interests.contains(vendor) {
                interested = 0;
            }
            if consented | interested == 0 {
                return crate::nothing();
            }
            restrict(core, vendor, &mut consented, &mut interested);
        }
        crate::grants(consented | interested, core.special_feature_opt_ins)
    }
}

/// Applies the publisher's restrictions of one vendor (format, `RestrictionType`).
fn restrict(core: &Core<'_>, vendor: u16, consented: &mut u32, interested: &mut u32) {
    for restriction in core.restrictions {
        // Purposes are numbered 1 to 24 here; higher ones are in no set, and 0 is none.
        let Some(place) = restriction.purpose.checked_sub(1).filter(|place| *place < 24) else {
            continue;
        };
        let purpose = 1 << place;
        if (*consented | *interested) & purpose == 0 || !restriction.contains(vendor) {
            continue;
        }
        if restriction.kind != RestrictionType::RequireConsent {
            *consented &= !purpose;
        }
        if restriction.kind != RestrictionType::RequireLegitimateInterest {
            *interested &= !purpose;
        }
    }
}

fn clamp(seconds: u64) -> u32 {
    u32::try_from(seconds).unwrap_or(u32::MAX)
}
