//! Lossless manifest editing: text → tracks → edits → text.
//!
//! What is not edited stays byte for byte as the origin wrote it. Nothing here
//! does I/O, and nothing depends on the rest of Tidegate.
//!
//! Shared by all formats:
//! - [`track`]: what a manifest offers, in words that no format owns
//! - [`codecs`]: codec families, and codecs taken apart
//! - [`timeline`]: when its content is, and what is marked in it
//! - [`language`]: tags, well-formed and matched
//! - [`edit`]: what may be changed
//! - [`floor`]: what edits must leave
//! - [`filter`]: the filter languages of others, compiled to edits
//! - `plan`: a list of edits carried out on tracks, before any text is touched
//! - [`error`]: why a text was not read, or a list of edits refused
//! - [`passed`]: what is not read at all
//! - [`query`]: parameters taken out of URIs
//!
//! [`manifest`] reads any of them. One module per format, which reads text into tracks, settles what a plan
//! leaves dangling, and writes the text again:
//! - [`dash`]: ISO/IEC 23009-1 MPDs
//! - [`hls`]: RFC 8216 multivariant and media playlists
//!
//! ```
//! use tidegate_manifest::{Edit, Floor, Multivariant};
//!
//! let text = "#EXTM3U\n\
//!     #EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360\nlow.m3u8\n\
//!     #EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080\nhigh.m3u8\n";
//! let playlist = Multivariant::parse(text)?;
//! let edited = playlist.apply(&[Edit::Drop(1)], Floor::default())?;
//! assert_eq!(edited.write(), "#EXTM3U\n\
//!     #EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360\nlow.m3u8\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod codecs;
pub mod dash;
pub mod edit;
pub mod error;
pub mod filter;
pub mod floor;
pub mod hls;
pub mod language;
pub mod manifest;
pub mod passed;
mod plan;
pub mod query;
pub mod timeline;
pub mod track;

pub use codecs::Codecs;
pub use dash::{EditedMpd, Mpd};
pub use edit::Edit;
pub use error::{Expected, ParseError, Refusal, Relied, Rule};
pub use filter::{Filter, FilterError};
pub use floor::Floor;
pub use hls::{EditedMedia, EditedMultivariant, Kind, MediaPlaylist, Multivariant, classify};
pub use manifest::{Edited, Manifest};
pub use timeline::Timeline;
pub use track::{Drm, DynamicRange, Hdcp, Resolution, Roles, Track, TrackKind};
