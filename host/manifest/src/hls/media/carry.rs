//! What the first segment of a shorter window needs of those before it.

use std::collections::BTreeSet;

use super::dates::Date;
use super::lists::value;
use super::numbers::{byte_range, extinf};
use super::playlist::MediaPlaylist;
use super::rebase::{Base, push_tag};
use super::tag::{Held, MediaTag, held};
use super::trim::Cut;
use crate::hls::attributes::attributes;
use crate::hls::lines::{Line, lines_from};

/// What is known after some segments.
#[derive(Debug, Default)]
pub(super) struct Carried<'t> {
    /// The lines of keys, in order.
    keys: Vec<usize>,
    /// The line of the last map.
    map: Option<usize>,
    /// The line of the last bit rate.
    bitrate: Option<usize>,
    /// The last date, and microseconds of segments since.
    date: Option<(&'t str, u64)>,
    /// `EXT-X-DISCONTINUITY` among them.
    pub(super) discontinuities: u64,
    /// Where the last segment's sub-range ended.
    range_end: Option<u64>,
    /// Where the last part's sub-range ended.
    part_end: Option<u64>,
    /// Spans of lines that go.
    pub(super) gone: Vec<(usize, usize)>,
}

/// Reads the segments that go.
pub(super) fn read<'t>(playlist: &MediaPlaylist<'t>, cut: Cut) -> Carried<'t> {
    let mut carried = Carried::default();
    let mut next = 0_u64;
    let mut range = None;
    let lines = lines_from(playlist.text, playlist.body);
    for line in lines.take_while(|line| line.start < cut.end) {
        let mut goes = true;
        match held(&line) {
            Held::Uri => {
                let duration = std::mem::take(&mut next);
                if let Some((_, since)) = &mut carried.date {
                    *since = duration.saturating_add(*since);
                }
                carried.range_end = end(range.take(), carried.range_end);
            }
            Held::Tag(MediaTag::Inf, value) => next = extinf(value.as_bytes()).unwrap_or(0),
            Held::Tag(MediaTag::ByteRange, value) => range = byte_range(value),
            Held::Tag(MediaTag::Key, _) => carried.keys.push(line.start),
            Held::Tag(MediaTag::Map, _) => carried.map = Some(line.start),
            Held::Tag(MediaTag::Bitrate, _) => carried.bitrate = Some(line.start),
            Held::Tag(MediaTag::ProgramDateTime, value) => carried.date = Some((value, 0)),
            Held::Tag(MediaTag::Discontinuity, _) => carried.discontinuities += 1,
            Held::Tag(MediaTag::Part, list) => {
                let range = value(list, "BYTERANGE").and_then(byte_range);
                carried.part_end = end(range, carried.part_end);
            }
            Held::Tag(tag, _) => goes = tag.is_of_segments(),
            Held::Other => {}
        }
        if goes {
            match carried.gone.last_mut() {
                Some((_, end)) if *end == line.start => *end = line.next,
                _ => carried.gone.push((line.start, line.next)),
            }
        }
    }
    carried
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
    date: bool,
    /// Its sub-range if that starts at the end of the one before.
    range: Option<(Line<'t>, u64)>,
    /// Likewise of its first part: its line, its list and its length.
    part: Option<(Line<'t>, &'t str, u64)>,
}

fn own<'t>(playlist: &MediaPlaylist<'t>, cut: Cut) -> Own<'t> {
    let mut own = Own::default();
    let mut parts = 0;
    for line in lines_from(playlist.text, cut.end) {
        match held(&line) {
            Held::Uri => break,
            Held::Tag(MediaTag::Map, _) => own.map = true,
            Held::Tag(MediaTag::Bitrate, _) => own.bitrate = true,
            Held::Tag(MediaTag::ProgramDateTime, _) => own.date = true,
            Held::Tag(MediaTag::ByteRange, value) => {
                own.range = match byte_range(value) {
                    Some((length, None)) => Some((line, length)),
                    _ => None,
                };
            }
            Held::Tag(MediaTag::Part, list) => {
                parts += 1;
                let range = value(list, "BYTERANGE").and_then(byte_range);
                if let (1, Some((length, None))) = (parts, range) {
                    own.part = Some((line, list, length));
                }
            }
            _ => {}
        }
    }
    own
}

