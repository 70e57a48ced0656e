//! JSON (RFC 8259), token by token.
//!
//! Nothing is kept but a place in the text: reading takes no memory for what is read,
//! whatever the document's size. Nothing here is generic, and nothing is inlined, so that
//! all types of a configuration share this code: copies of it would be a third of a
//! component.

use std::borrow::Cow;

use super::fault::Fault;
use super::quoted::Quoted;

/// The deepest nesting, as serde_json has it.
const DEEPEST: u32 = 128;

/// A place in a document.
#[derive(Debug)]
pub struct Reader<'d> {
    text: &'d str,
    at: usize,
    depth: u32,
}

/// A number as JSON writes it.
pub(super) enum Number<'d> {
    Unsigned(u64),
    Signed(i64),
    /// With a fraction or an exponent, or too large for the others; as written. Made a
    /// float only where one is asked for: code for that takes 16 KB of a component.
    Other(&'d str),
}

impl<'d> Reader<'d> {
    pub(super) const fn new(text: &'d str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Where the next token starts, in bytes; white space before it is passed over.
    pub(super) fn place(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// Goes on from a place that [`Reader::place`] told, within the outermost table.
    pub(super) const fn move_to(&mut self, at: usize) {
        self.at = at;
        self.depth = 1;
    }

    /// The first byte of the next token.
    #[inline(never)]
    pub(super) fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        for (passed, byte) in rest.iter().enumerate() {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                self.at += passed;
                return Some(*byte);
            }
        }
        self.at = self.text.len();
        None
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        }
        found
    }

    /// Goes into a table (`{`) or a list (`[`).
    #[inline(never)]
    pub(super) fn enter(&mut self, open: u8) -> Result<(), Fault> {
        if !self.take(open) {
            return Err(self.fault(if open == b'{' { "a table (`{`)" } else { "a list (`[`)" }));
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault("at most 128 levels of nesting"));
        }
        Ok(())
    }

    /// Whether another item comes before `close`; leaves the table or list if not.
    #[inline(never)]
    pub(super) fn goes_on(&mut self, first: bool, close: u8) -> Result<bool, Fault> {
        if self.take(close) {
            self.depth -= 1;
            return Ok(false);
        }
        if first || self.take(b',') {
            return Ok(true);
        }
        Err(self.fault(if close == b'}' { "`,` or `}`" } else { "`,` or `]`" }))
    }

    /// A key and its colon.
    #[inline(never)]
    pub(super) fn key(&mut self) -> Result<Cow<'d, str>, Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault("a key in quotes"));
        }
        let key = self.string()?;
        if self.take(b':') { Ok(key) } else { Err(self.fault("`:`")) }
    }

    /// The end of the text.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        if self.peek().is_none() { Ok(()) } else { Err(self.fault("the end of the document")) }
    }

    /// A string in quotes.
    #[inline(never)]
    pub(super) fn string(&mut self) -> Result<Cow<'d, str>, Fault> {
        if !self.take(b'"') {
            return Err(self.fault("a string"));
        }
        let start = self.at;
        match self.run()? {
            b'"' => {
                let text = self.text.get(start..self.at).unwrap_or_default();
                self.at += 1;
                Ok(Cow::Borrowed(text))
            }
            _ => self.escaped(start).map(Cow::Owned),
        }
    }

    /// Passes over characters that stand for themselves, up to a quote or backslash.
    fn run(&mut self) -> Result<u8, Fault> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        for (passed, byte) in rest.iter().enumerate() {
            if matches!(byte, b'"' | b'\\' | 0..=0x1f) {
                self.at += passed;
                return if *byte < 0x20 {
                    Err(self.fault("an escape, for control characters"))
                } else {
                    Ok(*byte)
                };
            }
        }
        self.at = self.text.len();
        Err(self.fault("the end of a string"))
    }

    fn escaped(&mut self, start: usize) -> Result<String, Fault> {
        let mut text = String::new();
        let mut from = start;
        loop {
            let stop = self.run()?;
            text.push_str(self.text.get(from..self.at).unwrap_or_default());
            self.at += 1;
            if stop == b'"' {
                return Ok(text);
            }
            text.push(self.escape()?);
            from = self.at;
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<char, Fault> {
        let wrong = |reader: &Self| reader.fault("an escape of JSON");
        let kind = self.text.as_bytes().get(self.at).copied();
        let character = match kind {
            Some(b'"' | b'\\' | b'/') => kind.map(char::from),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(b'u') => {
                self.at += 1;
                let high = self.hex().ok_or_else(|| wrong(self))?;
                if !(0xd800..0xdc00).contains(&high) {
                    return char::from_u32(high).ok_or_else(|| wrong(self));
                }
                let rest = self.text.as_bytes().get(self.at..);
                if !rest.is_some_and(|rest| rest.starts_with(b"\\u")) {
                    return Err(wrong(self));
                }
                self.at += 2;
                let low = self.hex().filter(|low| (0xdc00..0xe000).contains(low));
                let low = low.ok_or_else(|| wrong(self))?;
                let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return char::from_u32(code).ok_or_else(|| wrong(self));
            }
            _ => None,
        };
        self.at += usize::from(character.is_some());
        character.ok_or_else(|| wrong(self))
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        self.at += 4;
        u32::from_str_radix(digits, 16).ok().filter(|_| plain)
    }

    /// Passes over a `null`, if that is what comes.
    pub fn null(&mut self) -> bool {
        self.peek() == Some(b'n') && self.word().is_some()
    }

    /// `null`, `true` or `false`, if that is what comes.
    #[inline(never)]
    pub(super) fn word(&mut self) -> Option<&'static str> {
        self.peek();
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let found =
            ["null", "true", "false"].into_iter().find(|word| rest.starts_with(word.as_bytes()))?;
        self.at += found.len();
        Some(found)
    }

    /// A number in JSON's grammar.
    #[inline(never)]
    pub(super) fn number(&mut self) -> Result<Number<'d>, Fault> {
        let start = self.place();
        let negative = self.step(b'-');
        let integer = self.digits();
        let leading_zero =
            integer > 1 && self.text.as_bytes().get(self.at - integer) == Some(&b'0');
        let mut whole = true;
        let mut good = integer > 0 && !leading_zero;
        if self.step(b'.') {
            whole = false;
            good &= self.digits() > 0;
        }
        if self.step(b'e') || self.step(b'E') {
            whole = false;
            let _sign = self.step(b'+') || self.step(b'-');
            good &= self.digits() > 0;
        }
        if !good {
            self.at = start;
            return Err(self.fault("a value"));
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        if whole {
            if !negative && let Ok(value) = text.parse() {
                return Ok(Number::Unsigned(value));
            }
            // Only a fraction has a negative zero.
            if let Ok(value) = text.parse()
                && value != 0
            {
                return Ok(Number::Signed(value));
            }
        }
        Ok(Number::Other(text))
    }

    /// A number as written.
    pub(super) fn decimal(&mut self) -> Result<&'d str, Fault> {
        let start = self.place();
        self.number()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn step(&mut self, byte: u8) -> bool {
        let found = self.text.as_bytes().get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn digits(&mut self) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    /// Passes over a value. What it holds is looked at only as far as needed to find its end.
    #[inline(never)]
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let floor = self.depth;
        loop {
            match self.peek() {
                Some(b'{' | b'[') => {
                    self.at += 1;
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(self.fault("at most 128 levels of nesting"));
                    }
                }
                Some(b'}' | b']') if self.depth > floor => {
                    self.at += 1;
                    self.depth -= 1;
                }
                Some(b',' | b':') if self.depth > floor => self.at += 1,
                Some(b'"') => {
                    self.at += 1;
                    while self.run()? == b'\\' {
                        self.at += 1;
                        let step = self.text.get(self.at..).and_then(|rest| rest.chars().next());
                        self.at += step.map_or(0, char::len_utf8);
                    }
                    self.at += 1;
                }
                Some(b'-' | b'0'..=b'9') => {
                    self.number()?;
                }
                _ if self.word().is_some() => {}
                _ => return Err(self.fault("a value")),
            }
            if self.depth == floor {
                return Ok(());
            }
        }
    }

    /// Text that is no JSON from here on.
    #[cold]
    pub(super) fn fault(&self, accepted: &str) -> Fault {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found = match rest.chars().next().and_then(|first| rest.get(..first.len_utf8())) {
            None => "the end".to_owned(),
            Some(character) => Quoted(character).to_string(),
        };
        Fault::syntax(format!("line {line}, column {column}: found {found}, expected {accepted}"))
    }
}
