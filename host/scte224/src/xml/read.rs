//! From text to elements.

use std::borrow::Cow;

use quick_xml::events::Event;
use quick_xml::events::attributes::{AttrError, Attribute as Written, Attributes};
use quick_xml::name::QName;
use quick_xml::{Reader, XmlVersion};

use super::namespaces::Scope;
use super::{Attribute, Element};
use crate::error::{Expected, ParseError, Place};

/// The largest document that is read, in bytes.
pub const MAX_BYTES: usize = 32 << 20;

/// The deepest nesting that is read; the standard's own is about 8, audiences apart.
pub const MAX_DEPTH: usize = 64;

/// The most attributes that a tag may have; the standard's own is 10.
pub const MAX_ATTRIBUTES: usize = 64;

/// The most elements of a document, all of them kept in memory.
pub const MAX_ELEMENTS: usize = 1_000_000;

/// The most namespace declarations in force at once; looked through one by one.
pub const MAX_NAMESPACES: usize = 64;

/// Reads a document's root element and all in it. The text has no byte order mark.
///
/// # Errors
/// The first place where the text is not well-formed or breaks a bound.
pub fn read(text: &str) -> Result<Element<'_>, ParseError> {
    if text.len() > MAX_BYTES {
        return Err(at(text, MAX_BYTES, Expected::Bytes(MAX_BYTES)));
    }
    Tree::new(text).read()
}

fn at(text: &str, offset: usize, expected: Expected) -> ParseError {
    ParseError { place: Place::of(text, offset), expected }
}

struct Tree<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    scope: Scope<'t>,
    /// Elements whose end is still to come, the root first.
    open: Vec<Element<'t>>,
    root: Option<Element<'t>>,
    elements: usize,
}

impl<'t> Tree<'t> {
    fn new(text: &'t str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        let scope = Scope::default();
        Self { text, reader, scope, open: Vec::new(), root: None, elements: 0 }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn fault(&self, offset: usize, expected: Expected) -> ParseError {
        at(self.text, offset, expected)
    }

    fn ill(&self, offset: usize) -> ParseError {
        self.fault(offset, Expected::WellFormed)
    }

    fn read(mut self) -> Result<Element<'t>, ParseError> {
        loop {
            let start = self.position();
            let event = self.reader.read_event().map_err(|_| {
                let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                self.ill(at)
            })?;
            let end = self.position();
            match event {
                Event::Start(tag) => self.start(start, end, tag.name().0.len(), false)?,
                Event::Empty(tag) => {
                    self.start(start, end, tag.name().0.len(), true)?;
                    self.close(end);
                }
                Event::End(_) => self.close(end),
                Event::Text(_) => {
                    let text = self.slice(start, end);
                    if text.contains("]]>") {
                        return Err(self.ill(start));
                    }
                    self.add(start, text)?;
                }
                Event::CData(_) => {
                    let (open, close) = ("<![CDATA[".len(), "]]>".len());
                    if self.open.is_empty() {
                        return Err(self.ill(start));
                    }
                    let text = self.slice(start + open, end.saturating_sub(close));
                    self.add(start, text)?;
                }
                Event::GeneralRef(_) => {
                    let raw = self.slice(start, end);
                    let resolved = quick_xml::escape::unescape(raw).map_err(|_| self.ill(start))?;
                    if self.open.is_empty() {
                        return Err(self.ill(start));
                    }
                    self.add(start, &resolved)?;
                }
                Event::Decl(_) if start == 0 => {}
                Event::Decl(_) => return Err(self.ill(start)),
                Event::DocType(_) => return Err(self.fault(start, Expected::NoDoctype)),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof if self.open.is_empty() => {
                    return self.root.take().ok_or_else(|| self.ill(end));
                }
                Event::Eof => return Err(self.ill(end)),
            }
        }
    }

