//! How an MPD is read.

use std::borrow::Cow;
use std::collections::HashSet;

use super::attributes::Attribute;
use super::defaults;
use super::facts::Facts;
use super::mpd::{MAX_TRACKS, Mpd, Period, Set, Standing, Times};
use super::names::Kind;
use super::scan::{Content, Piece, Scanner, Tag};
use super::timing;
use super::tree::{Element, MAX_ELEMENTS, Tree};
use crate::error::{Expected, ParseError};
use crate::track::{Track, TrackKind};

/// Namespaces of the schema begin with this, in whatever case.
const NAMESPACE: &str = "urn:mpeg:dash:schema:mpd:";

const MARK: char = '\u{feff}';

pub(super) fn read(text: &str) -> Result<Mpd<'_>, ParseError> {
    let base = if text.starts_with(MARK) { MARK.len_utf8() } else { 0 };
    let forbidden = super::characters::forbidden(text);
    let twice = text.get(base..).is_some_and(|rest| rest.starts_with(MARK)).then_some(base);
    if let Some(at) = twice.or(forbidden) {
        return Err(ParseError::at(text, at, Expected::WellFormed));
    }
    let mut scanner = Scanner::new(text, base, text.len());
    let mut reader = Reader::new(text);
    loop {
        match scanner.next()? {
            Piece::Open(tag) => {
                reader.open(&tag, scanner.attributes())?;
                if reader.in_timeline() {
                    let passed = scanner.pass_segments();
                    reader.segments = reader.segments.saturating_add(passed);
                }
            }
            Piece::Close { start, end } => reader.close(start, end)?,
            Piece::End => return Ok(reader.finish()),
            piece => {
                if let Some(label) = &mut reader.label {
                    label.add(piece);
                }
            }
        }
    }
}

/// An open element: its kind, and its number if it is kept track of.
type Open = (Kind, Option<u32>);

