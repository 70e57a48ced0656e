//! From elements to objects.

use std::collections::BTreeMap;

use super::{
    Apply, Audience, Document, Matching, Media, MediaPoint, Members, Missing, Part, Policy, Remove,
    Span, Viewing, ViewingPolicy, action, property, time,
};
use crate::error::{Expected, ParseError, Place};
use crate::report::Notes;
use crate::xml::{Element, Space};

/// Reads what a root element says. Elements and attributes that mean nothing for
/// what may be watched (identifiers, metadata, extensions, audits) are passed over.
///
/// # Errors
/// A root that is none, a `Media` without `@id`, an attribute without its form.
pub fn read(text: &str, root: &Element<'_>, notes: &mut Notes) -> Result<Document, ParseError> {
    let at = |expected| ParseError { place: Place::of(text, root.start), expected };
    match root.space {
        Space::Esni => {}
        Space::Other(uri) => {
            return Err(at(Expected::Namespace(Some(action::shown(uri)))));
        }
        _ => return Err(at(Expected::Namespace(None))),
    }
    let entries = match root.name {
        "Results" => root.children.as_slice(),
        "Media" | "Policy" | "ViewingPolicy" | "Audience" => std::slice::from_ref(root),
        name => return Err(at(Expected::Root(action::shown(name)))),
    };
    let mut defined = Definitions::default();
    for entry in entries {
        defined.collect(text, entry);
    }
    let mut reader = Reader { text, defined, notes, document: Document::default() };
    for entry in entries {
        reader.entry(entry)?;
    }
    while let Some((kind, index, element)) = reader.defined.waiting.pop() {
        reader.define(kind, index, element)?;
    }
    Ok(reader.document)
}

/// Objects that are referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Policy,
    Viewing,
    Audience,
}

impl Kind {
    fn of(element: &Element<'_>) -> Option<Self> {
        match element.name {
            _ if element.space != Space::Esni => None,
            "Policy" => Some(Self::Policy),
            "ViewingPolicy" => Some(Self::Viewing),
            "Audience" => Some(Self::Audience),
            _ => None,
        }
    }
}

/// Objects by kind and `@id`.
#[derive(Default)]
struct Definitions<'e, 't> {
    found: BTreeMap<(Kind, &'e str), Result<&'e Element<'t>, Missing>>,
    /// Indexes of those that were referred to.
    known: BTreeMap<(Kind, String), usize>,
    /// Those that were referred to and are still to be read. References are
    /// followed one after the other: a chain of them could be of any length.
    waiting: Vec<(Kind, usize, &'e Element<'t>)>,
}

impl<'e, 't> Definitions<'e, 't> {
    fn collect(&mut self, text: &str, element: &'e Element<'t>) {
        if let (Some(kind), Some(id), None) =
            (Kind::of(element), element.attribute("id"), element.href())
        {
            let source = |one: &Element<'_>| text.get(one.start..one.end);
            let found = self.found.entry((kind, id)).or_insert(Ok(element));
            if found.is_ok_and(|other| source(other) != source(element)) {
                *found = Err(Missing::Ambiguous);
            }
        }
        for child in &element.children {
            self.collect(text, child);
        }
    }
}

struct Reader<'e, 't, 'n> {
    text: &'e str,
    defined: Definitions<'e, 't>,
    notes: &'n mut Notes,
    document: Document,
}

