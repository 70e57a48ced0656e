//! From tracks that do not match to edits.
//!
//! - The only audio is never lost to a language: where none of a group's (or
//!   period's) audio has a language asked for, its languages are not filtered.
//!   MediaPackage answers with silence then, bakery's users asked for this
//!   (bakery#175, #182).
//! - A variant goes with the audio group that it names when all of that did
//!   not match, as long as another variant stays.
//! - Nothing but subtitles left is no error; nothing at all is one.

use super::{FilterError, Scope};
use crate::edit::Edit;
use crate::track::{Track, TrackKind};

/// What a filter thinks of a track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Verdict {
    #[default]
    Keep,
    /// Only its language does not match.
    Foreign,
    Drop,
}

impl Verdict {
    /// Of two filters that must both match.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Drop, _) | (_, Self::Drop) => Self::Drop,
            (Self::Foreign, _) | (_, Self::Foreign) => Self::Foreign,
            (Self::Keep, Self::Keep) => Self::Keep,
        }
    }

    pub(super) fn dropping(drop: bool) -> Self {
        if drop { Self::Drop } else { Self::Keep }
    }
}

/// The verdicts on all tracks, by index.
pub(super) struct Selection<'s, 't> {
    tracks: &'s [Track<'t>],
    verdicts: Vec<Verdict>,
}

impl<'s, 't> Selection<'s, 't> {
    pub(super) fn new(tracks: &'s [Track<'t>], judge: impl FnMut(&Track<'t>) -> Verdict) -> Self {
        Self { tracks, verdicts: tracks.iter().map(judge).collect() }
    }

    /// Follows from the verdicts what else stays or goes.
    pub(super) fn settle(mut self, scope: Scope) -> Result<Self, FilterError> {
        self.spare_last_audio();
        self.drop_silenced();
        let left = self.kept().any(|track| match track.kind {
            TrackKind::Subtitles => true,
            // Without a variant nothing of a multivariant playlist can be played.
            TrackKind::Audio => scope == Scope::Mpd,
            kind => kind.is_variant(),
        });
        // What had nothing to play is as it was.
        let dropped = self.verdicts.iter().any(|verdict| *verdict != Verdict::Keep);
        if dropped && !left {
            return Err(FilterError::Empty);
        }
        Ok(self)
    }

    /// The edits that drop what does not match.
    pub(super) fn drops(&self) -> Vec<Edit> {
        let all = self.tracks.iter().zip(&self.verdicts);
        let dropped = all.filter(|(_, verdict)| **verdict != Verdict::Keep);
        dropped.map(|(track, _)| Edit::Drop(track.id)).collect()
    }

    /// The tracks that stay.
    pub(super) fn kept(&self) -> impl Iterator<Item = &'s Track<'t>> + '_ {
        let all = self.tracks.iter().zip(&self.verdicts);
        all.filter(|(_, verdict)| **verdict == Verdict::Keep).map(|(track, _)| track)
    }

    /// By group of audio: whether it was there, and whether some of it stays.
    fn audio_groups(&self) -> Vec<(bool, bool)> {
        let numbers = self.tracks.iter().filter_map(|track| track.group);
        let count = numbers.max().map_or(0, |last| last as usize + 1).min(self.tracks.len());
        let mut groups = vec![(false, false); count];
        for (track, verdict) in self.tracks.iter().zip(&self.verdicts) {
            if track.kind == TrackKind::Audio
                && let Some(group) = track.group.and_then(|group| groups.get_mut(group as usize))
            {
                group.0 = true;
                group.1 |= *verdict == Verdict::Keep;
            }
        }
        groups
    }

    fn spare_last_audio(&mut self) {
        let groups = self.audio_groups();
        for (track, verdict) in self.tracks.iter().zip(&mut self.verdicts) {
            let group = track.group.and_then(|group| groups.get(group as usize));
            let alone = group.is_none_or(|(_, stays)| !stays);
            if track.kind == TrackKind::Audio && *verdict == Verdict::Foreign && alone {
                *verdict = Verdict::Keep;
            }
        }
    }

    fn drop_silenced(&mut self) {
        let groups = self.audio_groups();
        let silenced = |track: &Track<'_>| {
            let group = track.audio_group.and_then(|group| groups.get(group as usize));
            group.is_some_and(|(was, stays)| *was && !stays)
        };
        if !self.kept().any(|track| track.kind.is_variant() && !silenced(track)) {
            return;
        }
        for (track, verdict) in self.tracks.iter().zip(&mut self.verdicts) {
            if track.kind.is_variant() && silenced(track) {
                *verdict = Verdict::Drop;
            }
        }
    }
}