struct Reader<'t> {
    mpd: Mpd<'t>,
    namespace: &'t str,
    open: Vec<Open>,
    pathways: HashSet<Cow<'t, str>>,
    /// Of the set that is open.
    set: Facts<'t>,
    /// Of its representations, with the numbers of their elements.
    ones: Vec<(u32, Facts<'t>)>,
    /// Text of the label that is open.
    label: Option<Content<'t>>,
    /// Segments of the list or timeline that is open.
    segments: u32,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            mpd: Mpd {
                text,
                prefix: "",
                tree: Tree::default(),
                tracks: Vec::new(),
                places: Vec::new(),
                sets: Vec::new(),
                periods: Vec::new(),
                groups: 0,
                pathways: Vec::new(),
                times: Times::default(),
            },
            namespace: "",
            open: Vec::new(),
            pathways: HashSet::new(),
            set: Facts::default(),
            ones: Vec::new(),
            label: None,
            segments: 0,
        }
    }

    fn open(&mut self, tag: &Tag<'t>, attributes: &[Attribute<'t>]) -> Result<(), ParseError> {
        let Some(&(parent, within)) = self.open.last() else {
            self.root(tag, attributes)?;
            self.keep(tag, 0, Kind::Mpd, 0)?;
            return Ok(());
        };
        let (kind, rank) = match tag.split() {
            (prefix, name) if prefix == self.mpd.prefix => parent.child(name),
            _ => (Kind::Other, 0),
        };
        if kind == Kind::Segment {
            self.segment(attributes);
        } else if kind != Kind::Other {
            if self.is_foreign(attributes) {
                self.open.push((Kind::Other, None));
                return Ok(());
            }
            if parent.keeps(kind) {
                return self.kept(tag, attributes, (within.unwrap_or_default(), kind, rank));
            }
            self.unkept(parent, kind, attributes);
        }
        self.open.push((kind, None));
        Ok(())
    }

    /// Whether the element opened last is a timeline, its segments without prefix.
    fn in_timeline(&self) -> bool {
        self.mpd.prefix.is_empty() && matches!(self.open.last(), Some((Kind::SegmentTimeline, _)))
    }

    fn root(&mut self, tag: &Tag<'t>, attributes: &[Attribute<'t>]) -> Result<(), ParseError> {
        let (prefix, name) = tag.split();
        if name != "MPD" {
            return Err(ParseError::at(self.mpd.text, tag.start, Expected::Mpd));
        }
        self.mpd.prefix = prefix;
        let times = &mut self.mpd.times;
        for attribute in attributes {
            let duration = || timing::duration(&attribute.value());
            match attribute.name {
                "type" => match attribute.raw {
                    "static" | "list" => {}
                    "dynamic" => times.dynamic = true,
                    _ => {
                        let at = attribute.value_start;
                        return Err(ParseError::at(self.mpd.text, at, Expected::MpdType));
                    }
                },
                "availabilityStartTime" => times.start = timing::moment(&attribute.value()),
                "mediaPresentationDuration" => times.duration = duration(),
                "timeShiftBufferDepth" => times.window = duration(),
                "suggestedPresentationDelay" => times.delay = duration(),
                "minBufferTime" => times.buffer = duration(),
                "maxSegmentDuration" => times.longest_segment = duration(),
                name if declares(name, prefix) => self.namespace = attribute.raw,
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a tag gives its own prefix another meaning.
    fn is_foreign(&self, attributes: &[Attribute<'t>]) -> bool {
        redeclares(attributes, self.mpd.prefix)
            .is_some_and(|namespace| namespace != self.namespace && !is_schema(namespace))
    }

    /// Notes an element's place, as yet without its end.
    fn keep(
        &mut self,
        tag: &Tag<'t>,
        parent: u32,
        kind: Kind,
        rank: u8,
    ) -> Result<u32, ParseError> {
        let elements = &mut self.mpd.tree.elements;
        if elements.len() == MAX_ELEMENTS {
            return Err(ParseError::at(self.mpd.text, tag.start, Expected::Elements(MAX_ELEMENTS)));
        }
        let number = count(elements.len());
        let (start, end) = (count(tag.start), count(tag.end));
        elements.push(Element { start, open_end: end, close: end, end, parent, kind, rank });
        self.open.push((kind, Some(number)));
        Ok(number)
    }

    fn kept(
        &mut self,
        tag: &Tag<'t>,
        attributes: &[Attribute<'t>],
        (parent, kind, rank): (u32, Kind, u8),
    ) -> Result<(), ParseError> {
        let element = self.keep(tag, parent, kind, rank)?;
        match kind {
            Kind::Period => self.period(element, attributes),
            Kind::AdaptationSet => self.adaptation_set(element, attributes),
            Kind::Representation => self.ones.push((element, Facts::of(attributes))),
            Kind::BaseUrl => self.pathway(attributes),
            Kind::Label => self.label = Some(Content::default()),
            Kind::ContentComponent => self.set.component(attributes),
            _ => describe(&mut self.set, kind, attributes),
        }
        Ok(())
    }

    /// An element of interest whose place is of none.
    fn unkept(&mut self, parent: Kind, kind: Kind, attributes: &[Attribute<'t>]) {
        match (parent, kind) {
            (Kind::Representation, _) => {
                if let Some((_, one)) = self.ones.last_mut() {
                    describe(one, kind, attributes);
                }
            }
            (Kind::ContentComponent, _) => describe(&mut self.set, kind, attributes),
            (_, Kind::Latency) => {
                let target = attributes.iter().find(|attribute| attribute.name == "target");
                let target = target.and_then(|target| target.value().trim_ascii().parse().ok());
                let latency = &mut self.mpd.times.latency;
                *latency = (*latency).max(target.map(timing::from_millis));
            }
            (_, Kind::SegmentTimeline) => self.segments = 0,
            _ => {}
        }
    }

    fn period(&mut self, element: u32, attributes: &[Attribute<'t>]) {
        let find = |name| attributes.iter().find(|attribute| attribute.name == name);
        let duration = |name| find(name).and_then(|found| timing::duration(&found.value()));
        self.mpd.periods.push(Period {
            element,
            id: find("id").map(Attribute::value),
            start: duration("start"),
            duration: duration("duration"),
            first_set: count(self.mpd.sets.len()),
            sets: 0,
            first: count(self.mpd.tracks.len()),
            tracks: 0,
            segments: 0,
        });
        self.remote(attributes);
    }

    fn adaptation_set(&mut self, element: u32, attributes: &[Attribute<'t>]) {
        self.set = Facts::of(attributes);
        self.mpd.sets.push(Set {
            element,
            period: count(self.mpd.periods.len().saturating_sub(1)),
            id: self.set.id(),
            standing: Standing { priority: self.set.priority.unwrap_or(1), main: false },
            first: count(self.mpd.tracks.len()),
            tracks: 0,
            representations: 0,
        });
        self.remote(attributes);
    }

    /// What is elsewhere is not looked at here: what stands here is replaced.
    fn remote(&mut self, attributes: &[Attribute<'t>]) {
        let href = |attribute: &Attribute<'_>| attribute.name.ends_with(":href");
        if attributes.iter().any(href)
            && let Some((kind, _)) = self.open.last_mut()
        {
            *kind = Kind::Sibling;
        }
    }

    fn pathway(&mut self, attributes: &[Attribute<'t>]) {
        let location = attributes.iter().find(|attribute| attribute.name == "serviceLocation");
        if let Some(location) = location.map(Attribute::value)
            && !location.is_empty()
            && self.pathways.insert(location.clone())
        {
            self.mpd.pathways.push(location);
        }
    }

    fn segment(&mut self, attributes: &[Attribute<'t>]) {
        if self.mpd.periods.last().is_none_or(|period| period.segments > 0) {
            return;
        }
        let repeat = attributes.iter().find(|attribute| attribute.name == "r");
        let repeat = repeat.and_then(|repeat| repeat.raw.parse::<u32>().ok()).unwrap_or(0);
        self.segments = self.segments.saturating_add(1).saturating_add(repeat);
    }

    fn close(&mut self, start: usize, end: usize) -> Result<(), ParseError> {
        let Some((kind, number)) = self.open.pop() else { return Ok(()) };
        if let Some(element) =
            number.and_then(|number| self.mpd.tree.elements.get_mut(number as usize))
        {
            (element.close, element.end) = (count(start), count(end));
            match element.kind {
                Kind::AdaptationSet => self.end_set()?,
                Kind::Period => self.end_period(),
                Kind::Label => {
                    if let Some(label) = self.label.take() {
                        self.set.name(label.finish());
                    }
                }
                _ => {}
            }
        }
        if matches!(kind, Kind::SegmentTimeline | Kind::SegmentList)
            && let Some(period) = self.mpd.periods.last_mut()
            && period.segments == 0
        {
            period.segments = std::mem::take(&mut self.segments);
        }
        Ok(())
    }

    fn end_set(&mut self) -> Result<(), ParseError> {
        let facts = std::mem::take(&mut self.set);
        let number = count(self.mpd.sets.len().saturating_sub(1));
        let Some(set) = self.mpd.sets.last_mut() else { return Ok(()) };
        set.standing.main = facts.is_main();
        set.representations = count(self.ones.len());
        for (element, one) in self.ones.drain(..) {
            let Some(track) = facts.track(&one) else { continue };
            if self.mpd.tracks.len() == MAX_TRACKS {
                let at = self.mpd.tree.get(element).map_or(0, |element| element.start as usize);
                return Err(ParseError::at(self.mpd.text, at, Expected::Tracks(MAX_TRACKS)));
            }
            let id = count(self.mpd.tracks.len());
            self.mpd.tracks.push(Track { id, period: set.period, set: Some(number), ..track });
            self.mpd.places.push(element);
            set.tracks += 1;
        }
        Ok(())
    }

    fn end_period(&mut self) {
        let Some(period) = self.mpd.periods.last_mut() else { return };
        period.sets = count(self.mpd.sets.len()) - period.first_set;
        period.tracks = count(self.mpd.tracks.len()) - period.first;
        let tracks = self.mpd.tracks.get_mut(period.first as usize..).unwrap_or_default();
        let pictures = tracks.iter().any(|track| track.kind.is_variant());
        let (mut sound, mut text) = (None, None);
        for track in tracks {
            let group = match track.kind {
                TrackKind::Audio if !pictures => {
                    track.kind = TrackKind::AudioOnly;
                    track.autoselect = false;
                    continue;
                }
                TrackKind::Audio => &mut sound,
                TrackKind::Subtitles => &mut text,
                _ => continue,
            };
            track.group = Some(*group.get_or_insert_with(|| {
                self.mpd.groups += 1;
                self.mpd.groups - 1
            }));
        }
    }

    fn finish(mut self) -> Mpd<'t> {
        let standings: Vec<_> = self.mpd.sets.iter().map(|set| set.standing).collect();
        defaults::mark(&mut self.mpd.tracks, self.mpd.groups, &standings);
        self.mpd
    }
}

/// Whether an attribute declares the namespace of a prefix.
fn declares(name: &str, prefix: &str) -> bool {
    name.strip_prefix("xmlns").is_some_and(|rest| {
        if prefix.is_empty() { rest.is_empty() } else { rest.strip_prefix(':') == Some(prefix) }
    })
}

/// The namespace that a tag gives a prefix, if it does.
pub(super) fn redeclares<'t>(attributes: &[Attribute<'t>], prefix: &str) -> Option<&'t str> {
    attributes.iter().find(|attribute| declares(attribute.name, prefix)).map(|found| found.raw)
}

/// Whether a namespace is the schema's, of whatever edition.
pub(super) fn is_schema(namespace: &str) -> bool {
    let start = namespace.get(..NAMESPACE.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(NAMESPACE))
}

fn describe(facts: &mut Facts<'_>, kind: Kind, attributes: &[Attribute<'_>]) {
    let find = |name| attributes.iter().find(|attribute| attribute.name == name);
    if let Some(scheme) = find("schemeIdUri") {
        let value = find("value").map(Attribute::value).unwrap_or_default();
        facts.describe(kind, &scheme.value(), &value);
    }
}

/// Lengths and counts are below [`MAX_BYTES`](super::mpd::MAX_BYTES).
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
