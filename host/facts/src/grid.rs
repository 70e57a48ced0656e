//! Carbon intensity of electricity grids, by place.
//!
//! Three sources; the first that knows the place counts:
//!
//! 1. **feeds** ([`Grid::with_feed`]): what a [`provider`]'s answers said last, as
//!    [`steps`] brought it to the contract's form;
//! 2. **series** that a file holds ([`Grid::with_json`], [`Grid::with_csv`]): a JSON
//!    object of places,
//!
//!    ```json
//!    { "FR": { "signal": "average", "step": 1800, "measured": 1790812800,
//!              "samples": [38, 41, 40], "forecast": [42] } }
//!    ```
//!
//!    `samples` and `forecast` in gCO2e per kWh, 0 to 65535, oldest first, 1 to 288
//!    and 0 to 288 of them; `step` the seconds between two; `measured` when the newest
//!    sample was valid, in seconds since 1970; `signal` is `average` if left out. Or
//!    CSV with the header `place,time,gco2e_per_kwh,signal,kind`: RFC 3339 times in
//!    any order, `average` or `marginal`, `measured` or `forecast`;
//! 3. a **static table** ([`Grid::with_table`]), CSV with the header
//!    `country,gco2e_per_kwh,year,source`, one row per place: yearly averages. It
//!    yields one sample that never expires ([`NEVER`]): a yearly average is an
//!    estimate of the ordinary state, there is no newer one to wait for.
//!
//! Feeds and series expire `max_age` after they were measured. An expired one is
//! still preferred to the table: that its figure is too old to act on is for the
//! function to say. A place is a country (`FR`) or a subdivision (`US-CA`); within a
//! source a subdivision is preferred to its country.

mod cells;
pub mod provider;
mod series;
pub mod steps;
mod table;
pub mod when;

use std::collections::BTreeMap;

use tidegate_sdk::types::Intensity;

use crate::place::{is_country, is_subdivision};

/// When a figure of the static table expires: 9999-12-31T23:59:59Z, the last
/// second that RFC 3339 can write.
pub const NEVER: u64 = 253_402_300_799;

/// Samples of one place: a day of five-minute values.
pub const MOST_SAMPLES: usize = 288;

/// What is known of the grids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    feeds: BTreeMap<String, Intensity>,
    series: BTreeMap<String, Intensity>,
    table: BTreeMap<String, Intensity>,
    /// Whose grid counts, whatever the viewer's place.
    node: Option<String>,
}

/// A source that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// A cell of a CSV document.
    #[error("line {line}, column `{column}`: found `{found}`, expected {accepted}")]
    Cell {
        /// From 1, the header's.
        line: u64,
        /// The name of the column, or `header`.
        column: &'static str,
        /// What the cell holds.
        found: String,
        /// What it may hold.
        accepted: &'static str,
    },
    /// A series.
    #[error("{0}")]
    Series(String),
}

impl Grid {
    /// Adds a static table, in place of any before.
    ///
    /// # Errors
    /// The first cell that is wrong, by line and column.
    pub fn with_table(mut self, csv: &str) -> Result<Self, GridError> {
        self.table = table::read(csv)?;
        Ok(self)
    }

    /// Adds series, in place of any before. `max_age` in seconds.
    ///
    /// # Errors
    /// The first value that is wrong, by its path, line and column.
    pub fn with_json(mut self, json: &str, max_age: u32) -> Result<Self, GridError> {
        self.series = series::json(json, max_age)?;
        Ok(self)
    }

    /// Adds series, in place of any before. `max_age` in seconds.
    ///
    /// # Errors
    /// The first cell that is wrong, by line and column, or a place of which nothing
    /// was measured.
    pub fn with_csv(mut self, csv: &str, max_age: u32) -> Result<Self, GridError> {
        self.series = series::csv(csv, max_age)?;
        Ok(self)
    }

    /// Adds what a feed says of a place, in place of what one said before.
    #[must_use]
    pub fn with_feed(mut self, place: &str, intensity: Intensity) -> Self {
        self.feeds.insert(place.to_owned(), intensity);
        self
    }

    /// Takes over what feeds said to `earlier`.
    #[must_use]
    pub fn with_feeds_of(mut self, earlier: &Self) -> Self {
        self.feeds.clone_from(&earlier.feeds);
        self
    }

