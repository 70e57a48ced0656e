//! Which tracks play when the viewer has not chosen.

use super::descriptors::{self, ROLE};
use super::mpd::{Mpd, Standing};
use super::names::Kind;
use super::splice::{Splices, value_of};
use super::tree::Element;
use crate::track::{Roles, Track};

/// The standings in a group.
#[derive(Clone, Copy)]
struct Span {
    lowest: u32,
    highest: u32,
    /// Whether one of the highest is main.
    main: bool,
}

/// Marks the defaults among tracks: see [`Mpd`](super::mpd::Mpd). `standings`
/// are by set.
pub(super) fn mark(tracks: &mut [Track<'_>], groups: u32, standings: &[Standing]) {
    let mut spans: Vec<Option<Span>> = vec![None; groups as usize];
    let standing = |track: &Track<'_>| standings.get(track.set? as usize).copied();
    for track in tracks.iter() {
        let (Some(group), Some(Standing { priority, main })) = (track.group, standing(track))
        else {
            continue;
        };
        let Some(span) = spans.get_mut(group as usize) else { continue };
        *span = Some(match *span {
            None => Span { lowest: priority, highest: priority, main },
            Some(span) => Span {
                lowest: span.lowest.min(priority),
                highest: span.highest.max(priority),
                main: match priority.cmp(&span.highest) {
                    std::cmp::Ordering::Less => span.main,
                    std::cmp::Ordering::Equal => span.main || main,
                    std::cmp::Ordering::Greater => main,
                },
            },
        });
    }
    for track in tracks {
        let span = track.group.and_then(|group| spans.get(group as usize).copied().flatten());
        track.is_default = span.zip(standing(track)).is_some_and(|(span, own)| {
            own.priority == span.highest
                && if span.main { own.main } else { span.lowest < span.highest }
        });
    }
}

/// Makes a set the only default among the sets of its group, for every player:
/// those that go by `@selectionPriority` (dash.js) and those that go by the
/// role `main` (ExoPlayer, Shaka). It gets the highest priority and the role;
/// where the others had that, they are `alternate` instead. Says what their
/// standings and roles are then.
pub(super) fn prefer(
    mpd: &Mpd<'_>,
    chosen: u32,
    group: &[u32],
    state: &mut [Standing],
    roles: &mut [(Roles, Roles)],
    splices: &mut Splices,
) {
    let standing = |state: &[Standing], set: u32| state.get(set as usize).copied();
    let others = || group.iter().copied().filter(|set| *set != chosen);
    let Some(own) = standing(state, chosen) else { return };
    let Some(highest) = others().filter_map(|set| Some(standing(state, set)?.priority)).max()
    else {
        return;
    };
    if own.priority <= highest {
        let priority = highest.saturating_add(1);
        let set = mpd.sets.get(chosen as usize).and_then(|set| mpd.tree.get(set.element));
        if let Some(set) = set {
            splices.attribute(mpd, set, "selectionPriority", Some(&priority.to_string()));
        }
        if let Some(own) = state.get_mut(chosen as usize) {
            own.priority = priority;
        }
    }
    for other in others() {
        if standing(state, other).is_some_and(|other| other.main) {
            for role in roles_of(mpd, other, "main") {
                splices.attribute(mpd, role, "value", Some("alternate"));
            }
            change(other, false, (Roles::ALTERNATE, Roles::MAIN), state, roles);
        }
    }
    if !own.main {
        let mut lost = Roles::empty();
        let mut alternates = roles_of(mpd, chosen, "alternate");
        if let Some(role) = alternates.next() {
            splices.attribute(mpd, role, "value", Some("main"));
            if alternates.next().is_none() {
                lost = Roles::ALTERNATE;
            }
        } else if let Some(set) = mpd.sets.get(chosen as usize) {
            let xml = format!("<{} schemeIdUri=\"{ROLE}\" value=\"main\"/>", mpd.named("Role"));
            splices.insert(mpd, set.element, Kind::Role, &xml);
        }
        change(chosen, true, (Roles::MAIN, lost), state, roles);
    }
}

fn change(
    set: u32,
    main: bool,
    gained_and_lost: (Roles, Roles),
    state: &mut [Standing],
    roles: &mut [(Roles, Roles)],
) {
    if let Some(standing) = state.get_mut(set as usize) {
        standing.main = main;
    }
    if let Some(roles) = roles.get_mut(set as usize) {
        *roles = gained_and_lost;
    }
}

/// The roles of a set with a value of the role scheme.
fn roles_of<'m>(
    mpd: &'m Mpd<'_>,
    set: u32,
    value: &'static str,
) -> impl Iterator<Item = &'m Element> {
    let element = mpd.sets.get(set as usize).map_or(u32::MAX, |set| set.element);
    mpd.tree.of_kind(element, Kind::Role).map(|(_, role)| role).filter(move |role| {
        let scheme = value_of(mpd, role, "schemeIdUri").unwrap_or_default();
        let found = value_of(mpd, role, "value").unwrap_or_default();
        descriptors::is(&scheme, ROLE) && found.trim_ascii() == value
    })
}
