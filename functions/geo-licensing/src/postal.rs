//! Postal codes, packed so that lists of thousands are searched quickly.

use crate::bytes::Bytes;
use crate::sorted::Sorted;
use crate::territory::Match;

/// The most letters and digits of a code; the longest codes in use have ten.
const LONGEST: usize = 10;

/// The bits of one letter or digit.
const BITS: u32 = 6;

/// The lowest bits of a packed code are free; this one marks what codes begin with.
const PREFIX: u64 = 1;

/// What [`parse`] accepts, for errors.
pub const ACCEPTED: &str =
    "a postal code of 1 to 10 letters and digits, or what codes begin with and `*`, such as `900*`";

/// Packs a code: its letters and digits from the highest bits down, so that codes
/// sort as texts do and a code is the start of longer ones. Case, spaces and
/// hyphens do not count. `None` for anything else.
fn pack(code: &str) -> Option<(u64, usize)> {
    let (mut packed, mut length) = (0, 0);
    for byte in code.bytes().filter(|byte| !matches!(byte, b' ' | b'-')) {
        let value = match byte.to_ascii_uppercase() {
            digit @ b'0'..=b'9' => digit - b'0' + 1,
            letter @ b'A'..=b'Z' => letter - b'A' + 11,
            _ => return None,
        };
        length += 1;
        if length > LONGEST {
            return None;
        }
        packed |= u64::from(value) << (u64::BITS - BITS * length as u32);
    }
    (length > 0).then_some((packed, length))
}

/// The bits of a code's first characters.
const fn mask(length: usize) -> u64 {
    u64::MAX << (u64::BITS - BITS * length as u32)
}

/// Reads a code of a list, exact or with a star.
pub fn parse(text: &str) -> Option<u64> {
    match text.strip_suffix('*') {
        None => pack(text).map(|(packed, _)| packed),
        Some(start) => pack(start).map(|(packed, _)| packed | PREFIX),
    }
}

/// A list of codes of one country.
#[derive(Clone, Copy, Debug)]
pub struct Codes<'i>(Sorted<'i>);

impl<'i> Codes<'i> {
    pub const fn read(record: Bytes<'i>) -> Self {
        Self(Sorted::read(record))
    }

    /// Whether a viewer's code is in the list. Databases know some codes in part only,
    /// such as `SW1A` of `SW1A 2AA`: then it may be.
    pub fn of(self, code: Option<&str>) -> Match {
        let Some((code, length)) = code.and_then(pack) else { return Match::Unknown };
        let starts = |length: &usize| self.0.has(code & mask(*length) | PREFIX);
        if self.0.has(code) || (1..=length).any(|length| starts(&length)) {
            return Match::In;
        }
        let longer =
            self.0.get(self.0.before(code)).is_some_and(|next| next & mask(length) == code);
        if longer { Match::Unknown } else { Match::Out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: &[&str], code: &str) -> Match {
        let record = Sorted::write(list.iter().map(|code| parse(code).unwrap()));
        Codes::read(Bytes(&record)).of(Some(code))
    }

    #[test]
    fn exact_codes_and_beginnings() {
        let list = ["90210", "900*", "M5V 2T6", "100-0001"];
        for (code, expected) in [
            ("90210", Match::In),
            ("90211", Match::Out),
            ("902101", Match::Out),
            ("90001", Match::In),
            ("900", Match::In),
            ("m5v2t6", Match::In),
            ("1000001", Match::In),
            ("M5V 2T7", Match::Out),
            // What a database knows in part may be any that begins so.
            ("M5V", Match::Unknown),
            ("90", Match::Unknown),
            ("é", Match::Unknown),
            ("", Match::Unknown),
        ] {
            assert_eq!(of(&list, code), expected, "{code}");
        }
        assert_eq!(of(&["*"; 0], "1"), Match::Out);
    }

    #[test]
    fn refuses_what_is_no_code() {
        for text in ["", "*", "9*0", "12345678901", "9.0", "**", "é"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn means_what_texts_mean(
            list in proptest::collection::vec("[A1]{1,4}\\*?", 0..6),
            code in "[A1]{1,5}",
        ) {
            let texts: Vec<&str> = list.iter().map(String::as_str).collect();
            let inside = texts.iter().any(|text| match text.strip_suffix('*') {
                Some(start) => code.starts_with(start),
                None => *text == code,
            });
            let may_be = texts.iter().any(|text| text.trim_end_matches('*').starts_with(&code));
            let expected =
                if inside { Match::In } else if may_be { Match::Unknown } else { Match::Out };
            proptest::prop_assert_eq!(of(&texts, &code), expected);
        }
    }
}
