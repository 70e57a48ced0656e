//! A list of edits folded into one change.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::cues::splice;
use super::insert;
use super::playlist::MediaPlaylist;
use super::summary::{marked, variables};
use super::tag::MediaTag;
use super::write::EditedMedia;
use crate::edit::{Edit, Interstitial, Slate};
use crate::error::{Refusal, Rule};
use crate::hls::base::Base;
use crate::plan::Plan;
use crate::timeline::DateRange;

/// What a list of edits comes to.
#[derive(Debug, Default)]
pub(super) struct Folded<'m> {
    pub(super) start: Option<(i64, bool)>,
    pub(super) base: Option<Base<'m>>,
    /// The shortest of all windows asked for, in milliseconds, and the edit that did.
    pub(super) trim: Option<(u64, usize)>,
    /// The time that all clips asked for have in common, in milliseconds since
    /// 1970, and the last edit that did.
    pub(super) clip: Option<(i64, Option<i64>, usize)>,
    /// Whether the markers of advertising are gone.
    pub(super) cues_stripped: bool,
    /// The URI of a slate, resolved.
    pub(super) slate: Option<Cow<'m, str>>,
    /// Date ranges that were added, but for those removed again.
    pub(super) added: Vec<Option<Added<'m>>>,
    /// Where the lines start of date ranges that go.
    pub(super) removed: Vec<u32>,
}

/// A date range that was added.
#[derive(Debug)]
pub(super) enum Added<'m> {
    Range(&'m DateRange),
    /// An interstitial, and its asset, resolved.
    Interstitial(&'m Interstitial, Cow<'m, str>),
}

/// The ids of date ranges.
#[derive(Debug)]
struct Ids<'m> {
    /// Of the playlist's tags, sorted, with the starts of their lines.
    tags: Vec<(Cow<'m, str>, u32)>,
    /// Those of them that are gone.
    gone: BTreeSet<&'m str>,
    /// Of those added: their index.
    added: BTreeMap<&'m str, usize>,
}

impl<'m> Ids<'m> {
    fn of<'t: 'm>(playlist: &MediaPlaylist<'t>) -> Self {
        let mut variables = variables(playlist);
        let ranges = || playlist.marks.iter().filter(|mark| mark.tag == MediaTag::DateRange);
        let mut tags = Vec::with_capacity(ranges().count());
        for mark in ranges() {
            let list = playlist.value(Some(mark.start)).unwrap_or_default();
            tags.push((marked(list, &mut variables).id, mark.start));
        }
        tags.sort_unstable();
        Self { tags, gone: BTreeSet::new(), added: BTreeMap::new() }
    }

    /// Takes out the date ranges that splice, with all tags of their ids, and
    /// says where these are.
    fn take_splices(&mut self, playlist: &MediaPlaylist<'_>) -> Vec<u32> {
        let splices = |(_, start): &(Cow<'_, str>, u32)| {
            splice(playlist.value(Some(*start)).unwrap_or_default()).is_some()
        };
        let ranges = self.tags.chunk_by(|(id, _), (other, _)| id == other && !id.is_empty());
        let gone = ranges.filter(|range| range.iter().any(splices));
        let mut gone: Vec<u32> = gone.flatten().map(|(_, start)| *start).collect();
        gone.sort_unstable();
        self.tags.retain(|(_, start)| gone.binary_search(start).is_err());
        gone
    }

    /// The tags that have an id.
    fn tags(&self, id: &str) -> impl Iterator<Item = u32> + '_ {
        let from = self.tags.partition_point(|(other, _)| &**other < id);
        let to = self.tags.partition_point(|(other, _)| &**other <= id);
        let found = self.tags.get(from..to).filter(|_| !self.gone.contains(id));
        found.unwrap_or_default().iter().map(|(_, start)| *start)
    }
}

/// Carries out the edits of a plan.
pub(super) fn carry_out<'m, 't>(
    playlist: &'m MediaPlaylist<'t>,
    plan: &Plan<'m>,
) -> Result<EditedMedia<'m, 't>, Refusal> {
    let mut folding = Folding { playlist, folded: Folded::default(), ids: None };
    let mut last = 0;
    for (index, edit) in plan.whole() {
        folding.edit(index, edit).map_err(|rule| Refusal { edit: index, rule })?;
        last = index;
    }
    super::change::change(playlist, folding.folded)
        .map_err(|(edit, rule)| Refusal { edit: edit.unwrap_or(last), rule })
}

struct Folding<'m, 't> {
    playlist: &'m MediaPlaylist<'t>,
    folded: Folded<'m>,
    /// Made when the first edit asks for it.
    ids: Option<Ids<'m>>,
}

