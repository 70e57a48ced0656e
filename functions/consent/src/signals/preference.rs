//! The operator's own cookie: what the viewer chose, in plain words.

use tidegate_sdk::types::Grants;

use crate::grants::{ALL_PURPOSES, ALL_SPECIAL_FEATURES, grants};

/// Reads `all`, `none`, or `purposes=` and `features=` with numbers of TCF purposes (1
/// to 11) and special features (1 and 2), joined by `&`, e.g. `purposes=1.6.8&features=1`.
/// What is left out is not granted. Only characters that a cookie's value may hold
/// unquoted (RFC 6265 section 4.1.1) are in use, hence dots and no commas. `None` for
/// anything else, numbers and keys that are written twice included.
#[must_use]
pub fn parse(text: &str) -> Option<Grants> {
    match text {
        "all" => return Some(grants(u32::MAX, u32::MAX)),
        "none" => return Some(Grants::NOTHING),
        _ => {}
    }
    let (mut purposes, mut features) = (None, None);
    for part in text.split('&') {
        let (set, numbers, allowed) = match part.split_once('=')? {
            ("purposes", numbers) => (&mut purposes, numbers, u32::from(ALL_PURPOSES)),
            ("features", numbers) => (&mut features, numbers, u32::from(ALL_SPECIAL_FEATURES)),
            _ => return None,
        };
        if set.replace(parse_numbers(numbers, allowed)?).is_some() {
            return None;
        }
    }
    Some(grants(purposes.unwrap_or(0), features.unwrap_or(0)))
}

/// Numbers joined by dots, each once and with its bit in `allowed`; none at all is fine.
fn parse_numbers(text: &str, allowed: u32) -> Option<u32> {
    let mut set = 0;
    for number in text.split('.').filter(|_| !text.is_empty()) {
        let place = match number.as_bytes() {
            [ones @ b'1'..=b'9'] => ones - b'1',
            [b'1', ones @ b'0'..=b'9'] => ones - b'0' + 9,
            _ => return None,
        };
        let bit = 1 << place;
        if allowed & bit == 0 || set & bit != 0 {
            return None;
        }
        set |= bit;
    }
    Some(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_documented() {
        for (text, purposes, features) in [
            ("all", 0x7ff, 0b11),
            ("none", 0, 0),
            ("purposes=1.6.8&features=1", 0b1010_0001, 1),
            ("features=2&purposes=11.10", 0b110_0000_0000, 0b10),
            ("purposes=2", 0b10, 0),
            ("features=1.2", 0, 0b11),
            ("purposes=&features=", 0, 0),
        ] {
            assert_eq!(parse(text), Some(grants(purposes, features)), "{text}");
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            " all",
            "ALL",
            "all&features=1",
            "1.6",
            "purposes",
            "purposes=0",
            "purposes=01",
            "purposes=12",
            "purposes=1,6",
            "purposes=1.",
            "purposes=1..2",
            "purposes=1.1",
            "purposes=1&purposes=2",
            "purposes=1&",
            "features=3",
            "vendors=1",
            "purposes=1%2E2",
            "purposes=１",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
