//! `xs:dateTime` and `xs:duration`: XML Schema Part 2, sections 3.3.6 and 3.3.7.

use jiff::Timestamp;
use jiff::civil::DateTime;

/// What a time or a length is expected to look like.
pub(super) const DATE_TIME: &str = "a time such as 2026-11-22T20:00:00Z";
/// As above.
pub(super) const DURATION: &str = "a duration of days, hours, minutes and seconds such as PT2H30M";

/// A time or a length that lies between two whole seconds, both the same if it is
/// exact. Times are seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Not after this.
    pub from: i64,
    /// Not before this.
    pub to: i64,
}

impl Span {
    /// One second of both.
    #[must_use]
    pub fn exactly(second: i64) -> Self {
        Self { from: second, to: second }
    }

    /// A time and a length, or two lengths.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { from: self.from.saturating_add(other.from), to: self.to.saturating_add(other.to) }
    }

    fn new(second: i64, nanosecond: i64) -> Self {
        let floor = second.saturating_add(nanosecond.div_euclid(1_000_000_000));
        let fraction = nanosecond.rem_euclid(1_000_000_000) != 0;
        Self { from: floor, to: floor.saturating_add(i64::from(fraction)) }
    }
}

/// Reads an `xs:dateTime`. One without a zone is taken as UTC, which is what the
/// standard asks for.
pub(super) fn date_time(text: &str) -> Option<Span> {
    let time = match text.parse::<Timestamp>() {
        Ok(time) => time,
        Err(_) if text.contains('T') => {
            let local = text.parse::<DateTime>().ok()?;
            local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp()
        }
        Err(_) => return None,
    };
    Some(Span::new(time.as_second(), i64::from(time.subsec_nanosecond())))
}

/// Reads an `xs:duration` without years and months, whose length depends on when
/// they begin.
pub(super) fn duration(text: &str) -> Option<Span> {
    if !text.trim_start_matches(['-', '+']).starts_with('P') {
        return None;
    }
    let span: jiff::Span = text.parse().ok()?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return None;
    }
    let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
    let minutes = (days * 24 + i64::from(span.get_hours())) * 60;
    let seconds = minutes.saturating_add(span.get_minutes()).saturating_mul(60);
    let nanoseconds = span
        .get_nanoseconds()
        .saturating_add(span.get_microseconds().saturating_mul(1_000))
        .saturating_add(span.get_milliseconds().saturating_mul(1_000_000));
    Some(Span::new(seconds.saturating_add(span.get_seconds()), nanoseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_whole_seconds_or_lie_between_two() {
        for (text, expected) in [
            ("1970-01-01T00:00:10Z", Some((10, 10))),
            ("1970-01-01T00:00:10.25Z", Some((10, 11))),
            ("1970-01-01T02:00:00+02:00", Some((0, 0))),
            ("1970-01-01T00:00:10", Some((10, 10))),
            ("1969-12-31T23:59:59.5Z", Some((-1, 0))),
            ("1970-01-01", None),
            ("tomorrow", None),
            ("", None),
        ] {
            assert_eq!(date_time(text).map(|span| (span.from, span.to)), expected, "{text}");
        }
    }

    #[test]
    fn lengths_have_no_months() {
        for (text, expected) in [
            ("PT1H30M", Some((5400, 5400))),
            ("P1DT1S", Some((86_401, 86_401))),
            ("PT0.5S", Some((0, 1))),
            ("-PT5S", Some((-5, -5))),
            ("-PT0.5S", Some((-1, 0))),
            ("P1M", None),
            ("P1Y", None),
            ("90 minutes", None),
            ("P", None),
        ] {
            assert_eq!(duration(text).map(|span| (span.from, span.to)), expected, "{text}");
        }
    }
}
