//! Namespaces in XML 1.0: prefixes, and what they stand for.

use super::MAX_NAMESPACES;
use crate::error::Expected;

/// A namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space<'t> {
    /// No namespace.
    None,
    /// The standard's own, of 2018 or later.
    Esni,
    /// `urn:scte:224:audience`: whom an audience holds.
    Audience,
    /// `urn:scte:224:action`: what a viewing policy does.
    Action,
    /// XLink 1.0, in which `href` refers.
    Xlink,
    /// The one that `xml:` is bound to.
    Xml,
    /// Another, as written.
    Other(&'t str),
}

/// The standard's namespace. The schemas of 2018-05-01 and 2020-04-07 name it
/// without a year; that of 2015-11-15 appends `/2015`.
const ESNI: &str = "http://www.scte.org/schemas/224";

impl<'t> Space<'t> {
    fn of(uri: &'t str) -> Self {
        match uri {
            "" => Self::None,
            "urn:scte:224:audience" => Self::Audience,
            "urn:scte:224:action" => Self::Action,
            "http://www.w3.org/1999/xlink" => Self::Xlink,
            "http://www.w3.org/XML/1998/namespace" => Self::Xml,
            _ if is_esni(uri) => Self::Esni,
            _ => Self::Other(uri),
        }
    }
}

/// With or without a year from 2018 on.
fn is_esni(uri: &str) -> bool {
    let Some(rest) = uri.strip_prefix(ESNI) else { return false };
    let year = rest.strip_prefix('/').filter(|year| year.len() == 4);
    rest.is_empty() || year.and_then(|year| year.parse::<u16>().ok()).is_some_and(|y| y >= 2018)
}

/// The declarations in force.
#[derive(Debug, Default)]
pub(super) struct Scope<'t> {
    /// Prefix (empty for the default), namespace, and depth of the declaring element.
    bound: Vec<(&'t str, Space<'t>, usize)>,
}

impl<'t> Scope<'t> {
    /// Takes a declaration of an element at a depth.
    pub(super) fn bind(
        &mut self,
        prefix: &'t str,
        uri: &'t str,
        depth: usize,
    ) -> Result<(), Expected> {
        if self.bound.len() == MAX_NAMESPACES {
            return Err(Expected::Namespaces(MAX_NAMESPACES));
        }
        self.bound.push((prefix, Space::of(uri), depth));
        Ok(())
    }

    /// Forgets what elements at this depth or deeper have declared.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.bound.last().is_some_and(|(_, _, declared)| *declared >= depth) {
            self.bound.pop();
        }
    }

    /// The namespace of an element's name and its local part.
    pub(super) fn element(&self, name: &'t str) -> Option<(Space<'t>, &'t str)> {
        match name.split_once(':') {
            Some((prefix, local)) => Some((self.find(prefix)?, local)),
            None => Some((self.find("").unwrap_or(Space::None), name)),
        }
    }

    /// The namespace of an attribute's name and its local part.
    pub(super) fn attribute(&self, name: &'t str) -> Option<(Space<'t>, &'t str)> {
        match name.split_once(':') {
            Some((prefix, local)) => Some((self.find(prefix)?, local)),
            None => Some((Space::None, name)),
        }
    }

    fn find(&self, prefix: &str) -> Option<Space<'t>> {
        if prefix == "xml" {
            return Some(Space::Xml);
        }
        let found = self.bound.iter().rev().find(|(bound, _, _)| *bound == prefix)?;
        Some(found.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_from_2018_on_are_the_standards() {
        for (uri, expected) in [
            ("http://www.scte.org/schemas/224", true),
            ("http://www.scte.org/schemas/224/2018", true),
            ("http://www.scte.org/schemas/224/2021", true),
            ("http://www.scte.org/schemas/224/2015", false),
            ("http://www.scte.org/schemas/224/", false),
            ("http://www.scte.org/schemas/224/02018", false),
            ("http://www.scte.org/schemas/224/+999", false),
            ("http://www.scte.org/schemas/35", false),
        ] {
            assert_eq!(Space::of(uri) == Space::Esni, expected, "{uri}");
        }
    }

    #[test]
    fn declarations_end_with_their_element() {
        let mut scope = Scope::default();
        scope.bind("a", "urn:scte:224:audience", 1).unwrap();
        scope.bind("a", "urn:x", 2).unwrap();
        assert_eq!(scope.element("a:Zip"), Some((Space::Other("urn:x"), "Zip")));
        scope.leave(2);
        assert_eq!(scope.element("a:Zip"), Some((Space::Audience, "Zip")));
        scope.leave(1);
        assert_eq!(scope.element("a:Zip"), None);
        assert_eq!(scope.element("Zip"), Some((Space::None, "Zip")));
    }
}
