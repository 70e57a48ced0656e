//! References made to resolve elsewhere, line by line.

use super::playlist::MediaPlaylist;
use super::summary::variables;
use super::tag::MediaTag;
use crate::hls::attributes::attributes;
use crate::hls::base::Base;
use crate::hls::lines::Line;
use crate::hls::variables::Variables;

/// A base for the references of a playlist.
#[derive(Debug)]
pub(super) struct Rebase<'m, 't> {
    base: Base<'m>,
    variables: Variables<'t>,
}

impl<'m, 't> Rebase<'m, 't> {
    pub(super) fn new(base: Base<'m>, playlist: &MediaPlaylist<'t>) -> Self {
        Self { base, variables: variables(playlist) }
    }

    /// What goes before a reference. Nothing before one that begins with a
    /// variable of unknown value: that may be absolute.
    pub(super) fn before(&self, reference: &str) -> &str {
        if reference.starts_with("{$") && self.variables.expanded(reference).next() == Some('{') {
            return "";
        }
        self.base.prefix(reference, &self.variables)
    }

    /// The longest that can go before a reference.
    pub(super) fn len(&self) -> usize {
        self.base.len()
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
    base: Option<&Rebase<'_, '_>>,
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
