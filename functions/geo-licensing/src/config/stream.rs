//! The document, read section by section and rule by rule.

use serde::de::Error;
use tidegate_sdk::config::{Fault, Reader, Section, sections};

use super::build::{Builder, Configured};
use super::check::{ID, NAME, is_id, is_name, quoted};
use super::groups::Groups;
use super::lists::Lists;
use super::raw;
use super::read::Read;
use super::stored::TooLarge;
use super::text::Text;
use crate::bytes::{NONE, Ref};
use crate::pattern::Pattern;
use crate::rule;
use crate::span::Span;

/// The keys of the document, of an asset and of a collection.
pub const DOCUMENT: &[&str] =
    &["version", "valid-for", "groups", "policies", "collections", "assets", "blackouts"];
pub const ASSET: &[&str] = &["id", "paths", "collections", "rules"];
pub const COLLECTION: &[&str] = &["id", "rules"];

/// The most policies of one rule.
const MOST_POLICIES: usize = 16;

/// Reads a document. Its sections are read in an order in which all names are known
/// when they are used, but for those in blackouts, which are looked for at the end.
pub fn document(text: &str) -> Result<Configured, Fault> {
    let found = sections(text)?;
    for (index, section) in found.iter().enumerate() {
        if !DOCUMENT.contains(&&*section.key) {
            return Err(Fault::unknown_field(&section.key, DOCUMENT).under(&section.key));
        }
        if found.iter().take(index).any(|before| before.key == section.key) {
            let duplicate = Fault::custom(format_args!("duplicate field `{}`", section.key));
            return Err(duplicate.under(&section.key));
        }
    }
    let mut builder = Builder::new(text.len());
    let mut section = |key: &str, read: ReadSection| {
        let section = found.iter().find(|section| section.key == key);
        section.map_or(Ok(NONE), |section: &Section<'_>| {
            section.read(|reader| read(&mut builder, reader))
        })
    };
    let version = section("version", |builder, reader| {
        let version = Text::read(reader)?;
        if !is_name(&version, 64) {
            return Err(Fault::refuse(quoted(&version), NAME));
        }
        builder.share(version.as_bytes())
    })?;
    if version == NONE {
        return Err(Fault::missing_field("version"));
    }
    section("groups", |builder, reader| {
        builder.groups = Groups::read(&Lists::read(reader)?)?;
        Ok(NONE)
    })?;
    section("policies", |builder, reader| {
        reader.entries(&mut |reader, name| builder.named_policy(&name, &Read::read(reader)?))?;
        Ok(NONE)
    })?;
    section("blackouts", |builder, reader| {
        let mut number = 0;
        reader.items(&mut |reader| {
            builder.blackout(&Read::read(reader)?, number)?;
            number += 1;
            Ok(())
        })?;
        Ok(NONE)
    })?;
    section("collections", |builder, reader| {
        reader.items(&mut |reader| builder.holder(reader, false))?;
        Ok(NONE)
    })?;
    section("assets", |builder, reader| {
        reader.items(&mut |reader| builder.holder(reader, true))?;
        Ok(NONE)
    })?;
    let valid_for = found.iter().find(|section| section.key == "valid-for");
    let valid_for = match valid_for {
        None => super::default_valid_for(),
        Some(section) => section.read(Reader::value)?,
    };
    builder.concerned.all_found()?;
    Ok(Configured { builder, version, valid_for })
}

