//! A manifest of whichever kind.

use std::borrow::Cow;

use crate::dash::{EditedMpd, Mpd};
use crate::edit::Edit;
use crate::error::{ParseError, Refusal};
use crate::filter::Scope;
use crate::floor::Floor;
use crate::hls::{EditedMedia, EditedMultivariant, Kind, MediaPlaylist, Multivariant, first_kind};
use crate::timeline::Timeline;
use crate::track::Track;

/// A manifest that borrows from its text.
#[derive(Debug)]
pub enum Manifest<'t> {
    /// An HLS multivariant playlist.
    Multivariant(Multivariant<'t>),
    /// An HLS media playlist.
    Media(MediaPlaylist<'t>),
    /// A DASH MPD.
    Mpd(Mpd<'t>),
}

/// A manifest with edits carried out.
#[derive(Debug)]
pub enum Edited<'m, 't> {
    /// An HLS multivariant playlist.
    Multivariant(EditedMultivariant<'m, 't>),
    /// An HLS media playlist.
    Media(EditedMedia<'m, 't>),
    /// A DASH MPD.
    Mpd(EditedMpd<'m, 't>),
}

impl<'t> Manifest<'t> {
    /// Reads a manifest of the kind that its text begins like.
    ///
    /// # Errors
    /// What was expected where; a text that is neither XML nor begins with
    /// `#EXTM3U` is told so.
    pub fn parse(text: &'t str) -> Result<Self, ParseError> {
        if text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<') {
            return Mpd::parse(text).map(Self::Mpd);
        }
        match first_kind(text) {
            Some(Kind::Media) => MediaPlaylist::parse(text).map(Self::Media),
            // Says what is missing where there is no kind.
            _ => Multivariant::parse(text).map(Self::Multivariant),
        }
    }

    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &'t str {
        match self {
            Self::Multivariant(playlist) => playlist.text(),
            Self::Media(playlist) => playlist.text(),
            Self::Mpd(mpd) => mpd.text(),
        }
    }

    /// The tracks in document order; each one's id is its index. None in a media playlist.
    #[must_use]
    pub fn tracks(&self) -> &[Track<'t>] {
        match self {
            Self::Multivariant(playlist) => playlist.tracks(),
            Self::Media(_) => &[],
            Self::Mpd(mpd) => mpd.tracks(),
        }
    }

    /// What it says of time; nothing in a multivariant playlist.
    #[must_use]
    pub fn timeline(&self) -> Option<Timeline<'t>> {
        match self {
            Self::Multivariant(_) => None,
            Self::Media(playlist) => Some(playlist.timeline()),
            Self::Mpd(mpd) => Some(mpd.timeline()),
        }
    }

    /// The names of its pathways, by the numbers that tracks have.
    #[must_use]
    pub fn pathways(&self) -> &[Cow<'t, str>] {
        match self {
            Self::Multivariant(playlist) => playlist.pathways(),
            Self::Media(_) => &[],
            Self::Mpd(mpd) => mpd.pathways(),
        }
    }

    /// The pathway to begin with, empty if that is not said; `None` without content
    /// steering.
    #[must_use]
    pub fn steering(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Multivariant(playlist) => playlist.steering(),
            Self::Media(_) => None,
            Self::Mpd(mpd) => mpd.steering(),
        }
    }

    /// What filters need to know of it.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self {
            Self::Multivariant(_) => Scope::Multivariant,
            Self::Media(_) => Scope::Media,
            Self::Mpd(_) => Scope::Mpd,
        }
    }

    /// Carries out all edits or, with a reason, none.
    ///
    /// # Errors
    /// The first edit that breaks a rule, and the rule.
    pub fn apply<'m>(&'m self, edits: &'m [Edit], floor: Floor) -> Result<Edited<'m, 't>, Refusal> {
        Ok(match self {
            Self::Multivariant(playlist) => Edited::Multivariant(playlist.apply(edits, floor)?),
            Self::Media(playlist) => Edited::Media(playlist.apply(edits, floor)?),
            Self::Mpd(mpd) => Edited::Mpd(mpd.apply(edits, floor)?),
        })
    }
}

impl Edited<'_, '_> {
    /// The tracks that are left, in their new order, as they are now. They keep
    /// the ids and group numbers that they had.
    #[must_use]
    pub fn tracks(&self) -> Vec<Track<'_>> {
        match self {
            Self::Multivariant(playlist) => playlist.tracks().collect(),
            Self::Media(_) => Vec::new(),
            Self::Mpd(mpd) => mpd.tracks().collect(),
        }
    }

    /// The text. Whatever no edit touched is as it was read, byte for byte;
    /// without edits all of it is.
    #[must_use]
    pub fn write(&self) -> String {
        match self {
            Self::Multivariant(playlist) => playlist.write(),
            Self::Media(playlist) => playlist.write(),
            Self::Mpd(mpd) => mpd.write(),
        }
    }
}
