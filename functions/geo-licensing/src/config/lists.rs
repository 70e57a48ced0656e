//! A table of lists of texts.

use serde::de::Error;
use tidegate_sdk::config::{Fault, Reader};

use super::read::Read;
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

impl<'d> Read<'d> for Lists<'d> {
    fn read(reader: &mut Reader<'d>) -> Result<Self, Fault> {
        let mut lists: Vec<(Text<'d>, Vec<Text<'d>>)> = Vec::new();
        reader.entries(&mut |reader, key| {
            if lists.iter().any(|(other, _)| **other == *key) {
                return Err(Fault::custom(format_args!("duplicate field `{key}`")));
            }
            lists.push((Text(key), Read::read(reader)?));
            Ok(())
        })?;
        Ok(Self(lists))
    }
}
