//! From audiences to regions, by ALL, ANY and NONE.

use std::rc::Rc;

use super::region::{Budget, MAX_REGIONS};
use super::{Devices, Local, Places, Region, Regions, globe};
use crate::document::property::Device;
use crate::document::{Audience, Matching, Members, Part, Property};
use crate::report::Notes;

/// The longest chain of audiences in audiences that is followed.
const MAX_CHAIN: usize = 64;

/// What all audiences of a document may cost together.
const BUDGET: usize = 8_000_000;

/// Those whom an audience surely holds, and those whom it may hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// Without those of whom the edge cannot tell.
    pub surely: Regions,
    /// With them.
    pub maybe: Regions,
}

impl Bounds {
    fn exactly(regions: Regions) -> Self {
        Self { surely: regions.clone(), maybe: regions }
    }

    /// Nobody surely, everybody maybe.
    #[must_use]
    pub fn unknown() -> Self {
        Self { surely: Regions::nobody(), maybe: Regions::everybody() }
    }
}

/// Compiles audiences, each once.
#[derive(Debug)]
pub struct Compiler<'d> {
    audiences: &'d [Audience],
    done: Vec<State>,
    budget: Budget,
}

#[derive(Clone, Debug)]
enum State {
    New,
    Open,
    Done(Rc<Bounds>),
}

impl<'d> Compiler<'d> {
    /// For the audiences of a document.
    #[must_use]
    pub fn new(audiences: &'d [Audience]) -> Self {
        let budget = Budget::new(BUDGET);
        Self { audiences, done: vec![State::New; audiences.len()], budget }
    }

    /// Whom an audience holds.
    pub fn bounds(&mut self, index: usize, notes: &mut Notes) -> Rc<Bounds> {
        self.follow(index, 0, notes)
    }

    fn follow(&mut self, index: usize, depth: usize, notes: &mut Notes) -> Rc<Bounds> {
        let unknown = || Rc::new(Bounds::unknown());
        let Some(audience) = self.audiences.get(index) else { return unknown() };
        match self.done.get(index) {
            Some(State::Done(bounds)) => return Rc::clone(bounds),
            Some(State::Open) => {
                let says = format!("audience {:?} holds itself: nobody can say whom", audience.id);
                notes.stricter(audience.at, says);
                return unknown();
            }
            _ => {}
        }
        if depth == MAX_CHAIN {
            let says = format!("audiences nest more than {MAX_CHAIN} deep: not followed further");
            notes.stricter(audience.at, says);
            return unknown();
        }
        self.set(index, State::Open);
        let bounds = match &audience.said {
            Ok(members) => self.members(audience, members, depth, notes),
            Err(missing) => {
                let says = format!("audience {:?} {}", audience.id, missing.says());
                notes.stricter(audience.at, says);
                Bounds::unknown()
            }
        };
        let bounds = Rc::new(bounds);
        self.set(index, State::Done(Rc::clone(&bounds)));
        bounds
    }

    fn set(&mut self, index: usize, state: State) {
        if let Some(known) = self.done.get_mut(index) {
            *known = state;
        }
    }

    fn members(
        &mut self,
        audience: &Audience,
        members: &Members,
        depth: usize,
        notes: &mut Notes,
    ) -> Bounds {
        if members.parts.is_empty() {
            let says = format!("audience {:?} says nothing of whom it holds", audience.id);
            notes.stricter(audience.at, says);
            return Bounds::unknown();
        }
        let mut parts = Vec::with_capacity(members.parts.len());
        // Kinds of device are told apart less finely than classes: those that stand
        // together are looked at together.
        let mut kinds: Vec<Device> = Vec::new();
        for part in &members.parts {
            match part {
                Part::Audience(_, index) => parts.push(self.follow(*index, depth + 1, notes)),
                Part::Property(at, Property::Device(kind)) => {
                    if members.matching == Matching::All {
                        parts.push(Rc::new(devices(*at, &[*kind], notes)));
                    } else if !kinds.contains(kind) {
                        kinds.push(*kind);
                    }
                }
                Part::Property(at, property) => {
                    parts.push(Rc::new(of_property(*at, property, notes)))
                }
            }
        }
        if !kinds.is_empty() {
            parts.push(Rc::new(devices(audience.at, &kinds, notes)));
        }
        let combined = match members.matching {
            Matching::All => self.all(&parts),
            Matching::Any => self.any(&parts),
            Matching::None => self.any(&parts).and_then(|any| self.not(&any)),
        };
        let Some(bounds) = combined else {
            let says = format!(
                "audience {:?} is too large: more than {MAX_REGIONS} regions, or too many codes",
                audience.id
            );
            notes.stricter(audience.at, says);
            return Bounds::unknown();
        };
        if bounds.maybe == Regions::nobody() && parts.len() > 1 {
            let says = format!(
                "audience {:?} holds nobody: no viewer has all that it asks for; was ANY meant?",
                audience.id
            );
            notes.ignored(audience.at, says);
        }
        bounds
    }

