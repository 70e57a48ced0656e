//! Languages the viewer prefers: `Accept-Language` (RFC 9110 section 12.5.4).

use std::cmp::Reverse;

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use oxilangtag::LanguageTag;

/// Languages in the fact, most preferred first.
pub const MOST_LANGUAGES: usize = 16;

/// Elements that are read, so that a long header costs no more than a short one.
const MOST_ELEMENTS: usize = 64;

/// Bytes of one tag: RFC 5646 section 4.4.1 asks for room for 35.
const LONGEST_TAG: usize = 35;

/// The languages of `Accept-Language`: BCP 47 tags in their usual case, by
/// descending quality, those of equal quality in the order sent, each once,
/// comma-separated. `*`, quality 0 and what is no well-formed tag are left out.
/// `None` if nothing is left.
#[must_use]
pub fn accepted(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|line| line.to_str().ok());
    let mut ranked: Vec<(u16, String)> =
        lines.flat_map(|line| line.split(',')).take(MOST_ELEMENTS).filter_map(element).collect();
    ranked.sort_by_key(|(quality, _)| Reverse(*quality));
    join(ranked.into_iter().map(|(_, tag)| tag))
}

/// A list as the fact spells it: at most [`MOST_LANGUAGES`] tags, comma-separated,
/// all of them well-formed.
pub(crate) fn listed(text: &str) -> Option<String> {
    let tags: Vec<String> = text
        .split(',')
        .take(MOST_LANGUAGES + 1)
        .map(|item| tag(item.trim()))
        .collect::<Option<_>>()?;
    if tags.len() > MOST_LANGUAGES { None } else { join(tags.into_iter()) }
}

/// Languages that were stated elsewhere, by descending preference: those that are
/// well-formed, as the fact spells them. `None` if there are none.
pub(crate) fn stated<'a>(tags: impl Iterator<Item = &'a str>) -> Option<String> {
    join(tags.take(MOST_ELEMENTS).filter_map(|text| tag(text.trim())))
}

/// Tags as the fact spells them: comma-separated, each once, the first
/// [`MOST_LANGUAGES`]. `None` if there are none.
fn join(tags: impl Iterator<Item = String>) -> Option<String> {
    let mut kept: Vec<String> = Vec::new();
    for tag in tags {
        if kept.len() < MOST_LANGUAGES && !kept.contains(&tag) {
            kept.push(tag);
        }
    }
    (!kept.is_empty()).then(|| kept.join(","))
}

/// One element: `fr-CA;q=0.8` is quality 800 and `fr-CA`.
fn element(text: &str) -> Option<(u16, String)> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next()?;
    let quality = match parts.next() {
        None => 1000,
        Some(weight) => thousandths(weight.strip_prefix("q=").or(weight.strip_prefix("Q="))?)?,
    };
    (quality > 0 && parts.next().is_none()).then_some(())?;
    Some((quality, tag(range)?))
}

/// A well-formed tag (RFC 5646 section 2.1) in its usual case (section 2.1.1).
fn tag(text: &str) -> Option<String> {
    (text.len() <= LONGEST_TAG).then_some(())?;
    let tag = LanguageTag::parse_and_normalize(text).ok()?;
    Some(tag.into_inner())
}

/// A `qvalue` (RFC 9110 section 12.4.2) in thousandths: 0 to 1 with at most
/// three decimals.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let fraction: u16 = if digits { format!("{decimals:0<3}").parse().ok()? } else { return None };
    match (whole, fraction) {
        ("0", fraction) => Some(fraction),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn of(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT_LANGUAGE, HeaderValue::from_str(line).unwrap());
        }
        accepted(&headers)
    }

    #[test]
    fn orders_by_quality_and_keeps_ties() {
        // The example of RFC 9110 section 12.5.4.
        assert_eq!(of(&["da, en-gb;q=0.8, en;q=0.7"]).as_deref(), Some("da,en-GB,en"));
        assert_eq!(of(&["en;q=0.5,fr-CA,de;q=0.5,fr;q=0.9"]).as_deref(), Some("fr-CA,fr,en,de"));
        assert_eq!(of(&["en;q=0.5", "fr"]).as_deref(), Some("fr,en"));
        assert_eq!(of(&["zh-hant-tw"]).as_deref(), Some("zh-Hant-TW"));
    }

    #[test]
    fn leaves_out_what_is_no_preference() {
        assert_eq!(of(&["*"]), None);
        assert_eq!(of(&["fr;q=0, de;q=0.000, *;q=0.1"]), None);
        assert_eq!(of(&["", ",,", "e n", "fr;q=2", "fr;q=1.001", "fr;q=0.1234", "fr;q="]), None);
        assert_eq!(of(&["fr;q=-1", "fr;q=.5", "fr;x=1", "fr;q=1;x=2", "123", "*-CH"]), None);
        assert_eq!(of(&["en, EN, en;q=0.3"]).as_deref(), Some("en"));
    }

    #[test]
    fn is_bounded() {
        let many: Vec<_> = (b'a'..=b'z').map(|letter| format!("a{}", letter as char)).collect();
        assert_eq!(of(&[&many.join(",")]).unwrap().split(',').count(), MOST_LANGUAGES);
        assert_eq!(of(&[&format!("{}fr", ",".repeat(MOST_ELEMENTS))]), None);
        assert_eq!(of(&["en-x-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa"]), None);
    }

    proptest! {
        #[test]
        fn what_comes_out_goes_in_unchanged(line in "([a-zA-Z0-9*-]{0,9}(;q=[0-9.]{0,5})?[, ]{0,2}){0,20}") {
            if let Some(languages) = of(&[&line]) {
                prop_assert!(languages.split(',').all(|tag| tag.len() <= LONGEST_TAG));
                prop_assert_eq!(of(&[&languages]), Some(languages.clone()));
            }
        }

        #[test]
        fn takes_anything(line in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                headers.append(ACCEPT_LANGUAGE, value);
            }
            let _ = accepted(&headers);
        }
    }
}
