//! What must be left of a manifest for those who rely on it.

use crate::error::{Refusal, Relied, Rule};
use crate::plan::{Outcome, Plan};
use crate::track::{Roles, Track, TrackKind};

/// What edits may not take away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    /// Keep at least one described audio, one captioned track and one audio in
    /// the original language, where the manifest has them.
    pub accessibility: bool,
}

impl Floor {
    /// Refuses a plan that leaves less, tracks that settling drops included.
    pub(crate) fn check(self, tracks: &[Track<'_>], plan: &Plan<'_>) -> Result<(), Refusal> {
        if !self.accessibility || plan.outcomes.iter().all(|outcome| outcome.kept) {
            return Ok(());
        }
        let marked = tracks.iter().any(|track| track.roles.contains(Roles::ORIGINAL));
        for what in [Relied::Described, Relied::Captioned, Relied::Original] {
            keep(tracks, &plan.outcomes, what, marked)?;
        }
        Ok(())
    }
}

/// Refuses to lose the last track that serves, naming the last edit that dropped one.
fn keep(
    tracks: &[Track<'_>],
    outcomes: &[Outcome],
    what: Relied,
    marked: bool,
) -> Result<(), Refusal> {
    let mut last = None;
    for (track, outcome) in tracks.iter().zip(outcomes) {
        if !serves(track, what, marked) {
            continue;
        }
        if outcome.kept {
            return Ok(());
        }
        // What settling dropped, no edit named: it goes with the first one.
        last = last.max(Some((outcome.dropped_by.unwrap_or_default(), track.id)));
    }
    match last {
        None => Ok(()),
        Some((edit, track)) => Err(Refusal { edit, rule: Rule::Floor { track, what } }),
    }
}

/// Whether a track is what someone relies on. Where no audio is marked as the
/// original, it is what plays unless one chooses otherwise.
fn serves(track: &Track<'_>, what: Relied, marked: bool) -> bool {
    match what {
        Relied::Described => track.roles.contains(Roles::DESCRIBED_AUDIO),
        Relied::Captioned => {
            track.roles.contains(Roles::CAPTIONS) || track.kind == TrackKind::ClosedCaptions
        }
        Relied::Original if marked => track.roles.contains(Roles::ORIGINAL),
        Relied::Original => track.kind == TrackKind::Audio && track.is_default,
    }
}
