//! The configuration document, and how it becomes a [`Policy`].
//!
//! - [`document`]: what may be written
//! - [`takings`]: what objections take away
//! - [`check`]: what is made of it

mod check;
mod document;
mod takings;

use tidegate_sdk::config::parse;

use crate::Policy;
use document::Document;

/// Reads and checks a document.
pub fn read(document: &str) -> Result<Policy, String> {
    check::policy(&parse::<Document>(document)?)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_that_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.json");
        let schema = serde_json::to_string_pretty(&schemars::schema_for!(Document)).unwrap() + "\n";
        if std::env::var_os("UPDATE_SCHEMA").is_some_and(|value| value == "1") {
            std::fs::write(path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(committed, schema, "run with UPDATE_SCHEMA=1 to write schema.json");
    }

    #[test]
    fn the_example_is_accepted() {
        let example: toml::Value = toml::from_str(include_str!("../../demo.toml")).unwrap();
        read(&serde_json::to_string(&example).unwrap()).unwrap();
    }

    #[test]
    fn errors_name_path_found_and_accepted() {
        let errors = [
            r#"{"opt-in":["FR","fr"]}"#,
            r#"{"opt-in":["FR","FR"]}"#,
            r#"{"opt-in":["FR"],"opt-out":["US","FR"]}"#,
            r#"{"opt-out":["US"],"notice":["AU","US"]}"#,
            r#"{"default":"ask"}"#,
            r#"{"valid-for":-1}"#,
            r#"{"notice-grants":{"purposes":[0]}}"#,
            r#"{"opt-out-grants":{"special-features":[3]}}"#,
            r#"{"precedence":["tc-string","gpc"]}"#,
            r#"{"precedence":["tc-string","tc-string"]}"#,
            r#"{"objections":{"gpc":{"purposes":[2,12]}}}"#,
            r#"{"objections":{"sale":{"special-features":[0]}}}"#,
            r#"{"objections":{"spam":{}}}"#,
            r#"{"objections":{"sale":{},"sale":{}}}"#,
            r#"{"tc-string":{"max-age-days":0}}"#,
            r#"{"tc-string":{"vendors":[7,0]}}"#,
            r#"{"tc-string":{"vendors":[7],"consents-of":"publisher"}}"#,
            r#"{"tc-string":{"legitimate-interest":[2,3]}}"#,
            r#"{"tc-string":{"implied-consent":[1]}}"#,
            r#"{"tc-string":{"tolerate":["expired"]}}"#,
            r#"{"tc-string":{"disclosed-vendors":"sometimes"}}"#,
            r#"{"regime":"opt-in"}"#,
        ]
        .map(|document| read(document).unwrap_err() + "\n");
        let expected = include_str!("../../tests/errors.txt");
        assert_eq!(errors.concat(), expected);
    }
}
