//! Bit rates, durations and moments for people.

use std::time::{Duration, UNIX_EPOCH};

/// Milliseconds since 1970 at the end of the year 9999.
const LAST_MOMENT: u64 = 253_402_300_799_999;

/// A bit rate with three digits, e.g. `6.5 Mbit/s`.
#[must_use]
pub fn bit_rate(rate: u64) -> String {
    scaled(rate, 1000, &["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"])
}

/// A size with three digits, e.g. `3.04 kB`.
#[must_use]
pub fn bytes(bytes: usize) -> String {
    scaled(bytes as u64, 1000, &["B", "kB", "MB", "GB"])
}

/// Rounds to three digits in the largest unit that leaves something before the point.
fn scaled(value: u64, step: u64, units: &[&str]) -> String {
    let mut unit = units.iter().peekable();
    let mut scale = 1_u64;
    while let Some(name) = unit.next() {
        let most = scale.saturating_mul(step);
        // What would be rounded up to the step is told in the next unit.
        if unit.peek().is_some() && value >= most - scale / 2 {
            scale = most;
            continue;
        }
        let thousandths = (u128::from(value) * 1000 + u128::from(scale) / 2) / u128::from(scale);
        let keep = match thousandths {
            100_000.. => 1000,
            10_000.. => 100,
            _ => 10,
        };
        let rounded = if scale == 1 { thousandths } else { (thousandths + keep / 2) / keep * keep };
        return format!("{} {name}", decimals(rounded));
    }
    value.to_string()
}

/// Thousandths as a decimal without needless zeros, e.g. 59.94 of 59940.
#[must_use]
pub fn decimals(thousandths: u128) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A duration in milliseconds, e.g. `6 s`, `2 m 30.5 s`, `1 h 0 m 0 s`.
#[must_use]
pub fn duration(millis: u64) -> String {
    let seconds = decimals(u128::from(millis % 60_000));
    match millis / 60_000 {
        0 => format!("{seconds} s"),
        minutes @ 1..60 => format!("{minutes} m {seconds} s"),
        minutes => format!("{} h {} m {seconds} s", minutes / 60, minutes % 60),
    }
}

/// A moment in milliseconds since 1970 as RFC 3339; the number where the year
/// has not four digits or is before 1970.
#[must_use]
pub fn moment(millis: i64) -> String {
    match u64::try_from(millis) {
        Ok(since @ 0..=LAST_MOMENT) => {
            let time = UNIX_EPOCH + Duration::from_millis(since);
            match since % 1000 {
                0 => humantime::format_rfc3339_seconds(time).to_string(),
                _ => humantime::format_rfc3339_millis(time).to_string(),
            }
        }
        _ => format!("{millis} ms since 1970"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (rate, text) in [
            (0, "0 bit/s"),
            (999, "999 bit/s"),
            (1000, "1 kbit/s"),
            (64_000, "64 kbit/s"),
            (128_500, "129 kbit/s"),
            (999_499, "999 kbit/s"),
            (999_500, "1 Mbit/s"),
            (999_999, "1 Mbit/s"),
            (6_543_210, "6.54 Mbit/s"),
            (25_000_000, "25 Mbit/s"),
        ] {
            assert_eq!(bit_rate(rate), text, "{rate}");
        }
        assert!(bit_rate(u64::MAX).ends_with(" Tbit/s"));
    }

    #[test]
    fn times() {
        assert_eq!(duration(6006), "6.006 s");
        assert_eq!(duration(150_500), "2 m 30.5 s");
        assert_eq!(duration(3_600_000), "1 h 0 m 0 s");
        assert_eq!(moment(1_795_377_600_000), "2026-11-22T20:00:00Z");
        assert_eq!(moment(1_795_377_600_250), "2026-11-22T20:00:00.250Z");
        assert_eq!(moment(-1), "-1 ms since 1970");
        assert_eq!(moment(i64::MAX), format!("{} ms since 1970", i64::MAX));
    }
}
