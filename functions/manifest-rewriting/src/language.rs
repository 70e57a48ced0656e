//! How well a track's language suits a viewer: BCP 47 tags, matched as RFC 4647
//! has it, without regard to case.
//!
//! For each of the viewer's ranges in turn: basic filtering (section 3.3.1: `fr`
//! takes `fr` and `fr-CA`), then lookup (section 3.4: `fr-CA` falls back to `fr`).
//! When no range of the list does, a relative will still be understood better than
//! any other language: `fr-CA` takes `fr-FR` last.

use core::cmp::Ordering;

use crate::iso639;

/// Ranges compared at most of each list, as the contract allows no more.
const MOST_RANGES: usize = 16;

/// Lists that preferences are made of: the profile's and the player's.
const MOST_LISTS: usize = 2;

/// How well a language suits, the lower the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank(pub(crate) u8);

impl Rank {
    /// It suits nothing the viewer asked for, or is not known.
    pub(crate) const NONE: Self = Self(u8::MAX);
    /// Below every match by filtering or lookup.
    const RELATIVE: u8 = 2 * (MOST_LISTS * MOST_RANGES) as u8 + 2;
}

/// How a language suits, finely and by primary language only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    /// By range and by how it matched.
    pub(crate) fine: Rank,
    /// By the first range of the same primary language, whatever its region.
    pub(crate) primary: Rank,
}

impl Match {
    pub(crate) const NONE: Self = Self { fine: Rank::NONE, primary: Rank::NONE };
}

/// A language tag, taken apart.
#[derive(Clone, Copy, Debug)]
struct Tag<'t> {
    /// In lower case, zero-filled; ISO 639-1 where the language has such a code.
    primary: [u8; 8],
    /// Everything after the first hyphen.
    rest: &'t str,
}

impl<'t> Tag<'t> {
    /// Nothing for the empty tag and for primary subtags longer than BCP 47 has.
    fn parse(tag: &'t str) -> Option<Self> {
        let (first, rest) = tag.split_once('-').unwrap_or((tag, ""));
        let mut primary = [0; 8];
        let letters = primary.get_mut(..first.len()).filter(|letters| !letters.is_empty())?;
        letters.copy_from_slice(first.as_bytes());
        letters.make_ascii_lowercase();
        if let [a, b, c, 0, ..] = primary
            && c != 0
            && let Some([a, b]) = iso639::shortest([a, b, c])
        {
            primary = [a, b, 0, 0, 0, 0, 0, 0];
        }
        Some(Self { primary, rest })
    }

    /// Whether `self` is `other` or begins it, subtag by subtag.
    fn begins(&self, other: &Self) -> bool {
        let (own, other) = (self.rest.as_bytes(), other.rest.as_bytes());
        let Some((start, after)) = other.split_at_checked(own.len()) else {
            return false;
        };
        own.is_empty() || start.eq_ignore_ascii_case(own) && matches!(after, [] | [b'-', ..])
    }
}

/// The languages a viewer asked for, by descending preference.
#[derive(Clone, Debug)]
pub(crate) struct Preferences<'f>(Vec<Tag<'f>>);

