//! Why a text was not read, or a list of edits refused.

use std::fmt;

/// A text that is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: expected {expected}")]
pub struct ParseError {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
    /// What should have been there.
    pub expected: Expected,
}

impl ParseError {
    /// The error at a byte of the text.
    pub(crate) fn at(text: &str, offset: usize, expected: Expected) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |newline| newline + 1);
        let lines = memchr::memchr_iter(b'\n', before.as_bytes()).count();
        let columns = before.get(line_start..).unwrap_or_default().chars().count();
        let from_one =
            |count| u32::try_from(count).map_or(u32::MAX, |count| count.saturating_add(1));
        Self { line: from_one(lines), column: from_one(columns), expected }
    }
}

/// What a text should have held at some place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// LF after CR, RFC 8216 section 4.1. Players differ in whether CR alone ends
    /// a line, so that they could see tags where none are seen here.
    LineFeed,
    /// `#EXTM3U` on the first line, RFC 8216 section 4.3.1.1.
    Header,
    /// A tag that only multivariant playlists have, RFC 8216 section 4.3.4.
    MultivariantTag,
    /// No tag of media playlists, RFC 8216 sections 4.3.2 and 4.3.3.
    NoMediaTag,
    /// A tag that only media playlists have, RFC 8216 sections 4.3.2 and 4.3.3.
    MediaTag,
    /// No tag of multivariant playlists, RFC 8216 section 4.3.4.
    NoMultivariantTag,
    /// A segment's duration in seconds, RFC 8216 section 4.3.2.1.
    Duration,
    /// An `EXT-X-STREAM-INF` with a `BANDWIDTH` that is a number, RFC 8216
    /// section 4.3.4.2.
    Bandwidth,
    /// The URI that belongs to an `EXT-X-STREAM-INF`, RFC 8216 section 4.3.4.2.
    VariantUri,
    /// The quote that ends a quoted string, RFC 8216 section 4.2.
    ClosingQuote,
    /// No attribute that the list already holds, RFC 8216 section 4.2.
    OtherAttribute,
    /// At most this many bytes.
    Bytes(usize),
    /// At most this many tracks.
    Tracks(usize),
    /// At most this many bytes once variables are replaced.
    Replaced(usize),
    /// Well-formed XML 1.0.
    WellFormed,
    /// `MPD` as the root element, ISO/IEC 23009-1 clause 5.3.1.2.
    Mpd,
    /// `static`, `dynamic` or `list`: ISO/IEC 23009-1 table 3.
    MpdType,
    /// No document type declaration: an MPD has none, and entities could grow it.
    NoDoctype,
    /// Elements nested at most this deep.
    Depth(usize),
    /// At most this many attributes in a tag.
    Attributes(usize),
    /// At most this many elements that matter to edits.
    Elements(usize),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineFeed => f.write_str("a line feed after a carriage return"),
            Self::Header => f.write_str("#EXTM3U"),
            Self::MultivariantTag => f.write_str("a tag of multivariant playlists"),
            Self::NoMediaTag => f.write_str("no tag of media playlists"),
            Self::MediaTag => f.write_str("a tag of media playlists"),
            Self::NoMultivariantTag => f.write_str("no tag of multivariant playlists"),
            Self::Duration => f.write_str("a duration in seconds"),
            Self::Bandwidth => f.write_str("a BANDWIDTH that is a number"),
            Self::VariantUri => f.write_str("the URI of the EXT-X-STREAM-INF before"),
            Self::ClosingQuote => f.write_str("a closing quote for this value"),
            Self::OtherAttribute => {
                f.write_str("another attribute: this one is in the list already")
            }
            Self::Bytes(most) => write!(f, "at most {most} bytes"),
            Self::Tracks(most) => write!(f, "at most {most} tracks"),
            Self::Replaced(most) => write!(f, "at most {most} bytes from EXT-X-DEFINE variables"),
            Self::WellFormed => f.write_str("well-formed XML"),
            Self::Mpd => f.write_str("an MPD"),
            Self::MpdType => f.write_str("static, dynamic or list"),
            Self::NoDoctype => f.write_str("no document type declaration"),
            Self::Depth(most) => write!(f, "elements nested at most {most} deep"),
            Self::Attributes(most) => write!(f, "at most {most} attributes in a tag"),
            Self::Elements(most) => {
                write!(f, "at most {most} elements around representations")
            }
        }
    }
}

