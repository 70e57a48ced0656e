//! The manifest stage: tracks, timeline and limits to the function, its edits
//! checked and applied by the host.

use std::borrow::Cow;

use tidegate_manifest::filter::{Filter, FilterError};
use tidegate_manifest::{self as manifest, Floor, Manifest, ParseError, Refusal};
use tidegate_sdk::geo_licensing::Replacement;
use tidegate_sdk::limits;
use tidegate_sdk::manifest_rewriting::{self as contract, Edit, Format, Track};
use tidegate_sdk::types::{Facts, Limits};

use crate::decide::{Answer, Decisions, LONGEST_VALIDITY};
use crate::enforce::reachable;
use crate::functions::{Fault, Functions};
use crate::insert::{Lookup, NotInserted};
use crate::library::Library;
use crate::offered::{format, offered, timeline};
use crate::reads::Reads;
use crate::redact::view;
use crate::tracking::Tracking;

/// What a route and its node ask of manifests, whoever the viewer is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms<'r> {
    /// What the viewer's player wants of the tracks; filters come before the function.
    pub filters: &'r [Filter],
    /// What neither filters nor the function may take away.
    pub floor: Floor,
    /// What functions name.
    pub library: &'r Library,
    /// What follows viewers around and is taken out of URIs where it is not granted.
    pub tracking: Option<&'r Tracking>,
}

/// The longest time that a slate is shown without asking again, in seconds: blackouts
/// end, and rights are corrected in a hurry.
const LONGEST_SLATE: u32 = 60;

/// The most edits a function may answer with.
pub const MOST_EDITS: usize = 4096;

/// A manifest that fits one viewer.
#[derive(Clone, Debug)]
pub struct Rewritten {
    /// The text to send.
    pub body: String,
    /// How it is written.
    pub format: Format,
    /// What the function's edits are about: the origin's text as the filters
    /// left it. Absent: the origin's own.
    pub filtered: Option<String>,
    /// The limits the tracks were checked against.
    pub limits: Limits,
    /// The edits applied: the function's, then the host's own.
    pub edits: Vec<Edit>,
    /// How many of the edits the host added, because a track was above the limits.
    pub enforced: usize,
    /// What the function was handed and what it said. It is not asked about a slate.
    pub answer: Option<Answer<contract::Decision>>,
    /// The name of the slate that is shown instead of everything.
    pub slate: Option<String>,
    /// For how many seconds all of it holds for the same facts.
    pub valid_for: u32,
}

