//! One thing that a manifest says, for people and for programs.

use serde_json::{Map, Value};

/// A fact about a track, a cue or the whole. What is not stated is no fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its name in JSON, e.g. `average-bandwidth`.
    pub name: &'static str,
    /// Its column in tables, e.g. `average`. Empty: it is shown in JSON alone.
    pub column: &'static str,
    /// Exact, for programs and comparison.
    pub value: Value,
    /// For people.
    pub shown: String,
}

/// Facts in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts(pub Vec<Fact>);

impl Facts {
    /// Adds one that is shown in tables.
    pub fn add(
        &mut self,
        name: &'static str,
        column: &'static str,
        value: impl Into<Value>,
        shown: impl Into<String>,
    ) {
        self.0.push(Fact { name, column, value: value.into(), shown: shown.into() });
    }

    /// Adds one that is shown as it is, if it is stated.
    pub fn add_some<T: Into<Value> + ToString>(
        &mut self,
        name: &'static str,
        column: &'static str,
        stated: Option<T>,
    ) {
        if let Some(value) = stated {
            let shown = value.to_string();
            self.add(name, column, value, shown);
        }
    }

    /// Adds a list unless it is empty.
    pub fn add_list(&mut self, name: &'static str, column: &'static str, list: Vec<String>) {
        if !list.is_empty() {
            let shown = list.join(", ");
            self.add(name, column, list, shown);
        }
    }

    /// The fact of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Fact> {
        self.0.iter().find(|fact| fact.name == name)
    }

    /// As a JSON object.
    #[must_use]
    pub fn object(&self) -> Value {
        let entries = self.0.iter().map(|fact| (fact.name.to_owned(), fact.value.clone()));
        Value::Object(entries.collect::<Map<_, _>>())
    }
}
