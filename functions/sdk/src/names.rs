//! The contract's own names of its cases, as `wit/` spells them.

use crate::carbon_cap::NoCap;
use crate::consent::Regime;
use crate::geo_licensing::DenialReason;
use crate::types::{DeviceClass, Hdcp, IntensitySignal, Presentation};

/// A case that has a name in `wit/`.
pub trait Name {
    /// The name in kebab case, e.g. `not-yet-available`.
    fn name(&self) -> &'static str;
}

macro_rules! names {
    ($($type:ident { $($case:ident = $name:literal),+ $(,)? })+) => {
        $(impl Name for $type {
            fn name(&self) -> &'static str {
                match self { $(Self::$case => $name),+ }
            }
        })+
    };
}

names! {
    Regime { OptIn = "opt-in", OptOut = "opt-out", Notice = "notice" }
    DenialReason {
        AssetNotLicensed = "asset-not-licensed",
        Territory = "territory",
        NotYetAvailable = "not-yet-available",
        NoLongerAvailable = "no-longer-available",
        Network = "network",
        PlaceUnknown = "place-unknown",
        Blackout = "blackout",
        Device = "device",
        Plan = "plan",
    }
    NoCap {
        BelowThreshold = "below-threshold",
        OptedOut = "opted-out",
        NoData = "no-data",
        StaleData = "stale-data",
        Exempt = "exempt",
        NotSelected = "not-selected",
    }
    DeviceClass {
        Desktop = "desktop",
        Mobile = "mobile",
        Tablet = "tablet",
        Tv = "tv",
        Console = "console",
        Bot = "bot",
    }
    Presentation { Live = "live", OnDemand = "on-demand" }
    IntensitySignal { Average = "average", Marginal = "marginal" }
    Hdcp { Unstated = "unstated", None = "none", Type0 = "type0", Type1 = "type1" }
}
