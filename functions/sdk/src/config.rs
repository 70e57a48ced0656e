//! Configuration documents: JSON, with errors that name the path.

pub mod place;
mod tree;

use serde::de::DeserializeOwned;

/// Reads a configuration document into a checked type.
///
/// # Errors
/// One line that names the path in the document, what was found and what would
/// be accepted, e.g. ``at `rules[2].territories`: unknown field `contry`, expected …``.
pub fn parse<T: DeserializeOwned>(document: &str) -> Result<T, String> {
    let tree: tree::Tree = serde_json::from_str(document).map_err(|error| error.to_string())?;
    T::deserialize(tree).map_err(|fault| fault.to_string())
}

/// An error for a value that is well-formed but not allowed: names the path,
/// what was found and what would be accepted.
#[must_use]
pub fn refuse(path: &str, found: impl core::fmt::Display, accepted: &str) -> String {
    format!("at `{path}`: found {found}, expected {accepted}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Rule {
        #[allow(dead_code, reason = "only its parsing is under test")]
        height: u32,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Document {
        #[allow(dead_code, reason = "only its parsing is under test")]
        rules: Vec<Rule>,
    }

    #[test]
    fn names_the_path() {
        let error = parse::<Document>(r#"{"rules":[{"height":1},{"height":"tall"}]}"#).unwrap_err();
        assert_eq!(error, "at `rules[1].height`: invalid type: string \"tall\", expected u32");
    }

    #[test]
    fn refuses_unknown_keys_and_trailing_text() {
        let error = parse::<Document>(r#"{"rulez":[]}"#).unwrap_err();
        assert_eq!(error, "at `rulez`: unknown field `rulez`, expected `rules`");
        assert!(parse::<Document>(r#"{"rules":[]} x"#).is_err());
    }
}
