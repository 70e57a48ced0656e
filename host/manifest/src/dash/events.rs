//! Event streams, inserted and removed.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::characters::{is_char, is_writable};
use super::mpd::Mpd;
use super::names::Kind;
use super::removal::Gone;
use super::splice::{Splices, value_of};
use crate::edit::{Alternative, Event, EventStream};
use crate::error::Rule;

/// A stream that the MPD has.
struct Found {
    element: u32,
    /// The period that it is a child of; none if it is in the segments.
    period: Option<u32>,
    value: String,
}

/// The event streams, as edits leave them.
#[derive(Default)]
pub(super) struct Events<'m> {
    read: bool,
    /// Those that the MPD has, by scheme.
    found: HashMap<String, Vec<Found>>,
    removed: Vec<u32>,
    /// Those to be inserted, with their edits.
    inserted: Vec<(usize, &'m EventStream)>,
    /// Period, scheme and value of those.
    taken: HashSet<(u32, &'m str, &'m str)>,
}

impl<'m> Events<'m> {
    /// Finds what the MPD has, once.
    fn find(&mut self, mpd: &Mpd<'_>) {
        if std::mem::replace(&mut self.read, true) {
            return;
        }
        let mut period = None;
        for (element, number) in mpd.tree.elements.iter().zip(0..) {
            match element.kind {
                Kind::Period => period = Some(period.map_or(0, |period: u32| period + 1)),
                Kind::EventStream | Kind::InbandEventStream => {
                    let value = |name| value_of(mpd, element, name).unwrap_or_default();
                    let found = Found {
                        element: number,
                        period: period.filter(|_| element.kind == Kind::EventStream),
                        value: value("value").into_owned(),
                    };
                    self.found.entry(value("schemeIdUri").into_owned()).or_default().push(found);
                }
                _ => {}
            }
        }
    }

    /// Adds one. ISO/IEC 23009-1 clause 5.10.2.1: a period has at most one of
    /// a scheme and value.
    pub(super) fn insert(
        &mut self,
        mpd: &Mpd<'_>,
        edit: usize,
        stream: &'m EventStream,
    ) -> Result<(), Rule> {
        self.find(mpd);
        let value = stream.value.as_deref().unwrap_or_default();
        if stream.period as usize >= mpd.periods.len() {
            return Err(Rule::Unknown { what: "period", name: stream.period.to_string() });
        }
        if stream.scheme.is_empty() || !is_writable(&stream.scheme) || !is_writable(value) {
            return Err(Rule::Unwritable { what: "event scheme" });
        }
        if stream.timescale == 0 {
            return Err(Rule::Unwritable { what: "timescale" });
        }
        if !stream.events.iter().all(|event| event.message.chars().all(is_char)) {
            return Err(Rule::Unwritable { what: "event message" });
        }
        if !stream.events.iter().all(is_announceable) {
            return Err(Rule::Unwritable { what: "alternative's URL" });
        }
        let has = self.found.get(&stream.scheme).is_some_and(|found| {
            found.iter().any(|one| one.period == Some(stream.period) && one.value == value)
        });
        if has || !self.taken.insert((stream.period, &stream.scheme, value)) {
            let name = stream.scheme.clone();
            return Err(Rule::Taken { what: "event stream", name });
        }
        self.inserted.push((edit, stream));
        Ok(())
    }

    /// Removes those of a scheme: events of the MPD, and the announcement of
    /// those in segments, without which players pass over them.
    pub(super) fn remove(
        &mut self,
        mpd: &Mpd<'_>,
        scheme: &str,
        value: Option<&str>,
    ) -> Result<(), Rule> {
        self.find(mpd);
        let before = (self.removed.len(), self.inserted.len());
        let goes = |found: &str| value.is_none_or(|value| value == found);
        if let Some(found) = self.found.get_mut(scheme) {
            let removed = &mut self.removed;
            found.retain(|one| {
                let goes = goes(&one.value);
                if goes {
                    removed.push(one.element);
                }
                !goes
            });
        }
        let of = |stream: &EventStream| {
            stream.scheme == scheme && goes(stream.value.as_deref().unwrap_or_default())
        };
        self.inserted.retain(|(_, stream)| !of(stream));
        self.taken.retain(|(_, other, value)| *other != scheme || !goes(value));
        if before == (self.removed.len(), self.inserted.len()) {
            return Err(Rule::Unknown { what: "event stream", name: scheme.to_owned() });
        }
        Ok(())
    }

    /// Writes all that changed. The first edit for a period that is gone, if one is.
    pub(super) fn write(
        &self,
        mpd: &Mpd<'_>,
        gone: &Gone,
        splices: &mut Splices,
    ) -> Result<(), (usize, Rule)> {
        for element in self.removed.iter().filter_map(|element| mpd.tree.get(*element)) {
            splices.cut(mpd, element);
        }
        for (edit, stream) in &self.inserted {
            let Some(period) = mpd
                .periods
                .get(stream.period as usize)
                .filter(|_| !gone.period(stream.period as usize))
            else {
                let name = stream.period.to_string();
                return Err((*edit, Rule::Unknown { what: "period", name }));
            };
            splices.insert(mpd, period.element, Kind::EventStream, &written(mpd, stream));
        }
        Ok(())
    }
}

/// Whether an event announces nothing, or what can be fetched.
fn is_announceable(event: &Event) -> bool {
    match &event.alternative {
        None => true,
        Some(Alternative::Insert { url } | Alternative::Replace { url, .. }) => {
            !url.is_empty() && is_writable(url)
        }
    }
}

/// What an event announces, as an element.
fn announced(mpd: &Mpd<'_>, alternative: &Alternative) -> String {
    match alternative {
        Alternative::Insert { url } => {
            format!("<{} url=\"{}\"/>", mpd.named("InsertPresentation"), escape(url))
        }
        Alternative::Replace { url, return_offset } => {
            let name = mpd.named("ReplacePresentation");
            let offset = return_offset
                .map_or_else(String::new, |offset| format!(" returnOffset=\"{offset}\""));
            format!("<{name} url=\"{}\"{offset}/>", escape(url))
        }
    }
}

/// A stream as an element.
fn written(mpd: &Mpd<'_>, stream: &EventStream) -> String {
    let (stream_name, event_name) = (mpd.named("EventStream"), mpd.named("Event"));
    let mut xml = format!("<{stream_name} schemeIdUri=\"{}\"", escape(&stream.scheme));
    // Writing to a string cannot fail.
    if let Some(value) = &stream.value {
        let _ = write!(xml, " value=\"{}\"", escape(value));
    }
    let _ = write!(xml, " timescale=\"{}\">", stream.timescale);
    for event in &stream.events {
        let _ = write!(xml, "<{event_name} presentationTime=\"{}\"", event.time);
        if let Some(duration) = event.duration {
            let _ = write!(xml, " duration=\"{duration}\"");
        }
        // A bare CR would be read as a line feed: XML 1.0 section 2.11.
        let message = escape(&event.message).replace('\r', "&#13;");
        let alternative =
            event.alternative.as_ref().map_or_else(String::new, |other| announced(mpd, other));
        let _ = write!(xml, " id=\"{}\">{alternative}{message}</{event_name}>", event.id);
    }
    let _ = write!(xml, "</{stream_name}>");
    xml
}
