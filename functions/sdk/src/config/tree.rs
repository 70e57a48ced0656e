//! A JSON document as a tree that serde reads, its errors knowing their path.
//!
//! Every configuration type then costs a component one small reader of this tree.
//! Read straight from the text through `serde_path_to_error`, each type brings its
//! own copy of the JSON parser, and components grow by half as much again.

use core::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// One value of a document.
pub(super) enum Tree {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    List(Vec<Tree>),
    /// In the document's order, keys written twice included.
    Table(Vec<(String, Tree)>),
}

/// What is wrong, and where.
#[derive(Debug)]
pub(super) struct Fault {
    /// E.g. `rules[2].territories`; empty for the document itself.
    path: String,
    message: String,
}

impl Fault {
    /// The fault as seen from the table or list around it.
    fn under(self, step: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        Self { path: [step, dot, &self.path].concat(), message: self.message }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "at `{}`: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

impl core::error::Error for Fault {}

impl Error for Fault {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { path: String::new(), message: message.to_string() }
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("invalid type: {}, expected {expected}", Found(&found)))
    }

    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("invalid value: {}, expected {expected}", Found(&found)))
    }
}

/// What was found, as serde words it, but `null` by its name and fractions not
/// shown: code that prints them takes 25 KB of every component.
struct Found<'f>(&'f Unexpected<'f>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Bool(value) => write!(f, "boolean `{value}`"),
            Unexpected::Unsigned(value) => write!(f, "integer `{value}`"),
            Unexpected::Signed(value) => write!(f, "integer `{value}`"),
            Unexpected::Float(_) => f.write_str("floating point number"),
            Unexpected::Str(value) => write!(f, "string {value:?}"),
            Unexpected::Seq => f.write_str("sequence"),
            Unexpected::Map => f.write_str("map"),
            Unexpected::Unit => f.write_str("null"),
            _ => f.write_str("another kind of value"),
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Grower)
    }
}

struct Grower;

impl<'de> Visitor<'de> for Grower {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Signed(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            table.push(entry);
        }
        Ok(Tree::Table(table))
    }
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Unsigned(value) => visitor.visit_u64(value),
            Self::Signed(value) => visitor.visit_i64(value),
            Self::Float(value) => visitor.visit_f64(value),
            Self::Text(value) => visitor.visit_string(value),
            Self::List(items) => visitor.visit_seq(Items { left: items.into_iter(), next: 0 }),
            Self::Table(entries) => {
                visitor.visit_map(Entries { left: entries.into_iter(), value: None })
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    /// Externally tagged, as JSON has it: a name, or a table of one entry.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self {
            Self::Text(name) => visitor.visit_enum(Tagged { name, value: Self::Null }),
            Self::Table(entries) => match <[_; 1]>::try_from(entries) {
                Ok([(name, value)]) => visitor.visit_enum(Tagged { name, value }),
                Err(entries) => Self::Table(entries).deserialize_any(visitor),
            },
            other => other.deserialize_any(visitor),
        }
    }

    // From here on each shape visits only itself: through `deserialize_any` every
    // type would carry code for every shape, and a list would pass for a table.

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Table(entries) => {
                visitor.visit_map(Entries { left: entries.into_iter(), value: None })
            }
            other => Err(Fault::invalid_type(other.unexpected(), &visitor)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::List(items) => visitor.visit_seq(Items { left: items.into_iter(), next: 0 }),
            other => Err(Fault::invalid_type(other.unexpected(), &visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Text(value) => visitor.visit_string(value),
            other => Err(Fault::invalid_type(other.unexpected(), &visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_string(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Unsigned(value) => visitor.visit_u64(value),
            Self::Signed(value) => visitor.visit_i64(value),
            other => Err(Fault::invalid_type(other.unexpected(), &visitor)),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Bool(value) => visitor.visit_bool(value),
            other => Err(Fault::invalid_type(other.unexpected(), &visitor)),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 f64 char bytes byte_buf
        unit unit_struct tuple tuple_struct ignored_any
    }
}

impl Tree {
    fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Unsigned(value) => Unexpected::Unsigned(*value),
            Self::Signed(value) => Unexpected::Signed(*value),
            Self::Float(value) => Unexpected::Float(*value),
            Self::Text(value) => Unexpected::Str(value),
            Self::List(_) => Unexpected::Seq,
            Self::Table(_) => Unexpected::Map,
        }
    }
}

struct Items {
    left: std::vec::IntoIter<Tree>,
    next: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some(item) = self.left.next() else {
            return Ok(None);
        };
        let index = self.next;
        self.next += 1;
        seed.deserialize(item).map(Some).map_err(|fault| fault.under(&format!("[{index}]")))
    }
}

struct Entries {
    left: std::vec::IntoIter<(String, Tree)>,
    /// The value that belongs to the key just read.
    value: Option<(String, Tree)>,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some((key, value)) = self.left.next() else {
            return Ok(None);
        };
        let read = seed.deserialize(Tree::Text(key.clone()));
        let read = read.map_err(|fault| fault.under(&key))?;
        self.value = Some((key, value));
        Ok(Some(read))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (key, value) = self.value.take().unwrap_or((String::new(), Tree::Null));
        seed.deserialize(value).map_err(|fault| fault.under(&key))
    }
}

