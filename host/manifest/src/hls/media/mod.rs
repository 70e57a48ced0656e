//! HLS media playlists: RFC 8216 sections 4.3.2 and 4.3.3,
//! draft-pantos-hls-rfc8216bis-20 sections 4.4.3 to 4.4.5 and appendix D.
//!
//! Reading keeps no more than a few numbers and the places of the tags that a
//! [`Timeline`](crate::Timeline) is made of; the lines of segments are looked
//! at again only by the edits that are about segments.
//!
//! - `tag`: the tags of media playlists and of advertising in them
//! - `numbers`: durations, byte ranges and other numbers
//! - `dates`: ISO 8601
//! - [`playlist`]: a playlist read
//! - `summary`: its timeline
//! - `cues`: splice points as packagers write them
//! - `edits`: a list of edits folded into one change
//! - `insert`: tags that edits add
//! - `trim`: which segments a shorter window has
//! - `clip`: which segments have some programme time
//! - `carry`: what the first of them needs of those before
//! - `rebase`: references made to resolve elsewhere
//! - `lists`: attributes looked up and taken out
//! - `change`: the change as patches of the text
//! - `write`: text again
//!
//! What the edits mean here:
//! - [`SetBase`](crate::Edit::SetBase) is for the URIs of segments, keys, maps, parts, hints,
//!   rendition reports and interstitials. One that begins with a variable is
//!   judged by its value; if the playlist does not state it (`IMPORT`,
//!   `QUERYPARAM`), the URI stays.
//! - [`Trim`](crate::Edit::Trim) is for windows that slide: live, not `EVENT`, no delta update
//!   (`EXT-X-SKIP`), whose skipped segments it could not count. It takes whole
//!   segments and, with them, what stands between their lines, except date
//!   ranges and tags about the whole playlist. What is left is never shorter
//!   than three target durations (RFC 8216 section 6.2.2), `HOLD-BACK` or
//!   `PART-HOLD-BACK`. Delta updates are no longer offered: the origin would
//!   count from segments that its clients never had.
//! - [`Clip`](crate::Edit::Clip) keeps the segments from the first to the last that have any
//!   moment from its start to its end, both included, by their dates. A clip
//!   whose end is reached has ended: `EXT-X-ENDLIST`, no parts, hints and
//!   rendition reports. Its front is cut as by a trim, but for the least window,
//!   as for its viewers what was before never was; so it is for every kind of
//!   playlist that has dates and is no delta update. Beside a trim, in whichever
//!   order, the later front holds. `EXT-X-START` counts from what is left.
//! - [`StripCues`](crate::Edit::StripCues) removes the tags that `cues` lists, and of date
//!   ranges that splice all that have their id.
//! - [`Replace`](crate::Edit::Replace) gives every segment the slate's URI and keeps its number, its
//!   duration and its date, so that a live window goes on sliding. Every
//!   segment but the first gets `EXT-X-DISCONTINUITY`, and a segment's
//!   discontinuity sequence number is its media sequence number: the only count
//!   that each window gives alike. A slate should last as long as the longest
//!   segment, or players wait. Keys, maps, byte ranges, bit rates, gaps, parts,
//!   hints and rendition reports go. Delta updates and playlists of I-frames
//!   alone cannot be replaced.
//! - [`InsertDateRange`](crate::Edit::InsertDateRange) and
//!   [`InsertInterstitial`](crate::Edit::InsertInterstitial) need an `EXT-X-PROGRAM-DATE-TIME`
//!   (rfc8216bis section 4.4.5.1), which a delta update may have skipped.
//! - Rendition reports are left as they are: which of them name a rendition
//!   that the multivariant playlist no longer has, this playlist does not say.

mod carry;
mod change;
mod clip;
mod cues;
mod dates;
mod edits;
mod insert;
mod lists;
mod numbers;
pub mod playlist;
mod rebase;
mod summary;
mod tag;
mod trim;
mod write;

pub use playlist::MediaPlaylist;
pub(super) use tag::MediaTag;
pub use write::EditedMedia;
