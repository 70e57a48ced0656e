//! Big-endian bit fields in base64url text, read in place.

use crate::fault::{Fault, Problem};

/// Bits of padding that an encoder may need: to whole base64 digits (6 bits) and
/// whole bytes (8 bits) at once takes at most 23.
const PADDING_BELOW: usize = 24;

/// The bits of the longest Fibonacci code below 65536: 23 weights up to 46368, and the end.
const LONGEST_FIBONACCI: usize = 24;

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
    /// Where the segment starts in the whole text, in bytes.
    start: usize,
    /// The next bit.
    at: usize,
}

impl<'a> Bits<'a> {
    /// Starts at the first bit of a segment that begins at byte `start` of the text.
    pub fn new(segment: &'a str, start: usize) -> Result<Self, Fault> {
        let digits = segment.as_bytes();
        // Digits are below 64; the loop has no early exit so that it runs unrolled.
        let seen = digits.iter().fold(0, |seen, digit| seen | value(*digit));
        if digits.is_empty() || seen >= 64 {
            return Err(no_segment(digits, start));
        }
        Ok(Self { digits, start, at: 0 })
    }

    /// How many characters the segment has.
    pub fn digits(&self) -> usize {
        self.digits.len()
    }

    /// How many bits follow.
    pub fn left(&self) -> usize {
        self.digits.len().saturating_mul(6).saturating_sub(self.at)
    }

    /// The place of the next bit, to hand to [`Self::fault_at`].
    pub fn place(&self) -> usize {
        self.at
    }

    /// A fault of the field that begins at `place`.
    #[cold]
    pub fn fault_at(&self, place: usize, problem: Problem) -> Fault {
        Fault::new(problem, self.start, place)
    }

    /// The next `count` bits as a number, at most 58. Inlined into some sixty places it
    /// would be a tenth of the component.
    #[inline(never)]
    pub fn take(&mut self, count: usize) -> Result<u64, Fault> {
        let end = self.at.saturating_add(count);
        let Some(digits) = self.digits.get(self.at / 6..end.div_ceil(6)) else {
            return Err(self.fault_at(self.at, Problem::Truncated));
        };
        let number = digits.iter().fold(0_u64, |sum, digit| sum << 6 | u64::from(value(*digit)));
        self.at = end;
        let beyond = (6 - end % 6) % 6;
        Ok(number >> beyond & !(u64::MAX << count))
    }

    /// The next 16 bits.
    pub fn take_u16(&mut self) -> Result<u16, Fault> {
        Ok(self.take(16)? as u16)
    }

    /// The next bit.
    pub fn take_flag(&mut self) -> Result<bool, Fault> {
        Ok(self.take(1)? == 1)
    }

    /// A field of one bit per number, number 1 first, as a set (`count` at most 32).
    pub fn take_numbers(&mut self, count: usize) -> Result<u32, Fault> {
        let field = self.take(count)? as u32;
        Ok(if count == 0 { 0 } else { field.reverse_bits() >> (32 - count) })
    }

    /// Two letters of six bits, `a` = 0 to `z` = 25, in upper case.
    pub fn take_letters(&mut self) -> Result<[u8; 2], Fault> {
        let mut letter = || {
            let place = self.at;
            match self.take(6)? {
                code @ 0..=25 => Ok(b'A' + code as u8),
                _ => Err(self.fault_at(place, Problem::Letter)),
            }
        };
        Ok([letter()?, letter()?])
    }

    /// An integer in Fibonacci coding (GPP, "About Fibonacci Encoding"), 1 to 65535.
    pub fn take_fibonacci(&mut self) -> Result<u16, Fault> {
        let place = self.at;
        let count = self.left().min(LONGEST_FIBONACCI);
        let window = self.take(count)? << (LONGEST_FIBONACCI - count);
        let (mut weight, mut next, mut number) = (1_u32, 2_u32, 0_u32);
        let mut previous = false;
        for length in 1..=count {
            let bit = window >> (LONGEST_FIBONACCI - length) & 1 == 1;
            if bit && previous {
                self.at = place + length;
                return u16::try_from(number).map_err(|_| self.fault_at(place, Problem::Number));
            }
            if bit {
                number += weight;
            }
            previous = bit;
            (weight, next) = (next, weight + next);
        }
        let problem = if count < LONGEST_FIBONACCI { Problem::Truncated } else { Problem::Number };
        Err(self.fault_at(place, problem))
    }

