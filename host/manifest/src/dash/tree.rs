//! Where the elements are.

use super::names::Kind;

/// The most elements that are kept track of.
pub const MAX_ELEMENTS: usize = 1 << 16;

/// An element; places are bytes of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    /// Its `<`.
    pub(super) start: u32,
    /// Behind the `>` of its start tag.
    pub(super) open_end: u32,
    /// The `<` of its end tag; its end if it is an empty-element tag.
    pub(super) close: u32,
    /// Behind all of it.
    pub(super) end: u32,
    /// Number of the element that it is in; its own if it is the root.
    pub(super) parent: u32,
    pub(super) kind: Kind,
    /// Among siblings, in the schema's order.
    pub(super) rank: u8,
}

impl Element {
    pub(super) fn is_empty_tag(&self) -> bool {
        self.open_end == self.end
    }
}

/// The elements kept track of, in document order.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) elements: Vec<Element>,
}

impl Tree {
    pub(super) fn get(&self, element: u32) -> Option<&Element> {
        self.elements.get(element as usize)
    }

    /// The elements directly in one, in order, with their numbers. Takes
    /// logarithmic time for each.
    pub(super) fn children(&self, parent: u32) -> impl Iterator<Item = (u32, &Element)> {
        let end = self.get(parent).map_or(0, |parent| parent.end);
        let mut next = parent as usize + 1;
        std::iter::from_fn(move || {
            let number = next;
            let element = self.elements.get(number).filter(|element| element.start < end)?;
            let after = self.elements.get(number + 1..).unwrap_or_default();
            next = number
                + 1
                + match after.first() {
                    Some(first) if first.start < element.end => {
                        after.partition_point(|other| other.start < element.end)
                    }
                    _ => 0,
                };
            Some((u32::try_from(number).unwrap_or(u32::MAX), element))
        })
    }

    /// The children of one kind.
    pub(super) fn of_kind(&self, parent: u32, kind: Kind) -> impl Iterator<Item = (u32, &Element)> {
        self.children(parent).filter(move |(_, element)| element.kind == kind)
    }
}
