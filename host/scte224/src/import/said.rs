//! What is said of one channel or programme, over all time.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::terms::Limits;
use super::{Shared, Unmatched};
use crate::audience::Regions;
use crate::audience::compile::Bounds;
use crate::document::{Action, Media, Viewing};
use crate::schedule::{Force, Window, schedule};

/// What is said of a channel or programme.
#[derive(Debug, Default)]
pub struct Said {
    /// Who may watch.
    pub grants: Vec<Given>,
    /// Who gets something else, or nothing, in the order in which blackouts are asked.
    pub takes: BTreeMap<Take, (Rc<Bounds>, Vec<Window>)>,
    /// What is limited, by the index of the viewing policy.
    pub limits: BTreeMap<usize, Limited>,
    /// Index into `grants` by the index of the viewing policy.
    known: BTreeMap<usize, usize>,
    /// Whether a viewing policy shows the programme by its name.
    named: bool,
}

/// Who may watch, and when.
#[derive(Debug)]
pub struct Given {
    /// Where the document says so.
    pub at: usize,
    /// Who.
    pub bounds: Rc<Bounds>,
    /// When, for certain.
    pub windows: Vec<Window>,
    /// Whether the programme is shown by its name.
    named: bool,
}

impl Given {
    fn everybody(at: usize) -> Self {
        let everybody = Regions::everybody();
        let bounds = Bounds { surely: everybody.clone(), maybe: everybody };
        Self { at, bounds: Rc::new(bounds), windows: vec![Window::ALWAYS], named: true }
    }
}

/// Something that is not shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Take {
    /// The higher comes first.
    pub priority: Reverse<u64>,
    /// What is shown, by its URI; nothing comes before something.
    pub slate: Option<String>,
    /// Where the document says so.
    pub at: usize,
}

/// A limit.
#[derive(Debug)]
pub struct Limited {
    /// Where the document says so.
    pub at: usize,
    /// What is limited.
    pub limits: Limits,
    /// For whom.
    pub bounds: Rc<Bounds>,
    /// When, perhaps.
    pub windows: Vec<Window>,
}

/// What a viewing policy does.
struct Does {
    shows: Shows,
    limits: Limits,
}

enum Shows {
    /// The programme itself; whether it is said by its name.
    Programme {
        named: bool,
    },
    /// Something else, by its URI.
    Else(String),
    Nothing,
}

/// Gathers what is said. `None`: it is too much.
pub fn gather(shared: &mut Shared<'_>, media: &Media, unmatched: Unmatched) -> Option<Said> {
    let mut gatherer = Gatherer { said: Said::default(), source: media.source.as_deref(), shared };
    if unmatched == Unmatched::Allow {
        gatherer.said.grants.push(Given::everybody(media.at));
    }
    let forces = schedule(media, &mut gatherer.shared.notes);
    gatherer.priorities(&forces);
    for force in &forces {
        gatherer.force(force, unmatched)?;
    }
    gatherer.told();
    Some(gatherer.said)
}

struct Gatherer<'s, 'd, 'm> {
    said: Said,
    /// What the `Media` calls the programme itself.
    source: Option<&'m str>,
    shared: &'s mut Shared<'d>,
}

