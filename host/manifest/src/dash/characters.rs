//! Characters, names and references of XML 1.0.

/// White space, section 2.3.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How many bytes of white space a text begins with.
pub(super) fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !is_blank(*byte)).unwrap_or(bytes.len())
}

/// Whether a text is a name, section 2.3. Beyond ASCII everything counts as a
/// letter: nothing can be taken for something else by that.
pub(super) fn is_name(text: &str) -> bool {
    let letter =
        |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || byte >= 0x80;
    let mut bytes = text.bytes();
    bytes.next().is_some_and(letter)
        && bytes.all(|byte| letter(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
}

/// Where a reference ends that the bytes begin with, if it is one to a
/// character or to a predefined entity: without a document type declaration
/// there are no others (section 4.1).
pub(super) fn reference_end(bytes: &[u8]) -> Option<usize> {
    let end = memchr::memchr(b';', bytes)?;
    is_reference(std::str::from_utf8(bytes.get(1..end)?).ok()?).then_some(end + 1)
}

/// Whether what stands between `&` and `;` is a reference.
pub(super) fn is_reference(name: &str) -> bool {
    match name.strip_prefix('#') {
        None => matches!(name, "lt" | "gt" | "amp" | "apos" | "quot"),
        Some(number) => {
            let (digits, radix) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            digits.chars().all(|digit| digit.is_digit(radix))
                && u32::from_str_radix(digits, radix)
                    .ok()
                    .and_then(char::from_u32)
                    .is_some_and(is_char)
        }
    }
}

/// Whether a document may hold a character, section 2.2.
pub(super) fn is_char(char: char) -> bool {
    match char {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => char >= ' ',
    }
}

/// Whether a text can be written as an attribute's value or an element's
/// content without change: no control character, and nothing XML forbids.
pub(super) fn is_writable(text: &str) -> bool {
    text.chars().all(|char| is_char(char) && !char.is_control())
}

/// Where a text has a control character that no document may hold.
pub(super) fn forbidden(text: &str) -> Option<usize> {
    let forbidden = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // Whole blocks first: the compiler makes that wide instructions.
    let clean = text
        .as_bytes()
        .chunks(4096)
        .all(|block| !block.iter().fold(false, |found, byte| found | forbidden(*byte)));
    if clean { None } else { text.bytes().position(forbidden) }
}
