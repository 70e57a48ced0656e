//! A multivariant playlist read, and edited.

use std::borrow::Cow;

use super::classify::skip_header;
use super::entry::{self, Entry, Unreadable};
use super::groups::{Group, Groups, Named};
use super::lines::{Line, Lines, lines, stray_return};
use super::settle;
use super::tag::{Content, Tag, content};
pub use super::variables::MAX_REPLACED;
use super::variables::Variables;
use super::write::Edited;
use crate::edit::Edit;
use crate::error::{Expected, ParseError, Refusal};
use crate::floor::Floor;
use crate::plan::Plan;
use crate::track::Track;

/// The longest text that is read, in bytes: what the node takes from an origin.
pub const MAX_BYTES: usize = 8 << 20;

/// The most tracks that are read: as many as a list of edits may name, one by
/// one (`wit/manifest-rewriting.wit`).
pub const MAX_TRACKS: usize = 4096;

/// Room made at once: enough for most ladders, so that reading rarely grows it.
const USUAL_TRACKS: usize = 32;

/// A multivariant playlist that borrows from its text.
///
/// Memory is bounded by [`MAX_TRACKS`] and [`MAX_REPLACED`], time by the
/// length of the text; nothing is kept per line or attribute.
#[derive(Debug)]
pub struct Multivariant<'t> {
    pub(super) text: &'t str,
    pub(super) tracks: Vec<Track<'t>>,
    /// One per track.
    pub(super) entries: Vec<Entry>,
    pub(super) groups: Vec<Group>,
}

impl<'t> Multivariant<'t> {
    /// Reads a multivariant playlist. Everything for which
    /// [`classify`](super::classify()) does not say [`Kind::Multivariant`](super::Kind::Multivariant)
    /// is an error, and so are a CR without its LF, a variant without its URI, a tag between a
    /// variant and its URI (unknown ones excepted), a quote left open or an
    /// attribute given twice in the list of a track, and more than the `MAX_…`
    /// of this module.
    pub fn parse(text: &'t str) -> Result<Self, ParseError> {
        if text.len() > MAX_BYTES {
            return Err(ParseError::at(text, text.len(), Expected::Bytes(MAX_BYTES)));
        }
        if let Some(at) = stray_return(text) {
            return Err(ParseError::at(text, at + 1, Expected::LineFeed));
        }
        let mut lines = lines(text);
        skip_header(&mut lines).map_err(|at| ParseError::at(text, at, Expected::Header))?;
        let mut reader = Reader::new(text);
        while let Some(line) = lines.next() {
            reader.line(&line, &mut lines)?;
        }
        reader.finish()
    }

    /// The tracks in document order; each one's id is its index.
    pub fn tracks(&self) -> &[Track<'t>] {
        &self.tracks
    }

    /// The text that was read.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Carries out all edits or, with a reason, none.
    pub fn apply<'m>(&'m self, edits: &'m [Edit], floor: Floor) -> Result<Edited<'m, 't>, Refusal> {
        let mut plan = Plan::new(&self.tracks, edits)?;
        let unnamed = settle::settle(self, &mut plan)?;
        floor.check(&self.tracks, &plan)?;
        Ok(Edited { playlist: self, plan, unnamed })
    }
}

struct Reader<'t> {
    text: &'t str,
    variables: Variables<'t>,
    groups: Groups<'t>,
    tracks: Vec<Track<'t>>,
    entries: Vec<Entry>,
    named: Vec<Named<Cow<'t, str>>>,
    /// Whether a tag was seen that only multivariant playlists have.
    multivariant: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            variables: Variables::default(),
            groups: Groups::default(),
            tracks: Vec::with_capacity(USUAL_TRACKS),
            entries: Vec::with_capacity(USUAL_TRACKS),
            named: Vec::with_capacity(USUAL_TRACKS),
            multivariant: false,
        }
    }

    /// Reads a line, and those after it that belong to it.
    fn line(&mut self, line: &Line<'t>, lines: &mut Lines<'t>) -> Result<(), ParseError> {
        let Content::Tag(tag, list_start) = content(line.text) else { return Ok(()) };
        let list = line.text.get(list_start..).unwrap_or_default();
        let mut entry = Entry::of(line, list_start);
        let text = self.text;
        let located = |Unreadable(at, expected)| ParseError::at(text, entry.list + at, expected);
        let (track, named) = match tag {
            Tag::MediaPlaylist => {
                return Err(ParseError::at(text, line.start, Expected::NoMediaTag));
            }
            Tag::Define => {
                return self.variables.define(list).map_err(|fault| located(fault.into()));
            }
            Tag::Multivariant => {
                self.multivariant = true;
                return Ok(());
            }
            Tag::Header | Tag::Shared | Tag::Unknown => return Ok(()),
            Tag::Media => {
                self.multivariant = true;
                let rendition = entry::rendition(list, &mut self.variables, &mut self.groups);
                let Some(track) = rendition.map_err(located)? else { return Ok(()) };
                (track, Named::default())
            }
            Tag::IFrameStreamInf => {
                entry::variant(list, true, &mut self.variables).map_err(located)?
            }
            Tag::StreamInf => {
                let variant = entry::variant(list, false, &mut self.variables).map_err(located)?;
                let uri = uri(lines).map_err(|at| {
                    ParseError::at(text, at.unwrap_or(text.len()), Expected::VariantUri)
                })?;
                entry.end = uri.end();
                entry.next = uri.next;
                variant
            }
        };
        if self.tracks.len() == MAX_TRACKS {
            return Err(ParseError::at(text, line.start, Expected::Tracks(MAX_TRACKS)));
        }
        let id = u32::try_from(self.tracks.len()).unwrap_or(u32::MAX);
        self.tracks.push(Track { id, ..track });
        self.entries.push(entry);
        self.named.push(named);
        Ok(())
    }

    fn finish(mut self) -> Result<Multivariant<'t>, ParseError> {
        if !self.multivariant && self.tracks.is_empty() {
            let end = self.text.len();
            return Err(ParseError::at(self.text, end, Expected::MultivariantTag));
        }
        let groups = self.groups.link(&mut self.tracks, &mut self.entries, self.named);
        Ok(Multivariant { text: self.text, tracks: self.tracks, entries: self.entries, groups })
    }
}

/// Moves to the URI of a variant, past blank lines, comments and unknown tags.
/// An error is where something else stands; nowhere at the end of the text.
fn uri<'t>(lines: &mut Lines<'t>) -> Result<Line<'t>, Option<usize>> {
    for line in lines {
        match content(line.text) {
            Content::Uri => return Ok(line),
            Content::Ignored | Content::Tag(Tag::Unknown, _) => {}
            Content::Tag(..) => return Err(Some(line.start)),
        }
    }
    Err(None)
}