impl<'f> Preferences<'f> {
    /// From lists of comma-separated tags, the first before the second; what is no
    /// tag is passed over.
    pub(crate) fn parse(lists: [Option<&'f str>; MOST_LISTS]) -> Self {
        let mut all = Vec::with_capacity(8);
        for list in lists.into_iter().flatten() {
            all.extend(list.split(',').filter_map(Tag::parse).take(MOST_RANGES));
        }
        Self(all)
    }

    /// Adds a language below all others.
    pub(crate) fn or_else(&mut self, language: &'f str) {
        self.0.extend(Tag::parse(language));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How well a track's language suits.
    pub(crate) fn judge(&self, language: Option<&str>) -> Match {
        let Some(tag) = language.and_then(Tag::parse) else {
            return Match::NONE;
        };
        let mut result = Match::NONE;
        for (range, index) in self.0.iter().zip(0u8..) {
            if range.primary != tag.primary {
                continue;
            }
            if result.primary == Rank::NONE {
                result.primary = Rank(index);
                result.fine = Rank(Rank::RELATIVE + index);
            }
            if range.begins(&tag) {
                result.fine = Rank(2 * index);
                break;
            }
            if tag.begins(range) {
                result.fine = Rank(2 * index + 1);
                break;
            }
        }
        result
    }
}

/// Compares languages as they are written, without regard to case.
pub(crate) fn compare(a: Option<&str>, b: Option<&str>) -> Ordering {
    fn lower(tag: &str) -> impl Iterator<Item = u8> {
        tag.bytes().map(|byte| byte.to_ascii_lowercase())
    }
    match (a, b) {
        (Some(a), Some(b)) => lower(a).cmp(lower(b)),
        _ => a.is_some().cmp(&b.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The languages offered, best first; those that suit nothing are left out.
    fn sorted<'t>(preferences: &str, offered: &[&'t str]) -> Vec<&'t str> {
        let preferences = Preferences::parse([Some(preferences), None]);
        let fine = |tag: &&str| preferences.judge(Some(tag)).fine;
        let mut suiting: Vec<&str> =
            offered.iter().copied().filter(|tag| fine(tag) != Rank::NONE).collect();
        suiting.sort_by_key(fine);
        suiting
    }

    #[test]
    fn basic_filtering_takes_what_is_more_specific() {
        // The examples of RFC 4647 section 3.3.1.
        let offered = ["de", "de-DE-1996", "de-Deva", "de-Latn-DE", "en"];
        assert_eq!(sorted("de-de", &offered)[..2], ["de-DE-1996", "de"]);
        assert!(
            !Preferences::parse([Some("de-de"), None]).0[0].begins(&Tag::parse("de-Deva").unwrap())
        );
    }

    #[test]
    fn lookup_falls_back_range_by_range() {
        assert_eq!(sorted("fr-CA,en", &["en", "fr"]), ["fr", "en"]);
        assert_eq!(sorted("fr,en", &["en", "fr-CA"]), ["fr-CA", "en"]);
        assert_eq!(sorted("zh-Hant-CN-x-private1", &["zh", "zh-Hant"]).len(), 2);
    }

    #[test]
    fn a_relative_comes_after_every_match() {
        assert_eq!(sorted("pt-BR,es,pt", &["pt-PT", "es"]), ["es", "pt-PT"]);
        assert_eq!(sorted("fr-CA,en", &["fr-FR", "en", "de"]), ["en", "fr-FR"]);
        assert_eq!(sorted("fr-CA", &["de", "fr-FR"]), ["fr-FR"]);
    }

    #[test]
    fn case_and_length_of_the_code_do_not_matter() {
        assert_eq!(sorted("fr-ca,en", &["ENG", "FR-CA"]), ["FR-CA", "ENG"]);
        assert_eq!(sorted("fr", &["fre"]), ["fre"]);
        assert_eq!(sorted("fre-CA", &["fr"]), ["fr"]);
    }

    #[test]
    fn a_prefix_that_ends_within_a_subtag_is_no_match() {
        assert_eq!(sorted("e", &["en"]), Vec::<&str>::new());
        let tag = |tag| Tag::parse(tag).unwrap();
        assert!(!tag("zh-Han").begins(&tag("zh-Hans")));
        assert!(tag("zh-hans").begins(&tag("zh-Hans-CN")));
    }

    #[test]
    fn oddities_suit_nothing() {
        let offered = ["", "-", "und", "dubbing-dubbing", "abcdefghi", "日本語", "*"];
        assert_eq!(sorted("fr,,-,en", &offered), Vec::<&str>::new());
        assert_eq!(Preferences::parse([Some("fr"), None]).judge(None), Match::NONE);
    }

    #[test]
    fn the_first_list_goes_before_the_second() {
        let preferences = Preferences::parse([Some("ja"), Some("fr,ja,en")]);
        let fine = |tag| preferences.judge(Some(tag)).fine;
        assert!(fine("ja") < fine("fr") && fine("fr") < fine("en"));
        assert_eq!(fine("de"), Rank::NONE);
    }

    #[test]
    fn no_more_ranges_than_the_contract_has_are_read() {
        let list = "xx,".repeat(MOST_RANGES) + "fr";
        assert_eq!(Preferences::parse([Some(&list), None]).judge(Some("fr")), Match::NONE);
    }
}