/// Reads a section.
type ReadSection = fn(&mut Builder, &mut Reader<'_>) -> Result<Ref, Fault>;

impl Builder {
    fn named_policy(&mut self, name: &str, raw: &raw::Policy<'_>) -> Result<(), Fault> {
        if !is_name(name, 64) {
            return Err(Fault::refuse(quoted(name), NAME));
        }
        let policy = self.policy(raw)?;
        let at = self.policies.partition_point(|(other, _)| &**other < name);
        if self.policies.get(at).is_some_and(|(other, _)| other == name) {
            return Err(Fault::custom(format_args!("duplicate field `{name}`")));
        }
        self.policies.insert(at, (name.to_owned(), policy));
        Ok(())
    }

    /// Reads an asset or a collection.
    fn holder(&mut self, reader: &mut Reader<'_>, is_asset: bool) -> Result<(), Fault> {
        let mut id: Option<Text<'_>> = None;
        let mut paths: Option<Vec<Text<'_>>> = None;
        let keys = if is_asset { ASSET } else { COLLECTION };
        reader.fields(keys, &mut |reader, place| {
            match keys.get(place).copied() {
                Some("id") => id = Some(Text::read(reader)?),
                Some("rules") => reader.items(&mut |reader| self.rule(&Read::read(reader)?))?,
                Some("paths") => paths = Read::read(reader)?,
                _ => self.member(&Vec::read(reader)?)?,
            }
            Ok(())
        })?;
        let id = id.ok_or_else(|| Fault::missing_field("id"))?;
        let at = self.identify(&id, is_asset)?;
        let patterns = if is_asset { patterns(&id, paths.as_deref())? } else { Vec::new() };
        for pattern in &patterns {
            self.parts.add_pattern(pattern);
        }
        self.concerned.tell(is_asset, &id, &mut self.parts);
        let start = self.far.len();
        self.parts.write(&id, &mut self.far);
        let span = Span::since(start, &self.far).ok_or(TooLarge)?;
        for pattern in &patterns {
            self.index.add(pattern, span);
        }
        if !is_asset {
            self.collections.push((at, span));
        }
        Ok(())
    }

    fn identify(&mut self, id: &str, is_asset: bool) -> Result<Ref, Fault> {
        if !is_id(id) {
            return Err(Fault::refuse(quoted(id), ID).under("id"));
        }
        let (at, new) = self.holders.add(id.as_bytes())?;
        if !new {
            let accepted = if is_asset {
                "an id that no asset before and no collection has"
            } else {
                "an id that no collection before has"
            };
            return Err(Fault::refuse(quoted(id), accepted).under("id"));
        }
        Ok(at)
    }

    /// Notes where an asset's collections stand.
    fn member(&mut self, ids: &[Text<'_>]) -> Result<(), Fault> {
        for (index, id) in ids.iter().enumerate() {
            let at = self.holders.find(id.as_bytes());
            // Ids are stored in the order of the collections.
            let found =
                at.and_then(|at| self.collections.binary_search_by_key(&at, |(id, _)| *id).ok());
            let span = found.and_then(|found| self.collections.get(found)).map(|(_, span)| *span);
            let span =
                span.ok_or_else(|| Fault::refuse(quoted(id), "the id of a collection").at(index))?;
            span.write(&mut self.parts.collections);
        }
        Ok(())
    }

    fn rule(&mut self, raw: &raw::Rule<'_>) -> Result<(), Fault> {
        let id = raw.id.as_deref();
        if let Some(id) = id {
            self.rule_id(id)?;
        }
        let policies = self.named(&raw.policies).map_err(|fault| fault.under("policies"))?;
        let territories = self.territories(raw.territories.as_ref());
        let territories = territories.map_err(|fault| fault.under("territories"))?;
        self.note_windows(raw.windows.as_deref()).map_err(|fault| fault.under("windows"))?;
        let (id, windows) = (id.unwrap_or_default(), &self.windows);
        let (out, scratch) = (&mut self.parts.rules, &mut self.scratch);
        rule::write(out, scratch, id, policies, territories, windows);
        Ok(())
    }

    /// Checks the id of a rule or a blackout.
    pub fn rule_id(&mut self, id: &str) -> Result<(), Fault> {
        if !is_id(id) {
            return Err(Fault::refuse(quoted(id), ID).under("id"));
        }
        let (_, new) = self.ids.add(id.as_bytes())?;
        if !new {
            let accepted = "an id that no other rule and no blackout has";
            return Err(Fault::refuse(quoted(id), accepted).under("id"));
        }
        Ok(())
    }

    /// Stores references to the policies that a rule names.
    fn named(&mut self, names: &[Text<'_>]) -> Result<Ref, Fault> {
        if names.is_empty() {
            return Ok(NONE);
        }
        if names.len() > MOST_POLICIES {
            return Err(Fault::refuse(format_args!("{} policies", names.len()), "at most 16"));
        }
        let mut record = Vec::with_capacity(size_of::<Ref>() * names.len());
        for (index, name) in names.iter().enumerate() {
            let found = self.policies.binary_search_by(|(other, _)| (**other).cmp(name)).ok();
            let policy = found.and_then(|at| self.policies.get(at)).map(|(_, policy)| *policy);
            let policy = policy
                .ok_or_else(|| Fault::refuse(quoted(name), "the name of a policy").at(index))?;
            record.extend_from_slice(&policy.to_le_bytes());
        }
        self.share(&record)
    }
}

/// The patterns of an asset; without any its id is a path or a folder.
fn patterns<'t>(id: &'t str, paths: Option<&'t [Text<'_>]>) -> Result<Vec<Pattern<'t>>, Fault> {
    let Some(paths) = paths else {
        let here = Pattern::here(id);
        return here
            .map(|here| vec![here])
            .map_err(|accepted| Fault::refuse(quoted(id), accepted).under("id"));
    };
    if paths.is_empty() {
        let accepted = "at least one pattern such as `films/**`, or no such key";
        return Err(Fault::refuse("an empty list", accepted).under("paths"));
    }
    let parse = |(index, text): (usize, &'t Text<'_>)| {
        Pattern::parse(text)
            .map_err(|accepted| Fault::refuse(quoted(text), accepted).at(index).under("paths"))
    };
    paths.iter().enumerate().map(parse).collect()
}
