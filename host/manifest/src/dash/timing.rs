//! Durations and moments as XML Schema writes them.

/// Nanoseconds in a second.
const SECOND: u64 = 1_000_000_000;

/// Nanoseconds of an `xs:duration`, XML Schema part 2 section 3.2.6. A year is
/// 365 days and a month 30, as players take them. None if it is none, is
/// negative or is longer than 584 years.
pub(super) fn duration(text: &str) -> Option<u64> {
    let mut rest = text.trim_ascii().strip_prefix('P')?;
    let mut in_day = false;
    let mut total = 0_u64;
    let mut some = false;
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T') {
            if in_day {
                return None;
            }
            in_day = true;
            rest = time;
            continue;
        }
        let digits = rest.find(|char: char| !char.is_ascii_digit() && char != '.')?;
        let (number, unit) = rest.split_at_checked(digits)?;
        let unit_name = unit.chars().next()?;
        let seconds: u64 = match (unit_name, in_day) {
            ('Y', false) => 365 * 86_400,
            ('M', false) => 30 * 86_400,
            ('W', false) => 7 * 86_400,
            ('D', false) => 86_400,
            ('H', true) => 3600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        total = total.checked_add(decimal(number)?.checked_mul(seconds)?)?;
        some = true;
        rest = unit.get(unit_name.len_utf8()..)?;
    }
    some.then_some(total)
}

/// A decimal number of seconds in nanoseconds; digits beyond are cut.
fn decimal(number: &str) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let nanos = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    let nanos = nanos.fold(0, |nanos, digit| nanos * 10 + u64::from(digit.saturating_sub(b'0')));
    whole.checked_mul(SECOND)?.checked_add(nanos)
}

/// An `xs:duration` of so many nanoseconds.
pub(super) fn written(nanos: u64) -> String {
    let (seconds, fraction) = (nanos / SECOND, nanos % SECOND);
    if fraction == 0 {
        return format!("PT{seconds}S");
    }
    let fraction = format!("{fraction:09}");
    format!("PT{seconds}.{}S", fraction.trim_end_matches('0'))
}

pub(super) const fn to_millis(nanos: u64) -> u64 {
    nanos / 1_000_000
}

pub(super) const fn from_millis(millis: u64) -> u64 {
    millis.saturating_mul(1_000_000)
}

/// Milliseconds since 1970 of an `xs:dateTime`, XML Schema part 2 section
/// 3.2.7; without a zone it is UTC (ISO/IEC 23009-1 clause 5.3.1.2). None for
/// years that have not four digits.
pub(super) fn moment(text: &str) -> Option<i64> {
    let (date, time) = text.trim_ascii().split_once('T')?;
    let mut date = date.splitn(3, '-');
    let (year, month, day) = (date.next()?, date.next()?, date.next()?);
    if year.len() != 4 {
        return None;
    }
    let (time, offset) = match time.find(['Z', '+', '-']) {
        None => (time, 0),
        Some(at) => {
            let (time, zone) = time.split_at_checked(at)?;
            (time, zone_minutes(zone)?)
        }
    };
    let mut time = time.splitn(3, ':');
    let hours = two(time.next()?, 24)?;
    let minutes = two(time.next()?, 59)?;
    let seconds = time.next()?;
    let (whole, _) = seconds.split_once('.').unwrap_or((seconds, ""));
    two(whole, 60)?;
    let millis = i64::try_from(to_millis(decimal(seconds)?)).ok()?;
    let days = days(year.parse().ok()?, two(month, 12)?, two(day, 31)?)?;
    Some(((days * 24 + hours) * 60 + minutes - offset) * 60_000 + millis)
}

fn zone_minutes(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    Some(sign * (two(hours, 14)? * 60 + two(minutes, 59)?))
}

fn two(digits: &str, most: i64) -> Option<i64> {
    let number = digits.parse().ok().filter(|_| digits.len() == 2)?;
    (0..=most).contains(&number).then_some(number)
}

/// Days from 1970-01-01 to a day of the Gregorian calendar (years from March,
/// so that a leap day is the last).
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if month < 1 || day < 1 {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_written() {
        for (text, millis) in [
            ("PT0S", Some(0)),
            ("PT1.5S", Some(1_500)),
            ("PT1H2M3.040S", Some(3_723_040)),
            ("P1DT1S", Some(86_401_000)),
            (" PT.5S ", Some(500)),
            ("P1Y", Some(365 * 86_400_000)),
            ("PT1M", Some(60_000)),
            ("P", None),
            ("PT", None),
            ("PT1", None),
            ("-PT1S", None),
            ("P1S", None),
            ("PT1.2.3S", None),
            ("PT1TS", None),
            ("PT99999999999999999999S", None),
            ("PT1é", None),
        ] {
            assert_eq!(duration(text).map(to_millis), millis, "{text}");
        }
        for text in ["PT0S", "PT2.002S", "PT0.000000001S", "PT3256S"] {
            assert_eq!(duration(text).map(written).as_deref(), Some(text));
        }
    }

    #[test]
    fn moments_are_counted_from_1970() {
        for (text, millis) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2024-02-29T12:00:00.250Z", Some(1_709_208_000_250)),
            ("2024-02-29T12:00:00", Some(1_709_208_000_000)),
            ("2024-02-29T13:30:00+01:30", Some(1_709_208_000_000)),
            ("1969-12-31T23:59:59Z", Some(-1000)),
            ("2024-13-01T00:00:00Z", None),
            ("2024-01-01", None),
            ("24-01-01T00:00:00Z", None),
            ("2024-01-01T0:00:00Z", None),
        ] {
            assert_eq!(moment(text), millis, "{text}");
        }
    }
}
