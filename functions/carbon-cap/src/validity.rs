//! How long an answer holds.

use tidegate_sdk::types::Intensity;

/// Seconds for which an answer from `intensity` holds at `now`, at least 1, or
/// nothing when the newest sample is too old to act on: from its `expires` on.
///
/// An answer ends when the newest sample expires, when the next sample is due
/// (one step after the newest; a single sample has no step) and in any case after
/// `longest`. A sample that is late shortens nothing: feeds that publish with an
/// hour's delay are always late, and a new sample is a new fact, under which no
/// remembered answer is found.
pub(crate) fn of(intensity: &Intensity, now: u64, longest: u32) -> Option<u32> {
    let fresh = intensity.expires.checked_sub(now).filter(|&seconds| seconds > 0)?;
    let mut holds = fresh.min(u64::from(longest));
    if intensity.samples.len() > 1 {
        let due = intensity.measured.saturating_add(u64::from(intensity.step));
        if let Some(wait) = due.checked_sub(now).filter(|&seconds| seconds > 0) {
            holds = holds.min(wait);
        }
    }
    u32::try_from(holds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intensity(samples: usize) -> Intensity {
        Intensity::average(vec![100; samples], 1800, 10_000, 17_200)
    }

    #[test]
    fn ends_with_the_next_sample_the_expiry_or_the_configured_time() {
        assert_eq!(of(&intensity(2), 10_000, 300), Some(300));
        assert_eq!(of(&intensity(2), 11_700, 300), Some(100), "the next sample is due at 11800");
        assert_eq!(of(&intensity(2), 11_800, 300), Some(300), "the next sample is late");
        assert_eq!(of(&intensity(2), 17_199, 300), Some(1), "the last second before expiry");
        assert_eq!(of(&intensity(1), 11_700, 300), Some(300), "one sample has no step");
    }

    #[test]
    fn a_sample_expires_at_the_second_named() {
        assert_eq!(of(&intensity(2), 17_200, 300), None);
        assert_eq!(of(&intensity(2), u64::MAX, 300), None);
    }

    #[test]
    fn a_measurement_in_the_future_is_fresh() {
        assert_eq!(of(&intensity(2), 0, 300), Some(300));
    }

    #[test]
    fn extreme_times_do_not_overflow() {
        let mut extreme = intensity(2);
        extreme.measured = u64::MAX;
        extreme.step = u32::MAX;
        extreme.expires = u64::MAX;
        assert_eq!(of(&extreme, 0, u32::MAX), Some(u32::MAX));
        assert_eq!(of(&extreme, u64::MAX - 1, u32::MAX), Some(1));
    }
}
