//! What the first segment of a shorter window needs of those before it.

use std::collections::BTreeSet;

use super::lists::value;
use super::numbers::byte_range;
use super::playlist::{Mark, MediaPlaylist};
use super::rebase::{Rebase, push_tag};
use super::tag::{Held, MediaTag, held};
use super::trim::Cut;
use crate::hls::attributes::attributes;
use crate::hls::lines::{Line, lines_from};

/// What is known after some segments.
#[derive(Debug)]
pub(super) struct Carried<'p, 't> {
    playlist: &'p MediaPlaylist<'t>,
    cut: Cut,
    /// The tags before and among them.
    marks: &'p [Mark],
}

impl<'p, 't> Carried<'p, 't> {
    /// What is known after the segments that go.
    pub(super) fn new(playlist: &'p MediaPlaylist<'t>, cut: Cut) -> Self {
        let marks = playlist.marks.get(..playlist.mark_at(cut.end)).unwrap_or_default();
        Self { playlist, cut, marks }
    }

    /// `EXT-X-DISCONTINUITY` among them.
    pub(super) fn discontinuities(&self) -> u64 {
        self.marks.iter().filter(|mark| mark.tag == MediaTag::Discontinuity).count() as u64
    }

    /// The last tag of a kind.
    fn last(&self, tag: MediaTag) -> Option<&'p Mark> {
        self.marks.iter().rev().find(|mark| mark.tag == tag)
    }

    fn value(&self, mark: &Mark) -> &'t str {
        self.playlist.value(Some(mark.start)).unwrap_or_default()
    }

    /// Where the last segment's sub-range ended. What says where it starts
    /// is looked for backwards, and read from there on. Of several tags before
    /// one segment the last one counts.
    fn range_end(&self) -> Option<u64> {
        let mut ranges = self.marks.iter().rev().filter(|mark| mark.tag == MediaTag::ByteRange);
        let mut next = self.cut.end;
        let counts = |mark: &&Mark| {
            let start = mark.start as usize;
            let until = std::mem::replace(&mut next, start);
            let mut lines = lines_from(self.playlist.text, start);
            self.value(mark).contains('@')
                && lines
                    .by_ref()
                    .take_while(|line| line.start < until)
                    .any(|line| matches!(held(&line), Held::Uri))
        };
        let from = ranges.find(counts)?.start as usize;
        let (mut before, mut range) = (None, None);
        let lines = lines_from(self.playlist.text, from);
        for line in lines.take_while(|line| line.start < self.cut.end) {
            match held(&line) {
                Held::Tag(MediaTag::ByteRange, value) => range = byte_range(value),
                Held::Uri => before = end(range.take(), before),
                _ => {}
            }
        }
        before
    }

    /// The first part that stays if its sub-range starts at the end of the
    /// one before: its line, its list and the length.
    fn next_part(&self) -> Option<(Line<'t>, &'t str, u64)> {
        let marks = self.playlist.marks.get(self.marks.len()..)?;
        let mark = marks.iter().find(|mark| mark.tag == MediaTag::Part)?;
        let line = self.playlist.line(mark.start as usize)?;
        let Held::Tag(_, list) = held(&line) else { return None };
        match value(list, "BYTERANGE").and_then(byte_range)? {
            (length, None) => Some((line, list, length)),
            _ => None,
        }
    }

    /// Where the last part's sub-range ended, likewise.
    fn part_end(&self) -> Option<u64> {
        let parts = || self.marks.iter().filter(|mark| mark.tag == MediaTag::Part);
        let range = |mark: &Mark| value(self.value(mark), "BYTERANGE").and_then(byte_range);
        let states_start = |mark: &&Mark| range(mark).is_none_or(|(_, start)| start.is_some());
        let from = parts().rev().find(states_start)?.start;
        parts()
            .skip_while(|mark| mark.start < from)
            .fold(None, |before, mark| end(range(mark), before))
    }
}

/// Where a sub-range ends that starts, unless it says where, at the end of
/// the one before.
fn end(range: Option<(u64, Option<u64>)>, before: Option<u64>) -> Option<u64> {
    let (length, start) = range?;
    start.or(before)?.checked_add(length)
}

/// What the first segment that stays says itself.
#[derive(Debug, Default)]
struct Own<'t> {
    map: bool,
    bitrate: bool,
    /// Its sub-range if that starts at the end of the one before.
    range: Option<(Line<'t>, u64)>,
}

fn own<'t>(playlist: &MediaPlaylist<'t>, cut: Cut) -> Own<'t> {
    let mut own = Own::default();
    for line in lines_from(playlist.text, cut.end) {
        match held(&line) {
            Held::Uri => break,
            Held::Tag(MediaTag::Map, _) => own.map = true,
            Held::Tag(MediaTag::Bitrate, _) => own.bitrate = true,
            Held::Tag(MediaTag::ByteRange, value) => {
                own.range = match byte_range(value) {
                    Some((length, None)) => Some((line, length)),
                    _ => None,
                };
            }
            _ => {}
        }
    }
    own
}