/// An enum's case and what it carries; [`Tree::Null`] for nothing.
struct Tagged {
    name: String,
    value: Tree,
}

impl<'de> EnumAccess<'de> for Tagged {
    type Error = Fault;
    type Variant = Tree;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Tree), Fault> {
        Ok((seed.deserialize(Tree::Text(self.name))?, self.value))
    }
}

impl<'de> VariantAccess<'de> for Tree {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Deserialize::deserialize(self)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::config::parse;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "kebab-case", deny_unknown_fields)]
    enum Shape {
        Point,
        Circle(u8),
        Box { width: i8 },
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Newtype(Option<f64>);

    #[test]
    fn reads_what_serde_reads() {
        let shapes: Vec<Shape> =
            parse(r#"["point", {"circle": 1}, {"box": {"width": -1}}]"#).unwrap();
        assert_eq!(shapes, [Shape::Point, Shape::Circle(1), Shape::Box { width: -1 }]);
        let table: BTreeMap<String, Newtype> = parse(r#"{"a": null, "b": 1.5, "c": 2}"#).unwrap();
        let values: Vec<_> = table.into_values().map(|Newtype(value)| value).collect();
        assert_eq!(values, [None, Some(1.5), Some(2.0)]);
        assert_eq!(parse::<Option<bool>>("true").unwrap(), Some(true));
    }

    #[test]
    fn errors_carry_the_path_through_lists_and_tables() {
        let error = |text| parse::<BTreeMap<String, Vec<Vec<u8>>>>(text).unwrap_err();
        assert_eq!(
            error(r#"{"a":[[1],[2,256]]}"#),
            "at `a[1][1]`: invalid value: integer `256`, expected u8"
        );
        assert_eq!(error(r#"{"a":[null]}"#), "at `a[0]`: invalid type: null, expected a sequence");
        assert_eq!(error("[]"), "invalid type: sequence, expected a map");
        let error = parse::<Vec<Shape>>(r#"[{"box":{"height":1}}]"#).unwrap_err();
        assert_eq!(error, "at `[0].height`: unknown field `height`, expected `width`");
        let error = parse::<Vec<Shape>>(r#"["cone"]"#).unwrap_err();
        assert_eq!(
            error,
            "at `[0]`: unknown variant `cone`, expected one of `point`, `circle`, `box`"
        );
        assert!(parse::<Shape>(r#"{"circle":1,"point":null}"#).is_err());
        assert!(parse::<Vec<Shape>>(r#"[{"point":1}]"#).is_err());
    }

    #[test]
    fn a_key_written_twice_is_refused_as_serde_does() {
        #[derive(Debug, serde::Deserialize)]
        struct Document {
            #[allow(dead_code, reason = "only its parsing is under test")]
            height: u32,
        }
        let error = parse::<Document>(r#"{"height":1,"height":2}"#).unwrap_err();
        assert!(error.contains("duplicate field `height`"), "{error}");
    }

    #[test]
    fn nesting_is_bounded() {
        assert!(parse::<serde::de::IgnoredAny>(&"[".repeat(100_000)).is_err());
    }
}
