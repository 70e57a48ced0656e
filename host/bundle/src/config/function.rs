//! One `[functions.X]` table, of a bundle or of a node's own file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use tidegate_cases::CaseFile;
use tidegate_cases::carried::pack;
use tidegate_facts::FactKind;
use tidegate_pipeline::{Basis, FunctionKind, Reads};

use super::document::{document, read};
use super::error::{At, ConfigError, quoted};
use crate::caps::Caps;
use crate::function::{Function, Limits, OnFailure};

/// A function as it is written; its name is the table's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RawFunction {
    component: PathBuf,
    config: PathBuf,
    cases: Option<PathBuf>,
    #[serde(default)]
    on_failure: Option<String>,
    #[serde(default)]
    capabilities: Vec<String>,
    reads: BTreeMap<String, String>,
    deadline_ms: Option<u64>,
    memory_mib: Option<usize>,
}

/// Checks the functions of one file and reads what they name, relative to
/// `directory`. They come in the order in which the pipeline asks them.
///
/// # Errors
/// At the first value that is not allowed or names what cannot be used.
pub fn functions(
    at: At<'_>,
    directory: &Path,
    mut raw: BTreeMap<String, RawFunction>,
    caps: &Caps,
) -> Result<Vec<Function>, ConfigError> {
    let mut functions = Vec::with_capacity(raw.len());
    for kind in FunctionKind::ALL {
        if let Some(raw) = raw.remove(kind.name()) {
            functions.push(function(at, directory, kind, raw, caps)?);
        }
    }
    match raw.into_keys().next() {
        None => Ok(functions),
        Some(name) => {
            let names = FunctionKind::ALL.map(FunctionKind::name);
            Err(at.refuse("functions", quoted(&name), names.join(", ")))
        }
    }
}

fn function(
    at: At<'_>,
    directory: &Path,
    kind: FunctionKind,
    raw: RawFunction,
    caps: &Caps,
) -> Result<Function, ConfigError> {
    let key = |name: &str| format!("functions.{kind}.{name}");
    if let Some(capability) = raw.capabilities.first() {
        return Err(at.refuse(
            key("capabilities"),
            quoted(capability),
            "none: a function imports nothing",
        ));
    }
    Ok(Function {
        kind,
        reads: reads(at, kind, &raw.reads)?,
        limits: limits(at, &key, raw.deadline_ms, raw.memory_mib, caps)?,
        on_failure: on_failure(at, key("on-failure"), raw.on_failure)?,
        component: read(at, &key("component"), &directory.join(raw.component), caps.component)?,
        document: document(at, &key("config"), &directory.join(raw.config), caps.document)?,
        cases: raw
            .cases
            .map(|path| cases(at, &key("cases"), kind, &directory.join(path), caps))
            .transpose()?,
    })
}

/// A file of cases and what it names, in one text.
fn cases(
    at: At<'_>,
    key: &str,
    kind: FunctionKind,
    path: &Path,
    caps: &Caps,
) -> Result<String, ConfigError> {
    let text = pack(path).map_err(|error| at.unusable(key, error))?;
    if text.len() > caps.cases {
        return Err(at.refuse(
            key,
            format!("{} bytes", text.len()),
            format!("at most {}", caps.cases),
        ));
    }
    CaseFile::carried(kind, &text).map_err(|error| at.unusable(key, error))?;
    Ok(text)
}

fn on_failure(at: At<'_>, key: String, raw: Option<String>) -> Result<OnFailure, ConfigError> {
    let Some(raw) = raw else { return Ok(OnFailure::default()) };
    OnFailure::from_name(&raw).ok_or_else(|| {
        let names = OnFailure::ALL.map(|way| quoted(way.name()));
        at.refuse(key, quoted(&raw), names.join(" or "))
    })
}

fn reads(
    at: At<'_>,
    kind: FunctionKind,
    raw: &BTreeMap<String, String>,
) -> Result<Reads, ConfigError> {
    let mut reads = Reads::default();
    for (fact, basis) in raw {
        let key = format!("functions.{kind}.reads.{fact}");
        let fact: FactKind = fact.parse().map_err(|error| at.unusable(&key, error))?;
        let basis: Basis = basis.parse().map_err(|error| at.unusable(&key, error))?;
        declare(&mut reads, kind, fact, basis).map_err(|error| match error {
            DeclareError::Consent(basis) => {
                at.refuse(&key, quoted(&basis.to_string()), CONSENT_READS)
            }
            DeclareError::Basis(error) => at.unusable(&key, error),
        })?;
    }
    Ok(reads)
}

/// What the consent function may ask for.
const CONSENT_READS: &str = "\"necessary\": consent is asked before anything is granted";

/// Why a read may not be declared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DeclareError {
    /// The consent function rests on nothing but what is necessary.
    #[error("found \"{0}\", expected {CONSENT_READS}")]
    Consent(Basis),
    /// The fact may not be read on that basis.
    #[error(transparent)]
    Basis(#[from] tidegate_pipeline::reads::BasisError),
}

/// Declares one read of a function.
pub(crate) fn declare(
    reads: &mut Reads,
    kind: FunctionKind,
    fact: FactKind,
    basis: Basis,
) -> Result<(), DeclareError> {
    if kind == FunctionKind::Consent && basis != Basis::Necessary {
        return Err(DeclareError::Consent(basis));
    }
    Ok(reads.declare(fact, basis)?)
}

fn limits(
    at: At<'_>,
    key: &impl Fn(&str) -> String,
    deadline_ms: Option<u64>,
    memory_mib: Option<usize>,
    caps: &Caps,
) -> Result<Limits, ConfigError> {
    let default = Limits::default();
    let most = u64::try_from(Limits::LONGEST_DEADLINE.as_millis()).unwrap_or(u64::MAX);
    let usual = u64::try_from(default.deadline.as_millis()).unwrap_or(most);
    let deadline = at.within(key("deadline-ms"), deadline_ms, usual, 1, most)?;
    let memory =
        at.within(key("memory-mib"), memory_mib, default.memory >> 20, 1, caps.memory >> 20)?;
    Ok(Limits { deadline: Duration::from_millis(deadline), memory: memory << 20 })
}
