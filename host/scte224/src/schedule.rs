//! When a policy is in force.
//!
//! A `MediaPoint` is matched at its `@matchTime`; one without, and without a signal,
//! at its `@effective` or its `Media`'s, or since ever. Signals (SCTE 35) are not
//! seen here: one that waits for them may be matched at any time from `@effective`
//! to `@expires`, and if there is no `@matchTime` perhaps never. `@matchOffset` is added.
//!
//! A policy is in force from the time at which it is applied until a `MediaPoint`
//! removes it, or until its `@duration` is over. At one time, points come by `@order`
//! and then in the document's order; a point removes before it applies.

use std::collections::BTreeMap;

use crate::document::{Media, MediaPoint, Span};
use crate::report::Notes;

/// From one second until before another, since 1970-01-01T00:00:00Z; `i64::MIN` and
/// `i64::MAX` for since ever and for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// Within.
    pub from: i64,
    /// Not within.
    pub until: i64,
}

impl Window {
    /// At any time.
    pub const ALWAYS: Self = Self { from: i64::MIN, until: i64::MAX };

    /// What is in both. `None`: nothing.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), until: self.until.min(other.until) };
        both.filled()
    }

    fn filled(self) -> Option<Self> {
        (self.from < self.until).then_some(self)
    }
}

/// A policy that is in force for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Force<'d> {
    /// Where it is applied.
    pub at: usize,
    /// Index of the policy.
    pub policy: usize,
    /// As the `Apply` says.
    pub priority: u64,
    /// The `@source` of its `MediaPoint`.
    pub source: Option<&'d str>,
    /// When it is in force for certain.
    pub surely: Option<Window>,
    /// When it may be in force.
    pub maybe: Option<Window>,
}

/// A point in time and a turn among the things of that time.
type Key = (i64, usize);

/// When something happens: not before, not after, and whether at all.
#[derive(Clone, Copy, Debug)]
struct Trigger {
    from: Key,
    to: Key,
    certain: bool,
}

/// When something happens to a `MediaPoint`.
struct Match {
    from: i64,
    to: i64,
    certain: bool,
    /// What is given ends here: a point without a time and a signal that expires.
    ends: i64,
}

/// When the policies of a channel or programme are in force.
pub fn schedule<'d>(media: &'d Media, notes: &mut Notes) -> Vec<Force<'d>> {
    let mut turns: Vec<usize> = (0..media.points.len()).collect();
    turns.sort_by_key(|index| media.points.get(*index).map(|point| point.order));
    let mut applied = Vec::new();
    let mut removed: BTreeMap<usize, Vec<Trigger>> = BTreeMap::new();
    for (turn, index) in turns.into_iter().enumerate() {
        let Some(point) = media.points.get(index) else { continue };
        let Some(matched) = matched(media, point, notes) else { continue };
        let trigger = |turn| Trigger {
            from: (matched.from, turn),
            to: (matched.to, turn),
            certain: matched.certain,
        };
        for remove in &point.removes {
            removed.entry(remove.policy).or_default().push(trigger(turn * 2));
        }
        for apply in &point.applies {
            applied.push((point, apply, trigger(turn * 2 + 1), matched.ends));
        }
    }
    let ends: BTreeMap<_, _> =
        removed.into_iter().map(|(policy, triggers)| (policy, Ends::new(triggers))).collect();
    let force = |(point, apply, begin, ends_by_itself): (
        &'d MediaPoint,
        &'d crate::document::Apply,
        Trigger,
        i64,
    )| {
        let end = ends.get(&apply.policy);
        let (shortest, longest) = match apply.duration {
            None => (i64::MAX, i64::MAX),
            Some(length) => (shifted(begin.from.0, length.from), shifted(begin.to.0, length.to)),
        };
        let earliest = end.map_or(i64::MAX, |end| end.earliest(begin.from));
        let latest = end.map_or(i64::MAX, |end| end.latest(begin.to));
        let until = shortest.min(earliest).min(ends_by_itself);
        let surely = Window { from: begin.to.0, until }.filled().filter(|_| begin.certain);
        let maybe = Window { from: begin.from.0, until: longest.min(latest) }.filled();
        Force {
            at: apply.at,
            policy: apply.policy,
            priority: apply.priority,
            source: point.source.as_deref(),
            surely,
            maybe,
        }
    };
    applied.into_iter().map(force).collect()
}

