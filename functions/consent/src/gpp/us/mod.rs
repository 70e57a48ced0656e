//! The sections of the United States (7, `usnat`) and their states (8 to 27).
//!
//! - [`UsSection`]: one section, and what it says field by field
//! - [`Field`], [`Category`], [`Minor`]: what fields and their values are about
//! - [`layout`]: which fields a section has, as a table

pub mod field;
pub mod layout;

pub use field::{Category, Field, Minor};
pub use layout::State;

use crate::bits::Bits;
use crate::fault::{Fault, Problem};
use crate::segments::Parts;
use layout::{Item, Layout, More};

/// What a field says. The meaning is the field's own; for opt-outs 1 is "opted out", for
/// consents "no consent", for notices and the MSPA's fields "yes".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// The field.
    pub field: Field,
    /// Which value of a field that has several, from 0.
    pub index: u8,
    /// How many values the field has.
    pub of: u8,
    /// 0 (not applicable), 1 or 2.
    pub value: u8,
}

/// A decoded section; borrows the text.
#[derive(Debug, Clone, Copy)]
pub struct UsSection<'a> {
    /// Whose section it is.
    pub state: State,
    /// `Version`; in the sections 24 to 27 `MspaVersion`, the version of the IAB
    /// Multi-State Privacy Agreement.
    pub version: u8,
    /// Global Privacy Control, if the section has that sub-section.
    pub gpc: Option<bool>,
    layout: &'static Layout,
    /// After the version.
    core: Bits<'a>,
    /// The sub-section of sensitive data, which some sections have instead of a field.
    sensitive: Option<Bits<'a>>,
}

impl<'a> UsSection<'a> {
    /// Decodes a section that starts at byte `start` of a GPP string: the core, then at
    /// most one sub-section.
    pub(super) fn decode_at(state: State, text: &'a str, start: usize) -> Result<Self, Fault> {
        let mut segments = Parts::segments(text, start);
        let (first, start) = segments.next().unwrap_or_default();
        let mut core = Bits::new(first, start)?;
        let version = core.take(6)? as u8;
        let layout = state.layout(version, core.digits());
        let layout = layout.ok_or(core.fault_at(0, Problem::Version))?;
        let mut section = Self { state, version, gpc: None, layout, core, sensitive: None };
        for item in layout.fields {
            check(&mut core, item)?;
        }
        core.finish()?;
        if let Some((segment, start)) = segments.next() {
            section.more(Bits::new(segment, start)?)?;
        }
        match segments.next() {
            Some((_, start)) => Err(Fault::new(Problem::Segment, start, 0)),
            None => Ok(section),
        }
    }

    /// Reads the sub-section.
    fn more(&mut self, mut bits: Bits<'a>) -> Result<(), Fault> {
        match self.layout.more {
            More::Nothing => return Err(bits.fault_at(0, Problem::Segment)),
            More::Gpc => {
                if bits.take(2)? != 1 {
                    return Err(bits.fault_at(0, Problem::Segment));
                }
                self.gpc = Some(bits.take_flag()?);
            }
            More::Sensitive(item) => {
                self.sensitive = Some(bits);
                check(&mut bits, &item)?;
            }
        }
        bits.finish()
    }

    /// What the section says, in its order.
    pub fn values(&self) -> impl Iterator<Item = Value> {
        let sensitive = match (self.layout.more, self.sensitive) {
            (More::Sensitive(item), Some(bits)) => Some(Values::of(item, bits)),
            _ => None,
        };
        let mut core = self.core;
        let fields = self.layout.fields.iter().flat_map(move |item| {
            let values = Values::of(*item, core);
            let _ = core.skip(2 * usize::from(item.written));
            values
        });
        fields.chain(sensitive.into_iter().flatten())
    }

    /// What the values of [`Field::SensitiveDataProcessing`] are about, one each.
    #[must_use]
    pub fn categories(&self) -> &'static [Category] {
        self.layout.categories
    }

    /// Whom the values of [`Field::KnownChildSensitiveDataConsents`] are about, one each.
    #[must_use]
    pub fn minors(&self) -> &'static [Minor] {
        self.layout.minors
    }
}

/// Checks the values of a field; those that are not listed must be 0.
fn check(bits: &mut Bits<'_>, item: &Item) -> Result<(), Fault> {
    for index in 0..item.written {
        let place = bits.place();
        let value = bits.take(2)?;
        if value == 3 || (index >= item.listed && value != 0) {
            return Err(bits.fault_at(place, Problem::Value));
        }
    }
    Ok(())
}

/// The values of one field.
struct Values<'a> {
    item: Item,
    bits: Bits<'a>,
    index: u8,
}

impl<'a> Values<'a> {
    fn of(item: Item, bits: Bits<'a>) -> Self {
        Self { item, bits, index: 0 }
    }
}

impl Iterator for Values<'_> {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        let Item { field, listed, written } = self.item;
        let index = self.index;
        if index >= listed {
            return None;
        }
        self.index += 1;
        let value = if index < written { self.bits.take(2).ok()? as u8 } else { 0 };
        Some(Value { field, index, of: listed, value })
    }
}
