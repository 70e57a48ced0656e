//! Language tags: BCP 47, matched per RFC 4647, without regard to case.
//!
//! Three-letter codes of ISO 639-2 count as the two-letter ones that BCP 47
//! asks for: `eng` is `en`, `fre` and `fra` are `fr`. The table is one file with
//! the function that prefers languages, which as a guest cannot depend on this
//! crate and ranks a viewer's whole list instead of testing one range.

#[path = "../../../functions/manifest-rewriting/src/iso639.rs"]
mod iso639;

use oxilangtag::LanguageTag;

/// Whether a text is a well-formed tag, RFC 5646 section 2.1.
#[must_use]
pub fn well_formed(tag: &str) -> bool {
    LanguageTag::parse(tag).is_ok()
}

/// Whether two tags are the same but for case and the length of their code.
/// What is no tag can be the same, too: manifests have codes of their own.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (Tag::of(a), Tag::of(b));
    a.same_primary(&b) && a.rest.eq_ignore_ascii_case(b.rest)
}

/// Basic filtering, RFC 4647 section 3.3.1: whether the range is the tag or
/// begins it, subtag by subtag. `*` takes every tag.
#[must_use]
pub fn filters(range: &str, tag: &str) -> bool {
    if range == "*" {
        return !tag.is_empty();
    }
    let (range, tag) = (Tag::of(range), Tag::of(tag));
    range.same_primary(&tag)
        && match tag.rest.as_bytes().split_at_checked(range.rest.len()) {
            Some((start, after)) => {
                start.eq_ignore_ascii_case(range.rest.as_bytes())
                    && (range.rest.is_empty() || matches!(after, [] | [b'-', ..]))
            }
            None => false,
        }
}

/// Lookup, RFC 4647 section 3.4: the index of the tag that is the range or
/// what is left of it once subtags are cut from its end, the fewest at first;
/// of equals the first. A single letter or digit goes with what follows it.
/// `*` has nothing to look up.
pub fn lookup<'t>(range: &str, tags: impl Iterator<Item = &'t str> + Clone) -> Option<usize> {
    let mut left = range;
    loop {
        if let Some(index) = tags.clone().position(|tag| same(left, tag)) {
            return Some(index);
        }
        (left, _) = left.rsplit_once('-')?;
        if let Some((before, [_])) = left.rsplit_once('-').map(|(a, b)| (a, b.as_bytes())) {
            left = before;
        }
    }
}

/// A tag's language, and everything after the first hyphen.
struct Tag<'t> {
    primary: &'t str,
    /// The language's two letters, if it was given with three.
    short: Option<[u8; 2]>,
    rest: &'t str,
}

impl<'t> Tag<'t> {
    fn of(tag: &'t str) -> Self {
        let (primary, rest) = tag.split_once('-').unwrap_or((tag, ""));
        let short = <[u8; 3]>::try_from(primary.as_bytes())
            .ok()
            .and_then(|code| iso639::shortest(code.map(|byte| byte.to_ascii_lowercase())));
        Self { primary, short, rest }
    }

    fn same_primary(&self, other: &Self) -> bool {
        let letters = |tag: &Self| tag.short;
        let (own, others) = (letters(self), letters(other));
        let own = own.as_ref().map_or(self.primary.as_bytes(), <[u8; 2]>::as_slice);
        let others = others.as_ref().map_or(other.primary.as_bytes(), <[u8; 2]>::as_slice);
        own.eq_ignore_ascii_case(others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_filtering_of_rfc_4647() {
        // Section 3.3.1: de-de matches de-DE-1996, not de-Deva or de-Latn-DE.
        for (range, tag, matches) in [
            ("de-de", "de-DE-1996", true),
            ("de-de", "de-De", true),
            ("de-de", "de-Deva", false),
            ("de-de", "de-Latn-DE", false),
            ("de-de", "de", false),
            ("de", "de-CH-1996", true),
            ("*", "de", true),
            ("*", "", false),
            ("ger", "de-AT", true),
            ("e", "en", false),
            ("en", "", false),
        ] {
            assert_eq!(filters(range, tag), matches, "{range} {tag}");
        }
    }

    #[test]
    fn lookup_of_rfc_4647() {
        // Section 3.4: zh-Hant-CN-x-private1-private2 falls back to
        // …-x-private1, then at once to zh-Hant-CN, zh-Hant and zh.
        let range = "zh-Hant-CN-x-private1-private2";
        let find = |tags: &[&'static str]| lookup(range, tags.iter().copied());
        assert_eq!(find(&["zh", "zh-hant-cn-x-private1", "zh-Hant"]), Some(1));
        assert_eq!(find(&["zh-Hant-CN-x", "zh"]), Some(1));
        assert_eq!(find(&["en", "zho-Hant"]), Some(1));
        assert_eq!(find(&["zh-Hans", "en"]), None);
        assert_eq!(lookup("*", ["en"].into_iter()), None);
        assert_eq!(lookup("", ["en"].into_iter()), None);
    }

    #[test]
    fn case_and_length_of_the_code_do_not_matter() {
        for (a, b) in [("EN-us", "en-US"), ("eng", "EN"), ("fre-CA", "fra-ca"), ("dub1", "DUB1")] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [("pt", "pt-BR"), ("en", "eng-GB"), ("haw", "ha"), ("en", "")] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
