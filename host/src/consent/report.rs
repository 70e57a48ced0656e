//! What is told of a string.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Map, Value, json};
use tidegate_consent::tcf::Vendors;

use crate::manifest::fact::Facts;
use crate::manifest::table;

/// A decoded string.
#[derive(Debug)]
pub struct Report {
    /// `tc` or `gpp`.
    pub kind: &'static str,
    /// Its sections; one for a TC string.
    pub sections: Vec<Section>,
    /// What is said beside them.
    pub tables: Vec<Table>,
}

/// One section, or all of a TC string.
#[derive(Debug)]
pub struct Section {
    /// Its number in GPP.
    pub id: u16,
    /// Its short name there, e.g. `tcfeuv2`.
    pub name: &'static str,
    /// E.g. `TCF v2`.
    pub title: &'static str,
    /// Single facts.
    pub facts: Facts,
    /// Facts of which there are many.
    pub tables: Vec<Table>,
}

/// Rows that have the same facts.
#[derive(Debug)]
pub struct Table {
    /// Its name in JSON, and its title.
    pub name: &'static str,
    /// The rows; none at all is shown in JSON alone.
    pub rows: Vec<Facts>,
    /// Whether what it is about is absent, not only empty.
    pub absent: bool,
}

impl Table {
    /// A table of something that is there.
    pub fn new(name: &'static str, rows: Vec<Facts>) -> Self {
        Self { name, rows, absent: false }
    }

    fn json(&self) -> Value {
        if self.absent {
            return Value::Null;
        }
        self.rows.iter().map(Facts::object).collect()
    }

    fn text(&self) -> String {
        let Some(first) = self.rows.first() else { return String::new() };
        let head = first.0.iter().map(|fact| fact.column.to_owned()).collect();
        let rows =
            self.rows.iter().map(|row| row.0.iter().map(|fact| fact.shown.clone()).collect());
        let lines: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
        format!("{}\n{}", self.name.replace('-', " "), table::lines(&lines))
    }
}

impl Report {
    /// For programs.
    pub fn json(&self) -> Value {
        let sections: Vec<Value> = self.sections.iter().map(Section::json).collect();
        let mut object = Map::new();
        object.insert("kind".to_owned(), self.kind.into());
        object.insert("sections".to_owned(), sections.into());
        object.extend(self.tables.iter().map(|table| (table.name.to_owned(), table.json())));
        Value::Object(object)
    }

    /// For people.
    pub fn text(&self) -> String {
        let sections = self.sections.iter().map(|section| section.text(self.kind));
        sections.chain(self.tables.iter().map(Table::text)).collect()
    }
}

impl Section {
    fn json(&self) -> Value {
        let mut object = Map::new();
        object.insert("id".to_owned(), self.id.into());
        object.insert("name".to_owned(), self.name.into());
        let facts = self.facts.0.iter().map(|fact| (fact.name.to_owned(), fact.value.clone()));
        object.extend(facts);
        object.extend(self.tables.iter().map(|table| (table.name.to_owned(), table.json())));
        Value::Object(object)
    }

    fn text(&self, kind: &str) -> String {
        let head = match kind {
            "gpp" => format!("section {}, {} ({})\n", self.id, self.name, self.title),
            _ => format!("{}\n", self.title),
        };
        let facts =
            self.facts.0.iter().map(|fact| vec![fact.column.to_owned(), fact.shown.clone()]);
        let facts = table::lines(&facts.collect::<Vec<_>>());
        head + &facts + &self.tables.iter().map(Table::text).collect::<String>()
    }
}

/// A flag, in words for people.
pub fn yes(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// A time of tenths of a second since 1970.
pub fn time(deciseconds: u64) -> String {
    let time = UNIX_EPOCH + Duration::from_millis(deciseconds.saturating_mul(100));
    // 36 bits end in the year 4147.
    humantime::format_rfc3339_seconds(time).to_string()
}

/// Two letters.
pub fn letters(letters: [u8; 2]) -> String {
    letters.into_iter().map(char::from).collect()
}

/// Numbers joined by commas.
pub fn numbers(numbers: &[u8]) -> String {
    match numbers {
        [] => "none".to_owned(),
        _ => numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// Vendors for programs: the first and the last of each range.
pub fn ranges(vendors: &Vendors<'_>) -> Value {
    vendors.ranges().map(|(first, last)| json!([first, last])).collect()
}

/// Vendors for people, e.g. `1-21, 30`.
pub fn vendors(vendors: &Vendors<'_>) -> String {
    let ranges = vendors.ranges().map(|(first, last)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    });
    let ranges: Vec<String> = ranges.collect();
    if ranges.is_empty() { "none".to_owned() } else { ranges.join(", ") }
}

/// Adds a list of vendors, `null` if its segment is absent.
pub fn add_vendors(
    facts: &mut Facts,
    name: &'static str,
    column: &'static str,
    list: Option<&Vendors<'_>>,
) {
    let Some(list) = list else { return facts.add(name, column, Value::Null, "absent") };
    let encoding = if list.is_ranges() { "ranges" } else { "bit-field" };
    let value = json!({ "max-id": list.max_id(), "encoding": encoding, "vendors": ranges(list) });
    facts.add(name, column, value, vendors(list));
}
