//! What a cap takes away: one rung of a ladder for every band entered.
//!
//! Ladders differ by device and by presentation. A picture of 720 lines is enough for a
//! telephone, on which nobody sees more, and too little for a television; from HDR
//! to SDR is a rung of its own, the one whose effect is best evidenced.

use tidegate_sdk::types::{DeviceClass, DynamicRanges, Limits, Presentation};

/// One rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rung {
    /// No high dynamic range.
    Sdr,
    /// At most so many lines.
    Height(u32),
}

/// For whom something is. `None`: for all, also those of whom it is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Audience {
    pub(crate) devices: Option<Vec<DeviceClass>>,
    pub(crate) presentations: Option<Vec<Presentation>>,
}

impl Audience {
    pub(crate) fn has(
        &self,
        device: Option<DeviceClass>,
        presentation: Option<Presentation>,
    ) -> bool {
        fn among<T: PartialEq>(all: Option<&Vec<T>>, one: Option<T>) -> bool {
            all.is_none_or(|all| one.is_some_and(|one| all.contains(&one)))
        }
        among(self.devices.as_ref(), device) && among(self.presentations.as_ref(), presentation)
    }
}

/// Rungs from the first taken away to the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ladder {
    pub(crate) audience: Audience,
    /// At least one, heights falling and never below the floor.
    pub(crate) rungs: Vec<Rung>,
}

impl Ladder {
    /// The limits in so many bands. A ladder that ends earlier takes no more away.
    pub(crate) fn limits(&self, bands: usize) -> Limits {
        // A track that does not state its height may well be the only one: no cap is
        // worth a black screen.
        let mut limits = Limits { strict: false, ..Limits::NONE };
        for rung in self.rungs.iter().take(bands) {
            match *rung {
                Rung::Sdr => limits.ranges = Some(DynamicRanges::SDR),
                Rung::Height(height) => limits.max_height = Some(height),
            }
        }
        limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_band_takes_one_rung_and_keeps_those_before() {
        let rungs = vec![Rung::Sdr, Rung::Height(1080), Rung::Height(720)];
        let ladder = Ladder { audience: Audience::default(), rungs };
        let limits = |bands| {
            let limits = ladder.limits(bands);
            (limits.max_height, limits.ranges)
        };
        let sdr = Some(DynamicRanges::SDR);
        assert_eq!(limits(0), (None, None));
        assert_eq!(limits(1), (None, sdr));
        assert_eq!(limits(2), (Some(1080), sdr));
        assert_eq!(limits(3), (Some(720), sdr));
        assert_eq!(limits(9), (Some(720), sdr), "the ladder has ended");
    }

    #[test]
    fn what_is_not_known_is_for_nobody_in_particular() {
        let televisions = Audience { devices: Some(vec![DeviceClass::Tv]), presentations: None };
        assert!(televisions.has(Some(DeviceClass::Tv), None));
        assert!(!televisions.has(Some(DeviceClass::Mobile), None));
        assert!(!televisions.has(None, None));
        let live = Audience { devices: None, presentations: Some(vec![Presentation::Live]) };
        assert!(live.has(None, Some(Presentation::Live)));
        assert!(!live.has(None, Some(Presentation::OnDemand)));
        assert!(!live.has(None, None));
        assert!(Audience::default().has(None, None));
    }
}
