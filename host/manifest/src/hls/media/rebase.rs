//! Relative URIs, RFC 3986 section 4.2. A base that ends in `/` before one
//! that does not begin with `/` resolves as section 5.2.3 has it.

use std::collections::BTreeSet;

use super::lists::value;
use super::playlist::MediaPlaylist;
use super::summary::variables;
use super::tag::MediaTag;
use crate::hls::attributes::attributes;
use crate::hls::lines::Line;

/// Whether a reference needs the base's path: it has no scheme and does not
/// begin with `/`.
pub(super) fn is_relative(uri: &str) -> bool {
    let scheme = uri
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')));
    let after = scheme.and_then(|end| uri.as_bytes().get(end));
    let starts_alphabetic = uri.bytes().next().is_some_and(|first| first.is_ascii_alphabetic());
    !(uri.starts_with('/') || (after == Some(&b':') && starts_alphabetic))
}

/// A base to put before relative URIs.
#[derive(Debug)]
pub(super) struct Base<'m, 't> {
    uri: &'m str,
    /// Names of the variables that begin a relative URI.
    relative: BTreeSet<&'t str>,
}

impl<'m, 't> Base<'m, 't> {
    /// A base for the URIs of this playlist.
    pub(super) fn new(uri: &'m str, playlist: &MediaPlaylist<'t>) -> Self {
        let mut known = variables(playlist);
        let mut relative = BTreeSet::new();
        for mark in playlist.marks.iter().filter(|mark| mark.tag == MediaTag::Define) {
            let list = playlist.value(Some(mark.start)).unwrap_or_default();
            let (Some(name), Some(text)) = (value(list, "NAME"), value(list, "VALUE")) else {
                continue;
            };
            match known.replace(text) {
                Ok(text) if is_relative(&text) && !text.starts_with("{$") => relative.insert(name),
                _ => relative.remove(name),
            };
        }
        Self { uri, relative }
    }

    /// What comes before a URI: the base, or nothing.
    pub(super) fn before(&self, uri: &str) -> &'m str {
        let relative = match uri.strip_prefix("{$") {
            None => is_relative(uri),
            Some(name) => {
                name.split_once('}').is_some_and(|(name, _)| self.relative.contains(name))
            }
        };
        if relative { self.uri } else { "" }
    }

    /// The longest that can come before a URI.
    pub(super) fn len(&self) -> usize {
        self.uri.len()
    }

    /// Writes a line that is a URI, without its end.
    pub(super) fn push_uri(&self, line: &str, out: &mut String) {
        let uri = line.trim_start_matches([' ', '\t']);
        out.push_str(line.get(..line.len() - uri.len()).unwrap_or_default());
        out.push_str(self.before(uri));
        out.push_str(uri);
    }

    /// Writes the line of a tag, without its end.
    pub(super) fn push_tag(&self, tag: MediaTag, list: &str, line: &str, out: &mut String) {
        let list_start = line.len() - list.len();
        let mut copied = 0;
        if tag == MediaTag::Prefetch {
            copied = list_start + list.len() - list.trim_ascii_start().len();
            out.push_str(line.get(..copied).unwrap_or_default());
            out.push_str(self.before(list.trim_ascii_start()));
        } else {
            for attribute in attributes(list) {
                let is_uri = match tag {
                    MediaTag::DateRange => {
                        matches!(attribute.name, "X-ASSET-URI" | "X-ASSET-LIST")
                    }
                    _ => attribute.name == "URI",
                };
                if is_uri && !attribute.value.is_empty() {
                    let at = list_start + attribute.value_start + usize::from(attribute.quoted);
                    out.push_str(line.get(copied..at).unwrap_or_default());
                    out.push_str(self.before(attribute.value));
                    copied = at;
                }
            }
        }
        out.push_str(line.get(copied..).unwrap_or_default());
    }
}

/// Writes the line of a tag, without its end, with a base if there is one.
pub(super) fn push_tag(
    base: Option<&Base<'_, '_>>,
    tag: MediaTag,
    list: &str,
    line: &Line<'_>,
    out: &mut String,
) {
    match base.filter(|_| tag.has_uri()) {
        Some(base) => base.push_tag(tag, list, line.text, out),
        None => out.push_str(line.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_references_are_told() {
        for uri in ["a.ts", "a/b:c", "../a", "?a=b:c", "", "./a:b", "1a:b", "a b:c"] {
            assert!(is_relative(uri), "{uri}");
        }
        for uri in ["/a", "//a/b", "https://a/", "data:,", "skd://a", "urn:a"] {
            assert!(!is_relative(uri), "{uri}");
        }
    }
}
