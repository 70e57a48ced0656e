//! A table of lists of texts.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::text::Text;

/// Lists by key, in the document's order.
#[derive(Debug)]
pub struct Lists<'d>(pub Vec<(Text<'d>, Vec<Text<'d>>)>);

#[cfg(all(test, not(target_arch = "wasm32")))]
impl schemars::JsonSchema for Lists<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Lists".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, Vec<String>>::json_schema(generator)
    }
}

impl<'de: 'd, 'd> Deserialize<'de> for Lists<'d> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Table).map(Self)
    }
}

struct Table;

impl<'de> Visitor<'de> for Table {
    type Value = Vec<(Text<'de>, Vec<Text<'de>>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut lists: Self::Value = Vec::new();
        while let Some((key, list)) = entries.next_entry::<Text<'de>, _>()? {
            if lists.iter().any(|(other, _)| *other == key) {
                return Err(A::Error::custom(format_args!("duplicate field `{}`", &*key)));
            }
            lists.push((key, list));
        }
        Ok(lists)
    }
}
