//! The manifest stage: tracks and limits to the function, its edits checked and
//! applied by the host.

use tidegate_manifest::{Floor, Multivariant, ParseError};
use tidegate_sdk::manifest_rewriting::{self, Edit, Format, Manifest, Track};
use tidegate_sdk::types::{Facts, Limits};

use crate::decide::{Answer, Decisions, LONGEST_VALIDITY};
use crate::enforce::{above, reachable};
use crate::functions::{Fault, Functions};
use crate::reads::Reads;
use crate::redact::view;
use crate::tracks::{contract_tracks, manifest_edits};

/// The most edits a function may answer with.
pub const MOST_EDITS: usize = 4096;

/// A manifest that fits one viewer.
#[derive(Clone, Debug)]
pub struct Rewritten {
    /// The text to send.
    pub body: String,
    /// The limits the ladder was checked against.
    pub limits: Limits,
    /// The edits applied: the function's, then the host's own.
    pub edits: Vec<Edit>,
    /// How many of the edits the host added, because a track was above the limits.
    pub enforced: usize,
    /// What the function was handed and what it said.
    pub answer: Answer<manifest_rewriting::Decision>,
    /// For how many seconds all of it holds for the same facts.
    pub valid_for: u32,
}

/// Why there is no manifest for this viewer.
#[derive(Debug, thiserror::Error)]
pub enum RewriteError {
    /// Geo-licensing has not allowed the asset.
    #[error("the asset is not licensed to this viewer")]
    NotLicensed,
    /// No variant is within what the licence allows.
    #[error("no variant is within the licence")]
    NoVariant,
    /// The origin's text is no multivariant playlist.
    #[error(transparent)]
    Parse(#[from] ParseError),
}

/// Fits a multivariant playlist to one viewer.
///
/// The function's edits are taken whole or not at all; afterwards whatever is
/// above the limits is dropped, whatever the function said.
///
/// # Errors
/// See [`RewriteError`].
pub fn rewrite(
    text: &str,
    facts: &Facts,
    decisions: &Decisions,
    reads: &Reads,
    functions: &mut impl Functions,
) -> Result<Rewritten, RewriteError> {
    let licence = decisions.licence().ok_or(RewriteError::NotLicensed)?;
    let manifest = Multivariant::parse(text)?;
    let offered = Manifest {
        format: Format::HlsMultivariant,
        tracks: contract_tracks(manifest.tracks(), &[]),
        timeline: None,
    };
    let tracks = offered.tracks.as_slice();
    let limits = reachable(tracks, licence, &decisions.cap()).ok_or(RewriteError::NoVariant)?;

    let seen = view(facts, reads, &decisions.grants());
    let said = functions
        .manifest_rewriting(&seen, &limits, &offered)
        .and_then(|decision| checked(&manifest, decision));
    let mut edits = said.as_ref().map_or_else(|_| Vec::new(), |decision| decision.edits.clone());

    let from_function = edits.len();
    let edited = match within(&manifest, tracks, &limits, &mut edits) {
        Some(body) => Some((body, edits.len() - from_function)),
        None => {
            edits.clear();
            within(&manifest, tracks, &limits, &mut edits).map(|body| (body, edits.len()))
        }
    };
    let (body, enforced) = edited.ok_or(RewriteError::NoVariant)?;
    let valid_for = decisions
        .valid_for()
        .min(said.as_ref().map_or(0, |decision| decision.valid_for))
        .min(LONGEST_VALIDITY);
    let answer = Answer { view: seen, said };
    Ok(Rewritten { body, limits, edits, enforced, answer, valid_for })
}

/// Applies the edits, then drops what is above the limits, adding to `edits`.
/// `None` if the manifest refuses.
fn within(
    manifest: &Multivariant<'_>,
    tracks: &[Track<'_>],
    limits: &Limits,
    edits: &mut Vec<Edit>,
) -> Option<String> {
    let wanted = manifest_edits(edits);
    let edited = manifest.apply(&wanted, Floor::default()).ok()?;
    let before = edits.len();
    edits.extend(
        edited
            .tracks()
            .filter_map(|left| tracks.iter().find(|track| track.id == left.id))
            .filter(|track| above(track, limits))
            .map(|track| Edit::Drop(track.id)),
    );
    if edits.len() == before {
        return Some(edited.write());
    }
    Some(manifest.apply(&manifest_edits(edits), Floor::default()).ok()?.write())
}

fn checked(
    manifest: &Multivariant<'_>,
    decision: manifest_rewriting::Decision,
) -> Result<manifest_rewriting::Decision, Fault> {
    let count = decision.edits.len();
    if count > MOST_EDITS {
        return Err(Fault::Invalid(format!("{count} edits, expected at most {MOST_EDITS}")));
    }
    match manifest.apply(&manifest_edits(&decision.edits), Floor::default()) {
        Ok(_) => Ok(decision),
        Err(refusal) => Err(Fault::Invalid(refusal.to_string())),
    }
}
