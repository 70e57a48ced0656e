//! Order and defaults of audio and subtitles.
//!
//! Players expect the renditions of parallel groups in one order (hls.js#3729), so
//! what is compared says nothing about the group, and where the viewer's wishes do
//! not decide, the order in which renditions first appear does.
//!
//! Described audio and captions are put forward only for viewers who asked for them.
//! Others keep their `AUTOSELECT=YES`: players go by it to follow the settings of
//! the system, which know more than a fact that is absent.

use core::cmp::Ordering;

use tidegate_sdk::manifest_rewriting::{Autoselect, Edit, Roles, Track, TrackKind};
use tidegate_sdk::types::{Accessibility, Facts};

use crate::language::{Match, Preferences, Rank, compare};

/// When a rendition of subtitles is made the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubtitlesDefault {
    /// Never: the origin's default stays.
    Never,
    /// For viewers who want captions.
    Captions,
    /// Always, if there are any in a language of the viewer's.
    Always,
}

/// One rendition of a group, with all that decides its place.
struct Member<'t> {
    group: u32,
    /// Its place in the manifest.
    place: u32,
    track: &'t Track<'t>,
    suits: Match,
    /// Described audio, or captions.
    special: bool,
    forced: bool,
    /// Where renditions of the same language, name and roles first appear.
    first: u32,
}

/// What a viewer wants of the renditions of one kind.
#[derive(Clone, Copy)]
struct Wish {
    kind: TrackKind,
    /// Described audio, or captions.
    special: Roles,
    /// Whether the viewer asked for those.
    special_wanted: bool,
    /// Whether the best rendition is to be the default.
    default: bool,
}

/// Adds the edits that put the renditions that suit the viewer first.
pub(crate) fn arrange(
    facts: &Facts,
    tracks: &[Track<'_>],
    kept: &[bool],
    subtitles_default: SubtitlesDefault,
    edits: &mut Vec<Edit>,
) {
    let wants = |flag: Accessibility| facts.accessibility.is_some_and(|all| all & flag == flag);
    let described = wants(Accessibility::DESCRIBED_AUDIO);
    let captions = wants(Accessibility::CAPTIONS);
    let stated = Preferences::parse(facts.languages.as_deref().unwrap_or(""));
    let audio = Wish {
        kind: TrackKind::Audio,
        special: Roles::DESCRIBED_AUDIO,
        special_wanted: described,
        default: true,
    };
    let subtitles = Wish {
        kind: TrackKind::Subtitles,
        special: Roles::CAPTIONS,
        special_wanted: captions,
        default: match subtitles_default {
            SubtitlesDefault::Never => false,
            SubtitlesDefault::Captions => captions,
            SubtitlesDefault::Always => true,
        },
    };
    for wish in [audio, subtitles] {
        let mut preferences = stated.clone();
        if wish.special_wanted {
            // Who needs a description needs it in a language that the audience of this
            // manifest speaks, even if the viewer's is not known or not offered.
            preferences.or_else(home(tracks).unwrap_or(""));
        } else if preferences.is_empty() {
            continue;
        }
        let mut members = members(tracks, kept, wish, &preferences);
        if !members.iter().any(|member| wish.suits(member)) {
            continue;
        }
        mark_first_appearances(&mut members);
        sort(&mut members, &|a, b| wish.key(a).cmp(&wish.key(b)));
        for group in members.chunk_by(|a, b| a.group == b.group) {
            wish.edit(group, edits);
        }
    }
}

impl Wish {
    /// Whether a member is any better for the viewer than the others.
    fn suits(&self, member: &Member<'_>) -> bool {
        member.suits.fine != Rank::NONE || self.special_wanted && member.special
    }

    /// Group by group, the best has the least key. No two are equal.
    fn key(&self, member: &Member<'_>) -> (u32, [u8; 4], u32, u32) {
        let Match { fine, primary } = member.suits;
        let (language, special) = match (self.special_wanted, self.kind) {
            // `en` with description before `en-US` without.
            (true, _) => (primary, !member.special),
            // Nobody should be described to unasked, in whatever language.
            (false, TrackKind::Audio) if member.special => (Rank::NONE, true),
            // Captions are subtitles that say more: in the right language they do.
            (false, _) => (fine, member.special),
        };
        let wishes = [language.0, u8::from(member.forced), u8::from(special), fine.0];
        (member.group, wishes, member.first, member.place)
    }

    /// Adds the edits for one group, its members best first.
    fn edit(&self, group: &[Member<'_>], edits: &mut Vec<Edit>) {
        if !group.is_sorted_by_key(|member| member.place) {
            edits.push(Edit::Order(group.iter().map(|member| member.track.id).collect()));
        }
        let Some(best) = group.iter().find(|member| self.may_be_default(member)) else {
            return;
        };
        if !self.default {
            // The player may then choose it from what the system's settings say.
            if self.special_wanted && best.special && !best.track.autoselect {
                let track = best.track.id;
                edits.push(Edit::SetAutoselect(Autoselect { track, value: true }));
            }
            return;
        }
        let same = |member: &Member<'_>| {
            member.place == best.place
                || (best.track.set.is_some() && member.track.set == best.track.set)
        };
        let is_only_default = group.iter().all(|member| member.track.is_default == same(member));
        if !is_only_default {
            edits.push(Edit::SetDefault(best.track.id));
        }
    }

    /// Forced subtitles are shown without being chosen; described audio is not
    /// chosen for those who did not ask.
    fn may_be_default(&self, member: &Member<'_>) -> bool {
        let unasked = self.kind == TrackKind::Audio && member.special && !self.special_wanted;
        self.suits(member) && !member.forced && !unasked
    }
}

/// The language of the audio that plays if nobody chooses.
fn home<'t>(tracks: &[Track<'t>]) -> Option<&'t str> {
    let audio = || tracks.iter().filter(|track| track.kind == TrackKind::Audio);
    audio().find(|track| track.is_default).or_else(|| audio().next())?.language
}

