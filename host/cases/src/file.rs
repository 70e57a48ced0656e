//! A file of cases, checked.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tidegate_pipeline::FunctionKind;
use tidegate_sdk::manifest_rewriting::packed;
use tidegate_sdk::types::{Facts, Grants, Limits};

use crate::beside::Beside;
use crate::error::{At, CaseError, read};
use crate::expect::{self, Expected};
use crate::handed::{Handed, refused_at};
use crate::raw;
use crate::runner::View;
use crate::value::facts;

pub use crate::raw::Limits as CallLimits;

/// The longest file that is read, in bytes.
pub(crate) const LONGEST: u64 = 16 << 20;

/// A file of cases.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// Its path, as it was given.
    pub path: PathBuf,
    /// What the function is asked as.
    pub kind: FunctionKind,
    /// The component that it names, from where the file was looked for.
    pub component: Option<PathBuf>,
    /// In the file's order.
    pub cases: Vec<Case>,
    /// All files that it was read from, and the component: what makes it another when it
    /// changes.
    pub sources: Vec<PathBuf>,
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Unlike those of all others in its file.
    pub name: String,
    /// Where it begins, from 1.
    pub line: usize,
    /// The configuration that it or its file names, a JSON document.
    pub config: Option<Arc<str>>,
    /// What the function is handed.
    pub view: View,
    /// What a call may take.
    pub limits: CallLimits,
    /// What must come of it.
    pub expected: Expected,
}

impl CaseFile {
    /// Reads a file of cases and all that it names but the component.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(path: &Path) -> Result<Self, CaseError> {
        let text = read(path, LONGEST)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(path, &text, folder)
    }

    /// Reads the text of a file of cases, and all that it names but the component from
    /// `folder`. `path`: what it is called in errors and reports.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(path: &Path, text: &str, folder: &Path) -> Result<Self, CaseError> {
        let raw: raw::File = toml::from_str(text).map_err(|error| CaseError::Malformed {
            file: path.to_owned(),
            why: error.to_string().trim().to_owned(),
        })?;
        let at = |offset| At { file: path, text, offset };
        let kind = FunctionKind::ALL.into_iter().find(|kind| kind.name() == raw.kind.as_ref());
        let kind = kind.ok_or_else(|| {
            let names = FunctionKind::ALL.map(FunctionKind::name).join(", ");
            let why = format!("found {:?}, expected one of {names}", raw.kind.as_ref());
            at(raw.kind.span().start).refuse("kind", why)
        })?;
        if raw.cases.is_empty() {
            return Err(at(0).refuse("cases", "found none, expected at least one"));
        }
        let component = raw.component.as_deref().map(|component| folder.join(component));
        let mut beside = Beside::of(folder);
        let shared = Shared::read(&raw, kind, at(0), &mut beside)?;
        let mut names = HashSet::new();
        let mut cases = Vec::new();
        for (number, case) in raw.cases.into_iter().enumerate() {
            let at = at(case.span().start);
            let case = case.into_inner();
            let key = format!("cases[{number}]");
            if case.name.trim().is_empty() || !names.insert(case.name.clone()) {
                let why = format!("found {:?}, expected a name that no case before has", case.name);
                return Err(at.refuse(format!("{key}.name"), why));
            }
            cases.push(shared.case(case, kind, at, &key, &mut beside)?);
        }
        let sources = std::iter::once(path.to_owned()).chain(component.clone());
        let sources = sources.chain(beside.into_sources()).collect();
        Ok(Self { path: path.to_owned(), kind, component, cases, sources })
    }
}

/// What stands above the cases, for all of them.
struct Shared {
    config: Option<Arc<str>>,
    limits: CallLimits,
    grants: Grants,
    limits_in: Limits,
    manifest: Option<Arc<packed::Manifest>>,
}

impl Shared {
    fn read(
        raw: &raw::File,
        kind: FunctionKind,
        at: At<'_>,
        beside: &mut Beside<'_>,
    ) -> Result<Self, CaseError> {
        let Handed { grants, limits_in, manifest } =
            Handed::read(&raw.handed(), kind, at, "", beside)?;
        let config = beside.config(raw.config.as_deref(), raw.document.as_ref(), at, "")?;
        Ok(Self {
            config,
            limits: raw.limits,
            grants: grants.unwrap_or(Grants::NOTHING),
            limits_in: limits_in.unwrap_or(Limits::NONE),
            manifest,
        })
    }

    fn case(
        &self,
        raw: raw::Case,
        kind: FunctionKind,
        at: At<'_>,
        key: &str,
        beside: &mut Beside<'_>,
    ) -> Result<Case, CaseError> {
        let below = format!("{key}.");
        let Handed { grants, limits_in, manifest } =
            Handed::read(&raw.handed(), kind, at, &below, beside)?;
        let manifest = manifest.or_else(|| self.manifest.clone());
        let expected = expected(&raw, kind, at, key)?;
        let asked = !matches!(expected, Expected::Refused(_));
        if asked && kind == FunctionKind::ManifestRewriting && manifest.is_none() {
            let why = "found no manifest, expected one of `playlist`, `mpd` and `manifest`";
            return Err(at.refuse(key, why));
        }
        let config = beside.config(raw.config.as_deref(), raw.document.as_ref(), at, &below)?;
        let facts = raw.facts.as_ref().map(|value| {
            facts(value.as_ref()).map_err(refused_at(at, value, format!("{below}facts")))
        });
        Ok(Case {
            name: raw.name,
            line: at.line(),
            config: config.or_else(|| self.config.clone()),
            view: View {
                facts: facts.transpose()?.unwrap_or(Facts::NOTHING),
                grants: grants.unwrap_or(self.grants),
                limits: limits_in.unwrap_or_else(|| self.limits_in.clone()),
                manifest,
            },
            limits: CallLimits {
                call_us: raw.limits.call_us.or(self.limits.call_us),
                memory_kib: raw.limits.memory_kib.or(self.limits.memory_kib),
            },
            expected,
        })
    }
}

/// The one thing that a case expects.
fn expected(
    raw: &raw::Case,
    kind: FunctionKind,
    at: At<'_>,
    key: &str,
) -> Result<Expected, CaseError> {
    let below = |name: &str| format!("{key}.{name}");
    match (&raw.expect, &raw.expect_exactly, &raw.expect_fault, &raw.expect_refused) {
        (Some(part), None, None, None) => expect::part(part.as_ref())
            .map_err(|why| at.to(part.span()).refuse(below("expect"), why)),
        (None, Some(whole), None, None) => expect::whole(kind, whole.as_ref()).map_err(refused_at(
            at,
            whole,
            below("expect-exactly"),
        )),
        (None, None, Some(fault), None) => expect::fault(fault.as_ref())
            .map_err(|why| at.to(fault.span()).refuse(below("expect-fault"), why)),
        (None, None, None, Some(words)) => Ok(Expected::Refused(words.as_ref().clone())),
        (part, whole, fault, refused) => {
            let found = [part.is_some(), whole.is_some(), fault.is_some(), refused.is_some()];
            let found = found.into_iter().filter(|found| *found).count();
            let names = "`expect`, `expect-exactly`, `expect-fault`, `expect-refused`";
            Err(at.refuse(key, format!("found {found}, expected exactly one of {names}")))
        }
    }
}
