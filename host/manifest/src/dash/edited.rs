//! Edits carried out on an MPD, and settled.
//!
//! What edits mean here, beyond [`Edit`]:
//! - An order moves adaptation sets as wholes: the sets of the tracks named
//!   take, in the order in which they are mentioned first, the places of those
//!   sets; within a set the representations named take their places in the order
//!   given. So it is for variants, too.
//! - Name, language and being default belong to the adaptation set, so to all
//!   of its tracks. A name takes the place of all `Label`s, whatever their
//!   language.
//! - A default gets the highest `@selectionPriority` and the role `main`; other
//!   sets that had the role get `alternate`.
//! - A base goes before the relative `BaseURL`s of the root; the last one given counts.
//! - A pathway is `BaseURL@serviceLocation`; the one to begin with is
//!   `ContentSteering@defaultServiceLocation`.
//! - Removing event streams removes the announcement of those in segments too
//!   (`InbandEventStream`), without which players pass over them.
//! - Trimming lowers `@timeShiftBufferDepth`, not below `@suggestedPresentationDelay`,
//!   `@minBufferTime` and `Latency@target`, and `@maxSegmentDuration` more.
//!   Timelines stay: what they list beyond the window is not to be played.
//! - A slate makes the MPD static, with one period.
//! - Start offsets, autoselect, date ranges, interstitials and session keys are
//!   HLS's own.
//!
//! What settles:
//! - Representations that depend on one that is gone go (`@dependencyId`), and
//!   adaptation sets without any left; so do sets of trick mode when all those
//!   that they belong to are gone.
//! - Preselections, subsets, associations, trick mode, set switching and
//!   period continuity no longer name what is gone; those left without a name go.
//! - A period whose adaptation sets are all gone goes, if the MPD is static and
//!   another one with a variant stays; what comes after it then comes earlier,
//!   and the presentation is shorter, by its length. Where that cannot be told,
//!   and in a dynamic MPD, it is refused ([`Rule::LastVariant`]).
//! - A period that had variants keeps one, and one whose sound is beside its
//!   pictures keeps sound; a place that had `BaseURL`s keeps one.
//! - Patches are of the MPD as it was (`PatchLocation`, ISO/IEC 23009-1 clause 5.15): they
//!   would bring back what is gone. An MPD that changes announces none.
//! - What a set says of all its representations (`@maxWidth` and its like)
//!   stays: it still is true.

use super::defaults::{self, prefer};
use super::mpd::Mpd;
use super::names::Kind;
use super::order::Orders;
use super::references;
use super::removal::{self, Gone, kept};
use super::slate;
use super::splice::Splices;
use super::whole::Whole;
use super::{characters, periods};
use crate::edit::Edit;
use crate::error::{Refusal, Rule};
use crate::floor::Floor;
use crate::plan::Plan;
use crate::track::{Roles, Track};

/// An MPD with edits carried out.
#[derive(Debug)]
pub struct EditedMpd<'m, 't> {
    mpd: &'m Mpd<'t>,
    tracks: Vec<Track<'t>>,
    splices: Splices,
}

impl<'t> EditedMpd<'_, 't> {
    /// The tracks that are left, in their new order, as they are now. They
    /// keep the ids, and the numbers of periods, sets and groups, that they had.
    pub fn tracks(&self) -> impl Iterator<Item = Track<'t>> + '_ {
        self.tracks.iter().cloned()
    }

    /// The text. Whatever no edit touched is as it was read, byte for byte;
    /// without edits all of it is.
    pub fn write(&self) -> String {
        self.splices.write(self.mpd.text)
    }
}

