//! Variables, `EXT-X-DEFINE`: rfc8216bis sections 4.3 and 4.4.2.3.
//!
//! Only those with `NAME` and `VALUE` are known here: `QUERYPARAM` depends on
//! the URI, and `IMPORT` has no place in a multivariant playlist. A reference
//! to a variable that is not known stays as it is written.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::attributes::attributes;

/// The most bytes that replacing variables may produce for one playlist. It
/// bounds definitions that multiply each other.
pub const MAX_REPLACED: usize = 1 << 20;

/// Replacing variables would exceed [`MAX_REPLACED`].
#[derive(Debug)]
pub(crate) struct TooMuch;

/// The variables defined so far.
#[derive(Debug, Default)]
pub(crate) struct Variables<'t> {
    values: BTreeMap<&'t str, Cow<'t, str>>,
    replaced: usize,
}

impl<'t> Variables<'t> {
    /// Takes the attribute list of an `EXT-X-DEFINE`.
    pub(crate) fn define(&mut self, list: &'t str) -> Result<(), TooMuch> {
        let mut name = None;
        let mut value = None;
        for attribute in attributes(list) {
            match attribute.name {
                "NAME" => name = Some(attribute.value),
                "VALUE" => value = Some(attribute.value),
                _ => {}
            }
        }
        if let (Some(name), Some(value)) = (name, value) {
            let value = self.replace(value)?;
            self.values.insert(name, value);
        }
        Ok(())
    }

    /// A quoted string's value with `{$name}` replaced.
    pub(crate) fn replace(&mut self, value: &'t str) -> Result<Cow<'t, str>, TooMuch> {
        if self.values.is_empty() || !value.contains("{$") {
            return Ok(Cow::Borrowed(value));
        }
        let mut replaced = String::new();
        let mut rest = value;
        while let Some((before, reference)) = rest.split_once("{$") {
            replaced.push_str(before);
            let known = reference_end(reference)
                .and_then(|(name, after)| Some((self.values.get(name)?, after)));
            match known {
                Some((value, after)) => {
                    replaced.push_str(value);
                    rest = after;
                }
                None => {
                    replaced.push_str("{$");
                    rest = reference;
                }
            }
            if self.replaced + replaced.len() > MAX_REPLACED {
                return Err(TooMuch);
            }
        }
        replaced.push_str(rest);
        self.replaced += replaced.len();
        if self.replaced > MAX_REPLACED { Err(TooMuch) } else { Ok(Cow::Owned(replaced)) }
    }

    /// The characters of a value with `{$name}` replaced, one by one.
    pub(crate) fn expanded<'v>(&'v self, value: &'v str) -> impl Iterator<Item = char> + 'v {
        let mut rest = value;
        let mut replaced = "".chars();
        std::iter::from_fn(move || {
            loop {
                if let Some(next) = replaced.next() {
                    return Some(next);
                }
                let reference = rest.strip_prefix("{$").and_then(reference_end);
                match reference.and_then(|(name, after)| Some((self.values.get(name)?, after))) {
                    Some((known, after)) => {
                        replaced = known.chars();
                        rest = after;
                    }
                    None => {
                        let mut characters = rest.chars();
                        let next = characters.next()?;
                        rest = characters.as_str();
                        return Some(next);
                    }
                }
            }
        })
    }
}

/// Splits what follows `{$` after the name and its brace. Names are letters,
/// digits, `-` and `_`, so that looking for the brace never goes far for nothing.
fn reference_end(reference: &str) -> Option<(&str, &str)> {
    let outside = |byte: u8| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let (name, after) = reference.split_at_checked(reference.bytes().position(outside)?)?;
    Some((name, after.strip_prefix('}')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_references_are_replaced() {
        let mut variables = Variables::default();
        assert_eq!(variables.replace("{$a}").unwrap(), "{$a}");
        variables.define("NAME=\"a\",VALUE=\"x{$b}\"").unwrap();
        variables.define("NAME=\"b\",VALUE=\"[{$a}]\"").unwrap();
        variables.define("QUERYPARAM=\"c\"").unwrap();
        assert_eq!(variables.replace("-{$b}{$c}{$a}-{$").unwrap(), "-[x{$b}]{$c}x{$b}-{$");
        assert!(matches!(variables.replace("$a").unwrap(), Cow::Borrowed("$a")));
    }

    #[test]
    fn multiplying_definitions_end() {
        let lists: Vec<_> = (1..64)
            .map(|level| format!("NAME=\"v{level}\",VALUE=\"{{$v{0}}}{{$v{0}}}\"", level - 1))
            .collect();
        let mut variables = Variables::default();
        variables.define("NAME=\"v0\",VALUE=\"lol\"").unwrap();
        assert!(lists.iter().any(|list| variables.define(list).is_err()));
    }
}
