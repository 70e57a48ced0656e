//! A document as values that are taken one by one.
//!
//! Types that serde derives its readers for cost a component 60 KB more for this
//! document: every one brings its own copy of the loops.

use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use tidegate_sdk::config::{Quoted, deserialize_whole, refuse};

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Value>),
    Table(Vec<(String, Value)>),
    /// What no key accepts: `null`, numbers below zero and with fractions.
    Other(&'static str),
}

/// A value with the path to it.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) path: String,
    pub(super) value: Value,
}

/// A table with the path to it.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) path: String,
    entries: Vec<(String, Value)>,
}

/// [`refuse`], once for all kinds of values.
#[cold]
#[inline(never)]
pub(super) fn refused(path: &str, found: &dyn fmt::Display, accepted: &str) -> String {
    if path.is_empty() {
        return format!("found {found}, expected {accepted}");
    }
    refuse(path, found, accepted)
}

// Not inlined, because a document is read once, and every copy is a part of the component.
impl At {
    #[cold]
    #[inline(never)]
    fn wrong(&self, accepted: &str) -> String {
        let found: &dyn fmt::Display = match &self.value {
            Value::Bool(value) => value,
            Value::Number(value) => value,
            Value::Text(text) => &Quoted(text),
            Value::List(_) => &"a list",
            Value::Table(_) => &"a table",
            Value::Other(what) => what,
        };
        refused(&self.path, found, accepted)
    }

    /// A table of which these are all keys.
    #[inline(never)]
    pub(super) fn table(self, keys: &[&str]) -> Result<Table, String> {
        let Self { path, value } = self;
        let Value::Table(entries) = value else {
            return Err(Self { path, value }.wrong("a table"));
        };
        for (index, (key, _)) in entries.iter().enumerate() {
            let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            if !keys.contains(&key.as_str()) {
                let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
                let keys = keys.join(", ");
                return Err(format!("at `{at}`: unknown field `{key}`, expected one of {keys}"));
            }
            if entries.iter().take(index).any(|(before, _)| before == key) {
                return Err(refused(&at, &"it twice", "it once"));
            }
        }
        Ok(Table { path, entries })
    }

    /// What is made of each item of a list.
    pub(super) fn list<T>(
        self,
        mut item: impl FnMut(Self) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        let items = self.items()?;
        let mut all = Vec::with_capacity(items.len());
        for value in items {
            all.push(item(value)?);
        }
        Ok(all)
    }

    #[inline(never)]
    fn items(self) -> Result<Vec<Self>, String> {
        let Self { path, value } = self;
        let Value::List(items) = value else {
            return Err(Self { path, value }.wrong("a list"));
        };
        let at = |(index, value)| Self { path: format!("{path}[{index}]"), value };
        Ok(items.into_iter().enumerate().map(at).collect())
    }

    #[inline(never)]
    pub(super) fn text(self) -> Result<String, String> {
        match self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong("a text")),
        }
    }

    #[inline(never)]
    pub(super) fn truth(self) -> Result<bool, String> {
        match self.value {
            Value::Bool(value) => Ok(value),
            _ => Err(self.wrong("true or false")),
        }
    }

    /// A whole number from 0.
    #[inline(never)]
    pub(super) fn number(self) -> Result<u64, String> {
        match self.value {
            Value::Number(value) => Ok(value),
            _ => Err(self.wrong("a whole number")),
        }
    }

    /// One that is no higher than `u32` has.
    #[inline(never)]
    pub(super) fn small(self) -> Result<u32, String> {
        match self.value {
            Value::Number(value) if value <= u64::from(u32::MAX) => Ok(value as u32),
            _ => Err(self.wrong("a whole number up to 4294967295")),
        }
    }

    /// Which of some names.
    pub(super) fn one_of<T: Copy>(self, names: &[(&str, T)]) -> Result<T, String> {
        let index = self.place_in(&|index| names.get(index).map(|(name, _)| *name))?;
        let found = names.get(index).map(|(_, value)| *value);
        found.ok_or_else(|| self.wrong("another name"))
    }

    /// The place of the text among names.
    #[inline(never)]
    fn place_in<'n>(&self, name: &dyn Fn(usize) -> Option<&'n str>) -> Result<usize, String> {
        let names = || (0..).map_while(name);
        let found = match &self.value {
            Value::Text(text) => names().position(|name| name == text),
            _ => None,
        };
        found.ok_or_else(|| {
            let names: Vec<&str> = names().collect();
            self.wrong(&format!("one of {}", names.join(", ")))
        })
    }
}

impl Table {
    /// The value of a key, if it is there.
    #[inline(never)]
    pub(super) fn take(&mut self, key: &str) -> Option<At> {
        let index = self.entries.iter().position(|(other, _)| other == key)?;
        let (_, value) = self.entries.swap_remove(index);
        let path =
            if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Some(At { path, value })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_whole(deserializer, Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Other("null"))
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Other("null"))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(u64::try_from(value).map_or(Value::Other("a number below 0"), Value::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other("a number with a fraction"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            table.push(entry);
        }
        Ok(Value::Table(table))
    }
}