    fn add(&mut self, start: usize, text: &str) -> Result<(), ParseError> {
        let allowed = |char: char| matches!(char, '\t' | '\n' | '\r') || char >= ' ';
        if let Some((at, _)) = text.char_indices().find(|(_, char)| !allowed(*char)) {
            return Err(self.ill(start + at));
        }
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim_ascii().is_empty() => {}
            None => return Err(self.ill(start)),
        }
        Ok(())
    }

    fn start(
        &mut self,
        start: usize,
        end: usize,
        name_length: usize,
        empty: bool,
    ) -> Result<(), ParseError> {
        if self.root.is_some() {
            return Err(self.ill(start));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(self.fault(start, Expected::Depth(MAX_DEPTH)));
        }
        if self.elements == MAX_ELEMENTS {
            return Err(self.fault(start, Expected::Elements(MAX_ELEMENTS)));
        }
        self.elements += 1;
        let tag = self.slice(start + 1, end.saturating_sub(if empty { 2 } else { 1 }));
        let name = tag.get(..name_length).unwrap_or_default();
        let depth = self.open.len();
        let written = self.attributes(start, tag, name_length)?;
        for (name, value) in &written {
            let prefix = match name.split_once(':') {
                Some(("xmlns", prefix)) => prefix,
                None if *name == "xmlns" => "",
                _ => continue,
            };
            let bound = self.scope.bind(prefix, value.trim_ascii(), depth);
            bound.map_err(|expected| self.fault(start, expected))?;
        }
        let (space, local) =
            self.scope.element(name).ok_or_else(|| self.fault(start, Expected::DeclaredPrefix))?;
        let mut attributes: Vec<Attribute<'t>> = Vec::new();
        for (name, raw) in written {
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            let (space, local) = self
                .scope
                .attribute(name)
                .ok_or_else(|| self.fault(start, Expected::DeclaredPrefix))?;
            if attributes.iter().any(|other| other.space == space && other.name == local) {
                return Err(self.fault(start, Expected::OtherAttribute));
            }
            let value = unescaped(raw).ok_or_else(|| self.ill(start))?;
            attributes.push(Attribute { space, name: local, value: value.trim().to_owned() });
        }
        let (children, text) = (Vec::new(), String::new());
        self.open.push(Element { space, name: local, attributes, children, text, start, end });
        Ok(())
    }

    /// Names and raw values of a tag's attributes.
    fn attributes(
        &self,
        start: usize,
        tag: &'t str,
        name_length: usize,
    ) -> Result<Vec<(&'t str, &'t str)>, ParseError> {
        let mut written = Vec::new();
        for attribute in Attributes::new(tag, name_length) {
            let attribute = attribute.map_err(|error| match error {
                AttrError::Duplicated(at, _) => {
                    self.fault(start + 1 + at, Expected::OtherAttribute)
                }
                _ => self.ill(start),
            })?;
            if written.len() == MAX_ATTRIBUTES {
                return Err(self.fault(start, Expected::Attributes(MAX_ATTRIBUTES)));
            }
            let Cow::Borrowed(value) = attribute.value else {
                return Err(self.ill(start));
            };
            if value.contains('<') {
                return Err(self.ill(start));
            }
            written.push((attribute.key.0, value));
        }
        Ok(written)
    }

    fn close(&mut self, end: usize) {
        let Some(mut element) = self.open.pop() else { return };
        self.scope.leave(self.open.len());
        element.end = end;
        let trimmed = element.text.trim();
        if trimmed.len() != element.text.len() {
            element.text = trimmed.to_owned();
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }
}

/// An attribute's value with its references resolved: XML 1.0, section 3.3.3.
fn unescaped(raw: &str) -> Option<String> {
    let attribute = Written { key: QName(""), value: Cow::Borrowed(raw) };
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Space;

    fn fault(text: &str) -> (u32, u32, Expected) {
        let error = read(text).unwrap_err();
        (error.place.line, error.place.column, error.expected)
    }

    #[test]
    fn reads_names_attributes_and_text() {
        let text = "<?xml version=\"1.0\"?>\n<!-- c --><M xmlns='http://www.scte.org/schemas/224' \
                    xmlns:x='http://www.w3.org/1999/xlink' x:href=' a&amp;b '>\n a&#x62;<![CDATA[<c]]>\n\
                    <Zip xmlns='urn:scte:224:audience'>1</Zip></M>\n";
        let root = read(text).unwrap();
        assert!(root.is("M"));
        assert_eq!(root.href(), Some("a&b"));
        assert_eq!(root.text, "ab<c");
        let [zip] = root.children.as_slice() else { panic!("{root:?}") };
        assert_eq!((zip.space, zip.name, zip.text.as_str()), (Space::Audience, "Zip", "1"));
        assert_eq!(&text[zip.start..zip.end], "<Zip xmlns='urn:scte:224:audience'>1</Zip>");
    }

    #[test]
    fn what_is_not_well_formed_is_found() {
        for (text, line, column) in [
            ("", 1, 1),
            ("<a>", 1, 4),
            ("<a/><b/>", 1, 5),
            ("<a>\n</b>", 2, 1),
            ("<a>&unknown;</a>", 1, 4),
            ("<a b=c/>", 1, 1),
            ("<a b='<'/>", 1, 1),
            ("x<a/>", 1, 1),
            ("<a>]]></a>", 1, 4),
            ("<a>\u{1}</a>", 1, 4),
        ] {
            assert_eq!(fault(text), (line, column, Expected::WellFormed), "{text:?}");
        }
        assert_eq!(fault("<a:b/>").2, Expected::DeclaredPrefix);
        assert_eq!(fault("<b a:c=''/>").2, Expected::DeclaredPrefix);
        assert_eq!(fault("<b c='' c=''/>").2, Expected::OtherAttribute);
        let twice = "<b xmlns:x='urn:x' xmlns:y='urn:x' x:c='' y:c=''/>";
        assert_eq!(fault(twice).2, Expected::OtherAttribute);
    }

    #[test]
    fn what_could_grow_is_refused() {
        assert_eq!(fault("\n<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), (2, 1, Expected::NoDoctype));
        let deep = "<a>".repeat(MAX_DEPTH + 1);
        assert_eq!(fault(&deep), (1, 193, Expected::Depth(MAX_DEPTH)));
        let wide: String = (0..=MAX_ATTRIBUTES).map(|n| format!(" a{n}=''")).collect();
        assert_eq!(fault(&format!("<a{wide}/>")).2, Expected::Attributes(MAX_ATTRIBUTES));
        let names = |from: usize| -> String {
            (from..from + 40).map(|n| format!(" xmlns:a{n}='urn:x'")).collect()
        };
        let text = format!("<a{}><b{}/></a>", names(0), names(40));
        assert_eq!(fault(&text).2, Expected::Namespaces(MAX_NAMESPACES));
        let many = format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS));
        assert_eq!(fault(&many).2, Expected::Elements(MAX_ELEMENTS));
        let long = format!("<a>{}</a>", " ".repeat(MAX_BYTES));
        assert_eq!(fault(&long).2, Expected::Bytes(MAX_BYTES));
    }
}
