//! An MPD read.

use std::borrow::Cow;

pub use super::attributes::MAX_ATTRIBUTES;
use super::edited::{self, EditedMpd};
use super::names::Kind;
use super::read;
pub use super::scan::MAX_DEPTH;
pub use super::tree::MAX_ELEMENTS;
use super::tree::{Element, Tree};
use super::{when, whole};
use crate::edit::Edit;
use crate::error::{Expected, ParseError, Refusal};
use crate::floor::Floor;
use crate::timeline::Timeline;
use crate::track::Track;

/// The longest text that is read, in bytes: what the node takes from an origin.
pub const MAX_BYTES: usize = 8 << 20;

/// The most tracks that are read: as many as a list of edits may name, one by one.
pub const MAX_TRACKS: usize = 4096;

/// An MPD that borrows from its text.
///
/// One track is one `Representation` of pictures, sound or text. What has no
/// tracks is left alone: other content types, periods and adaptation sets that
/// are elsewhere (`@xlink:href`), elements of other namespaces. `group` numbers
/// the sound, and the text, of a period; `set` the adaptation sets of the
/// document. In a group those tracks are the default whose set has the highest
/// `@selectionPriority` (ISO/IEC 23009-1 clause 5.3.7.2) and among those the
/// role `main` (clause 5.8.5.5), as far as that tells sets apart. Nothing in an
/// MPD forbids players to choose a track: all sound and text has `autoselect`.
///
/// Elements are the schema's if they have the prefix of the root.
#[derive(Debug)]
pub struct Mpd<'t> {
    pub(super) text: &'t str,
    /// Prefix of the schema's elements; empty if they have none.
    pub(super) prefix: &'t str,
    pub(super) tree: Tree,
    pub(super) tracks: Vec<Track<'t>>,
    /// By track: the number of its element.
    pub(super) places: Vec<u32>,
    pub(super) sets: Vec<Set<'t>>,
    pub(super) periods: Vec<Period<'t>>,
    /// How many groups there are.
    pub(super) groups: u32,
    pub(super) pathways: Vec<Cow<'t, str>>,
    pub(super) times: Times,
}

/// An adaptation set.
#[derive(Debug)]
pub(super) struct Set<'t> {
    pub(super) element: u32,
    pub(super) period: u32,
    pub(super) id: Option<Cow<'t, str>>,
    pub(super) standing: Standing,
    /// Its first track, and how many it has.
    pub(super) first: u32,
    pub(super) tracks: u32,
    /// How many representations it has, those that are no tracks included.
    pub(super) representations: u32,
}

/// What makes a set a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// `@selectionPriority`; 1 if it is not stated.
    pub(super) priority: u32,
    /// Has the role `main`.
    pub(super) main: bool,
}

/// A period.
#[derive(Debug)]
pub(super) struct Period<'t> {
    pub(super) element: u32,
    pub(super) id: Option<Cow<'t, str>>,
    /// `@start`, in nanoseconds.
    pub(super) start: Option<u64>,
    /// `@duration`, in nanoseconds.
    pub(super) duration: Option<u64>,
    /// Its first adaptation set, and how many it has.
    pub(super) first_set: u32,
    pub(super) sets: u32,
    /// Its first track, and how many it has.
    pub(super) first: u32,
    pub(super) tracks: u32,
    /// Segments of the first list or timeline in it.
    pub(super) segments: u32,
}

/// What the root says of time, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Times {
    pub(super) dynamic: bool,
    /// `@availabilityStartTime`, milliseconds since 1970.
    pub(super) start: Option<i64>,
    pub(super) duration: Option<u64>,
    pub(super) window: Option<u64>,
    pub(super) delay: Option<u64>,
    pub(super) buffer: Option<u64>,
    pub(super) longest_segment: Option<u64>,
    /// The highest `Latency@target` of a service description.
    pub(super) latency: Option<u64>,
}

impl<'t> Mpd<'t> {
    /// Reads an MPD. What is no well-formed XML with `MPD` as root is an error,
    /// and so are a `@type` that no edition has, a document type declaration
    /// and more than the `MAX_…` of this module. Anything else is read, however
    /// little sense it makes.
    pub fn parse(text: &'t str) -> Result<Self, ParseError> {
        if text.len() > MAX_BYTES {
            return Err(ParseError::at(text, text.len(), Expected::Bytes(MAX_BYTES)));
        }
        read::read(text)
    }

    /// The tracks in document order; each one's id is its index.
    pub fn tracks(&self) -> &[Track<'t>] {
        &self.tracks
    }

    /// The text that was read.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// A summary of its times, with the events of SCTE 35 schemes as cues
    /// ([`MAX_CUES`] at most).
    pub fn timeline(&self) -> Timeline<'t> {
        when::timeline(self)
    }

    /// The pathway to begin with, the first if there are several, empty if that is
    /// not said; `None` without content steering.
    pub fn steering(&self) -> Option<Cow<'_, str>> {
        whole::start(self)
    }

    /// The number of the period that plays at a moment of the timeline, and that
    /// moment from the period's start, both in milliseconds. `None` where nothing
    /// plays, and where a period before does not tell its length.
    pub fn period_at(&self, at: u64) -> Option<(u32, u64)> {
        when::period_at(self, at)
    }

    /// The pathways: what `BaseURL@serviceLocation` names, each once.
    pub fn pathways(&self) -> &[Cow<'t, str>] {
        &self.pathways
    }

    /// Carries out all edits or, with a reason, none. See [`edited`] for what
    /// they do here.
    pub fn apply<'m>(
        &'m self,
        edits: &'m [Edit],
        floor: Floor,
    ) -> Result<EditedMpd<'m, 't>, Refusal> {
        edited::apply(self, edits, floor)
    }

    /// The name of an element of the schema as this MPD writes it.
    pub(super) fn named(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}:{name}", self.prefix) }
    }

    /// The children of one kind of the root.
    pub(super) fn in_root(&self, kind: Kind) -> impl Iterator<Item = (u32, &Element)> {
        self.tree.of_kind(0, kind)
    }

    /// The tracks of a period, as a range of ids.
    pub(super) fn period_tracks(&self, period: &Period<'_>) -> &[Track<'t>] {
        let first = period.first as usize;
        self.tracks.get(first..first + period.tracks as usize).unwrap_or_default()
    }
}

pub use super::when::MAX_CUES;