impl Gatherer<'_, '_, '_> {
    /// Says where priorities would decide that are not carried over.
    fn priorities(&mut self, forces: &[Force<'_>]) {
        let least = forces.iter().map(|force| force.priority).min();
        for force in forces.iter().filter(|force| Some(force.priority) > least) {
            let says = "priority: where policies in force together say something of the same \
                        viewer, the strictest holds, not the one of highest priority";
            self.shared.notes.stricter(force.at, says);
        }
    }

    fn force(&mut self, force: &Force<'_>, unmatched: Unmatched) -> Option<()> {
        let document = self.shared.document;
        let policy = document.policies.get(force.policy)?;
        let viewing = match &policy.viewing {
            Ok(viewing) => viewing,
            Err(missing) => {
                let says = format!(
                    "policy {:?} {}: nothing is shown while it is in force",
                    policy.id,
                    missing.says()
                );
                self.shared.notes.stricter(force.at, says);
                let bounds = Rc::new(Bounds::unknown());
                self.take(force, None, force.at, bounds);
                return Some(());
            }
        };
        // Many may apply a policy of many.
        self.shared.spend(1 + viewing.len())?;
        for index in viewing {
            let policy = document.viewing.get(*index)?;
            let viewing = match &policy.said {
                Ok(viewing) => viewing,
                Err(missing) => {
                    let says = format!(
                        "viewing policy {:?} {}: nothing is shown while it is in force",
                        policy.id,
                        missing.says()
                    );
                    self.shared.notes.stricter(policy.at, says);
                    self.take(force, None, policy.at, Rc::new(Bounds::unknown()));
                    continue;
                }
            };
            let bounds = self.audience(viewing, policy.at);
            let Does { shows, limits } = self.does(viewing, self.source.or(force.source));
            match shows {
                Shows::Nothing => self.take(force, None, policy.at, bounds),
                Shows::Else(uri) => self.take(force, Some(uri), policy.at, bounds),
                Shows::Programme { named } => {
                    self.said.named |= named;
                    if let (Some(window), Unmatched::Deny) = (force.surely, unmatched) {
                        self.grant(*index, window, policy.at, &bounds, named);
                    }
                    if let (Some(window), false) = (force.maybe, limits.is_none()) {
                        let at = policy.at;
                        let new = || Limited { at, limits, bounds, windows: Vec::new() };
                        let known = self.said.limits.entry(*index).or_insert_with(new);
                        known.windows.push(window);
                    }
                }
            }
        }
        Some(())
    }

    /// Where viewing policies show the programme by its name, those alone give it: one
    /// without `Content` then says on which terms. Otherwise it gives the programme
    /// to its audience.
    fn told(&mut self) {
        if self.said.named {
            self.said.grants.retain(|given| given.named);
        }
    }

    fn audience(&mut self, viewing: &Viewing, at: usize) -> Rc<Bounds> {
        let Some(audience) = viewing.audience else {
            self.shared.notes.stricter(at, "a viewing policy without an Audience: for whom?");
            return Rc::new(Bounds::unknown());
        };
        self.shared.compiler.bounds(audience, &mut self.shared.notes)
    }

    fn grant(&mut self, index: usize, window: Window, at: usize, bounds: &Rc<Bounds>, named: bool) {
        let grants = &mut self.said.grants;
        let known = *self.said.known.entry(index).or_insert_with(|| {
            let bounds = Rc::clone(bounds);
            grants.push(Given { at, bounds, windows: Vec::new(), named: false });
            grants.len() - 1
        });
        if let Some(given) = grants.get_mut(known) {
            given.named |= named;
            given.windows.push(window);
        }
    }

    fn take(&mut self, force: &Force<'_>, uri: Option<String>, at: usize, bounds: Rc<Bounds>) {
        let Some(window) = force.maybe else { return };
        let priority = Reverse(force.priority);
        let take = Take { priority, slate: uri, at };
        self.said.takes.entry(take).or_insert_with(|| (bounds, Vec::new())).1.push(window);
    }

    fn does(&mut self, viewing: &Viewing, source: Option<&str>) -> Does {
        let mut does = Does { shows: Shows::Programme { named: false }, limits: Limits::default() };
        for (at, action) in &viewing.actions {
            let notes = &mut self.shared.notes;
            match action {
                Action::Content(uri) if source == Some(uri) => {
                    if let Shows::Programme { named } = &mut does.shows {
                        *named = true;
                    }
                }
                Action::Content(uri) => {
                    if let Shows::Programme { .. } = does.shows {
                        does.shows = Shows::Else(uri.clone());
                    }
                }
                Action::Blackout => does.shows = Shows::Nothing,
                Action::MaxResolution(height) => {
                    let lower = does.limits.max_height.map_or(*height, |known| known.min(*height));
                    does.limits.max_height = Some(lower);
                }
                Action::HdmiBlocked => {
                    notes.elsewhere(
                        *at,
                        "HDMIBlocked: outputs must have HDCP 2.2 here; the player alone can turn \
                         HDMI off",
                    );
                    does.limits.protected = true;
                }
                Action::Elsewhere { name, by } => {
                    notes.elsewhere(*at, format!("{name}: a matter of {by}"));
                }
                Action::Withheld(what) => {
                    notes.stricter(*at, format!("{what} is not given"));
                }
                Action::Malformed { name, form } => {
                    let says = format!("{name}: expected {form}; nothing is shown instead");
                    notes.stricter(*at, says);
                    does.shows = Shows::Nothing;
                }
                Action::Idle(_) | Action::Revalidate(_) => {}
            }
        }
        does
    }
}