    /// Passes over `count` bits.
    pub fn skip(&mut self, count: usize) -> Result<(), Fault> {
        let end = self.at.saturating_add(count);
        if end > self.digits.len().saturating_mul(6) {
            return Err(self.fault_at(self.at, Problem::Truncated));
        }
        self.at = end;
        Ok(())
    }

    /// Ends the segment: what is left must be padding, zeros and few.
    pub fn finish(mut self) -> Result<(), Fault> {
        let place = self.at;
        let left = self.left();
        if left < PADDING_BELOW && self.take(left)? == 0 {
            Ok(())
        } else {
            Err(self.fault_at(place, Problem::Trailing))
        }
    }
}

/// Why digits are no segment.
#[cold]
fn no_segment(digits: &[u8], start: usize) -> Fault {
    match digits.iter().position(|digit| value(*digit) == NO_DIGIT) {
        Some(place) => Fault::new(Problem::Alphabet, start, place * 6),
        None => Fault::new(Problem::Empty, start, 0),
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
        for text in ["+", "/", "=", "AA==", " A", "é", "A\n"] {
            assert_eq!(Bits::new(text, 0).unwrap_err().problem, Problem::Alphabet, "{text:?}");
        }
    }

    #[test]
    fn ends_where_the_text_ends() {
        let mut bits = Bits::new("__", 0).unwrap();
        assert_eq!(bits.take(11), Ok(0x7ff));
        assert_eq!(bits.take(2), Err(Fault::new(Problem::Truncated, 0, 11)));
        assert_eq!(bits.skip(2), Err(Fault::new(Problem::Truncated, 0, 11)));
        assert_eq!(bits.take(1), Ok(1));
        assert_eq!(bits.take(0), Ok(0));
        assert!(bits.finish().is_ok());
    }

    #[test]
    fn allows_the_padding_of_an_encoder_only() {
        assert!(Bits::new("AAAA", 0).unwrap().finish().is_err());
        let mut bits = Bits::new("AAAA", 0).unwrap();
        bits.skip(1).unwrap();
        assert!(bits.finish().is_ok());
        assert!(Bits::new("AAB", 0).unwrap().finish().is_err());
    }

    #[test]
    fn reads_fibonacci_coding() {
        // The examples of the specification, then the ends of the range.
        for (text, number, length) in [
            ("w", 1, 2),
            ("Y", 2, 3),
            ("M", 3, 4),
            ("s", 4, 4),
            ("G", 5, 5),
            ("m", 6, 5),
            ("W", 7, 5),
            ("WAAAA", 7, 5),
            ("AAAD", 46_368, 24),
            ("IEoL", 65_535, 24),
        ] {
            let mut bits = Bits::new(text, 0).unwrap();
            assert_eq!((bits.take_fibonacci(), bits.place()), (Ok(number), length), "{text}");
        }
        for (text, problem) in [
            ("oEoL", Problem::Number),
            ("AAABg", Problem::Number),
            ("AAAA", Problem::Number),
            ("AAA", Problem::Truncated),
            ("B", Problem::Truncated),
        ] {
            let mut bits = Bits::new(text, 7).unwrap();
            assert_eq!(bits.take_fibonacci(), Err(Fault::new(problem, 7, 0)), "{text}");
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn reads_like_a_string_of_bits(
            text in "[A-Za-z0-9_-]{1,60}",
            counts in proptest::collection::vec(0_usize..=58, 0..20),
        ) {
            let all: String = text.bytes().map(|digit| format!("{:06b}", value(digit))).collect();
            let mut bits = Bits::new(&text, 0).unwrap();
            let mut at = 0;
            for count in counts {
                let expected = all.get(at..at + count).ok_or(Fault::new(Problem::Truncated, 0, at)).map(|bits| {
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
