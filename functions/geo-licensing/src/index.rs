//! Which assets cover a path.
//!
//! Patterns are found by hash: paths and folders by their text, other patterns by one
//! segment that is written out in them, the one that fewest other patterns have. Only
//! patterns without such a segment, such as `**` or `*.m3u8`, are all tried.

use crate::bytes::{Bytes, FNV, Ref, fnv, fold, hash, push_record};
use crate::pattern::{self, Pattern};
use crate::sorted::partition;

/// How exactly a pattern covers a path; the lesser goes first. A path is before a
/// folder, a folder before other patterns, more characters before fewer.
type Rank = u32;

const FOLDERS: Rank = 1 << 16;
const GLOBS: Rank = 2 << 16;

/// A rank within its class.
fn rank(class: Rank, literal: usize) -> Rank {
    class.saturating_add(0xffff_u32.saturating_sub(u32::try_from(literal).unwrap_or(0xffff)))
}

/// What an entry covers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The path alone.
    Exact,
    /// All below the folder.
    Under,
    /// Both.
    Here,
    Glob,
}

impl Kind {
    const fn of(byte: u8) -> Self {
        match byte {
            0 => Self::Exact,
            1 => Self::Under,
            2 => Self::Here,
            _ => Self::Glob,
        }
    }
}

/// One pattern of an asset.
#[derive(Clone, Copy)]
struct Entry {
    hash: u32,
    kind: Kind,
    /// The text's offset among the index's own.
    text: Ref,
    asset: u32,
}

/// The bytes of one entry: hash, kind, text, asset.
const SIZE: usize = 13;

/// An index being made.
#[derive(Default)]
pub struct Builder {
    texts: Vec<u8>,
    entries: Vec<Entry>,
    globs: Vec<Entry>,
}

impl Builder {
    /// Nothing yet, with room for a document of so many bytes.
    pub fn new(room: usize) -> Self {
        Self { texts: Vec::with_capacity(room), ..Self::default() }
    }

    /// Adds a pattern of an asset.
    pub fn add(&mut self, pattern: &Pattern<'_>, asset: u32) {
        let (kind, text) = match pattern {
            Pattern::Exact(text) => (Kind::Exact, text),
            Pattern::Under(text) => (Kind::Under, text),
            Pattern::Here(text) => (Kind::Here, text),
            Pattern::Glob(text) => (Kind::Glob, text),
        };
        let at = Ref::try_from(self.texts.len()).unwrap_or(Ref::MAX);
        push_record(&mut self.texts, text.as_bytes());
        let entry = Entry { hash: hash(text.as_bytes()), kind, text: at, asset };
        if kind == Kind::Glob { &mut self.globs } else { &mut self.entries }.push(entry);
    }

    /// Writes the index: lengths, then the three tables of paths, of segments and of what
    /// is tried always, then the texts.
    pub fn write(self, out: &mut Vec<u8>) {
        let Self { texts, entries, mut globs } = self;
        let text = |entry: &Entry| Bytes(&texts).record(entry.text).text();
        let mut frequent: Vec<u32> =
            globs.iter().flat_map(|glob| pattern::literals(text(glob)).map(of_segment)).collect();
        frequent.sort_unstable();
        let count = |hash: u32| {
            partition(frequent.len(), |index| {
                frequent.get(index).is_some_and(|other| *other <= hash)
            }) - partition(frequent.len(), |index| {
                frequent.get(index).is_some_and(|other| *other < hash)
            })
        };
        let mut always = Vec::new();
        globs.retain_mut(|glob| {
            let rarest =
                pattern::literals(text(glob)).map(of_segment).min_by_key(|hash| count(*hash));
            match rarest {
                Some(hash) => glob.hash = hash,
                None => always.push(*glob),
            }
            rarest.is_some()
        });
        for table in [entries, globs, always] {
            write_table(table, out);
        }
        push_record(out, &texts);
    }
}

/// Writes a table: the number of entries, then for each possible start of a hash the
/// number of entries before it, then the entries by hash.
fn write_table(mut entries: Vec<Entry>, out: &mut Vec<u8>) {
    entries.sort_unstable_by_key(|entry| entry.hash);
    let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&count.to_le_bytes());
    let bits = bits(count);
    let mut before = 0_u32;
    for start in 0..1_u64 << bits {
        while entries.get(before as usize).is_some_and(|entry| start_of(entry.hash, bits) < start) {
            before += 1;
        }
        out.extend_from_slice(&before.to_le_bytes());
    }
    for entry in entries {
        out.extend_from_slice(&entry.hash.to_le_bytes());
        out.push(entry.kind as u8);
        out.extend_from_slice(&entry.text.to_le_bytes());
        out.extend_from_slice(&entry.asset.to_le_bytes());
    }
}

