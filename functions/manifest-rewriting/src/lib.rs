//! Manifest rewriting: which tracks of a manifest are offered to one viewer and device, in
//! which order, and what is played in between.
//!
//! - `config`: the operator's document, checked
//! - `ability`, `codecs`: which tracks the device can play
//! - `relied`: what must not be lost by that
//! - `start`: the rung to start on
//! - `pathways`: which pathways a region may use
//! - `wishes`: what a viewer wants of audio and subtitles
//! - `renditions`: their order and defaults
//! - `language`, `iso639`: how well a language suits a viewer
//! - `breaks`: what is played in between
//!
//! A manifest that suits already gets no edits, and so leaves the node byte for
//! byte as it came.

mod ability;
mod breaks;
mod codecs;
mod config;
mod iso639;
mod language;
mod pathways;
mod relied;
mod renditions;
mod start;
mod wishes;

use tidegate_sdk::limits::within;
use tidegate_sdk::manifest_rewriting::{Decision, Edit, Manifest, ManifestRewriting, Track};
use tidegate_sdk::types::{Facts, Grants, Limits};

use ability::Ability;
use breaks::Break;
use config::PerDevice;
use pathways::Region;
use start::{Hints, Target};
use wishes::SubtitlesDefault;

/// The most edits a decision may hold (`wit/manifest-rewriting.wit`).
const MOST_EDITS: usize = 4096;

/// The policy: what devices can show, where they start, what regions may use, when
/// subtitles are shown and what is played in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    devices: PerDevice<Ability>,
    start: PerDevice<Target>,
    player: Option<Hints>,
    subtitles_default: SubtitlesDefault,
    pathways: Vec<Region>,
    breaks: Vec<Break>,
    /// Seconds, at least 1.
    valid_for: u32,
}

impl ManifestRewriting for Policy {
    /// Reads the configuration document (`schema.json`, example in `demo.toml`).
    ///
    /// # Errors
    /// One line that names the path in the document, what was found and what
    /// would be accepted.
    fn configure(document: &str) -> Result<Self, String> {
        config::read(document)
    }

    /// Decides for one viewer and one manifest. Never panics, whatever the facts
    /// and tracks; takes time in proportion to the number of tracks, but for sorting.
    ///
    /// Each edit stands for itself, so a list cut at the contract's length is valid.
    fn decide(
        &self,
        facts: &Facts,
        grants: &Grants,
        limits: &Limits,
        manifest: &Manifest<'_>,
    ) -> Decision {
        let tracks = manifest.tracks.as_slice();
        let mut edits = Vec::new();
        if !tracks.is_empty() {
            self.fit(facts, limits, manifest, &mut edits);
        }
        if !self.breaks.is_empty() {
            breaks::insert(&self.breaks, facts, grants, manifest, &mut edits);
        }
        edits.truncate(MOST_EDITS);
        Decision { edits, valid_for: self.valid_for }
    }
}

impl Policy {
    /// Adds the edits of tracks.
    fn fit(&self, facts: &Facts, limits: &Limits, manifest: &Manifest<'_>, edits: &mut Vec<Edit>) {
        let tracks = manifest.tracks.as_slice();
        let mut kept = within(tracks, limits);
        let short = keep_variants(tracks, &mut kept);
        let steered = !manifest.pathways.is_empty();
        let region = if steered { pathways::region(&self.pathways, facts) } else { None };
        let gone = region
            .map(|region| pathways::restrict(region, manifest, &mut kept, edits))
            .unwrap_or_default();
        if !short && let Some(ability) = self.ability(facts) {
            ability.restrict(tracks, &mut kept);
        }
        let mut gone = gone.into_iter();
        edits.extend(tracks.iter().zip(&kept).filter_map(|(track, kept)| {
            let goes_with_pathway = gone.next().unwrap_or(false);
            (!kept && !goes_with_pathway).then_some(Edit::Drop(track.id))
        }));
        if steered {
            pathways::begin(region, manifest, &kept, edits);
        }
        let hinted = self.player.zip(facts.player.as_ref());
        let hinted = hinted.and_then(|(hints, player)| hints.target(player));
        if let Some(target) = hinted.or_else(|| self.start.of(facts.device).copied()) {
            edits.extend(start::orders(tracks, &kept, target).into_iter().map(Edit::Order));
        }
        renditions::arrange(facts, tracks, &kept, self.subtitles_default, edits);
    }

    /// What the viewer's device can show, as far as anything says.
    fn ability(&self, facts: &Facts) -> Option<Ability> {
        let class = self.devices.of(facts.device).copied();
        let top = self.player.filter(|hints| hints.capped).zip(facts.player.as_ref());
        let top_bitrate = top.and_then(|(_, player)| player.top_bitrate);
        if facts.capabilities.is_none() && top_bitrate.is_none() {
            return class;
        }
        let class = Ability { top_bitrate, ..class.unwrap_or_default() };
        Some(facts.capabilities.as_ref().map_or(class, |table| Ability::of(table, class)))
    }
}

/// Keeps all variants of a period in which none is within the limits; whether there is
/// one. There is nothing left to fit to the viewer, and what to answer then is for the
/// node to say, which applies the limits itself in any case.
fn keep_variants(tracks: &[Track<'_>], kept: &mut [bool]) -> bool {
    let mut any_short = false;
    let mut of_kept = kept;
    for period in tracks.chunk_by(|a, b| a.period == b.period) {
        let (kept, rest) = of_kept.split_at_mut(period.len().min(of_kept.len()));
        of_kept = rest;
        if !period.iter().zip(kept.iter()).any(|(track, kept)| *kept && track.is_variant()) {
            any_short = true;
            for (track, kept) in period.iter().zip(kept) {
                *kept |= track.is_variant();
            }
        }
    }
    any_short
}

#[cfg(feature = "component")]
tidegate_sdk::export!(manifest-rewriting: Policy);