/// When a point is matched. `None`: never.
fn matched(media: &Media, point: &MediaPoint, notes: &mut Notes) -> Option<Match> {
    let effective = point.effective.or(media.effective);
    let expires = point.expires.or(media.expires);
    let first = effective.map_or(i64::MIN, |span| span.from);
    let last = expires.map_or(i64::MAX, |span| span.to);
    let (from, to, certain, ends) = match (point.match_time, point.signal) {
        (Some(time), None) => {
            let early = point.effective.is_some_and(|effective| time.to < effective.from);
            let late = point.expires.is_some_and(|expires| time.from > expires.to);
            if early || late {
                let says = "matchTime is not between effective and expires: it is never matched";
                notes.ignored(point.at, says);
                return None;
            }
            (time.from, time.to, true, i64::MAX)
        }
        (Some(time), Some(at)) => {
            let says = "signals are not seen here: what the policies take away begins at effective \
                        and ends at expires, what they give the other way round";
            notes.stricter(at, says);
            (first.min(time.from), last.max(time.to), last != i64::MAX, i64::MAX)
        }
        (None, Some(at)) => {
            let says = "signals are not seen here and may not come: what the policies take away \
                        begins at effective, what they give does not begin, and what they end goes \
                        on where it takes something away";
            notes.stricter(at, says);
            (first, last, false, i64::MAX)
        }
        (None, None) => {
            if point.expires.is_some() && !point.applies.is_empty() {
                let says = "without matchTime and MatchSignal, policies are in force from \
                            effective on; what they give ends at expires, what they take away only \
                            when they are removed";
                notes.stricter(point.at, says);
            }
            let (from, to) = effective.map_or((i64::MIN, i64::MIN), |span| (span.from, span.to));
            (from, to, true, point.expires.map_or(i64::MAX, |span| span.from))
        }
    };
    let Span { from: least, to: most } = point.offset;
    Some(Match { from: shifted(from, least), to: shifted(to, most), certain, ends })
}

/// A time and a length; since ever and for ever stay so.
fn shifted(time: i64, length: i64) -> i64 {
    match time {
        i64::MIN | i64::MAX => time,
        time => time.saturating_add(length).clamp(i64::MIN + 1, i64::MAX - 1),
    }
}

/// When a policy is removed.
struct Ends {
    /// By the latest time of each, the earliest time of it and of all behind.
    earliest: Vec<(Key, i64)>,
    /// By the earliest time of each that happens for certain, the latest time of it
    /// and of all behind.
    latest: Vec<(Key, i64)>,
}

impl Ends {
    fn new(triggers: Vec<Trigger>) -> Self {
        let earliest = triggers.iter().map(|end| (end.to, end.from.0)).collect();
        let certain = triggers.iter().filter(|end| end.certain);
        let latest = certain.map(|end| (end.from, end.to.0)).collect();
        Self { earliest: least_behind(earliest), latest: least_behind(latest) }
    }

    /// The first time at which something is removed that may have begun at a time.
    fn earliest(&self, begin: Key) -> i64 {
        after(&self.earliest, begin)
    }

    /// The time at which all is removed that has begun by a time.
    fn latest(&self, begin: Key) -> i64 {
        after(&self.latest, begin)
    }
}

fn least_behind(mut list: Vec<(Key, i64)>) -> Vec<(Key, i64)> {
    list.sort_unstable();
    let mut least = i64::MAX;
    for (_, time) in list.iter_mut().rev() {
        least = least.min(*time);
        *time = least;
    }
    list
}

fn after(list: &[(Key, i64)], begin: Key) -> i64 {
    let at = list.partition_point(|(key, _)| *key <= begin);
    list.get(at).map_or(i64::MAX, |(_, time)| *time)
}

/// Windows in order, those that touch or overlap made one.
#[must_use]
pub fn joined(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_unstable();
    let mut apart: Vec<Window> = Vec::with_capacity(windows.len());
    for window in windows {
        match apart.last_mut() {
            Some(last) if window.from <= last.until => last.until = last.until.max(window.until),
            _ => apart.push(window),
        }
    }
    apart
}
