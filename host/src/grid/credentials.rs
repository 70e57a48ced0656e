//! Tokens and passwords, which stand in a file or a variable and nowhere else.

use std::path::PathBuf;

use http::HeaderValue;

/// Bytes of a file of credentials.
const LONGEST: usize = 4096;

/// Where credentials stand. They are read each time they are needed, so that they
/// can be changed while the node runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// A file; white space at either end is not part of them.
    File(PathBuf),
    /// A variable of the node's environment, likewise.
    Variable(String),
}

/// What was read. Not printable.
pub struct Secret(String);

impl Credentials {
    /// Reads them.
    ///
    /// # Errors
    /// Why not, without a word of them.
    pub fn read(&self) -> Result<Secret, String> {
        let (text, place) = match self {
            Self::File(file) => {
                let text = std::fs::read_to_string(file)
                    .map_err(|error| format!("{}: {error}", file.display()))?;
                (text, file.display().to_string())
            }
            Self::Variable(name) => {
                let text = std::env::var(name)
                    .map_err(|_| format!("the variable {name} is not set, or not to text"))?;
                (text, format!("the variable {name}"))
            }
        };
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return Err(format!("{place}: {} bytes, expected 1 to {LONGEST}", text.len()));
        }
        if !text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return Err(format!("{place}: expected one line of ASCII"));
        }
        Ok(Secret(text.to_owned()))
    }
}

impl Secret {
    /// As the value of a header that no log shows.
    #[must_use]
    pub fn header(&self) -> Option<HeaderValue> {
        sensitive(&self.0)
    }

    /// As `Authorization: Basic` (RFC 7617), if it is `user:password`.
    #[must_use]
    pub fn basic(&self) -> Option<HeaderValue> {
        use base64::Engine;
        self.0.contains(':').then_some(())?;
        let encoded = base64::engine::general_purpose::STANDARD.encode(&self.0);
        sensitive(&format!("Basic {encoded}"))
    }
}

/// A header's value that no log shows.
pub fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, Credentials) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, text).unwrap();
        (folder, Credentials::File(file))
    }

    #[test]
    fn a_line_of_a_file() {
        let (_folder, credentials) = file("Aladdin:open sesame\n");
        let secret = credentials.read().ok().unwrap();
        assert_eq!(secret.header().unwrap(), "Aladdin:open sesame");
        // RFC 7617 section 2.
        let basic = secret.basic().unwrap();
        assert_eq!(basic, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(basic.is_sensitive() && secret.header().unwrap().is_sensitive());
    }

    #[test]
    fn errors_hold_nothing_of_them() {
        for text in ["", "  \n", "hush\r\nX-Other: 1", "hush\u{e9}", &"hush".repeat(1025)] {
            let (_folder, credentials) = file(text);
            let error = credentials.read().err().unwrap();
            assert!(error.contains("expected"), "{error}");
            assert!(!error.contains("hush"), "{error}");
        }
        let missing = Credentials::Variable("TIDEGATE_TEST_IS_NOT_SET".to_owned()).read();
        assert_eq!(
            missing.err().unwrap(),
            "the variable TIDEGATE_TEST_IS_NOT_SET is not set, or not to text"
        );
        let (_folder, no_colon) = file("hush");
        assert!(no_colon.read().ok().unwrap().basic().is_none());
    }
}
