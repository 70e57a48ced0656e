//! Lines and their ends, RFC 8216 section 4.1: LF or CRLF, maybe none at the end.

/// A line of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'t> {
    /// Without its LF or CRLF.
    pub(crate) text: &'t str,
    /// Where it starts in the text, in bytes.
    pub(crate) start: usize,
    /// Where the next one starts.
    pub(crate) next: usize,
}

impl Line<'_> {
    /// Where its text ends.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The lines of a text, a byte order mark at its start left out.
pub(crate) fn lines(text: &str) -> Lines<'_> {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Lines { text, at }
}

/// The lines of a text from a line's start on.
pub(crate) fn lines_from(text: &str, at: usize) -> Lines<'_> {
    Lines { text, at }
}

/// Iterator over [`Line`]s.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (line, taken) = match memchr::memchr(b'\n', rest.as_bytes()) {
            Some(newline) => (rest.get(..newline)?, newline + 1),
            None => (rest, rest.len()),
        };
        let start = self.at;
        self.at += taken;
        let text = line.strip_suffix('\r').unwrap_or(line);
        Some(Line { text, start, next: self.at })
    }
}

/// Where a CR stands that is not part of a line's end.
pub(crate) fn stray_return(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes)
        .find(|at| bytes.get(at + 1).is_some_and(|next| *next != b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_belong_to_no_line() {
        let text = "\u{feff}a\r\n\nb\rc\nd";
        let found: Vec<_> = lines(text).map(|line| (line.text, line.start, line.next)).collect();
        assert_eq!(found, [("a", 3, 6), ("", 6, 7), ("b\rc", 7, 11), ("d", 11, 12)]);
        assert_eq!(lines("a\n").count(), 1);
        assert_eq!(lines("").count(), 0);
    }

    #[test]
    fn returns_end_lines_with_line_feeds_only() {
        for (text, at) in [("a\r\nb\r", None), ("a\rb", Some(1)), ("a\r\r\n", Some(1)), ("", None)]
        {
            assert_eq!(stray_return(text), at, "{text:?}");
        }
    }
}