/// The kept renditions of a kind, without those of groups that the node will remove
/// because no variant that names them is kept.
fn members<'t>(
    tracks: &'t [Track<'t>],
    kept: &[bool],
    wish: Wish,
    preferences: &Preferences<'_>,
) -> Vec<Member<'t>> {
    // Groups count from 0, so no more of them are named than there are tracks.
    let (mut alive, mut lost) = (vec![false; tracks.len()], vec![false; tracks.len()]);
    for (track, kept) in tracks.iter().zip(kept) {
        let group = match wish.kind {
            TrackKind::Audio => track.audio_group,
            _ => track.subtitles_group,
        };
        let groups = if *kept { &mut alive } else { &mut lost };
        if let Some(named) = group.and_then(|group| groups.get_mut(group as usize)) {
            *named = true;
        }
    }
    let holds = |groups: &[bool], group: u32| groups.get(group as usize) == Some(&true);
    let has = |track: &Track<'_>, role: Roles| track.roles & role == role;
    tracks
        .iter()
        .zip(kept)
        .zip(0..)
        .filter(|((track, kept), _)| **kept && track.kind == wish.kind)
        .filter_map(|((track, _), place)| {
            let group = track.group?;
            (holds(&alive, group) || !holds(&lost, group)).then(|| Member {
                group,
                place,
                track,
                suits: preferences.judge(track.language),
                special: has(track, wish.special),
                forced: has(track, Roles::FORCED),
                first: place,
            })
        })
        .collect()
}

/// Notes where the like of each member first appears, in whatever group.
fn mark_first_appearances(members: &mut [Member<'_>]) {
    let one_group = members.windows(2).all(|pair| match pair {
        [a, b] => a.group == b.group,
        _ => true,
    });
    if one_group {
        return;
    }
    sort(members, &|a, b| like(a.track, b.track).then(a.place.cmp(&b.place)));
    for alike in members.chunk_by_mut(|a, b| like(a.track, b.track).is_eq()) {
        let first = alike.first().map_or(0, |member| member.place);
        alike.iter_mut().for_each(|member| member.first = first);
    }
}

/// One sort for both orders: a second copy would be 8 KB of component.
fn sort(members: &mut [Member<'_>], order: &dyn Fn(&Member<'_>, &Member<'_>) -> Ordering) {
    members.sort_unstable_by(order);
}

fn like(a: &Track<'_>, b: &Track<'_>) -> Ordering {
    compare(a.language, b.language)
        .then_with(|| a.label.cmp(&b.label))
        .then_with(|| a.roles.bits().cmp(&b.roles.bits()))
}
