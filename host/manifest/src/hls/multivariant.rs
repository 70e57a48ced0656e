//! A multivariant playlist read, and edited.

use std::borrow::Cow;

use super::classify::{Kind, first_kind, open};
use super::edited::EditedMultivariant;
use super::entry::{self, Entry, Unreadable, Variant};
use super::groups::{Group, Groups, Named};
use super::lines::{Line, Lines};
use super::names;
use super::others::Other;
use super::pathways::{Pathways, Steering};
use super::protection;
use super::settle;
use super::tag::{Content, Tag, content};
pub use super::variables::MAX_REPLACED;
use super::variables::Variables;
use super::whole::Whole;
use crate::edit::Edit;
use crate::error::{Expected, ParseError, Refusal, Rule};
use crate::floor::Floor;
use crate::plan::Plan;
use crate::track::{Drm, Track};

/// The longest text that is read, in bytes: what the node takes from an origin.
pub const MAX_BYTES: usize = 8 << 20;

/// The most tracks that are read: as many as a list of edits may name, one by
/// one (`wit/manifest-rewriting.wit`).
pub const MAX_TRACKS: usize = 4096;

/// Room made at once: enough for most ladders, so that reading rarely grows it.
const USUAL_TRACKS: usize = 32;

/// A multivariant playlist that borrows from its text.
///
/// Memory is bounded by [`MAX_TRACKS`], [`MAX_REPLACED`] and the length of the
/// text, time by the latter. Of the other lines, only those that edits may
/// change are kept, 20 bytes each.
#[derive(Debug)]
pub struct Multivariant<'t> {
    pub(super) text: &'t str,
    pub(super) tracks: Vec<Track<'t>>,
    /// One per track.
    pub(super) entries: Vec<Entry>,
    pub(super) groups: Vec<Group>,
    /// In document order.
    pub(super) others: Vec<Other>,
    /// Where a line can be added that is about all of the playlist.
    pub(super) head: usize,
    pub(super) variables: Variables<'t>,
    pub(super) pathways: Pathways<'t>,
    /// The first `EXT-X-CONTENT-STEERING`, if there is one.
    pub(super) steering: Option<Steering<'t>>,
    /// Whether pathways tell tracks apart: it is steered, or a track names one.
    pub(super) steered: bool,
}

impl<'t> Multivariant<'t> {
    /// Reads a multivariant playlist. Everything for which
    /// [`classify`](super::classify()) does not say [`Kind::Multivariant`]
    /// is an error, and so are a CR without its LF, a variant without its `BANDWIDTH` or URI, a tag between a
    /// variant and its URI (unknown ones excepted), a quote left open or an
    /// attribute given twice in the list of a track, and more than the `MAX_…`
    /// of this module.
    pub fn parse(text: &'t str) -> Result<Self, ParseError> {
        let (mut lines, head) = open(text)?;
        let mut reader = Reader::new(text, head);
        while let Some(line) = lines.next() {
            reader.line(&line, &mut lines)?;
        }
        reader.finish()
    }

    /// The tracks in document order; each one's id is its index.
    pub fn tracks(&self) -> &[Track<'t>] {
        &self.tracks
    }

