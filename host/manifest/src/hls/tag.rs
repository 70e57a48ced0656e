//! What a line is.

use super::media::MediaTag;

/// What a line holds. Spaces and tabs before it are passed over, as players do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing, or a comment: RFC 8216 section 4.1.
    Ignored,
    /// A URI.
    Uri,
    /// A tag, and where in the line its value starts.
    Tag(Tag, usize),
}

/// A tag, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// `#EXTM3U`.
    Header,
    /// `EXT-X-MEDIA`, RFC 8216 section 4.3.4.1.
    Media,
    /// `EXT-X-STREAM-INF`, section 4.3.4.2.
    StreamInf,
    /// `EXT-X-I-FRAME-STREAM-INF`, section 4.3.4.3.
    IFrameStreamInf,
    /// `EXT-X-DEFINE`, rfc8216bis section 4.4.2.3.
    Define,
    /// `EXT-X-SESSION-DATA`, RFC 8216 section 4.3.4.4.
    SessionData,
    /// `EXT-X-SESSION-KEY`, section 4.3.4.5.
    SessionKey,
    /// `EXT-X-CONTENT-STEERING`, rfc8216bis section 4.4.6.6.
    ContentSteering,
    /// `EXT-X-IMAGE-STREAM-INF`: thumbnails, a common extension of others.
    ImageStreamInf,
    /// `EXT-X-VERSION`, RFC 8216 section 4.3.1.2.
    Version,
    /// `EXT-X-START`, section 4.3.5.2.
    Start,
    /// A tag that only media playlists have.
    MediaPlaylist,
    /// Another tag that both may have.
    Shared,
    /// A tag of someone else.
    Unknown,
}

impl Tag {
    /// Whether only multivariant playlists have it (RFC 8216 section 4.3.4).
    pub(super) fn is_multivariant(self) -> bool {
        matches!(
            self,
            Self::Media
                | Self::StreamInf
                | Self::IFrameStreamInf
                | Self::SessionData
                | Self::SessionKey
                | Self::ContentSteering
        )
    }
}

/// Says what a line holds.
pub(crate) fn content(line: &str) -> Content {
    match split(line) {
        Split::Ignored => Content::Ignored,
        Split::Uri => Content::Uri,
        Split::Tag(name, value) => Content::Tag(tag(name), value),
    }
}

/// What a line holds, before anyone asks which tag it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split<'t> {
    /// As [`Content::Ignored`].
    Ignored,
    /// A URI.
    Uri,
    /// A tag's name after `#EXT`, and where in the line its value starts.
    Tag(&'t [u8], usize),
}

/// Takes a line apart.
pub(super) fn split(line: &str) -> Split<'_> {
    let trimmed = line.trim_start_matches([' ', '\t']);
    let Some(name) = trimmed.strip_prefix("#EXT") else {
        let ignored = trimmed.is_empty() || trimmed.starts_with('#');
        return if ignored { Split::Ignored } else { Split::Uri };
    };
    let length = name.bytes().position(|byte| matches!(byte, b':' | b' ' | b'\t'));
    let length = length.unwrap_or(name.len());
    // One past the colon; past the end where there is none, which reads as empty.
    let value = line.len() - name.len() + length + 1;
    Split::Tag(name.as_bytes().get(..length).unwrap_or_default(), value)
}

pub(super) fn tag(name: &[u8]) -> Tag {
    match name {
        b"M3U" => Tag::Header,
        b"-X-MEDIA" => Tag::Media,
        b"-X-STREAM-INF" => Tag::StreamInf,
        b"-X-I-FRAME-STREAM-INF" => Tag::IFrameStreamInf,
        b"-X-DEFINE" => Tag::Define,
        b"-X-SESSION-DATA" => Tag::SessionData,
        b"-X-SESSION-KEY" => Tag::SessionKey,
        b"-X-CONTENT-STEERING" => Tag::ContentSteering,
        b"-X-IMAGE-STREAM-INF" => Tag::ImageStreamInf,
        b"-X-VERSION" => Tag::Version,
        b"-X-START" => Tag::Start,
        b"-X-INDEPENDENT-SEGMENTS" => Tag::Shared,
        _ if MediaTag::of(name).is_some_and(MediaTag::is_standard) => Tag::MediaPlaylist,
        _ => Tag::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        for (line, expected) in [
            ("", Content::Ignored),
            (" \t", Content::Ignored),
            ("# a comment", Content::Ignored),
            ("#ext-x-media:", Content::Ignored),
            ("a/b.m3u8", Content::Uri),
            (" a", Content::Uri),
            ("#EXTM3U", Content::Tag(Tag::Header, 8)),
            (" #EXTM3U ", Content::Tag(Tag::Header, 9)),
            ("#EXTM3U x-tvg-url=\"u\"", Content::Tag(Tag::Header, 8)),
            ("#EXTM3U8", Content::Tag(Tag::Unknown, 9)),
            ("#EXT-X-MEDIA:TYPE=AUDIO", Content::Tag(Tag::Media, 13)),
            ("#EXT-X-MEDIA-SEQUENCE:1", Content::Tag(Tag::MediaPlaylist, 22)),
            ("#EXTINF:4,", Content::Tag(Tag::MediaPlaylist, 8)),
        ] {
            assert_eq!(content(line), expected, "{line:?}");
        }
    }
}
