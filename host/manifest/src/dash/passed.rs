//! Elements, attributes and comments that nothing here reads.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::mpd::Mpd;
use super::names::Kind;
use super::read::redeclares;
use super::scan::{Piece, Scanner};
use crate::passed::{Counts, Passed, What};

/// What is not read in an MPD.
pub(crate) fn passed<'t>(mpd: &Mpd<'t>) -> Vec<Passed<'t>> {
    let mut counts = Counts::default();
    elements(mpd, &mut counts);
    markup(mpd.text, &mut counts);
    counts.finish('@')
}

fn elements<'t>(mpd: &Mpd<'t>, counts: &mut Counts<'t>) {
    let from = if mpd.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut scanner = Scanner::new(mpd.text, from, mpd.text.len());
    let mut open: Vec<Kind> = Vec::new();
    let mut namespace = "";
    // It was read before: nothing is wrong with it.
    while let Ok(piece) = scanner.next() {
        let tag = match piece {
            Piece::Open(tag) => tag,
            Piece::Close { .. } => {
                open.pop();
                continue;
            }
            Piece::End => return,
            _ => continue,
        };
        let attributes = scanner.attributes();
        let (prefix, name) = tag.split();
        let own = prefix == mpd.prefix;
        let kind = match open.last() {
            None => {
                namespace = redeclares(attributes, mpd.prefix).unwrap_or_default();
                Kind::Mpd
            }
            Some(parent) if own => parent.child(name).0,
            Some(_) => Kind::Other,
        };
        let foreign =
            redeclares(attributes, mpd.prefix).is_some_and(|new| is_other(new, namespace));
        let kind = if foreign { Kind::Other } else { kind };
        // What is in events is read for cues only.
        let in_events = open.contains(&Kind::EventStream)
            && ((own && name == "Event")
                || matches!(name, "SpliceInsert" | "SegmentationDescriptor"));
        if matches!(kind, Kind::Other | Kind::Sibling) && !in_events {
            counts.add(What::Element, "", tag.name);
        }
        for attribute in attributes {
            let known = |prefix| matches!(prefix, "xml" | "xmlns");
            let split = attribute.name.split_once(':');
            // The first is read, the second tells what is elsewhere.
            if split.is_some_and(|(prefix, name)| {
                !known(prefix) && !matches!(name, "supplementalCodecs" | "href")
            }) {
                counts.add(What::Attribute, tag.name, attribute.name);
            }
        }
        open.push(kind);
    }
}

/// Whether a namespace is neither the manifest's own nor one of the schema.
fn is_other(namespace: &str, own: &str) -> bool {
    namespace != own && !super::read::is_schema(namespace)
}

/// Comments and processing instructions, which a [`Scanner`] passes over.
fn markup<'t>(text: &'t str, counts: &mut Counts<'t>) {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Comment(_)) => counts.add(What::Comment, "", ""),
            Ok(Event::PI(instruction)) => {
                let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                let start = end.saturating_sub(instruction.len() + "?>".len());
                let target = text.get(start..start + instruction.target().len());
                counts.add(What::Instruction, "", target.unwrap_or_default());
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}