/// Why there is no manifest for this viewer.
#[derive(Debug, thiserror::Error)]
pub enum RewriteError {
    /// Geo-licensing has not allowed the asset.
    #[error("the asset is not licensed to this viewer")]
    NotLicensed,
    /// Geo-licensing asks for a slate that there is not for such a manifest.
    #[error("there is no slate {0:?} for such a manifest")]
    NoSlate(String),
    /// No variant is within what the licence allows.
    #[error("no variant is within the licence")]
    NoVariant,
    /// The origin's text is no manifest.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The player's filter cannot be applied.
    #[error(transparent)]
    Filter(#[from] FilterError),
}

/// Fits a manifest to one viewer.
///
/// Where geo-licensing asks for a slate, that is all there is: no function is asked.
/// Else the function's edits are taken whole or not at all; afterwards whatever is
/// above the limits is dropped, whatever the function said. A media playlist has
/// no tracks to check: what it is a rendition of was checked where it was listed.
///
/// # Errors
/// See [`RewriteError`].
pub fn rewrite(
    text: &str,
    facts: &Facts,
    decisions: &Decisions,
    reads: &Reads,
    terms: Terms<'_>,
    functions: &mut impl Functions,
) -> Result<Rewritten, RewriteError> {
    let grants = decisions.grants();
    let text = match terms.tracking {
        Some(tracking) => tracking.manifest(text, &grants),
        None => Cow::Borrowed(text),
    };
    if let Some(replacement) = decisions.replacement() {
        return replaced(&text, replacement, decisions, terms.library);
    }
    let licence = decisions.licence().ok_or(RewriteError::NotLicensed)?;
    let text = filtered(&text, terms)?;
    let manifest = Manifest::parse(&text)?;
    let timeline = timeline(&manifest);
    let offered = offered(&manifest, timeline.as_ref());
    let tracks = offered.tracks.as_slice();
    let limits = match offered.format {
        Format::HlsMedia => licence.meet(&decisions.cap()),
        _ => reachable(tracks, licence, &decisions.cap()).ok_or(RewriteError::NoVariant)?,
    };

    let seen = view(facts, reads, &grants);
    let mut said =
        functions.manifest_rewriting(&seen, &grants, &limits, &offered).and_then(counted);
    let mut edits = said.as_ref().map_or_else(|_| Vec::new(), |decision| decision.edits.clone());

    let from_function = edits.len();
    let lookup = Lookup {
        library: terms.library,
        grants: &grants,
        manifest: &manifest,
        timeline: offered.timeline,
    };
    let edited = match within(lookup, terms.floor, tracks, &limits, &mut edits) {
        Ok(body) => body.map(|body| (body, edits.len() - from_function)),
        Err(unusable) => {
            said = Err(Fault::Invalid(unusable.to_string()));
            None
        }
    };
    let (body, enforced) = match edited {
        Some(edited) => edited,
        None => {
            edits.clear();
            // The floor is the operator's wish, the limits are the licence.
            let body = within(lookup, Floor::default(), tracks, &limits, &mut edits);
            (body.ok().flatten().ok_or(RewriteError::NoVariant)?, edits.len())
        }
    };
    let valid_for = decisions
        .valid_for()
        .min(said.as_ref().map_or(0, |decision| decision.valid_for))
        .min(LONGEST_VALIDITY);
    let format = offered.format;
    let answer = Some(Answer { view: seen, said });
    let filtered = match text {
        Cow::Borrowed(_) => None,
        Cow::Owned(text) => Some(text),
    };
    let slate = None;
    Ok(Rewritten { body, format, filtered, limits, edits, enforced, answer, slate, valid_for })
}

/// The slate, in the manifest's place. Filters have nothing to say of it.
fn replaced(
    text: &str,
    replacement: &Replacement,
    decisions: &Decisions,
    library: &Library,
) -> Result<Rewritten, RewriteError> {
    let manifest = Manifest::parse(text)?;
    let format = format(&manifest);
    let slate = library.slate(&replacement.slate).and_then(|slate| slate.of(format));
    let edit = slate.map(manifest::Edit::Replace);
    // Playlists of I-frames alone cannot be replaced.
    let edited = edit
        .as_ref()
        .and_then(|edit| manifest.apply(std::slice::from_ref(edit), Floor::default()).ok());
    let edited = edited.ok_or_else(|| RewriteError::NoSlate(replacement.slate.clone()))?;
    Ok(Rewritten {
        body: edited.write(),
        format,
        filtered: None,
        limits: Limits::NONE,
        edits: Vec::new(),
        enforced: 0,
        answer: None,
        slate: Some(replacement.slate.clone()),
        valid_for: decisions.valid_for().min(LONGEST_SLATE),
    })
}

/// The text with the filters applied, one after the other.
fn filtered<'t>(text: &'t str, terms: Terms<'_>) -> Result<Cow<'t, str>, RewriteError> {
    let mut text = Cow::Borrowed(text);
    for filter in terms.filters {
        let manifest = Manifest::parse(&text)?;
        let edits = filter.edits(manifest.tracks(), manifest.scope())?;
        if edits.is_empty() {
            continue;
        }
        // What may not be filtered away leaves nothing that the filter could mean.
        let edited = manifest.apply(&edits, terms.floor).map_err(|_| FilterError::Empty)?;
        text = Cow::Owned(edited.write());
    }
    Ok(text)
}

/// Why edits cannot be carried out.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    NotInserted(#[from] NotInserted),
}

/// Applies the edits, then drops what is above the limits, adding to `edits`.
/// `None` if nothing playable is within them; an error if the edits themselves
/// cannot be carried out.
fn within(
    lookup: Lookup<'_>,
    floor: Floor,
    tracks: &[Track<'_>],
    limits: &Limits,
    edits: &mut Vec<Edit>,
) -> Result<Option<String>, Unusable> {
    let manifest = lookup.manifest;
    let wanted = lookup.edits(edits)?;
    let edited = manifest.apply(&wanted, floor)?;
    let before = edits.len();
    let within = limits::within(tracks, limits);
    let left = edited.tracks();
    let above = left.iter().filter(|left| within.get(left.id as usize) == Some(&false));
    edits.extend(above.map(|track| Edit::Drop(track.id)));
    if edits.len() == before {
        return Ok(Some(edited.write()));
    }
    let enforced = lookup.edits(edits)?;
    Ok(manifest.apply(&enforced, floor).ok().map(|edited| edited.write()))
}

/// A decision with no more than [`MOST_EDITS`].
///
/// # Errors
/// [`Fault::Invalid`].
pub fn counted(decision: contract::Decision) -> Result<contract::Decision, Fault> {
    let count = decision.edits.len();
    if count > MOST_EDITS {
        return Err(Fault::Invalid(format!("{count} edits, expected at most {MOST_EDITS}")));
    }
    Ok(decision)
}
