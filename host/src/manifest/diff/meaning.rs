//! What differs in meaning.

use std::fmt::Write;

use serde_json::{Value, json};
use tidegate_manifest::Manifest;

use super::same::{differences, pairs};
use crate::manifest::fact::Facts;
use crate::manifest::table::{self, plain};
use crate::manifest::track::{self, Names};
use crate::manifest::{inspect, time};

/// What tells a track to people.
const TELLING: [&str; 9] = [
    "kind",
    "language",
    "label",
    "resolution",
    "frame-rate",
    "range",
    "bandwidth",
    "codec-names",
    "channels",
];

/// What two manifests, A and B, do not have in common.
#[derive(Debug, Default)]
pub struct Meaning {
    format: Option<Change>,
    removed: Vec<Facts>,
    added: Vec<Facts>,
    changed: Vec<(Facts, Facts, Vec<Change>)>,
    order: Vec<Order>,
    timeline: Vec<Change>,
    /// Cues and date ranges that only A has, and that only B has.
    marks: [Marks; 2],
}

/// A fact that is another.
#[derive(Debug)]
struct Change {
    name: &'static str,
    values: [Option<Value>; 2],
    shown: [String; 2],
}

/// Tracks of one heading that both have, by their ids in A: as ordered in A and in B.
#[derive(Debug)]
struct Order {
    section: &'static str,
    ids: [Vec<u32>; 2],
}

/// Marks of one kind that only one of the manifests has.
#[derive(Debug, Default)]
struct Marks {
    name: &'static str,
    only: [Vec<Facts>; 2],
}

impl Meaning {
    /// Compares.
    #[must_use]
    pub fn of(a: &Manifest<'_>, b: &Manifest<'_>) -> Self {
        let (rows_a, rows_b) = (rows(a), rows(b));
        let pairs = pairs(&rows_a, &rows_b);
        let mut meaning = Self::default();
        let formats = [inspect::format(a), inspect::format(b)];
        if formats.first() != formats.last() {
            meaning.format = Some(Change {
                name: "format",
                values: formats.map(|format| Some(format.into())),
                shown: formats.map(str::to_owned),
            });
        }
        let mut kept = [vec![false; rows_a.len()], vec![false; rows_b.len()]];
        for (left, right) in &pairs {
            let [in_a, in_b] = &mut kept;
            in_a.get_mut(*left).into_iter().for_each(|kept| *kept = true);
            in_b.get_mut(*right).into_iter().for_each(|kept| *kept = true);
            let (Some(left), Some(right)) = (rows_a.get(*left), rows_b.get(*right)) else {
                continue;
            };
            let changes = changes(left, right);
            if !changes.is_empty() {
                meaning.changed.push((left.clone(), right.clone(), changes));
            }
        }
        let [in_a, in_b] = kept;
        meaning.removed = without(rows_a, &in_a);
        meaning.added = without(rows_b, &in_b);
        meaning.order = orders(a, b, &pairs);
        meaning.time(a, b);
        meaning
    }

    fn time(&mut self, a: &Manifest<'_>, b: &Manifest<'_>) {
        let timelines = [a.timeline(), b.timeline()];
        let whole = timelines
            .each_ref()
            .map(|timeline| timeline.as_ref().map_or_else(Facts::default, time::timeline));
        let [left, right] = &whole;
        self.timeline = changes(left, right);
        let marks = timelines.each_ref().map(|timeline| {
            let Some(timeline) = timeline else { return (Vec::new(), Vec::new()) };
            let cues = timeline.cues.iter().map(time::cue).collect();
            (cues, timeline.date_ranges.iter().map(time::date_range).collect())
        });
        let [(cues_a, ranges_a), (cues_b, ranges_b)] = marks;
        self.marks =
            [Marks::of("cues", cues_a, cues_b), Marks::of("date-ranges", ranges_a, ranges_b)];
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let objects = |facts: &[Facts]| facts.iter().map(Facts::object).collect::<Value>();
        let changed = self.changed.iter().map(|(a, b, changes)| {
            let id = |facts: &Facts| facts.get("id").map(|fact| fact.value.clone());
            let facts: Value = changes.iter().map(Change::json).collect();
            json!({ "a": id(a), "b": id(b), "facts": facts })
        });
        let order = self.order.iter().map(|order| {
            let [from, to] = &order.ids;
            json!({ "section": order.section, "from": from, "to": to })
        });
        let mut told = json!({
            "format": self.format.as_ref().map(Change::json),
            "removed": objects(&self.removed),
            "added": objects(&self.added),
            "changed": changed.collect::<Value>(),
            "order": order.collect::<Value>(),
            "timeline": self.timeline.iter().map(Change::json).collect::<Value>(),
        });
        if let Some(told) = told.as_object_mut() {
            for marks in &self.marks {
                let [removed, added] = &marks.only;
                let only = json!({ "removed": objects(removed), "added": objects(added) });
                told.insert(marks.name.to_owned(), only);
            }
        }
        told
    }

