//! Carbon intensity of electricity grids, by place.
//!
//! Two sources, both text that the node reads from files:
//!
//! - a **static table** ([`Grid::with_table`]), CSV with the header
//!   `country,gco2e_per_kwh,year,source`. One row per place: yearly averages. It
//!   yields one sample that never expires ([`NEVER`]): a yearly average is an
//!   estimate of the ordinary state, there is no newer one to wait for.
//! - **series** ([`Grid::with_series`]), a JSON object of places:
//!
//!   ```json
//!   { "FR": { "step": 1800, "measured": 1790812800, "samples": [38, 41, 40] } }
//!   ```
//!
//!   `samples` in gCO2e per kWh, 0 to 65535, oldest first, 1 to 288 of them;
//!   `step` the seconds between two; `measured` when the newest was valid, in
//!   seconds since 1970. They expire `max_age` after `measured`.
//!
//! A place is a country (`FR`) or a subdivision (`US-CA`). A series is preferred
//! to the table, even an expired one: that its figure is too old to act on is
//! for the function to say. A subdivision is preferred to its country.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use tidegate_sdk::types::Intensity;

use crate::place::{is_country, is_subdivision};

/// When a figure of the static table expires: 9999-12-31T23:59:59Z, the last
/// second that RFC 3339 can write.
pub const NEVER: u64 = 253_402_300_799;

/// Samples of one place: a day of five-minute values.
pub const MOST_SAMPLES: usize = 288;

/// Columns of the static table.
const COLUMNS: [&str; 4] = ["country", "gco2e_per_kwh", "year", "source"];

/// What is known of the grids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    series: BTreeMap<String, Intensity>,
    table: BTreeMap<String, Intensity>,
}

/// A source that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// A cell of the static table.
    #[error("line {line}, column `{column}`: found `{found}`, expected {accepted}")]
    Table {
        /// From 1, the header's.
        line: u64,
        /// The name of the column, or `header`.
        column: &'static str,
        /// What the cell holds.
        found: String,
        /// What it may hold.
        accepted: &'static str,
    },
    /// A document of series.
    #[error("{0}")]
    Series(String),
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "`step`, `measured` and `samples`")]
struct Series {
    step: u32,
    measured: u64,
    samples: Vec<Grams>,
}

/// gCO2e per kWh.
struct Grams(u16);

impl<'de> Deserialize<'de> for Grams {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let grams = u64::deserialize(deserializer)?;
        let wrong =
            |_| D::Error::invalid_value(Unexpected::Unsigned(grams), &"0 to 65535 gCO2e per kWh");
        u16::try_from(grams).map(Self).map_err(wrong)
    }
}

impl Grid {
    /// Adds a static table, in place of any before.
    ///
    /// # Errors
    /// The first cell that is wrong, by line and column.
    pub fn with_table(mut self, csv: &str) -> Result<Self, GridError> {
        self.table = table(csv)?;
        Ok(self)
    }

    /// Adds series, in place of any before. `max_age` in seconds.
    ///
    /// # Errors
    /// The first value that is wrong, by its path, line and column.
    pub fn with_series(mut self, json: &str, max_age: u32) -> Result<Self, GridError> {
        self.series = series(json, max_age)?;
        Ok(self)
    }

    /// The intensity at a place. `None` if no source knows it.
    #[must_use]
    pub fn intensity(&self, country: Option<&str>, subdivision: Option<&str>) -> Option<Intensity> {
        let known = |source: &BTreeMap<String, Intensity>| {
            let of = |place: Option<&str>| source.get(place?).cloned();
            of(subdivision).or_else(|| of(country))
        };
        known(&self.series).or_else(|| known(&self.table))
    }
}

