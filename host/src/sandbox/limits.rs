//! What one call may take.

use std::cell::Cell;
use std::time::Duration;

use wasmtime::ResourceLimiter;

use super::engine::{LARGEST_MEMORY, TICK};

/// What one call may take. Memory bounds time as well: an epoch does not
/// interrupt one long bulk operation, but small memories keep those short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallLimits {
    /// How long a call may run, in whole milliseconds, 1 ms to 1 s.
    pub deadline: Duration,
    /// Linear memory over all memories of the component together, in bytes.
    pub memory: usize,
    /// Most bytes that the host allocates to take an answer in.
    pub answer: usize,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self { deadline: Duration::from_millis(20), memory: 16 << 20, answer: 1 << 20 }
    }
}

impl From<tidegate_bundle::Limits> for CallLimits {
    fn from(limits: tidegate_bundle::Limits) -> Self {
        let tidegate_bundle::Limits { deadline, memory } = limits;
        Self { deadline, memory, ..Self::default() }
    }
}

impl CallLimits {
    /// For `configure`, which runs once and may read a large catalogue: 100,000 assets
    /// with 20 rules each are 280 MB of JSON, and take 450 MB to read.
    pub(super) const CONFIGURE: Self =
        Self { deadline: Duration::from_secs(10), memory: 1 << 30, answer: 64 << 10 };

    /// The deadline in epochs. One more, because the current one is under way.
    pub(super) fn epochs(&self) -> u64 {
        let ticks = self.deadline.as_micros() / TICK.as_micros().max(1);
        u64::try_from(ticks).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// The largest memory limit there is room for.
    pub const MOST_MEMORY: usize = LARGEST_MEMORY;
}

/// Most table elements of a component, over all its tables.
const TABLE_ELEMENTS: usize = 20_000;

/// Counts what all memories and tables of a store take together: a limit on each
/// alone is met by many small ones.
#[derive(Debug)]
pub(super) struct Meter {
    memory: usize,
    memory_left: usize,
    elements_left: usize,
    /// Something was refused. A guest may trap in any way of its own after that.
    pub refused: bool,
}

impl Meter {
    pub const fn new(limits: &CallLimits) -> Self {
        Self {
            memory: limits.memory,
            memory_left: limits.memory,
            elements_left: TABLE_ELEMENTS,
            refused: false,
        }
    }
}

thread_local! {
    static LAST_MEMORY: Cell<usize> = const { Cell::new(0) };
}

/// Bytes of linear memory that the last call on this thread had in the end.
#[must_use]
pub fn memory_of_last_call() -> usize {
    LAST_MEMORY.get()
}

impl Meter {
    /// Tells what was taken to [`memory_of_last_call`].
    pub fn tell(&self) {
        LAST_MEMORY.set(self.memory.saturating_sub(self.memory_left));
    }
}

fn take(left: &mut usize, current: usize, desired: usize) -> bool {
    match left.checked_sub(desired.saturating_sub(current)) {
        Some(rest) => {
            *left = rest;
            true
        }
        None => false,
    }
}

impl ResourceLimiter for Meter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let granted = take(&mut self.memory_left, current, desired);
        self.refused |= !granted;
        Ok(granted)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let granted = take(&mut self.elements_left, current, desired);
        self.refused |= !granted;
        Ok(granted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_share_one_allowance() {
        let limits = CallLimits { memory: 3 << 16, ..CallLimits::default() };
        let mut meter = Meter::new(&limits);
        assert!(meter.memory_growing(0, 2 << 16, None).unwrap());
        assert!(meter.memory_growing(0, 1 << 16, None).unwrap());
        assert!(!meter.refused);
        assert!(!meter.memory_growing(0, 1 << 16, None).unwrap());
        assert!(meter.refused);
    }

    #[test]
    fn a_refused_growth_takes_nothing() {
        let limits = CallLimits { memory: 2 << 16, ..CallLimits::default() };
        let mut meter = Meter::new(&limits);
        assert!(!meter.memory_growing(0, 3 << 16, None).unwrap());
        assert!(meter.memory_growing(0, 2 << 16, None).unwrap());
    }
}
