//! The document, read section by section and rule by rule.

use serde::de::Error;
use tidegate_sdk::config::{Fault, Reader, Section, sections};

use super::build::Builder;
use super::check::{ID, NAME, devices, is_id, is_name, quoted};
use super::groups::Groups;
use super::raw;
use super::text::Text;
use crate::area::{Circle, Parts};
use crate::blackout::Blackout;
use crate::bytes::{NONE, Ref};
use crate::catalogue::{Holder, Map};
use crate::circle;
use crate::pattern::Pattern;
use crate::postal;
use crate::rule::Rule;
use tidegate_sdk::config::place::Place;

/// The keys of the document, of an asset and of a collection.
pub const DOCUMENT: &[&str] =
    &["version", "valid-for", "groups", "policies", "collections", "assets", "blackouts"];
pub const ASSET: &[&str] = &["id", "paths", "collections", "rules"];
pub const COLLECTION: &[&str] = &["id", "rules"];

/// The most policies of one rule.
const MOST_POLICIES: usize = 16;

/// Reads a document. Its sections are read in an order in which all names are known
/// when they are used.
pub fn document(text: &str) -> Result<(Builder, Map), Fault> {
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
    let section = |key: &str| found.iter().find(|section| section.key == key);
    let version = section("version").ok_or_else(|| Fault::missing_field("version"))?;

    let mut builder = Builder::new(text.len());
    let builder_ref = &mut builder;
    let version = version.read(|reader| {
        let version: Text<'_> = reader.value()?;
        if !is_name(&version, 64) {
            return Err(Fault::refuse(quoted(&version), NAME));
        }
        builder_ref.share(version.as_bytes())
    })?;
    let valid_for = match section("valid-for") {
        None => super::default_valid_for(),
        Some(section) => section.read(Reader::value)?,
    };
    if let Some(section) = section("groups") {
        builder.groups = section.read(|reader| Groups::read(&reader.value()?))?;
    }
    let mut each = |section: Option<&Section<'_>>, read: Read| {
        section.map_or(Ok(()), |section| section.read(|reader| read(&mut builder, reader)))
    };
    each(section("policies"), |builder, reader| {
        reader.entries(|reader, name| builder.named_policy(name, &reader.value()?))
    })?;
    each(section("collections"), |builder, reader| {
        reader.items(|reader| builder.holder(reader, false))
    })?;
    each(section("assets"), |builder, reader| reader.items(|reader| builder.holder(reader, true)))?;
    let mut concerned = Vec::new();
    if let Some(section) = section("blackouts") {
        section.read(|reader| {
            reader.items(|reader| builder.blackout(&reader.value()?, &mut concerned))
        })?;
    }
    builder.attach(concerned)?;
    Ok((builder, Map { version, valid_for, ..Map::default() }))
}

