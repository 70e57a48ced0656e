//! Names for lists of places.

use std::collections::BTreeMap;

use tidegate_sdk::config::Fault;
use tidegate_sdk::config::place::{ACCEPTED, Place};

use super::check::{is_name, quoted};
use super::text::Text;

/// Groups by name, each with all of its places, in order and each once.
#[derive(Debug, Default)]
pub struct Groups(BTreeMap<String, Vec<Place>>);

impl Groups {
    /// Reads groups, which may name each other.
    pub fn read(raw: &BTreeMap<Text<'_>, Vec<Text<'_>>>) -> Result<Self, Fault> {
        let mut groups = Self::default();
        for name in raw.keys() {
            groups.add(raw, name, &mut Vec::new())?;
        }
        Ok(groups)
    }

    fn add<'d>(
        &mut self,
        raw: &'d BTreeMap<Text<'d>, Vec<Text<'d>>>,
        name: &'d Text<'d>,
        around: &mut Vec<&'d str>,
    ) -> Result<(), Fault> {
        if self.0.contains_key(&**name) {
            return Ok(());
        }
        if !is_name(name, 32) {
            let accepted = "a name of 1 to 32 letters, digits, `.`, `_` or `-`";
            return Err(Fault::refuse(quoted(name), accepted).under(name));
        }
        let codes = raw.get(name).map(Vec::as_slice).unwrap_or_default();
        around.push(name);
        for (index, code) in codes.iter().enumerate() {
            // In its own definition a name is that of the place: `US = ["US", "PR"]`.
            let Some((inner, _)) = raw.get_key_value(code).filter(|_| code != name) else {
                continue;
            };
            if around.contains(&&**code) {
                let fault = Fault::refuse(quoted(code), "a group that does not hold this one");
                return Err(fault.at(index).under(name));
            }
            self.add(raw, inner, around)?;
        }
        around.pop();
        let mut places = self.places_but(codes, Some(name)).map_err(|fault| fault.under(name))?;
        places.sort_unstable();
        places.dedup();
        self.0.insert(name.to_string(), places);
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
            let group = self.0.get(&**code).filter(|_| own != Some(code));
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
        let names: Vec<&str> = self.0.keys().map(String::as_str).collect();
        let accepted = format!("{ACCEPTED}, or a group ({})", names.join(", "));
        Fault::refuse(quoted(code), &accepted)
    }
}
