//! Events that are not shown somewhere for a while.

use crate::area::{Area, Doubt};
use crate::bytes::{Bytes, NONE, Ref};
use crate::territory::Match;
use crate::viewer::{Devices, Viewer};
use crate::window::{Moment, Windows};

/// A blackout as its record has it. [`NONE`] is no restriction.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blackout {
    pub id: Ref,
    pub windows: Ref,
    pub area: Ref,
    pub except: Ref,
    /// [`NONE`]: a denial.
    pub slate: Ref,
    /// Classes concerned; none: all.
    pub devices: Devices,
    /// Whether a viewer counts as outside of whom it is not known.
    pub unknown_is_outside: bool,
}

/// What a blackout says of a viewer. Durations in seconds, `u32::MAX` for longer or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It applies.
    Dark { ends: u32 },
    /// It will apply.
    Later { starts: u32 },
    /// Its last window is over.
    Over,
    /// It does not concern the class of device.
    OtherDevice,
    /// The viewer is not in its area.
    Elsewhere,
}

impl Blackout {
    /// The bytes of one record.
    pub const SIZE: usize = 22;

    pub fn write(&self, out: &mut Vec<u8>) {
        for at in [self.id, self.windows, self.area, self.except, self.slate] {
            out.extend_from_slice(&at.to_le_bytes());
        }
        out.extend([self.devices, u8::from(self.unknown_is_outside)]);
    }

    /// Reads what [`Blackout::write`] wrote.
    pub fn read(mut record: Bytes<'_>) -> Self {
        Self {
            id: record.next_u32(),
            windows: record.next_u32(),
            area: record.next_u32(),
            except: record.next_u32(),
            slate: record.next_u32(),
            devices: record.next_u8(),
            unknown_is_outside: record.next_u8() != 0,
        }
    }

    /// What the blackout says of a viewer. Without a time, one that has windows counts
    /// as on: what is unknown never allows.
    pub fn ask(&self, shared: Bytes<'_>, viewer: Viewer<'_>) -> Effect {
        let moment = match viewer.now {
            _ if self.windows == NONE => Moment::Open { closes: u32::MAX },
            None => Moment::Open { closes: u32::MAX },
            Some(now) => Windows::read(shared.record(self.windows)).at(now),
        };
        // Windows go first: most blackouts of a channel are over, and areas are long.
        let effect = match moment {
            Moment::Over => return Effect::Over,
            Moment::Open { closes } => Effect::Dark { ends: closes },
            Moment::Closed { opens } => Effect::Later { starts: opens },
        };
        if self.devices != 0 && viewer.device != 0 && viewer.device & self.devices == 0 {
            return Effect::OtherDevice;
        }
        if self.covers(shared, viewer) { effect } else { Effect::Elsewhere }
    }

    fn covers(&self, shared: Bytes<'_>, viewer: Viewer<'_>) -> bool {
        let inside = match self.area {
            NONE => Match::In,
            at => Area::read(shared.record(at)).of(shared, viewer.spot, Doubt::Within),
        };
        let except = match self.except {
            NONE => Match::Out,
            at => Area::read(shared.record(at)).of(shared, viewer.spot, Doubt::Without),
        };
        match (inside, except) {
            (Match::Out, _) | (_, Match::In) => false,
            (Match::In, Match::Out) => true,
            _ => !self.unknown_is_outside,
        }
    }
}