/// Reads a section.
type Read = fn(&mut Builder, &mut Reader<'_>) -> Result<(), Fault>;

/// That a blackout concerns an asset or collection.
pub struct Concern {
    /// Whether it is an asset.
    asset: bool,
    holder: u32,
    blackout: u32,
}

impl Builder {
    fn named_policy(&mut self, name: &str, raw: &raw::Policy<'_>) -> Result<(), Fault> {
        if !is_name(name, 64) {
            return Err(Fault::refuse(quoted(name), NAME));
        }
        let policy = self.policy(raw)?;
        let at = self.policies.partition_point(|(other, _)| &**other < name);
        self.policies.insert(at, (name.to_owned(), policy));
        Ok(())
    }

    /// Reads an asset or a collection.
    fn holder(&mut self, reader: &mut Reader<'_>, is_asset: bool) -> Result<(), Fault> {
        let mut id: Option<Text<'_>> = None;
        let mut paths: Option<Vec<Text<'_>>> = None;
        let mut holder = Holder { first: self.next_rule()?, ..Holder::default() };
        reader.entries(|reader, key| {
            match key {
                "id" => id = Some(reader.value()?),
                "rules" => reader.items(|reader| self.rule(&reader.value()?))?,
                "paths" if is_asset => paths = reader.value()?,
                "collections" if is_asset => {
                    holder.collections = self.member(&reader.value::<Vec<_>>()?)?
                }
                _ => {
                    let known = if is_asset { ASSET } else { COLLECTION };
                    return Err(Fault::unknown_field(key, known));
                }
            }
            Ok(())
        })?;
        let id = id.ok_or_else(|| Fault::missing_field("id"))?;
        holder.count = self.next_rule()? - holder.first;
        holder.id = self.identify(&id, is_asset)?;
        if is_asset {
            let number = u32::try_from(self.assets.len()).map_err(|_| super::stored::TooLarge)?;
            self.paths(&id, paths.as_deref(), number)?;
            self.assets.push(holder);
        } else {
            self.collections.push(holder);
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

    fn paths(&mut self, id: &str, paths: Option<&[Text<'_>]>, asset: u32) -> Result<(), Fault> {
        let Some(paths) = paths else {
            let here = Pattern::here(id);
            let here = here.map_err(|accepted| Fault::refuse(quoted(id), accepted).under("id"))?;
            self.index.add(&here, asset);
            return Ok(());
        };
        if paths.is_empty() {
            let accepted = "at least one pattern such as `films/**`, or no such key";
            return Err(Fault::refuse("an empty list", accepted).under("paths"));
        }
        for (index, text) in paths.iter().enumerate() {
            let pattern = Pattern::parse(text).map_err(|accepted| {
                Fault::refuse(quoted(text), accepted).at(index).under("paths")
            })?;
            self.index.add(&pattern, asset);
        }
        Ok(())
    }

    /// Stores the numbers of an asset's collections.
    fn member(&mut self, ids: &[Text<'_>]) -> Result<Ref, Fault> {
        if ids.is_empty() {
            return Ok(NONE);
        }
        let mut record = Vec::with_capacity(size_of::<u32>() * ids.len());
        for (index, id) in ids.iter().enumerate() {
            let number = self
                .find(&self.collections, id)
                .ok_or_else(|| Fault::refuse(quoted(id), "the id of a collection").at(index))?;
            record.extend_from_slice(&number.to_le_bytes());
        }
        self.share(&record)
    }

    fn find(&self, among: &[Holder], id: &str) -> Option<u32> {
        Self::number(among, self.holders.find(id.as_bytes())?)
    }

    fn rule(&mut self, raw: &raw::Rule<'_>) -> Result<(), Fault> {
        let id = raw.id.as_deref().map_or(Ok(NONE), |id| self.rule_id(id));
        let policies = self.named(&raw.policies).map_err(|fault| fault.under("policies"));
        let territories = self.territories(raw.territories.as_ref());
        let windows = self.windows(raw.windows.as_deref());
        let rule = Rule {
            id: id?,
            policies: policies?,
            territories: territories.map_err(|fault| fault.under("territories"))?,
            windows: windows.map_err(|fault| fault.under("windows"))?,
        };
        rule.write(&mut self.rules);
        Ok(())
    }

    fn rule_id(&mut self, id: &str) -> Result<Ref, Fault> {
        if !is_id(id) {
            return Err(Fault::refuse(quoted(id), ID).under("id"));
        }
        let (at, new) = self.ids.add(id.as_bytes())?;
        if !new {
            let accepted = "an id that no rule and no blackout before has";
            return Err(Fault::refuse(quoted(id), accepted).under("id"));
        }
        Ok(at)
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

    fn blackout(
        &mut self,
        raw: &raw::Blackout<'_>,
        concerned: &mut Vec<Concern>,
    ) -> Result<(), Fault> {
        let number = self.blackouts.len() / Blackout::SIZE;
        let blackout = u32::try_from(number).map_err(|_| super::stored::TooLarge)?;
        if raw.assets.is_empty() && raw.collections.is_empty() {
            return Err(Fault::refuse("no asset", "`assets`, `collections` or both"));
        }
        for (key, ids, asset) in
            [("assets", &raw.assets, true), ("collections", &raw.collections, false)]
        {
            let among = if asset { &self.assets } else { &self.collections };
            for (index, id) in ids.iter().enumerate() {
                let holder = self.find(among, id).ok_or_else(|| {
                    let accepted =
                        if asset { "the id of an asset" } else { "the id of a collection" };
                    Fault::refuse(quoted(id), accepted).at(index).under(key)
                })?;
                concerned.push(Concern { asset, holder, blackout });
            }
        }
        let slate = raw.slate.as_deref();
        if let Some(slate) = slate.filter(|slate| !is_name(slate, 64)) {
            return Err(Fault::refuse(quoted(slate), NAME).under("slate"));
        }
        let record = Blackout {
            id: self.rule_id(&raw.id)?,
            windows: self
                .windows(raw.windows.as_deref())
                .map_err(|fault| fault.under("windows"))?,
            area: self.area(raw.area.as_ref()).map_err(|fault| fault.under("area"))?,
            except: self.area(raw.except.as_ref()).map_err(|fault| fault.under("except"))?,
            slate: slate.map_or(Ok(NONE), |slate| self.share(slate.as_bytes()))?,
            devices: devices(raw.devices.as_deref()).map_err(|fault| fault.under("devices"))?,
            unknown_is_outside: raw.unknown == raw::Unknown::Outside,
        };
        record.write(&mut self.blackouts);
        Ok(())
    }

    fn area(&mut self, raw: Option<&raw::Area<'_>>) -> Result<Ref, Fault> {
        let Some(raw) = raw else { return Ok(NONE) };
        let mut parts = Parts::default();
        if let Some(codes) = &raw.places {
            parts.places = self.groups.places(codes).map_err(|fault| fault.under("places"))?;
        }
        for (country, codes) in raw.postal_codes.iter().flatten() {
            let under = |fault: Fault| fault.under(country).under("postal-codes");
            let place =
                Place::parse(country).filter(|place| place.is_country()).ok_or_else(|| {
                    under(Fault::refuse(quoted(country), "an ISO 3166-1 alpha-2 country"))
                })?;
            let mut packed = Vec::with_capacity(codes.len());
            for (index, code) in codes.iter().enumerate() {
                packed.push(postal::parse(code).ok_or_else(|| {
                    under(Fault::refuse(quoted(code), postal::ACCEPTED).at(index))
                })?);
            }
            super::check::some(codes, "postal code").map_err(under)?;
            parts.postal_codes.push((place, packed));
        }
        parts.metros.extend(raw.metros.iter().flatten());
        for (index, circle) in raw.around.iter().flatten().enumerate() {
            let circle = self.circle(circle).map_err(|fault| fault.at(index).under("around"))?;
            parts.circles.push(circle);
        }
        let Parts { places, postal_codes, metros, circles } = &parts;
        if places.is_empty() && postal_codes.is_empty() && metros.is_empty() && circles.is_empty() {
            let accepted = "a place, postal code, metro or circle, or no such key";
            return Err(Fault::refuse("an area without parts", accepted));
        }
        self.share(&parts.write())
    }

    fn circle(&mut self, raw: &raw::Circle<'_>) -> Result<Circle, Fault> {
        let millionths = |key: &str, degrees: f64, most: f64| {
            if (-most..=most).contains(&degrees) {
                return Ok((degrees * 1e6).round() as i32);
            }
            let accepted = if most > 90.0 { "-180 to 180 degrees" } else { "-90 to 90 degrees" };
            Err(Fault::refuse("a number beyond", accepted).under(key))
        };
        if !(1..=circle::LARGEST).contains(&raw.kilometres) {
            let fault = Fault::refuse(raw.kilometres, "1 to 20037 kilometres");
            return Err(fault.under("kilometres"));
        }
        Ok(Circle {
            latitude: millionths("latitude", raw.latitude, 90.0)?,
            longitude: millionths("longitude", raw.longitude, 180.0)?,
            kilometres: raw.kilometres,
            places: self.places(raw.places.as_deref()).map_err(|fault| fault.under("places"))?,
        })
    }

    /// Tells assets and collections the blackouts that concern them, in the document's
    /// order.
    fn attach(&mut self, mut concerned: Vec<Concern>) -> Result<(), Fault> {
        concerned.sort_unstable_by_key(|one| (one.asset, one.holder, one.blackout));
        for all in concerned.chunk_by(|a, b| (a.asset, a.holder) == (b.asset, b.holder)) {
            let Some(first) = all.first() else { continue };
            let record: Vec<u8> = all.iter().flat_map(|one| one.blackout.to_le_bytes()).collect();
            let at = self.share(&record)?;
            let among = if first.asset { &mut self.assets } else { &mut self.collections };
            if let Some(holder) = among.get_mut(first.holder as usize) {
                holder.blackouts = at;
            }
        }
        Ok(())
    }
}
