//! What objections take away, as it is written.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::document::Granted;
use crate::signals::Objection;

/// A table by objection, in the document's order. A derived type with a field for each
/// would be four times the code.
#[derive(Debug, Default)]
pub struct Takings(pub Vec<(Objection, Granted)>);

impl<'de> Deserialize<'de> for Takings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Rows)
    }
}

struct Rows;

impl<'de> Visitor<'de> for Rows {
    type Value = Takings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table by objection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Takings, A::Error> {
        let mut rows: Vec<(Objection, Granted)> = Vec::new();
        while let Some(objection) = map.next_key()? {
            if rows.iter().any(|(listed, _)| *listed == objection) {
                return Err(A::Error::custom("an objection is written twice"));
            }
            rows.push((objection, map.next_value()?));
        }
        Ok(Takings(rows))
    }
}
