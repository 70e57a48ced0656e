//! Configuration documents of functions.

use std::path::Path;

use crate::error::{CaseError, read};
use crate::value::{Dates, json};

/// The largest document that is read, in bytes, as by a node.
const LARGEST: u64 = 64 << 20;

/// The JSON document of a TOML document. Dates become texts: JSON has none.
///
/// # Errors
/// Where the TOML is malformed.
pub fn json_of_toml(text: &str) -> Result<String, String> {
    let table: toml::Table =
        toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())?;
    Ok(json(&toml::Value::Table(table), Dates::Text)?.to_string())
}

/// Reads a document, TOML or JSON by the file's name, as JSON.
///
/// # Errors
/// When it cannot be read or is malformed.
pub fn document(file: &Path) -> Result<String, CaseError> {
    let malformed = |why| CaseError::Malformed { file: file.to_owned(), why };
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => read(file, LARGEST),
        Some("toml") => json_of_toml(&read(file, LARGEST)?).map_err(malformed),
        _ => Err(malformed("found another name, expected one ending in .toml or .json".to_owned())),
    }
}
