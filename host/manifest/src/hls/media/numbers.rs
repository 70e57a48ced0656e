//! Durations, byte ranges and other numbers, RFC 8216 section 4.2. Times are
//! counted in microseconds, which keeps `1001/30000`s apart over a day, and
//! saturate: none that large means anything.

/// Digits before the point that are read the quick way.
const QUICK_DIGITS: usize = 12;

/// Microseconds by the number of decimals read.
const SCALES: [u64; 7] = [1_000_000, 100_000, 10_000, 1000, 100, 10, 1];

/// A duration in seconds at the start of a text, in microseconds, and the rest.
/// Nothing where no number starts.
#[inline]
pub(super) fn seconds(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (mut whole, digits, mut rest) = digits(bytes, QUICK_DIGITS);
    while let Some((digit @ b'0'..=b'9', after)) = rest.split_first() {
        whole = whole.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
        rest = after;
    }
    let whole = whole.saturating_mul(1_000_000);
    let Some((b'.', rest)) = rest.split_first() else {
        return (digits > 0).then_some((whole, rest));
    };
    let (fraction, decimals, mut rest) = self::digits(rest, SCALES.len() - 1);
    if digits + decimals == 0 {
        return None;
    }
    while let Some((b'0'..=b'9', after)) = rest.split_first() {
        rest = after;
    }
    let scale = SCALES.get(decimals).copied().unwrap_or(1);
    Some((whole.saturating_add(fraction * scale), rest))
}

/// Up to so many digits, at most 19: their value, their number, and the rest.
#[inline]
fn digits(bytes: &[u8], most: usize) -> (u64, usize, &[u8]) {
    let mut value = 0_u64;
    let mut count = 0;
    let mut rest = bytes;
    while count < most
        && let Some((digit @ b'0'..=b'9', after)) = rest.split_first()
    {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        count += 1;
        rest = after;
    }
    (value, count, rest)
}

/// The duration of an `EXTINF`, in microseconds: a number, then a comma, a
/// space (attributes of IPTV lists) or nothing. Spaces before it are found.
#[inline]
pub(super) fn extinf(value: &[u8]) -> Option<u64> {
    let (duration, rest) = seconds(value.trim_ascii_start())?;
    matches!(rest.first(), None | Some(b',' | b' ' | b'\t')).then_some(duration)
}

/// A duration in seconds that is all of a text, in microseconds.
pub(super) fn duration(text: &str) -> Option<u64> {
    let (duration, rest) = seconds(text.trim_ascii().as_bytes())?;
    rest.is_empty().then_some(duration)
}

/// Microseconds as the nearest milliseconds.
pub(super) fn milliseconds(microseconds: u64) -> u64 {
    microseconds.saturating_add(500) / 1000
}

/// A decimal integer that is all of a text.
pub(super) fn integer(text: &str) -> Option<u64> {
    text.trim_ascii().parse().ok()
}

/// A sub-range: its length and, if stated, where it starts.
pub(super) fn byte_range(text: &str) -> Option<(u64, Option<u64>)> {
    match text.trim_ascii().split_once('@') {
        Some((length, start)) => Some((integer(length)?, Some(integer(start)?))),
        None => Some((integer(text)?, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers() {
        for (text, expected) in [
            ("4,", Some(4_000_000)),
            ("4", Some(4_000_000)),
            (" 10.5,title", Some(10_500_000)),
            ("5.0050001,", Some(5_005_000)),
            ("2.", Some(2_000_000)),
            (".5", Some(500_000)),
            ("0,", Some(0)),
            ("10 tvg-id=\"a\",b", Some(10_000_000)),
            ("99999999999999999999999,", Some(u64::MAX)),
            ("", None),
            (",", None),
            (".", None),
            ("-1,", None),
            ("1;2,", None),
            ("1e3,", None),
            ("NaN,", None),
        ] {
            assert_eq!(extinf(text.as_bytes()), expected, "{text:?}");
        }
        assert_eq!(duration("4.5 "), Some(4_500_000));
        assert_eq!(duration("4,"), None);
    }

    #[test]
    fn byte_ranges_may_have_a_start() {
        assert_eq!(byte_range("82112@752321"), Some((82112, Some(752_321))));
        assert_eq!(byte_range("69864 "), Some((69864, None)));
        assert_eq!(byte_range("a@1"), None);
        assert_eq!(byte_range("1@"), None);
    }
}
