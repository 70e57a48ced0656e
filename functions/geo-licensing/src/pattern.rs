//! Patterns of assets.
//!
//! `*` stands for any characters within a path segment, none included. `**` is a
//! segment of its own and stands for any number of segments: for none or more
//! before others, for at least one at the end. Everything else is literal, in the
//! case given. `tide/**` covers all below `tide`, `**/main.m3u8` every such
//! playlist, `films/*/main.m3u8` those one level down.
//!
//! Matching takes time at most proportional to the product of both lengths: each
//! segment of the pattern meets each segment of the asset at most once.

use crate::index::Rank;

/// The longest pattern, in bytes: as long as the longest asset of the contract.
const LONGEST: usize = 1024;

/// A checked pattern.
#[derive(Debug, PartialEq, Eq)]
pub enum Pattern<'t> {
    /// One asset.
    Exact(&'t str),
    /// Everything in this folder.
    Under(&'t str),
    /// One asset, and everything in the folder of that name.
    Here(&'t str),
    /// All other patterns.
    Glob(&'t str),
}

impl<'t> Pattern<'t> {
    /// Checks a pattern.
    ///
    /// # Errors
    /// What would be accepted instead.
    pub fn parse(text: &'t str) -> Result<Self, &'static str> {
        if text.is_empty() || text.len() > LONGEST {
            return Err("a pattern of 1 to 1024 bytes such as `films/**`");
        }
        if text.starts_with('/') {
            return Err("a pattern without a leading slash, as assets have none");
        }
        if text.contains(['?', '[', ']', '{', '}', '\\']) {
            return Err("a pattern with no other wildcards than `*` and `**`");
        }
        if text.split('/').any(|segment| segment != "**" && has_two_stars(segment.as_bytes())) {
            return Err("a pattern with `**` as a segment of its own, such as `films/**`");
        }
        if may_climb(text) {
            return Err("a pattern without `.` and `..` segments");
        }
        Ok(match text.strip_suffix("/**") {
            Some(folder) if !folder.contains('*') => Self::Under(folder),
            _ if text.contains('*') => Self::Glob(text),
            _ => Self::Exact(text),
        })
    }

    /// Checks an id that is a path or a folder.
    ///
    /// # Errors
    /// What would be accepted instead.
    pub fn here(id: &'t str) -> Result<Self, &'static str> {
        match Self::parse(id) {
            Ok(Self::Exact(id)) if !id.ends_with('/') => Ok(Self::Here(id)),
            _ => Err("the path of a file or folder such as `films/tide`, or `paths`"),
        }
    }
}

/// How exactly patterns cover: a path is before a folder, a folder before others, and
/// of each kind more characters that stand for themselves before fewer.
const FOLDER: Rank = 1 << 16;
const GLOB: Rank = 2 << 16;

impl<'t> Pattern<'t> {
    /// The pattern as a kind and a text.
    pub const fn parts(&self) -> (u8, &'t str) {
        match *self {
            Self::Exact(text) => (0, text),
            Self::Under(text) => (1, text),
            Self::Here(text) => (2, text),
            Self::Glob(text) => (3, text),
        }
    }

    /// The pattern that [`Pattern::parts`] took apart.
    pub const fn from_parts(kind: u8, text: &'t str) -> Self {
        match kind {
            0 => Self::Exact(text),
            1 => Self::Under(text),
            2 => Self::Here(text),
            _ => Self::Glob(text),
        }
    }

    /// How exactly the pattern covers a path; the lesser the more exact. `None`: not at all.
    pub fn rank(&self, path: &str) -> Option<Rank> {
        let fewer = |text: &str| {
            let literal = text.bytes().filter(|byte| *byte != b'*').count();
            Rank::try_from(LONGEST.saturating_sub(literal)).unwrap_or(0)
        };
        let below = |folder: &str| {
            let rest = path.strip_prefix(folder)?;
            rest.starts_with('/').then(|| FOLDER + fewer(folder))
        };
        let whole = |text: &str| (path == text).then_some(0);
        match self {
            Self::Exact(text) => whole(text),
            Self::Under(folder) => below(folder),
            Self::Here(text) => whole(text).or_else(|| below(text)),
            Self::Glob(text) => glob(text, path).then(|| GLOB + fewer(text)),
        }
    }
}

/// The segments of a pattern that are written out.
pub fn literals(glob: &str) -> impl Iterator<Item = &str> {
    glob.split('/').filter(|segment| !segment.contains('*'))
}

fn has_two_stars(segment: &[u8]) -> bool {
    segment.windows(2).any(|pair| pair == b"**")
}

/// Whether an origin could take the path to lie elsewhere than it reads: `.` and `..`
/// segments (RFC 3986 section 5.2.4), also percent-encoded, and separators that are
/// encoded or not ones of URLs. No rule covers such an asset.
pub fn may_climb(asset: &str) -> bool {
    asset.split('/').any(is_dot_segment)
        || asset.contains('\\')
        || asset.split('%').skip(1).any(|escape| {
            let code = escape.get(..2).unwrap_or_default();
            code.eq_ignore_ascii_case("2f") || code.eq_ignore_ascii_case("5c")
        })
}

fn is_dot_segment(segment: &str) -> bool {
    let dot = |rest: &str| match rest.as_bytes() {
        [b'.', ..] => Some(1),
        [b'%', b'2', b'e' | b'E', ..] => Some(3),
        _ => None,
    };
    let rest = dot(segment).and_then(|length| segment.get(length..));
    let Some(rest) = rest else { return false };
    rest.is_empty() || dot(rest) == Some(rest.len())
}

/// Matches segment by segment. After a `**`, the segments up to the next one are tried
/// at the leftmost place; a later place for an earlier `**` could only leave less.
fn glob(pattern: &str, asset: &str) -> bool {
    let mut wanted = pattern.split('/');
    let mut given = asset.split('/');
    let mut retry = None;
    loop {
        let matched = match wanted.next() {
            Some("**") => {
                if wanted.clone().next().is_none() {
                    return given.next().is_some();
                }
                retry = Some((wanted.clone(), given.clone()));
                true
            }
            Some(want) => match given.next() {
                Some(have) => segment(want.as_bytes(), have.as_bytes()),
                // Trying further on would leave even fewer segments.
                None => return false,
            },
            None if given.next().is_none() => return true,
            None => false,
        };
        if !matched {
            let Some((again, from)) = &mut retry else { return false };
            if from.next().is_none() {
                return false;
            }
            wanted = again.clone();
            given = from.clone();
        }
    }
}

/// Matches one segment, in which `*` is any run of bytes. A `*` takes as little as
/// it can; only the latest one ever has to take more.
fn segment(want: &[u8], have: &[u8]) -> bool {
    let (mut want, mut have) = (want, have);
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        match (want, have) {
            ([b'*', rest @ ..], _) => {
                retry = Some((rest, have));
                want = rest;
            }
            ([wanted, want_rest @ ..], [given, have_rest @ ..]) if wanted == given => {
                (want, have) = (want_rest, have_rest);
            }
            ([], []) => return true,
            _ => {
                let Some((again, [_, from @ ..])) = retry else { return false };
                retry = Some((again, from));
                (want, have) = (again, from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &Pattern<'_>, asset: &str) -> bool {
        pattern.rank(asset).is_some()
    }

    fn check(pattern: &str, covered: &[&str], others: &[&str]) {
        let pattern = Pattern::parse(pattern).unwrap();
        for asset in covered {
            assert!(matches(&pattern, asset), "{pattern:?} {asset}");
        }
        for asset in others {
            assert!(!matches(&pattern, asset), "{pattern:?} {asset}");
        }
    }

    #[test]
    fn literals_are_exact() {
        check(
            "tide/main.m3u8",
            &["tide/main.m3u8"],
            &["tide/main_m3u8", "Tide/main.m3u8", "tide/"],
        );
    }

    #[test]
    fn a_star_stays_in_its_segment() {
        check(
            "films/*/main.m3u8",
            &["films/tide/main.m3u8", "films//main.m3u8"],
            &["films/main.m3u8", "films/a/b/main.m3u8", "films/tide/main.m3u8/x"],
        );
        check("*", &["a", ""], &["a/b"]);
        check("a*b*c", &["abc", "axbxc", "abcbc", "abbcc"], &["ab", "axbx", "abcd", "a/b/c"]);
        check("*.m3u8", &["é.m3u8", ".m3u8"], &["a.m3u8x"]);
    }

    #[test]
    fn two_stars_cross_segments() {
        check("tide/**", &["tide/a", "tide/a/b", "tide/"], &["tide", "tidal/a", "x/tide/a"]);
        check("**", &["a", "a/b/c"], &[]);
        check("**/main.m3u8", &["main.m3u8", "a/b/main.m3u8"], &["main.m3u8/a", "a/xmain.m3u8"]);
        check("a/**/b", &["a/b", "a/x/b", "a/b/b", "a/b/x/b"], &["a/x", "ab", "a/b/x"]);
        check("**/a/*/c/**", &["a/b/c/d", "x/a/a/b/c/d/e"], &["a/b/c", "a/c/d"]);
        check("**/a/**/b", &["a/b", "b/a/x/b/b"], &["b/a", "a"]);
        check("s*/**/*.ts", &["s1/x.ts", "s/a/b/c.ts"], &["s1/x.mp4", "t/x.ts"]);
    }

    #[test]
    fn recognises_paths_that_climb() {
        for asset in [
            "..",
            "a/../b",
            "a/./b",
            "a/..",
            "a/%2e%2E/b",
            "a/.%2e/b",
            "a/%2E",
            "a%2fb",
            "a\\b",
            "a%5Cb",
        ] {
            assert!(may_climb(asset), "{asset}");
        }
        for asset in ["a/b", "a..b/c", "...", "a/.hidden", "%2e%2e%2e", "a%20b", "%", "%2", "é%é/é"]
        {
            assert!(!may_climb(asset), "{asset}");
        }
    }

    /// Patterns that make backtracking matchers run for years.
    #[test]
    fn hostile_pairs_end() {
        let asset = "a/".repeat(511) + "a";
        let pattern = "**/a/*a*/".repeat(100) + "b";
        assert!(!glob(&pattern, &asset));
        let pattern = "*a".repeat(500) + "b";
        assert!(!glob(&pattern, &"a".repeat(1024)));
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use super::*;
        use proptest::prelude::*;

        /// The meaning, written down plainly: tries everything.
        fn naive(want: &[&str], have: &[&str]) -> bool {
            fn within(want: &[u8], have: &[u8]) -> bool {
                match want {
                    [] => have.is_empty(),
                    [b'*', rest @ ..] => (0..=have.len()).any(|skip| within(rest, &have[skip..])),
                    [byte, rest @ ..] => have.first() == Some(byte) && within(rest, &have[1..]),
                }
            }
            match want {
                [] => have.is_empty(),
                ["**"] => !have.is_empty(),
                ["**", rest @ ..] => (0..=have.len()).any(|skip| naive(rest, &have[skip..])),
                [segment, rest @ ..] => {
                    have.first().is_some_and(|have| within(segment.as_bytes(), have.as_bytes()))
                        && naive(rest, &have[1..])
                }
            }
        }

        proptest! {
            #[test]
            fn matches_as_the_plain_meaning_does(
                pattern in proptest::collection::vec(prop_oneof![Just("**".to_owned()), "[ab*]{1,4}"], 1..6),
                asset in proptest::collection::vec("[ab]{0,4}", 1..6),
            ) {
                let (pattern, asset) = (pattern.join("/"), asset.join("/"));
                if let Ok(compiled) = Pattern::parse(&pattern) {
                    let want: Vec<&str> = pattern.split('/').collect();
                    let have: Vec<&str> = asset.split('/').collect();
                    prop_assert_eq!(matches(&compiled, &asset), naive(&want, &have));
                }
            }

            #[test]
            fn arbitrary_text_never_panics(pattern in ".{0,40}", asset in ".{0,40}") {
                if let Ok(pattern) = Pattern::parse(&pattern) {
                    matches(&pattern, &asset);
                }
                may_climb(&asset);
            }
        }
    }
}
