//! The files that a configuration names, read up to a size.

use std::io::Read;
use std::path::Path;

use tidegate_cases::json_of_toml;

use super::error::{At, ConfigError, quoted};

/// Reads a file of at most `most` bytes.
///
/// # Errors
/// When it cannot be read or is larger.
pub fn read(at: At<'_>, key: &str, path: &Path, most: usize) -> Result<Vec<u8>, ConfigError> {
    read_capped(path, most)
        .map_err(|error| at.unusable(key, format!("{}: {error}", path.display())))
}

/// Reads a file of at most `most` bytes, whatever size it says it has.
///
/// # Errors
/// When it cannot be read or is larger.
pub fn read_capped(path: &Path, most: usize) -> std::io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let size = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let too_large =
        |size: usize| std::io::Error::other(format!("{size} bytes, expected at most {most}"));
    if size > most {
        return Err(too_large(size));
    }
    let mut bytes = Vec::with_capacity(size);
    let one_more = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    file.take(one_more).read_to_end(&mut bytes)?;
    if bytes.len() > most { Err(too_large(bytes.len())) } else { Ok(bytes) }
}

/// Reads a text file of at most `most` bytes.
///
/// # Errors
/// When it cannot be read, is larger or no UTF-8.
pub fn text(at: At<'_>, key: &str, path: &Path, most: usize) -> Result<String, ConfigError> {
    String::from_utf8(read(at, key, path, most)?)
        .map_err(|_| at.unusable(key, format!("{}: not UTF-8", path.display())))
}

/// A function's configuration: TOML or JSON, by the file's name. The function
/// gets JSON either way.
///
/// # Errors
/// When the file cannot be read, is too large, malformed TOML or named otherwise.
pub fn document(at: At<'_>, key: &str, path: &Path, most: usize) -> Result<String, ConfigError> {
    let json = match path.extension().and_then(|extension| extension.to_str()) {
        Some("json") => true,
        Some("toml") => false,
        _ => {
            return Err(at.refuse(
                key,
                quoted(&path.display().to_string()),
                "a name ending in .toml or .json",
            ));
        }
    };
    let text = text(at, key, path, most)?;
    if json {
        return Ok(text);
    }
    json_of_toml(&text).map_err(|why| at.unusable(key, format!("{}: {why}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_most_and_not_beyond() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        std::fs::write(&path, [0; 10]).unwrap();
        let at = At { file: Path::new("bundle.toml") };
        assert_eq!(read(at, "a", &path, 10).unwrap().len(), 10);
        let error = read(at, "a", &path, 9).unwrap_err().to_string();
        assert!(error.ends_with("10 bytes, expected at most 9"), "{error}");
    }
}