    /// The pathway to begin with, empty if that is not said; `None` without content
    /// steering.
    pub fn steering(&self) -> Option<Cow<'_, str>> {
        let steering = self.steering.as_ref()?;
        Some(Cow::Borrowed(steering.start.as_deref().unwrap_or_default()))
    }

    /// The pathways that its variants and trick-play tracks are on, which
    /// [`Track::pathway`] numbers. None without content steering.
    pub fn pathways(&self) -> &[Cow<'t, str>] {
        if self.steered { &self.pathways.names } else { &[] }
    }

    /// The text that was read.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Carries out all edits or, with a reason, none.
    ///
    /// What edits leave dangling is settled:
    /// - renditions go with the last variant that names their group;
    /// - an attribute that names a group goes with the group's last rendition;
    /// - trick-play tracks go when they would show more than the variants that
    ///   stay, on their pathway and on all: taller, of another codec family or range;
    /// - a pathway goes with its last variant; steering that begins with it is
    ///   refused ([`Rule::UnknownPathway`]).
    ///
    /// Refused is, too, what leaves no variant, a variant without its only
    /// sound or no variant with sound, two renditions of one name in a group
    /// (RFC 8216 section 4.3.4.1.1), and less than `floor` asks for. A slate
    /// ([`Edit::Replace`]) is not what edits leave of the content: for it only
    /// its own shape is checked.
    pub fn apply<'m>(
        &'m self,
        edits: &'m [Edit],
        floor: Floor,
    ) -> Result<EditedMultivariant<'m, 't>, Refusal> {
        let mut plan = Plan::new(&self.tracks, edits)?;
        let whole = Whole::of(self, edits, &mut plan)?;
        let unnamed = if whole.slate.is_some() {
            Vec::new()
        } else {
            let unnamed = settle::settle(self, &mut plan)?;
            whole.keep_start(self, &plan)?;
            names::keep_apart(&self.tracks, &plan)?;
            floor.check(&self.tracks, &plan)?;
            unnamed
        };
        let edited = EditedMultivariant { playlist: self, plan, whole, unnamed };
        // Where there is a variant, one stays.
        let told = self.tracks.iter().any(|track| track.kind.is_variant());
        match edits.len().checked_sub(1) {
            Some(last) if !told && first_kind(&edited.write()) != Some(Kind::Multivariant) => {
                Err(Refusal { edit: last, rule: Rule::KindLost })
            }
            _ => Ok(edited),
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    variables: Variables<'t>,
    groups: Groups<'t>,
    tracks: Vec<Track<'t>>,
    entries: Vec<Entry>,
    named: Vec<Named<Cow<'t, str>>>,
    others: Vec<Other>,
    head: usize,
    pathways: Pathways<'t>,
    steering: Option<Steering<'t>>,
    session_drm: Drm,
    /// Whether a tag was seen that only multivariant playlists have.
    multivariant: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, head: usize) -> Self {
        Self {
            text,
            variables: Variables::default(),
            groups: Groups::default(),
            tracks: Vec::with_capacity(USUAL_TRACKS),
            entries: Vec::with_capacity(USUAL_TRACKS),
            named: Vec::with_capacity(USUAL_TRACKS),
            others: Vec::new(),
            head,
            pathways: Pathways::default(),
            steering: None,
            session_drm: Drm::empty(),
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
            Tag::Version if line.start == self.head => {
                self.head = line.next;
                return Ok(());
            }
            Tag::Version | Tag::Header | Tag::Shared | Tag::Unknown => return Ok(()),
            Tag::Start | Tag::ImageStreamInf => {
                self.others.push(Other::of(tag, line, list_start));
                return Ok(());
            }
            Tag::SessionData | Tag::SessionKey | Tag::ContentSteering => {
                self.multivariant = true;
                self.others.push(Other::of(tag, line, list_start));
                if tag == Tag::SessionKey {
                    self.session_drm |= protection::session_key(list);
                }
                if tag == Tag::ContentSteering && self.steering.is_none() {
                    let read = Steering::read(list, &mut self.variables).map_err(located)?;
                    self.steering = Some(read);
                }
                return Ok(());
            }
            Tag::Media => {
                self.multivariant = true;
                let rendition = entry::rendition(list, &mut self.variables, &mut self.groups);
                let Some(track) = rendition.map_err(located)? else {
                    self.others.push(Other::of(tag, line, list_start));
                    return Ok(());
                };
                (track, Named::default())
            }
            Tag::IFrameStreamInf | Tag::StreamInf => {
                let trick_play = tag == Tag::IFrameStreamInf;
                let Variant { mut track, groups, pathway } =
                    entry::variant(list, trick_play, &mut self.variables).map_err(located)?;
                if !trick_play {
                    let uri = uri(lines).map_err(|at| {
                        ParseError::at(text, at.unwrap_or(text.len()), Expected::VariantUri)
                    })?;
                    let indent = uri.text.len() - uri.text.trim_ascii_start().len();
                    entry.uri = uri.start + indent;
                    entry.end = uri.end();
                    entry.next = uri.next;
                }
                entry.names_pathway = pathway.is_some();
                entry.drm = track.drm;
                track.pathway = Some(self.pathways.enter(pathway));
                (track, groups)
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
        let steered =
            self.steering.is_some() || self.entries.iter().any(|entry| entry.names_pathway);
        for track in self.tracks.iter_mut().filter(|track| track.group.is_none()) {
            track.drm |= self.session_drm;
            track.pathway = track.pathway.filter(|_| steered);
        }
        Ok(Multivariant {
            text: self.text,
            tracks: self.tracks,
            entries: self.entries,
            groups,
            others: self.others,
            head: self.head,
            variables: self.variables,
            pathways: self.pathways,
            steering: self.steering,
            steered,
        })
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
