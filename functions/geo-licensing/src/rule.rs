//! One rule of a licence.

use tidegate_sdk::config::place::Place;
use tidegate_sdk::geo_licensing::DenialReason;
use tidegate_sdk::types::{Facts, Network};

use crate::limits::RuleLimits;
use crate::pattern::Pattern;
use crate::territory::{Match, Territories};
use crate::window::{Moment, Windows};

/// Assets, and where, when and over which networks they may be watched.
#[derive(Debug)]
pub struct Rule {
    /// Names the rule in answers; unique.
    pub id: Box<str>,
    pub assets: Box<[Pattern]>,
    pub territories: Territories,
    /// `None`: at any time.
    pub windows: Option<Windows>,
    /// A viewer's network with any of these flags is refused.
    pub refused_networks: Network,
    pub refuse_unknown_network: bool,
    pub limits: RuleLimits,
}

/// What a rule says to a viewer.
pub struct Answer {
    /// `None`: allowed.
    pub refusal: Option<Refusal>,
    /// Seconds until a window's edge changes what this rule says, `u32::MAX` for never.
    pub edge: u32,
}

/// Why a rule does not allow; the greater came further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    Territory,
    PlaceUnknown,
    NoLongerAvailable,
    NotYetAvailable,
    Network,
}

impl Refusal {
    pub fn reason(self) -> DenialReason {
        match self {
            Self::Territory => DenialReason::Territory,
            Self::PlaceUnknown => DenialReason::PlaceUnknown,
            Self::NoLongerAvailable => DenialReason::NoLongerAvailable,
            Self::NotYetAvailable => DenialReason::NotYetAvailable,
            Self::Network => DenialReason::Network,
        }
    }
}

impl Rule {
    pub fn covers(&self, asset: &str) -> bool {
        self.assets.iter().any(|pattern| pattern.matches(asset))
    }

    /// Asks for the place, the time and the network, in this order.
    pub fn ask(&self, place: Option<Place>, facts: &Facts) -> Answer {
        let refuse = |refusal, edge| Answer { refusal: Some(refusal), edge };
        match self.territories.of(place) {
            Match::In => {}
            // No edge of a window makes a difference to someone who is elsewhere.
            Match::Out => return refuse(Refusal::Territory, u32::MAX),
            Match::Unknown => return refuse(Refusal::PlaceUnknown, u32::MAX),
        }
        let edge = match (&self.windows, facts.now) {
            (None, _) => u32::MAX,
            (Some(_), None) => return refuse(Refusal::NotYetAvailable, u32::MAX),
            (Some(windows), Some(now)) => match windows.at(now) {
                Moment::Open { closes } => closes,
                Moment::Closed { opens } => return refuse(Refusal::NotYetAvailable, opens),
                Moment::Over => return refuse(Refusal::NoLongerAvailable, u32::MAX),
            },
        };
        let refused = match facts.network {
            None => self.refuse_unknown_network,
            Some(network) => (network & self.refused_networks).bits() != 0,
        };
        Answer { refusal: refused.then_some(Refusal::Network), edge }
    }
}
