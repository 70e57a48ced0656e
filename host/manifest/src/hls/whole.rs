//! Edits that are about the whole playlist, and what they come to.

use std::borrow::Cow;

use super::base::{Base, is_uri};
use super::multivariant::{MAX_BYTES, Multivariant};
use super::pathways::DEFAULT;
use super::reach::Reach;
use crate::edit::{Edit, Slate};
use crate::error::{Refusal, Rule};
use crate::plan::{Plan, quotable};

/// What the edits of the whole playlist made of it.
#[derive(Debug, Default)]
pub(super) struct Whole<'e> {
    /// What relative references resolve against, if not the playlist's own URI.
    pub(super) base: Option<Base<'e>>,
    /// Where to start, in milliseconds, and whether precisely.
    pub(super) start: Option<(i64, bool)>,
    pub(super) steering: Steers<'e>,
    /// Whether the session keys are gone.
    pub(super) keys_stripped: bool,
    /// What is shown instead, and its URI.
    pub(super) slate: Option<(&'e Slate, Cow<'e, str>)>,
}

/// What the edits made of content steering.
#[derive(Debug, Default)]
pub(super) enum Steers<'e> {
    /// Nothing.
    #[default]
    AsRead,
    /// It begins with this pathway.
    From(&'e str),
    /// It is by this server, and begins with this pathway.
    By { server: Cow<'e, str>, pathway: &'e str },
    /// It is gone.
    Not,
}

impl<'e> Whole<'e> {
    /// Carries out the edits of the whole playlist. The tracks of pathways
    /// that they drop are dropped from the plan.
    pub(super) fn of(
        playlist: &Multivariant<'_>,
        edits: &'e [Edit],
        plan: &mut Plan<'e>,
    ) -> Result<Self, Refusal> {
        let mut work = Work { playlist, whole: Self::default(), reach: None, replaced: None };
        for (index, edit) in plan.whole() {
            work.edit(index, edit, plan).map_err(|rule| Refusal { edit: index, rule })?;
        }
        work.keep_dropped(edits)?;
        if let Some(reach) = work.reach {
            reach.drop_tracks(playlist, plan);
        }
        Ok(work.whole)
    }

    /// Refuses to begin with a pathway whose last variant was dropped.
    pub(super) fn keep_start(
        &self,
        playlist: &Multivariant<'_>,
        plan: &Plan<'_>,
    ) -> Result<(), Refusal> {
        let start = match self.steering {
            Steers::AsRead => playlist.steering.as_ref().and_then(|read| read.start.as_deref()),
            Steers::From(pathway) | Steers::By { pathway, .. } => Some(pathway),
            Steers::Not => None,
        };
        let Some(start) = start.filter(|_| plan.dropped_variants) else { return Ok(()) };
        let number = playlist.pathways.number(start);
        match number.and_then(|number| Reach::of(playlist, plan).gone(number)) {
            Some(edit) => {
                let rule = Rule::UnknownPathway { pathway: start.to_owned() };
                Err(Refusal { edit, rule })
            }
            None => Ok(()),
        }
    }
}

struct Work<'w, 't, 'e> {
    playlist: &'w Multivariant<'t>,
    whole: Whole<'e>,
    /// Made when an edit first asks for it.
    reach: Option<Reach>,
    /// The edit that replaced everything.
    replaced: Option<usize>,
}

impl<'e> Work<'_, '_, 'e> {
    fn edit(&mut self, index: usize, edit: &'e Edit, plan: &Plan<'_>) -> Result<(), Rule> {
        match edit {
            // The plan carries these out.
            Edit::Drop(_)
            | Edit::Order(_)
            | Edit::SetDefault(_)
            | Edit::SetAutoselect { .. }
            | Edit::Rename { .. }
            | Edit::Relabel { .. } => Ok(()),
            Edit::SetStart { offset, precise } => {
                self.whole.start = Some((*offset, *precise));
                Ok(())
            }
            Edit::SetBase { uri } => self.set_base(uri),
            Edit::SetPathway(pathway) => {
                self.keep_pathway(index, pathway, plan)?;
                match &mut self.whole.steering {
                    Steers::By { pathway: start, .. } | Steers::From(start) => *start = pathway,
                    Steers::AsRead if self.playlist.steering.is_some() => {
                        self.whole.steering = Steers::From(pathway);
                    }
                    Steers::AsRead | Steers::Not => {
                        return Err(not_here("set-pathway", "manifests with content steering"));
                    }
                }
                Ok(())
            }
            Edit::DropPathway(pathway) => self.drop_pathway(index, pathway, plan),
            Edit::SetSteering { server, pathway } => {
                if !is_uri(server) {
                    return Err(Rule::Unwritable { what: "URI" });
                }
                self.keep_pathway(index, pathway, plan)?;
                self.whole.steering = Steers::By { server: Cow::Borrowed(server), pathway };
                Ok(())
            }
            Edit::StripSteering => {
                self.whole.steering = Steers::Not;
                Ok(())
            }
            Edit::StripSessionKeys => {
                self.whole.keys_stripped = true;
                Ok(())
            }
            Edit::Replace(slate) => self.replace(index, slate),
            Edit::InsertDateRange(_) => Err(not_here("insert-date-range", MEDIA)),
            Edit::RemoveDateRange(_) => Err(not_here("remove-date-range", MEDIA)),
            Edit::InsertInterstitial(_) => Err(not_here("insert-interstitial", MEDIA)),
            Edit::InsertEventStream(_) => Err(not_here("insert-event-stream", "DASH manifests")),
            Edit::RemoveEventStream { .. } => {
                Err(not_here("remove-event-stream", "DASH manifests"))
            }
            Edit::Clip { .. } => Err(not_here("clip", MEDIA)),
            Edit::StripCues => Err(not_here("strip-cues", MEDIA)),
            Edit::Trim(_) => Err(not_here("trim", "HLS media playlists and DASH manifests")),
        }
    }

