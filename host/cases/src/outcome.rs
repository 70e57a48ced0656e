//! What came of cases.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;
use tidegate_pipeline::FunctionKind;

/// What came of some files, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// One for each file.
    pub files: Vec<FileReport>,
    /// Cases that were not run, as a filter leaves them out.
    pub left_out: usize,
    /// How long all took together.
    pub took: Duration,
}

/// What came of a file.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// Its path, as it was given.
    pub path: PathBuf,
    /// What the function was asked as.
    pub kind: FunctionKind,
    /// In the file's order.
    pub cases: Vec<CaseReport>,
}

/// What came of a case.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// Its name.
    pub name: String,
    /// Its line in the file, from 1.
    pub line: usize,
    /// What the first call took; of a case with a limit on it, the median of some. Absent
    /// if none was made.
    pub took: Option<Duration>,
    /// Bytes of memory that a call took at most. Absent if that is not known.
    pub memory: Option<u64>,
    /// What is not as expected; the case passes without any.
    pub failings: Vec<Failing>,
}

/// One thing that is not as expected.
#[derive(Clone, Debug, PartialEq)]
pub enum Failing {
    /// Another answer.
    Answer {
        /// The answer as it should have been: as found, where anything was free.
        expected: Value,
        /// The answer.
        found: Value,
    },
    /// No answer where one was expected, or for another reason.
    Fault {
        /// The name of the fault that was expected, if one was.
        expected: Option<&'static str>,
        /// The name of the fault.
        found: &'static str,
        /// What is known of it.
        why: String,
    },
    /// An answer where a fault was expected.
    Answered {
        /// The name of the fault.
        expected: &'static str,
        /// The answer.
        found: Value,
    },
    /// Two calls answered differently.
    Unsteady {
        /// The first answer.
        first: Value,
        /// A later one.
        later: Value,
    },
    /// `configure` refused the document, with other words than expected if any were.
    Refused {
        /// Words that were expected.
        expected: Option<String>,
        /// Its own words.
        found: String,
    },
    /// `configure` took a document that it was expected to refuse.
    Configured {
        /// Words that were expected.
        expected: String,
    },
    /// The function could not be deployed.
    Undeployed {
        /// Why.
        why: String,
    },
    /// A call took too long.
    Slow {
        /// Microseconds that it may take.
        most: u64,
        /// The median of those that were made.
        took: Duration,
        /// How many those are.
        calls: usize,
    },
    /// A call took too much memory.
    Large {
        /// KiB that it may take.
        most: u64,
        /// Bytes that it took.
        took: u64,
    },
    /// A call's memory is limited, but not known.
    Unmeasured,
}

impl CaseReport {
    /// Whether all is as expected.
    #[must_use]
    pub const fn passed(&self) -> bool {
        self.failings.is_empty()
    }
}

impl Report {
    /// All cases that were run, with their files.
    pub fn cases(&self) -> impl Iterator<Item = (&FileReport, &CaseReport)> {
        self.files.iter().flat_map(|file| file.cases.iter().map(move |case| (file, case)))
    }

    /// How many passed.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.cases().filter(|(_, case)| case.passed()).count()
    }

    /// How many failed.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.cases().filter(|(_, case)| !case.passed()).count()
    }
}
