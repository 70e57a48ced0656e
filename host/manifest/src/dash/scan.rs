//! Tags and text of an XML document, one by one, with their places.

use std::borrow::Cow;
use std::io::BufRead as _;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::attributes::{self, Attribute, Fault};
use super::characters::{is_blank, is_name, is_reference};
use super::segments;
use crate::error::{Expected, ParseError};

/// The deepest nesting that is read; the schema's own is about 10.
pub const MAX_DEPTH: usize = 64;

/// One piece of markup or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// A start tag; its attributes are [`Scanner::attributes`]. An empty
    /// element is followed by its `Close`.
    Open(Tag<'t>),
    /// An end tag, from byte to byte; both the end of the tag for an empty element.
    Close { start: usize, end: usize },
    /// Text between markup, references excepted.
    Text(&'t str),
    /// A CDATA section's content.
    Verbatim(&'t str),
    /// A reference with its `&` and `;`.
    Reference(&'t str),
    /// The document is at its end.
    End,
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    pub(super) name: &'t str,
    /// The byte of its `<`.
    pub(super) start: usize,
    /// The byte behind its `>`.
    pub(super) end: usize,
    pub(super) empty: bool,
}

impl<'t> Tag<'t> {
    /// Prefix (empty if there is none) and local name.
    pub(super) fn split(&self) -> (&'t str, &'t str) {
        self.name.split_once(':').unwrap_or(("", self.name))
    }
}

/// Goes through a document, or through one element of one that was read.
pub(super) struct Scanner<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    /// Where the reader began.
    base: usize,
    depth: usize,
    attributes: Vec<Attribute<'t>>,
    /// The end of an empty element that was opened last.
    pending: Option<usize>,
    rooted: bool,
}

impl<'t> Scanner<'t> {
    /// Goes through the text from one byte to another.
    pub(super) fn new(text: &'t str, from: usize, to: usize) -> Self {
        let mut reader = Reader::from_str(text.get(from..to).unwrap_or_default());
        reader.config_mut().check_comments = true;
        Self {
            text,
            reader,
            base: from,
            depth: 0,
            attributes: Vec::new(),
            pending: None,
            rooted: false,
        }
    }

    /// Passes segments that have the usual form, and says how many they are. For
    /// the inside of a `SegmentTimeline`, which is what long MPDs are made of.
    pub(super) fn pass_segments(&mut self) -> u32 {
        if self.pending.is_some() {
            return 0;
        }
        let mut stream = self.reader.stream();
        let Ok(bytes) = stream.fill_buf() else { return 0 };
        let (passed, count) = segments::plain(bytes);
        stream.consume(passed);
        count
    }

    /// The attributes of the tag opened last.
    pub(super) fn attributes(&self) -> &[Attribute<'t>] {
        &self.attributes
    }

    fn fault((at, expected): Fault, text: &str) -> ParseError {
        ParseError::at(text, at, expected)
    }

    fn position(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn ill(&self, at: usize) -> ParseError {
        ParseError::at(self.text, at, Expected::WellFormed)
    }

    /// The next piece. Comments and processing instructions are passed over.
    pub(super) fn next(&mut self) -> Result<Piece<'t>, ParseError> {
        if let Some(end) = self.pending.take() {
            return Ok(Piece::Close { start: end, end });
        }
        loop {
            let start = self.position();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(_) => {
                    let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                    return Err(self.ill(self.base.saturating_add(at)));
                }
            };
            let end = self.position();
            match event {
                Event::Start(tag) => return self.open(start, end, tag.name().0.len(), false),
                Event::Empty(tag) => return self.open(start, end, tag.name().0.len(), true),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Piece::Close { start, end });
                }
                Event::Text(_) => {
                    let text = self.slice(start, end);
                    if self.depth > 0 {
                        if text.contains(']') && text.contains("]]>") {
                            return Err(self.ill(start));
                        }
                        return Ok(Piece::Text(text));
                    }
                    if !text.bytes().all(is_blank) {
                        return Err(self.ill(start));
                    }
                }
                Event::CData(_) if self.depth > 0 => {
                    let open = "<![CDATA[".len();
                    let close = "]]>".len();
                    return Ok(Piece::Verbatim(
                        self.slice(start + open, end.saturating_sub(close)),
                    ));
                }
                Event::GeneralRef(name) if self.depth > 0 && is_reference(&name) => {
                    return Ok(Piece::Reference(self.slice(start, end)));
                }
                Event::Decl(_) if start == self.base => {}
                Event::DocType(_) => {
                    return Err(ParseError::at(self.text, start, Expected::NoDoctype));
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof if self.depth == 0 && self.rooted => return Ok(Piece::End),
                Event::Eof if self.depth == 0 => {
                    return Err(ParseError::at(self.text, end, Expected::Mpd));
                }
                Event::CData(_) | Event::GeneralRef(_) | Event::Decl(_) | Event::Eof => {
                    return Err(self.ill(start));
                }
            }
        }
    }

    fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn open(
        &mut self,
        start: usize,
        end: usize,
        name_length: usize,
        empty: bool,
    ) -> Result<Piece<'t>, ParseError> {
        if self.depth == 0 && self.rooted {
            return Err(self.ill(start));
        }
        self.rooted = true;
        if self.depth == MAX_DEPTH {
            return Err(ParseError::at(self.text, start, Expected::Depth(MAX_DEPTH)));
        }
        let name_end = start + 1 + name_length;
        let name = self.slice(start + 1, name_end);
        if !is_name(name) {
            return Err(self.ill(start));
        }
        let list = self.slice(name_end, end - if empty { 2 } else { 1 });
        attributes::read(list, name_end, &mut self.attributes)
            .map_err(|fault| Self::fault(fault, self.text))?;
        if empty {
            self.pending = Some(end);
        } else {
            self.depth += 1;
        }
        Ok(Piece::Open(Tag { name, start, end, empty }))
    }

    /// The text in the element opened last, references resolved, white space
    /// around it taken off; passes the element.
    pub(super) fn content(&mut self) -> Result<Cow<'t, str>, ParseError> {
        let mut content = Content::default();
        let mut depth = 1_usize;
        loop {
            match self.next()? {
                Piece::Open(_) => depth += 1,
                Piece::Close { .. } if depth == 1 => return Ok(content.finish()),
                Piece::Close { .. } => depth -= 1,
                Piece::End => return Ok(content.finish()),
                piece => content.add(piece),
            }
        }
    }
}

/// Text put together from pieces; borrowed while there is just one.
#[derive(Debug, Default)]
pub(super) struct Content<'t> {
    text: Cow<'t, str>,
}

impl<'t> Content<'t> {
    pub(super) fn add(&mut self, piece: Piece<'t>) {
        let more = match piece {
            Piece::Text(text) | Piece::Verbatim(text) => Cow::Borrowed(text),
            Piece::Reference(raw) => attributes::unescape(raw),
            Piece::Open(_) | Piece::Close { .. } | Piece::End => return,
        };
        if self.text.is_empty() {
            self.text = more;
        } else {
            self.text.to_mut().push_str(&more);
        }
    }

    /// All of it without the white space around it.
    pub(super) fn finish(self) -> Cow<'t, str> {
        match self.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_ascii()),
            Cow::Owned(text) => Cow::Owned(text.trim_ascii().to_owned()),
        }
    }
}
