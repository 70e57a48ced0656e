//! Attribute lists, RFC 8216 section 4.2, as they are found: with spaces after
//! commas, quoted commas, stray commas and text after a closing quote.

/// One attribute of a list. Positions are bytes of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'t> {
    /// Its name.
    pub(crate) name: &'t str,
    /// Its value, without quotes.
    pub(crate) value: &'t str,
    /// Whether the value was quoted.
    pub(crate) quoted: bool,
    /// Whether the quote that it begins with is not closed.
    pub(crate) open: bool,
    /// Where its name starts.
    pub(crate) start: usize,
    /// Where its value starts, the quote included.
    pub(crate) value_start: usize,
    /// Where its value ends, the quote and what may follow it included.
    pub(crate) end: usize,
}

/// The attributes of a list, in order. What has no `=` is passed over.
pub(crate) fn attributes(list: &str) -> Attributes<'_> {
    Attributes { list, at: 0 }
}

/// Iterator over [`Attribute`]s.
#[derive(Clone, Debug)]
pub(crate) struct Attributes<'t> {
    list: &'t str,
    at: usize,
}

impl<'t> Attributes<'t> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.list.as_bytes().get(at).copied()
    }

    /// Where a byte is next, from a position on. Texts in quotes can be long.
    fn seek(&self, byte: u8, from: usize) -> Option<usize> {
        let rest = self.list.as_bytes().get(from..)?;
        memchr::memchr(byte, rest).map(|at| from + at)
    }

    /// Past the white space from a position on.
    fn skip_space(&self, mut at: usize) -> usize {
        while self.byte(at).is_some_and(|byte| byte.is_ascii_whitespace()) {
            at += 1;
        }
        at
    }

    /// Before the white space that ends at a position.
    fn trim_space(&self, from: usize, mut to: usize) -> usize {
        while to > from && self.byte(to - 1).is_some_and(|byte| byte.is_ascii_whitespace()) {
            to -= 1;
        }
        to
    }

    fn slice(&self, from: usize, to: usize) -> &'t str {
        self.list.get(from..to).unwrap_or_default()
    }
}

impl<'t> Iterator for Attributes<'t> {
    type Item = Attribute<'t>;

    fn next(&mut self) -> Option<Attribute<'t>> {
        let mut equals = self.at;
        loop {
            match self.byte(equals)? {
                b'=' => break,
                b',' => self.at = equals + 1,
                _ => {}
            }
            equals += 1;
        }
        let start = self.skip_space(self.at).min(equals);
        let name = self.slice(start, self.trim_space(start, equals));
        let value_start = self.skip_space(equals + 1);
        let quote = value_start + 1;
        let quoted = self.byte(value_start) == Some(b'"');
        let closing = if quoted { self.seek(b'"', quote) } else { None };
        let open = quoted && closing.is_none();
        let stop = match closing {
            // Mostly the quote is the last of the value.
            Some(closing) if matches!(self.byte(closing + 1), Some(b',') | None) => closing + 1,
            Some(closing) => self.seek(b',', closing).unwrap_or(self.list.len()),
            None if open => self.list.len(),
            None => {
                let mut stop = value_start;
                while self.byte(stop).is_some_and(|byte| byte != b',') {
                    stop += 1;
                }
                stop
            }
        };
        self.at = stop.saturating_add(1);
        let end = self.trim_space(value_start, stop);
        let value = match closing {
            Some(closing) => self.slice(quote, closing),
            None if open => self.slice(quote, end),
            None => self.slice(value_start, end),
        };
        Some(Attribute { name, value, quoted, open, start, value_start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &str) -> Vec<(&str, &str)> {
        attributes(list).map(|attribute| (attribute.name, attribute.value)).collect()
    }

    #[test]
    fn oddities_are_read_through() {
        assert_eq!(
            pairs("A=1,B=\"x,y=z\", C = YES ,D="),
            [("A", "1"), ("B", "x,y=z"), ("C", "YES"), ("D", "")]
        );
        assert_eq!(pairs(",,A=1,bare,B=2,"), [("A", "1"), ("B", "2")]);
        assert_eq!(pairs("A=\"x\"y,B=YES\""), [("A", "x"), ("B", "YES\"")]);
        assert_eq!(pairs("A=\u{e9},\u{e9}=\"\""), [("A", "\u{e9}"), ("\u{e9}", "")]);
        assert_eq!(pairs("none"), []);
        assert_eq!(pairs("="), [("", "")]);
    }

    #[test]
    fn positions_cover_the_value() {
        let list = " A=1, B = \"x\"y ,C=2";
        let spans: Vec<_> = attributes(list)
            .map(|attribute| {
                (&list[attribute.start..attribute.end], &list[attribute.value_start..attribute.end])
            })
            .collect();
        assert_eq!(spans, [("A=1", "1"), ("B = \"x\"y", "\"x\"y"), ("C=2", "2")]);
    }

    #[test]
    fn an_open_quote_is_told() {
        let found: Vec<_> = attributes("A=1,B=\"x,C=2").collect();
        assert_eq!(found.len(), 2);
        assert!(found[1].open && found[1].value == "x,C=2");
        assert!(attributes("A=\"").next().unwrap().open);
    }
}
