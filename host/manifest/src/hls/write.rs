//! Text again.

use std::slice::Iter;

use super::edited::EditedMultivariant;
use super::entry::Entry;
use super::others::Other;
use super::rewrite::{Changes, Value, slice, write_list};
use super::tag::Tag;
use super::whole::Steers;
use crate::edit::Slate;

/// The most bytes that edits add to a track, but for texts that they give.
const MOST_ADDED: usize = ",DEFAULT=YES,AUTOSELECT=YES".len();

impl EditedMultivariant<'_, '_> {
    /// The text. Whatever no edit touched is as it was read, byte for byte;
    /// without edits all of it is.
    pub fn write(&self) -> String {
        let added = MOST_ADDED + self.whole.base.as_ref().map_or(0, super::base::Base::len);
        let added = added * self.plan.outcomes.len();
        let mut writer = Writer {
            edited: self,
            text: self.playlist.text,
            copied: 0,
            others: self.playlist.others.iter(),
            started: false,
            steered: false,
            out: String::with_capacity(self.playlist.text.len() + added),
        };
        writer.head();
        if let Some((slate, uri)) = &self.whole.slate {
            writer.slate(slate, uri);
            return writer.out;
        }
        for (place, id) in self.playlist.entries.iter().zip(&self.plan.holders) {
            writer.gap(place.start);
            writer.copied = place.next;
            if let Some((entry, changes)) = self.changes(*id) {
                writer.entry(entry, &changes);
                writer.out.push_str(slice(writer.text, place.end, place.next));
            }
        }
        writer.gap(writer.text.len());
        writer.out
    }
}

struct Writer<'w, 'm, 't> {
    edited: &'w EditedMultivariant<'m, 't>,
    text: &'t str,
    /// Up to where the text is dealt with.
    copied: usize,
    /// The other lines after that.
    others: Iter<'w, Other>,
    /// Whether the start that edits set is written.
    started: bool,
    /// Whether the steering that edits set is written.
    steered: bool,
    out: String,
}

impl Writer<'_, '_, '_> {
    /// Copies the head, and adds lines that no line of the text stands for.
    fn head(&mut self) {
        let edited = self.edited;
        let start = edited.whole.start.is_some();
        let steering = matches!(edited.whole.steering, Steers::By { .. });
        if !start && !steering {
            return;
        }
        let replaced = edited.whole.slate.is_some();
        let has = |tag| !replaced && edited.playlist.others.iter().any(|other| other.tag == tag);
        self.out.push_str(slice(self.text, 0, edited.playlist.head));
        self.copied = edited.playlist.head;
        if start && !has(Tag::Start) {
            self.start();
            self.out.push_str(self.line_end());
        }
        if steering && !has(Tag::ContentSteering) {
            self.steering();
            self.out.push_str(self.line_end());
        }
    }

    fn line_end(&self) -> &'static str {
        let crlf = slice(self.text, 0, self.edited.playlist.head).ends_with("\r\n");
        if crlf { "\r\n" } else { "\n" }
    }

    /// Copies what is between tracks, the other lines as edited.
    fn gap(&mut self, to: usize) {
        let edited = self.edited;
        let whole = &edited.whole;
        let edits_others = whole.base.is_some()
            || whole.start.is_some()
            || whole.keys_stripped
            || !matches!(whole.steering, Steers::AsRead);
        while edits_others
            && let Some(other) = self.others.as_slice().first().filter(|other| other.start() < to)
        {
            self.others.next();
            self.out.push_str(slice(self.text, self.copied, other.start()));
            self.copied = other.next();
            self.other(*other);
        }
        self.out.push_str(slice(self.text, self.copied, to));
        self.copied = to;
    }

    /// Writes another line. What may stand only once is written where it
    /// stands first.
    fn other(&mut self, other: Other) {
        let whole = &self.edited.whole;
        let mut changes = Changes { base: self.edited.base(), ..Changes::default() };
        match (other.tag, &whole.steering) {
            (Tag::SessionKey, _) if whole.keys_stripped => return,
            (Tag::Start, _) if whole.start.is_some() => {
                if !self.started {
                    self.start();
                    self.out.push_str(slice(self.text, other.end(), other.next()));
                }
                return;
            }
            (Tag::ContentSteering, Steers::Not) => return,
            (Tag::ContentSteering, Steers::By { .. }) => {
                if !self.steered {
                    self.steering();
                    self.out.push_str(slice(self.text, other.end(), other.next()));
                }
                return;
            }
            (Tag::ContentSteering, Steers::From(pathway)) => {
                changes.set = [Some(("PATHWAY-ID", Value::Quoted(pathway))), None, None, None];
            }
            _ => {}
        }
        self.out.push_str(slice(self.text, other.start(), other.list()));
        write_list(slice(self.text, other.list(), other.end()), &changes, &mut self.out);
        self.out.push_str(slice(self.text, other.end(), other.next()));
    }

    /// `EXT-X-START`, RFC 8216 section 4.3.5.2.
    fn start(&mut self) {
        let Some((offset, precise)) = self.edited.whole.start else { return };
        self.started = true;
        let sign = if offset < 0 { "-" } else { "" };
        let (seconds, rest) = (offset.unsigned_abs() / 1000, offset.unsigned_abs() % 1000);
        let precise = if precise { ",PRECISE=YES" } else { "" };
        let line = format!("#EXT-X-START:TIME-OFFSET={sign}{seconds}.{rest:03}{precise}");
        self.out.push_str(&line);
    }

    /// `EXT-X-CONTENT-STEERING`, rfc8216bis section 4.4.6.6.
    fn steering(&mut self) {
        let Steers::By { server, pathway } = &self.edited.whole.steering else { return };
        self.steered = true;
        for part in
            ["#EXT-X-CONTENT-STEERING:SERVER-URI=\"", server, "\",PATHWAY-ID=\"", pathway, "\""]
        {
            self.out.push_str(part);
        }
    }

    /// The only variant, after what comes before all others. All else of the
    /// text told of the content that is not shown.
    fn slate(&mut self, slate: &Slate, uri: &str) {
        self.out.push_str(slice(self.text, self.copied, self.edited.playlist.head));
        let bandwidth = slate.bandwidth.to_string();
        self.out.push_str("#EXT-X-STREAM-INF:BANDWIDTH=");
        self.out.push_str(&bandwidth);
        if let Some(codecs) = &slate.codecs {
            for part in [",CODECS=\"", codecs, "\""] {
                self.out.push_str(part);
            }
        }
        let line_end = self.line_end();
        for part in [line_end, uri, line_end] {
            self.out.push_str(part);
        }
    }

    fn entry(&mut self, entry: &Entry, changes: &Changes<'_>) {
        let text = self.text;
        let out = &mut self.out;
        if changes.is_empty() {
            out.push_str(slice(text, entry.start, entry.end));
            return;
        }
        out.push_str(slice(text, entry.start, entry.list));
        write_list(slice(text, entry.list, entry.list_end), changes, out);
        out.push_str(slice(text, entry.list_end, entry.uri));
        let uri = slice(text, entry.uri, entry.end);
        if let Some((base, variables)) = changes.base.filter(|_| !uri.is_empty()) {
            out.push_str(base.prefix(uri.trim_ascii_end(), variables));
        }
        out.push_str(uri);
    }
}
