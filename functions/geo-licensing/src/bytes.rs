//! Records in plain bytes.
//!
//! A configured catalogue is one block of bytes without a pointer in it. Records that
//! are shared and often asked (policies, choices of places and plans) stand in front,
//! each found by its offset, a [`Ref`]. All that grows with the number of assets
//! follows, in pieces that a decision reads whole: a slice of the index, an asset.

/// The offset of a record; [`NONE`] for no record.
pub type Ref = u32;

/// No record. No record is at offset 0.
pub const NONE: Ref = 0;

/// Bytes that records are read from, from the first on.
///
/// Reading beyond the end gives zeros: offsets are this crate's own, and are right.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bytes<'i>(pub &'i [u8]);

macro_rules! number {
    ($name:ident, $next:ident, $type:ty, $size:literal) => {
        /// The number at an offset.
        pub fn $name(self, at: usize) -> $type {
            let bytes = self.0.get(at..).and_then(|rest| rest.first_chunk::<$size>());
            bytes.map_or(0, |bytes| <$type>::from_le_bytes(*bytes))
        }

        /// The first number, which is taken away.
        pub fn $next(&mut self) -> $type {
            let number = self.$name(0);
            self.0 = self.0.get($size..).unwrap_or_default();
            number
        }
    };
}

impl<'i> Bytes<'i> {
    number!(u8, next_u8, u8, 1);
    number!(u32, next_u32, u32, 4);
    number!(u64, next_u64, u64, 8);

    /// The first so many bytes, which are taken away.
    pub fn next(&mut self, length: usize) -> &'i [u8] {
        let (first, rest) = self.0.split_at_checked(length).unwrap_or_default();
        self.0 = rest;
        first
    }

    /// The first record with a length before it, which is taken away.
    pub fn next_record(&mut self) -> Self {
        let length = self.next_number();
        Self(self.next(usize::try_from(length).unwrap_or(usize::MAX)))
    }

    /// The record at an offset, with its length before it.
    pub fn record(self, at: Ref) -> Self {
        Self(self.0.get(at as usize..).unwrap_or_default()).next_record()
    }

    /// As a text. What is stored was one.
    pub fn text(self) -> &'i str {
        str::from_utf8(self.0).unwrap_or_default()
    }

    /// The number that [`push_number`] wrote, which is taken away.
    #[inline]
    pub fn next_number(&mut self) -> u64 {
        // Most take one byte.
        match self.0 {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.0 = rest;
                u64::from(*byte).wrapping_sub(1)
            }
            _ => self.next_long(),
        }
    }

    fn next_long(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.next_u8();
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number.wrapping_sub(1)
    }

    /// The same, for a number of 32 bits.
    pub fn next_short(&mut self) -> u32 {
        self.next_number() as u32
    }
}

/// Appends a number in as few bytes as it takes, seven bits in each (LEB128).
///
/// It is written one higher. So no byte but that of `u64::MAX` is zero, and `u64::MAX`
/// takes one: snapshots store memory by runs of bytes that are not zero.
pub fn push_number(out: &mut Vec<u8>, number: u64) {
    let mut left = number.wrapping_add(1);
    while left >= 0x80 {
        out.push((left & 0x7f) as u8 | 0x80);
        left >>= 7;
    }
    out.push(left as u8);
}

/// Appends a record with its length before it.
pub fn push_record(out: &mut Vec<u8>, record: &[u8]) {
    push_number(out, record.len() as u64);
    out.extend_from_slice(record);
}

/// FNV-1a over bytes, 64 bits, continued from `hash`.
/// (<https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>)
pub const fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x100_0000_01b3)
}

/// What [`fnv`] starts from.
pub const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// The 32 bits of an FNV hash that depend on all of its input: FNV's low bits alone
/// do not spread well over tables.
pub const fn fold(hash: u64) -> u32 {
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as u32
}

/// The hash of a text for tables.
pub fn hash(bytes: &[u8]) -> u32 {
    fold(bytes.iter().fold(FNV, |hash, byte| fnv(hash, *byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut out = vec![0];
        let lengths = [0, 1, 127, 128, 300, 16_384, 70_000];
        let mut offsets = Vec::new();
        for length in lengths {
            offsets.push(out.len() as Ref);
            push_record(&mut out, &vec![7; length]);
        }
        for (at, length) in offsets.iter().zip(lengths) {
            assert_eq!(Bytes(&out).record(*at).0, vec![7; length]);
        }
    }

    #[test]
    fn numbers_of_all_sizes_come_back() {
        for shift in 0..64 {
            for number in [1_u64 << shift, (1 << shift) - 1, u64::MAX >> shift] {
                let mut out = Vec::new();
                push_number(&mut out, number);
                assert!(number == u64::MAX || !out.contains(&0), "{number}");
                out.push(9);
                let mut bytes = Bytes(&out);
                assert_eq!((bytes.next_number(), bytes.0), (number, &[9][..]));
            }
        }
    }

    #[test]
    fn beyond_the_end_there_is_nothing() {
        let mut bytes = Bytes(&[1, 2, 3]);
        assert_eq!((bytes.u8(1), bytes.u32(0), bytes.u64(9)), (2, 0, 0));
        assert_eq!(bytes.record(90).0, b"");
        assert_eq!((bytes.next(2), bytes.next(2), bytes.next_u8()), (&[1, 2][..], &[][..], 0));
    }

    /// From the draft's test vectors.
    #[test]
    fn fnv_is_fnv() {
        assert_eq!(b"foobar".iter().fold(FNV, |hash, byte| fnv(hash, *byte)), 0x85944171f73967e8);
    }
}
