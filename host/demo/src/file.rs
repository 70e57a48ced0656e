//! What the demo origin serves.

/// HLS playlists, RFC 8216 section 4.
pub(crate) const HLS: &str = "application/vnd.apple.mpegurl";

/// DASH media presentation descriptions, ISO/IEC 23009-1 annex C.
pub(crate) const DASH: &str = "application/dash+xml";

/// One file of the demo origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Below the origin's root, without a leading slash, e.g. `tide/main.m3u8`.
    pub path: String,
    /// The media type.
    pub content_type: &'static str,
    /// The text.
    pub body: String,
}

impl File {
    pub(crate) fn new(path: &str, content_type: &'static str, body: String) -> Self {
        Self { path: path.to_owned(), content_type, body }
    }
}
