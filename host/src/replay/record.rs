//! Recorded decisions: one JSON object a line.
//!
//! ```json
//! {"function":"geo-licensing","digest":"9c0e77d0","saw":{"country":"FR"},"said":{"allow":{}}}
//! {"manifest":"61b0f3a2c4d5e6f7","offered":{"format":"hls-multivariant","tracks":{"texts":""}}}
//! {"function":"manifest-rewriting","saw":{},"grants":{},"limits":{},"manifest":"61b0f3a2c4d5e6f7","said":{"edits":[],"valid-for":60}}
//! ```
//!
//! - `function`: its kind; `digest`: the first digits of its component's and
//!   configuration's, absent if none was deployed
//! - `saw`: the facts as the function was handed them, those withheld absent
//! - `said`: its answer in the contract's words ([`tidegate_sdk`]'s feature `json`),
//!   or `fault`: why there was none
//! - manifest-rewriting saw `grants`, `limits` and a manifest besides; manifests have
//!   lines of their own, before the first decision that names them
//!
//! Nothing else of a request is kept: no address, header or URL.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tidegate_manifest::Manifest;
use tidegate_pipeline::offered::{offered, timeline};
use tidegate_pipeline::{Answer, Fault, FunctionKind};
use tidegate_sdk::manifest_rewriting::packed;
use tidegate_sdk::types::{Facts, Grants, Limits};

use crate::listen::manifest::Told;
use crate::sandbox::FunctionSet;

/// A decision as it is written.
#[derive(Serialize)]
struct Written<'r, T> {
    function: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    saw: &'r Facts,
    #[serde(skip_serializing_if = "Option::is_none")]
    grants: Option<&'r Grants>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limits: Option<&'r Limits>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manifest: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<&'r T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'static str>,
}

/// A manifest as it is written.
#[derive(Serialize)]
struct WrittenManifest<'r> {
    manifest: &'r str,
    offered: &'r packed::Manifest,
}

/// A decision as it is read. `T`: what its kind of function says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision<T> {
    /// The name of its kind.
    #[allow(dead_code, reason = "read before, to know T")]
    function: String,
    /// Which function it was, if any was deployed.
    pub digest: Option<String>,
    /// What it was handed.
    pub saw: Facts,
    /// What manifest-rewriting was handed besides.
    pub grants: Option<Grants>,
    /// What manifest-rewriting was handed besides.
    pub limits: Option<Limits>,
    /// The name of the manifest that manifest-rewriting was handed.
    pub manifest: Option<String>,
    /// Its answer.
    pub said: Option<T>,
    /// Why there was none.
    pub fault: Option<String>,
}

/// A manifest as it is read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Its name.
    pub manifest: String,
    /// What a function sees of it.
    pub offered: packed::Manifest,
}

/// The beginning of a manifest's line.
pub const MANIFEST: &[u8] = b"{\"manifest\":";

/// Writes what was decided about one request; nothing of functions that were not asked.
///
/// # Errors
/// When it cannot be written.
pub fn write(told: &Told, functions: &FunctionSet, to: &mut impl Write) -> io::Result<()> {
    let Some(decisions) = &told.decisions else { return Ok(()) };
    let digest = |kind| functions.short_digest(kind);
    if was_asked(&decisions.consent) {
        line(to, &plain(FunctionKind::Consent, digest, &decisions.consent))?;
    }
    if was_asked(&decisions.geo_licensing) {
        line(to, &plain(FunctionKind::GeoLicensing, digest, &decisions.geo_licensing))?;
    }
    if let Some(cap) = decisions.carbon_cap.as_ref().filter(|cap| was_asked(cap)) {
        line(to, &plain(FunctionKind::CarbonCap, digest, cap))?;
    }
    let (Ok(made), Some(fetched)) = (&told.result, &told.fetched) else { return Ok(()) };
    let Some(answer) = made.answer.as_ref().filter(|answer| was_asked(answer)) else {
        return Ok(());
    };
    let text = made.filtered.as_deref().unwrap_or(&fetched.text);
    // It was read before, or there would be nothing made of it.
    let Ok(manifest) = Manifest::parse(text) else { return Ok(()) };
    let timeline = timeline(&manifest);
    let offered = offered(&manifest, timeline.as_ref()).pack();
    let name = name(&offered)?;
    line(to, &WrittenManifest { manifest: &name, offered: &offered })?;
    let grants = decisions.grants();
    line(
        to,
        &Written {
            grants: Some(&grants),
            limits: Some(&made.limits),
            manifest: Some(&name),
            ..plain(FunctionKind::ManifestRewriting, digest, answer)
        },
    )
}

/// Whether there was a function, and a sandbox for it.
fn was_asked<T>(answer: &Answer<T>) -> bool {
    !matches!(answer.said, Err(Fault::Missing | Fault::Busy))
}

fn plain<T>(
    kind: FunctionKind,
    digest: impl Fn(FunctionKind) -> Option<String>,
    answer: &Answer<T>,
) -> Written<'_, T> {
    Written {
        function: kind.name(),
        digest: digest(kind),
        saw: &answer.view,
        grants: None,
        limits: None,
        manifest: None,
        said: answer.said.as_ref().ok(),
        fault: answer.said.as_ref().err().map(Fault::name),
    }
}

/// The first sixteen hexadecimal digits of its SHA-256.
fn name(offered: &packed::Manifest) -> io::Result<String> {
    let digest = Sha256::digest(serde_json::to_vec(offered)?);
    Ok(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

fn line(to: &mut impl Write, what: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *to, what)?;
    to.write_all(b"\n")
}
