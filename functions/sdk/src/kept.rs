//! Bytes that are kept out of a component's memory.
//!
//! A function may hold far more data than a call looks at. In its memory all of it would
//! have to be mapped, and cleared of a call's traces, at every call. Here a call copies
//! the pieces that it needs, and the rest is no part of its sandbox:
//!
//! - `configure` leaves the data at the end of one block, [`Kept::new`].
//! - The node, when it snapshots a component with much of it, takes the data out of the
//!   memory and makes a passive data segment of it, which is the machine code's own and
//!   read-only; and it makes of `tidegate_kept_read` the instruction `memory.init`
//!   (WebAssembly core specification 2.0, section 4.4.7), which copies from there.
//! - Elsewhere (under Spin, in a browser) the data stays where it is, and the function
//!   copies within the memory.
//!
//! The node finds the range by `tidegate_kept`, whose body is the address of two 32-bit
//! numbers: the first address and the one after the last.

// The audited place for `unsafe`, with `alloc`: another part of the memory is read, which
// may be no part of it any more.
#![allow(unsafe_code)]

/// Data of which calls read pieces.
#[derive(Debug)]
pub struct Kept {
    /// Natively all of it; in a component the first part only.
    bytes: Vec<u8>,
    /// Where the second part starts.
    split: usize,
}

impl Kept {
    /// Takes data of two parts: the first stays in memory, [`Kept::near`]; the second,
    /// from `split` on, is read piece by piece.
    ///
    /// In a component it is for `configure`, once: a second call hides the data of
    /// the first. It takes least memory if the block is the one of the document.
    #[must_use]
    pub fn new(bytes: Vec<u8>, split: usize) -> Self {
        let split = split.min(bytes.len());
        #[cfg(target_arch = "wasm32")]
        let bytes = memory::hide(bytes, split);
        Self { bytes, split }
    }

    /// The first part.
    #[must_use]
    pub fn near(&self) -> &[u8] {
        self.bytes.get(..self.split).unwrap_or_default()
    }

    /// A piece of the second part; beyond its end there are zeros, or the call traps.
    #[must_use]
    pub fn far(&self, offset: usize, length: usize) -> Vec<u8> {
        #[cfg(target_arch = "wasm32")]
        return memory::read(offset, length);
        #[cfg(not(target_arch = "wasm32"))]
        {
            let from = self.split.saturating_add(offset);
            let piece = self.bytes.get(from..).map(|rest| rest.get(..length).unwrap_or(rest));
            let mut piece = piece.unwrap_or_default().to_vec();
            piece.resize(length, 0);
            piece
        }
    }
}

/// The memory of a component.
#[cfg(target_arch = "wasm32")]
pub(crate) mod memory {
    use core::cell::UnsafeCell;

    /// Where the second part is: the first address and the one after the last. Empty if
    /// there is none, or if the node has taken it out.
    #[repr(transparent)]
    pub struct Range(UnsafeCell<[u32; 2]>);

    // SAFETY: wasm without the threads proposal has one thread; the node refuses it.
    unsafe impl Sync for Range {}

    static RANGE: Range = Range(UnsafeCell::new([0, 0]));

    /// The range as it is now.
    pub fn range() -> (usize, usize) {
        // SAFETY: one thread, and no reference to it is ever handed out. Volatile, because
        // the node writes it.
        let [from, to] = unsafe { RANGE.0.get().read_volatile() };
        (from as usize, to as usize)
    }

    pub fn hide(mut bytes: Vec<u8>, split: usize) -> Vec<u8> {
        let all = bytes.as_ptr_range();
        let range = [all.start as u32 + split as u32, all.end as u32];
        // SAFETY: as in `range`.
        unsafe { RANGE.0.get().write_volatile(range) };
        // The rest is the block's capacity from here on, which nobody looks at.
        bytes.truncate(split);
        bytes
    }

    pub fn read(offset: usize, length: usize) -> Vec<u8> {
        let mut piece = vec![0; length];
        // SAFETY: the destination is `length` bytes long and written by nobody else.
        unsafe { tidegate_kept_read(piece.as_mut_ptr(), offset, length) };
        piece
    }

    /// The address of the range, for the node.
    #[unsafe(no_mangle)]
    extern "C" fn tidegate_kept() -> *const Range {
        &raw const RANGE
    }

    /// Copies a piece. The node exchanges the body.
    ///
    /// # Safety
    /// `to` must be valid for writing `length` bytes.
    #[unsafe(no_mangle)]
    #[inline(never)]
    unsafe extern "C" fn tidegate_kept_read(to: *mut u8, offset: usize, length: usize) {
        let (start, end) = range();
        let from = start.saturating_add(offset);
        if from.checked_add(length).is_none_or(|last| last > end) {
            core::arch::wasm32::unreachable();
        }
        // SAFETY: the source is within the range, which belongs to a block that is never
        // freed, and no destination is: allocations are not made there.
        unsafe { core::ptr::copy_nonoverlapping(from as *const u8, to, length) };
    }
}