    /// Sets what references resolve against, those from earlier edits
    /// included, as long as it cannot make the text too long to be read again.
    fn set_base(&mut self, uri: &'e str) -> Result<(), Rule> {
        let base = Base::parse(uri).ok_or(Rule::Unwritable { what: "base" })?;
        let references = self.playlist.entries.len() + self.playlist.others.len();
        if references * base.len() > MAX_BYTES - self.playlist.text.len().min(MAX_BYTES) {
            return Err(Rule::Unwritable { what: "base" });
        }
        if let Steers::By { server, .. } = &mut self.whole.steering {
            *server = Cow::Owned(base.resolve(server).into_owned());
        }
        if let Some((_, slate)) = &mut self.whole.slate {
            *slate = Cow::Owned(base.resolve(slate).into_owned());
        }
        self.whole.base = Some(match self.whole.base.take() {
            Some(before) => before.then(base),
            None => base,
        });
        Ok(())
    }

    /// Refuses a pathway on which there is no variant, or whose name cannot be
    /// written where it has to be.
    fn keep_pathway(&mut self, index: usize, name: &str, plan: &Plan<'_>) -> Result<(), Rule> {
        let there = if self.replaced.is_some() {
            name == DEFAULT
        } else {
            let playlist = self.playlist;
            let reach = self.reach.get_or_insert_with(|| Reach::of(playlist, plan));
            playlist.pathways.number(name).is_some_and(|number| reach.has(number, index))
        };
        match () {
            () if !there => Err(Rule::UnknownPathway { pathway: name.to_owned() }),
            () if !writable(name) => Err(Rule::Unwritable { what: "pathway" }),
            () => Ok(()),
        }
    }

    fn drop_pathway(&mut self, index: usize, name: &str, plan: &Plan<'_>) -> Result<(), Rule> {
        let steered = self.replaced.is_none() && self.playlist.steered
            || matches!(self.whole.steering, Steers::By { .. });
        let playlist = self.playlist;
        let reach = self.reach.get_or_insert_with(|| Reach::of(playlist, plan));
        let number = playlist.pathways.number(name).filter(|number| reach.has(*number, index));
        match number.filter(|_| steered) {
            Some(number) if self.replaced.is_none() && reach.has_other(number, index) => {
                reach.drop_pathway(number, index);
                Ok(())
            }
            Some(_) => Err(Rule::LastPathway { pathway: name.to_owned() }),
            None => Err(Rule::UnknownPathway { pathway: name.to_owned() }),
        }
    }

    fn replace(&mut self, index: usize, slate: &'e Slate) -> Result<(), Rule> {
        let unwritable = |what| Err(Rule::Unwritable { what });
        match slate {
            slate if !is_uri(&slate.uri) => unwritable("URI"),
            slate if slate.bandwidth == 0 => unwritable("bandwidth"),
            slate if slate.duration == 0 => unwritable("duration"),
            Slate { codecs: Some(codecs), .. } if codecs.is_empty() || !writable(codecs) => {
                unwritable("list of codecs")
            }
            slate => {
                self.whole = Whole {
                    slate: Some((slate, Cow::Borrowed(&slate.uri))),
                    steering: Steers::Not,
                    ..Whole::default()
                };
                self.replaced = Some(index);
                Ok(())
            }
        }
    }

    /// Refuses to edit tracks that a slate replaced, or whose pathway was dropped.
    fn keep_dropped(&self, edits: &[Edit]) -> Result<(), Refusal> {
        let dropped = self.reach.as_ref().is_some_and(Reach::dropped);
        if self.replaced.is_none() && !dropped {
            return Ok(());
        }
        for (index, edit) in edits.iter().enumerate() {
            let tracks = match edit {
                Edit::Order(tracks) => tracks.as_slice(),
                Edit::Drop(track)
                | Edit::SetDefault(track)
                | Edit::SetAutoselect { track, .. }
                | Edit::Rename { track, .. }
                | Edit::Relabel { track, .. } => std::slice::from_ref(track),
                _ => &[],
            };
            let gone = |track: &&u32| {
                let pathway = self.playlist.tracks.get(**track as usize).and_then(|of| of.pathway);
                let dropped = pathway.zip(self.reach.as_ref());
                self.replaced.is_some_and(|replaced| replaced < index)
                    || dropped.is_some_and(|(of, reach)| reach.dropped_before(of, index))
            };
            if let Some(track) = tracks.iter().find(gone) {
                return Err(Refusal { edit: index, rule: Rule::DroppedTrack { track: *track } });
            }
        }
        Ok(())
    }
}

const MEDIA: &str = "HLS media playlists";

fn not_here(edit: &'static str, kinds: &'static str) -> Rule {
    Rule::NotHere { edit, kinds }
}

/// Whether a text can stand in a quoted string and mean itself there: `{$`
/// would refer to a variable.
pub(super) fn writable(text: &str) -> bool {
    quotable(text) && !text.contains("{$")
}
