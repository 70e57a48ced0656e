//! Limits, and the policies of the catalogue that carry them.

use std::collections::BTreeMap;

use super::areas;
use crate::audience::places::Lists;
use crate::audience::{Devices, Places, Region, Regions};
use crate::catalogue::{Choice, Policy, Terms, When};
use crate::report::Notes;

/// A plan that nobody has: whoever is not on it is on some plan.
const NO_PLAN: &str = "unverified";

/// What a viewing policy limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// In pixels.
    pub max_height: Option<u32>,
    /// Outputs must be protected as well as can be asked for.
    pub protected: bool,
}

impl Limits {
    /// Whether it limits nothing.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// The terms of a limit for an audience.
pub fn terms(limits: Limits, audience: &Regions, at: usize, notes: &mut Notes) -> Vec<Terms> {
    let limited = Terms {
        max_height: limits.max_height,
        min_hdcp: limits.protected.then_some("type1"),
        ..Terms::default()
    };
    let mut all = Vec::new();
    for region in audience.list() {
        let places = places(region, at, notes);
        let devices = (region.devices != Devices::ALL).then(|| region.devices.names());
        for lists in places.lists() {
            let when = When { territories: choice(lists), devices: devices.clone() };
            all.push(Terms { when, ..limited.clone() });
        }
    }
    all
}

/// The countries and subdivisions of a region, which is all that terms tell apart.
fn places(region: &Region, at: usize, notes: &mut Notes) -> Places {
    if !region.inside.is_empty() || !region.outside.is_empty() {
        let says = "limits know countries and subdivisions alone: this one holds in all of them \
                    that the audience touches";
        notes.stricter(at, says);
    }
    let locals = region.inside.iter().filter_map(areas::countries);
    locals.fold(region.places.clone(), |places, countries| places.and(&countries))
}

/// Lists as a choice. `None`: the whole world.
#[must_use]
pub fn choice(lists: Lists) -> Option<Choice> {
    let Lists { inside, outside } = lists;
    (inside.is_some() || !outside.is_empty()).then_some(Choice { inside, outside })
}

/// Policies of the catalogue, each once.
#[derive(Debug, Default)]
pub struct Policies(BTreeMap<Policy, usize>);

impl Policies {
    /// Names of the policies of a rule for a region, with limits.
    pub fn of(&mut self, region: &Region, limits: Vec<Terms>) -> Vec<String> {
        let mut policy = Policy { plans: None, terms: limits };
        if region.plan == Some(true) {
            policy.plans = Some(Choice { inside: None, outside: vec![NO_PLAN.to_owned()] });
        }
        if region.devices != Devices::ALL {
            let devices = Some(region.devices.names());
            policy.terms.insert(0, Terms { devices, ..Terms::default() });
        }
        if policy == Policy::default() {
            return Vec::new();
        }
        let next = self.0.len() + 1;
        let number = *self.0.entry(policy).or_insert(next);
        vec![name(number)]
    }

    /// By name.
    #[must_use]
    pub fn finish(self) -> BTreeMap<String, Policy> {
        self.0.into_iter().map(|(policy, number)| (name(number), policy)).collect()
    }
}

fn name(number: usize) -> String {
    format!("terms-{number}")
}
