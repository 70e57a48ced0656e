//! The name of a bundle.

use std::fmt;

/// A bundle's name: that of a repository as the OCI distribution specification
/// spells it (1.1, "Pulling manifests"), at most 255 bytes. Signatures cover it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// What a name is.
pub const EXPECTED_NAME: &str = "lower-case letters and digits, parted by `/`, `-`, `.`, `_` or `__`, at most 255 bytes, e.g. \"acme/eu\"";

/// A text that is no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("found {0:?}, expected {EXPECTED_NAME}")]
pub struct NameError(pub String);

impl Name {
    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let good = text.len() <= 255 && text.split('/').all(component);
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError(text.chars().take(300).collect()))
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn component(text: &str) -> bool {
    let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let edges = bytes.first().zip(bytes.last());
    edges.is_some_and(|(first, last)| alphanumeric(*first) && alphanumeric(*last))
        && bytes.split(|byte| alphanumeric(*byte)).all(|run| {
            matches!(run, b"" | b"." | b"_" | b"__") || run.iter().all(|byte| *byte == b'-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_repositories() {
        for good in ["a", "acme/eu", "acme/eu-west--1/x.y_z__0", "0"] {
            assert_eq!(good.parse::<Name>().unwrap().as_str(), good);
        }
        for bad in
            ["", "/", "a/", "/a", "a//b", "A", "a.-b", "a___b", "-a", "a.", "a..b", "é", "a:b"]
        {
            assert!(bad.parse::<Name>().is_err(), "{bad}");
        }
        assert!("a".repeat(255).parse::<Name>().is_ok());
        assert!("a".repeat(256).parse::<Name>().is_err());
    }
}
