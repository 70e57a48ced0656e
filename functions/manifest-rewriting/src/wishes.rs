//! What a viewer wants of audio and of subtitles.
//!
//! The profile's languages come before the player's. Described audio, speech that is
//! easier to follow and captions are put forward only for viewers who asked for them.

use tidegate_sdk::manifest_rewriting::{Roles, Track, TrackKind};
use tidegate_sdk::types::{Accessibility, Facts};

use crate::language::{Match, Preferences, Rank};

/// When a rendition of subtitles is made the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubtitlesDefault {
    /// Never: the origin's default stays.
    Never,
    /// For viewers who want captions.
    Captions,
    /// For those, and for viewers whose audio is in none of their languages.
    Foreign,
    /// Always, if there are any in a language of the viewer's.
    Always,
}

/// What a viewer wants of the renditions of one kind.
pub(crate) struct Wish<'f> {
    pub(crate) kind: TrackKind,
    /// By descending preference.
    pub(crate) languages: Preferences<'f>,
    /// The roles that are only for those who ask for them.
    special: Roles,
    /// Those of them that the viewer asked for.
    pub(crate) wanted: Roles,
    /// Whether the language that the work was made in goes first.
    pub(crate) original: bool,
    /// Whether the best rendition is to be the default.
    pub(crate) default: bool,
}

impl<'f> Wish<'f> {
    /// What is wanted of audio.
    pub(crate) fn of_audio(facts: &'f Facts) -> Self {
        let chosen = facts.preferences.as_ref();
        let mut wanted = Roles::empty();
        wanted.set(Roles::DESCRIBED_AUDIO, wants(facts, Accessibility::DESCRIBED_AUDIO));
        wanted.set(Roles::ENHANCED_SPEECH, wants(facts, Accessibility::ENHANCED_SPEECH));
        Self {
            kind: TrackKind::Audio,
            languages: Preferences::parse([
                chosen.and_then(|chosen| chosen.audio.as_deref()),
                facts.languages.as_deref(),
            ]),
            special: Roles::DESCRIBED_AUDIO | Roles::ENHANCED_SPEECH,
            wanted,
            original: chosen.is_some_and(|chosen| chosen.original_audio),
            default: true,
        }
    }

    /// What is wanted of subtitles, where the audio that plays is in a language of
    /// the viewer's or not: in languages of their own, or else in those of audio.
    pub(crate) fn of_subtitles(
        facts: &'f Facts,
        shown: SubtitlesDefault,
        foreign: bool,
        of_audio: Preferences<'f>,
    ) -> Self {
        let chosen = facts.preferences.as_ref().and_then(|chosen| chosen.subtitles.as_deref());
        let captions = wants(facts, Accessibility::CAPTIONS);
        Self {
            kind: TrackKind::Subtitles,
            languages: match chosen {
                Some(_) => Preferences::parse([chosen, facts.languages.as_deref()]),
                None => of_audio,
            },
            special: Roles::CAPTIONS,
            wanted: if captions { Roles::CAPTIONS } else { Roles::empty() },
            original: false,
            default: match shown {
                SubtitlesDefault::Never => false,
                SubtitlesDefault::Captions => captions,
                SubtitlesDefault::Foreign => captions || foreign,
                SubtitlesDefault::Always => true,
            },
        }
    }

    /// Whether a track is only for those who ask for it, and the viewer did not.
    /// Captions are subtitles that say more: in the right language they do.
    pub(crate) fn is_unasked(&self, track: &Track<'_>) -> bool {
        let special = track.roles & self.special;
        self.kind == TrackKind::Audio
            && (!special.is_empty() && !special.intersects(self.wanted)
                || track.roles.intersects(Roles::COMMENTARY | Roles::KARAOKE))
    }

    /// How far a track is from the roles that are wanted: what is missing counts for
    /// more than what is too much.
    pub(crate) fn strays(&self, track: &Track<'_>) -> u8 {
        let special = track.roles & self.special;
        let count = |roles: Roles| roles.bits().count_ones() as u8;
        3 * count(self.wanted - special) + count(special - self.wanted)
    }

    /// The order of languages for a track: by range and by how it matched; for who
    /// wants more than a language, `en` with description before `en-US` without.
    pub(crate) const fn language(&self, suits: Match) -> Rank {
        if self.wanted.is_empty() { suits.fine } else { suits.primary }
    }
}

fn wants(facts: &Facts, flag: Accessibility) -> bool {
    facts.accessibility.is_some_and(|all| all.contains(flag))
}

/// How audio in the language that the work was made in is known.
#[derive(Clone, Copy)]
pub(crate) enum Original<'t> {
    /// By the role `original`, which some has.
    Marked,
    /// By not being dubbed, which some is.
    NotDubbed,
    /// By the language of the default; no audio, if that is not stated.
    Language(Option<&'t str>),
}

/// What is beside the programme's own sound, and so says nothing of its language.
const ASIDE: Roles = Roles::DESCRIBED_AUDIO
    .union(Roles::ENHANCED_SPEECH)
    .union(Roles::COMMENTARY)
    .union(Roles::KARAOKE);

impl<'t> Original<'t> {
    /// By the surest sign that there is.
    pub(crate) fn of(tracks: &[Track<'t>]) -> Self {
        let audio = || tracks.iter().filter(|track| track.kind == TrackKind::Audio);
        if audio().any(|track| track.roles.contains(Roles::ORIGINAL)) {
            Self::Marked
        } else if audio().any(|track| track.roles.contains(Roles::DUB)) {
            Self::NotDubbed
        } else {
            let mut own = audio().filter(|track| !track.roles.intersects(ASIDE));
            let default = own.clone().find(|track| track.is_default);
            Self::Language(default.or_else(|| own.next()).and_then(|track| track.language))
        }
    }

    /// Whether audio is.
    pub(crate) fn is(self, track: &Track<'_>) -> bool {
        match self {
            Self::Marked => track.roles.contains(Roles::ORIGINAL),
            Self::NotDubbed => !track.roles.contains(Roles::DUB),
            Self::Language(language) => language
                .zip(track.language)
                .is_some_and(|(original, own)| original.eq_ignore_ascii_case(own)),
        }
    }
}

/// The language of the audio that plays if nobody chooses.
pub(crate) fn home<'t>(tracks: &[Track<'t>]) -> Option<&'t str> {
    let audio = || tracks.iter().filter(|track| track.kind == TrackKind::Audio);
    audio().find(|track| track.is_default).or_else(|| audio().next())?.language
}