    /// For people; empty if nothing differs.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        if let Some(format) = &self.format {
            writeln!(out, "format\n  {}", format.text())?;
        }
        if !(self.removed.is_empty() && self.added.is_empty() && self.changed.is_empty()) {
            writeln!(out, "tracks")?;
        }
        for (sign, tracks) in [('-', &self.removed), ('+', &self.added)] {
            for track in tracks {
                writeln!(out, "  {sign} {}", summary(track))?;
            }
        }
        for (track, _, changes) in &self.changed {
            writeln!(out, "  ~ {}", summary(track))?;
            for change in changes {
                writeln!(out, "      {}", change.text())?;
            }
        }
        if !self.order.is_empty() {
            let ids = |ids: &[u32]| ids.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
            let rows = self.order.iter().map(|order| {
                let [from, to] = &order.ids;
                vec![order.section.to_owned(), format!("{} → {}", ids(from), ids(to))]
            });
            write!(out, "order\n{}", table::lines(&rows.collect::<Vec<_>>()))?;
        }
        if !self.timeline.is_empty() {
            writeln!(out, "timeline")?;
        }
        for change in &self.timeline {
            writeln!(out, "  {}", change.text())?;
        }
        for marks in
            self.marks.iter().filter(|marks| marks.only.iter().any(|only| !only.is_empty()))
        {
            writeln!(out, "{}", marks.name.replace('-', " "))?;
            let [removed, added] = &marks.only;
            for (sign, only) in [('-', removed), ('+', added)] {
                for mark in only {
                    let words: Vec<_> = mark
                        .0
                        .iter()
                        .map(|fact| format!("{} {}", fact.column, plain(&fact.shown)))
                        .collect();
                    writeln!(out, "  {sign} {}", words.join(", "))?;
                }
            }
        }
        Ok(())
    }
}

impl Change {
    fn json(&self) -> Value {
        let [from, to] = &self.values;
        json!({ "name": self.name, "from": from, "to": to })
    }

    fn text(&self) -> String {
        let [from, to] = self.shown.each_ref().map(|shown| plain(shown));
        format!("{}: {from} → {to}", self.name)
    }
}

impl Marks {
    fn of(name: &'static str, a: Vec<Facts>, b: Vec<Facts>) -> Self {
        let keys = |marks: &[Facts]| {
            let mut keys: Vec<_> = marks.iter().map(|mark| mark.object().to_string()).collect();
            keys.sort_unstable();
            keys
        };
        let (keys_a, keys_b) = (keys(&a), keys(&b));
        let lacks =
            |keys: &[String], mark: &Facts| keys.binary_search(&mark.object().to_string()).is_err();
        let only_a = a.into_iter().filter(|mark| lacks(&keys_b, mark)).collect();
        let only_b = b.into_iter().filter(|mark| lacks(&keys_a, mark)).collect();
        Self { name, only: [only_a, only_b] }
    }
}

fn rows(manifest: &Manifest<'_>) -> Vec<Facts> {
    let names = Names::of(manifest);
    let dash = matches!(manifest, Manifest::Mpd(_));
    let facts = |track| {
        let mut facts = track::facts(track, &names);
        // The numbers of an MPD's groups say where they stand; so that formats
        // compare, a single period is none.
        facts.0.retain(|fact| !dash || fact.name != "group");
        facts.0.retain(|fact| fact.name != "period" || fact.value != 0);
        facts
    };
    manifest.tracks().iter().map(facts).collect()
}

fn without(rows: Vec<Facts>, kept: &[bool]) -> Vec<Facts> {
    rows.into_iter().zip(kept).filter(|(_, kept)| !**kept).map(|(row, _)| row).collect()
}

fn changes(a: &Facts, b: &Facts) -> Vec<Change> {
    let change = |name| {
        let facts = [a.get(name), b.get(name)];
        let mut shown = facts
            .map(|fact| fact.map_or_else(|| "not stated".to_owned(), |fact| fact.shown.clone()));
        let values = facts.map(|fact| fact.map(|fact| fact.value.clone()));
        // What looks the same in rounded units is told exactly.
        let [from, to] = &shown;
        if from == to {
            shown = values
                .each_ref()
                .map(|value| value.as_ref().map_or_else(String::new, Value::to_string));
        }
        Change { name, values, shown }
    };
    differences(a, b).into_iter().map(change).collect()
}

/// What is ordered otherwise, heading by heading.
fn orders(a: &Manifest<'_>, b: &Manifest<'_>, pairs: &[(usize, usize)]) -> Vec<Order> {
    let dash = matches!(a, Manifest::Mpd(_));
    let mut sections: Vec<(&'static str, Vec<(usize, usize)>)> = Vec::new();
    if a.scope() != b.scope() {
        return Vec::new();
    }
    for pair in pairs {
        let Some(track) = a.tracks().get(pair.0) else { continue };
        let heading = track::section(track.kind, dash);
        match sections.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, pairs)) => pairs.push(*pair),
            None => sections.push((heading, vec![*pair])),
        }
    }
    let ids = |pairs: &[(usize, usize)]| {
        let ids = pairs.iter().filter_map(|(left, _)| a.tracks().get(*left));
        ids.map(|track| track.id).collect::<Vec<_>>()
    };
    let order = |(section, mut pairs): (&'static str, Vec<(usize, usize)>)| {
        let from = ids(&pairs);
        pairs.sort_unstable_by_key(|(_, right)| *right);
        let to = ids(&pairs);
        (from != to).then_some(Order { section, ids: [from, to] })
    };
    sections.into_iter().filter_map(order).collect()
}

/// A track in a line, with its id in its own manifest.
fn summary(track: &Facts) -> String {
    let id = track.get("id").map_or("", |fact| &fact.shown);
    let words = TELLING.iter().filter_map(|name| track.get(name));
    let words: Vec<_> = words.map(|fact| plain(&fact.shown)).collect();
    format!("{id}  {}", words.join(" "))
}
