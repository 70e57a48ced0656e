//! Filters that operators have in their URLs already, compiled to edits.
//!
//! - [`aws`]: AWS Elemental MediaPackage, `aws.manifestfilter=video_height:1-720`
//! - [`bakery`]: cbsinteractive/bakery, `/v(hevc)/b(,3000000)/…/master.m3u8`
//! - [`unified`]: Unified Origin, `filter=type=="video"&&MaxHeight<=480`
//! - [`request`]: where they stand in a request
//! - [`selection`]: from tracks that do not match to edits
//! - `facts`: what filters ask about tracks
//! - `cursor`: reading an expression
//!
//! Their inventors filter what they package and know all of it; here only the
//! manifest is known. So one rule holds in all three: **what a manifest does
//! not state fails no filter.** An HLS audio rendition states no bit rate and
//! passes `audio_bitrate:0-64000`.
//!
//! Filtering asks for what [`selection`] says; what then dangles is settled by
//! the format, and what would break playback refused, as for all edits.

pub mod aws;
pub mod bakery;
mod cursor;
mod facts;
pub mod request;
mod selection;
pub mod unified;

use std::fmt;

use crate::edit::Edit;
use crate::track::Track;

/// A language of filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// AWS Elemental MediaPackage.
    Aws,
    /// cbsinteractive/bakery.
    Bakery,
    /// Unified Origin.
    Unified,
}

/// What is to be filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// A multivariant playlist.
    Multivariant,
    /// A media playlist.
    Media,
    /// An MPD.
    Mpd,
    /// No manifest: a segment, a key.
    Segment,
}

/// A filter that was understood. As text it is an expression that means the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(Parsed);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Parsed {
    Aws(aws::Filter),
    Bakery(bakery::Filter),
    Unified(unified::Filter),
}

/// Why a filter cannot be applied: all are the viewer's fault (400).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The expression is not what it should be.
    #[error("column {column}: expected {expected}")]
    Syntax {
        /// The character of the expression, from 1.
        column: u32,
        /// What should have been there.
        expected: &'static str,
    },
    /// Filters of this language are for manifests that offer tracks, not for
    /// media playlists or segments.
    #[error("this filter is for multivariant playlists and MPDs")]
    NotHere,
    /// No track matches.
    #[error("no track matches this filter")]
    Empty,
}

impl Filter {
    /// Reads an expression, percent-decoded.
    ///
    /// # Errors
    ///
    /// [`FilterError::Syntax`], with the first thing that is wrong.
    pub fn parse(language: Language, expression: &str) -> Result<Self, FilterError> {
        Ok(Self(match language {
            Language::Aws => Parsed::Aws(aws::Filter::parse(expression)?),
            Language::Bakery => Parsed::Bakery(bakery::Filter::parse(expression)?),
            Language::Unified => Parsed::Unified(unified::Filter::parse(expression)?),
        }))
    }

    /// The edits that the filter asks for.
    ///
    /// # Errors
    ///
    /// [`FilterError::NotHere`] where the language has no meaning,
    /// [`FilterError::Empty`] if nothing would be left.
    pub fn edits(&self, tracks: &[Track<'_>], scope: Scope) -> Result<Vec<Edit>, FilterError> {
        match (&self.0, scope) {
            // Bakery's filters go into the URLs of media playlists, too.
            (Parsed::Bakery(filter), Scope::Media) => Ok(filter.media_edits()),
            (_, Scope::Media | Scope::Segment) => Err(FilterError::NotHere),
            (Parsed::Aws(filter), _) => filter.edits(tracks, scope),
            (Parsed::Bakery(filter), _) => filter.edits(tracks, scope),
            (Parsed::Unified(filter), _) => filter.edits(tracks, scope),
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Parsed::Aws(filter) => filter.fmt(f),
            Parsed::Bakery(filter) => filter.fmt(f),
            Parsed::Unified(filter) => filter.fmt(f),
        }
    }
}
