//! What data segments make of a memory.
//!
//! An interpreter's are thousands, and code is made of each when they are written to another
//! module's memory: a second for 10,000. What they leave behind is a few long pieces.

use std::collections::BTreeMap;

use wasm_encoder::{ConstExpr, DataSection};
use wasmparser::{DataKind, DataSectionReader};

use super::binary::constant;

/// The page of a memory, in bytes.
const PAGE: usize = 64 << 10;

/// Most pages that are written to: those of the largest memory that a call may have.
const MOST: usize = super::engine::LARGEST_MEMORY / PAGE;

/// What is written, as pages by number.
pub(super) struct Image {
    pages: BTreeMap<usize, Vec<u8>>,
    /// How many segments there were.
    pub segments: usize,
}

impl Image {
    /// Of a module whose own first memory is empty before. `None`: a segment is not written
    /// there, or an address is not known yet.
    pub fn of(segments: DataSectionReader<'_>) -> Option<Self> {
        let mut image = Self { pages: BTreeMap::new(), segments: 0 };
        for segment in segments {
            let segment = segment.ok()?;
            match segment.kind {
                DataKind::Active { memory_index: 0, offset_expr } => {
                    let at = constant(&mut offset_expr.get_operators_reader())?;
                    if segment.data.is_empty() && at > 0 {
                        // A fault, beyond the memory.
                        return None;
                    }
                    image.write(at.try_into().ok()?, segment.data)?;
                }
                // Wizer leaves one where a segment of the function was.
                DataKind::Passive if segment.data.is_empty() => {}
                DataKind::Active { .. } | DataKind::Passive => return None,
            }
            image.segments += 1;
        }
        Some(image)
    }

    fn write(&mut self, mut at: usize, mut data: &[u8]) -> Option<()> {
        while !data.is_empty() {
            let (page, start) = (at / PAGE, at % PAGE);
            if self.pages.len() >= MOST && !self.pages.contains_key(&page) {
                return None;
            }
            let bytes = self.pages.entry(page).or_insert_with(|| vec![0; PAGE]);
            let (now, later) = data.split_at(data.len().min(PAGE - start));
            bytes.get_mut(start..start + now.len())?.copy_from_slice(now);
            at += now.len();
            data = later;
        }
        Some(())
    }

    /// The segments that write it: pages that follow one another are one.
    pub fn section(&self) -> Option<DataSection> {
        let mut section = DataSection::new();
        let mut pages = self.pages.iter().peekable();
        while let Some((first, bytes)) = pages.next() {
            let (mut last, mut piece) = (*first, bytes.clone());
            while let Some((page, bytes)) = pages.next_if(|(page, _)| **page == last + 1) {
                last = *page;
                piece.extend_from_slice(bytes);
            }
            let at = u32::try_from(first.checked_mul(PAGE)?).ok()?;
            section.active(0, &ConstExpr::i32_const(at.cast_signed()), piece);
        }
        Some(section)
    }
}
