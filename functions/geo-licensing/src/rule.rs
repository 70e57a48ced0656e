//! One rule of a catalogue.

use tidegate_sdk::geo_licensing::DenialReason;
use tidegate_sdk::types::Limits;

use crate::bytes::{Bytes, NONE, Ref};
use crate::policy::{Policy, plan, territory};
use crate::territory::Match;
use crate::viewer::Viewer;
use crate::window::{Moment, Windows};

/// A rule as its record has it. [`NONE`] is no restriction.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rule {
    /// [`NONE`]: named after its place.
    pub id: Ref,
    /// A record of references to policies.
    pub policies: Ref,
    pub territories: Ref,
    pub windows: Ref,
}

/// What a rule says to a viewer.
#[derive(Clone, Copy)]
pub struct Answer<'f> {
    /// `None`: allowed.
    pub refusal: Option<Refusal>,
    /// Seconds until a window's edge changes what this rule says, `u32::MAX` for never.
    pub edge: u32,
    /// The viewer where they count as being.
    pub viewer: Viewer<'f>,
    /// Whether that is at home and not where they are.
    pub ported: bool,
}

/// Why a rule does not allow; the greater came further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    Territory,
    PlaceUnknown,
    NoLongerAvailable,
    NotYetAvailable,
    Plan,
    Device,
    Network,
}

impl Refusal {
    pub const fn reason(self) -> DenialReason {
        match self {
            Self::Territory => DenialReason::Territory,
            Self::PlaceUnknown => DenialReason::PlaceUnknown,
            Self::NoLongerAvailable => DenialReason::NoLongerAvailable,
            Self::NotYetAvailable => DenialReason::NotYetAvailable,
            Self::Plan => DenialReason::Plan,
            Self::Device => DenialReason::Device,
            Self::Network => DenialReason::Network,
        }
    }
}

impl Rule {
    /// The bytes of one record.
    pub const SIZE: usize = 16;

    pub fn write(&self, out: &mut Vec<u8>) {
        for at in [self.id, self.policies, self.territories, self.windows] {
            out.extend_from_slice(&at.to_le_bytes());
        }
    }

    /// Reads what [`Rule::write`] wrote.
    pub fn read(mut record: Bytes<'_>) -> Self {
        Self {
            id: record.next_u32(),
            policies: record.next_u32(),
            territories: record.next_u32(),
            windows: record.next_u32(),
        }
    }

    fn policies<'i>(&self, shared: Bytes<'i>) -> impl Iterator<Item = Policy<'i>> + use<'i> {
        let mut left =
            if self.policies == NONE { Bytes::default() } else { shared.record(self.policies) };
        std::iter::from_fn(move || {
            (!left.0.is_empty()).then(|| Policy::read(shared.record(left.next_u32())))
        })
    }

    /// Asks for the place, the time, the plan, the device and the network, in this order.
    pub fn ask<'f>(&self, shared: Bytes<'_>, viewer: Viewer<'f>) -> Answer<'f> {
        let home = viewer.home.and_then(|_| {
            let mut markets = self.policies(shared).filter_map(|policy| policy.market(shared));
            markets.find_map(|market| viewer.ported(market))
        });
        let ported = home.is_some();
        let viewer = home.map_or(viewer, |home| viewer.at(home));
        let answer = |refusal, edge| Answer { refusal, edge, viewer, ported };
        let place = self
            .policies(shared)
            .map(|policy| territory(shared, policy.territories, viewer))
            .fold(territory(shared, self.territories, viewer), Match::min);
        match place {
            Match::In => {}
            // No edge of a window makes a difference to someone who is elsewhere.
            Match::Out => return answer(Some(Refusal::Territory), u32::MAX),
            Match::Unknown => return answer(Some(Refusal::PlaceUnknown), u32::MAX),
        }
        let edge = match viewer.now {
            _ if self.windows == NONE => u32::MAX,
            None => return answer(Some(Refusal::NotYetAvailable), u32::MAX),
            Some(now) => match Windows::read(shared.record(self.windows)).at(now) {
                Moment::Open { closes } => closes,
                Moment::Closed { opens } => return answer(Some(Refusal::NotYetAvailable), opens),
                Moment::Over => return answer(Some(Refusal::NoLongerAvailable), u32::MAX),
            },
        };
        let refusals = self.policies(shared).filter_map(|policy| {
            if plan(shared, policy.plans, viewer) != Some(true) {
                Some(Refusal::Plan)
            } else if policy.applying(shared, viewer).any(|terms| !terms.license(viewer.device)) {
                Some(Refusal::Device)
            } else if policy.refuses(viewer.network) {
                Some(Refusal::Network)
            } else {
                None
            }
        });
        // Several policies may refuse, each for its own reason: the first in order is told.
        answer(refusals.min(), edge)
    }

    /// What may be watched, for a viewer whom the rule allows.
    pub fn limits(&self, shared: Bytes<'_>, viewer: Viewer<'_>) -> Limits {
        let mut limits = Limits::NONE;
        for policy in self.policies(shared) {
            for terms in policy.applying(shared, viewer) {
                limits = limits.meet(&terms.limits(shared));
            }
        }
        limits
    }
}
