//! A change as patches of the text.

use std::ops::Range;

use super::carry::{Carried, gone};
use super::clip::{clip, first_date};
use super::edits::{Added, Folded};
use super::insert;
use super::lists::without;
use super::numbers::integer;
use super::playlist::{MediaPlaylist, push};
use super::rebase::Rebase;
use super::tag::MediaTag;
use super::trim::cut;
use super::write::{EditedMedia, Shown};
use crate::error::Rule;
use crate::hls::classify::{Kind, first_kind};
use crate::hls::multivariant::MAX_BYTES;

/// What takes the place of a span of the text. A span starts where a line does
/// and ends where a line's text or the line itself does.
#[derive(Debug)]
pub(super) struct Patch {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) text: Box<str>,
}

/// What lets players ask for delta updates, rfc8216bis section 4.4.3.8.
const DELTA: [&str; 2] = ["CAN-SKIP-UNTIL", "CAN-SKIP-DATERANGES"];

/// And what is about parts.
const DELTA_AND_PARTS: [&str; 3] = ["CAN-SKIP-UNTIL", "CAN-SKIP-DATERANGES", "PART-HOLD-BACK"];

/// An edit, if it is known, and the rule that it broke.
type Broken = (Option<usize>, Rule);

/// Makes the change.
pub(super) fn change<'m, 't>(
    playlist: &'m MediaPlaylist<'t>,
    mut folded: Folded<'m>,
) -> Result<EditedMedia<'m, 't>, Broken> {
    let base = folded.base.take().map(|base| Rebase::new(base, playlist));
    let mut making = Making {
        playlist,
        ending: ending(playlist.text),
        patches: Vec::new(),
        inserted: String::new(),
        kept: 0..playlist.text.len(),
    };
    making.cut_and_number(&folded, base.as_ref())?;
    if folded.cues_stripped {
        making.strip_cues();
    }
    making.start(folded.start);
    folded.removed.sort_unstable();
    folded.removed.dedup();
    for start in &folded.removed {
        making.remove(*start);
    }
    for added in folded.added.iter().flatten() {
        making.insert(&Added::tag(added));
    }
    let shown = folded.slate.map(Shown);
    let patches = making.finish();
    let per_uri = base.as_ref().map_or(0, Rebase::len).max(shown.as_ref().map_or(0, Shown::len));
    let added: usize = patches.iter().map(|patch| patch.text.len()).sum();
    let most = (playlist.uris as usize).saturating_mul(per_uri).saturating_add(added);
    // The text alone may be as long as that, whatever was taken from it.
    if most > 0 && playlist.text.len().saturating_add(most) > MAX_BYTES {
        return Err((None, Rule::TooLong { most: MAX_BYTES }));
    }
    let changed = shown.is_some() || !patches.is_empty();
    let edited = EditedMedia { playlist, patches, base, shown, most_added: most };
    // No edit takes `EXT-X-TARGETDURATION`, which nearly all have.
    if changed
        && playlist.head.target_duration.is_none()
        && first_kind(&edited.write()) != Some(Kind::Media)
    {
        return Err((None, Rule::KindLost));
    }
    Ok(edited)
}

/// How the lines of a text end.
fn ending(text: &str) -> &'static str {
    match memchr::memchr(b'\n', text.as_bytes()) {
        Some(at) if text.get(..at).is_some_and(|line| line.ends_with('\r')) => "\r\n",
        _ => "\n",
    }
}

struct Making<'m, 't> {
    playlist: &'m MediaPlaylist<'t>,
    ending: &'static str,
    patches: Vec<Patch>,
    /// Lines that come before all segments.
    inserted: String,
    /// Where the segments are that stay.
    kept: Range<usize>,
}

