//! When a rule holds.

use crate::bytes::{Bytes, push_number};

/// Windows, sorted and apart from each other: they neither touch nor overlap.
#[derive(Clone, Copy, Debug)]
pub struct Windows<'i>(Bytes<'i>);

/// From `from` on, until before `until`; seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// 0 for a window that has always been open.
    pub from: u64,
    /// `u64::MAX` for one that never closes.
    pub until: u64,
}

/// What a time is to some windows. Durations in seconds, `u32::MAX` for longer or never.
#[derive(Debug, PartialEq, Eq)]
pub enum Moment {
    /// One is open.
    Open { closes: u32 },
    /// None is open, one will be.
    Closed { opens: u32 },
    /// None will be open any more.
    Over,
}

impl<'i> Windows<'i> {
    /// Writes windows given in any order; those that touch or overlap become one.
    pub fn write(windows: &[Window], out: &mut Vec<u8>) {
        let mut apart: Vec<Window> = Vec::with_capacity(windows.len());
        for mut window in windows.iter().copied() {
            apart.retain(|other| {
                let joined = other.from <= window.until && window.from <= other.until;
                if joined {
                    window.from = window.from.min(other.from);
                    window.until = window.until.max(other.until);
                }
                !joined
            });
            let at = apart.partition_point(|other| other.from < window.from);
            apart.insert(at, window);
        }
        for window in apart {
            push_number(out, window.from);
            push_number(out, window.until);
        }
    }

    /// Reads what [`Windows::write`] wrote.
    pub const fn read(record: Bytes<'i>) -> Self {
        Self(record)
    }

    /// Whether there is none: no restriction.
    pub const fn is_empty(&self) -> bool {
        self.0.0.is_empty()
    }

    /// When the first opens and when the last closes; of none: always.
    pub fn extent(&self) -> (u64, u64) {
        let mut left = self.0;
        let (mut first, mut last) = (0, u64::MAX);
        let mut index = 0;
        while !left.0.is_empty() {
            let (from, until) = (left.next_number(), left.next_number());
            if index == 0 {
                first = from;
            }
            last = until;
            index += 1;
        }
        (first, last)
    }

    /// What a time is to the windows.
    pub fn at(&self, now: u64) -> Moment {
        let mut left = self.0;
        while !left.0.is_empty() {
            let (from, until) = (left.next_number(), left.next_number());
            if from <= now && now < until {
                return Moment::Open { closes: seconds(until - now) };
            }
            if now < from {
                return Moment::Closed { opens: seconds(from - now) };
            }
        }
        Moment::Over
    }
}

fn seconds(length: u64) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(list: &[(u64, u64)]) -> Vec<u8> {
        let list: Vec<_> =
            list.iter().map(|(from, until)| Window { from: *from, until: *until }).collect();
        let mut record = Vec::new();
        Windows::write(&list, &mut record);
        record
    }

    fn at(windows: &[u8], now: u64) -> Moment {
        Windows::read(Bytes(windows)).at(now)
    }

    #[test]
    fn the_start_is_in_and_the_end_is_out() {
        let windows = windows(&[(10, 20), (30, 40)]);
        for (now, expected) in [
            (9, Moment::Closed { opens: 1 }),
            (10, Moment::Open { closes: 10 }),
            (19, Moment::Open { closes: 1 }),
            (20, Moment::Closed { opens: 10 }),
            (39, Moment::Open { closes: 1 }),
            (40, Moment::Over),
        ] {
            assert_eq!(at(&windows, now), expected, "{now}");
        }
    }

    #[test]
    fn joins_windows_that_touch_or_overlap() {
        let windows = windows(&[(30, 40), (10, 20), (20, 25), (12, 15), (24, 26)]);
        assert_eq!(at(&windows, 10), Moment::Open { closes: 16 });
        assert_eq!(at(&windows, 26), Moment::Closed { opens: 4 });
    }

    #[test]
    fn open_ends_stay_open() {
        let windows = windows(&[(0, 5), (10, u64::MAX)]);
        assert_eq!(at(&windows, 0), Moment::Open { closes: 5 });
        assert_eq!(at(&windows, 1 << 40), Moment::Open { closes: u32::MAX });
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn says_what_a_look_at_every_second_says(
            list in proptest::collection::vec((0_u64..50, 1_u64..10), 0..8),
            now in 0_u64..70,
        ) {
            let list: Vec<_> = list.into_iter().map(|(from, length)| (from, from + length)).collect();
            let open = |time: u64| list.iter().any(|(from, until)| (*from..*until).contains(&time));
            let until = |state: bool| (now..100).position(|time| open(time) == state);
            let expected = if open(now) {
                Moment::Open { closes: until(false).unwrap() as u32 }
            } else {
                until(true).map_or(Moment::Over, |opens| Moment::Closed { opens: opens as u32 })
            };
            proptest::prop_assert_eq!(at(&windows(&list), now), expected);
        }
    }
}
