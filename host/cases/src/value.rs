//! TOML values as the JSON forms of the contract.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use tidegate_sdk::types::Facts;
use toml::Value as Toml;

/// What a date may stand for.
#[derive(Clone, Copy, Debug)]
pub enum Dates {
    /// A timestamp of the contract: seconds since 1970.
    Seconds,
    /// The text of it: in configuration documents.
    Text,
    /// Nothing.
    Nowhere,
}

/// The JSON of a TOML value.
///
/// # Errors
/// A date that may not stand there, or is not in time.
pub fn json(value: &Toml, dates: Dates) -> Result<Json, String> {
    Ok(match value {
        Toml::String(text) => text.as_str().into(),
        Toml::Integer(number) => (*number).into(),
        Toml::Float(number) => (*number).into(),
        Toml::Boolean(truth) => (*truth).into(),
        Toml::Datetime(date) => match dates {
            Dates::Seconds => seconds(&date.to_string())?.into(),
            Dates::Text => date.to_string().into(),
            Dates::Nowhere => return Err(format!("found the date {date}, expected none")),
        },
        Toml::Array(values) => {
            values.iter().map(|value| json(value, dates)).collect::<Result<_, _>>()?
        }
        Toml::Table(table) => {
            let pairs = table
                .iter()
                .map(|(key, value)| json(value, dates).map(|value| (key.clone(), value)));
            Json::Object(pairs.collect::<Result<_, _>>()?)
        }
    })
}

fn seconds(date: &str) -> Result<u64, String> {
    let time: jiff::Timestamp = date.parse().map_err(|_| {
        format!(
            "found {date}, expected a date with a time and an offset, e.g. 2026-11-23T12:00:00Z"
        )
    })?;
    u64::try_from(time.as_second()).map_err(|_| format!("found {date}, expected 1970 or later"))
}

/// Reads a type of the contract. The error names the path below the value.
///
/// # Errors
/// The path, and what is wrong there.
pub fn typed<T: DeserializeOwned>(value: &Toml, dates: Dates) -> Result<T, (String, String)> {
    let json = json(value, dates).map_err(|why| (String::new(), why))?;
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { format!(".{path}") };
        (path, error.into_inner().to_string())
    })
}

/// Facts, their dates turned into seconds.
///
/// # Errors
/// As [`typed`].
pub fn facts(value: &Toml) -> Result<Facts, (String, String)> {
    typed(value, Dates::Seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Facts, (String, String)> {
        facts(&Toml::Table(toml::from_str(text).unwrap()))
    }

    #[test]
    fn dates_become_seconds_where_the_contract_has_timestamps() {
        for (date, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-23T12:00:00Z", 1_795_435_200),
            ("2026-11-23 13:00:00+01:00", 1_795_435_200),
            ("1795435200", 1_795_435_200),
        ] {
            assert_eq!(read(&format!("now = {date}")).unwrap().now, Some(seconds), "{date}");
        }
        let facts = read("session = { share = 1, started = 1970-01-01T00:01:00Z }").unwrap();
        assert_eq!(facts.session.unwrap().started, Some(60));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_path() {
        for (text, path, why) in [
            ("now = 2026-11-23", "", "expected a date with a time and an offset"),
            ("now = 1969-12-31T23:59:59Z", "", "expected 1970 or later"),
            ("contry = 'FR'", ".contry", "unknown field `contry`, expected one of `now`"),
            ("country = 3", ".country", "invalid type"),
            (
                "intensity = { signal = 'mean', samples = [1], step = 1, measured = 1, expires = 1 }",
                ".intensity.signal",
                "expected `average` or `marginal`",
            ),
            (
                "intensity = { signal = 'average', samples = [70000], step = 1, measured = 1, expires = 1 }",
                ".intensity.samples[0]",
                "70000",
            ),
        ] {
            let (at, told) = read(text).unwrap_err();
            assert_eq!(at, path, "{text}: {told}");
            assert!(told.contains(why), "{text}: {told}");
        }
    }
}
