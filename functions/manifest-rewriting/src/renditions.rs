//! Order and defaults of audio and subtitles.
//!
//! Players expect the renditions of parallel groups in one order (hls.js#3729), so
//! what is compared says nothing about the group, and where the viewer's wishes do
//! not decide, the order in which renditions first appear does.
//!
//! What was not asked for keeps its `AUTOSELECT=YES`: players go by it to follow the
//! settings of the system, which know more than a fact that is absent.

use core::cmp::Ordering;

use tidegate_sdk::manifest_rewriting::{Autoselect, Codecs, Edit, Roles, Track, TrackKind};
use tidegate_sdk::types::Facts;

use crate::language::{Preferences, Rank, compare};
use crate::relied::Groups;
use crate::wishes::{Original, SubtitlesDefault, Wish, home};

/// One rendition of a group, with all that decides its place.
struct Member<'t> {
    group: u32,
    /// Its place in the manifest.
    place: u32,
    track: &'t Track<'t>,
    /// What the viewer wishes, the lower the better; see [`Wish::judge`].
    wishes: u64,
    /// Whether it is any better for the viewer than others.
    suits: bool,
    /// Whether its language is one that was asked for.
    spoken: bool,
    /// Only for those who ask for it.
    unasked: bool,
    forced: bool,
    /// Where renditions of the same language, name and roles first appear: group and
    /// place. By the place alone, ordering one group would change the order of others.
    first: u64,
}

/// Adds the edits that put the renditions that suit the viewer first.
pub(crate) fn arrange(
    facts: &Facts,
    tracks: &[Track<'_>],
    kept: &[bool],
    shown: SubtitlesDefault,
    edits: &mut Vec<Edit>,
) {
    let mut audio = Wish::of_audio(facts);
    // Only forced subtitles go by the audio that plays.
    let by_audio = shown == SubtitlesDefault::Foreign || tracks.iter().any(is_forced);
    let understood = audio.languages.clone();
    if !audio.wanted.is_empty() {
        // Who needs a description needs it in a language that the audience of this
        // manifest speaks, even if the viewer's is not known or not offered.
        audio.languages.or_else(home(tracks).unwrap_or(""));
    }
    let known = !audio.languages.is_empty() || audio.original;
    let best = known.then(|| audio.arrange(tracks, kept, None, edits)).flatten();
    // What plays, if the audio is in a track of its own and its language is known.
    let language = || best.map_or_else(|| home(tracks), |track| track.language);
    let plays = if by_audio { language() } else { None };
    let foreign =
        plays.is_some() && !understood.is_empty() && understood.judge(plays).fine == Rank::NONE;

    let mut subtitles = Wish::of_subtitles(facts, shown, foreign, understood);
    if !subtitles.wanted.is_empty() {
        subtitles.languages.or_else(home(tracks).unwrap_or(""));
    }
    if !subtitles.languages.is_empty() {
        subtitles.arrange(tracks, kept, plays, edits);
    }
}

impl Wish<'_> {
    /// Adds the edits for all groups, where a member suits better than others. What is the
    /// default then.
    ///
    /// Forced subtitles are for what is foreign to the audio that plays: they go by its
    /// language, if that is known.
    fn arrange<'t>(
        &self,
        tracks: &'t [Track<'t>],
        kept: &[bool],
        plays: Option<&str>,
        edits: &mut Vec<Edit>,
    ) -> Option<&'t Track<'t>> {
        let mut members = self.members(tracks, kept, plays);
        if !members.iter().any(|member| member.suits) {
            return None;
        }
        mark_first_appearances(&mut members);
        // Group by group, the best first. No two are equal.
        let key = |member: &Member<'_>| (member.group, member.wishes, member.first, member.place);
        sort(&mut members, &|a, b| key(a).cmp(&key(b)));
        for group in members.chunk_by(|a, b| a.group == b.group) {
            self.edit(group, edits);
        }
        let mut all = members.iter();
        let plays = all.clone().find(|member| may_be_default(member));
        let plays = plays.or_else(|| all.clone().find(|member| member.track.is_default));
        tracks.get(plays.or_else(|| all.next())?.place as usize)
    }

    /// Judges a member by the languages and the sign of the original that it goes by.
    fn judge<'m>(
        &self,
        member: Member<'m>,
        languages: &Preferences<'_>,
        original: Option<Original<'_>>,
    ) -> Member<'m> {
        let track = member.track;
        let suits = languages.judge(track.language);
        let original = original.is_some_and(|original| original.is(track));
        let unasked = self.is_unasked(track);
        // Nobody should be described to unasked, in whatever language.
        let language = if unasked { Rank::NONE } else { self.language(suits) };
        let wishes = [
            0,
            0,
            0,
            u8::from(self.original && (!original || unasked)),
            language.0,
            u8::from(member.forced),
            if unasked { u8::MAX } else { self.strays(track) },
            suits.fine.0,
        ];
        let spoken = suits.fine != Rank::NONE;
        Member {
            wishes: u64::from_be_bytes(wishes),
            suits: spoken || original || track.roles.intersects(self.wanted),
            spoken,
            unasked,
            ..member
        }
    }

    /// Adds the edits for one group, its members best first.
    fn edit(&self, group: &[Member<'_>], edits: &mut Vec<Edit>) {
        if !group.is_sorted_by_key(|member| member.place) {
            edits.push(Edit::Order(group.iter().map(|member| member.track.id).collect()));
        }
        let choosable = |member: &Member<'_>, edits: &mut Vec<Edit>| {
            if !member.track.autoselect {
                let track = member.track.id;
                edits.push(Edit::SetAutoselect(Autoselect { track, value: true }));
            }
        };
        // Players show forced subtitles if they may choose them.
        let forced = |member: &&Member<'_>| member.forced && member.spoken;
        if let Some(forced) = group.iter().find(forced) {
            choosable(forced, edits);
        }
        let Some(best) = group.iter().find(|member| may_be_default(member)) else {
            return;
        };
        if !self.default {
            // The player may then choose it from what the system's settings say.
            if best.track.roles.intersects(self.wanted) {
                choosable(best, edits);
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

    /// The kept renditions of the kind, without those of groups that the node will
    /// remove because no variant that names them is kept.
    fn members<'m>(
        &self,
        tracks: &'m [Track<'_>],
        kept: &[bool],
        plays: Option<&str>,
    ) -> Vec<Member<'m>> {
        let groups = Groups::of(tracks, kept, self.kind);
        let original = self.original.then(|| Original::of(tracks));
        let audio = plays.map(|language| Preferences::parse([Some(language), None]));
        tracks
            .iter()
            .zip(kept)
            .zip(0..)
            .filter(|((track, kept), _)| **kept && track.kind == self.kind)
            .filter_map(|((track, _), place)| {
                let group = track.group.filter(|group| groups.stays(Some(*group)))?;
                let member = Member::of(track, group, place);
                let by = audio.as_ref().filter(|_| member.forced).unwrap_or(&self.languages);
                Some(self.judge(member, by, original))
            })
            .collect()
    }
}