    /// Answers every question for one place, the node's own: ISO 3166, e.g. `FR` or
    /// `US-CA`. `None`: for the place that is asked for.
    #[must_use]
    pub fn at_node(mut self, place: Option<String>) -> Self {
        self.node = place;
        self
    }

    /// The intensity at a place. `None` if no source knows it.
    #[must_use]
    pub fn intensity(&self, country: Option<&str>, subdivision: Option<&str>) -> Option<Intensity> {
        let (country, subdivision) = match self.node.as_deref() {
            Some(node) => (node.get(..2), Some(node)),
            None => (country, subdivision),
        };
        [&self.feeds, &self.series, &self.table].into_iter().find_map(|source| {
            let of = |place: Option<&str>| source.get(place?).cloned();
            of(subdivision).or_else(|| of(country))
        })
    }
}

/// Whether a text names a place: ISO 3166-1 alpha-2 or ISO 3166-2, e.g. `FR` or `US-CA`.
#[must_use]
pub fn is_place(text: &str) -> bool {
    is_country(text) || is_subdivision(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TABLE: &str = "# a comment\ncountry,gco2e_per_kwh,year,source\nFR,56,2023,Ember\nUS,369,2023,\"Ember, via OWID\"\nUS-CA,230,2023,Ember\n";

    fn both() -> Grid {
        let series = r#"{"FR":{"step":1800,"measured":1790812800,"samples":[38,41]}}"#;
        Grid::default().with_table(TABLE).unwrap().with_json(series, 7200).unwrap()
    }

    fn newest(grid: &Grid, country: Option<&str>, subdivision: Option<&str>) -> Option<u16> {
        Some(*grid.intensity(country, subdivision)?.samples.last().unwrap())
    }

    fn feed(grams: u16) -> Intensity {
        Intensity::average(vec![grams], 300, 1, 2)
    }

    #[test]
    fn prefers_series_and_subdivisions() {
        let newest = |country, subdivision| newest(&both(), country, subdivision);
        assert_eq!(newest(Some("FR"), None), Some(41));
        assert_eq!(newest(Some("FR"), Some("FR-IDF")), Some(41));
        assert_eq!(newest(Some("US"), Some("US-CA")), Some(230));
        assert_eq!(newest(Some("US"), Some("US-NY")), Some(369));
        assert_eq!(newest(Some("DE"), None), None);
        assert_eq!(newest(None, None), None);
    }

    #[test]
    fn prefers_feeds() {
        let grid = both().with_feed("FR", feed(7)).with_feed("US", feed(8));
        assert_eq!(newest(&grid, Some("FR"), None), Some(7));
        // What is live counts more than what is near.
        assert_eq!(newest(&grid, Some("US"), Some("US-CA")), Some(8));
        let grid = grid.with_feed("FR", feed(9));
        assert_eq!(newest(&grid, Some("FR"), None), Some(9));
        let read_again = both().with_feeds_of(&grid);
        assert_eq!(read_again, grid);
    }

    #[test]
    fn a_node_may_answer_for_its_own_place() {
        let grid = both().at_node(Some("US-CA".to_owned()));
        for viewer in [Some("FR"), Some("DE"), None] {
            assert_eq!(newest(&grid, viewer, None), Some(230));
        }
        let grid = both().at_node(Some("US-NY".to_owned()));
        assert_eq!(newest(&grid, Some("FR"), None), Some(369));
    }

    #[test]
    fn series_expire_and_the_table_does_not() {
        let series = both().intensity(Some("FR"), None).unwrap();
        assert_eq!((series.step, series.measured, series.expires), (1800, 1790812800, 1790820000));
        let table = both().intensity(Some("US"), None).unwrap();
        assert_eq!((table.step, table.measured, table.expires), (1, 1_704_067_199, NEVER));
    }

    proptest! {
        #[test]
        fn takes_anything(text in any::<String>()) {
            let _ = Grid::default().with_table(&text);
            let _ = Grid::default().with_table(&format!("country,gco2e_per_kwh,year,source\n{text}"));
            let _ = Grid::default().with_json(&text, u32::MAX);
            let _ = Grid::default().with_csv(&format!("place,time,gco2e_per_kwh,signal,kind\n{text}"), u32::MAX);
        }
    }
}