impl Making<'_, '_> {
    fn cut_and_number(
        &mut self,
        folded: &Folded<'_>,
        base: Option<&Rebase<'_, '_>>,
    ) -> Result<(), Broken> {
        let playlist = self.playlist;
        let head = &playlist.head;
        let slate = folded.slate.is_some();
        let trimmed = folded
            .trim
            .and_then(|(window, edit)| cut(playlist, window).map(|cut| (cut, "trim", Some(edit))));
        let (mut clipped, mut end) = (None, None);
        if let Some((start, last, edit)) = folded.clip {
            let clip = clip(playlist, start, last).map_err(|rule| (Some(edit), rule))?;
            clipped = clip.front.map(|cut| (cut, "clip", Some(edit)));
            end = clip.end;
        }
        let front = [clipped, trimmed].into_iter().flatten().max_by_key(|(cut, ..)| cut.segments);
        let (front, name, edit) =
            front.map_or((None, "replace", None), |(front, name, edit)| (Some(front), name, edit));
        if front.is_none() && end.is_none() && !slate {
            return Ok(());
        }
        let removed = front.map_or(0, |front| front.segments);
        if end.is_some_and(|end| end.segments <= removed) {
            return Err((edit, Rule::NothingLeft));
        }
        self.kept =
            front.map_or(0, |front| front.end)..end.map_or(playlist.text.len(), |end| end.at);
        let mut discontinuities = 0;
        let date =
            first_date(playlist, front, end).map(|date| format!("#EXT-X-PROGRAM-DATE-TIME:{date}"));
        if let Some(front) = front {
            let carried = Carried::new(playlist, front);
            let (mut lines, exchanged) = if slate {
                Default::default()
            } else {
                carried.lines(end.is_none(), base, self.ending)
            };
            for (from, to, text) in exchanged {
                self.patch(from, to, text);
            }
            for part in date.iter().flat_map(|date| [date, self.ending]) {
                lines.push_str(part);
            }
            if !lines.is_empty() {
                self.patch(front.end, front.end, lines);
            }
            for (from, to) in gone(playlist, playlist.body, front.end) {
                self.patch(from, to, String::new());
            }
            discontinuities = carried.discontinuities();
        } else if let Some(date) = date {
            self.insert(&date);
        }
        if let Some(end) = end {
            self.end(end.at);
        }
        self.strip_control(if slate || end.is_some() { &DELTA_AND_PARTS } else { &DELTA });
        if front.is_none() && !slate {
            return Ok(());
        }
        let unreadable = |kinds| (edit, Rule::NotHere { edit: name, kinds });
        let sequence = self
            .number(head.media_sequence)
            .ok_or_else(|| unreadable("playlists whose EXT-X-MEDIA-SEQUENCE is a number"))?;
        let sequence = sequence.saturating_add(removed);
        if removed > 0 {
            self.set_number(head.media_sequence, MediaTag::MediaSequence, sequence);
        }
        if slate {
            self.set_number(head.discontinuity_sequence, MediaTag::DiscontinuitySequence, sequence);
        } else if discontinuities > 0 {
            let before = self.number(head.discontinuity_sequence).ok_or_else(|| {
                unreadable("playlists whose EXT-X-DISCONTINUITY-SEQUENCE is a number")
            })?;
            self.set_number(
                head.discontinuity_sequence,
                MediaTag::DiscontinuitySequence,
                before.saturating_add(discontinuities),
            );
        }
        Ok(())
    }

    /// Ends the playlist after a segment's URI. What has ended promises nothing:
    /// no parts, hints or reports.
    fn end(&mut self, at: usize) {
        let playlist = self.playlist;
        if !playlist.head.end_list {
            let text = format!("{}#EXT-X-ENDLIST{}", self.due(at), self.ending);
            self.patch(at, at, text);
        }
        for (from, to) in gone(playlist, at, playlist.text.len()) {
            self.patch(from, to, String::new());
        }
        for mark in playlist.marks.iter().filter(|mark| mark.tag.is_of_live()) {
            if !mark.tag.is_of_segments() || self.kept.contains(&(mark.start as usize)) {
                self.remove(mark.start);
            }
        }
    }

