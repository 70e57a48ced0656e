//! Which variants name which renditions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::entry::Entry;
use crate::codecs::Codecs;
use crate::track::{Track, TrackKind};

/// What a variant may name a group of.
pub(super) const REFERENCES: [Reference; 4] = [
    Reference { attribute: "AUDIO", kind: TrackKind::Audio, families: Codecs::AUDIO },
    Reference { attribute: "SUBTITLES", kind: TrackKind::Subtitles, families: Codecs::TEXT },
    Reference { attribute: "VIDEO", kind: TrackKind::AlternateVideo, families: Codecs::VIDEO },
    Reference {
        attribute: "CLOSED-CAPTIONS",
        kind: TrackKind::ClosedCaptions,
        families: Codecs::empty(),
    },
];

/// An attribute of a variant that names a group, RFC 8216 section 4.3.4.2.
pub(super) struct Reference {
    pub(super) attribute: &'static str,
    /// The kind of the group's renditions.
    pub(super) kind: TrackKind,
    /// The codec families that they can be of.
    pub(super) families: Codecs,
}

/// The groups that a variant names, in the order of [`REFERENCES`].
pub(super) type Named<T> = [Option<T>; REFERENCES.len()];

/// A group of renditions.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    /// Whether one of its renditions is inside the variants' own segments (it
    /// has no URI; RFC 8216 section 4.3.4.2.1).
    pub(super) inside: bool,
    /// Every family of its kind that variants naming it state.
    families: Codecs,
}

/// Numbers groups in order of first appearance.
#[derive(Debug, Default)]
pub(super) struct Groups<'t> {
    numbers: BTreeMap<(TrackKind, Cow<'t, str>), u32>,
    groups: Vec<Group>,
}

impl<'t> Groups<'t> {
    /// The number of the group that a rendition is in.
    pub(super) fn enter(&mut self, kind: TrackKind, id: Cow<'t, str>, inside: bool) -> u32 {
        let next = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry((kind, id)).or_insert(next);
        if number == next {
            self.groups.push(Group::default());
        }
        if let Some(group) = self.groups.get_mut(number as usize) {
            group.inside |= inside;
        }
        number
    }

    /// Links variants to the groups they name, and gives renditions the codec
    /// that those variants state. `named` is one per track.
    pub(super) fn link(
        mut self,
        tracks: &mut [Track<'t>],
        entries: &mut [Entry],
        named: Vec<Named<Cow<'t, str>>>,
    ) -> Vec<Group> {
        for ((track, entry), names) in tracks.iter_mut().zip(entries.iter_mut()).zip(named) {
            for ((reference, name), number) in REFERENCES.iter().zip(names).zip(&mut entry.names) {
                let Some(name) = name else { continue };
                *number = self.numbers.get(&(reference.kind, name)).copied();
                let group = number.and_then(|number| self.groups.get_mut(number as usize));
                if let Some(group) = group {
                    group.families |= track.codecs & reference.families;
                }
            }
            [track.audio_group, track.subtitles_group, ..] = entry.names;
        }
        for track in tracks {
            let group = track.group.and_then(|group| self.groups.get(group as usize));
            track.codecs |= match group {
                Some(group) if group.families.bits().count_ones() == 1 => group.families,
                _ => Codecs::empty(),
            };
        }
        self.groups
    }
}