/// A list of edits that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("edit {edit}: {rule}")]
pub struct Refusal {
    /// The edit that broke the rule: its index in the list.
    pub edit: usize,
    /// The rule.
    pub rule: Rule,
}

/// What an edit may not do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// It names a track that the manifest does not have.
    #[error("there is no track {track}")]
    UnknownTrack {
        /// As named by the edit.
        track: u32,
    },
    /// It names a track that an edit before it has dropped.
    #[error("track {track} was dropped by an edit before")]
    DroppedTrack {
        /// As named by the edit.
        track: u32,
    },
    /// It orders a track twice.
    #[error("track {track} is ordered twice")]
    OrderedTwice {
        /// As named by the edit.
        track: u32,
    },
    /// It orders tracks that are neither all variants, nor all trick-play
    /// tracks, nor all renditions of one group.
    #[error("track {track} cannot take the place of track {other}")]
    Unlike {
        /// The first that does not fit.
        track: u32,
        /// The first of the order.
        other: u32,
    },
    /// It sets what only renditions have.
    #[error("track {track} is not a rendition")]
    NotARendition {
        /// As named by the edit.
        track: u32,
    },
    /// It forbids players to choose a default: RFC 8216 section 4.3.4.1.
    #[error("track {track} is a default, which players may always choose")]
    DefaultIsAutoselect {
        /// As named by the edit.
        track: u32,
    },
    /// It drops the last variant.
    #[error("track {track} is the last variant")]
    LastVariant {
        /// As named by the edit.
        track: u32,
    },
    /// It drops the last rendition of an audio group from which a variant
    /// that stays has its audio.
    #[error("track {track} is the last audio of track {variant}")]
    LastAudio {
        /// As named by the edit.
        track: u32,
        /// A variant that would be silent.
        variant: u32,
    },
    /// It drops the last track that people with a disability, or who want the
    /// original, rely on, and the accessibility floor is on.
    #[error("track {track} is the last {what}")]
    Floor {
        /// As named by the edit.
        track: u32,
        /// What would be missing.
        what: Relied,
    },
    /// It has no meaning for this kind of manifest.
    #[error("{edit} is for {kinds}")]
    NotHere {
        /// The edit.
        edit: &'static str,
        /// What it is for.
        kinds: &'static str,
    },
    /// A text that it gives cannot stand in a manifest: it is empty, has a
    /// control character or a double quote, or is not what it should be.
    #[error("this {what} cannot be written")]
    Unwritable {
        /// What it is.
        what: &'static str,
    },
    /// It would make the manifest longer than one that is read.
    #[error("the manifest would be longer than {most} bytes")]
    TooLong {
        /// The most bytes.
        most: usize,
    },
    /// It gives something that is no well-formed BCP 47 tag.
    #[error("the language of track {track} is no well-formed BCP 47 tag")]
    NotALanguage {
        /// As named by the edit.
        track: u32,
    },
    /// It names a pathway on which the manifest would have nothing.
    #[error("there is no pathway {pathway:?}")]
    UnknownPathway {
        /// As named by the edit.
        pathway: String,
    },
    /// It drops the pathway that nothing else could stand in for.
    #[error("pathway {pathway:?} is the last one")]
    LastPathway {
        /// As named by the edit.
        pathway: String,
    },
    /// It names a date range, event stream or period that there is not.
    #[error("there is no {what} {name:?}")]
    Unknown {
        /// What it should be.
        what: &'static str,
        /// As named by the edit.
        name: String,
    },
    /// It gives an id that is in use.
    #[error("there is a {what} {name:?} already")]
    Taken {
        /// What has the id.
        what: &'static str,
        /// As named by the edit.
        name: String,
    },
    /// It would leave no segment.
    #[error("no segment would be left")]
    NothingLeft,
    /// It would take the last tag by which the playlist is known to be one of
    /// its kind (RFC 8216 section 4.1).
    #[error("no tag would be left that tells the kind of playlist")]
    KindLost,
}

/// What the accessibility floor keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relied {
    /// [`Roles::DESCRIBED_AUDIO`](crate::Roles::DESCRIBED_AUDIO).
    Described,
    /// [`Roles::CAPTIONS`](crate::Roles::CAPTIONS), or captions inside the video.
    Captioned,
    /// Audio in the language the work was made in.
    Original,
}

impl fmt::Display for Relied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Described => "described audio",
            Self::Captioned => "captions",
            Self::Original => "audio in the original language",
        })
    }
}
