//! Where MPDs have URIs.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::cut;
use crate::dash::attributes;

const AND: &str = "&amp;";

/// Finds what goes; nothing where the text is no XML.
pub(super) fn cuts(text: &str, gone: &impl Fn(&str) -> bool, cuts: &mut Vec<Range<usize>>) {
    let found = cuts.len();
    if read(text, gone, cuts).is_none() {
        cuts.truncate(found);
    }
}

fn read(text: &str, gone: &impl Fn(&str) -> bool, cuts: &mut Vec<Range<usize>>) -> Option<()> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut list = Vec::new();
    // Where the content of the element begins that is a URI.
    let mut content = None;
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Start(_) | Event::Empty(_) => {
                let tag = text.get(start..end)?;
                let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
                let inner = inner.strip_suffix('/').unwrap_or(inner);
                let name_end = inner.find(char::is_whitespace).unwrap_or(inner.len());
                let (name, rest) = inner.split_at_checked(name_end)?;
                content = matches!(
                    local(name),
                    "BaseURL" | "Location" | "PatchLocation" | "ContentSteering"
                )
                .then_some(end);
                if memchr::memchr(b'?', rest.as_bytes()).is_none() {
                    continue;
                }
                attributes::read(rest, start + 1 + name_end, &mut list).ok()?;
                for attribute in &list {
                    let is_uri = matches!(
                        local(attribute.name),
                        "media" | "index" | "initialization" | "sourceURL" | "href"
                    );
                    if is_uri {
                        cut(attribute.raw, attribute.value_start, AND, gone, cuts);
                    }
                }
            }
            Event::End(_) => {
                if let Some(from) = content.take() {
                    let raw = text.get(from..start)?;
                    let uri = raw.trim_ascii();
                    let at = from + raw.len() - raw.trim_ascii_start().len();
                    if !uri.contains('<') {
                        cut(uri, at, AND, gone, cuts);
                    }
                }
            }
            Event::Eof => return Some(()),
            _ => {}
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
