//! Names for lists of places.

use tidegate_sdk::config::Fault;
use tidegate_sdk::config::place::{ACCEPTED, Place};

use super::check::{is_name, quoted};
use super::lists::Lists;
use super::text::Text;
use crate::sorted::sort;

/// Groups in the order of names, each with all of its places, in order and each once.
#[derive(Debug, Default)]
pub struct Groups(Vec<(String, Vec<Place>)>);

impl Groups {
    /// Reads groups, which may name each other.
    pub fn read(raw: &Lists<'_>) -> Result<Self, Fault> {
        let mut groups = Self::default();
        for (name, codes) in &raw.0 {
            groups.add(raw, name, codes, &mut Vec::new())?;
        }
        Ok(groups)
    }

    /// The group of a name, or where it would stand.
    fn find(&self, name: &str) -> Result<&[Place], usize> {
        let at = self.0.partition_point(|(other, _)| &**other < name);
        match self.0.get(at) {
            Some((found, places)) if found == name => Ok(places),
            _ => Err(at),
        }
    }

    fn add<'d>(
        &mut self,
        raw: &'d Lists<'d>,
        name: &'d Text<'d>,
        codes: &'d [Text<'d>],
        around: &mut Vec<&'d str>,
    ) -> Result<(), Fault> {
        if self.find(name).is_ok() {
            return Ok(());
        }
        if !is_name(name, 32) {
            let accepted = "a name of 1 to 32 letters, digits, `.`, `_` or `-`";
            return Err(Fault::refuse(quoted(name), accepted).under(name));
        }
        around.push(name);
        for (index, code) in codes.iter().enumerate() {
            // In its own definition a name is that of the place: `US = ["US", "PR"]`.
            let inner = raw.0.iter().find(|(other, _)| other == code && other != name);
            let Some((inner, inner_codes)) = inner else { continue };
            if around.contains(&&**code) {
                let fault = Fault::refuse(quoted(code), "a group that does not hold this one");
                return Err(fault.at(index).under(name));
            }
            self.add(raw, inner, inner_codes, around)?;
        }
        around.pop();
        let places = self.places_but(codes, Some(name)).map_err(|fault| fault.under(name))?;
        let mut places: Vec<u128> = places.iter().map(|place| place.bits().into()).collect();
        sort(&mut places);
        places.dedup();
        let places = places.into_iter().map(|bits| Place::from_bits(bits as u64)).collect();
        if let Err(at) = self.find(name) {
            self.0.insert(at, (name.to_string(), places));
        }
        Ok(())
    }

    /// Reads a list of places and groups; an empty one is refused, as it could be meant
    /// for nowhere or everywhere.
    pub fn places(&self, codes: &[Text<'_>]) -> Result<Vec<Place>, Fault> {
        self.places_but(codes, None)
    }

    fn places_but(&self, codes: &[Text<'_>], own: Option<&str>) -> Result<Vec<Place>, Fault> {
        if codes.is_empty() {
            return Err(Fault::refuse("an empty list", "at least one place, or no such key"));
        }
        let mut places = Vec::with_capacity(codes.len());
        for (index, code) in codes.iter().enumerate() {
            let group = self.find(code).ok().filter(|_| own != Some(code));
            if let Some(group) = group {
                places.extend_from_slice(group);
            } else if let Some(place) = Place::parse(code) {
                places.push(place);
            } else {
                return Err(self.unknown(code).at(index));
            }
        }
        Ok(places)
    }

    #[cold]
    fn unknown(&self, code: &str) -> Fault {
        if self.0.is_empty() {
            return Fault::refuse(quoted(code), ACCEPTED);
        }
        let names: Vec<&str> = self.0.iter().map(|(name, _)| &**name).collect();
        let accepted = format!("{ACCEPTED}, or a group ({})", names.join(", "));
        Fault::refuse(quoted(code), &accepted)
    }
}
