//! Texts by number, and records that are stored once.

use crate::bytes::{Bytes, NONE, Ref, hash, push_record};

/// Byte strings, each stored once with its length before it, found by a hash table.
///
/// What is found depends on contents only; a hash decides nothing but where to look.
#[derive(Debug)]
pub struct Stored {
    bytes: Vec<u8>,
    /// Offsets by hash, open addressing; [`NONE`] for free. The length is a power of two.
    slots: Vec<Ref>,
    count: usize,
}

/// The catalogue outgrows 32-bit offsets.
#[derive(Debug)]
pub struct TooLarge;

impl Default for Stored {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Stored {
    /// Nothing yet, with room for so many bytes in records of some ten bytes.
    pub fn new(room: usize) -> Self {
        let mut bytes = Vec::with_capacity(room.saturating_add(1));
        // Nothing is at offset 0, which stands for no record.
        bytes.push(0);
        let slots = (room / 5).max(64).checked_next_power_of_two().unwrap_or(64);
        Self { bytes, slots: vec![NONE; slots], count: 0 }
    }

    /// Stores a record, or finds it. Whether it is new is told too.
    pub fn add(&mut self, record: &[u8]) -> Result<(Ref, bool), TooLarge> {
        if self.count * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(record);
        let free = self.slots.get_mut(slot).ok_or(TooLarge)?;
        if *free != NONE {
            return Ok((*free, false));
        }
        let at = Ref::try_from(self.bytes.len()).map_err(|_| TooLarge)?;
        *free = at;
        self.count += 1;
        push_record(&mut self.bytes, record);
        Ok((at, true))
    }

    /// Where a record is stored.
    pub fn find(&self, record: &[u8]) -> Option<Ref> {
        self.slots.get(self.slot(record)).copied().filter(|at| *at != NONE)
    }

    /// Everything stored; offsets count from its start.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The slot of a record, or the free one where it would be.
    fn slot(&self, record: &[u8]) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(record) as usize & mask;
        loop {
            match self.slots.get(slot) {
                Some(at) if *at != NONE && Bytes(&self.bytes).record(*at).0 != record => {
                    slot = (slot + 1) & mask;
                }
                _ => return slot,
            }
        }
    }

    fn grow(&mut self) {
        let wider = vec![NONE; self.slots.len() * 4];
        let old = std::mem::replace(&mut self.slots, wider);
        let mask = self.slots.len() - 1;
        for at in old.into_iter().filter(|at| *at != NONE) {
            let mut slot = hash(Bytes(&self.bytes).record(at).0) as usize & mask;
            while self.slots.get(slot).is_some_and(|taken| *taken != NONE) {
                slot = (slot + 1) & mask;
            }
            if let Some(free) = self.slots.get_mut(slot) {
                *free = at;
            }
        }
    }
}
