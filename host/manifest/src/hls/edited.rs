//! A playlist with edits carried out.

use std::borrow::Cow;

use super::base::Base;
use super::entry::{Entry, with_pictures};
use super::multivariant::Multivariant;
use super::rewrite::{Changes, Value};
use super::settle::Unnamed;
use super::variables::Variables;
use super::whole::{Steers, Whole};
use crate::codecs::Codecs;
use crate::edit::Slate;
use crate::plan::{Outcome, Plan};
use crate::track::{DynamicRange, Track, TrackKind};

/// A playlist with edits carried out.
#[derive(Debug)]
pub struct EditedMultivariant<'m, 't> {
    pub(super) playlist: &'m Multivariant<'t>,
    pub(super) plan: Plan<'m>,
    pub(super) whole: Whole<'m>,
    /// By track; nothing if a slate replaced them.
    pub(super) unnamed: Vec<Unnamed>,
}

impl<'m, 't: 'm> EditedMultivariant<'m, 't> {
    /// The tracks that are left, in their new order, as they are now. They
    /// keep the ids and the numbers of groups and pathways that they had. A
    /// slate is a track of its own, 0.
    pub fn tracks(&self) -> impl Iterator<Item = Track<'m>> + '_ {
        let slate = self.whole.slate.as_ref().map(|(slate, _)| self.slate(slate));
        let steered = self.is_steered();
        // Where there is a slate, none is left of them.
        let left = self.plan.holders.iter().filter_map(move |id| {
            let (entry, track, outcome, unnamed) = self.track(*id)?;
            Some(self.now(entry, track, outcome, unnamed, steered))
        });
        left.chain(slate)
    }

    /// A track as it is now.
    fn now(
        &self,
        entry: &Entry,
        track: &Track<'m>,
        outcome: &Outcome,
        unnamed: &Unnamed,
        steered: bool,
    ) -> Track<'m> {
        let [no_audio, no_subtitles, ..] = *unnamed;
        let kind = match track.kind {
            TrackKind::Video if no_audio => with_pictures(track.codecs, false),
            kind => kind,
        };
        let text = |new: Option<&'m str>, old: &Option<Cow<'m, str>>| {
            new.map(Cow::Borrowed).or_else(|| old.clone())
        };
        // Without steering, all were on the one pathway of those that name none.
        let pathway = track.pathway.or((track.group.is_none()).then_some(0));
        Track {
            kind,
            is_default: outcome.is_default,
            autoselect: outcome.autoselect,
            label: text(self.plan.label(outcome), &track.label),
            language: text(self.plan.language(outcome), &track.language),
            audio_group: track.audio_group.filter(|_| !no_audio),
            subtitles_group: track.subtitles_group.filter(|_| !no_subtitles),
            pathway: pathway.filter(|_| steered),
            drm: if self.whole.keys_stripped { entry.drm } else { track.drm },
            ..track.clone()
        }
    }

    /// Whether pathways still tell tracks apart.
    fn is_steered(&self) -> bool {
        let tag = match self.whole.steering {
            Steers::AsRead | Steers::From(_) => self.playlist.steering.is_some(),
            Steers::By { .. } => true,
            Steers::Not => false,
        };
        tag || self
            .playlist
            .entries
            .iter()
            .zip(&self.plan.outcomes)
            .any(|(entry, outcome)| entry.names_pathway && outcome.kept)
    }

    fn slate(&self, slate: &'m Slate) -> Track<'m> {
        let (codecs, only_sound) = Codecs::parse(slate.codecs.as_deref().unwrap_or_default());
        let kind = if only_sound { TrackKind::AudioOnly } else { with_pictures(codecs, false) };
        Track {
            bandwidth: Some(slate.bandwidth),
            codecs,
            codec_list: slate.codecs.as_deref().map(Cow::Borrowed),
            range: (!only_sound).then_some(DynamicRange::Sdr),
            pathway: matches!(self.whole.steering, Steers::By { .. }).then_some(0),
            ..Track::bare(0, kind)
        }
    }

    /// A track that is left, and what changes in its list.
    pub(super) fn changes(&self, id: u32) -> Option<(&Entry, Changes<'_>)> {
        let (entry, track, outcome, unnamed) = self.track(id)?;
        let flag = |name, was, is| {
            let word = Value::Word(if is { "YES" } else { "NO" });
            (was != is).then_some((name, word))
        };
        let text = |name, was: &Option<Cow<'_, str>>, is: Option<&'m str>| {
            let is = is.filter(|is| was.as_deref() != Some(*is))?;
            Some((name, Value::Quoted(is)))
        };
        let changes = Changes {
            set: [
                flag("DEFAULT", track.is_default, outcome.is_default),
                flag("AUTOSELECT", track.autoselect, outcome.autoselect),
                text("NAME", &track.label, self.plan.label(outcome)),
                text("LANGUAGE", &track.language, self.plan.language(outcome)),
            ],
            unnamed: *unnamed,
            base: self.base(),
        };
        Some((entry, changes))
    }

    /// The base that edits set, and what it takes to use it.
    pub(super) fn base(&self) -> Option<(&Base<'m>, &Variables<'t>)> {
        Some((self.whole.base.as_ref()?, &self.playlist.variables))
    }

    /// A track, if it is left.
    fn track(&self, id: u32) -> Option<(&'m Entry, &'m Track<'t>, &Outcome, &Unnamed)> {
        let index = id as usize;
        let outcome = self.plan.outcomes.get(index).filter(|outcome| outcome.kept)?;
        let entry = self.playlist.entries.get(index)?;
        Some((entry, self.playlist.tracks.get(index)?, outcome, self.unnamed.get(index)?))
    }
}