    fn all(&mut self, parts: &[Rc<Bounds>]) -> Option<Bounds> {
        let mut all = Bounds::exactly(Regions::everybody());
        for part in parts {
            all.surely = all.surely.and(&part.surely, &mut self.budget)?;
            all.maybe = all.maybe.and(&part.maybe, &mut self.budget)?;
        }
        Some(all)
    }

    fn any(&mut self, parts: &[Rc<Bounds>]) -> Option<Bounds> {
        let mut any = Bounds::exactly(Regions::nobody());
        for part in parts {
            any.surely.or(&part.surely, &mut self.budget)?;
            any.maybe.or(&part.maybe, &mut self.budget)?;
        }
        Some(any)
    }

    fn not(&mut self, bounds: &Bounds) -> Option<Bounds> {
        Some(Bounds {
            surely: bounds.maybe.not(&mut self.budget)?,
            maybe: bounds.surely.not(&mut self.budget)?,
        })
    }
}

fn devices(at: usize, kinds: &[Device], notes: &mut Notes) -> Bounds {
    let of = |devices| Regions::of(Region { devices, ..Region::everybody() });
    let (surely, maybe) = Devices::of(kinds);
    if surely != maybe {
        let says = "SMARTTV and MEDIAPLAYER are one class of device here, tv, \
                    and a WATCH may be taken for a mobile";
        notes.stricter(at, says);
    }
    Bounds { surely: of(surely), maybe: of(maybe) }
}

fn of_property(at: usize, property: &Property, notes: &mut Notes) -> Bounds {
    let everybody = Region::everybody();
    let places = |places| Bounds::exactly(Regions::of(Region { places, ..everybody.clone() }));
    let local = |local| Regions::of(Region { inside: vec![local], ..everybody.clone() });
    match property {
        Property::All => Bounds::exactly(Regions::everybody()),
        Property::Country(code) => places(Places::country(code)),
        Property::Subdivision(code) => places(Places::subdivision(code)),
        Property::Zip(code) => Bounds::exactly(local(Local::zip(code))),
        Property::PostalCode(code) => Bounds::exactly(local(Local::postal_code(code))),
        Property::Dma(code) => Bounds::exactly(local(Local::metro(*code))),
        Property::Area(area) => match globe::around(area) {
            Some((circle, true)) => Bounds::exactly(local(Local::circle(circle))),
            Some((circle, false)) => {
                notes.stricter(at, "the catalogue knows circles alone: one around the area");
                let maybe = local(Local::circle(circle));
                Bounds { surely: Regions::nobody(), maybe }
            }
            None => {
                notes.stricter(at, "the area is too large for a circle around it");
                Bounds::unknown()
            }
        },
        Property::Device(kind) => devices(at, &[*kind], notes),
        Property::Authenticated(asked) => {
            let says = "a viewer counts as authenticated by a token that names a plan; \
                        of one without it can be either";
            notes.stricter(at, says);
            let of = |plan| Regions::of(Region { plan: Some(plan), ..everybody.clone() });
            if *asked {
                Bounds { surely: of(true), maybe: Regions::everybody() }
            } else {
                Bounds { surely: Regions::nobody(), maybe: of(false) }
            }
        }
        Property::Unknown { name, why } => {
            notes.stricter(at, format!("{name}: {why}"));
            Bounds::unknown()
        }
        Property::Malformed { name, form, found } => {
            notes.stricter(at, format!("{name}: expected {form}, found {found:?}"));
            Bounds::unknown()
        }
    }
}
