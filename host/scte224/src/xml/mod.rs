//! A document as a tree of elements, with their places.
//!
//! - [`namespaces`]: prefixes, and what they stand for
//! - [`read`]: from text to elements

mod namespaces;
mod read;

pub use namespaces::Space;
pub use read::{MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, MAX_NAMESPACES, read};

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element<'t> {
    /// The namespace of its name.
    pub space: Space<'t>,
    /// Its local name.
    pub name: &'t str,
    /// Those that are no namespace declarations.
    pub attributes: Vec<Attribute<'t>>,
    /// The elements in it.
    pub children: Vec<Element<'t>>,
    /// All text directly in it, references resolved, white space around it taken off.
    pub text: String,
    /// The byte of its `<`.
    pub start: usize,
    /// The byte behind its end tag.
    pub end: usize,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<'t> {
    /// The namespace of its name; [`Space::None`] without a prefix.
    pub space: Space<'t>,
    /// Its local name.
    pub name: &'t str,
    /// References resolved, white space around it taken off.
    pub value: String,
}

impl Element<'_> {
    /// The value of an attribute without a prefix.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.value(Space::None, name)
    }

    /// What `xlink:href` says.
    #[must_use]
    pub fn href(&self) -> Option<&str> {
        self.value(Space::Xlink, "href")
    }

    /// Whether it is an element of the standard with this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.space == Space::Esni && self.name == name
    }

    fn value(&self, space: Space<'_>, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|one| one.space == space && one.name == name)?;
        Some(&found.value)
    }
}
