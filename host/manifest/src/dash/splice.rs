//! Text again: what is cut, inserted and moved, by places in the old text.

use std::borrow::Cow;

use quick_xml::escape::escape;

use super::attributes::{self, Attribute};
use super::characters::{blanks, is_blank};
use super::mpd::Mpd;
use super::names::Kind;
use super::tree::Element;

/// What comes where something was.
#[derive(Debug)]
enum Put {
    Text(String),
    /// Another element, from byte to byte, with what changes in it.
    Element(u32, u32),
}

#[derive(Debug)]
struct Splice {
    from: u32,
    to: u32,
    put: Put,
}

/// Changes of a text.
#[derive(Debug, Default)]
pub(super) struct Splices {
    list: Vec<Splice>,
}

impl Splices {
    /// Whether nothing changes.
    pub(super) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn push(&mut self, from: u32, to: u32, put: Put) {
        self.list.push(Splice { from, to, put });
    }

    /// Removes an element, and the line break and indentation before it.
    pub(super) fn cut(&mut self, mpd: &Mpd<'_>, element: &Element) {
        let indent = u32::try_from(indent(mpd.text, element.start).len()).unwrap_or(0);
        self.push(element.start - indent, element.end, Put::Text(String::new()));
    }

    /// Puts an element in the place of another.
    pub(super) fn place(&mut self, place: &Element, holder: &Element) {
        self.push(place.start, place.end, Put::Element(holder.start, holder.end));
    }

    /// Puts text in the place of other text.
    pub(super) fn replace(&mut self, from: u32, to: u32, text: String) {
        self.push(from, to, Put::Text(text));
    }

    /// Writes a child into an element, where the schema has children of its
    /// kind: behind the last sibling that it may follow, indented as that one.
    pub(super) fn insert(&mut self, mpd: &Mpd<'_>, parent: u32, kind: Kind, xml: &str) {
        let Some(element) = mpd.tree.get(parent) else { return };
        let rank = element.kind.rank(kind);
        if element.is_empty_tag() {
            let name = name(mpd.text, element);
            let slash = element.open_end.saturating_sub(2);
            return self.replace(slash, element.open_end, format!(">{xml}</{name}>"));
        }
        let before = mpd.tree.children(parent).filter(|(_, child)| child.rank <= rank);
        let (at, indent) = match before.last() {
            Some((_, sibling)) => (sibling.end, indent(mpd.text, sibling.start)),
            None => (element.open_end, first_indent(mpd.text, element)),
        };
        self.replace(at, at, format!("{indent}{xml}"));
    }

    /// Puts text in the place of an element's content.
    pub(super) fn content(&mut self, mpd: &Mpd<'_>, element: &Element, text: &str) {
        let text = escape(text);
        if element.is_empty_tag() {
            let name = name(mpd.text, element);
            let slash = element.open_end.saturating_sub(2);
            self.replace(slash, element.open_end, format!(">{text}</{name}>"));
        } else {
            self.replace(element.open_end, element.close, text.into_owned());
        }
    }

    /// Sets an attribute, or removes it.
    pub(super) fn attribute(
        &mut self,
        mpd: &Mpd<'_>,
        element: &Element,
        name: &str,
        value: Option<&str>,
    ) {
        let attributes = attributes_of(mpd, element);
        let found = attributes.iter().position(|attribute| attribute.name == name);
        match (found.and_then(|found| Some((found, attributes.get(found)?))), value) {
            (Some((_, old)), Some(value)) => {
                let value = escape(value).into_owned();
                self.replace(place(old.value_start), place(old.end - 1), value);
            }
            (Some((index, old)), None) => {
                // The white space before it goes along.
                let before = index.checked_sub(1).and_then(|before| attributes.get(before));
                let from = before.map_or_else(
                    || element.start as usize + 1 + name_length(mpd.text, element),
                    |before| before.end,
                );
                self.replace(place(from), place(old.end), String::new());
            }
            (None, Some(value)) => {
                let end = attributes.last().map_or_else(
                    || element.start as usize + 1 + name_length(mpd.text, element),
                    |last| last.end,
                );
                let text = format!(" {name}=\"{}\"", escape(value));
                self.replace(place(end), place(end), text);
            }
            (None, None) => {}
        }
    }