impl<'e, 't> Reader<'e, 't, '_> {
    fn entry(&mut self, element: &'e Element<'t>) -> Result<(), ParseError> {
        if element.is("Media") {
            if element.href().is_some() {
                let says = "a reference to a Media says nothing: give the Media itself";
                self.notes.ignored(element.start, says);
                return Ok(());
            }
            let media = self.media(element)?;
            self.document.media.push(media);
        } else if element.is("MediaPoint") {
            let says = "a MediaPoint outside of a Media belongs to nothing that can be watched";
            self.notes.ignored(element.start, says);
        } else if let Some(kind) = Kind::of(element) {
            self.object(kind, element);
        }
        Ok(())
    }

    fn fault(&self, element: &Element<'_>, expected: Expected) -> ParseError {
        ParseError { place: Place::of(self.text, element.start), expected }
    }

    /// Reads an attribute, if it is there.
    fn value<T>(
        &self,
        element: &Element<'_>,
        name: &'static str,
        form: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ParseError> {
        let Some(text) = element.attribute(name) else { return Ok(None) };
        let found = || action::shown(text);
        read(text)
            .map(Some)
            .ok_or_else(|| self.fault(element, Expected::Value { name, form, found: found() }))
    }

    fn time(&self, on: &Element<'_>, name: &'static str) -> Result<Option<Span>, ParseError> {
        self.value(on, name, time::DATE_TIME, time::date_time)
    }

    fn duration(&self, on: &Element<'_>, name: &'static str) -> Result<Option<Span>, ParseError> {
        self.value(on, name, time::DURATION, time::duration)
    }

    fn number(&self, on: &Element<'_>, name: &'static str) -> Result<u64, ParseError> {
        let read = |text: &str| text.parse().ok();
        Ok(self.value(on, name, "a whole number", read)?.unwrap_or(0))
    }

    fn media(&mut self, element: &'e Element<'t>) -> Result<Media, ParseError> {
        let lacks = Expected::Attribute { name: "id", on: "Media" };
        let id = element.attribute("id").filter(|id| !id.is_empty());
        let mut media = Media {
            at: element.start,
            id: id.ok_or_else(|| self.fault(element, lacks))?.to_owned(),
            source: element.attribute("source").map(str::to_owned),
            effective: self.time(element, "effective")?,
            expires: self.time(element, "expires")?,
            points: Vec::new(),
        };
        for child in element.children.iter().filter(|child| child.is("MediaPoint")) {
            media.points.push(self.point(child)?);
        }
        Ok(media)
    }

    fn point(&mut self, element: &'e Element<'t>) -> Result<MediaPoint, ParseError> {
        let flag = |text: &str| match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        };
        let reusable = self.value(element, "reusable", "true or false", flag)?;
        let mut point = MediaPoint {
            at: element.start,
            source: element.attribute("source").map(str::to_owned),
            effective: self.time(element, "effective")?,
            expires: self.time(element, "expires")?,
            match_time: self.time(element, "matchTime")?,
            offset: self.duration(element, "matchOffset")?.unwrap_or_default(),
            signal: None,
            order: self.number(element, "order")?,
            reusable: reusable.unwrap_or(false),
            removes: Vec::new(),
            applies: Vec::new(),
        };
        for child in &element.children {
            let policies = child.children.iter().filter(|policy| policy.is("Policy"));
            if child.is("Remove") {
                for policy in policies {
                    let policy = self.object(Kind::Policy, policy);
                    point.removes.push(Remove { at: child.start, policy });
                }
            } else if child.is("Apply") {
                let duration = self.duration(child, "duration")?;
                let priority = self.number(child, "priority")?;
                for policy in policies {
                    let policy = self.object(Kind::Policy, policy);
                    point.applies.push(Apply { at: child.start, policy, duration, priority });
                }
            } else if child.is("MatchSignal") {
                point.signal.get_or_insert(child.start);
            }
        }
        Ok(point)
    }

    /// The index of an object that is written here or referred to. What it says is
    /// read later.
    fn object(&mut self, kind: Kind, element: &'e Element<'t>) -> usize {
        let referred = element.href().or(element.attribute("id")).filter(|id| !id.is_empty());
        if let Some(id) = referred {
            let id = (kind, id.to_owned());
            if let Some(index) = self.defined.known.get(&id) {
                return *index;
            }
            let index = self.add(kind, element, &id.1);
            match self.defined.found.get(&(kind, id.1.as_str())) {
                Some(Ok(definition)) => self.defined.waiting.push((kind, index, definition)),
                Some(Err(missing)) => self.miss(kind, index, *missing),
                None => {}
            }
            self.defined.known.insert(id, index);
            return index;
        }
        let index = self.add(kind, element, "");
        self.defined.waiting.push((kind, index, element));
        index
    }

    /// Makes an object of which nothing is known yet.
    fn add(&mut self, kind: Kind, element: &Element<'_>, id: &str) -> usize {
        let (at, id) = (element.start, id.to_owned());
        let absent = Missing::Absent;
        match kind {
            Kind::Policy => {
                self.document.policies.push(Policy { at, id, viewing: Err(absent) });
                self.document.policies.len() - 1
            }
            Kind::Viewing => {
                self.document.viewing.push(ViewingPolicy { at, id, said: Err(absent) });
                self.document.viewing.len() - 1
            }
            Kind::Audience => {
                self.document.audiences.push(Audience { at, id, said: Err(absent) });
                self.document.audiences.len() - 1
            }
        }
    }

    fn miss(&mut self, kind: Kind, index: usize, missing: Missing) {
        let Document { policies, viewing, audiences, .. } = &mut self.document;
        match kind {
            Kind::Policy => policies.get_mut(index).map(|one| one.viewing = Err(missing)),
            Kind::Viewing => viewing.get_mut(index).map(|one| one.said = Err(missing)),
            Kind::Audience => audiences.get_mut(index).map(|one| one.said = Err(missing)),
        };
    }

    /// Reads what an object says.
    fn define(
        &mut self,
        kind: Kind,
        index: usize,
        element: &'e Element<'t>,
    ) -> Result<(), ParseError> {
        let at = element.start;
        match kind {
            Kind::Policy => {
                let viewing = element.children.iter().filter(|child| child.is("ViewingPolicy"));
                let viewing = viewing.map(|child| self.object(Kind::Viewing, child)).collect();
                if let Some(policy) = self.document.policies.get_mut(index) {
                    (policy.at, policy.viewing) = (at, Ok(viewing));
                }
            }
            Kind::Viewing => {
                let said = self.viewing(element);
                if let Some(viewing) = self.document.viewing.get_mut(index) {
                    (viewing.at, viewing.said) = (at, Ok(said));
                }
            }
            Kind::Audience => {
                let said = self.members(element)?;
                if let Some(audience) = self.document.audiences.get_mut(index) {
                    (audience.at, audience.said) = (at, Ok(said));
                }
            }
        }
        Ok(())
    }

    fn viewing(&mut self, element: &'e Element<'t>) -> Viewing {
        let mut said = Viewing::default();
        for child in &element.children {
            if child.is("Audience") {
                said.audience = Some(self.object(Kind::Audience, child));
            } else if child.space != Space::Esni {
                said.actions.push((child.start, action::read(child)));
            }
        }
        said
    }

    fn members(&mut self, element: &'e Element<'t>) -> Result<Members, ParseError> {
        let matching = |text: &str| match text {
            "ALL" => Some(Matching::All),
            "ANY" => Some(Matching::Any),
            "NONE" => Some(Matching::None),
            _ => None,
        };
        let matching = self.value(element, "match", "ALL, ANY or NONE", matching)?;
        let mut said = Members { matching: matching.unwrap_or_default(), parts: Vec::new() };
        for child in &element.children {
            if child.is("Audience") {
                said.parts.push(Part::Audience(child.start, self.object(Kind::Audience, child)));
            } else if child.space != Space::Esni {
                said.parts.push(Part::Property(child.start, property::read(child)));
            }
        }
        Ok(said)
    }
}
