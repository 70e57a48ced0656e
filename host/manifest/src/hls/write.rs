//! Text again.

use super::attributes::attributes;
use super::entry::Entry;
use super::groups::REFERENCES;
use super::multivariant::Multivariant;
use super::settle::Unnamed;
use crate::plan::{Outcome, Plan};
use crate::track::Track;

/// The most bytes that edits can add to a track.
const MOST_ADDED: usize = ",DEFAULT=YES,AUTOSELECT=YES".len();

/// A playlist with edits carried out.
#[derive(Debug)]
pub struct Edited<'m, 't> {
    pub(super) playlist: &'m Multivariant<'t>,
    pub(super) plan: Plan<'m>,
    /// By track.
    pub(super) unnamed: Vec<Unnamed>,
}

impl<'t> Edited<'_, 't> {
    /// The tracks that are left, in their new order, as they are now. They
    /// keep the ids and group numbers that they had.
    pub fn tracks(&self) -> impl Iterator<Item = Track<'t>> + '_ {
        self.plan.holders.iter().filter_map(|id| {
            let (_, track, outcome, unnamed) = self.track(*id)?;
            let [no_audio, no_subtitles, ..] = *unnamed;
            Some(Track {
                is_default: outcome.is_default,
                autoselect: outcome.autoselect,
                audio_group: track.audio_group.filter(|_| !no_audio),
                subtitles_group: track.subtitles_group.filter(|_| !no_subtitles),
                ..track.clone()
            })
        })
    }

    /// The text. Whatever no edit touched is as it was read, byte for byte;
    /// without edits all of it is.
    pub fn write(&self) -> String {
        let text = self.playlist.text;
        let added = MOST_ADDED * self.plan.outcomes.len();
        let mut out = String::with_capacity(text.len() + added);
        let mut copied = 0;
        for (place, id) in self.playlist.entries.iter().zip(&self.plan.holders) {
            out.push_str(slice(text, copied, place.start));
            copied = place.next;
            if let Some((entry, track, outcome, unnamed)) = self.track(*id) {
                let changes = Changes::of(track, outcome, unnamed);
                write_entry(text, entry, &changes, &mut out);
                out.push_str(slice(text, place.end, place.next));
            }
        }
        out.push_str(slice(text, copied, text.len()));
        out
    }

    /// A track, if it is left.
    fn track(&self, id: u32) -> Option<(&Entry, &Track<'t>, &Outcome, &Unnamed)> {
        let index = id as usize;
        let outcome = self.plan.outcomes.get(index).filter(|outcome| outcome.kept)?;
        let entry = self.playlist.entries.get(index)?;
        Some((entry, self.playlist.tracks.get(index)?, outcome, self.unnamed.get(index)?))
    }
}

fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// What changes in an attribute list.
#[derive(Debug, Default, PartialEq, Eq)]
struct Changes {
    default: Option<bool>,
    autoselect: Option<bool>,
    unnamed: Unnamed,
}

impl Changes {
    fn of(track: &Track<'_>, outcome: &Outcome, unnamed: &Unnamed) -> Self {
        let changed = |was, is| (was != is).then_some(is);
        Self {
            default: changed(track.is_default, outcome.is_default),
            autoselect: changed(track.autoselect, outcome.autoselect),
            unnamed: *unnamed,
        }
    }

    /// Whether an attribute goes.
    fn removes(&self, name: &str) -> bool {
        REFERENCES
            .iter()
            .zip(self.unnamed)
            .any(|(reference, unnamed)| unnamed && reference.attribute == name)
    }
}

fn write_entry(text: &str, entry: &Entry, changes: &Changes, out: &mut String) {
    if *changes == Changes::default() {
        out.push_str(slice(text, entry.start, entry.end));
    } else {
        out.push_str(slice(text, entry.start, entry.list));
        write_list(slice(text, entry.list, entry.list_end), changes, out);
        out.push_str(slice(text, entry.list_end, entry.end));
    }
}

fn yes_or_no(value: bool) -> &'static str {
    if value { "YES" } else { "NO" }
}

/// Writes a list with changes. A value is exchanged where it stands; what is
/// missing comes after the last attribute; an attribute that goes takes the
/// comma before it along, or the one after it if it is the first.
fn write_list(list: &str, changes: &Changes, out: &mut String) {
    let mut missing = [("DEFAULT", changes.default), ("AUTOSELECT", changes.autoselect)];
    let mut copied = 0;
    let mut last_end = 0;
    let mut all_gone = true;
    let mut attributes = attributes(list).peekable();
    while let Some(attribute) = attributes.next() {
        if changes.removes(attribute.name) {
            let next = attributes.peek().map_or(attribute.end, |next| next.start);
            let (from, to) =
                if all_gone { (attribute.start, next) } else { (last_end, attribute.end) };
            out.push_str(slice(list, copied, from));
            copied = to;
            last_end = to;
            continue;
        }
        all_gone = false;
        last_end = attribute.end;
        for (name, change) in &mut missing {
            if attribute.name == *name
                && let Some(value) = change.take()
            {
                out.push_str(slice(list, copied, attribute.value_start));
                out.push_str(yes_or_no(value));
                copied = attribute.end;
            }
        }
    }
    out.push_str(slice(list, copied, last_end));
    for (name, change) in missing {
        // Absent is `NO`: RFC 8216 section 4.3.4.1.
        if change == Some(true) {
            for part in [",", name, "=YES"] {
                out.push_str(part);
            }
        }
    }
    out.push_str(slice(list, last_end, list.len()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(list: &str, default: Option<bool>, unnamed: Unnamed) -> String {
        let mut out = String::new();
        let autoselect = default.filter(|value| *value);
        write_list(list, &Changes { default, autoselect, unnamed }, &mut out);
        out
    }

    #[test]
    fn flags_change_where_they_stand() {
        let none = Unnamed::default();
        for (list, default, expected) in [
            (
                "A=1, DEFAULT = NO ,B=\"x,DEFAULT=NO\"",
                true,
                "A=1, DEFAULT = YES ,B=\"x,DEFAULT=NO\",AUTOSELECT=YES",
            ),
            ("DEFAULT=YES,AUTOSELECT=YES", false, "DEFAULT=NO,AUTOSELECT=YES"),
            ("A=\"x\" ", true, "A=\"x\",DEFAULT=YES,AUTOSELECT=YES "),
            ("AUTOSELECT=NO,A=1,", true, "AUTOSELECT=YES,A=1,DEFAULT=YES,"),
            ("A=1", false, "A=1"),
        ] {
            assert_eq!(written(list, Some(default), none), expected, "{list}");
        }
    }

    #[test]
    fn removed_attributes_take_one_comma() {
        let all = [true; 4];
        for (list, expected) in [
            ("AUDIO=\"a\",BANDWIDTH=1", "BANDWIDTH=1"),
            ("AUDIO=\"a\", VIDEO=\"a\", B=1", "B=1"),
            ("B=1, AUDIO=\"a,b\", C=2", "B=1, C=2"),
            ("B=1,AUDIO=\"a\",SUBTITLES=\"s\"", "B=1"),
            ("B=1,AUDIO=\"a\",C=2,CLOSED-CAPTIONS=\"c\" ", "B=1,C=2 "),
            ("AUDIO=\"a\"", ""),
        ] {
            assert_eq!(written(list, None, all), expected, "{list}");
        }
        assert_eq!(
            written("AUDIO=\"a\",VIDEO=\"b\"", None, [true, false, false, false]),
            "VIDEO=\"b\""
        );
    }
}
