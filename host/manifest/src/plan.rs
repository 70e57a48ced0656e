//! A list of edits carried out on tracks, before any text is touched.
//!
//! Takes time linear in tracks and edits together (orders are sorted), whatever
//! the edits say.

use crate::edit::Edit;
use crate::error::{Refusal, Rule};
use crate::language;
use crate::track::{Track, TrackKind};

/// What the edits made of one track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Whether it stays.
    pub(crate) kept: bool,
    /// Index of the edit that dropped it, if one did.
    pub(crate) dropped_by: Option<usize>,
    /// Whether it is a default now.
    pub(crate) is_default: bool,
    /// Whether players may choose it by themselves now.
    pub(crate) autoselect: bool,
    /// Index of the edit that renamed it last.
    pub(crate) renamed: Option<usize>,
    /// Index of the edit that said its language last.
    relabelled: Option<usize>,
}

/// The last drop in a group that left it without renditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Emptied {
    /// Index of the edit.
    pub(crate) edit: usize,
    /// The track it dropped.
    pub(crate) track: u32,
}

/// What a list of edits made of a manifest's tracks.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'e> {
    /// All edits.
    edits: &'e [Edit],
    /// By track.
    pub(crate) outcomes: Vec<Outcome>,
    /// By place, in document order: the track that is there now. Places are
    /// numbered as the tracks that held them first.
    pub(crate) holders: Vec<u32>,
    /// By group: what emptied it, if anything did.
    pub(crate) emptied: Vec<Option<Emptied>>,
    /// Whether an edit dropped a variant or a trick-play track.
    pub(crate) dropped_variants: bool,
    /// Indices of the edits that are about the whole manifest, in order: the
    /// format carries them out.
    pub(crate) whole: Vec<usize>,
}

impl<'e> Plan<'e> {
    /// Carries out edits on tracks that are in document order, their ids
    /// counting from 0.
    pub(crate) fn new(tracks: &[Track<'_>], edits: &'e [Edit]) -> Result<Self, Refusal> {
        let mut work = Work::new(tracks);
        for (index, edit) in edits.iter().enumerate() {
            work.edit(index, edit).map_err(|rule| Refusal { edit: index, rule })?;
        }
        Ok(work.finish(edits))
    }

    /// The edits that are about the whole manifest, with their indices.
    pub(crate) fn whole(&self) -> impl Iterator<Item = (usize, &'e Edit)> + '_ {
        self.whole.iter().filter_map(|index| Some((*index, self.edits.get(*index)?)))
    }

    /// A track's new name, if it has one.
    pub(crate) fn label(&self, outcome: &Outcome) -> Option<&'e str> {
        match self.edits.get(outcome.renamed?)? {
            Edit::Rename { label, .. } => Some(label),
            _ => None,
        }
    }

    /// A track's new language, if it has one.
    pub(crate) fn language(&self, outcome: &Outcome) -> Option<&'e str> {
        match self.edits.get(outcome.relabelled?)? {
            Edit::Relabel { language, .. } => Some(language),
            _ => None,
        }
    }
}

/// Tracks that may take each other's places.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Peers {
    Variants(u32),
    TrickPlay(u32),
    Group(Option<u32>),
}

impl Peers {
    fn of(track: &Track<'_>) -> Self {
        match track.kind {
            kind if kind.is_variant() => Self::Variants(track.period),
            TrackKind::TrickPlay => Self::TrickPlay(track.period),
            _ => Self::Group(track.group),
        }
    }
}

#[derive(Clone, Default)]
struct Group {
    left: usize,
    /// The default that an edit chose; it overrides what the tracks say.
    chosen: Option<u32>,
    emptied: Option<Emptied>,
}

struct Work<'p> {
    tracks: &'p [Track<'p>],
    outcomes: Vec<Outcome>,
    holders: Vec<u32>,
    /// By track: its place, and the last order that named it (from 1).
    places: Vec<(u32, usize)>,
    groups: Vec<Group>,
    dropped_variants: bool,
    whole: Vec<usize>,
}

