//! What a TC string or a section of TCF Canada allows the operator, and until when.

use tidegate_sdk::types::{Grants, Purposes};

use super::{FOREVER, Reading};
use crate::gpp::TcfCanada;
use crate::grants::{grants, meet};
use crate::tcf::{PublisherTc, RestrictionType, Restrictions, TcString, Vendors};

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
    /// Whose consents count.
    pub party: Party,
    /// Purposes for which a legitimate interest does; bit *n* - 1 for purpose *n*.
    pub legitimate_interest: u32,
    /// Purposes for which implied consent does in Canada, likewise.
    pub implied_consent: u32,
    /// Accept strings of global scope.
    pub tolerate_global_scope: bool,
    /// Accept strings with an outdated policy version.
    pub tolerate_old_policy: bool,
    /// Of which strings the segment of disclosed vendors is demanded.
    pub disclosed_vendors: DisclosedVendors,
}

/// Whose consents count.
#[derive(Debug)]
pub enum Party {
    /// Vendors by their ids in the Global Vendor List: all of them must be disclosed and
    /// consented to. Without any, the purposes alone count.
    Vendors(Box<[u16]>),
    /// The publisher, by the publisher TC segment.
    Publisher,
}

/// Of which strings the segment of disclosed vendors is demanded.
#[derive(Debug, PartialEq, Eq)]
pub enum DisclosedVendors {
    /// Of those last changed since 1 March 2026.
    Dated,
    /// Of all.
    Always,
    /// Of none.
    Never,
}

/// What a string states, in the EU's terms.
struct Statement<'a> {
    consents: u32,
    interests: u32,
    special_features: u32,
    vendor_consents: Vendors<'a>,
    vendor_interests: Vendors<'a>,
    disclosed: Option<Vendors<'a>>,
    restrictions: Restrictions<'a>,
    publisher: Option<PublisherTc>,
}

impl Rules {
    /// Reads a TC string at a time; without one its age cannot be verified and it is refused.
    pub fn read(&self, text: &str, now: Option<u64>) -> Reading {
        TcString::decode(text).map_or(Reading::REFUSED, |string| self.judge(&string, now))
    }

    /// Judges a TC string.
    pub fn judge(&self, string: &TcString<'_>, now: Option<u64>) -> Reading {
        let core = &string.core;
        if !self.accepts(string, core.last_updated / 10) {
            return Reading::REFUSED;
        }
        let mut consents = core.purpose_consents;
        if core.purpose_one_treatment {
            // Purpose 1 was never shown: a bit that is set is no consent.
            consents &= !u32::from(Purposes::STORAGE.bits());
        }
        let statement = Statement {
            consents,
            interests: core.purpose_legitimate_interests & self.legitimate_interest,
            special_features: core.special_feature_opt_ins,
            vendor_consents: core.vendor_consents,
            vendor_interests: core.vendor_legitimate_interests,
            disclosed: string.disclosed_vendors,
            restrictions: core.restrictions,
            publisher: string.publisher,
        };
        self.dated(core.created, core.last_updated, now, || {
            self.allowed(&statement, self.legitimate_interest)
        })
    }

    /// Judges a section of TCF Canada: express consent is consent, implied consent does
    /// where it is configured.
    pub fn judge_canada(&self, section: &TcfCanada<'_>, now: Option<u64>) -> Reading {
        let statement = Statement {
            consents: section.purposes_express_consent,
            interests: section.purposes_implied_consent & self.implied_consent,
            special_features: section.special_feature_express_consent,
            vendor_consents: section.vendor_express_consent,
            vendor_interests: section.vendor_implied_consent,
            disclosed: section.disclosed_vendors,
            restrictions: section.restrictions,
            publisher: section.publisher,
        };
        self.dated(section.created, section.last_updated, now, || {
            self.allowed(&statement, self.implied_consent)
        })
    }

    /// The rules that make a well-formed string invalid (format, "The Core String",
    /// fields IsServiceSpecific and TcfPolicyVersion).
    fn accepts(&self, string: &TcString<'_>, updated: u64) -> bool {
        let core = &string.core;
        (core.is_service_specific || self.tolerate_global_scope)
            && (core.policy_version >= 4 || updated < POLICY_4_SINCE || self.tolerate_old_policy)
            && (string.disclosed_vendors.is_some()
                || match self.disclosed_vendors {
                    DisclosedVendors::Dated => updated < DISCLOSED_VENDORS_SINCE,
                    DisclosedVendors::Always => false,
                    DisclosedVendors::Never => true,
                })
    }

    /// Usable if the dates, in tenths of a second, are neither too old nor ahead of now.
    fn dated(
        &self,
        created: u64,
        updated: u64,
        now: Option<u64>,
        allowed: impl FnOnce() -> Grants,
    ) -> Reading {
        let Some(now) = now else { return Reading::REFUSED };
        let expires = (updated / 10).saturating_add(self.max_age);
        if now >= expires {
            return Reading::REFUSED;
        }
        let in_force = (updated.max(created) / 10).saturating_sub(CLOCK_SKEW);
        if now < in_force {
            return Reading::Refused { holds: clamp(in_force - now) };
        }
        Reading::consent(allowed(), clamp(expires - now))
    }

    fn allowed(&self, statement: &Statement<'_>, interests_that_do: u32) -> Grants {
        let vendors = match &self.party {
            Party::Vendors(vendors) => vendors,
            Party::Publisher => {
                let Some(publisher) = statement.publisher else { return Grants::NOTHING };
                // Purpose 1 as the core has it: what was not shown is no consent.
                let shown = statement.consents | !u32::from(Purposes::STORAGE.bits());
                let interests = publisher.purpose_legitimate_interests & interests_that_do;
                let purposes = publisher.purpose_consents & shown | interests;
                return grants(purposes, statement.special_features);
            }
        };
        let all = grants(statement.consents | statement.interests, statement.special_features);
        vendors.iter().fold(all, |all, vendor| meet(all, allowed_to(*vendor, statement)))
    }
}

/// What one vendor is allowed.
fn allowed_to(vendor: u16, statement: &Statement<'_>) -> Grants {
    let disclosed = statement.disclosed.is_none_or(|list| list.contains(vendor));
    let listed = |list: Vendors<'_>, purposes| {
        if disclosed && list.contains(vendor) { purposes } else { 0 }
    };
    let mut consented = listed(statement.vendor_consents, statement.consents);
    let mut interested = listed(statement.vendor_interests, statement.interests);
    if consented | interested == 0 {
        return Grants::NOTHING;
    }
    restrict(statement.restrictions, vendor, &mut consented, &mut interested);
    grants(consented | interested, statement.special_features)
}

/// Applies the publisher's restrictions of one vendor (format, `RestrictionType`).
fn restrict(
    restrictions: Restrictions<'_>,
    vendor: u16,
    consented: &mut u32,
    interested: &mut u32,
) {
    for restriction in restrictions {
        // Purposes are numbered 1 to 24 here; higher ones are in no set, and 0 is none.
        let Some(place) = restriction.purpose.checked_sub(1).filter(|place| *place < 24) else {
            continue;
        };
        let purpose = 1 << place;
        if (*consented | *interested) & purpose == 0 || !restriction.vendors.contains(vendor) {
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
    u32::try_from(seconds).unwrap_or(FOREVER)
}
