//! Sets of the node's classes of device.

use crate::document::property::Device;

/// A set of classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Devices(u8);

/// The classes, by the names that the catalogue gives them.
const CLASSES: [&str; 6] = ["desktop", "mobile", "tablet", "tv", "console", "bot"];

const DESKTOP: u8 = 1;
const MOBILE: u8 = 1 << 1;
const TABLET: u8 = 1 << 2;
const TV: u8 = 1 << 3;
const CONSOLE: u8 = 1 << 4;

impl Devices {
    /// No device.
    pub const NONE: Self = Self(0);
    /// Devices of any class, and those of which the class is not known.
    pub const ALL: Self = Self((1 << CLASSES.len()) - 1);

    /// The classes all of whose devices are one of these kinds, and those that have
    /// such a device.
    ///
    /// The node's `tv` is both SMARTTV and MEDIAPLAYER; a WATCH is taken for a
    /// `mobile` by its User-Agent, or for nothing that is known.
    #[must_use]
    pub fn of(kinds: &[Device]) -> (Self, Self) {
        let has = |kind| kinds.contains(&kind);
        let class = |class: u8, is: bool| if is { class } else { 0 };
        let common = class(DESKTOP, has(Device::Computer))
            | class(TABLET, has(Device::Tablet))
            | class(CONSOLE, has(Device::Console));
        let phone = has(Device::Phone);
        let (tv, player) = (has(Device::SmartTv), has(Device::MediaPlayer));
        let surely = common | class(MOBILE, phone) | class(TV, tv && player);
        let may = common | class(MOBILE, phone || has(Device::Watch)) | class(TV, tv || player);
        (Self(surely), Self(may))
    }

    /// The classes in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The classes in at least one.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// All other classes.
    #[must_use]
    pub fn others(self) -> Self {
        Self(!self.0 & Self::ALL.0)
    }

    /// By the names that the catalogue gives them.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        let named = CLASSES.iter().enumerate();
        named.filter(|(bit, _)| self.0 & (1 << bit) != 0).map(|(_, name)| *name).collect()
    }
}