/// Forced subtitles are shown without being chosen; what is only for those who ask is
/// not chosen for others.
fn may_be_default(member: &Member<'_>) -> bool {
    member.suits && !member.forced && !member.unasked
}

/// Audio is not shown, whatever its manifest says of it.
fn is_forced(track: &Track<'_>) -> bool {
    track.kind == TrackKind::Subtitles && track.roles.contains(Roles::FORCED)
}

impl<'m> Member<'m> {
    /// One of which nothing is judged yet.
    fn of(track: &'m Track<'_>, group: u32, place: u32) -> Self {
        Self {
            group,
            place,
            track,
            wishes: 0,
            suits: false,
            spoken: false,
            unasked: false,
            forced: is_forced(track),
            first: u64::from(group) << 32 | u64::from(place),
        }
    }
}

/// Takes audio of families that are not played from `kept` where the same of another
/// family stays: in the same group, of the same language and for the same purpose.
/// (HLS says the families of audio with its variants only.)
pub(crate) fn restrict_audio(played: Codecs, tracks: &[Track<'_>], kept: &mut [bool]) {
    let plays = |track: &Track<'_>| played.contains(track.codecs);
    let is_audio = |track: &Track<'_>| track.kind == TrackKind::Audio;
    let mut all = tracks.iter().zip(kept.iter());
    if !all.any(|(track, kept)| *kept && is_audio(track) && !plays(track)) {
        return;
    }
    let places = tracks.iter().zip(kept.iter()).zip(0..);
    let audio = places.filter(|((track, kept), _)| **kept && is_audio(track));
    let mut members: Vec<Member<'_>> = audio
        .filter_map(|((track, _), place)| Some(Member::of(track, track.group?, place)))
        .collect();
    let alike = |a: &Member<'_>, b: &Member<'_>| {
        let roles = |member: &Member<'_>| (member.group, member.track.roles.bits());
        roles(a).cmp(&roles(b)).then_with(|| compare(a.track.language, b.track.language))
    };
    sort(&mut members, &alike);
    for same in members.chunk_by(|a, b| alike(a, b).is_eq()) {
        if !same.iter().any(|member| plays(member.track)) {
            continue;
        }
        for member in same.iter().filter(|member| !plays(member.track)) {
            if let Some(kept) = kept.get_mut(member.place as usize) {
                *kept = false;
            }
        }
    }
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
    sort(members, &|a, b| like(a.track, b.track).then(a.first.cmp(&b.first)));
    for alike in members.chunk_by_mut(|a, b| like(a.track, b.track).is_eq()) {
        let first = alike.first().map_or(0, |member| member.first);
        alike.iter_mut().for_each(|member| member.first = first);
    }
}

/// One sort for all orders: a second copy would be 8 KB of component.
fn sort(members: &mut [Member<'_>], order: &dyn Fn(&Member<'_>, &Member<'_>) -> Ordering) {
    members.sort_unstable_by(order);
}

fn like(a: &Track<'_>, b: &Track<'_>) -> Ordering {
    compare(a.language, b.language)
        .then_with(|| a.label.cmp(&b.label))
        .then_with(|| a.roles.bits().cmp(&b.roles.bits()))
}
