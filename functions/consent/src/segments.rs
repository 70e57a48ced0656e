//! Parts of a string: sections between tildes, segments between dots.

/// The parts of a text between delimiters, with where each starts: at least one.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// `None` at the end.
    rest: Option<&'a str>,
    /// Where the rest starts in the whole text.
    start: usize,
    delimiter: u8,
}

impl<'a> Parts<'a> {
    /// The sections of a GPP string.
    pub fn sections(text: &'a str) -> Self {
        Self { rest: Some(text), start: 0, delimiter: b'~' }
    }

    /// The segments of a string or section that starts at byte `start` of the whole.
    pub fn segments(text: &'a str, start: usize) -> Self {
        Self { rest: Some(text), start, delimiter: b'.' }
    }

    /// No parts.
    pub fn none() -> Self {
        Self { rest: None, start: 0, delimiter: b'.' }
    }

    /// Where the next part starts, or, without one, where the delimiter is missing.
    pub fn place(&self) -> usize {
        self.start
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = (&'a str, usize);

    fn next(&mut self) -> Option<(&'a str, usize)> {
        let rest = self.rest?;
        let start = self.start;
        let delimiter = rest.bytes().position(|byte| byte == self.delimiter);
        let end = delimiter.unwrap_or(rest.len());
        self.rest = delimiter.and_then(|end| rest.get(end + 1..));
        self.start += if delimiter.is_some() { end + 1 } else { end };
        Some((rest.get(..end).unwrap_or_default(), start))
    }
}
