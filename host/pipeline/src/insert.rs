//! A function's edits in the manifest's words, interstitials looked up by their names.

use std::collections::BTreeMap;

use tidegate_manifest::Manifest;
use tidegate_manifest::edit::{Edit, EventStream};
use tidegate_sdk::manifest_rewriting::{self as contract, Interstitial};
use tidegate_sdk::types::Grants;

use crate::library::Library;
use crate::tracks::manifest_edit;

/// Why something cannot be played in between.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInserted {
    /// The node's configuration does not have it.
    #[error("no interstitial is called {0:?}")]
    Unknown(String),
    /// It takes what the viewer has not granted.
    #[error("the viewer has not granted what interstitial {0:?} takes")]
    NotGranted(String),
    /// A multivariant playlist says nothing of time.
    #[error("interstitial {0:?} is for HLS media playlists and MPDs")]
    NotHere(String),
    /// The playlist says nothing of when it is, or nothing plays then.
    #[error("interstitial {name:?} is for a moment that the manifest does not have: {at} ms")]
    Nowhere {
        /// Its name.
        name: String,
        /// As asked for.
        at: u64,
    },
}

/// What interstitials are looked up in.
#[derive(Clone, Copy, Debug)]
pub struct Lookup<'a> {
    /// The node's.
    pub library: &'a Library,
    /// What the viewer allows.
    pub grants: &'a Grants,
    /// Where they are to be inserted.
    pub manifest: &'a Manifest<'a>,
    /// When it is; absent for a multivariant playlist.
    pub timeline: Option<&'a contract::Timeline>,
}

impl Lookup<'_> {
    /// The edits in the manifest's words. Where there is nothing to play for the
    /// kind of manifest, nothing is inserted.
    ///
    /// In DASH all interstitials of a period are one stream of events (ISO/IEC
    /// 23009-1 clause 5.10.2.1), so those edits come last.
    ///
    /// # Errors
    /// The first interstitial that cannot be inserted.
    pub fn edits(&self, edits: &[contract::Edit]) -> Result<Vec<Edit>, NotInserted> {
        let mut all = Vec::with_capacity(edits.len());
        let mut streams = BTreeMap::new();
        for edit in edits {
            match edit {
                contract::Edit::InsertInterstitial(asked) => {
                    self.insert(asked, &mut all, &mut streams)?;
                }
                edit => all.extend(manifest_edit(edit)),
            }
        }
        all.extend(streams.into_values().map(Edit::InsertEventStream));
        Ok(all)
    }

    fn insert(
        &self,
        asked: &Interstitial,
        edits: &mut Vec<Edit>,
        streams: &mut BTreeMap<u32, EventStream>,
    ) -> Result<(), NotInserted> {
        let Interstitial { name, at } = asked;
        let found = self.library.interstitial(name);
        let interstitial = found.ok_or_else(|| NotInserted::Unknown(name.clone()))?;
        if !interstitial.granted(self.grants) {
            return Err(NotInserted::NotGranted(name.clone()));
        }
        let nowhere = || NotInserted::Nowhere { name: name.clone(), at: *at };
        match self.manifest {
            Manifest::Multivariant(_) => return Err(NotInserted::NotHere(name.clone())),
            Manifest::Media(_) => {
                let start = self.timeline.and_then(|timeline| timeline.start);
                let start = start.and_then(|start| start.checked_add_unsigned(*at));
                let range = interstitial.range(name, start.ok_or_else(nowhere)?);
                edits.extend(range.map(Edit::InsertInterstitial));
            }
            Manifest::Mpd(mpd) => {
                let live = self.timeline.is_some_and(|timeline| timeline.live);
                let (period, time) = mpd.period_at(*at).ok_or_else(nowhere)?;
                if let Some(announced) = interstitial.event(name, time, live) {
                    match streams.get_mut(&period) {
                        Some(stream) => stream.events.push(announced.event),
                        None => {
                            streams.insert(period, announced.stream(period));
                        }
                    }
                }
            }
        }
        Ok(())
    }
}
