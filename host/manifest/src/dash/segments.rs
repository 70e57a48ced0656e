//! The inside of a `SegmentTimeline`, quickly: most of what long MPDs are.

use super::characters::{blanks, is_blank};

/// How many bytes are white space and elements like `<S t="0" d="10" r="2"/>`,
/// and how many segments those are, repeats included. It stops before whatever
/// is of another form, be it well-formed or not: a name with more than one
/// letter or twice in a tag, a value that is no whole number, a comment.
pub(super) fn plain(bytes: &[u8]) -> (usize, u32) {
    let mut passed = 0;
    let mut segments = 0_u32;
    loop {
        let rest = bytes.get(passed..).unwrap_or_default();
        match one(rest) {
            Some((length, repeats)) => {
                passed += length;
                segments = segments.saturating_add(1).saturating_add(repeats);
            }
            None => return (passed, segments),
        }
    }
}

/// The length of one such element with the white space before it, and how often
/// it is repeated (`@r`, ISO/IEC 23009-1 clause 5.3.9.6).
fn one(bytes: &[u8]) -> Option<(usize, u32)> {
    let start = blanks(bytes);
    let mut rest = bytes.get(start..)?.strip_prefix(b"<S")?;
    let mut seen = 0_u32;
    let mut repeats = 0;
    loop {
        let (first, after) = rest.split_first()?;
        if *first == b'/' {
            let after = after.strip_prefix(b">")?;
            return Some((bytes.len() - after.len(), repeats));
        }
        if !is_blank(*first) {
            return None;
        }
        rest = after;
        let [name @ b'a'..=b'z', b'=', b'"', value @ ..] = rest else {
            // More white space, or the end of the tag behind it.
            continue;
        };
        let bit = 1 << (name - b'a');
        if seen & bit != 0 {
            return None;
        }
        seen |= bit;
        let negative = value.first() == Some(&b'-');
        let digits = value.get(usize::from(negative)..)?;
        let length = digits.iter().position(|byte| !byte.is_ascii_digit())?;
        let after = digits.get(length..)?.strip_prefix(b"\"")?;
        if *name == b'r' && !negative {
            repeats = digits.iter().take(length).fold(0_u32, |number, digit| {
                number.saturating_mul(10).saturating_add(u32::from(digit.saturating_sub(b'0')))
            });
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stops_before_all_that_is_not_plain() {
        for (text, rest, segments) in [
            (
                "<S t=\"0\" d=\"10\"/><S d=\"2\" r=\"3\" />\n</SegmentTimeline>",
                "\n</SegmentTimeline>",
                5,
            ),
            (" \n<S\td=\"1\"\n r=\"-1\"/>", "", 1),
            ("<S/><S d='1'/>", "<S d='1'/>", 1),
            ("<S d=\"1\"/><!-- c --><S/>", "<!-- c --><S/>", 1),
            ("<S d=\"1\" d=\"1\"/>", "<S d=\"1\" d=\"1\"/>", 0),
            ("<S d=\"1\"t=\"1\"/>", "<S d=\"1\"t=\"1\"/>", 0),
            ("<S d=\"1\"></S>", "<S d=\"1\"></S>", 0),
            ("<S d=\"&#49;\"/>", "<S d=\"&#49;\"/>", 0),
            ("<S d=\"1", "<S d=\"1", 0),
            ("<S d=\"1\"/ >", "<S d=\"1\"/ >", 0),
            ("<SX d=\"1\"/>", "<SX d=\"1\"/>", 0),
            ("  ", "  ", 0),
        ] {
            let (passed, found) = plain(text.as_bytes());
            assert_eq!((&text[passed..], found), (rest, segments), "{text}");
        }
    }
}
