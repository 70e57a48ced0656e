//! Dates, ISO/IEC 8601:2004 as RFC 8216 section 4.3.2.6 has them: with or
//! without a zone, which is then UTC as players take it.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter, PiecesOffset};
use jiff::tz::Offset;

/// A moment, and how it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    moment: Timestamp,
    /// Absent: `Z`, or none.
    offset: Option<Offset>,
    /// Digits of its seconds' fraction.
    decimals: u8,
}

impl Date {
    /// Reads a date. Nothing if it is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        let pieces = DateTimeParser::new().parse_pieces(text).ok()?;
        let offset = match pieces.offset() {
            Some(PiecesOffset::Numeric(numeric)) => Some(numeric.offset()),
            _ => None,
        };
        let date_time = pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight()));
        let moment = offset.unwrap_or(Offset::UTC).to_timestamp(date_time).ok()?;
        let fraction = text.split_once(['.', ',']).map_or("", |(_, fraction)| fraction);
        let decimals = fraction.bytes().take_while(u8::is_ascii_digit).count();
        Some(Self { moment, offset, decimals: u8::try_from(decimals).unwrap_or(9).min(9) })
    }

    /// Milliseconds since 1970, rounded down.
    pub(super) fn milliseconds(&self) -> i64 {
        self.moment.as_microsecond().div_euclid(1000)
    }

    /// Microseconds since 1970.
    pub(super) fn microseconds(&self) -> i64 {
        self.moment.as_microsecond()
    }

    /// The date of another moment, in microseconds since 1970, as it would be
    /// written. Nothing where years end.
    pub(super) fn moved(&self, moment: i128) -> Option<String> {
        let later = i64::try_from(moment).ok()?;
        let moment = Timestamp::from_microsecond(later).ok()?;
        let needed = match later.rem_euclid(1_000_000) {
            0 => 0,
            fraction if fraction % 1000 == 0 => 3,
            _ => 6,
        };
        let printer = DateTimePrinter::new().precision(Some(self.decimals.max(needed)));
        Some(match self.offset {
            Some(offset) => printer.timestamp_with_offset_to_string(&moment, offset),
            None => printer.timestamp_to_string(&moment),
        })
    }
}

/// A moment as written in a playlist, from milliseconds since 1970. Nothing
/// where it is out of years.
pub(super) fn written(milliseconds: i64) -> Option<String> {
    let moment = Timestamp::from_millisecond(milliseconds).ok()?;
    Some(DateTimePrinter::new().precision(Some(3)).timestamp_to_string(&moment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_written() {
        for (text, expected) in [
            ("2010-02-19T14:54:23.031+08:00", Some(1_266_562_463_031)),
            ("2010-02-19T06:54:23.031Z", Some(1_266_562_463_031)),
            ("2010-02-19T06:54:23.031", Some(1_266_562_463_031)),
            ("2010-02-19T14:54:23.031+0800", Some(1_266_562_463_031)),
            (" 1970-01-01T00:00:00Z ", Some(0)),
            ("1969-12-31T23:59:59.999999Z", Some(-1)),
            ("foo", None),
            ("", None),
            ("2010-13-19T06:54:23Z", None),
        ] {
            assert_eq!(Date::read(text).map(|date| date.milliseconds()), expected, "{text:?}");
        }
    }

    #[test]
    fn other_dates_are_written_alike() {
        for (text, by, expected) in [
            ("2020-02-28T23:59:58Z", 4_000_000, "2020-02-29T00:00:02Z"),
            ("2020-03-01T00:00:02Z", -4_000_000, "2020-02-29T23:59:58Z"),
            ("2020-02-28T23:59:58Z", 4_004_000, "2020-02-29T00:00:02.004Z"),
            ("2020-02-28T23:59:58.000Z", 4_000_000, "2020-02-29T00:00:02.000Z"),
            ("2010-02-19T14:54:23.031+08:00", 1, "2010-02-19T14:54:23.031001+08:00"),
            ("2010-02-19T14:54:23.031+00:00", 0, "2010-02-19T14:54:23.031+00:00"),
        ] {
            let date = Date::read(text).unwrap();
            let moment = i128::from(date.microseconds()) + by;
            assert_eq!(date.moved(moment).unwrap(), expected, "{text:?}");
        }
        let date = Date::read("9999-12-30T00:00:00Z").unwrap();
        assert_eq!(date.moved(i64::MAX.into()), None);
        assert_eq!(date.moved(i128::MAX), None);
        assert_eq!(written(1_266_562_463_031).unwrap(), "2010-02-19T06:54:23.031Z");
        assert_eq!(written(i64::MAX), None);
    }
}
