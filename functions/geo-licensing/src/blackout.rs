//! Events that are not shown somewhere for a while.

use tidegate_sdk::kept::Kept;

use crate::area::{Area, Doubt};
use crate::bytes::{Bytes, push_record};
use crate::span::Span;
use crate::territory::Match;
use crate::viewer::{Devices, Viewer};
use crate::window::{Moment, Windows};

/// A blackout as its record has it.
#[derive(Clone, Copy, Debug)]
pub struct Blackout<'i> {
    pub id: &'i str,
    /// Empty: a denial.
    pub slate: &'i str,
    pub windows: Windows<'i>,
    /// An empty piece: everywhere.
    pub area: Span,
    /// An empty piece: nowhere.
    pub except: Span,
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

impl<'i> Blackout<'i> {
    /// Appends the record; windows as [`Windows::write`] wrote them.
    pub fn write(&self, windows: &[u8], out: &mut Vec<u8>) {
        push_record(out, self.id.as_bytes());
        push_record(out, self.slate.as_bytes());
        push_record(out, windows);
        self.area.write(out);
        self.except.write(out);
        out.extend([self.devices, u8::from(self.unknown_is_outside)]);
    }

    /// Reads what [`Blackout::write`] wrote.
    pub fn read(mut record: Bytes<'i>) -> Self {
        Self {
            id: record.next_record().text(),
            slate: record.next_record().text(),
            windows: Windows::read(record.next_record()),
            area: Span::next(&mut record),
            except: Span::next(&mut record),
            devices: record.next_u8(),
            unknown_is_outside: record.next_u8() != 0,
        }
    }

    /// What the blackout says of a viewer. Without a time, one that has windows counts
    /// as on: what is unknown never allows.
    pub fn ask(&self, kept: &Kept, viewer: Viewer<'_>) -> Effect {
        let moment = match viewer.now {
            Some(now) if !self.windows.is_empty() => self.windows.at(now),
            _ => Moment::Open { closes: u32::MAX },
        };
        let effect = match moment {
            Moment::Over => return Effect::Over,
            Moment::Open { closes } => Effect::Dark { ends: closes },
            Moment::Closed { opens } => Effect::Later { starts: opens },
        };
        if self.devices != 0 && viewer.device != 0 && viewer.device & self.devices == 0 {
            return Effect::OtherDevice;
        }
        if self.covers(kept, viewer) { effect } else { Effect::Elsewhere }
    }

    fn covers(&self, kept: &Kept, viewer: Viewer<'_>) -> bool {
        let within = |span: Span, otherwise, doubt| {
            if span.length == 0 {
                return otherwise;
            }
            let area = span.of(kept);
            Area::read(Bytes(&area)).of(Bytes(kept.near()), viewer.spot, doubt)
        };
        let inside = within(self.area, Match::In, Doubt::Within);
        let except = within(self.except, Match::Out, Doubt::Without);
        match (inside, except) {
            (Match::Out, _) | (_, Match::In) => false,
            (Match::In, Match::Out) => true,
            _ => !self.unknown_is_outside,
        }
    }
}
