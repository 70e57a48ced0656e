//! A JSON document as serde reads it, straight from the text, its errors knowing their path.
//!
//! Every configuration type then costs a component one small visitor of its own.
//! Read by serde_json through `serde_path_to_error`, each type brings its own
//! copy of the JSON parser, and components grow by half as much again.

use std::borrow::Cow;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::decimal::{DECIMAL, WHOLE};
use super::fault::Fault;
use super::reader::{Number, Reader};

/// Reads the value of a table's entry, whose key it is handed.
pub type ReadEntry<'r, 'de> = dyn FnMut(&mut Reader<'de>, Cow<'de, str>) -> Result<(), Fault> + 'r;

impl<'de> Reader<'de> {
    /// Reads a value into a type.
    ///
    /// # Errors
    /// Where it is not such a value.
    pub fn value<T: Deserialize<'de>>(&mut self) -> Result<T, Fault> {
        T::deserialize(self)
    }

    /// Goes through a list. `read` is to read one item; its faults are told as ones
    /// under the item's index.
    ///
    /// # Errors
    /// Where it is no list, and those of `read`.
    pub fn items(
        &mut self,
        read: &mut dyn FnMut(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if self.peek() != Some(b'[') {
            return Err(self.mismatch(&"a sequence"));
        }
        self.enter(b'[')?;
        let mut index = 0;
        while self.goes_on(index == 0, b']')? {
            read(self).map_err(|fault| fault.at(index))?;
            index += 1;
        }
        Ok(())
    }

    /// Goes through a table of any keys. `read` is handed each key and is to read the
    /// value; its faults are told as ones under the key. A key that is written twice is
    /// handed twice.
    ///
    /// # Errors
    /// Where it is no table, and those of `read`.
    pub fn entries(&mut self, read: &mut ReadEntry<'_, 'de>) -> Result<(), Fault> {
        if self.peek() != Some(b'{') {
            return Err(self.mismatch(&"a map"));
        }
        self.enter(b'{')?;
        let mut first = true;
        while self.goes_on(first, b'}')? {
            first = false;
            let key = self.key()?;
            read(self, key.clone()).map_err(|fault| fault.under(&key))?;
        }
        Ok(())
    }

    /// Goes through a table of known keys, at most 64. `read` is handed the place of a key
    /// among `keys`, each at most once, and is to read the value; its faults are told as
    /// ones under the key.
    ///
    /// # Errors
    /// Where it is no table, has another key or one twice, and those of `read`.
    pub fn fields(
        &mut self,
        keys: &'static [&'static str],
        read: &mut dyn FnMut(&mut Self, usize) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut seen = 0_u64;
        self.entries(&mut |reader, key| {
            let Some(place) = keys.iter().position(|known| **known == *key) else {
                return Err(Fault::unknown_field(&key, keys));
            };
            let bit = 1 << (place & 63);
            if seen & bit != 0 {
                return Err(Fault::custom(format_args!("duplicate field `{key}`")));
            }
            seen |= bit;
            read(reader, place)
        })
    }

    /// Neither table nor list. `other` is handed numbers that are no integers.
    fn scalar<V: Visitor<'de>>(
        &mut self,
        visitor: V,
        other: impl FnOnce(&Self, &str, V) -> Result<V::Value, Fault>,
    ) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'"') => match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            Some(b'-' | b'0'..=b'9') => match self.number()? {
                Number::Unsigned(value) => visitor.visit_u64(value),
                Number::Signed(value) => visitor.visit_i64(value),
                Number::Other(text) => other(self, text, visitor),
            },
            _ => match self.word() {
                Some("null") => visitor.visit_unit(),
                Some(word) => visitor.visit_bool(word == "true"),
                None => Err(self.fault("a value")),
            },
        }
    }

    fn float<V: Visitor<'de>>(&self, text: &str, visitor: V) -> Result<V::Value, Fault> {
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => visitor.visit_f64(value),
            _ => Err(self.fault("a smaller number")),
        }
    }

    fn table<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        self.enter(b'{')?;
        let mut entries =
            Entries { reader: self, first: true, over: false, key: Cow::Borrowed("") };
        let value = visitor.visit_map(&mut entries)?;
        if entries.over { Ok(value) } else { Err(self.fault("`}`")) }
    }

    fn list<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        self.enter(b'[')?;
        let mut items = Items { reader: self, next: 0, over: false };
        let value = visitor.visit_seq(&mut items)?;
        // A list of known length is not asked for the item behind its last one.
        if items.over || !items.reader.goes_on(items.next == 0, b']')? {
            return Ok(value);
        }
        Err(self.fault("`]`"))
    }

    /// What comes, to say that it is not what should.
    #[cold]
    #[inline(never)]
    fn mismatch(&mut self, visitor: &dyn Expected) -> Fault {
        match self.peek() {
            Some(b'{') => Fault::invalid_type(Unexpected::Map, visitor),
            Some(b'[') => Fault::invalid_type(Unexpected::Seq, visitor),
            Some(b'"') => match self.string() {
                Ok(text) => Fault::invalid_type(Unexpected::Str(&text), visitor),
                Err(fault) => fault,
            },
            Some(b'-' | b'0'..=b'9') => match self.number() {
                Ok(Number::Unsigned(value)) => {
                    Fault::invalid_type(Unexpected::Unsigned(value), visitor)
                }
                Ok(Number::Signed(value)) => {
                    Fault::invalid_type(Unexpected::Signed(value), visitor)
                }
                Ok(Number::Other(_)) => Fault::invalid_type(Unexpected::Float(0.0), visitor),
                Err(fault) => fault,
            },
            _ => match self.word() {
                Some("null") => Fault::invalid_type(Unexpected::Unit, visitor),
                Some(word) => Fault::invalid_type(Unexpected::Bool(word == "true"), visitor),
                None => self.fault("a value"),
            },
        }
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'{') => self.table(visitor),
            Some(b'[') => self.list(visitor),
            _ => self.scalar(visitor, Reader::float),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() == Some(b'n') && self.word().is_some() {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    // Inlined, because the name is a constant: one of the arms is left.
    #[inline(always)]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match (name, self.peek()) {
            (DECIMAL, Some(b'-' | b'0'..=b'9')) => visitor.visit_borrowed_str(self.decimal()?),
            (DECIMAL, _) => Err(self.mismatch(&visitor)),
            (WHOLE, Some(b'{')) => self.table(visitor),
            (WHOLE, Some(b'[')) => self.list(visitor),
            (WHOLE, _) => self.scalar(visitor, |_, _, visitor| visitor.visit_f64(0.0)),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    /// Externally tagged, as JSON has it: a name, or a table of one entry.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'"') => {
                let name = self.string()?;
                visitor.visit_enum(Tagged { name, reader: None })
            }
            Some(b'{') => {
                let misplaced = Fault::invalid_type(Unexpected::Map, &visitor);
                self.enter(b'{')?;
                if !self.goes_on(true, b'}')? {
                    return Err(misplaced);
                }
                let name = self.key()?;
                let value = visitor.visit_enum(Tagged { name, reader: Some(&mut *self) })?;
                if self.goes_on(false, b'}')? { Err(misplaced) } else { Ok(value) }
            }
            _ => Err(self.mismatch(&visitor)),
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
        if self.peek() == Some(b'{') { self.table(visitor) } else { Err(self.mismatch(&visitor)) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() == Some(b'[') { self.list(visitor) } else { Err(self.mismatch(&visitor)) }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.mismatch(&visitor));
        }
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_string(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.mismatch(&visitor));
        }
        match self.number()? {
            Number::Unsigned(value) => visitor.visit_u64(value),
            Number::Signed(value) => visitor.visit_i64(value),
            Number::Other(_) => Err(Fault::invalid_type(Unexpected::Float(0.0), &visitor)),
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
        match self.peek() {
            Some(b't' | b'f') => match self.word() {
                Some(word) => visitor.visit_bool(word == "true"),
                None => Err(self.fault("a value")),
            },
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'n') if self.word().is_some() => visitor.visit_unit(),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 f64 char bytes byte_buf
        unit_struct tuple tuple_struct
    }
}

