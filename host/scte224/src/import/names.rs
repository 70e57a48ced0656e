//! Names for rules and slates.

use std::collections::{BTreeMap, BTreeSet};

/// The most characters of an id in the catalogue.
const ID: usize = 128;

/// The most characters of a slate's name.
const SLATE: usize = 64;

/// An id as the catalogue takes it: letters, digits and `._-:/`, the end of it if
/// it is too long.
#[must_use]
pub fn id(text: &str) -> String {
    fitted(text, |char| char.is_ascii_alphanumeric() || "._-:/".contains(char), ID)
}

fn fitted(text: &str, allowed: impl Fn(char) -> bool, most: usize) -> String {
    let plain: Vec<char> =
        text.chars().map(|char| if allowed(char) { char } else { '-' }).collect();
    plain.iter().skip(plain.len().saturating_sub(most)).collect()
}

/// Ids of rules and blackouts: the asset, the line of the viewing policy, a number.
#[derive(Debug)]
pub struct Ids {
    asset: String,
    next: usize,
}

impl Ids {
    /// Of one asset.
    #[must_use]
    pub fn of(asset: &str) -> Self {
        Self { asset: asset.to_owned(), next: 1 }
    }

    /// The next.
    pub fn next(&mut self, line: usize) -> String {
        let end = format!(":L{line}.{}", self.next);
        self.next += 1;
        let skipped = (self.asset.len() + end.len()).saturating_sub(ID);
        format!("{}{end}", self.asset.get(skipped..).unwrap_or_default())
    }
}

/// Names of slates by URI.
#[derive(Debug, Default)]
pub struct Slates {
    names: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    /// The number that was given last, by what it stands behind.
    numbers: BTreeMap<String, usize>,
}

impl Slates {
    /// The name of a URI: the last part of its path, with a number if that is taken.
    pub fn name(&mut self, uri: &str) -> String {
        if let Some(name) = self.names.get(uri) {
            return name.clone();
        }
        let path = uri.split(['?', '#']).next().unwrap_or_default();
        let last = path.split(['/', ':']).rfind(|part| !part.is_empty()).unwrap_or_default();
        let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
        let allowed = |char: char| char.is_ascii_alphanumeric() || "._-".contains(char);
        let base = fitted(stem, allowed, SLATE - 8).to_ascii_lowercase();
        let base = if base.is_empty() { "slate".to_owned() } else { base };
        let mut name = base.clone();
        let number = self.numbers.entry(base.clone()).or_insert(1);
        while !self.taken.insert(name.clone()) {
            *number += 1;
            name = format!("{base}-{number}");
        }
        self.names.insert(uri.to_owned(), name.clone());
        name
    }

    /// Name and URI of each, by name.
    #[must_use]
    pub fn finish(self) -> Vec<(String, String)> {
        let mut list: Vec<_> = self.names.into_iter().map(|(uri, name)| (name, uri)).collect();
        list.sort_unstable();
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slates_are_named_after_their_uri() {
        let mut slates = Slates::default();
        for (uri, name) in [
            ("https://cdn.example/slates/Blackout.m3u8?x=1", "blackout"),
            ("https://other.example/blackout.mpd", "blackout-2"),
            ("https://cdn.example/slates/Blackout.m3u8?x=1", "blackout"),
            ("urn:example:slate:9", "9"),
            ("CH 65", "ch-65"),
            ("///", "slate"),
        ] {
            assert_eq!(slates.name(uri), name, "{uri}");
        }
        assert_eq!(slates.finish().len(), 5);
    }

    #[test]
    fn ids_fit() {
        assert_eq!(id("example.com/media/a b"), "example.com/media/a-b");
        assert_eq!(id(&"a".repeat(200)).len(), 128);
        let mut ids = Ids::of(&"a".repeat(128));
        let first = ids.next(12);
        assert!(first.len() == 128 && first.ends_with("a:L12.1"));
        assert_eq!(Ids::of("m").next(3), "m:L3.1");
    }
}