pub(super) fn apply<'m, 't>(
    mpd: &'m Mpd<'t>,
    edits: &'m [Edit],
    floor: Floor,
) -> Result<EditedMpd<'m, 't>, Refusal> {
    let slate = slate::last(edits)?;
    let mut whole = Whole::default();
    for (index, edit) in edits.iter().enumerate() {
        whole.edit(mpd, index, edit).map_err(|rule| Refusal { edit: index, rule })?;
    }
    let mut plan = Plan::new(&mpd.tracks, edits)?;
    let mut splices = Splices::default();
    if let Some(slate) = slate {
        slate::write(mpd, slate, &mut splices);
        splices.sort();
        return Ok(EditedMpd { mpd, tracks: vec![slate::track(slate)], splices });
    }
    let gone = removal::settle(mpd, &mut plan)?;
    floor.check(&mpd.tracks, &plan)?;

    let orders = Orders::of(mpd, edits);
    periods::cut(mpd, &gone, &mut splices);
    place(mpd, &plan, &gone, &orders, &mut splices);
    references::prune(mpd, &plan, &gone, &mut splices);
    let mut now = Now::of(mpd);
    now.name(mpd, edits, &gone, &mut splices)?;
    now.set_defaults(mpd, edits, &plan, &gone, &mut splices);
    whole.write(mpd, &gone, &mut splices)?;
    if !splices.is_empty() {
        for element in mpd.tree.elements.iter().filter(|one| one.kind == Kind::PatchLocation) {
            splices.cut(mpd, element);
        }
    }
    splices.sort();
    let tracks = now.tracks(mpd, &plan, &gone, &orders);
    Ok(EditedMpd { mpd, tracks, splices })
}

/// Puts sets and representations in their places, and cuts those that are gone.
fn place(mpd: &Mpd<'_>, plan: &Plan<'_>, gone: &Gone, orders: &Orders, splices: &mut Splices) {
    let set = |set: u32| mpd.tree.get(mpd.sets.get(set as usize)?.element);
    for (number, holder) in orders.sets.iter().enumerate() {
        put(splices, mpd, set(count(number)), set(*holder), !gone.set(*holder as usize));
    }
    let one = |track: u32| mpd.tree.get(*mpd.places.get(track as usize)?);
    for (number, holder) in orders.tracks.iter().enumerate() {
        let track = mpd.tracks.get(number).and_then(|track| track.set);
        if track.is_some_and(|set| gone.set(set as usize)) {
            continue;
        }
        put(splices, mpd, one(count(number)), one(*holder), kept(plan, *holder));
    }
}

fn put(
    splices: &mut Splices,
    mpd: &Mpd<'_>,
    place: Option<&super::tree::Element>,
    holder: Option<&super::tree::Element>,
    stays: bool,
) {
    let (Some(place), Some(holder)) = (place, holder) else { return };
    if !stays {
        splices.cut(mpd, place);
    } else if place.start != holder.start {
        splices.place(place, holder);
    }
}

/// What sets are, as edits leave them.
struct Now<'m> {
    labels: Vec<Option<&'m str>>,
    languages: Vec<Option<&'m str>>,
    standings: Vec<super::mpd::Standing>,
    /// Roles gained and lost.
    roles: Vec<(Roles, Roles)>,
}

impl<'m> Now<'m> {
    fn of(mpd: &Mpd<'_>) -> Self {
        let count = mpd.sets.len();
        Self {
            labels: vec![None; count],
            languages: vec![None; count],
            standings: mpd.sets.iter().map(|set| set.standing).collect(),
            roles: vec![(Roles::empty(), Roles::empty()); count],
        }
    }