fn table(text: &str) -> Result<BTreeMap<String, Intensity>, GridError> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows = BTreeMap::new();
    let mut header = false;
    for record in reader.records() {
        // A `&str` is UTF-8 and rows may differ in length: nothing is left to fail.
        let Ok(record) = record else { continue };
        let line = record.position().map_or(0, csv::Position::line);
        let wrong = |column, found: &str, accepted| GridError::Table {
            line,
            column,
            found: found.to_owned(),
            accepted,
        };
        if !header {
            if !record.iter().eq(COLUMNS) {
                let found = record.iter().collect::<Vec<_>>().join(",");
                return Err(wrong("header", &found, "`country,gco2e_per_kwh,year,source`"));
            }
            header = true;
            continue;
        }
        let cell = |index| record.get(index).unwrap_or_default();
        let place = cell(0);
        if !is_country(place) && !is_subdivision(place) {
            return Err(wrong("country", place, "ISO 3166, e.g. `FR` or `US-CA`"));
        }
        let Ok(grams) = cell(1).parse::<u16>() else {
            return Err(wrong("gco2e_per_kwh", cell(1), "a whole number from 0 to 65535"));
        };
        let year = cell(2).parse::<u16>().ok().filter(|year| (1990..=2100).contains(year));
        let Some(year) = year else {
            return Err(wrong("year", cell(2), "a year from 1990 to 2100"));
        };
        if cell(3).is_empty() {
            return Err(wrong("source", cell(3), "where the figure is from"));
        }
        if record.len() != COLUMNS.len() {
            return Err(wrong("source", cell(4), "four columns"));
        }
        let measured = last_second(year);
        let known = Intensity::average(vec![grams], 1, measured, NEVER);
        if rows.insert(place.to_owned(), known).is_some() {
            return Err(wrong("country", place, "each place once"));
        }
    }
    if header { Ok(rows) } else { Err(no_header()) }
}

fn no_header() -> GridError {
    let accepted = "`country,gco2e_per_kwh,year,source`";
    GridError::Table { line: 1, column: "header", found: String::new(), accepted }
}

/// The last second of a year from 1970 on, in seconds since 1970 (Gregorian leap
/// years): up to when the average of that year was valid.
fn last_second(year: u16) -> u64 {
    let years = u64::from(year) + 1;
    let leaps = |year: u64| year / 4 - year / 100 + year / 400;
    let days = years.saturating_sub(1970) * 365 + leaps(years - 1).saturating_sub(leaps(1969));
    days * 86_400 - 1
}

fn series(text: &str, max_age: u32) -> Result<BTreeMap<String, Intensity>, GridError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let document: BTreeMap<String, Series> = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| GridError::Series(format!("at `{}`: {}", error.path(), error.inner())))?;
    reader.end().map_err(|error| GridError::Series(error.to_string()))?;
    document.into_iter().map(|(place, series)| checked(place, series, max_age)).collect()
}