/// How many bits of a hash tell the starts of a table of so many entries apart: about
/// as many starts as entries.
const fn bits(count: u32) -> u32 {
    u32::BITS - count.leading_zeros()
}

fn start_of(hash: u32, bits: u32) -> u64 {
    u64::from(hash) >> (u32::BITS - bits)
}

fn of_segment(segment: &str) -> u32 {
    hash(segment.as_bytes())
}

/// An index that is asked.
#[derive(Clone, Copy, Debug)]
pub struct Index<'i> {
    paths: Table<'i>,
    segments: Table<'i>,
    always: Table<'i>,
    texts: Bytes<'i>,
}

#[derive(Clone, Copy, Debug)]
struct Table<'i> {
    count: u32,
    starts: Bytes<'i>,
    entries: Bytes<'i>,
}

impl<'i> Table<'i> {
    fn read(index: &mut Bytes<'i>) -> Self {
        let count = index.next_u32();
        let starts = Bytes(index.next(size_of::<u32>() << bits(count)));
        Self { count, starts, entries: Bytes(index.next(SIZE * count as usize)) }
    }

    fn get(self, index: u32) -> Option<Entry> {
        let mut entry = Bytes(self.entries.0.get(SIZE * index as usize..)?);
        (index < self.count).then(|| Entry {
            hash: entry.next_u32(),
            kind: Kind::of(entry.next_u8()),
            text: entry.next_u32(),
            asset: entry.next_u32(),
        })
    }

    /// The entries with a hash.
    fn with(self, hash: u32) -> impl Iterator<Item = Entry> {
        let first = self.starts.u32(size_of::<u32>() * start_of(hash, bits(self.count)) as usize);
        (first..self.count)
            .map_while(move |index| self.get(index))
            .skip_while(move |entry| entry.hash < hash)
            .take_while(move |entry| entry.hash == hash)
    }
}

impl<'i> Index<'i> {
    /// Reads what [`Builder::write`] wrote.
    pub fn read(mut index: Bytes<'i>) -> Self {
        Self {
            paths: Table::read(&mut index),
            segments: Table::read(&mut index),
            always: Table::read(&mut index),
            texts: index.next_record(),
        }
    }

    /// The assets that cover a path, each once, the most exact first; among equals the one
    /// whose `id` sorts first.
    pub fn covering<'n>(self, path: &str, id: impl Fn(u32) -> &'n str) -> Vec<u32> {
        let mut found: Vec<(Rank, u32)> = Vec::new();
        let mut add = |rank: Rank, asset: u32| {
            if let Some(known) = found.iter_mut().find(|(_, other)| *other == asset) {
                known.0 = known.0.min(rank);
            } else {
                found.push((rank, asset));
            }
        };
        let mut hash = FNV;
        for (length, byte) in path.bytes().chain([b'/']).enumerate() {
            if byte == b'/' {
                let whole = length == path.len();
                for entry in self.paths.with(fold(hash)) {
                    let covers = match entry.kind {
                        Kind::Exact => whole,
                        Kind::Under => !whole,
                        Kind::Here | Kind::Glob => true,
                    };
                    if covers && path.get(..length) == Some(self.text(entry)) {
                        add(if whole { 0 } else { rank(FOLDERS, length) }, entry.asset);
                    }
                }
            }
            hash = fnv(hash, byte);
        }
        let mut glob = |entry: Entry| {
            let text = self.text(entry);
            if pattern::glob(text, path) {
                let literal = text.bytes().filter(|byte| *byte != b'*').count();
                add(rank(GLOBS, literal), entry.asset);
            }
        };
        if self.segments.count > 0 {
            path.split('/')
                .flat_map(|segment| self.segments.with(of_segment(segment)))
                .for_each(&mut glob);
        }
        (0..self.always.count).filter_map(|index| self.always.get(index)).for_each(glob);
        // Few, so by insertion, without the library's sort.
        for index in 1..found.len() {
            let before = found.get(..index).unwrap_or_default();
            let to = found.get(index).map_or(index, |(rank, asset)| {
                before.partition_point(|(other_rank, other)| {
                    other_rank < rank || other_rank == rank && id(*other) < id(*asset)
                })
            });
            if let Some(part) = found.get_mut(to..=index) {
                part.rotate_right(1);
            }
        }
        found.into_iter().map(|(_, asset)| asset).collect()
    }

    fn text(self, entry: Entry) -> &'i str {
        self.texts.record(entry.text).text()
    }
}
