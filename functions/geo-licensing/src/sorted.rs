//! Sorted lists of numbers in bytes.

use crate::bytes::Bytes;

/// The bytes of one number.
const SIZE: usize = size_of::<u64>();

/// Numbers in ascending order, each once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sorted<'i>(Bytes<'i>);

impl<'i> Sorted<'i> {
    /// Writes numbers given in any order.
    pub fn write(numbers: impl Iterator<Item = u64>) -> Vec<u8> {
        let mut numbers: Vec<u128> = numbers.map(u128::from).collect();
        sort(&mut numbers);
        numbers.dedup();
        numbers.iter().flat_map(|number| (*number as u64).to_le_bytes()).collect()
    }

    /// Reads what [`Sorted::write`] wrote.
    pub const fn read(record: Bytes<'i>) -> Self {
        Self(record)
    }

    /// How many there are.
    pub const fn len(self) -> usize {
        self.0.0.len() / SIZE
    }

    /// The number at an index.
    pub fn get(self, index: usize) -> Option<u64> {
        (index < self.len()).then(|| self.0.u64(index * SIZE))
    }

    /// How many are less than `number`.
    pub fn before(self, number: u64) -> usize {
        partition(self.len(), |index| self.0.u64(index * SIZE) < number)
    }

    /// Whether the number is among them.
    pub fn has(self, number: u64) -> bool {
        self.get(self.before(number)) == Some(number)
    }
}

/// Sorts numbers. All that is sorted is made a number, because every other type would
/// bring 3 KB of the library's sort.
#[inline(never)]
pub fn sort(numbers: &mut [u128]) {
    numbers.sort_unstable();
}

/// The first of `count` indices for which `before` is no longer true; it is true of
/// those before and of none after.
pub fn partition(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_written() {
        let record = Sorted::write([9, 3, 3, u64::MAX, 0].into_iter());
        let list = Sorted::read(Bytes(&record));
        assert_eq!(list.len(), 4);
        for (number, before, has) in
            [(0, 0, true), (1, 1, false), (9, 2, true), (u64::MAX, 3, true)]
        {
            assert_eq!((list.before(number), list.has(number)), (before, has), "{number}");
        }
        assert_eq!(list.get(4), None);
        assert!(!Sorted::default().has(0));
    }
}