/// Spans of lines that go where segments do, but for tags that are about none.
pub(super) fn gone(playlist: &MediaPlaylist<'_>, from: usize, to: usize) -> Vec<(usize, usize)> {
    let mut gone = Vec::new();
    let (mut from, first) = (from, playlist.mark_at(from));
    let marks = playlist.marks.get(first..playlist.mark_at(to)).unwrap_or_default();
    for mark in marks.iter().filter(|mark| !mark.tag.is_of_segments()) {
        let Some(line) = playlist.line(mark.start as usize) else { continue };
        gone.push((from, line.start));
        from = line.next;
    }
    gone.push((from, to));
    gone.retain(|(from, to)| from < to);
    gone
}

/// What takes the place of a line, which stays where it is.
pub(super) type Exchanged = (usize, usize, String);

impl Carried<'_, '_> {
    /// The lines to come before the first segment that stays, each with an
    /// end, and those of its own that must say more, without its date.
    /// Without `parts`, these go.
    pub(super) fn lines(
        &self,
        parts: bool,
        base: Option<&Rebase<'_, '_>>,
        ending: &str,
    ) -> (String, Vec<Exchanged>) {
        let own = own(self.playlist, self.cut);
        let mut out = String::new();
        let mut exchanged = Vec::new();
        let carried = |tag, own: bool| self.last(tag).filter(|_| !own);
        let map = carried(MediaTag::Map, own.map);
        let bitrate = carried(MediaTag::Bitrate, own.bitrate);
        for mark in self.keys_and_map(map).into_iter().chain(bitrate) {
            if let Some(line) = self.playlist.line(mark.start as usize)
                && let Held::Tag(tag, list) = held(&line)
            {
                push_tag(base, tag, list, &line, &mut out);
                out.push_str(ending);
            }
        }
        if let Some((line, length)) = own.range
            && let Some(start) = self.range_end()
        {
            let text = format!("#EXT-X-BYTERANGE:{length}@{start}");
            exchanged.push((line.start, line.end(), text));
        }
        if parts
            && let Some((line, list, length)) = self.next_part()
            && let Some(start) = self.part_end()
        {
            let text = with_start(&line, list, length, start, base);
            exchanged.push((line.start, line.end(), text));
        }
        (out, exchanged)
    }

    /// The tags of the keys in force and of the map. A map is encrypted with
    /// the keys before it, so those come first (RFC 8216 section 4.3.2.5).
    fn keys_and_map<'m>(&'m self, map: Option<&'m Mark>) -> Vec<&'m Mark> {
        let now = self.in_force(u32::MAX);
        let Some(map) = map else { return now };
        let mut marks = self.in_force(map.start);
        let had: BTreeSet<u32> = marks.iter().map(|key| key.start).collect();
        marks.push(map);
        marks.extend(now.into_iter().filter(|key| !had.contains(&key.start)));
        marks
    }

    /// The keys before a place that no later one replaced, in order: a key
    /// replaces those of its `KEYFORMAT`, and `METHOD=NONE` all (RFC 8216
    /// section 4.3.2.4).
    fn in_force(&self, before: u32) -> Vec<&Mark> {
        let mut formats = BTreeSet::new();
        let mut found = Vec::new();
        let keys = self.marks.iter().filter(|mark| mark.tag == MediaTag::Key);
        for mark in keys.rev().skip_while(|mark| mark.start >= before) {
            let list = self.value(mark);
            if value(list, "METHOD") == Some("NONE") {
                found.push(mark);
                break;
            }
            if formats.insert(value(list, "KEYFORMAT").unwrap_or("identity")) {
                found.push(mark);
            }
        }
        found.reverse();
        found
    }
}

/// The line of a part whose sub-range says where it starts.
fn with_start(
    line: &Line<'_>,
    list: &str,
    length: u64,
    start: u64,
    base: Option<&Rebase<'_, '_>>,
) -> String {
    let list_start = line.text.len() - list.len();
    let range = attributes(list).filter(|attribute| attribute.name == "BYTERANGE").last();
    let (from, to) = range.map_or((list.len(), list.len()), |range| (range.value_start, range.end));
    let mut text = line.text.get(..list_start + from).unwrap_or_default().to_owned();
    text.push_str(&format!("\"{length}@{start}\""));
    text.push_str(list.get(to..).unwrap_or_default());
    let Some(base) = base else { return text };
    let mut based = String::with_capacity(text.len() + base.len());
    base.push_tag(MediaTag::Part, text.get(list_start..).unwrap_or_default(), &text, &mut based);
    based
}
