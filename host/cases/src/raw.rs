//! The keys of a file of cases.

use std::path::PathBuf;

use serde::Deserialize;
use toml::{Spanned, Table, Value};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct File {
    pub kind: Spanned<String>,
    pub component: Option<PathBuf>,
    pub config: Option<PathBuf>,
    pub document: Option<Table>,
    #[serde(default)]
    pub limits: Limits,
    pub grants: Option<Spanned<Value>>,
    pub limits_in: Option<Spanned<Value>>,
    pub playlist: Option<Spanned<PathBuf>>,
    pub mpd: Option<Spanned<PathBuf>>,
    pub manifest: Option<Spanned<Value>>,
    pub cases: Vec<Spanned<Case>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Case {
    pub name: String,
    pub config: Option<PathBuf>,
    pub document: Option<Table>,
    #[serde(default)]
    pub limits: Limits,
    pub facts: Option<Spanned<Value>>,
    pub grants: Option<Spanned<Value>>,
    pub limits_in: Option<Spanned<Value>>,
    pub playlist: Option<Spanned<PathBuf>>,
    pub mpd: Option<Spanned<PathBuf>>,
    pub manifest: Option<Spanned<Value>>,
    pub expect: Option<Spanned<Value>>,
    pub expect_exactly: Option<Spanned<Value>>,
    pub expect_fault: Option<Spanned<String>>,
    pub expect_refused: Option<Spanned<String>>,
}

/// What a call may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// Microseconds, the median of some calls. Absent: any.
    pub call_us: Option<u64>,
    /// KiB of memory. Absent: any.
    pub memory_kib: Option<u64>,
}

/// What a function is handed besides facts.
#[derive(Clone, Copy, Debug)]
pub struct Handed<'a> {
    pub grants: Option<&'a Spanned<Value>>,
    pub limits_in: Option<&'a Spanned<Value>>,
    pub playlist: Option<&'a Spanned<PathBuf>>,
    pub mpd: Option<&'a Spanned<PathBuf>>,
    pub manifest: Option<&'a Spanned<Value>>,
}

macro_rules! handed {
    ($of:ident) => {
        impl $of {
            pub fn handed(&self) -> Handed<'_> {
                Handed {
                    grants: self.grants.as_ref(),
                    limits_in: self.limits_in.as_ref(),
                    playlist: self.playlist.as_ref(),
                    mpd: self.mpd.as_ref(),
                    manifest: self.manifest.as_ref(),
                }
            }
        }
    };
}

handed!(File);
handed!(Case);
