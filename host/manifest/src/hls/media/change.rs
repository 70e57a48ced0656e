//! A change as patches of the text.

use super::carry::Carried;
use super::edits::{Added, Folded};
use super::insert;
use super::lists::without;
use super::numbers::integer;
use super::playlist::MediaPlaylist;
use super::rebase::Rebase;
use super::tag::MediaTag;
use super::trim::cut;
use super::write::{EditedMedia, Shown};
use crate::error::Rule;
use crate::hls::multivariant::MAX_BYTES;

/// What takes the place of a span of the text. A span starts where a line does
/// and ends where a line's text or the line itself does.
#[derive(Debug)]
pub(super) struct Patch {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) text: String,
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
    };
    making.trim_and_number(&folded, base.as_ref())?;
    making.start(folded.start);
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
    Ok(EditedMedia { playlist, patches, base, shown, most_added: most })
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
}

impl Making<'_, '_> {
    fn trim_and_number(
        &mut self,
        folded: &Folded<'_>,
        base: Option<&Rebase<'_, '_>>,
    ) -> Result<(), Broken> {
        let playlist = self.playlist;
        let head = &playlist.head;
        let slate = folded.slate.is_some();
        let cut = folded.trim.and_then(|(window, _)| cut(playlist, window));
        let trim = folded.trim.map(|(_, edit)| edit);
        let unreadable = |kinds| (trim.filter(|_| !slate), Rule::NotHere { edit: "trim", kinds });
        let mut removed = 0;
        let mut discontinuities = 0;
        if let Some(cut) = cut {
            let carried = Carried::new(playlist, cut);
            let (lines, exchanged) = carried.lines(!slate, base, self.ending);
            for (from, to) in carried.gone() {
                self.patches.push(Patch { from, to, text: String::new() });
            }
            if !lines.is_empty() {
                self.patches.push(Patch { from: cut.end, to: cut.end, text: lines });
            }
            for (from, to, text) in exchanged {
                self.patches.push(Patch { from, to, text });
            }
            removed = cut.segments;
            discontinuities = carried.discontinuities();
        }
        if cut.is_none() && !slate {
            return Ok(());
        }
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
        self.strip_control(if slate { &DELTA_AND_PARTS } else { &DELTA });
        Ok(())
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

    fn exchange(&mut self, start: u32, text: String) {
        if let Some(line) = self.playlist.line(start as usize) {
            self.patches.push(Patch { from: line.start, to: line.end(), text });
        }
    }

    fn remove(&mut self, start: u32) {
        if let Some(line) = self.playlist.line(start as usize) {
            self.patches.push(Patch { from: line.start, to: line.next, text: String::new() });
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
            let before = self.playlist.text.get(..body).unwrap_or_default();
            match before.as_bytes().last() {
                Some(b'\n') => {}
                // A last line may have half its end.
                Some(b'\r') => self.inserted.insert(0, '\n'),
                _ => self.inserted.insert_str(0, self.ending),
            }
            self.patches.push(Patch { from: body, to: body, text: self.inserted });
        }
        self.patches.sort_by_key(|patch| (patch.from, patch.to));
        self.patches
    }
}
