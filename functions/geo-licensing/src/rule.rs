//! One rule of a catalogue.

use tidegate_sdk::geo_licensing::DenialReason;
use tidegate_sdk::types::Limits;

use crate::bytes::{Bytes, NONE, Ref, push_number, push_record};
use crate::policy::{Policy, plan, territory};
use crate::territory::Match;
use crate::viewer::Viewer;
use crate::window::{Moment, Windows};

/// A rule's record. Where it holds stands first: most rules of an asset are for elsewhere,
/// and no more of them is read.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'i>(Bytes<'i>);

/// A rule, read.
#[derive(Clone, Copy, Debug)]
struct Parts<'i> {
    /// [`NONE`]: no restriction.
    territories: Ref,
    /// A record of references to policies; [`NONE`]: no terms.
    policies: Ref,
    windows: Windows<'i>,
    /// Empty: named after its place.
    id: Bytes<'i>,
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

/// Appends a rule's record; windows as [`Windows::write`] wrote them. `scratch` is for what
/// stands in between.
pub fn write(
    out: &mut Vec<u8>,
    scratch: &mut Vec<u8>,
    id: &str,
    policies: Ref,
    territories: Ref,
    windows: &[u8],
) {
    scratch.clear();
    push_number(scratch, territories.into());
    push_number(scratch, policies.into());
    push_record(scratch, windows);
    push_record(scratch, id.as_bytes());
    push_record(out, scratch);
}

impl<'i> Parts<'i> {
    fn policies<'s>(&self, shared: Bytes<'s>) -> impl Iterator<Item = Policy<'s>> + use<'s> {
        let mut left =
            if self.policies == NONE { Bytes::default() } else { shared.record(self.policies) };
        std::iter::from_fn(move || {
            (!left.0.is_empty()).then(|| Policy::read(shared.record(left.next_u32())))
        })
    }
}

impl<'i> Rule<'i> {
    /// Reads what [`write`] wrote; it is taken away.
    pub fn next(rules: &mut Bytes<'i>) -> Self {
        Self(rules.next_record())
    }

    fn parts(&self) -> Parts<'i> {
        let mut record = self.0;
        Parts {
            territories: record.next_short(),
            policies: record.next_short(),
            windows: Windows::read(record.next_record()),
            id: record.next_record(),
        }
    }

    /// The id; empty if the rule is named after its place.
    pub fn id(&self) -> &'i str {
        self.parts().id.text()
    }

    /// Asks for the place, the time, the plan, the device and the network, in this order.
    pub fn ask<'f>(&self, shared: Bytes<'_>, viewer: Viewer<'f>) -> Answer<'f> {
        if viewer.home.is_none() {
            let mut record = self.0;
            if territory(shared, record.next_short(), viewer) == Match::Out {
                let refusal = Some(Refusal::Territory);
                return Answer { refusal, edge: u32::MAX, viewer, ported: false };
            }
        }
        let rule = self.parts();
        let home = viewer.home.and_then(|_| {
            let mut markets = rule.policies(shared).filter_map(|policy| policy.market(shared));
            markets.find_map(|market| viewer.ported(market))
        });
        let ported = home.is_some();
        let viewer = home.map_or(viewer, |home| viewer.at(home));
        let answer = |refusal, edge| Answer { refusal, edge, viewer, ported };
        let mut place = territory(shared, rule.territories, viewer);
        for policy in rule.policies(shared) {
            place = place.min(territory(shared, policy.territories, viewer));
        }
        match place {
            Match::In => {}
            // No edge of a window makes a difference to someone who is elsewhere.
            Match::Out => return answer(Some(Refusal::Territory), u32::MAX),
            Match::Unknown => return answer(Some(Refusal::PlaceUnknown), u32::MAX),
        }
        let edge = match viewer.now {
            _ if rule.windows.is_empty() => u32::MAX,
            None => return answer(Some(Refusal::NotYetAvailable), u32::MAX),
            Some(now) => match rule.windows.at(now) {
                Moment::Open { closes } => closes,
                Moment::Closed { opens } => return answer(Some(Refusal::NotYetAvailable), opens),
                Moment::Over => return answer(Some(Refusal::NoLongerAvailable), u32::MAX),
            },
        };
        let refusals = rule.policies(shared).filter_map(|policy| {
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
        for policy in self.parts().policies(shared) {
            for terms in policy.applying(shared, viewer) {
                limits = limits.meet(&terms.limits(shared));
            }
        }
        limits
    }
}
