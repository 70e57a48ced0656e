//! What a cap is thought to save, in power: an estimate by the configured model.
//!
//! It is **marginal**: what changes with the picture, and nothing of what a line, a
//! router or a screen draws in any case. Averages per gigabyte (0.194 kWh/GB in the
//! Sustainable Web Design model, version 4) spread that constant part over the
//! traffic; taken for savings they would be larger by one to two orders of
//! magnitude, and wrong. Nothing here is computed from them.
//!
//! Two parts, each with a low and a high end:
//!
//! - **traffic**: bit rate taken away × watts per Mbit/s of the viewer's line. At least
//!   the rendition above the cap is taken away; at most all from the tallest that
//!   the device shows.
//! - **screen**: what HDR adds to a screen's power, where the cap takes HDR away. At
//!   least nothing, unless the device is known to show HDR; at most nothing if it is
//!   known not to.
//!
//! Both suppose that the title and the line have what the cap takes away; a viewer
//! who would have watched less saves less, down to nothing. So a saving counts as
//! outside the noise only if even its low end exceeds the model's error.

use tidegate_sdk::carbon_cap::Saving;
use tidegate_sdk::types::{Capabilities, DynamicRanges, Facts, Limits};

use crate::ladder::Audience;

/// A model of what pictures cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Power {
    /// Milliwatts up to which a saving is not told from the model's error.
    pub(crate) noise: u32,
    /// Percent by which HDR raises a screen's power, low and high end.
    pub(crate) hdr: (u32, u32),
    /// Typical renditions, tallest last, at least one.
    pub(crate) rates: Vec<Rate>,
    /// By kind of viewer; the first that fits applies.
    pub(crate) viewers: Vec<Viewer>,
}

/// A typical rendition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    /// Lines.
    pub(crate) height: u32,
    /// Kilobits per second.
    pub(crate) kbps: u32,
}

/// What one kind of viewer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Viewer {
    pub(crate) audience: Audience,
    /// The tallest picture shown, in lines, unless the device's own is known.
    pub(crate) top: u32,
    /// Milliwatts per Mbit/s of the line, low and high end.
    pub(crate) line: (u32, u32),
    /// Milliwatts of the screen in SDR, low and high end.
    pub(crate) screen: (u32, u32),
}

impl Power {
    /// `None` for a viewer of whom the model says nothing.
    pub(crate) fn saving(&self, limits: &Limits, facts: &Facts) -> Option<Saving> {
        let viewer = self
            .viewers
            .iter()
            .find(|viewer| viewer.audience.has(facts.device, facts.presentation))?;
        let device = facts.capabilities.as_ref();
        let traffic = self.traffic(limits, viewer, device);
        let screen = self.screen(limits, viewer, device);
        let [low, high] = [traffic.0 + screen.0, traffic.1 + screen.1]
            .map(|milliwatts| u32::try_from(milliwatts).unwrap_or(u32::MAX));
        Some(Saving { low, high, inside_noise: low <= self.noise })
    }

    fn traffic(
        &self,
        limits: &Limits,
        viewer: &Viewer,
        device: Option<&Capabilities>,
    ) -> (u64, u64) {
        let Some(cap) = limits.max_height else { return (0, 0) };
        let top = device.and_then(|device| device.max_height).unwrap_or(viewer.top);
        let kept = self.rates.iter().take_while(|rate| rate.height <= cap).last();
        let Some(kept) = kept.or(self.rates.first()) else { return (0, 0) };
        let mut taken = self.rates.iter().filter(|rate| rate.height > cap && rate.height <= top);
        let next = taken.next();
        let tallest = taken.next_back().or(next);
        let milliwatts = |rate: Option<&Rate>, per_mbps: u32| {
            let kbps = rate.map_or(0, |rate| rate.kbps.saturating_sub(kept.kbps));
            u64::from(kbps) * u64::from(per_mbps) / 1000
        };
        (milliwatts(next, viewer.line.0), milliwatts(tallest, viewer.line.1))
    }

    fn screen(
        &self,
        limits: &Limits,
        viewer: &Viewer,
        device: Option<&Capabilities>,
    ) -> (u64, u64) {
        let high_ranges = DynamicRanges::HLG | DynamicRanges::PQ;
        if limits.ranges.is_none_or(|ranges| ranges.intersects(high_ranges)) {
            return (0, 0);
        }
        let known = device.map(|device| device.ranges).filter(|ranges| !ranges.is_empty());
        let shows = known.map(|ranges| ranges.intersects(high_ranges));
        let part = |counts: bool, milliwatts: u32, percent: u32| {
            if counts { u64::from(milliwatts) * u64::from(percent) / 100 } else { 0 }
        };
        (
            part(shows == Some(true), viewer.screen.0, self.hdr.0),
            part(shows != Some(false), viewer.screen.1, self.hdr.1),
        )
    }
}
