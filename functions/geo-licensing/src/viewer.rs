//! What is asked about a viewer.

use tidegate_sdk::config::place::Place;
use tidegate_sdk::types::{DeviceClass, Facts, Location, Network};

use crate::territory::{Match, Places};

/// A set of device classes, one bit each.
pub type Devices = u8;

/// The set of one class.
pub const fn device(class: DeviceClass) -> Devices {
    1 << class as u8
}

/// The facts that licences are about.
#[derive(Clone, Copy)]
pub struct Viewer<'f> {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub now: Option<u64>,
    /// Where the viewer is.
    pub spot: Spot<'f>,
    /// Where the viewer lives, as an entitlement token vouches.
    pub home: Option<Place>,
    /// The plan of a verified entitlement.
    pub plan: Option<&'f str>,
    /// One class; none if it is not known.
    pub device: Devices,
    pub network: Option<Network>,
}

/// Where a viewer is, as exactly as it is known.
#[derive(Clone, Copy)]
pub struct Spot<'f> {
    pub place: Option<Place>,
    pub postal_code: Option<&'f str>,
    /// Designated market area.
    pub metro: Option<u16>,
    pub location: Option<Location>,
}

impl<'f> Viewer<'f> {
    pub fn of(facts: &'f Facts) -> Self {
        let home = facts.home_country.as_deref().and_then(Place::parse);
        Self {
            now: facts.now,
            spot: Spot {
                place: Place::of(facts),
                postal_code: facts.postal_code.as_deref(),
                metro: facts.metro,
                location: facts.location,
            },
            home: home.filter(|place| place.is_country()),
            plan: facts.plan.as_deref(),
            device: facts.device.map_or(0, device),
            network: facts.network,
        }
    }

    /// Where the viewer counts as being within a common market: at home, if that is another
    /// country of it than the one they are in (Regulation (EU) 2017/1128, article 4).
    /// `None`: where they are.
    pub fn ported(&self, market: Places<'_>) -> Option<Spot<'f>> {
        let (home, here) = (self.home?, self.spot.place?);
        let abroad = here.country() != home
            && market.of(Some(home)) == Match::In
            && market.of(Some(here)) == Match::In;
        let at_home = Spot { place: Some(home), postal_code: None, metro: None, location: None };
        abroad.then_some(at_home)
    }

    /// The same viewer somewhere else.
    pub const fn at(self, spot: Spot<'f>) -> Self {
        Self { spot, ..self }
    }
}
