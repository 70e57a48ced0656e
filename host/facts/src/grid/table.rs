//! The static table: yearly averages by place.

use std::collections::BTreeMap;

use tidegate_sdk::types::Intensity;

use super::cells::rows;
use super::{GridError, NEVER, is_place};

const COLUMNS: [&str; 4] = ["country", "gco2e_per_kwh", "year", "source"];

/// Reads a table.
pub fn read(text: &str) -> Result<BTreeMap<String, Intensity>, GridError> {
    let mut places = BTreeMap::new();
    for row in rows(text, &COLUMNS, "`country,gco2e_per_kwh,year,source`")? {
        let [place, grams, year, source] = [0, 1, 2, 3].map(|index| row.cell(index));
        if !is_place(place) {
            return Err(row.wrong("country", place, "ISO 3166, e.g. `FR` or `US-CA`"));
        }
        let Ok(grams) = grams.parse::<u16>() else {
            return Err(row.wrong("gco2e_per_kwh", grams, "a whole number from 0 to 65535"));
        };
        let known = year.parse::<u16>().ok().filter(|year| (1990..=2100).contains(year));
        let Some(known) = known else {
            return Err(row.wrong("year", year, "a year from 1990 to 2100"));
        };
        if source.is_empty() {
            return Err(row.wrong("source", source, "where the figure is from"));
        }
        row.ends("four columns")?;
        let known = Intensity::average(vec![grams], 1, last_second(known), NEVER);
        if places.insert(place.to_owned(), known).is_some() {
            return Err(row.wrong("country", place, "each place once"));
        }
    }
    Ok(places)
}

/// The last second of a year from 1970 on, in seconds since 1970 (Gregorian leap
/// years): up to when the average of that year was valid.
fn last_second(year: u16) -> u64 {
    let years = u64::from(year) + 1;
    let leaps = |year: u64| year / 4 - year / 100 + year / 400;
    let days = years.saturating_sub(1970) * 365 + leaps(years - 1).saturating_sub(leaps(1969));
    days * 86_400 - 1
}

#[cfg(test)]
mod tests {
    use super::*;

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
            read(&text).unwrap_err().to_string()
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
        let header = |text| read(text).unwrap_err().to_string();
        assert_eq!(
            header("country,co2\n"),
            "line 1, column `header`: found `country,co2`, expected `country,gco2e_per_kwh,year,source`"
        );
        assert_eq!(
            header(""),
            "line 1, column `header`: found ``, expected `country,gco2e_per_kwh,year,source`"
        );
    }
}
