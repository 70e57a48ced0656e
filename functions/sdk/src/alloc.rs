//! An allocator for components that live for one call.
//!
//! It hands out memory by moving one pointer up from `__heap_base` and never
//! looks back, so a call makes no `memory.grow` and touches few pages. When
//! everything allocated since `configure` has been freed, the pointer returns
//! there: a host that keeps an instance for many calls (Spin does) sees no growth,
//! although single blocks are reused only where they lie together at the top.

// The audited place for `unsafe`: `GlobalAlloc` cannot be written without it.
#![allow(unsafe_code)]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;

/// The bump allocator. Only sound on single-threaded wasm, the one target where
/// [`crate::export!`] installs it.
pub struct OneCall {
    /// The next free address; 0 before the first allocation.
    next: Cell<usize>,
    /// Where `next` returns to once nothing allocated above it is alive.
    floor: Cell<usize>,
    /// Blocks alive above `floor`.
    alive: Cell<usize>,
    /// The end of the very first block, which is the document that `configure` is handed;
    /// 0 once it is freed.
    first: Cell<usize>,
    /// Freed memory below `next`, from and to: the blocks last freed, as far as they touch.
    /// Small blocks that are made and freed by the million would fill it all otherwise.
    hole: Cell<(usize, usize)>,
}

// SAFETY: wasm without the threads proposal has one thread; the node refuses it.
unsafe impl Sync for OneCall {}

