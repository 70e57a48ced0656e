//! Reading an expression from its start to its end.

use super::FilterError;

/// The most characters of an expression, but for languages that say otherwise:
/// what servers that have these languages take of a query.
pub(super) const MAX_EXPRESSION: usize = 2048;

/// A place in an expression.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'e> {
    expression: &'e str,
    at: usize,
}

impl<'e> Cursor<'e> {
    /// The start of an expression of at most so many characters.
    pub(super) fn new(
        expression: &'e str,
        most: usize,
        expected: &'static str,
    ) -> Result<Self, FilterError> {
        match expression.char_indices().nth(most) {
            Some((at, _)) => Err(Self { expression, at }.wants(expected)),
            None => Ok(Self { expression, at: 0 }),
        }
    }

    pub(super) fn rest(&self) -> &'e str {
        self.expression.get(self.at..).unwrap_or_default()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// Whether the rest begins with a text, which then is behind.
    pub(super) fn takes(&mut self, text: &str) -> bool {
        let taken = self.rest().starts_with(text);
        if taken {
            self.at += text.len();
        }
        taken
    }

    /// All characters up to the first that is not of a kind.
    pub(super) fn take_while(&mut self, kind: impl Fn(char) -> bool) -> &'e str {
        let rest = self.rest();
        let end = rest.find(|char| !kind(char)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    pub(super) fn skip_spaces(&mut self) {
        self.take_while(|char| char == ' ');
    }

    /// A whole number of at most [`i32::MAX`].
    pub(super) fn number(&mut self) -> Result<u64, FilterError> {
        self.number_to(i32::MAX as u64, "a whole number from 0 to 2147483647")
    }

    /// A whole number of at most so much.
    pub(super) fn number_to(
        &mut self,
        most: u64,
        expected: &'static str,
    ) -> Result<u64, FilterError> {
        let start = *self;
        let digits = self.take_while(|char| char.is_ascii_digit());
        let number = digits.parse().ok().filter(|number| *number <= most);
        number.ok_or_else(|| start.wants(expected))
    }

    /// A number with at most three decimals, in thousandths.
    pub(super) fn thousandths(&mut self) -> Result<u64, FilterError> {
        let whole = self.number()?;
        if !self.takes(".") {
            return Ok(whole * 1000);
        }
        let start = *self;
        let decimals = self.take_while(|char| char.is_ascii_digit());
        let scale = match decimals.len() {
            1 => 100,
            2 => 10,
            3 => 1,
            _ => return Err(start.wants("one to three decimals")),
        };
        let decimals: u64 = decimals.parse().map_err(|_| start.wants("one to three decimals"))?;
        Ok(whole * 1000 + decimals * scale)
    }

    /// The error that something else should be here.
    pub(super) fn wants(&self, expected: &'static str) -> FilterError {
        let before = self.expression.get(..self.at).unwrap_or(self.expression);
        let column = u32::try_from(before.chars().count()).map_or(u32::MAX, |count| count + 1);
        FilterError::Syntax { column, expected }
    }
}
