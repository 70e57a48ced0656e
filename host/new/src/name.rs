//! What a project may be called.

use crate::error::NewError;

/// The longest name: that of a package in crates.io and in npm's and PyPI's rules for
/// short ones.
const LONGEST: usize = 64;

/// Words that are none of one's own somewhere: keywords of Rust, C, Python and JavaScript that are
/// written like a name, and crates that every build has. A `-` in a name becomes `_` in
/// source, so such names are held against the words with `_`.
const TAKEN: &str = "\
    abstract alignas alignof alloc and as asm assert async auto await become bool box break \
    case catch char class const constexpr continue core crate debugger def default del delete \
    do double dyn elif else enum eval except export extends extern false final finally float \
    fn for from function gen global goto if impl implements import in inline instanceof int \
    interface is lambda let long loop macro main match mod move mut new node none nonlocal not \
    null nullptr or override package pass priv private proc_macro protected pub public raise \
    ref register restrict return self serde short signed sizeof static std struct super switch \
    test this throw tidegate_sdk trait true try type typedef typeof union unsafe unsigned \
    unsized use var virtual void volatile where while wit with yield";

/// Checks a name: one that is a crate's, an npm package's, a Python project's and a file's at
/// once.
///
/// # Errors
/// [`NewError::Name`].
pub fn check(name: &str) -> Result<(), NewError> {
    let refuse = |accepted| Err(NewError::Name { name: name.to_owned(), accepted });
    if !name.starts_with(|first: char| first.is_ascii_lowercase())
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        || name.ends_with('-')
        || name.contains("--")
    {
        return refuse(
            "lower-case letters a to z, digits and single hyphens between them, first a letter, \
             e.g. dark-hours",
        );
    }
    if name.len() > LONGEST {
        return refuse("at most 64 characters");
    }
    if TAKEN.split(' ').any(|word| word == name.replace('-', "_")) {
        return refuse("a name that is no word of a language and no crate that is needed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_in_every_language() {
        for name in ["a", "dark-hours", "geo2", "a-1-b", "nodes"] {
            assert!(check(name).is_ok(), "{name}");
        }
        let long = "a".repeat(65);
        for name in [
            "",
            "-",
            "A",
            "Dark",
            "1a",
            "a_b",
            "a b",
            "a--b",
            "a-",
            "-a",
            "é",
            "a/b",
            "..",
            "a.b",
            "test",
            "self",
            "std",
            "async",
            "tidegate-sdk",
            "proc-macro",
            "a\n",
            &long,
        ] {
            assert!(check(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn words_stand_in_order_once() {
        assert!(TAKEN.split(' ').is_sorted_by(|a, b| a < b));
    }
}
