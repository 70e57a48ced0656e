//! Text again.

use std::borrow::Cow;

use super::change::Patch;
use super::playlist::MediaPlaylist;
use super::rebase::{Rebase, push_tag};
use super::tag::{Held, MediaTag, Quick, held, quick};
use crate::hls::lines::{Line, lines, lines_from};

/// A media playlist with edits carried out.
#[derive(Debug)]
pub struct EditedMedia<'m, 't> {
    pub(super) playlist: &'m MediaPlaylist<'t>,
    /// In the order of the text; none overlaps another.
    pub(super) patches: Vec<Patch>,
    pub(super) base: Option<Rebase<'m, 't>>,
    pub(super) shown: Option<Shown<'m>>,
    /// The most bytes that the text can grow by.
    pub(super) most_added: usize,
}

/// The URI of what is shown instead of every segment.
#[derive(Debug)]
pub(super) struct Shown<'m>(pub(super) Cow<'m, str>);

const DISCONTINUITY: &str = "#EXT-X-DISCONTINUITY";

impl Shown<'_> {
    /// The most bytes that it adds to a segment.
    pub(super) fn len(&self) -> usize {
        self.0.len() + DISCONTINUITY.len() + "\r\n".len()
    }
}

impl EditedMedia<'_, '_> {
    /// The text. Whatever no edit touched is as it was read, byte for byte;
    /// without edits all of it is.
    pub fn write(&self) -> String {
        let text = self.playlist.text;
        let mut out = String::with_capacity(text.len() + self.most_added);
        let mut segments = Segments { edited: self, begun: false, count: 0 };
        // A byte order mark is part of no line.
        let mut copied = lines(text).next().map_or(0, |line| line.start);
        out.push_str(text.get(..copied).unwrap_or_default());
        for patch in &self.patches {
            segments.copy(copied, patch.from as usize, &mut out);
            out.push_str(&patch.text);
            copied = patch.to as usize;
        }
        segments.copy(copied, text.len(), &mut out);
        out
    }
}

/// Copies what no patch covers.
struct Segments<'m, 't> {
    edited: &'m EditedMedia<'m, 't>,
    /// Whether the segment's `EXTINF` was seen.
    begun: bool,
    /// Segments before.
    count: usize,
}

impl Segments<'_, '_> {
    fn copy(&mut self, from: usize, to: usize, out: &mut String) {
        let edited = self.edited;
        let span = edited.playlist.text.get(from..to).unwrap_or_default();
        match (&edited.shown, &edited.base) {
            (Some(shown), _) => {
                for line in lines_from(span, 0) {
                    let end = span.get(line.end()..line.next).unwrap_or_default();
                    self.show(shown, &line, end, out);
                }
            }
            (None, Some(base)) => rebase(span, base, out),
            (None, None) => out.push_str(span),
        }
    }

    /// Writes a line where every segment is the same. A segment of the same
    /// timestamps again is discontinuous with the one before (RFC 8216 section
    /// 4.3.2.3).
    fn show(&mut self, shown: &Shown<'_>, line: &Line<'_>, end: &str, out: &mut String) {
        match held(line) {
            Held::Uri => {
                if !self.begun {
                    self.part(end, out);
                }
                self.begun = false;
                self.count += 1;
                out.push_str(&shown.0);
            }
            Held::Tag(MediaTag::Inf, _) => {
                if !self.begun {
                    self.part(end, out);
                }
                self.begun = true;
                out.push_str(line.text);
            }
            Held::Tag(
                MediaTag::Bitrate
                | MediaTag::ByteRange
                | MediaTag::Discontinuity
                | MediaTag::Gap
                | MediaTag::Key
                | MediaTag::Map
                | MediaTag::Part
                | MediaTag::PartInf
                | MediaTag::Prefetch
                | MediaTag::PreloadHint
                | MediaTag::RenditionReport,
                _,
            ) => return,
            Held::Tag(tag, list) => {
                push_tag(self.edited.base.as_ref(), tag, list, line, out);
            }
            Held::Other => out.push_str(line.text),
        }
        out.push_str(end);
    }

    /// Parts a segment from the one before.
    fn part(&self, end: &str, out: &mut String) {
        if self.count > 0 {
            out.push_str(DISCONTINUITY);
            // A last line may have half its end, or none.
            out.push_str(if end.ends_with('\n') { end } else { "\n" });
        }
    }
}

/// Copies lines with a base before their relative URIs.
fn rebase(span: &str, base: &Rebase<'_, '_>, out: &mut String) {
    let mut copied = 0;
    for line in lines_from(span, 0) {
        match quick(line.text.as_bytes()) {
            Quick::Inf(_) => continue,
            Quick::Uri => {
                let before = base.before(line.text);
                if !before.is_empty() {
                    out.push_str(span.get(copied..line.start).unwrap_or_default());
                    out.push_str(before);
                    copied = line.start;
                }
                continue;
            }
            Quick::Other => {}
        }
        let held = held(&line);
        if let Held::Uri | Held::Tag(..) = held {
            out.push_str(span.get(copied..line.start).unwrap_or_default());
            copied = line.end();
        }
        match held {
            Held::Uri => base.push_uri(line.text, out),
            Held::Tag(tag, list) => push_tag(Some(base), tag, list, &line, out),
            Held::Other => {}
        }
    }
    out.push_str(span.get(copied..).unwrap_or_default());
}
