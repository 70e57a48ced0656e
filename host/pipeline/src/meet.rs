//! Limits only narrow: they form a meet-semilattice.

use tidegate_sdk::types::Limits;

/// The top of the lattice: everything is allowed.
pub const UNLIMITED: Limits =
    Limits { max_height: None, max_bandwidth: None, ranges: None, strict: false };

/// What both allow: the lower height and bit rate, the common ranges, and the
/// stricter reading of what is not stated.
#[must_use]
pub fn meet(a: &Limits, b: &Limits) -> Limits {
    Limits {
        max_height: both(a.max_height, b.max_height, Ord::min),
        max_bandwidth: both(a.max_bandwidth, b.max_bandwidth, Ord::min),
        ranges: both(a.ranges, b.ranges, |a, b| a & b),
        strict: a.strict || b.strict,
    }
}

fn both<T>(a: Option<T>, b: Option<T>, narrow: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(narrow(a, b)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tidegate_sdk::types::DynamicRanges;

    use super::*;

    fn limits() -> impl Strategy<Value = Limits> {
        (
            proptest::option::of(1..4320_u32),
            proptest::option::of(1..100_000_000_u64),
            proptest::option::of((0..8_u8).prop_map(DynamicRanges::from_bits_truncate)),
            any::<bool>(),
        )
            .prop_map(|(max_height, max_bandwidth, ranges, strict)| Limits {
                max_height,
                max_bandwidth,
                ranges,
                strict,
            })
    }

    proptest! {
        #[test]
        fn is_a_semilattice(a in limits(), b in limits(), c in limits()) {
            prop_assert_eq!(meet(&a, &a), a);
            prop_assert_eq!(meet(&a, &b), meet(&b, &a));
            prop_assert_eq!(meet(&meet(&a, &b), &c), meet(&a, &meet(&b, &c)));
            prop_assert_eq!(meet(&a, &UNLIMITED), a);
        }

        #[test]
        fn never_widens(a in limits(), b in limits()) {
            let met = meet(&a, &b);
            for limit in [&a, &b] {
                prop_assert!(limit.max_height.is_none_or(|h| met.max_height.is_some_and(|m| m <= h)));
                prop_assert!(limit.max_bandwidth.is_none_or(|h| met.max_bandwidth.is_some_and(|m| m <= h)));
                prop_assert!(limit.ranges.is_none_or(|r| met.ranges.is_some_and(|m| r.contains(m))));
                prop_assert!(!limit.strict || met.strict);
            }
        }
    }
}