impl<'p> Work<'p> {
    fn new(tracks: &'p [Track<'p>]) -> Self {
        let count = tracks.iter().filter_map(|track| track.group).max().map_or(0, |last| last + 1);
        let mut groups = vec![Group::default(); count as usize];
        for group in tracks.iter().filter_map(|track| track.group) {
            if let Some(group) = groups.get_mut(group as usize) {
                group.left += 1;
            }
        }
        Self {
            tracks,
            outcomes: tracks
                .iter()
                .map(|track| Outcome {
                    kept: true,
                    dropped_by: None,
                    is_default: track.is_default,
                    autoselect: track.autoselect,
                    renamed: None,
                    relabelled: None,
                })
                .collect(),
            holders: tracks.iter().map(|track| track.id).collect(),
            places: Vec::new(),
            groups,
            dropped_variants: false,
            whole: Vec::new(),
        }
    }

    fn edit(&mut self, index: usize, edit: &Edit) -> Result<(), Rule> {
        match *edit {
            Edit::Drop(track) => self.drop_track(index, track),
            Edit::Order(ref tracks) => self.order(index, tracks),
            Edit::SetDefault(track) => {
                self.group(track)?.chosen = Some(track);
                self.outcome(track)?.autoselect = true;
                Ok(())
            }
            Edit::SetAutoselect { track, value } => {
                let chosen = self.group(track)?.chosen;
                let outcome = self.outcome(track)?;
                if !value && chosen.map_or(outcome.is_default, |chosen| chosen == track) {
                    return Err(Rule::DefaultIsAutoselect { track });
                }
                outcome.autoselect = value;
                Ok(())
            }
            Edit::Rename { track, ref label } => {
                self.group(track)?;
                if label.is_empty() || !quotable(label) {
                    return Err(Rule::Unwritable { what: "name" });
                }
                self.outcome(track)?.renamed = Some(index);
                Ok(())
            }
            Edit::Relabel { track, ref language } => {
                self.group(track)?;
                if !language::well_formed(language) {
                    return Err(Rule::NotALanguage { track });
                }
                self.outcome(track)?.relabelled = Some(index);
                Ok(())
            }
            Edit::SetStart { .. }
            | Edit::SetBase { .. }
            | Edit::SetPathway(_)
            | Edit::DropPathway(_)
            | Edit::SetSteering { .. }
            | Edit::StripSteering
            | Edit::InsertDateRange(_)
            | Edit::RemoveDateRange(_)
            | Edit::InsertInterstitial(_)
            | Edit::InsertEventStream(_)
            | Edit::RemoveEventStream { .. }
            | Edit::Trim(_)
            | Edit::Clip { .. }
            | Edit::StripCues
            | Edit::StripSessionKeys
            | Edit::Replace(_) => {
                self.whole.push(index);
                Ok(())
            }
        }
    }

    fn drop_track(&mut self, edit: usize, track: u32) -> Result<(), Rule> {
        let dropped = self.track(track)?;
        match dropped.group {
            None => self.dropped_variants = true,
            Some(_) => {
                let group = self.group(track)?;
                group.left -= 1;
                if group.left == 0 {
                    group.emptied = Some(Emptied { edit, track });
                }
            }
        }
        let outcome = self.outcome(track)?;
        outcome.kept = false;
        outcome.dropped_by = Some(edit);
        Ok(())
    }

    fn order(&mut self, edit: usize, order: &[u32]) -> Result<(), Rule> {
        if self.places.is_empty() {
            self.places = self.holders.iter().map(|place| (*place, 0)).collect();
        }
        let mut first: Option<&Track<'_>> = None;
        let mut free = Vec::with_capacity(order.len().min(self.tracks.len()));
        for &id in order {
            let track = self.track(id)?;
            let first = *first.get_or_insert(track);
            if Peers::of(first) != Peers::of(track) {
                return Err(Rule::Unlike { track: id, other: first.id });
            }
            let (place, last_order) =
                self.places.get_mut(id as usize).ok_or(Rule::UnknownTrack { track: id })?;
            if std::mem::replace(last_order, edit + 1) == edit + 1 {
                return Err(Rule::OrderedTwice { track: id });
            }
            free.push(*place);
        }
        free.sort_unstable();
        for (&id, &place) in order.iter().zip(&free) {
            if let Some(holder) = self.holders.get_mut(place as usize) {
                *holder = id;
            }
            if let Some((own, _)) = self.places.get_mut(id as usize) {
                *own = place;
            }
        }
        Ok(())
    }

    /// A track that is still there.
    fn track(&self, track: u32) -> Result<&'p Track<'p>, Rule> {
        let found = self.tracks.get(track as usize).ok_or(Rule::UnknownTrack { track })?;
        match self.outcomes.get(track as usize) {
            Some(outcome) if outcome.kept => Ok(found),
            _ => Err(Rule::DroppedTrack { track }),
        }
    }

    /// The group of a rendition that is still there.
    fn group(&mut self, track: u32) -> Result<&mut Group, Rule> {
        let group = self.track(track)?.group.ok_or(Rule::NotARendition { track })?;
        self.groups.get_mut(group as usize).ok_or(Rule::NotARendition { track })
    }

    fn outcome(&mut self, track: u32) -> Result<&mut Outcome, Rule> {
        self.outcomes.get_mut(track as usize).ok_or(Rule::UnknownTrack { track })
    }

    fn finish(mut self, edits: &[Edit]) -> Plan<'_> {
        for (track, outcome) in self.tracks.iter().zip(&mut self.outcomes) {
            let group = track.group.and_then(|group| self.groups.get(group as usize));
            if let Some(chosen) = group.and_then(|group| group.chosen) {
                let chosen_set = self.tracks.get(chosen as usize).and_then(|track| track.set);
                outcome.is_default =
                    chosen == track.id || (track.set.is_some() && track.set == chosen_set);
            }
        }
        Plan {
            edits,
            outcomes: self.outcomes,
            holders: self.holders,
            emptied: self.groups.into_iter().map(|group| group.emptied).collect(),
            dropped_variants: self.dropped_variants,
            whole: self.whole,
        }
    }
}

/// Whether a text can stand in a quoted string, RFC 8216 section 4.2: no line
/// break, no double quote; and no other control character, which XML forbids.
/// U+2028 and U+2029 end lines in the regular expressions of players in
/// JavaScript.
pub(crate) fn quotable(text: &str) -> bool {
    text.chars().all(|char| !matches!(char, '"' | '\u{2028}' | '\u{2029}') && !char.is_control())
}
