//! Lists of language ranges: BCP 47, comma-separated, as the contract writes them.

/// Whether any range of the list matches the language: the language itself or one
/// that it is more exact than (RFC 4647 section 3.3.1, basic filtering).
#[must_use]
pub fn any_matches(ranges: &str, language: &str) -> bool {
    list(ranges).any(|range| matches(range, language))
}

/// The ranges that both lists have in common: of two that overlap the more exact one.
#[must_use]
pub fn common(a: &str, b: &str) -> String {
    let mut all: Vec<&str> = Vec::new();
    for range in list(a) {
        for other in list(b) {
            let narrow = if matches(range, other) {
                other
            } else if matches(other, range) {
                range
            } else {
                continue;
            };
            if !all.iter().any(|known| known.eq_ignore_ascii_case(narrow)) {
                all.push(narrow);
            }
        }
    }
    all.join(",")
}

fn list(ranges: &str) -> impl Iterator<Item = &str> {
    ranges.split(',').filter(|range| !range.is_empty())
}

fn matches(range: &str, language: &str) -> bool {
    if range == "*" {
        return true;
    }
    let (range, language) = (range.as_bytes(), language.as_bytes());
    language.split_at_checked(range.len()).is_some_and(|(start, rest)| {
        start.eq_ignore_ascii_case(range) && matches!(rest, [] | [b'-', ..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_matches_what_is_more_exact() {
        assert!(any_matches("de,fr", "fr-CA"));
        assert!(any_matches("FR-ca", "fr-CA"));
        assert!(any_matches("*", "tlh"));
        assert!(!any_matches("fr-CA", "fr"));
        assert!(!any_matches("fr", "frr"));
        assert!(!any_matches("", "fr"));
    }

    #[test]
    fn the_more_exact_range_is_common() {
        assert_eq!(common("fr,de", "fr-CA,en,de"), "fr-CA,de");
        assert_eq!(common("fr-CA", "fr-FR"), "");
        assert_eq!(common("*", "fr"), "fr");
    }
}
