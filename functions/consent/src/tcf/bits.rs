//! Big-endian bit fields in base64url text, read in place.

use super::Malformed;

/// Bits of padding that an encoder may need: to whole base64 digits (6 bits) and
/// whole bytes (8 bits) at once takes at most 23.
const PADDING_BELOW: usize = 24;

/// Marks a byte that is no base64url digit in [`VALUES`].
const NO_DIGIT: u8 = 0xff;

/// The value of each byte as a base64url digit (RFC 4648 section 5).
#[expect(clippy::indexing_slicing, reason = "out of bounds would not compile")]
static VALUES: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < alphabet.len() {
        values[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    values
};

fn value(digit: u8) -> u8 {
    VALUES.get(usize::from(digit)).copied().unwrap_or(NO_DIGIT)
}

/// A reader of a segment, which has been checked to be base64url.
#[derive(Debug, Clone, Copy)]
pub struct Bits<'a> {
    digits: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    /// Starts at a segment's first bit.
    pub fn new(segment: &'a str) -> Result<Self, Malformed> {
        let digits = segment.as_bytes();
        // Digits are below 64; the loop has no early exit so that it runs unrolled.
        let seen = digits.iter().fold(0, |seen, digit| seen | value(*digit));
        if digits.is_empty() || seen >= 64 {
            return Err(Malformed::Alphabet);
        }
        Ok(Self { digits, at: 0 })
    }

    /// The next `count` bits as a number, at most 58.
    pub fn take(&mut self, count: usize) -> Result<u64, Malformed> {
        let end = self.at.saturating_add(count);
        let digits = self.digits.get(self.at / 6..end.div_ceil(6)).ok_or(Malformed::Truncated)?;
        let number = digits.iter().fold(0_u64, |sum, digit| sum << 6 | u64::from(value(*digit)));
        self.at = end;
        let beyond = (6 - end % 6) % 6;
        Ok(number >> beyond & !(u64::MAX << count))
    }

    /// The next 16 bits.
    pub fn take_u16(&mut self) -> Result<u16, Malformed> {
        Ok(self.take(16)? as u16)
    }

    /// The next bit.
    pub fn take_flag(&mut self) -> Result<bool, Malformed> {
        Ok(self.take(1)? == 1)
    }

    /// Passes over `count` bits.
    pub fn skip(&mut self, count: usize) -> Result<(), Malformed> {
        let end = self.at.saturating_add(count);
        if end > self.digits.len().saturating_mul(6) {
            return Err(Malformed::Truncated);
        }
        self.at = end;
        Ok(())
    }

    /// Ends the segment: what is left must be padding, zeros and few.
    pub fn finish(mut self) -> Result<(), Malformed> {
        let left = self.digits.len().saturating_mul(6).saturating_sub(self.at);
        if left < PADDING_BELOW && self.take(left)? == 0 {
            Ok(())
        } else {
            Err(Malformed::Trailing)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_alphabet() {
        for (digit, expected) in [(b'A', 0), (b'Z', 25), (b'a', 26), (b'z', 51)] {
            assert_eq!(value(digit), expected);
        }
        for (digit, expected) in [(b'0', 52), (b'9', 61), (b'-', 62), (b'_', 63)] {
            assert_eq!(value(digit), expected);
        }
        for text in ["", "+", "/", "=", "AA==", " A", "é", "A\n"] {
            assert_eq!(Bits::new(text).unwrap_err(), Malformed::Alphabet, "{text:?}");
        }
    }

    #[test]
    fn ends_where_the_text_ends() {
        let mut bits = Bits::new("__").unwrap();
        assert_eq!(bits.take(11), Ok(0x7ff));
        assert_eq!(bits.take(2), Err(Malformed::Truncated));
        assert_eq!(bits.skip(2), Err(Malformed::Truncated));
        assert_eq!(bits.take(1), Ok(1));
        assert_eq!(bits.take(0), Ok(0));
        assert!(bits.finish().is_ok());
    }

    #[test]
    fn allows_the_padding_of_an_encoder_only() {
        assert!(Bits::new("AAAA").unwrap().finish().is_err());
        let mut bits = Bits::new("AAAA").unwrap();
        bits.skip(1).unwrap();
        assert!(bits.finish().is_ok());
        assert!(Bits::new("AAB").unwrap().finish().is_err());
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn reads_like_a_string_of_bits(
            text in "[A-Za-z0-9_-]{1,60}",
            counts in proptest::collection::vec(0_usize..=58, 0..20),
        ) {
            let all: String = text.bytes().map(|digit| format!("{:06b}", value(digit))).collect();
            let mut bits = Bits::new(&text).unwrap();
            let mut at = 0;
            for count in counts {
                let expected = all.get(at..at + count).ok_or(Malformed::Truncated).map(|bits| {
                    u64::from_str_radix(bits, 2).unwrap_or_default()
                });
                proptest::prop_assert_eq!(bits.take(count), expected);
                if expected.is_err() {
                    break;
                }
                at += count;
            }
        }
    }
}
