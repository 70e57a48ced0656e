//! Terms that rules share.

use tidegate_sdk::types::{DynamicRanges, Hdcp, Limits, Network};

use crate::bytes::{Bytes, NONE, Ref};
use crate::plans::Plans;
use crate::territory::{Match, Places, Territories};
use crate::viewer::{Devices, Viewer};

/// A policy as its record has it; what is chosen stands elsewhere, as several policies
/// may choose the same.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policy<'i> {
    /// [`NONE`]: everywhere.
    pub territories: Ref,
    /// [`NONE`]: no entitlement is needed.
    pub plans: Ref,
    /// [`NONE`]: the present place alone counts.
    pub portability: Ref,
    /// A viewer's network with any of these flags is refused.
    pub refused_networks: u8,
    pub refuse_unknown_network: bool,
    /// References to [`Terms`].
    pub terms: Bytes<'i>,
}

/// One of a policy's terms. In numbers and sets 0 is: no limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms {
    /// To whom it applies; [`NONE`]: anywhere.
    pub territories: Ref,
    /// Likewise; [`NONE`]: on any plan, or none.
    pub plans: Ref,
    /// Likewise; none: all.
    pub on: Devices,
    /// Licensed classes.
    pub devices: Devices,
    pub max_height: u32,
    pub max_bandwidth: u64,
    pub ranges: u8,
    /// 1 for [`Hdcp::Type0`], 2 for [`Hdcp::Type1`].
    pub min_hdcp: u8,
    pub strict: bool,
    /// Comma-separated; [`NONE`]: any.
    pub audio_languages: Ref,
    pub subtitle_languages: Ref,
}

impl<'i> Policy<'i> {
    pub fn write(&self) -> Vec<u8> {
        let mut record = Vec::new();
        for choice in [self.territories, self.plans, self.portability] {
            record.extend_from_slice(&choice.to_le_bytes());
        }
        record.push(self.refused_networks);
        record.push(u8::from(self.refuse_unknown_network));
        record.extend_from_slice(self.terms.0);
        record
    }

    /// Reads what [`Policy::write`] wrote.
    pub fn read(mut record: Bytes<'i>) -> Self {
        Self {
            territories: record.next_u32(),
            plans: record.next_u32(),
            portability: record.next_u32(),
            refused_networks: record.next_u8(),
            refuse_unknown_network: record.next_u8() != 0,
            terms: record,
        }
    }

    /// Where a viewer counts as being, if elsewhere than where they are.
    pub fn market(&self, shared: Bytes<'i>) -> Option<Places<'i>> {
        (self.portability != NONE).then(|| Places::read(shared.record(self.portability)))
    }

    /// Whether a viewer's network is refused.
    pub fn refuses(&self, network: Option<Network>) -> bool {
        match network {
            None => self.refuse_unknown_network,
            Some(network) => network.bits() & self.refused_networks != 0,
        }
    }

    /// Those of the terms that apply to a viewer.
    pub fn applying<'v>(
        &self,
        shared: Bytes<'i>,
        viewer: Viewer<'v>,
    ) -> impl Iterator<Item = Terms> + use<'i, 'v> {
        let mut left = self.terms;
        let next = move || (!left.0.is_empty()).then(|| left.next_u32());
        std::iter::from_fn(next)
            .map(move |at| Terms::read(shared.record(at)))
            .filter(move |terms| terms.apply(shared, viewer))
    }
}

/// Whether a place is in territories that may not be restricted.
pub fn territory(shared: Bytes<'_>, at: Ref, viewer: Viewer<'_>) -> Match {
    if at == NONE {
        return Match::In;
    }
    Territories::read(shared.record(at)).of(viewer.spot.place)
}

/// Whether the viewer's plan is one of those chosen. `None`: it is not known.
pub fn plan(shared: Bytes<'_>, at: Ref, viewer: Viewer<'_>) -> Option<bool> {
    if at == NONE {
        return Some(true);
    }
    viewer.plan.map(|plan| Plans::read(shared.record(at)).have(plan))
}

impl Terms {
    pub fn write(&self) -> Vec<u8> {
        let mut record = Vec::new();
        let texts = [self.audio_languages, self.subtitle_languages];
        for at in [self.territories, self.plans].into_iter().chain(texts) {
            record.extend_from_slice(&at.to_le_bytes());
        }
        record.extend_from_slice(&self.max_height.to_le_bytes());
        record.extend_from_slice(&self.max_bandwidth.to_le_bytes());
        record.extend([self.on, self.devices, self.ranges, self.min_hdcp, u8::from(self.strict)]);
        record
    }

    fn read(mut record: Bytes<'_>) -> Self {
        Self {
            territories: record.next_u32(),
            plans: record.next_u32(),
            audio_languages: record.next_u32(),
            subtitle_languages: record.next_u32(),
            max_height: record.next_u32(),
            max_bandwidth: record.next_u64(),
            on: record.next_u8(),
            devices: record.next_u8(),
            ranges: record.next_u8(),
            min_hdcp: record.next_u8(),
            strict: record.next_u8() != 0,
        }
    }

    /// As far as the viewer is not known exactly, terms that may apply do.
    fn apply(&self, shared: Bytes<'_>, viewer: Viewer<'_>) -> bool {
        (self.on == 0 || viewer.device == 0 || viewer.device & self.on != 0)
            && territory(shared, self.territories, viewer) != Match::Out
            && plan(shared, self.plans, viewer) != Some(false)
    }

    /// Whether the viewer's class of device is licensed. An unknown one is not, where
    /// any is told apart.
    pub const fn license(&self, device: Devices) -> bool {
        self.devices == 0 || device & self.devices != 0
    }

    pub fn limits(&self, shared: Bytes<'_>) -> Limits {
        let text = |at: Ref| (at != NONE).then(|| shared.record(at).text().to_owned());
        Limits {
            max_height: (self.max_height != 0).then_some(self.max_height),
            max_bandwidth: (self.max_bandwidth != 0).then_some(self.max_bandwidth),
            ranges: (self.ranges != 0).then(|| DynamicRanges::from_bits_truncate(self.ranges)),
            min_hdcp: match self.min_hdcp {
                0 => None,
                1 => Some(Hdcp::Type0),
                _ => Some(Hdcp::Type1),
            },
            audio_languages: text(self.audio_languages),
            subtitle_languages: text(self.subtitle_languages),
            strict: self.strict,
        }
    }
}
