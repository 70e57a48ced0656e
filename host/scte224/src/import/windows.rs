//! Which of several things hold when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::catalogue::Moments;
use crate::schedule::{Window, joined};

/// Cuts time where one of several things begins or ends to hold, and gathers the pieces in
/// which the same ones hold. What holds is counted, over all pieces of time, and taken
/// off what may be. `None`: it is too much.
pub fn pieces(
    things: &[Vec<Window>],
    within: Window,
    most: &mut usize,
) -> Option<BTreeMap<Vec<usize>, Vec<Window>>> {
    let mut edges: Vec<(i64, bool, usize)> = Vec::new();
    for (index, windows) in things.iter().enumerate() {
        for window in joined(windows.clone()).into_iter().filter_map(|one| one.and(within)) {
            edges.push((window.from, true, index));
            edges.push((window.until, false, index));
        }
    }
    edges.sort_unstable();
    let mut held = BTreeSet::new();
    let mut gathered: BTreeMap<Vec<usize>, Vec<Window>> = BTreeMap::new();
    let mut from = within.from;
    let mut edges = edges.into_iter().peekable();
    loop {
        let until = edges.peek().map_or(within.until, |edge| edge.0);
        if from < until {
            *most = most.checked_sub(held.len() + 1)?;
            let key = held.iter().copied().collect();
            gathered.entry(key).or_default().push(Window { from, until });
        }
        from = from.max(until);
        let Some((_, begins, index)) = edges.next() else { break };
        if begins {
            held.insert(index);
        } else {
            held.remove(&index);
        }
    }
    Some(gathered.into_iter().map(|(key, windows)| (key, joined(windows))).collect())
}

/// Windows as the catalogue writes them; an empty list is always. `None`: never.
#[must_use]
pub fn moments(windows: &[Window]) -> Option<Vec<Moments>> {
    let mut list = Vec::with_capacity(windows.len());
    for window in windows {
        if window.until <= 0 {
            continue;
        }
        let from = (window.from > 0).then_some(window.from);
        // Further than anybody writes is for ever; what would begin then never does.
        if from.is_some_and(|from| text(from).is_none()) {
            continue;
        }
        let moments = Moments { from: from.and_then(text), until: text(window.until) };
        if moments.from.is_none() && moments.until.is_none() {
            return Some(Vec::new());
        }
        list.push(moments);
    }
    (!list.is_empty()).then_some(list)
}

fn text(second: i64) -> Option<String> {
    Timestamp::from_second(second).ok().map(|time| time.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn windows_are_written_with_their_ends() {
        let window = |from, until| Window { from, until };
        let written = |windows: &[Window]| {
            moments(windows).map(|list| {
                let end = |end: Option<String>| end.unwrap_or_else(|| "-".to_owned());
                let list = list.into_iter().map(|one| (end(one.from), end(one.until)));
                list.collect::<Vec<_>>()
            })
        };
        let ten = "1970-01-01T00:00:10Z".to_owned();
        assert_eq!(written(&[window(10, i64::MAX)]), Some(vec![(ten.clone(), "-".into())]));
        assert_eq!(written(&[window(i64::MIN, 10)]), Some(vec![("-".into(), ten)]));
        assert_eq!(written(&[Window::ALWAYS]), Some(Vec::new()));
        assert_eq!(written(&[window(-10, 0)]), None);
        assert_eq!(written(&[]), None);
    }

    proptest! {
        #[test]
        fn every_second_has_what_holds(
            things in prop::collection::vec(
                prop::collection::vec((0_i64..40, 1_i64..15), 0..4), 0..5),
        ) {
            let things: Vec<Vec<Window>> = things
                .into_iter()
                .map(|one| one.into_iter().map(|(from, length)| {
                    Window { from, until: from + length }
                }).collect())
                .collect();
            let found = pieces(&things, Window { from: 0, until: 60 }, &mut 10_000).unwrap();
            let has = |windows: &[Window], second| {
                windows.iter().any(|window| (window.from..window.until).contains(&second))
            };
            for second in 0..60 {
                let holds: Vec<usize> = (0..things.len())
                    .filter(|index| has(&things[*index], second))
                    .collect();
                let keys: Vec<_> =
                    found.iter().filter(|(_, windows)| has(windows, second)).collect();
                prop_assert_eq!(keys.len(), 1);
                prop_assert_eq!(keys[0].0, &holds);
            }
        }
    }
}