    /// Names sets and says their languages, as the last edits about them do.
    fn name(
        &mut self,
        mpd: &Mpd<'_>,
        edits: &'m [Edit],
        gone: &Gone,
        splices: &mut Splices,
    ) -> Result<(), Refusal> {
        let set_of = |track: u32| mpd.tracks.get(track as usize)?.set;
        let mut some = false;
        for (edit, one) in edits.iter().enumerate() {
            let (track, texts, text) = match one {
                Edit::Rename { track, label } => {
                    if !characters::is_writable(label) {
                        return Err(Refusal { edit, rule: Rule::Unwritable { what: "name" } });
                    }
                    (*track, &mut self.labels, label)
                }
                Edit::Relabel { track, language } => (*track, &mut self.languages, language),
                _ => continue,
            };
            some = true;
            if let Some(own) = set_of(track).and_then(|set| texts.get_mut(set as usize)) {
                *own = Some(text);
            }
        }
        if !some {
            return Ok(());
        }
        let texts = self.labels.iter().zip(&self.languages);
        for ((number, set), (label, language)) in mpd.sets.iter().enumerate().zip(texts) {
            if gone.set(number) {
                continue;
            }
            if let (Some(language), Some(element)) = (language, mpd.tree.get(set.element)) {
                splices.attribute(mpd, element, "lang", Some(language));
            }
            let Some(label) = label else { continue };
            let mut labels = mpd.tree.of_kind(set.element, Kind::Label).map(|(_, label)| label);
            match labels.next() {
                Some(first) => splices.content(mpd, first, label),
                None => {
                    let name = mpd.named("Label");
                    let label = quick_xml::escape::escape(*label);
                    let xml = format!("<{name}>{label}</{name}>");
                    splices.insert(mpd, set.element, Kind::Label, &xml);
                }
            }
            for other in labels {
                splices.cut(mpd, other);
            }
        }
        Ok(())
    }

    /// Makes the sets defaults that the last edits about their groups name.
    fn set_defaults(
        &mut self,
        mpd: &Mpd<'_>,
        edits: &[Edit],
        plan: &Plan<'_>,
        gone: &Gone,
        splices: &mut Splices,
    ) {
        let mut chosen: Vec<Option<u32>> = Vec::new();
        for edit in edits {
            let Edit::SetDefault(track) = edit else { continue };
            let Some(track) = mpd.tracks.get(*track as usize) else { continue };
            if let (Some(group), Some(set)) = (track.group, track.set)
                && !gone.set(set as usize)
            {
                chosen.resize(mpd.groups as usize, None);
                if let Some(chosen) = chosen.get_mut(group as usize) {
                    *chosen = Some(set);
                }
            }
        }
        if chosen.is_empty() {
            return;
        }
        // The sets of each group that stay.
        let mut groups: Vec<Vec<u32>> = vec![Vec::new(); chosen.len()];
        for track in mpd.tracks.iter().filter(|track| kept(plan, track.id)) {
            let group = track.group.and_then(|group| groups.get_mut(group as usize));
            if let (Some(group), Some(set)) = (group, track.set)
                && group.last() != Some(&set)
            {
                group.push(set);
            }
        }
        for (chosen, group) in chosen.iter().zip(&groups) {
            if let Some(chosen) = chosen {
                let (standings, roles) = (&mut self.standings, &mut self.roles);
                prefer(mpd, *chosen, group, standings, roles, splices);
            }
        }
    }

    /// The tracks that are left, in their new order.
    fn tracks<'t>(
        &self,
        mpd: &Mpd<'t>,
        plan: &Plan<'_>,
        gone: &Gone,
        orders: &Orders,
    ) -> Vec<Track<'t>> {
        let mut tracks = Vec::with_capacity(mpd.tracks.len());
        for number in orders.sets.iter().map(|set| *set as usize).filter(|set| !gone.set(*set)) {
            let Some(set) = mpd.sets.get(number) else { continue };
            let label = self.labels.get(number).copied().flatten();
            let language = self.languages.get(number).copied().flatten();
            let (gained, lost) = self.roles.get(number).copied().unwrap_or_default();
            let holders = orders.tracks.iter().skip(set.first as usize).take(set.tracks as usize);
            for track in holders.filter_map(|id| mpd.tracks.get(*id as usize)) {
                if !kept(plan, track.id) {
                    continue;
                }
                let mut track = track.clone();
                if let Some(label) = label {
                    // Read again, a label has no white space around it.
                    track.label = Some(label.trim_ascii().to_owned().into());
                    track.label = track.label.filter(|label| !label.is_empty());
                }
                if let Some(language) = language {
                    track.language = Some(language.to_owned().into());
                }
                track.roles = (track.roles | gained) - lost;
                tracks.push(track);
            }
        }
        defaults::mark(&mut tracks, mpd.groups, &self.standings);
        tracks
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