struct Items<'r, 'de> {
    reader: &'r mut Reader<'de>,
    next: usize,
    over: bool,
}

impl Items<'_, '_> {
    #[inline(never)]
    fn advance(&mut self) -> Result<bool, Fault> {
        self.over = self.over || !self.reader.goes_on(self.next == 0, b']')?;
        self.next += 1;
        Ok(!self.over)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        if !self.advance()? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some).map_err(|fault| fault.at(self.next - 1))
    }
}

struct Entries<'r, 'de> {
    reader: &'r mut Reader<'de>,
    first: bool,
    over: bool,
    /// The key just read, for errors in its value.
    key: Cow<'de, str>,
}

impl Entries<'_, '_> {
    #[inline(never)]
    fn advance(&mut self) -> Result<bool, Fault> {
        self.over = self.over || !self.reader.goes_on(self.first, b'}')?;
        self.first = false;
        if !self.over {
            self.key = self.reader.key()?;
        }
        Ok(!self.over)
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        if !self.advance()? {
            return Ok(None);
        }
        let read = seed.deserialize(Name(&self.key));
        read.map(Some).map_err(|fault| fault.under(&self.key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(&mut *self.reader).map_err(|fault| fault.under(&self.key))
    }
}

/// A key, or the name of an enum's case.
struct Name<'k, 'de>(&'k Cow<'de, str>);

impl<'de> Deserializer<'de> for Name<'_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_str(text),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(Tagged { name: self.0.clone(), reader: None })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        option unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// An enum's case, and where what it carries is read.
struct Tagged<'r, 'de> {
    name: Cow<'de, str>,
    reader: Option<&'r mut Reader<'de>>,
}

impl<'de, 'r> EnumAccess<'de> for Tagged<'r, 'de> {
    type Error = Fault;
    type Variant = Carried<'r, 'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), Fault> {
        Ok((seed.deserialize(Name(&self.name))?, Carried(self.reader)))
    }
}

/// What an enum's case carries; `None` for nothing.
struct Carried<'r, 'de>(Option<&'r mut Reader<'de>>);

impl<'de> VariantAccess<'de> for Carried<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        self.0.map_or(Ok(()), Reader::value)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        match self.0 {
            Some(reader) => seed.deserialize(reader),
            None => seed.deserialize(&mut Reader::new("null")),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Fault> {
        self.struct_variant(&[], visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Some(reader) => reader.deserialize_any(visitor),
            None => Err(Fault::invalid_type(Unexpected::Unit, &visitor)),
        }
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

    #[derive(Debug, serde::Deserialize)]
    struct Deep(#[allow(dead_code, reason = "only its parsing is under test")] Vec<Self>);

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
    fn lists_of_known_length() {
        assert_eq!(parse::<[u8; 2]>("[1, 2]").unwrap(), [1, 2]);
        assert_eq!(parse::<Vec<(u8, bool)>>("[[1, true ]]").unwrap(), [(1, true)]);
        assert!(parse::<[u8; 0]>("[]").is_ok());
        for wrong in ["[1]", "[1, 2, 3]", "[1, 2", "[1, 2}"] {
            assert!(parse::<[u8; 2]>(wrong).is_err(), "{wrong}");
        }
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
        assert!(parse::<Vec<Deep>>(&"[".repeat(100_000)).is_err());
    }
}
