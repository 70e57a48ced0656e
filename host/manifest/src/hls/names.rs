//! Names of renditions, RFC 8216 section 4.3.4.1.1: all of a group differ.

use std::collections::BTreeMap;

use super::whole::writable;
use crate::error::{Refusal, Rule};
use crate::plan::Plan;
use crate::track::Track;

/// Refuses to give a rendition the name of another one in its group, or one
/// that refers to a variable. Those that had one name before are left.
pub(super) fn keep_apart(tracks: &[Track<'_>], plan: &Plan<'_>) -> Result<(), Refusal> {
    if plan.outcomes.iter().all(|outcome| outcome.renamed.is_none()) {
        return Ok(());
    }
    let mut named: BTreeMap<(u32, &str), Option<usize>> = BTreeMap::new();
    for (track, outcome) in tracks.iter().zip(&plan.outcomes) {
        let new = plan.label(outcome).filter(|label| track.label.as_deref() != Some(*label));
        let edit = outcome.renamed.filter(|_| new.is_some());
        let (Some(group), Some(label)) = (track.group, new.or(track.label.as_deref())) else {
            continue;
        };
        if !outcome.kept {
            continue;
        }
        if let Some(edit) = edit.filter(|_| !writable(label)) {
            return Err(Refusal { edit, rule: Rule::Unwritable { what: "name" } });
        }
        if let Some(other) = named.insert((group, label), edit)
            && let Some(edit) = edit.max(other)
        {
            return Err(Refusal {
                edit,
                rule: Rule::Taken { what: "name", name: label.to_owned() },
            });
        }
    }
    Ok(())
}
