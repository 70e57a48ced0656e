//! What a bundle holds, for people and as JSON.

use std::io::{Write, stdout};

use anyhow::Result;
use serde::Serialize;

use crate::artifact::Artifact;
use crate::artifact::descriptor::{BundleDescriptor, FunctionDescriptor};
use crate::bundle::Bundle;
use crate::reference::Reference;
use tidegate_signatures::Digest;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Told {
    digest: Digest,
    /// Bytes of all blobs.
    size: u64,
    #[serde(flatten)]
    descriptor: BundleDescriptor,
}

#[derive(Serialize)]
struct Placed<'a> {
    name: &'a str,
    version: u64,
    digest: Digest,
    size: u64,
    reference: String,
    signatures: usize,
}

/// Says what was built or copied, and where it is.
pub fn placed(
    bundle: &Bundle,
    artifact: &Artifact,
    to: &Reference,
    signatures: usize,
    json: bool,
) -> Result<()> {
    let placed = Placed {
        name: bundle.name.as_str(),
        version: bundle.version,
        digest: artifact.digest(),
        size: artifact.size(),
        reference: to.to_string(),
        signatures,
    };
    let mut out = stdout().lock();
    if json {
        serde_json::to_writer(&mut out, &placed)?;
        writeln!(out)?;
        return Ok(());
    }
    let signed = match signatures {
        0 => "not signed".to_owned(),
        1 => "1 signature".to_owned(),
        more => format!("{more} signatures"),
    };
    writeln!(out, "{} {}, {}, {signed}", placed.name, placed.version, bytes(placed.size))?;
    writeln!(out, "{}\n{}", placed.digest, placed.reference)?;
    Ok(())
}

/// Says what a bundle holds.
pub fn bundle(bundle: &Bundle, artifact: &Artifact, json: bool) -> Result<()> {
    let descriptor = BundleDescriptor::of(bundle);
    let (digest, size) = (artifact.digest(), artifact.size());
    let mut out = stdout().lock();
    if json {
        serde_json::to_writer_pretty(&mut out, &Told { digest, size, descriptor })?;
        writeln!(out)?;
        return Ok(());
    }
    writeln!(out, "{} {}, {}", bundle.name, bundle.version, bytes(size))?;
    writeln!(out, "digest   {digest}")?;
    writeln!(out, "expires  {}", bundle.expires)?;
    for (function, told) in bundle.functions.iter().zip(&descriptor.functions) {
        let size = |bytes: usize| self::bytes(u64::try_from(bytes).unwrap_or(u64::MAX));
        writeln!(out, "\n{}", function.kind)?;
        writeln!(out, "  component   {}  {}", told.component, size(function.component.len()))?;
        writeln!(out, "  config      {}  {}", told.config, size(function.document.len()))?;
        match (&told.cases, &function.cases) {
            (Some(digest), Some(cases)) => {
                writeln!(out, "  cases       {digest}  {}", size(cases.len()))?;
            }
            _ => writeln!(out, "  cases       none")?,
        }
        writeln!(out, "  limits      {} ms, {} MiB", told.deadline_ms, told.memory_mib)?;
        writeln!(out, "  on failure  {}", told.on_failure)?;
        writeln!(out, "  reads       {}", reads(told))?;
    }
    Ok(())
}

fn reads(function: &FunctionDescriptor) -> String {
    let reads: Vec<_> =
        function.reads.iter().map(|(fact, basis)| format!("{fact} ({basis})")).collect();
    if reads.is_empty() { "nothing".to_owned() } else { reads.join(", ") }
}

/// A size for people.
pub fn bytes(size: u64) -> String {
    match size {
        0..10_240 => format!("{size} B"),
        10_240..10_485_760 => format!("{} KiB", size >> 10),
        _ => format!("{} MiB", size >> 20),
    }
}