/// What takes the place of a line, which stays where it is.
pub(super) type Exchanged = (usize, usize, String);

impl Carried<'_> {
    /// The lines to come before the first segment that stays, each with an
    /// end, and those of its own that must say more. Without `media` (the
    /// segments become slates) only its date.
    pub(super) fn lines(
        &self,
        playlist: &MediaPlaylist<'_>,
        cut: Cut,
        media: bool,
        base: Option<&Base<'_, '_>>,
        ending: &str,
    ) -> (String, Vec<Exchanged>) {
        let own = own(playlist, cut);
        let mut out = String::new();
        let mut exchanged = Vec::new();
        if media {
            let map = self.map.filter(|_| !own.map);
            let bitrate = self.bitrate.filter(|_| !own.bitrate);
            for start in self.keys_and_map(playlist, map).into_iter().chain(bitrate) {
                if let Some(line) = playlist.line(start)
                    && let Held::Tag(tag, list) = held(&line)
                {
                    push_tag(base, tag, list, &line, &mut out);
                    out.push_str(ending);
                }
            }
            if let (Some((line, length)), Some(start)) = (own.range, self.range_end) {
                let text = format!("#EXT-X-BYTERANGE:{length}@{start}");
                exchanged.push((line.start, line.end(), text));
            }
            if let (Some((line, list, length)), Some(start)) = (own.part, self.part_end) {
                let text = with_start(&line, list, length, start, base);
                exchanged.push((line.start, line.end(), text));
            }
        }
        if let Some((date, since)) = self.date.filter(|_| !own.date)
            && let Some(date) = Date::read(date).and_then(|date| date.later(since))
        {
            for part in ["#EXT-X-PROGRAM-DATE-TIME:", &date, ending] {
                out.push_str(part);
            }
        }
        (out, exchanged)
    }

    /// The lines of the keys in force and of the map. A map is encrypted with
    /// the keys before it, so those come first (RFC 8216 section 4.3.2.5).
    fn keys_and_map(&self, playlist: &MediaPlaylist<'_>, map: Option<usize>) -> Vec<usize> {
        let now = in_force(playlist, &self.keys);
        let Some(map) = map else { return now };
        let before = self.keys.partition_point(|key| *key < map);
        let mut lines = in_force(playlist, self.keys.get(..before).unwrap_or_default());
        let since: Vec<_> =
            now.into_iter().filter(|key| lines.binary_search(key).is_err()).collect();
        lines.push(map);
        lines.extend(since);
        lines
    }
}

/// Those of some keys, in order, that no later one replaced: a key replaces
/// those of its `KEYFORMAT`, and `METHOD=NONE` all (RFC 8216 section 4.3.2.4).
fn in_force(playlist: &MediaPlaylist<'_>, keys: &[usize]) -> Vec<usize> {
    let mut formats = BTreeSet::new();
    let mut found = Vec::new();
    for &key in keys.iter().rev() {
        let list = u32::try_from(key).ok().and_then(|key| playlist.value(Some(key)));
        let list = list.unwrap_or_default();
        if value(list, "METHOD") == Some("NONE") {
            found.push(key);
            break;
        }
        if formats.insert(value(list, "KEYFORMAT").unwrap_or("identity")) {
            found.push(key);
        }
    }
    found.reverse();
    found
}

/// The line of a part whose sub-range says where it starts.
fn with_start(
    line: &Line<'_>,
    list: &str,
    length: u64,
    start: u64,
    base: Option<&Base<'_, '_>>,
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
