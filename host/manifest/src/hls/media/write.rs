//! Text again.

use super::change::Patch;
use super::playlist::MediaPlaylist;
use super::rebase::Base;
use super::tag::{Held, MediaTag, held};
use crate::hls::lines::{Line, lines_from};

/// A media playlist with edits carried out.
#[derive(Debug)]
pub struct EditedMedia<'m, 't> {
    pub(super) playlist: &'m MediaPlaylist<'t>,
    /// In the order of the text; none overlaps another.
    pub(super) patches: Vec<Patch>,
    pub(super) base: Option<Base<'m, 't>>,
    pub(super) shown: Option<Shown<'m>>,
    /// The most bytes that the text can grow by.
    pub(super) most_added: usize,
}

/// What is shown instead of every segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'m> {
    /// What comes before its URI.
    pub(super) before: &'m str,
    pub(super) uri: &'m str,
}

const DISCONTINUITY: &str = "#EXT-X-DISCONTINUITY";

impl Shown<'_> {
    /// The most bytes that it adds to a segment.
    pub(super) fn len(&self) -> usize {
        self.before.len() + self.uri.len() + DISCONTINUITY.len() + "\r\n".len()
    }
}

impl EditedMedia<'_, '_> {
    /// The text. Whatever no edit touched is as it was read, byte for byte;
    /// without edits all of it is.
    pub fn write(&self) -> String {
        let text = self.playlist.text;
        let mut out = String::with_capacity(text.len() + self.most_added);
        let mut segments = Segments { edited: self, begun: false, count: 0 };
        let mut copied = 0;
        for patch in &self.patches {
            segments.copy(copied, patch.from, &mut out);
            out.push_str(&patch.text);
            copied = patch.to;
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
        if edited.base.is_none() && edited.shown.is_none() {
            out.push_str(span);
            return;
        }
        for line in lines_from(span, 0) {
            let end = span.get(line.end()..line.next).unwrap_or_default();
            match edited.shown {
                Some(shown) => self.show(shown, &line, end, out),
                None => {
                    self.rebase(&line, out);
                    out.push_str(end);
                }
            }
        }
    }

    fn rebase(&self, line: &Line<'_>, out: &mut String) {
        let Some(base) = &self.edited.base else { return out.push_str(line.text) };
        match held(line) {
            Held::Uri => base.push_uri(line.text, out),
            Held::Tag(tag, list) if tag.has_uri() => base.push_tag(tag, list, line.text, out),
            _ => out.push_str(line.text),
        }
    }

    /// Writes a line where every segment is the same. A segment of the same
    /// timestamps again is discontinuous with the one before (RFC 8216 section
    /// 4.3.2.3).
    fn show(&mut self, shown: Shown<'_>, line: &Line<'_>, end: &str, out: &mut String) {
        match held(line) {
            Held::Uri => {
                if !self.begun {
                    self.part(end, out);
                }
                self.begun = false;
                self.count += 1;
                out.push_str(shown.before);
                out.push_str(shown.uri);
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
            _ => self.rebase(line, out),
        }
        out.push_str(end);
    }

    /// Parts a segment from the one before.
    fn part(&self, end: &str, out: &mut String) {
        if self.count > 0 {
            out.push_str(DISCONTINUITY);
            out.push_str(if end.is_empty() { "\n" } else { end });
        }
    }
}
