//! When a zone is asked again.
//!
//! After an answer: an interval later. After a failure: 10 s, doubled with each
//! further one, up to a quarter of an hour or the interval, whichever is longer; at
//! once that long if the provider refused, which it will do again. Never before the
//! provider wishes (`Retry-After`, up to a day). Up to a tenth is added by chance, so
//! that the nodes of a fleet and the zones of a node do not ask in step.

use std::time::Duration;

/// After the first failure.
const FIRST: Duration = Duration::from_secs(10);

/// After many, unless the interval is longer.
const MOST: Duration = Duration::from_secs(15 * 60);

/// The longest wish of a provider that is granted.
const LONGEST_WISH: Duration = Duration::from_secs(86_400);

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer.
    Answered,
    /// Nothing usable; it may be another time.
    Failed,
    /// A refusal, which stands until somebody changes something.
    Refused,
}

/// The waits of one zone.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    interval: Duration,
    failures: u32,
}

impl Schedule {
    /// Nothing has been asked.
    #[must_use]
    pub const fn new(interval: Duration) -> Self {
        Self { interval, failures: 0 }
    }

    /// Failures since the last answer.
    #[must_use]
    pub const fn failures(&self) -> u32 {
        self.failures
    }

    /// For how long to wait. `wish` is the provider's, `chance` lies from 0 to 1.
    #[must_use]
    pub fn next(&mut self, outcome: Outcome, wish: Option<Duration>, chance: f64) -> Duration {
        let most = MOST.max(self.interval);
        self.failures = match outcome {
            Outcome::Answered => 0,
            Outcome::Failed | Outcome::Refused => self.failures.saturating_add(1),
        };
        let wait = match outcome {
            Outcome::Answered => self.interval,
            Outcome::Refused => most,
            Outcome::Failed => {
                let doublings = (self.failures - 1).min(16);
                FIRST.saturating_mul(1 << doublings).min(most)
            }
        };
        let wait = wait.max(wish.unwrap_or_default().min(LONGEST_WISH));
        wait + wait.mul_f64(chance.clamp(0.0, 1.0) / 10.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_secs(300);

    fn waits(outcomes: &[(Outcome, Option<u64>)]) -> Vec<u64> {
        let mut schedule = Schedule::new(INTERVAL);
        outcomes
            .iter()
            .map(|&(outcome, wish)| {
                schedule.next(outcome, wish.map(Duration::from_secs), 0.0).as_secs()
            })
            .collect()
    }

    #[test]
    fn failures_double_the_wait_and_an_answer_ends_them() {
        let failed = (Outcome::Failed, None);
        let answered = (Outcome::Answered, None);
        let outcomes = [vec![answered], vec![failed; 10], vec![answered, failed]].concat();
        assert_eq!(waits(&outcomes), [300, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 300, 10]);
    }

    #[test]
    fn a_refusal_waits_longest_at_once() {
        assert_eq!(waits(&[(Outcome::Refused, None), (Outcome::Failed, None)]), [900, 20]);
        let mut rare = Schedule::new(Duration::from_secs(3600));
        assert_eq!(rare.next(Outcome::Refused, None, 0.0), Duration::from_secs(3600));
    }

    #[test]
    fn a_wish_is_granted_up_to_a_day() {
        assert_eq!(
            waits(&[
                (Outcome::Failed, Some(120)),
                (Outcome::Failed, Some(5)),
                (Outcome::Failed, Some(1 << 40)),
                (Outcome::Answered, Some(1000)),
            ]),
            [120, 20, 86_400, 1000]
        );
    }

    #[test]
    fn chance_adds_up_to_a_tenth() {
        let wait = |chance| Schedule::new(INTERVAL).next(Outcome::Answered, None, chance);
        assert_eq!(wait(0.5), Duration::from_secs(315));
        assert_eq!(wait(1.0), Duration::from_secs(330));
        assert_eq!(wait(9.0), Duration::from_secs(330));
        let mut worn = Schedule::new(INTERVAL);
        for _ in 0..100 {
            assert!(worn.next(Outcome::Failed, None, 1.0) <= Duration::from_secs(990));
        }
    }
}
