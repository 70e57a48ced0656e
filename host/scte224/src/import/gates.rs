//! What rules cannot tell apart: viewers by postal code, market or circle.
//!
//! Rules know countries and subdivisions. A grant for something smaller is a rule for
//! the countries it is in, and a gate: a blackout of all else. As a gate holds for all
//! rules of an asset, it is made for all grants that are in force together.

use super::areas::{self, Shape};
use crate::audience::{Devices, Places, Region};
use crate::catalogue::Area;
use crate::report::Notes;

/// A region to which something is granted, and where the document says so.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'r> {
    /// Of the viewing policy.
    pub at: usize,
    /// Surely in the audience.
    pub region: &'r Region,
}

/// What becomes of the grants of one time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gated {
    /// Indexes of those that are made rules.
    pub kept: Vec<usize>,
    /// What is blacked out.
    pub gates: Vec<(usize, Shape)>,
}

/// The most grants in force together for which gates are made: each names all others.
const MAX_TOGETHER: usize = 256;

const ALONE: &str = "what is granted by postal code, market or circle cannot be told apart from \
                     what is granted at the same time otherwise: it is not granted";

/// Gates for grants that are in force together.
pub fn gated(grants: &[Grant<'_>], notes: &mut Notes) -> Gated {
    let all: Vec<usize> = (0..grants.len()).collect();
    let local =
        |grant: &Grant<'_>| !grant.region.inside.is_empty() || !grant.region.outside.is_empty();
    if !grants.iter().any(local) {
        return Gated { kept: all, gates: Vec::new() };
    }
    let at = |index: &usize| grants.get(*index);
    let plain: Vec<usize> =
        all.iter().copied().filter(|index| at(index).is_some_and(|one| !local(one))).collect();
    if plain.iter().filter_map(at).any(|grant| grant.region.is_everybody()) {
        return Gated { kept: plain, gates: Vec::new() };
    }
    if grants.len() > MAX_TOGETHER {
        for grant in grants.iter().filter(|grant| local(grant)) {
            notes.stricter(grant.at, ALONE);
        }
        return Gated { kept: plain, gates: Vec::new() };
    }
    let kept = alike(grants, all, plain, notes);
    if kept.iter().filter_map(at).any(|grant| !grant.region.inside.is_empty()) {
        only(grants, kept, notes)
    } else {
        without(grants, kept, notes)
    }
}

/// Those of one class of viewer. Rules tell devices and plans apart and gates do not: of
/// two grants with different ones, a viewer could have the device of one and be in
/// the place of the other.
fn alike(
    grants: &[Grant<'_>],
    all: Vec<usize>,
    plain: Vec<usize>,
    notes: &mut Notes,
) -> Vec<usize> {
    let class = |index: &usize| -> Option<(Devices, Option<bool>)> {
        grants.get(*index).map(|grant| (grant.region.devices, grant.region.plan))
    };
    let first = all.first().and_then(class);
    if all.iter().all(|index| class(index) == first) {
        return all;
    }
    let kept = if plain.is_empty() {
        all.iter().copied().filter(|index| class(index) == first).collect()
    } else {
        plain
    };
    for index in all.iter().filter(|index| !kept.contains(index)) {
        if let Some(grant) = grants.get(*index) {
            notes.stricter(grant.at, ALONE);
        }
    }
    kept
}

/// Blacks out all that is in none of the grants.
fn only(grants: &[Grant<'_>], kept: Vec<usize>, notes: &mut Notes) -> Gated {
    let mut gated = Gated::default();
    let mut except = Area::default();
    let mut first = None;
    for index in kept {
        let Some(grant) = grants.get(index) else { continue };
        first = first.or(Some(grant.at));
        match areas::within(grant.region) {
            Some(area) => {
                note_rounding(grant, notes);
                except.add(area);
                gated.kept.push(index);
            }
            None => notes.stricter(grant.at, ALONE),
        }
    }
    if let (Some(at), false) = (first, except.is_empty()) {
        gated.gates.push((at, Shape { area: None, except }));
    }
    gated
}

/// Blacks out what each of the grants leaves out, unless another gives it.
fn without(grants: &[Grant<'_>], kept: Vec<usize>, notes: &mut Notes) -> Gated {
    let mut gates = Vec::new();
    for index in &kept {
        let Some(grant) = grants.get(*index).filter(|one| !one.region.outside.is_empty()) else {
            continue;
        };
        let mut except = Area::default();
        for other in kept.iter().filter(|other| *other != index) {
            let Some(other) = grants.get(*other) else { continue };
            match areas::within(other.region) {
                Some(area) => except.add(area),
                None => notes.stricter(
                    grant.at,
                    "what another viewing policy gives at the same time cannot be told apart \
                     from what this one leaves out: it is left out too",
                ),
            }
        }
        let (area, _) = areas::outer(&grant.region.outside, &Places::everywhere());
        note_rounding(grant, notes);
        gates.push((grant.at, Shape { area: Some(area), except }));
    }
    Gated { kept, gates }
}

/// Circles are of whole kilometres.
fn note_rounding(grant: &Grant<'_>, notes: &mut Notes) {
    let locals = grant.region.inside.iter().chain([&grant.region.outside]);
    if locals.flat_map(|local| &local.around).any(|circle| circle.metres % 1000.0 != 0.0) {
        notes.stricter(grant.at, "circles are of whole kilometres");
    }
}