impl OneCall {
    /// An allocator that has handed out nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            next: Cell::new(0),
            floor: Cell::new(0),
            alive: Cell::new(0),
            first: Cell::new(0),
            hole: Cell::new((0, 0)),
        }
    }

    /// Keeps everything allocated so far for good: later calls return to here.
    /// [`crate::export!`] calls it when `configure` has succeeded.
    ///
    /// If that is the very first block alone, all memory above it is free: what a large
    /// document took to read is not in the snapshot then. What of it is
    /// [kept](crate::kept) for reading in pieces is free too, as soon as it is taken out.
    ///
    /// What is free is cleared, the stack below the caller too: zeroes are not in a
    /// snapshot, and a host that copies it before every call has less to copy.
    pub fn settle(&self) {
        let first = self.first.get();
        let (start, end) = kept();
        if self.alive.get() == 1 && first != 0 {
            self.next.set(if end == first { start } else { first });
            Self::clear(first, Self::have());
        } else if start == end && self.next.get() != 0 {
            Self::clear(self.next.get(), Self::have());
        }
        self.floor.set(self.next.get());
        self.alive.set(0);
        self.first.set(0);
        self.hole.set((0, 0));
        Self::clear_stack();
    }

    /// Clears memory that is free.
    fn clear(from: usize, to: usize) {
        // SAFETY: callers give memory of this allocator in which no block is alive.
        unsafe { core::ptr::write_bytes(from as *mut u8, 0, to.saturating_sub(from)) };
    }

    /// Clears the stack below what is in use.
    #[cfg(target_arch = "wasm32")]
    fn clear_stack() {
        /// Calls that keep their locals below the stack pointer (LLVM allows 128 bytes), and more.
        const MARGIN: usize = 1024;
        unsafe extern "C" {
            static __stack_low: u8;
        }
        let local = 0_u8;
        let top = core::hint::black_box(&raw const local) as usize;
        // The linker puts the stack first, at 0: an address that no pointer may have.
        let low = (&raw const __stack_low as usize).max(GRANULE);
        let len = top.saturating_sub(MARGIN).saturating_sub(low);
        // SAFETY: the stack grows down, and nothing is on it so far below this local.
        unsafe { core::ptr::write_bytes(low as *mut u8, 0, len) };
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn clear_stack() {}

    /// A block ends elsewhere than before.
    fn shorten(&self, before: usize, after: usize) {
        if self.first.get() == before {
            self.first.set(after);
        }
    }

    /// Gives back what lies at the top.
    fn retreat(&self, to: usize) {
        let (from, end) = self.hole.get();
        if end == to && from != end {
            self.next.set(from);
            self.hole.set((0, 0));
        } else {
            self.next.set(to);
        }
    }

    #[cfg(target_arch = "wasm32")]
    fn heap_base() -> usize {
        unsafe extern "C" {
            static __heap_base: u8;
        }
        &raw const __heap_base as usize
    }

    /// The end of the memory.
    #[cfg(target_arch = "wasm32")]
    fn have() -> usize {
        core::arch::wasm32::memory_size::<0>() * PAGE
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn have() -> usize {
        0
    }

    #[cfg(target_arch = "wasm32")]
    fn reach(end: usize) -> bool {
        use core::arch::wasm32::memory_grow;
        let have = Self::have();
        if end <= have {
            return true;
        }
        let missing = (end - have).div_ceil(PAGE);
        let more = if have < LARGE { missing } else { missing.max(have / PAGE / 8) };
        memory_grow::<0>(more) != usize::MAX
            || more > missing && memory_grow::<0>(missing) != usize::MAX
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn heap_base() -> usize {
        0
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reach(_end: usize) -> bool {
        false
    }
}

/// What memory grows by.
#[cfg(target_arch = "wasm32")]
const PAGE: usize = 65536;

/// From here on, memory is only that large while a large document is read: it grows by
/// eighths, and blocks take whole granules.
const LARGE: usize = 16 << 20;

/// Blocks end where blocks of any alignment may start: those that follow each other
/// touch, and are found to when they are freed.
const GRANULE: usize = 16;

/// Where a block from `start` on ends.
fn end_of(start: usize, size: usize) -> Option<usize> {
    let end = start.checked_add(size)?;
    if start < LARGE { Some(end) } else { end.checked_next_multiple_of(GRANULE) }
}

/// The range of kept data, which no block may touch.
#[cfg(target_arch = "wasm32")]
fn kept() -> (usize, usize) {
    crate::kept::memory::range()
}

#[cfg(not(target_arch = "wasm32"))]
const fn kept() -> (usize, usize) {
    (0, 0)
}

fn apart_from_kept(start: usize, end: usize) -> bool {
    let (from, to) = kept();
    from == to || end <= from || start >= to
}

/// Where a block from `start` on lies, or one after kept data that is in its way.
fn beside_kept(start: usize, layout: Layout) -> Option<(usize, usize)> {
    let end = end_of(start, layout.size())?;
    if apart_from_kept(start, end) {
        return Some((start, end));
    }
    let start = kept().1.checked_next_multiple_of(layout.align())?;
    Some((start, end_of(start, layout.size())?))
}

impl Default for OneCall {
    fn default() -> Self {
        Self::new()
    }
}

// SAFETY: blocks never overlap: each starts at or above `next`, which then moves
// to its end, and `next` only moves down when no block above the new place is alive.
unsafe impl GlobalAlloc for OneCall {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.next.get() == 0 {
            self.next.set(Self::heap_base());
            self.floor.set(Self::heap_base());
            let first = Self::heap_base().checked_next_multiple_of(layout.align());
            self.first.set(first.and_then(|at| end_of(at, layout.size())).unwrap_or(0));
        }
        let Some(start) = self.next.get().checked_next_multiple_of(layout.align()) else {
            return core::ptr::null_mut();
        };
        let Some((start, end)) = beside_kept(start, layout) else {
            return core::ptr::null_mut();
        };
        if !Self::reach(end) {
            return core::ptr::null_mut();
        }
        self.next.set(end);
        self.alive.set(self.alive.get() + 1);
        start as *mut u8
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if (block as usize) < self.floor.get() {
            return;
        }
        self.alive.set(self.alive.get() - 1);
        let start = block as usize;
        let Some(end) = end_of(start, layout.size()) else { return };
        if end == self.first.get() {
            self.first.set(0);
        }
        if self.alive.get() == 0 {
            self.next.set(self.floor.get());
            self.hole.set((0, 0));
        } else if end == self.next.get() {
            self.retreat(start);
        } else {
            let (from, to) = self.hole.get();
            self.hole.set(if start == to {
                (from, end)
            } else if end == from {
                (start, to)
            } else {
                (start, end)
            });
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let start = block as usize;
        let (Some(before), Some(after)) = (end_of(start, layout.size()), end_of(start, size))
        else {
            return core::ptr::null_mut();
        };
        // The newest block grows in place: a `Vec` being filled leaves no copies behind.
        if before == self.next.get() && apart_from_kept(start, after) && Self::reach(after) {
            self.shorten(before, after);
            self.next.set(after);
            return block;
        }
        if size <= layout.size() {
            self.shorten(before, after);
            return block;
        }
        // SAFETY: the caller vouches for `layout`; `size` is not zero.
        let fresh = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !fresh.is_null() {
            // SAFETY: both blocks are at least `layout.size()` long and do not overlap.
            unsafe {
                core::ptr::copy_nonoverlapping(block, fresh, layout.size());
                self.dealloc(block, layout);
            }
        }
        fresh
    }
}
