//! References to what is gone, taken out. Those that dangled before stay.

use std::borrow::Cow;
use std::collections::HashSet;

use super::attributes::Attribute;
use super::descriptors::{self, PERIOD_LINKS, SET_SWITCHING, TRICK_MODE};
use super::mpd::{Mpd, Period};
use super::names::Kind;
use super::removal::{Gone, kept};
use super::splice::{Splices, attributes_of, value_of};
use super::tree::Element;
use crate::plan::Plan;

/// The ids of a period's adaptation sets that are gone, and are not another's too.
pub(super) fn gone_sets<'m>(
    mpd: &'m Mpd<'_>,
    period: &Period<'_>,
    gone: &Gone,
) -> HashSet<&'m str> {
    let first = period.first_set as usize;
    let sets = || mpd.sets.iter().enumerate().skip(first).take(period.sets as usize);
    let ids = |went: bool| {
        sets()
            .filter(move |(number, _)| gone.set(*number) == went)
            .filter_map(|(_, set)| set.id.as_deref())
    };
    let mut names: HashSet<&str> = ids(true).collect();
    if !names.is_empty() {
        for id in ids(false) {
            names.remove(id);
        }
    }
    names
}

/// Takes out all references to what is gone.
pub(super) fn prune(mpd: &Mpd<'_>, plan: &Plan<'_>, gone: &Gone, splices: &mut Splices) {
    let gone_periods = gone_periods(mpd, gone);
    for (number, period) in mpd.periods.iter().enumerate() {
        if gone.period(number) {
            continue;
        }
        let ids = gone_sets(mpd, period, gone);
        if !ids.is_empty() {
            for (_, child) in mpd.tree.children(period.element) {
                match child.kind {
                    // The first is what all others go with: clause 5.3.11.
                    Kind::Preselection => {
                        prune_list(mpd, child, "preselectionComponents", &ids, true, splices);
                    }
                    Kind::Subset => prune_list(mpd, child, "contains", &ids, false, splices),
                    _ => {}
                }
            }
        }
        let first = period.first_set as usize;
        let sets = mpd.sets.iter().enumerate().skip(first).take(period.sets as usize);
        for (number, set) in sets {
            if gone.set(number) || (ids.is_empty() && gone_periods.is_empty()) {
                continue;
            }
            for (_, child) in mpd.tree.children(set.element) {
                if matches!(child.kind, Kind::EssentialProperty | Kind::SupplementalProperty) {
                    property(mpd, child, &ids, &gone_periods, splices);
                }
            }
        }
        associations(mpd, period, plan, splices);
    }
}

fn gone_periods<'m>(mpd: &'m Mpd<'_>, gone: &Gone) -> HashSet<&'m str> {
    let ids = |went: bool| {
        mpd.periods
            .iter()
            .enumerate()
            .filter(move |(number, _)| gone.period(*number) == went)
            .filter_map(|(_, period)| period.id.as_deref())
    };
    let mut names: HashSet<&str> = ids(true).collect();
    if !names.is_empty() {
        for id in ids(false) {
            names.remove(id);
        }
    }
    names
}

fn property(
    mpd: &Mpd<'_>,
    element: &Element,
    sets: &HashSet<&str>,
    periods: &HashSet<&str>,
    splices: &mut Splices,
) {
    let scheme = value_of(mpd, element, "schemeIdUri").unwrap_or_default();
    if descriptors::is(&scheme, TRICK_MODE) || descriptors::is(&scheme, SET_SWITCHING) {
        prune_list(mpd, element, "value", sets, false, splices);
    } else if PERIOD_LINKS.iter().any(|named| descriptors::is(&scheme, named)) {
        prune_list(mpd, element, "value", periods, false, splices);
    }
}

/// Takes ids out of a list of them; the element goes if that was all of it, or
/// if it cannot do without its first.
fn prune_list(
    mpd: &Mpd<'_>,
    element: &Element,
    name: &str,
    gone: &HashSet<&str>,
    first_leads: bool,
    splices: &mut Splices,
) {
    let Some(list) = value_of(mpd, element, name) else { return };
    let separator = |char: char| char == ',' || char.is_ascii_whitespace();
    let ids = || list.split(separator).filter(|id| !id.is_empty());
    if !ids().any(|id| gone.contains(id)) {
        return;
    }
    let left: Vec<&str> = ids().filter(|id| !gone.contains(id)).collect();
    let led = first_leads && ids().next().is_some_and(|first| gone.contains(first));
    if left.is_empty() || led {
        splices.cut(mpd, element);
        return;
    }
    let between = if list.contains(',') { "," } else { " " };
    splices.attribute(mpd, element, name, Some(&left.join(between)));
}

/// Takes the ids of representations that are gone out of `@associationId`,
/// with their types: clause 5.3.5.2 has one type for each id; and out of the
/// `@dependencyId` of what is no track, and so stays.
fn associations(mpd: &Mpd<'_>, period: &Period<'_>, plan: &Plan<'_>, splices: &mut Splices) {
    if mpd.period_tracks(period).iter().all(|track| kept(plan, track.id)) {
        return;
    }
    let dropped: HashSet<u32> = mpd
        .period_tracks(period)
        .iter()
        .filter(|track| !kept(plan, track.id))
        .filter_map(|track| mpd.places.get(track.id as usize).copied())
        .collect();
    let mut gone = HashSet::new();
    let mut left = Vec::new();
    let first = period.first_set as usize;
    for set in mpd.sets.iter().skip(first).take(period.sets as usize) {
        for (number, element) in mpd.tree.of_kind(set.element, Kind::Representation) {
            let attributes = attributes_of(mpd, element);
            if !dropped.contains(&number) {
                left.push((element, attributes));
            } else if let Some(id) = find(&attributes, "id") {
                gone.insert(id);
            }
        }
    }
    for (_, attributes) in &left {
        if let Some(id) = find(attributes, "id") {
            gone.remove(&id);
        }
    }
    if gone.is_empty() {
        return;
    }
    for (element, attributes) in &left {
        for names in [&["associationId", "associationType"][..], &["dependencyId"]] {
            let ids = names.first().and_then(|name| find(attributes, name)).unwrap_or_default();
            let stays: Vec<bool> =
                ids.split_ascii_whitespace().map(|id| !gone.contains(id)).collect();
            if stays.iter().all(|stays| *stays) {
                continue;
            }
            for name in names {
                let Some(list) = find(attributes, name) else { continue };
                let left: Vec<&str> = list
                    .split_ascii_whitespace()
                    .zip(stays.iter().chain(std::iter::repeat(&true)))
                    .filter_map(|(one, stays)| stays.then_some(one))
                    .collect();
                let left = (!left.is_empty() && stays.contains(&true)).then(|| left.join(" "));
                splices.attribute(mpd, element, name, left.as_deref());
            }
        }
    }
}

fn find<'t>(attributes: &[Attribute<'t>], name: &str) -> Option<Cow<'t, str>> {
    attributes.iter().find(|attribute| attribute.name == name).map(Attribute::value)
}
