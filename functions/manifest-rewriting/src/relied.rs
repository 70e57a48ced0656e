//! What people rely on: described audio, captions, and audio in the original language.
//!
//! A route may refuse to lose the last of each (`accessibility-floor`), and would then
//! refuse all edits.

use tidegate_sdk::manifest_rewriting::{Roles, Track, TrackKind};

/// Which of it there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relied(u8);

const DESCRIBED: u8 = 1;
const CAPTIONED: u8 = 1 << 1;
const ORIGINAL: u8 = 1 << 2;

impl Relied {
    /// Whether there is all of `other`.
    pub(crate) fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Whether what is left of variants surely names all groups that those before did: all
/// that go name those of one that stays, as where all variants share theirs.
pub(crate) fn keeps_groups(tracks: &[Track<'_>], before: &[bool], left: &[bool]) -> bool {
    let groups = |track: &Track<'_>| (track.audio_group, track.subtitles_group);
    let mut all = tracks.iter().zip(before).zip(left);
    let stays = tracks.iter().zip(left).find(|(track, left)| **left && track.is_variant());
    let Some((stays, _)) = stays else { return false };
    all.all(|((track, before), left)| {
        !before || *left || !track.is_variant() || groups(track) == groups(stays)
    })
}

/// What there is of it among the tracks that are kept and can be played.
pub(crate) fn relied(tracks: &[Track<'_>], kept: &[bool]) -> Relied {
    let (audio, subtitles) = (
        Groups::of(tracks, kept, TrackKind::Audio),
        Groups::of(tracks, kept, TrackKind::Subtitles),
    );
    let mut found = 0;
    for (track, _) in tracks.iter().zip(kept).filter(|(_, kept)| **kept) {
        let has = |role: Roles| track.roles.contains(role);
        let playable = match track.kind {
            TrackKind::Audio => audio.stays(track.group),
            TrackKind::Subtitles => subtitles.stays(track.group),
            _ => true,
        };
        if !playable {
            continue;
        }
        if track.kind == TrackKind::ClosedCaptions || has(Roles::CAPTIONS) {
            found |= CAPTIONED;
        }
        if matches!(track.kind, TrackKind::Audio | TrackKind::AudioOnly | TrackKind::Muxed) {
            found |= if has(Roles::DESCRIBED_AUDIO) { DESCRIBED } else { 0 };
            found |= if has(Roles::ORIGINAL) { ORIGINAL } else { 0 };
        }
    }
    Relied(found)
}

/// The groups of one kind that variants play with.
pub(crate) struct Groups {
    /// By number: whether a variant that is kept names it.
    alive: Vec<bool>,
    /// By number: whether one that is not kept does.
    lost: Vec<bool>,
}

impl Groups {
    pub(crate) fn of(tracks: &[Track<'_>], kept: &[bool], kind: TrackKind) -> Self {
        if kept.iter().all(|kept| *kept) {
            return Self { alive: Vec::new(), lost: Vec::new() };
        }
        // Groups count from 0, so no more of them are named than there are tracks.
        let (mut alive, mut lost) = (vec![false; tracks.len()], vec![false; tracks.len()]);
        for (track, kept) in tracks.iter().zip(kept) {
            let group = match kind {
                TrackKind::Audio => track.audio_group,
                _ => track.subtitles_group,
            };
            let groups = if *kept { &mut alive } else { &mut lost };
            if let Some(named) = group.and_then(|group| groups.get_mut(group as usize)) {
                *named = true;
            }
        }
        Self { alive, lost }
    }

    /// Whether the node keeps a group: it removes those that no variant names any more.
    pub(crate) fn stays(&self, group: Option<u32>) -> bool {
        let Some(group) = group else { return true };
        let holds = |groups: &[bool]| groups.get(group as usize) == Some(&true);
        holds(&self.alive) || !holds(&self.lost)
    }
}
