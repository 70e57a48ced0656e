//! A list of edits folded into one change.

use std::borrow::Cow;
use std::collections::BTreeMap;

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

/// What has an id.
#[derive(Debug)]
enum Owner {
    /// Tags of the playlist, as the starts of their lines.
    Tags(Vec<u32>),
    /// One that was added.
    Added(usize),
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
    ids: Option<BTreeMap<Cow<'m, str>, Owner>>,
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

    fn ids(&mut self) -> &mut BTreeMap<Cow<'m, str>, Owner> {
        let playlist = self.playlist;
        self.ids.get_or_insert_with(|| {
            let mut ids = BTreeMap::new();
            let mut variables = variables(playlist);
            for mark in playlist.marks.iter().filter(|mark| mark.tag == MediaTag::DateRange) {
                let list = playlist.value(Some(mark.start)).unwrap_or_default();
                let id = marked(list, &mut variables).id;
                let owner = ids.entry(id).or_insert_with(|| Owner::Tags(Vec::new()));
                if let Owner::Tags(tags) = owner {
                    tags.push(mark.start);
                }
            }
            ids
        })
    }

    fn add(&mut self, edit: &'static str, id: &'m str, added: Added<'m>) -> Result<(), Rule> {
        let head = &self.playlist.head;
        if head.date.is_none() && head.skip.is_none() {
            return Err(Rule::NotHere { edit, kinds: "playlists with EXT-X-PROGRAM-DATE-TIME" });
        }
        let index = self.folded.added.len();
        let ids = self.ids();
        if ids.contains_key(id) {
            return Err(Rule::Taken { what: "date range", name: id.to_owned() });
        }
        ids.insert(id.into(), Owner::Added(index));
        self.folded.added.push(Some(added));
        Ok(())
    }

    fn remove(&mut self, id: &str) -> Result<(), Rule> {
        match self.ids().remove(id) {
            None => Err(Rule::Unknown { what: "date range", name: id.to_owned() }),
            Some(Owner::Tags(tags)) => {
                self.folded.removed.extend(tags);
                Ok(())
            }
            Some(Owner::Added(index)) => {
                if let Some(added) = self.folded.added.get_mut(index) {
                    *added = None;
                }
                Ok(())
            }
        }
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
