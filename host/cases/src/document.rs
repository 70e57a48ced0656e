//! Configuration documents of functions.

use std::path::Path;

use crate::error::{CaseError, read};
use crate::value::{Dates, json};

/// The largest document that is read, in bytes, as by a node.
const LARGEST: u64 = 512 << 20;

/// The JSON document of a TOML document, its keys sorted: it is part of bundles' digests.
/// Dates become texts: JSON has none.
///
/// # Errors
/// Where the TOML is malformed.
pub fn json_of_toml(text: &str) -> Result<String, String> {
    let table: toml::Table =
        toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())?;
    let mut document = json(&toml::Value::Table(table), Dates::Text)?;
    document.sort_all_objects();
    Ok(document.to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_out_sorted_at_every_depth() {
        let toml = "b = 1\na = [{ z = 1.5, y = 2027-01-01 }]\n";
        assert_eq!(json_of_toml(toml).unwrap(), r#"{"a":[{"y":"2027-01-01","z":1.5}],"b":1}"#);
    }
}