fn checked(place: String, series: Series, max_age: u32) -> Result<(String, Intensity), GridError> {
    let Series { step, measured, samples } = series;
    let wrong = |path: &str, found: &dyn std::fmt::Display, accepted: &str| {
        GridError::Series(format!("at `{path}`: found {found}, expected {accepted}"))
    };
    if !is_country(&place) && !is_subdivision(&place) {
        return Err(wrong(&place, &"this name", "ISO 3166, e.g. `FR` or `US-CA`"));
    }
    if step == 0 {
        return Err(wrong(&format!("{place}.step"), &step, "at least 1 second"));
    }
    if measured > NEVER {
        return Err(wrong(&format!("{place}.measured"), &measured, "seconds since 1970"));
    }
    if samples.is_empty() || samples.len() > MOST_SAMPLES {
        let path = format!("{place}.samples");
        return Err(wrong(&path, &format!("{} values", samples.len()), "1 to 288 values"));
    }
    let samples = samples.into_iter().map(|Grams(grams)| grams).collect();
    let expires = measured + u64::from(max_age);
    Ok((place, Intensity::average(samples, step, measured, expires)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TABLE: &str = "# a comment\ncountry,gco2e_per_kwh,year,source\nFR,56,2023,Ember\nUS,369,2023,\"Ember, via OWID\"\nUS-CA,230,2023,Ember\n";

    fn both() -> Grid {
        let series = r#"{"FR":{"step":1800,"measured":1790812800,"samples":[38,41]}}"#;
        Grid::default().with_table(TABLE).unwrap().with_series(series, 7200).unwrap()
    }

    #[test]
    fn prefers_series_and_subdivisions() {
        let newest = |country, subdivision| {
            Some(*both().intensity(country, subdivision)?.samples.last().unwrap())
        };
        assert_eq!(newest(Some("FR"), None), Some(41));
        assert_eq!(newest(Some("FR"), Some("FR-IDF")), Some(41));
        assert_eq!(newest(Some("US"), Some("US-CA")), Some(230));
        assert_eq!(newest(Some("US"), Some("US-NY")), Some(369));
        assert_eq!(newest(Some("DE"), None), None);
        assert_eq!(newest(None, None), None);
    }

    #[test]
    fn series_expire_and_the_table_does_not() {
        let series = both().intensity(Some("FR"), None).unwrap();
        assert_eq!((series.step, series.measured, series.expires), (1800, 1790812800, 1790820000));
        let table = both().intensity(Some("US"), None).unwrap();
        assert_eq!((table.step, table.measured, table.expires), (1, 1_704_067_199, NEVER));
    }

    #[test]
    fn knows_the_calendar() {
        // From `date -u -d "YYYY-12-31T23:59:59Z" +%s`.
        for (year, second) in
            [(1990, 662_687_999), (2000, 978_307_199), (2024, 1_735_689_599), (2100, 4_133_980_799)]
        {
            assert_eq!(last_second(year), second, "{year}");
        }
    }

    #[test]
    fn names_the_wrong_cell() {
        let error = |rows: &str| {
            let text = format!("country,gco2e_per_kwh,year,source\nFR,56,2023,Ember\n{rows}");
            Grid::default().with_table(&text).unwrap_err().to_string()
        };
        assert_eq!(
            error("France,56,2023,Ember"),
            "line 3, column `country`: found `France`, expected ISO 3166, e.g. `FR` or `US-CA`"
        );
        assert_eq!(
            error("DE,-1,2023,Ember"),
            "line 3, column `gco2e_per_kwh`: found `-1`, expected a whole number from 0 to 65535"
        );
        assert_eq!(
            error("DE,381,23,Ember"),
            "line 3, column `year`: found `23`, expected a year from 1990 to 2100"
        );
        assert_eq!(
            error("DE,381,2023"),
            "line 3, column `source`: found ``, expected where the figure is from"
        );
        assert_eq!(
            error("DE,381,2023,Ember,x"),
            "line 3, column `source`: found `x`, expected four columns"
        );
        assert_eq!(
            error("FR,57,2023,Ember"),
            "line 3, column `country`: found `FR`, expected each place once"
        );
        let header = Grid::default().with_table("country,co2\n").unwrap_err().to_string();
        assert_eq!(
            header,
            "line 1, column `header`: found `country,co2`, expected `country,gco2e_per_kwh,year,source`"
        );
        assert_eq!(Grid::default().with_table(""), Err(no_header()));
    }

    #[test]
    fn names_the_wrong_value() {
        let error = |text: &str| Grid::default().with_series(text, 1).unwrap_err().to_string();
        assert_eq!(
            error("{\"FR\":{\n\"step\":1800,\"measured\":1,\"samples\":[70000]}}"),
            "at `FR.samples[0]`: invalid value: integer `70000`, expected 0 to 65535 gCO2e per kWh at line 2 column 42"
        );
        assert_eq!(
            error(r#"{"fr":{"step":1,"measured":1,"samples":[1]}}"#),
            "at `fr`: found this name, expected ISO 3166, e.g. `FR` or `US-CA`"
        );
        assert_eq!(
            error(r#"{"FR":{"step":0,"measured":1,"samples":[1]}}"#),
            "at `FR.step`: found 0, expected at least 1 second"
        );
        assert_eq!(
            error(r#"{"FR":{"step":1,"measured":1,"samples":[]}}"#),
            "at `FR.samples`: found 0 values, expected 1 to 288 values"
        );
        assert!(
            error(r#"{"FR":{"step":1,"measured":1,"samples":[1],"x":1}}"#)
                .contains("unknown field `x`")
        );
        assert!(error("{} x").contains("line 1 column 4"));
    }

    proptest! {
        #[test]
        fn takes_anything(text in any::<String>()) {
            let _ = Grid::default().with_table(&text);
            let _ = Grid::default().with_table(&format!("country,gco2e_per_kwh,year,source\n{text}"));
            let _ = Grid::default().with_series(&text, u32::MAX);
        }
    }
}
