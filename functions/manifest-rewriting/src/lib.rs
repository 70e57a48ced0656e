//! Manifest rewriting: fits the tracks of a manifest to one viewer and device.
//!
//! - `config`: the operator's document, checked
//! - `ability`: which variants the device can show
//! - `start`: the rung to start on
//! - `renditions`: order and defaults of audio and subtitles
//! - `language`, `iso639`: how well a language suits a viewer
//!
//! A manifest that suits already gets no edits, and so leaves the node byte for
//! byte as it came.

mod ability;
mod config;
mod iso639;
mod language;
mod renditions;
mod start;

use tidegate_sdk::manifest_rewriting::{Decision, Edit, Manifest, ManifestRewriting, Track};
use tidegate_sdk::types::{Facts, Grants, Limits};

use ability::Ability;
use config::PerDevice;
use renditions::SubtitlesDefault;
use start::Target;

/// The most edits a decision may hold (`wit/manifest-rewriting.wit`).
const MOST_EDITS: usize = 4096;

/// The policy: device abilities, starting rungs and the default of subtitles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    devices: PerDevice<Ability>,
    start: PerDevice<Target>,
    subtitles_default: SubtitlesDefault,
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
        _grants: &Grants,
        limits: &Limits,
        manifest: &Manifest<'_>,
    ) -> Decision {
        let tracks = manifest.tracks.as_slice();
        let kept = kept(tracks, limits, self.devices.of(facts.device));
        let mut edits: Vec<Edit> = tracks
            .iter()
            .zip(&kept)
            .filter_map(|(track, kept)| (!kept).then_some(Edit::Drop(track.id)))
            .collect();
        if let Some(target) = self.start.of(facts.device) {
            edits.extend(start::orders(tracks, &kept, *target).into_iter().map(Edit::Order));
        }
        renditions::arrange(facts, tracks, &kept, self.subtitles_default, &mut edits);
        edits.truncate(MOST_EDITS);
        Decision { edits, valid_for: self.valid_for }
    }
}

/// Which tracks stay, by their place in `tracks`.
///
/// Where no variant is within the limits, all variants stay: there is nothing left
/// to fit to the viewer, and what to answer then is for the node to say, which
/// applies the limits itself in any case.
fn kept(tracks: &[Track<'_>], limits: &Limits, ability: Option<&Ability>) -> Vec<bool> {
    let mut kept: Vec<bool> = tracks.iter().map(|track| !track.above(limits)).collect();
    if !tracks.iter().zip(&kept).any(|(track, kept)| *kept && track.is_variant()) {
        for (track, kept) in tracks.iter().zip(&mut kept) {
            *kept |= track.is_variant();
        }
    } else if let Some(ability) = ability {
        ability.restrict(tracks, &mut kept);
    }
    kept
}

#[cfg(feature = "component")]
tidegate_sdk::export!(manifest-rewriting: Policy);
