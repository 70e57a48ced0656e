//! Sets of countries and subdivisions, ISO 3166.

use std::collections::{BTreeMap, BTreeSet};

/// A set of places, exact under union, intersection and complement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Whether the countries that are not listed are in.
    rest: bool,
    /// By ISO 3166-1 alpha-2.
    countries: BTreeMap<String, Country>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Country {
    /// Whether its subdivisions that are not listed are in.
    rest: bool,
    /// Subdivisions of which the contrary holds, ISO 3166-2.
    except: BTreeSet<String>,
}

/// A set of places as the catalogue writes them: `outside` goes before `inside`, a
/// subdivision before its country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists {
    /// `None`: the whole world.
    pub inside: Option<Vec<String>>,
    /// Exceptions from it.
    pub outside: Vec<String>,
}

impl Places {
    /// Nowhere.
    #[must_use]
    pub fn nowhere() -> Self {
        Self::default()
    }

    /// The whole world.
    #[must_use]
    pub fn everywhere() -> Self {
        Self { rest: true, countries: BTreeMap::new() }
    }

    /// One country.
    #[must_use]
    pub fn country(code: &str) -> Self {
        let country = Country { rest: true, except: BTreeSet::new() };
        Self { rest: false, countries: BTreeMap::from([(code.to_owned(), country)]) }
    }

    /// One subdivision, e.g. `US-CO`.
    #[must_use]
    pub fn subdivision(code: &str) -> Self {
        let name = code.split('-').next().unwrap_or_default().to_owned();
        let country = Country { rest: false, except: BTreeSet::from([code.to_owned()]) };
        Self { rest: false, countries: BTreeMap::from([(name, country)]) }
    }

