//! How long, in a list of edits, each pathway has variants.

use std::collections::BTreeSet;

use super::multivariant::Multivariant;
use crate::plan::Plan;

/// The pathways of a playlist while edits drop what is on them.
#[derive(Debug)]
pub(super) struct Reach {
    /// By pathway.
    pathways: Vec<Pathway>,
    /// Those not dropped, by when their last variant goes.
    order: BTreeSet<(usize, u32)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Pathway {
    /// The edit that drops the last variant on it; [`NEVER`] if none does.
    /// Absent if it has none.
    last: Option<usize>,
    /// The edit that drops the pathway.
    dropped: Option<usize>,
}

/// Later than all edits.
const NEVER: usize = usize::MAX;

impl Reach {
    /// The pathways as the plan leaves them.
    pub(super) fn of(playlist: &Multivariant<'_>, plan: &Plan<'_>) -> Self {
        let mut pathways = vec![Pathway::default(); playlist.pathways.names.len()];
        for (track, outcome) in playlist.tracks.iter().zip(&plan.outcomes) {
            // Without steering, all are on the same.
            let pathway = pathways.get_mut(track.pathway.unwrap_or_default() as usize);
            if let Some(pathway) = pathway.filter(|_| track.kind.is_variant()) {
                let gone = if outcome.kept { NEVER } else { outcome.dropped_by.unwrap_or(NEVER) };
                pathway.last = pathway.last.max(Some(gone));
            }
        }
        let lasts = (0..).zip(&pathways);
        let order = lasts.filter_map(|(number, pathway)| Some((pathway.last?, number))).collect();
        Self { pathways, order }
    }

    /// Whether a pathway has a variant when an edit is carried out.
    pub(super) fn has(&self, number: u32, edit: usize) -> bool {
        self.pathways.get(number as usize).is_some_and(|pathway| {
            pathway.dropped.is_none() && pathway.last.is_some_and(|last| last > edit)
        })
    }

    /// Whether another pathway has one.
    pub(super) fn has_other(&self, number: u32, edit: usize) -> bool {
        self.order.iter().rev().take(2).any(|(last, other)| *other != number && *last > edit)
    }

    /// The edit by which the last variant of a pathway is gone, if it is.
    pub(super) fn gone(&self, number: u32) -> Option<usize> {
        self.pathways.get(number as usize)?.last.filter(|last| *last != NEVER)
    }

    /// Takes a pathway out.
    pub(super) fn drop_pathway(&mut self, number: u32, edit: usize) {
        if let Some(pathway) = self.pathways.get_mut(number as usize) {
            pathway.dropped = Some(edit);
            if let Some(last) = pathway.last {
                self.order.remove(&(last, number));
            }
        }
    }

    /// Whether a pathway was dropped.
    pub(super) fn dropped(&self) -> bool {
        self.pathways.iter().any(|pathway| pathway.dropped.is_some())
    }

    /// Whether a pathway was dropped by an edit before another one.
    pub(super) fn dropped_before(&self, number: u32, edit: usize) -> bool {
        let dropped = self.pathways.get(number as usize).and_then(|pathway| pathway.dropped);
        dropped.is_some_and(|dropped| dropped < edit)
    }

    /// Drops the tracks of dropped pathways.
    pub(super) fn drop_tracks(&self, playlist: &Multivariant<'_>, plan: &mut Plan<'_>) {
        for (track, outcome) in playlist.tracks.iter().zip(&mut plan.outcomes) {
            let pathway = track.pathway.and_then(|number| self.pathways.get(number as usize));
            if let Some(edit) = pathway.and_then(|pathway| pathway.dropped)
                && outcome.kept
            {
                outcome.kept = false;
                outcome.dropped_by = Some(edit);
                plan.dropped_variants = true;
            }
        }
    }
}
