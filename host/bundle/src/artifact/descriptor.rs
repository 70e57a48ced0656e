//! The configuration blob of a bundle: everything but the large parts, by digest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::bundle::Bundle;
use crate::function::Function;
use tidegate_signatures::Digest;

/// The configuration blob. Versioned by its media type: an unknown field is refused,
/// since it may mean what a reader must not pass over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BundleDescriptor {
    /// The bundle's name.
    pub name: String,
    /// 1 or more.
    pub version: u64,
    /// RFC 3339, in UTC.
    pub expires: String,
    /// In the order in which they are asked.
    pub functions: Vec<FunctionDescriptor>,
}

/// One function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FunctionDescriptor {
    /// E.g. `geo-licensing`.
    pub kind: String,
    /// Digest of the component.
    pub component: Digest,
    /// Digest of the JSON document.
    pub config: Digest,
    /// Digest of the cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases: Option<Digest>,
    /// Facts and what each rests on.
    pub reads: BTreeMap<String, String>,
    /// Milliseconds.
    pub deadline_ms: u64,
    /// MiB.
    pub memory_mib: usize,
    /// `bottom` or `refuse`.
    pub on_failure: String,
    /// None yet.
    pub capabilities: Vec<String>,
}

impl BundleDescriptor {
    /// Describes a bundle.
    #[must_use]
    pub fn of(bundle: &Bundle) -> Self {
        Self {
            name: bundle.name.to_string(),
            version: bundle.version,
            expires: bundle.expires.to_string(),
            functions: bundle.functions.iter().map(FunctionDescriptor::of).collect(),
        }
    }
}

impl FunctionDescriptor {
    fn of(function: &Function) -> Self {
        let reads = &function.reads;
        Self {
            kind: function.kind.name().to_owned(),
            component: Digest::of(&function.component),
            config: Digest::of(function.document.as_bytes()),
            cases: function.cases.as_ref().map(|cases| Digest::of(cases.as_bytes())),
            reads: reads
                .facts()
                .filter_map(|fact| Some((fact.name().to_owned(), reads.basis(fact)?.to_string())))
                .collect(),
            deadline_ms: u64::try_from(function.limits.deadline.as_millis()).unwrap_or(u64::MAX),
            memory_mib: function.limits.memory >> 20,
            on_failure: function.on_failure.name().to_owned(),
            capabilities: Vec::new(),
        }
    }
}
