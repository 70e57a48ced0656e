//! Text in quotes, for errors.

use std::fmt::{self, Write};

/// Text as it stands in a configuration, with `"`, `\` and what cannot be seen escaped. Its
/// `Debug` form knows all of Unicode by tables that take 4 KB of every component.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'t>(pub &'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for character in self.0.chars() {
            match character {
                '"' | '\\' => write!(f, "\\{character}")?,
                '\n' => f.write_str("\\n")?,
                '\t' => f.write_str("\\t")?,
                '\0'..='\x1f' | '\x7f'..='\u{9f}' => {
                    write!(f, "\\u{{{:x}}}", u32::from(character))?
                }
                _ => f.write_char(character)?,
            }
        }
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::Quoted;

    #[test]
    fn is_like_debug_where_text_is_plain() {
        for text in ["", "FR", "a \"b\" \\ c", "line\nand\ttab", "\u{1b}[1m", "Über 東京"] {
            assert_eq!(Quoted(text).to_string(), format!("{text:?}"));
        }
    }
}
