//! Which kind of playlist a text is.

use super::lines::{Lines, lines, stray_return};
use super::multivariant::MAX_BYTES;
use super::tag::{Content, Tag, content};
use crate::error::{Expected, ParseError};

/// The kinds of playlist, RFC 8216 section 4.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Names variants and renditions ("master playlist" in RFC 8216).
    Multivariant,
    /// Names segments.
    Media,
    /// Neither: no `#EXTM3U`, tags of both kinds (which clients must refuse) or
    /// of none.
    Other,
}

/// Tells the kind of a playlist by its tags: those of RFC 8216 section 4.3.4
/// are a multivariant playlist's, those of 4.3.2 and 4.3.3 a media playlist's.
/// Reads the whole text, since one late tag of the other kind decides.
pub fn classify(text: &str) -> Kind {
    let mut deciding = deciding(text);
    let Some(first) = deciding.next() else { return Kind::Other };
    if deciding.any(|kind| kind != first) { Kind::Other } else { first }
}

/// The kind that the first tag has that only one kind has. A parser of that kind
/// refuses the tags of the other.
pub(crate) fn first_kind(text: &str) -> Option<Kind> {
    deciding(text).next()
}

/// For each tag that only one kind of playlist has: which.
fn deciding(text: &str) -> impl Iterator<Item = Kind> {
    let mut lines = lines(text);
    let header = skip_header(&mut lines).ok();
    header.into_iter().flat_map(move |_| lines.clone()).filter_map(|line| {
        match content(line.text) {
            Content::Tag(Tag::MediaPlaylist, _) => Some(Kind::Media),
            Content::Tag(tag, _) if tag.is_multivariant() => Some(Kind::Multivariant),
            _ => None,
        }
    })
}

/// The lines of a playlist after its first, and where they start: what both kinds
/// must be before they differ.
pub(super) fn open(text: &str) -> Result<(Lines<'_>, usize), ParseError> {
    if text.len() > MAX_BYTES {
        return Err(ParseError::at(text, text.len(), Expected::Bytes(MAX_BYTES)));
    }
    if let Some(at) = stray_return(text) {
        return Err(ParseError::at(text, at + 1, Expected::LineFeed));
    }
    let mut lines = lines(text);
    let head = skip_header(&mut lines).map_err(|at| ParseError::at(text, at, Expected::Header))?;
    Ok((lines, head))
}

/// Moves past `#EXTM3U`, which must be the first line (RFC 8216 section
/// 4.3.1.1), and says where the next one starts. An error is where something
/// else stands.
fn skip_header(lines: &mut Lines<'_>) -> Result<usize, usize> {
    let line = lines.next().ok_or(0_usize)?;
    match content(line.text) {
        Content::Tag(Tag::Header, _) => Ok(line.next),
        _ => Err(line.start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_decide() {
        for (text, kind) in [
            ("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na", Kind::Multivariant),
            ("\u{feff}#EXTM3U\r\n#EXT-X-MEDIA:TYPE=AUDIO\r\n", Kind::Multivariant),
            (" #EXTM3U \n#EXT-X-SESSION-DATA:DATA-ID=\"a\"", Kind::Multivariant),
            ("# why\n#EXTM3U\n#EXT-X-SESSION-DATA:DATA-ID=\"a\"", Kind::Other),
            ("\n#EXTM3U\n#EXT-X-SESSION-DATA:DATA-ID=\"a\"", Kind::Other),
            ("#EXTM3U\n#EXT-X-VERSION:9\n#EXTINF:4,\na", Kind::Media),
            ("#EXTM3U\n#EXT-X-VERSION:9\n", Kind::Other),
            ("#EXTM3U\n#EXTINF:4,\na\n#EXT-X-STREAM-INF:BANDWIDTH=1\na", Kind::Other),
            ("#EXT-X-STREAM-INF:BANDWIDTH=1\na", Kind::Other),
            ("a\n#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na", Kind::Other),
            ("<html>", Kind::Other),
            ("", Kind::Other),
        ] {
            assert_eq!(classify(text), kind, "{text}");
        }
    }
}
