//! What must be left of a manifest for those who rely on it.

use std::collections::BTreeSet;

use crate::error::{Refusal, Relied, Rule};
use crate::plan::{Outcome, Plan};
use crate::track::{Roles, Track, TrackKind};

/// What edits may not take away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    /// Keep at least one described audio, one captioned track and one audio in
    /// the original language, where the manifest has them. Where it marks no
    /// audio as the original ([`Roles::ORIGINAL`]), that is audio in a language
    /// of its defaults, which it plays unless one chooses otherwise.
    pub accessibility: bool,
}

impl Floor {
    /// Refuses a plan that leaves less, tracks that settling drops included.
    pub(crate) fn check(self, tracks: &[Track<'_>], plan: &Plan<'_>) -> Result<(), Refusal> {
        if !self.accessibility || plan.outcomes.iter().all(|outcome| outcome.kept) {
            return Ok(());
        }
        let original = Original::of(tracks);
        keep(tracks, &plan.outcomes, Relied::Described, |track| {
            is_audio(track) && track.roles.contains(Roles::DESCRIBED_AUDIO)
        })?;
        keep(tracks, &plan.outcomes, Relied::Captioned, |track| {
            track.roles.contains(Roles::CAPTIONS) || track.kind == TrackKind::ClosedCaptions
        })?;
        keep(tracks, &plan.outcomes, Relied::Original, |track| original.is(track))
    }
}

/// Refuses to lose the last track that serves. Settling drops tracks that no
/// edit named: they go by the last edit that dropped any.
fn keep(
    tracks: &[Track<'_>],
    outcomes: &[Outcome],
    what: Relied,
    serves: impl Fn(&Track<'_>) -> bool,
) -> Result<(), Refusal> {
    let mut last = None;
    for (track, outcome) in tracks.iter().zip(outcomes).filter(|(track, _)| serves(track)) {
        if outcome.kept {
            return Ok(());
        }
        last = last.max(Some((outcome.dropped_by.unwrap_or(usize::MAX), track.id)));
    }
    let Some((edit, track)) = last else { return Ok(()) };
    let any = outcomes.iter().filter_map(|outcome| outcome.dropped_by).max().unwrap_or_default();
    Err(Refusal { edit: edit.min(any), rule: Rule::Floor { track, what } })
}

fn is_audio(track: &Track<'_>) -> bool {
    matches!(track.kind, TrackKind::Audio | TrackKind::AudioOnly | TrackKind::Muxed)
}

/// Which audio is in the language that the work was made in.
enum Original {
    /// What is marked so.
    Marked,
    /// What is in one of these languages, in lower case; nothing for audio
    /// whose language is not stated.
    Languages(BTreeSet<Option<String>>),
}

impl Original {
    fn of(tracks: &[Track<'_>]) -> Self {
        let mut audio = tracks.iter().filter(|track| is_audio(track));
        if audio.clone().any(|track| track.roles.contains(Roles::ORIGINAL)) {
            return Self::Marked;
        }
        Self::Languages(audio.by_ref().filter(|track| track.is_default).map(language).collect())
    }

    fn is(&self, track: &Track<'_>) -> bool {
        match self {
            Self::Marked => is_audio(track) && track.roles.contains(Roles::ORIGINAL),
            // A commentary is another work.
            Self::Languages(languages) => {
                track.kind == TrackKind::Audio
                    && !track.roles.contains(Roles::COMMENTARY)
                    && languages.contains(&language(track))
            }
        }
    }
}

/// A language as it compares, BCP 47 section 2.1.1.
fn language(track: &Track<'_>) -> Option<String> {
    track.language.as_ref().map(|language| language.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::edit::Edit;

    fn track(id: u32, kind: TrackKind, language: &'static str, roles: Roles) -> Track<'static> {
        let group = (!kind.is_variant()).then_some(0);
        let language = Some(Cow::Borrowed(language));
        Track { language, roles, group, ..Track::bare(id, kind) }
    }

    fn refused(tracks: &[Track<'_>], drops: &[u32]) -> Option<(usize, Rule)> {
        let edits: Vec<_> = drops.iter().map(|track| Edit::Drop(*track)).collect();
        let plan = Plan::new(tracks, &edits).unwrap();
        assert!(Floor::default().check(tracks, &plan).is_ok());
        let refusal = Floor { accessibility: true }.check(tracks, &plan).err()?;
        Some((refusal.edit, refusal.rule))
    }

    #[test]
    fn the_last_of_each_stays() {
        let none = Roles::empty();
        let tracks = [
            track(0, TrackKind::Audio, "en", Roles::DESCRIBED_AUDIO),
            track(1, TrackKind::Audio, "fr", Roles::DESCRIBED_AUDIO | Roles::ORIGINAL),
            track(2, TrackKind::Subtitles, "fr", Roles::CAPTIONS | Roles::ORIGINAL),
            track(3, TrackKind::ClosedCaptions, "en", none),
            track(4, TrackKind::Subtitles, "en", none),
        ];
        assert_eq!(refused(&tracks, &[0, 2, 4]), None);
        assert_eq!(refused(&tracks, &[3, 4]), None);
        let floor = |track, what| Rule::Floor { track, what };
        assert_eq!(refused(&tracks, &[4, 1, 0]), Some((2, floor(0, Relied::Described))));
        assert_eq!(refused(&tracks, &[3, 2, 4]), Some((1, floor(2, Relied::Captioned))));
        assert_eq!(refused(&tracks, &[1]), Some((0, floor(1, Relied::Original))));
    }

    #[test]
    fn the_default_is_original_where_nothing_is_marked() {
        let none = Roles::empty();
        let mut tracks = [
            track(0, TrackKind::Audio, "en-GB", none),
            track(1, TrackKind::Audio, "fr", none),
            track(2, TrackKind::Audio, "EN-gb", none),
            track(3, TrackKind::Audio, "en-GB", Roles::COMMENTARY),
        ];
        assert_eq!(refused(&tracks, &[0, 2, 3]), None);
        tracks[0].is_default = true;
        assert_eq!(refused(&tracks, &[0, 1, 3]), None);
        let original = Rule::Floor { track: 2, what: Relied::Original };
        assert_eq!(refused(&tracks, &[0, 2]), Some((1, original)));
    }

    #[test]
    fn what_settling_drops_goes_by_the_last_drop() {
        let tracks = [
            track(0, TrackKind::Video, "", Roles::empty()),
            track(1, TrackKind::Audio, "en", Roles::DESCRIBED_AUDIO),
            track(2, TrackKind::Subtitles, "en", Roles::empty()),
        ];
        let edits = [Edit::SetDefault(1), Edit::Drop(0), Edit::Order(vec![])];
        let mut plan = Plan::new(&tracks, &edits).unwrap();
        plan.outcomes[1].kept = false;
        let refusal = Floor { accessibility: true }.check(&tracks, &plan).unwrap_err();
        assert_eq!(refusal.edit, 1);
    }
}
