//! Which assets cover a path.
//!
//! Patterns are found by hash: paths and folders by their text, other patterns by one
//! segment that is written out in them, the one that fewest other patterns have. Only
//! patterns without such a segment, such as `**` or `*.m3u8`, are all tried. An entry says
//! where the asset stands; whether it covers the path, the asset's own patterns tell.

use tidegate_sdk::kept::Kept;

use crate::bytes::{Bytes, FNV, fnv, fold, hash};
use crate::holder::Holder;
use crate::pattern::{self, Pattern};
use crate::sorted::{partition, sort};
use crate::span::Span;

/// How exactly a pattern covers a path; the lesser goes first.
pub type Rank = u32;

/// An asset under a hash, as a number: the hash, then where the asset stands.
type Entry = u128;

const fn entry(hash: u32, asset: Span) -> Entry {
    (hash as u128) << 64 | (asset.offset as u128) << 32 | asset.length as u128
}

const fn hash_of(entry: Entry) -> u32 {
    (entry >> 64) as u32
}

/// The bytes of one entry: hash, and where the asset stands.
const SIZE: usize = 12;

/// An index being made.
#[derive(Default)]
pub struct Builder {
    paths: Vec<Entry>,
    /// Patterns that are neither path nor folder, and their assets.
    globs: Vec<(String, Span)>,
}

/// The tables of an index.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tables {
    paths: Table,
    segments: Table,
    always: Table,
}

/// A table: how many entries it has, and where it starts. First, for each possible start
/// of a hash and for one more, stands the number of entries before it; then the entries by hash.
#[derive(Clone, Copy, Debug, Default)]
struct Table {
    count: u32,
    start: usize,
}

impl Builder {
    /// Adds a pattern of an asset.
    pub fn add(&mut self, pattern: &Pattern<'_>, asset: Span) {
        match pattern {
            Pattern::Exact(text) | Pattern::Under(text) | Pattern::Here(text) => {
                self.paths.push(entry(hash(text.as_bytes()), asset));
            }
            Pattern::Glob(text) => self.globs.push(((*text).to_owned(), asset)),
        }
    }

    /// Appends the tables.
    pub fn write(self, out: &mut Vec<u8>) -> Tables {
        let mut frequent: Vec<u128> = Vec::new();
        for (glob, _) in &self.globs {
            frequent.extend(pattern::literals(glob).map(|segment| u128::from(of_segment(segment))));
        }
        sort(&mut frequent);
        let up_to = |hash: u128| {
            partition(frequent.len(), |index| {
                frequent.get(index).is_some_and(|other| *other < hash)
            })
        };
        let count = |hash: u32| up_to(u128::from(hash) + 1) - up_to(hash.into());
        let (mut segments, mut always) = (Vec::new(), Vec::new());
        for (glob, asset) in &self.globs {
            let rarest = pattern::literals(glob).map(of_segment).min_by_key(|hash| count(*hash));
            match rarest {
                Some(hash) => segments.push(entry(hash, *asset)),
                None => always.push(entry(0, *asset)),
            }
        }
        Tables {
            paths: Table::write(self.paths, out),
            segments: Table::write(segments, out),
            always: Table::write(always, out),
        }
    }
}

fn of_segment(segment: &str) -> u32 {
    hash(segment.as_bytes())
}

impl Table {
    fn write(mut entries: Vec<Entry>, out: &mut Vec<u8>) -> Self {
        sort(&mut entries);
        let table =
            Self { count: u32::try_from(entries.len()).unwrap_or(u32::MAX), start: out.len() };
        let mut before = 0_u32;
        for start in 0..=1_u64 << table.bits() {
            while entries
                .get(before as usize)
                .is_some_and(|entry| table.place(hash_of(*entry)) < start)
            {
                before += 1;
            }
            out.extend_from_slice(&before.to_le_bytes());
        }
        for entry in entries {
            for number in [hash_of(entry), (entry >> 32) as u32, entry as u32] {
                out.extend_from_slice(&number.to_le_bytes());
            }
        }
        table
    }

    /// How many bits of a hash tell starts apart: as many starts as entries, about.
    const fn bits(self) -> u32 {
        u32::BITS - self.count.leading_zeros()
    }

    fn place(self, hash: u32) -> u64 {
        u64::from(hash) >> (u32::BITS - self.bits())
    }

    /// The assets under a hash.
    fn with(self, kept: &Kept, hash: u32) -> impl Iterator<Item = Span> {
        const WORD: usize = size_of::<u32>();
        let entries = if self.count == 0 {
            Vec::new()
        } else {
            let at = self.start + WORD * self.place(hash) as usize;
            let starts = kept.far(at, 2 * WORD);
            let (first, end) = (Bytes(&starts).u32(0) as usize, Bytes(&starts).u32(WORD) as usize);
            let entries = self.start + WORD * ((1 << self.bits()) + 1);
            kept.far(entries + SIZE * first, SIZE * end.saturating_sub(first))
        };
        let mut next = 0;
        std::iter::from_fn(move || {
            let entry = entries.get(next..next + SIZE).map(Bytes)?;
            next += SIZE;
            let asset = Span { offset: entry.u32(WORD), length: entry.u32(2 * WORD) };
            Some((entry.u32(0), asset))
        })
        .filter(move |(of, _)| *of == hash)
        .map(|(_, asset)| asset)
    }
}

impl Tables {
    /// The records of the assets that cover a path, each once, the most exact first;
    /// among equals the one whose id sorts first.
    pub fn covering(&self, kept: &Kept, path: &str) -> Vec<Vec<u8>> {
        let mut looked: Vec<Span> = Vec::new();
        let mut found: Vec<(Rank, Vec<u8>)> = Vec::new();
        let mut look = |asset: Span| {
            if looked.contains(&asset) {
                return;
            }
            looked.push(asset);
            let record = asset.of(kept);
            let holder = Holder::read(Bytes(&record));
            if let Some(rank) = holder.rank(path) {
                let at = found.partition_point(|(other_rank, other)| {
                    (*other_rank, Holder::read(Bytes(other)).id) < (rank, holder.id)
                });
                found.insert(at, (rank, record));
            }
        };
        let mut hash = FNV;
        for byte in path.bytes().chain([b'/']) {
            if byte == b'/' {
                self.paths.with(kept, fold(hash)).for_each(&mut look);
            }
            hash = fnv(hash, byte);
        }
        if self.segments.count > 0 {
            for segment in path.split('/') {
                self.segments.with(kept, of_segment(segment)).for_each(&mut look);
            }
        }
        self.always.with(kept, 0).for_each(look);
        found.into_iter().map(|(_, record)| record).collect()
    }
}
