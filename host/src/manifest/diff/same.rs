//! Which tracks are the same in two manifests.

use std::collections::{HashMap, VecDeque};

use crate::manifest::fact::Facts;

/// Facts that say where a track stands, not what it is.
const PLACES: [&str; 2] = ["id", "set"];

/// Facts whose absence makes nothing the same.
const NAMES: [&str; 3] = ["stable-id", "group", "label"];

/// By what tracks are told apart, the surest first. Bit rates and ids change
/// from one packaging to the next more often than what is seen and heard.
const IDENTITIES: [Identity; 6] = [
    Identity::AllBut(&[]),
    // Renumbered or renamed, and otherwise equal.
    Identity::AllBut(&["stable-id"]),
    Identity::Of(&["kind", "period", "pathway", "stable-id"]),
    // HLS: a name is one rendition's in its group (RFC 8216 section 4.3.4.1.1).
    Identity::Of(&["kind", "group", "label"]),
    Identity::Of(&[
        "kind",
        "period",
        "pathway",
        "resolution",
        "range",
        "language",
        "roles",
        "codec-names",
    ]),
    // What is seen and heard, however it is coded.
    Identity::Of(&["kind", "period", "pathway", "resolution", "range", "language", "roles"]),
];

enum Identity {
    /// All facts but places and these.
    AllBut(&'static [&'static str]),
    /// These facts; those of [`NAMES`] among them are stated.
    Of(&'static [&'static str]),
}

impl Identity {
    /// As text; nothing if the track does not have it.
    fn of(&self, facts: &Facts) -> Option<String> {
        let wanted = |name: &str| match self {
            Self::AllBut(but) => !PLACES.contains(&name) && !but.contains(&name),
            Self::Of(names) => names.contains(&name),
        };
        if let Self::Of(names) = self
            && !NAMES.iter().all(|name| !names.contains(name) || facts.get(name).is_some())
        {
            return None;
        }
        let stated = facts.0.iter().filter(|fact| wanted(fact.name));
        Some(stated.map(|fact| format!("{}={}\n", fact.name, fact.value)).collect())
    }
}

/// Pairs of indexes of tracks that are the same, in the order of the first.
/// Where several could be, the first ones are.
#[must_use]
pub fn pairs(a: &[Facts], b: &[Facts]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut left, mut right): (Vec<usize>, Vec<usize>) =
        ((0..a.len()).collect(), (0..b.len()).collect());
    for identity in &IDENTITIES {
        let mut waiting: HashMap<String, VecDeque<usize>> = HashMap::new();
        for index in &right {
            if let Some(identity) = b.get(*index).and_then(|facts| identity.of(facts)) {
                waiting.entry(identity).or_default().push_back(*index);
            }
        }
        let found = pairs.len();
        left.retain(|index| {
            let identity = a.get(*index).and_then(|facts| identity.of(facts));
            let other = identity.and_then(|identity| waiting.get_mut(&identity)?.pop_front());
            pairs.extend(other.map(|other| (*index, other)));
            other.is_none()
        });
        let mut taken: Vec<_> = pairs.iter().skip(found).map(|(_, other)| *other).collect();
        taken.sort_unstable();
        right.retain(|index| taken.binary_search(index).is_err());
    }
    pairs.sort_unstable();
    pairs
}

/// The facts of two tracks that differ, by name, places left out.
#[must_use]
pub fn differences(a: &Facts, b: &Facts) -> Vec<&'static str> {
    let mut names: Vec<_> = a.0.iter().map(|fact| fact.name).collect();
    names.extend(b.0.iter().map(|fact| fact.name).filter(|name| a.get(name).is_none()));
    // Told by what is beside them.
    names.retain(|name| !PLACES.contains(name) && *name != "codec-names");
    let value = |facts: &Facts, name| facts.get(name).map(|fact| fact.value.clone());
    names.retain(|name| value(a, name) != value(b, name));
    names
}