    /// Puts them in order, after the last.
    pub(super) fn sort(&mut self) {
        self.list.sort_by_key(|splice| (splice.from, splice.to));
    }

    /// The text with all changes.
    pub(super) fn write(&self, text: &str) -> String {
        let added: usize = self.list.iter().map(|splice| splice.put.length()).sum();
        let mut out = String::with_capacity(text.len() + added);
        self.write_range(text, (0, place(text.len())), 0, &mut out);
        out
    }

    /// Writes a part of the text, with the changes from the one numbered `first`.
    fn write_range(&self, text: &str, (from, to): (u32, u32), first: usize, out: &mut String) {
        let mut copied = from;
        for splice in self.list.iter().skip(first).take_while(|splice| splice.from < to) {
            // What was replaced as a whole takes the changes in it along.
            if splice.from < copied {
                continue;
            }
            out.push_str(slice(text, copied, splice.from));
            match &splice.put {
                Put::Text(text) => out.push_str(text),
                Put::Element(start, end) => {
                    let inner = self.list.partition_point(|inner| inner.from <= *start);
                    self.write_range(text, (*start, *end), inner, out);
                }
            }
            copied = splice.to;
        }
        out.push_str(slice(text, copied, to));
    }
}

impl Put {
    fn length(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Element(..) => 0,
        }
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn slice(text: &str, from: u32, to: u32) -> &str {
    text.get(from as usize..to as usize).unwrap_or_default()
}

/// The line break and the white space between it and a byte of the text;
/// empty if there is something else between.
fn indent(text: &str, at: u32) -> &str {
    let before = text.get(..at as usize).unwrap_or_default();
    let blank = before.trim_end_matches([' ', '\t']);
    let from = match blank.strip_suffix('\n') {
        None => return "",
        Some(line) => line.strip_suffix('\r').unwrap_or(line).len(),
    };
    before.get(from..).unwrap_or_default()
}

/// The line break and indentation of the first child of an element.
fn first_indent<'t>(text: &'t str, element: &Element) -> &'t str {
    let inside = slice(text, element.open_end, element.close);
    let blank = blanks(inside.as_bytes());
    if blank == inside.len() {
        return "";
    }
    indent(text, element.open_end + place(blank))
}

fn name_length(text: &str, element: &Element) -> usize {
    let tag = slice(text, element.start + 1, element.open_end);
    let end = |byte: u8| is_blank(byte) || matches!(byte, b'/' | b'>');
    tag.bytes().position(end).unwrap_or(tag.len())
}

/// An element's name, prefix included.
pub(super) fn name<'t>(text: &'t str, element: &Element) -> &'t str {
    let from = element.start as usize + 1;
    text.get(from..from + name_length(text, element)).unwrap_or_default()
}

/// The attributes of an element that was read.
pub(super) fn attributes_of<'t>(mpd: &Mpd<'t>, element: &Element) -> Vec<Attribute<'t>> {
    let from = element.start as usize + 1 + name_length(mpd.text, element);
    let closing = if element.is_empty_tag() { "/>".len() } else { ">".len() };
    let to = (element.open_end as usize).saturating_sub(closing);
    let mut found = Vec::new();
    // It was read before without a fault.
    let _ = attributes::read(mpd.text.get(from..to).unwrap_or_default(), from, &mut found);
    found
}

/// An attribute's value.
pub(super) fn value_of<'t>(mpd: &Mpd<'t>, element: &Element, name: &str) -> Option<Cow<'t, str>> {
    attributes_of(mpd, element)
        .iter()
        .find(|attribute| attribute.name == name)
        .map(Attribute::value)
}