    /// The places in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.combine(other, |one, other| one && other)
    }

    /// The places in at least one.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        self.combine(other, |one, other| one || other)
    }

    /// All other places.
    #[must_use]
    pub fn not(&self) -> Self {
        self.combine(&Self::nowhere(), |one, _| !one)
    }

    /// Whether it is the whole world.
    #[must_use]
    pub fn is_everywhere(&self) -> bool {
        *self == Self::everywhere()
    }

    /// Whether it is nowhere.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        *self == Self::nowhere()
    }

    /// How many codes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        1 + self.countries.values().map(|country| 1 + country.except.len()).sum::<usize>()
    }

    /// Whether some of a country is in.
    #[must_use]
    pub fn touches(&self, country: &str) -> bool {
        match self.countries.get(country) {
            None => self.rest,
            Some(country) => country.rest || !country.except.is_empty(),
        }
    }

    /// Whether all of a country is in.
    #[must_use]
    pub fn holds(&self, country: &str) -> bool {
        match self.countries.get(country) {
            None => self.rest,
            Some(country) => country.rest && country.except.is_empty(),
        }
    }

    /// As the catalogue writes them: sets whose union this is.
    #[must_use]
    pub fn lists(&self) -> Vec<Lists> {
        // Every subdivision listed is decided against its country.
        let subdivisions = |rest: bool| {
            let countries = self.countries.values().filter(move |country| country.rest == rest);
            countries.flat_map(|country| country.except.iter().cloned())
        };
        let countries = |rest: bool| {
            let countries = self.countries.iter().filter(move |(_, country)| country.rest == rest);
            countries.map(|(code, _)| code.clone())
        };
        let mut lists = Vec::new();
        if self.rest {
            let outside = countries(false).chain(subdivisions(true)).collect();
            lists.push(Lists { inside: None, outside });
            let again: Vec<_> = subdivisions(false).collect();
            if !again.is_empty() {
                lists.push(Lists { inside: Some(again), outside: Vec::new() });
            }
        } else {
            let inside: Vec<_> = countries(true).chain(subdivisions(false)).collect();
            if !inside.is_empty() {
                let outside = subdivisions(true).collect();
                lists.push(Lists { inside: Some(inside), outside });
            }
        }
        lists
    }

    fn combine(&self, other: &Self, decide: impl Fn(bool, bool) -> bool) -> Self {
        let rest = decide(self.rest, other.rest);
        let mut countries = BTreeMap::new();
        for code in self.countries.keys().chain(other.countries.keys()) {
            if countries.contains_key(code) {
                continue;
            }
            let (one, two) = (self.countries.get(code), other.countries.get(code));
            let of = |country: Option<&Country>, all: bool| country.map_or(all, |one| one.rest);
            let (one_rest, two_rest) = (of(one, self.rest), of(two, other.rest));
            let all = decide(one_rest, two_rest);
            let listed = |country: Option<&Country>, sub: &String| {
                country.is_some_and(|country| country.except.contains(sub))
            };
            let both = [one, two].into_iter().flatten().flat_map(|country| &country.except);
            let except = both
                .filter(|sub| {
                    decide(one_rest != listed(one, sub), two_rest != listed(two, sub)) != all
                })
                .cloned()
                .collect::<BTreeSet<_>>();
            if all != rest || !except.is_empty() {
                countries.insert(code.clone(), Country { rest: all, except });
            }
        }
        Self { rest, countries }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WORLD: [&str; 7] = ["FR", "FR-75", "US", "US-CA", "US-NY", "US-CO", "JP"];

    impl Places {
        fn has(&self, code: &str) -> bool {
            let country = code.split('-').next().unwrap();
            match self.countries.get(country) {
                None => self.rest,
                Some(found) => found.rest != found.except.contains(code),
            }
        }
    }

    /// Whether lists hold a place, by the catalogue's rule.
    fn listed(lists: &Lists, code: &str) -> bool {
        let country = code.split('-').next().unwrap();
        let says = |code: &str| {
            if lists.outside.iter().any(|out| out == code) {
                Some(false)
            } else if lists.inside.as_ref().is_some_and(|list| list.iter().any(|one| one == code)) {
                Some(true)
            } else {
                None
            }
        };
        says(code).or_else(|| says(country)).unwrap_or(lists.inside.is_none())
    }

    #[derive(Clone, Debug)]
    enum Tree {
        Leaf(usize),
        World,
        And(Box<Tree>, Box<Tree>),
        Or(Box<Tree>, Box<Tree>),
        Not(Box<Tree>),
    }

    fn tree() -> impl Strategy<Value = Tree> {
        let leaf = prop_oneof![(0..WORLD.len()).prop_map(Tree::Leaf), Just(Tree::World)];
        leaf.prop_recursive(4, 24, 2, |inner| {
            prop_oneof![
                (inner.clone(), inner.clone()).prop_map(|(a, b)| Tree::And(a.into(), b.into())),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| Tree::Or(a.into(), b.into())),
                inner.prop_map(|a| Tree::Not(a.into())),
            ]
        })
    }

    fn build(tree: &Tree) -> Places {
        match tree {
            Tree::Leaf(at) if WORLD[*at].contains('-') => Places::subdivision(WORLD[*at]),
            Tree::Leaf(at) => Places::country(WORLD[*at]),
            Tree::World => Places::everywhere(),
            Tree::And(a, b) => build(a).and(&build(b)),
            Tree::Or(a, b) => build(a).or(&build(b)),
            Tree::Not(a) => build(a).not(),
        }
    }

    fn holds(tree: &Tree, code: &str) -> bool {
        match tree {
            Tree::Leaf(at) => WORLD[*at] == code || code.split('-').next() == Some(WORLD[*at]),
            Tree::World => true,
            Tree::And(a, b) => holds(a, code) && holds(b, code),
            Tree::Or(a, b) => holds(a, code) || holds(b, code),
            Tree::Not(a) => !holds(a, code),
        }
    }

    proptest! {
        #[test]
        fn algebra_and_lists_are_exact(tree in tree()) {
            let places = build(&tree);
            // A subdivision that nobody names stands for the rest of its country.
            for code in WORLD.into_iter().chain(["FR-13", "US-TX", "BR", "BR-SP"]) {
                prop_assert_eq!(places.has(code), holds(&tree, code), "{}", code);
                let lists = places.lists();
                prop_assert_eq!(lists.iter().any(|one| listed(one, code)), holds(&tree, code));
            }
        }
    }
}