impl<'m, 't: 'm> Folding<'m, 't> {
    fn edit(&mut self, index: usize, edit: &'m Edit) -> Result<(), Rule> {
        let not_here = |edit, kinds| Err(Rule::NotHere { edit, kinds });
        const MULTIVARIANT: &str = "multivariant playlists";
        const MPD: &str = "MPDs";
        match edit {
            Edit::SetStart { offset, precise } => self.folded.start = Some((*offset, *precise)),
            Edit::SetBase { uri } => self.set_base(uri)?,
            Edit::InsertDateRange(range) => {
                insert::check_range(range)?;
                self.add("insert-date-range", &range.id, Added::Range(range))?;
            }
            Edit::RemoveDateRange(id) => self.remove(id)?,
            Edit::InsertInterstitial(added) => {
                insert::check_interstitial(added)?;
                let asset = Cow::Borrowed(added.asset.as_str());
                let interstitial = Added::Interstitial(added, asset);
                self.add("insert-interstitial", &added.id, interstitial)?;
            }
            Edit::Trim(window) => self.trim(index, *window)?,
            Edit::Clip { start, end } => self.clip(index, *start, *end)?,
            Edit::StripCues => self.strip_cues(),
            Edit::Replace(slate) => self.replace(slate)?,
            Edit::SetPathway(_) => return not_here("set-pathway", MULTIVARIANT),
            Edit::DropPathway(_) => return not_here("drop-pathway", MULTIVARIANT),
            Edit::SetSteering { .. } => return not_here("set-steering", MULTIVARIANT),
            Edit::StripSteering => return not_here("strip-steering", MULTIVARIANT),
            Edit::StripSessionKeys => return not_here("strip-session-keys", MULTIVARIANT),
            Edit::InsertEventStream(_) => return not_here("insert-event-stream", MPD),
            Edit::RemoveEventStream { .. } => return not_here("remove-event-stream", MPD),
            // A plan refuses edits of tracks where there are none.
            Edit::Drop(_)
            | Edit::Order(_)
            | Edit::SetDefault(_)
            | Edit::SetAutoselect { .. }
            | Edit::Rename { .. }
            | Edit::Relabel { .. } => return not_here("an edit of tracks", MULTIVARIANT),
        }
        Ok(())
    }

    /// Sets what references resolve against, those from earlier edits included.
    fn set_base(&mut self, uri: &'m str) -> Result<(), Rule> {
        let base = Base::parse(uri).ok_or(Rule::Unwritable { what: "base" })?;
        let resolve = |reference: &mut Cow<'m, str>| {
            *reference = Cow::Owned(base.resolve(reference).into_owned());
        };
        for added in self.folded.added.iter_mut().flatten() {
            if let Added::Interstitial(_, asset) = added {
                resolve(asset);
            }
        }
        self.folded.slate.iter_mut().for_each(resolve);
        self.folded.base = Some(match self.folded.base.take() {
            Some(before) => before.then(base),
            None => base,
        });
        Ok(())
    }

    fn add(&mut self, edit: &'static str, id: &'m str, added: Added<'m>) -> Result<(), Rule> {
        let head = &self.playlist.head;
        if head.date.is_none() && head.skip.is_none() {
            return Err(Rule::NotHere { edit, kinds: "playlists with EXT-X-PROGRAM-DATE-TIME" });
        }
        let index = self.folded.added.len();
        let ids = self.ids.get_or_insert_with(|| Ids::of(self.playlist));
        if ids.added.contains_key(id) || ids.tags(id).next().is_some() {
            return Err(Rule::Taken { what: "date range", name: id.to_owned() });
        }
        ids.added.insert(id, index);
        self.folded.added.push(Some(added));
        Ok(())
    }

    fn remove(&mut self, id: &'m str) -> Result<(), Rule> {
        let ids = self.ids.get_or_insert_with(|| Ids::of(self.playlist));
        if let Some(index) = ids.added.remove(id) {
            if let Some(added) = self.folded.added.get_mut(index) {
                *added = None;
            }
            return Ok(());
        }
        let before = self.folded.removed.len();
        self.folded.removed.extend(ids.tags(id));
        if self.folded.removed.len() == before {
            return Err(Rule::Unknown { what: "date range", name: id.to_owned() });
        }
        ids.gone.insert(id);
        Ok(())
    }

    fn trim(&mut self, index: usize, window: u64) -> Result<(), Rule> {
        let playlist = self.playlist;
        let event = playlist.playlist_type() == Some("EVENT");
        if !playlist.is_live() || event || playlist.head.skip.is_some() {
            let kinds = "live windows that slide and are told whole";
            return Err(Rule::NotHere { edit: "trim", kinds });
        }
        if self.folded.trim.is_none_or(|(shortest, _)| window < shortest) {
            self.folded.trim = Some((window, index));
        }
        Ok(())
    }

    fn clip(&mut self, index: usize, start: i64, end: Option<i64>) -> Result<(), Rule> {
        if self.playlist.head.skip.is_some() {
            return Err(Rule::NotHere { edit: "clip", kinds: "playlists that are told whole" });
        }
        let (before, last, _) = self.folded.clip.unwrap_or((start, end, index));
        let last = last.into_iter().chain(end).min();
        self.folded.clip = Some((start.max(before), last, index));
        Ok(())
    }

    fn strip_cues(&mut self) {
        self.folded.cues_stripped = true;
        let ids = self.ids.get_or_insert_with(|| Ids::of(self.playlist));
        self.folded.removed.extend(ids.take_splices(self.playlist));
    }

    fn replace(&mut self, slate: &'m Slate) -> Result<(), Rule> {
        insert::check_slate(slate)?;
        if self.playlist.head.skip.is_some() || self.playlist.head.i_frames_only {
            let kinds = "playlists that are told whole and hold more than I-frames";
            return Err(Rule::NotHere { edit: "replace", kinds });
        }
        self.folded.slate = Some(Cow::Borrowed(&slate.uri));
        Ok(())
    }
}

impl Added<'_> {
    /// Its tag, without an end.
    pub(super) fn tag(&self) -> String {
        match self {
            Self::Range(range) => insert::range(range),
            Self::Interstitial(added, asset) => insert::interstitial(added, asset),
        }
    }
}
