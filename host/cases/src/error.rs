//! What is wrong with a file of cases.

use std::path::{Path, PathBuf};

/// An error in a file of cases: names the file, the line or the key, what was found
/// and what would be accepted.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A file cannot be read.
    #[error("{}: {why}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// It is no TOML, or a key is unknown, missing or of the wrong type.
    #[error("{}: {why}", file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
        /// Line, column and what was expected.
        why: String,
    },
    /// A value is not what may stand there.
    #[error("{}:{line}: `{key}`: {why}", file.display())]
    Refused {
        /// The file.
        file: PathBuf,
        /// The line, from 1, of the case or of the key.
        line: usize,
        /// The path of the key, e.g. `cases[3].facts.country`.
        key: String,
        /// What was found, and what would be accepted.
        why: String,
    },
}

/// Makes the errors of one place in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    pub file: &'a Path,
    pub text: &'a str,
    /// Where in the text, in bytes.
    pub offset: usize,
}

impl At<'_> {
    /// Another place in the same file.
    pub fn to(self, span: std::ops::Range<usize>) -> Self {
        Self { offset: span.start, ..self }
    }

    /// The line, from 1.
    pub fn line(self) -> usize {
        let before = self.text.as_bytes().iter().take(self.offset);
        1 + before.filter(|byte| **byte == b'\n').count()
    }

    pub fn refuse(self, key: impl Into<String>, why: impl std::fmt::Display) -> CaseError {
        CaseError::Refused {
            file: self.file.to_owned(),
            line: self.line(),
            key: key.into(),
            why: why.to_string(),
        }
    }
}

/// Reads a file of at most so many bytes, UTF-8.
pub(crate) fn read(file: &Path, most: u64) -> Result<String, CaseError> {
    use std::io::{Error, ErrorKind, Read};
    let unreadable = |why| CaseError::Unreadable { file: file.to_owned(), why };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    opened.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > most {
        let why = format!("found more than {most} bytes, expected at most that");
        return Err(unreadable(Error::new(ErrorKind::FileTooLarge, why)));
    }
    String::from_utf8(bytes).map_err(|_| {
        unreadable(Error::new(ErrorKind::InvalidData, "found other bytes, expected UTF-8"))
    })
}
