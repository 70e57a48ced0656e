//! Which set is in which set's place, and which representation in which one's.

use super::mpd::Mpd;
use crate::edit::Edit;

/// Orders carried out.
#[derive(Debug)]
pub(super) struct Orders {
    /// By adaptation set: the one in its place.
    pub(super) sets: Vec<u32>,
    /// By track: the one in its place.
    pub(super) tracks: Vec<u32>,
}

impl Orders {
    /// Carries out the orders among edits that a plan found sound.
    pub(super) fn of(mpd: &Mpd<'_>, edits: &[Edit]) -> Self {
        let mut sets = Places::new(mpd.sets.len());
        let mut tracks = Places::new(mpd.tracks.len());
        for edit in edits {
            let Edit::Order(order) = edit else { continue };
            // Each track with the turn in which its set is named first.
            let mut turns: Vec<(u32, u32)> = Vec::with_capacity(order.len());
            let named = order.iter().zip(0..).filter_map(|(track, turn)| {
                Some((mpd.tracks.get(*track as usize)?.set?, turn, *track))
            });
            let mut named: Vec<(u32, u32, u32)> = named.collect();
            named.sort_unstable();
            for one_set in named.chunk_by(|(one, ..), (other, ..)| one == other) {
                let Some((set, turn, _)) = one_set.first() else { continue };
                turns.push((*turn, *set));
                tracks.order(&one_set.iter().map(|(.., track)| *track).collect::<Vec<_>>());
            }
            turns.sort_unstable();
            sets.order(&turns.iter().map(|(_, set)| *set).collect::<Vec<_>>());
        }
        Self { sets: sets.holders, tracks: tracks.holders }
    }
}

/// Places and who holds them.
struct Places {
    holders: Vec<u32>,
    /// By holder.
    places: Vec<u32>,
}

impl Places {
    fn new(count: usize) -> Self {
        let own: Vec<u32> = (0..).take(count).collect();
        Self { holders: own.clone(), places: own }
    }

    /// Gives those named the places that they hold, in the order named.
    fn order(&mut self, order: &[u32]) {
        let mut free: Vec<u32> =
            order.iter().filter_map(|one| self.places.get(*one as usize).copied()).collect();
        free.sort_unstable();
        for (one, place) in order.iter().zip(free) {
            if let Some(holder) = self.holders.get_mut(place as usize) {
                *holder = *one;
            }
            if let Some(own) = self.places.get_mut(*one as usize) {
                *own = place;
            }
        }
    }
}