    /// Removes the markers of advertising that are not gone with segments.
    fn strip_cues(&mut self) {
        for mark in self.playlist.marks.iter().filter(|mark| mark.tag.is_cue()) {
            if self.kept.contains(&(mark.start as usize)) {
                self.remove(mark.start);
            }
        }
    }

    /// What the end of the line before a place lacks.
    fn due(&self, at: usize) -> &'static str {
        match self.playlist.text.as_bytes().get(..at).and_then(<[u8]>::last) {
            Some(b'\n') => "",
            // A last line may have half its end.
            Some(b'\r') => "\n",
            _ => self.ending,
        }
    }

    /// A number that a tag states, 0 if there is no such tag.
    fn number(&self, start: Option<u32>) -> Option<u64> {
        start.map_or(Some(0), |start| integer(self.playlist.value(Some(start))?))
    }

    fn set_number(&mut self, start: Option<u32>, tag: MediaTag, number: u64) {
        let name = match tag {
            MediaTag::MediaSequence => "#EXT-X-MEDIA-SEQUENCE:",
            _ => "#EXT-X-DISCONTINUITY-SEQUENCE:",
        };
        if self.number(start) == Some(number) {
            return;
        }
        let text = format!("{name}{number}");
        match start {
            Some(start) => self.exchange(start, text),
            None => self.insert(&text),
        }
    }

    fn strip_control(&mut self, names: &[&str]) {
        let Some(start) = self.playlist.head.server_control else { return };
        let list = self.playlist.value(Some(start)).unwrap_or_default();
        match without(list, names) {
            Some(list) if list.is_empty() => self.remove(start),
            Some(list) => self.exchange(start, format!("#EXT-X-SERVER-CONTROL:{list}")),
            None => {}
        }
    }

    /// The first tag is exchanged, others go.
    fn start(&mut self, start: Option<(i64, bool)>) {
        let Some((offset, precise)) = start else { return };
        let text = insert::start(offset, precise);
        let mut marks = self.playlist.marks.iter().filter(|mark| mark.tag == MediaTag::Start);
        match marks.next() {
            Some(mark) => self.exchange(mark.start, text),
            None => self.insert(&text),
        }
        for mark in marks {
            self.remove(mark.start);
        }
    }

    fn patch(&mut self, from: usize, to: usize, text: String) {
        // The length of a text is below `MAX_BYTES`.
        let narrow = |at| u32::try_from(at).unwrap_or(u32::MAX);
        // Where lines may come in, one patch must not go over it.
        let between = from == self.playlist.body || from == self.kept.start;
        let (from, to) = (narrow(from), narrow(to));
        match self.patches.last_mut() {
            Some(last)
                if text.is_empty() && last.text.is_empty() && last.to == from && !between =>
            {
                last.to = to;
            }
            _ => push(&mut self.patches, Patch { from, to, text: text.into() }),
        }
    }

    fn exchange(&mut self, start: u32, text: String) {
        if let Some(line) = self.playlist.line(start as usize) {
            self.patch(line.start, line.end(), text);
        }
    }

    fn remove(&mut self, start: u32) {
        if let Some(line) = self.playlist.line(start as usize) {
            self.patch(line.start, line.next, String::new());
        }
    }

    fn insert(&mut self, tag: &str) {
        self.inserted.push_str(tag);
        self.inserted.push_str(self.ending);
    }

    /// All patches in the order of the text.
    fn finish(mut self) -> Vec<Patch> {
        let body = self.playlist.body;
        if !self.inserted.is_empty() {
            let inserted = format!("{}{}", self.due(body), self.inserted);
            self.patch(body, body, inserted);
        }
        self.patches.sort_unstable_by_key(|patch| (patch.from, patch.to));
        self.patches
    }
}
