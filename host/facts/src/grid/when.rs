//! Times as documents write them.

use jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, Error, Unexpected};

use super::NEVER;

/// Seconds since 1970 of an RFC 3339 time, seconds optional (ISO 8601), offset
/// required; fractions are cut off. `None` before 1970 and after 9999.
pub fn seconds(text: &str) -> Option<u64> {
    let time: Timestamp = text.parse().ok()?;
    u64::try_from(time.as_second()).ok().filter(|second| *second <= NEVER)
}

/// To the minute and in UTC: `2018-01-20T12:00Z`. Empty after 9999.
pub fn minute(second: u64) -> String {
    let time = i64::try_from(second).ok().and_then(|second| Timestamp::from_second(second).ok());
    time.map(|time| time.strftime("%Y-%m-%dT%H:%MZ").to_string()).unwrap_or_default()
}

/// A time in a document.
#[derive(Debug, Clone, Copy)]
pub struct When(pub u64);

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || D::Error::invalid_value(Unexpected::Str(&text), &"a time with its offset");
        seconds(&text).map(Self).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_providers_write() {
        // From `date -u -d … +%s`.
        for (text, second) in [
            ("2018-01-20T12:00Z", 1_516_449_600),
            ("2019-05-21T00:00:00.000Z", 1_558_396_800),
            ("2022-07-15T00:05:00+00:00", 1_657_843_500),
            ("2022-05-17T20:45:11.5092741+00:00", 1_652_820_311),
            ("2022-05-17T22:45:11+02:00", 1_652_820_311),
        ] {
            assert_eq!(seconds(text), Some(second), "{text}");
        }
        for text in ["", "2018-01-20", "2018-01-20T12:00", "1969-12-31T23:59:59Z", "12:00Z"] {
            assert_eq!(seconds(text), None, "{text}");
        }
        assert_eq!(minute(1_516_449_659), "2018-01-20T12:00Z");
    }
}
